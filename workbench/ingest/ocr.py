"""Scanned pages to words, by the tesseract program where it is installed.

Its models read a clean page well and a ruled one badly, for rulings wreck its layout analysis. So a
page is straightened, blurred, made black and white (Otsu 1979) and cleared of ruling lines before;
the lines are kept, for they show tables. Nothing is downloaded.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

DPI = 200
DOUBTFUL = 0.6
"""Words that are less sure than this are shown as doubtful."""
MOST_PIXELS = 40_000_000
"""Larger sheets (A1 at this resolution) are drawings."""
_PAGE_S = 90
_SKEW = 3.0
"""Degrees by which a sheet may lie askew."""
_SURE = 0.55
"""Mean confidence below which a page may lie on its side or be of another language."""


class Word(NamedTuple):
    """A word in the picture given, its box in pixels."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    conf: float
    """0 to 1."""
    line: tuple[int, int, int]
    """Block, paragraph and line of the page; equal for words of one line."""
    stroke: float = 0.0
    """How thick its strokes are, in pixels."""


class Stroke(NamedTuple):
    """A ruling line in pixels: across where y0 and y1 are close, else down."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Recognised:
    """What stands on one page, in pixels of the picture turned clockwise by `turn` and straight."""

    words: list[Word] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    turn: int = 0
    skew: float = 0.0
    """Degrees counter-clockwise by which it was turned further to be straight."""

    @property
    def conf(self) -> float:
        """Mean confidence by letters, 0 to 1."""
        letters = sum(len(word.text) for word in self.words)
        return sum(w.conf * len(w.text) for w in self.words) / letters if letters else 0.0


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Languages that tesseract can read here; empty where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.strip() for line in listed.stdout.splitlines()[1:] if line.strip())


def recognise(picture: Picture, dpi: int = DPI) -> Recognised:
    """Read a picture (rows, columns; 0 black, 255 white). No words where nothing was read."""
    best = _read(picture, dpi, 0)
    if best.conf >= _SURE and len(best.words) > 3:
        return best
    turn = _orientation(picture, dpi)
    if turn:
        import numpy as np

        turned = _read(np.ascontiguousarray(np.rot90(picture, k=-turn // 90)), dpi, turn)
        best = max(best, turned, key=lambda found: found.conf * len(found.words))
    return best


def _read(picture: Picture, dpi: int, turn: int) -> Recognised:
    clean, strokes, angle = _cleaned(picture, dpi)
    data = _png(clean, dpi)
    known = languages()
    found: list[Word] = []
    if "kor" in known:
        found = _words(data, "kor")
    hangul = sum("\uac00" <= c <= "\ud7a3" for word in found for c in word.text)
    if "eng" in known and hangul < 0.2 * sum(len(word.text) for word in found) + 1:
        found = max(
            found, _words(data, "eng"), key=lambda ws: sum(w.conf * len(w.text) for w in ws)
        )
    words = [word._replace(stroke=_stroke(clean, word)) for word in found]
    return Recognised(words, strokes, turn, angle)


def _words(png: bytes, language: str) -> list[Word]:
    """All words of a picture; none where tesseract fails or takes too long."""
    out = _tesseract(png, ["-l", language, "--psm", "4", "tsv"])
    rows = csv.DictReader(io.StringIO(out), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        x0, y0 = float(row["left"]), float(row["top"])
        line = int(row["block_num"]), int(row["par_num"]), int(row["line_num"])
        box = x0, y0, x0 + float(row["width"]), y0 + float(row["height"])
        words.append(Word(text, *box, max(0.0, float(row["conf"]) / 100), line))
    return words


def _stroke(clean: Picture, word: Word) -> float:
    """Twice the ink by the length of its edge, as workbench.ingest.layout.weight has it."""
    import numpy as np

    part = clean[int(word.y0) : int(word.y1) + 1, int(word.x0) : int(word.x1) + 1] < 128
    edge = int(
        np.count_nonzero(part[1:] != part[:-1]) + np.count_nonzero(part[:, 1:] != part[:, :-1])
    )
    return 2 * float(np.count_nonzero(part)) / (edge * np.pi / 4) if edge else 0.0


def _orientation(picture: Picture, dpi: int) -> int:
    """Degrees by which a page has to be turned clockwise to stand upright."""
    if "osd" not in languages():
        return 0
    for line in _tesseract(_png(picture, dpi), ["--psm", "0", "-l", "osd"]).splitlines():
        if line.startswith("Rotate:"):
            return int(line.split(":")[1]) % 360
    return 0


def _tesseract(png: bytes, options: list[str]) -> str:
    """What it prints. One thread each, for pages are read side by side."""
    command = [shutil.which("tesseract") or "tesseract", "-", "-", *options]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=png, capture_output=True, timeout=_PAGE_S, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _png(picture: Picture, dpi: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=1, dpi=(dpi, dpi))
    return out.getvalue()


# Cleaning -----------------------------------------------------------------------------------------


def _cleaned(picture: Picture, dpi: int) -> tuple[Picture, list[Stroke], float]:
    """Straight, black and white, without rulings; the rulings; and the angle it was turned by."""
    import numpy as np
    from PIL import Image, ImageFilter

    image = Image.fromarray(picture).filter(ImageFilter.GaussianBlur(dpi / 300))
    angle = _skew(image)
    if abs(angle) > 0.05:
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    gray = np.asarray(image)
    black = gray < _otsu(gray)
    length = dpi * 4 // 10  # longer than any stroke of a letter of usual size
    across = _runs(black, length)
    down = _runs(black.T, length).T
    strokes = [Stroke(*box) for box in _boxes(across, dpi)]
    strokes += [Stroke(x0, y0, x1, y1) for y0, x0, y1, x1 in _boxes(down.T, dpi)]
    rulings = _grown(across, axis=0) | _grown(down, axis=1)
    cleared = np.where(black & ~rulings, 0, 255).astype(np.uint8)
    return cleared, strokes, angle


def _otsu(gray: Any) -> int:
    """The threshold that parts dark and light best; never close to white or black."""
    import numpy as np

    counts = np.bincount(gray.ravel(), minlength=256).astype(float)
    weight = np.cumsum(counts)
    mean = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mean[-1] * weight - mean * weight[-1]) ** 2 / (weight * (weight[-1] - weight))
    best = int(np.argmax(np.nan_to_num(between)))
    return min(230, max(60, best + 1))


def _skew(image: Any) -> float:
    """Degrees by which turning makes lines horizontal: then rows are full or empty."""
    import numpy as np
    from PIL import Image

    small = image.resize((max(1, image.width * 600 // max(image.size)),
                          max(1, image.height * 600 // max(image.size))))  # fmt: skip
    gray = np.asarray(small)
    dark = Image.fromarray(np.where(gray < _otsu(gray), 255, 0).astype(np.uint8))

    def sharpness(angle: float) -> float:
        rows = np.asarray(dark.rotate(angle, Image.Resampling.BILINEAR)).sum(axis=1, dtype=float)
        return float((np.diff(rows) ** 2).sum())

    coarse = max((step / 2 for step in range(int(-2 * _SKEW), int(2 * _SKEW) + 1)), key=sharpness)
    return max((coarse + step / 10 for step in range(-4, 5)), key=sharpness)


def _runs(black: Any, length: int) -> Any:
    """Pixels in horizontal runs of at least `length` (an opening by a line)."""
    import numpy as np

    if black.shape[1] <= length:
        return np.zeros_like(black)
    total = np.cumsum(np.pad(black.astype(np.int32), ((0, 0), (1, 0))), axis=1)
    full = (total[:, length:] - total[:, :-length]) == length
    marks = np.zeros((black.shape[0], black.shape[1] + 1), np.int32)
    marks[:, : full.shape[1]] += full
    marks[:, length : length + full.shape[1]] -= full
    return np.cumsum(marks, axis=1)[:, :-1] > 0


def _grown(mask: Any, axis: int) -> Any:
    """A line with the gray pixels beside it."""
    import numpy as np

    return mask | np.roll(mask, 1, axis) | np.roll(mask, -1, axis)


def _boxes(mask: Any, dpi: int) -> list[tuple[float, float, float, float]]:
    """Rulings of a mask of horizontal runs, as boxes: runs of neighbouring rows together."""
    import numpy as np

    found: list[list[float]] = []
    live: list[list[float]] = []
    for y in np.flatnonzero(mask.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.pad(mask[y].astype(np.int8), 1)))
        after: list[list[float]] = []
        for x0, x1 in zip(edges[::2], edges[1::2], strict=True):
            for box in live:
                if box[3] >= y - 1 and x0 <= box[2] + 2 and x1 >= box[0] - 2:
                    box[:] = [min(box[0], x0), box[1], max(box[2], x1), float(y)]
                    after.append(box)
                    break
            else:
                box = [float(x0), float(y), float(x1), float(y)]
                found.append(box)
                after.append(box)
        live = after
    thick = dpi / 15  # thicker things are bars and pictures
    return [(b[0], b[1], b[2], b[3]) for b in found if b[3] - b[1] <= thick]
