"""A scanned page as lines and tables: recognised words take the place of glyphs."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from workbench.ingest.layout.grid import Grid, find_grids
from workbench.ingest.layout.page import Line, PageContent, Rule
from workbench.ingest.layout.pdfium import Drawings
from workbench.ingest.layout.scan import Place, assemble, place_of
from workbench.ingest.ocr import DOUBTFUL, Recognised, Stroke, Word

_ALIKE = 0.18
"""Smaller type than that of the text is so much smaller at least."""
_HEIGHT = 0.92
"""A word's box is so much of its type size high."""
_BLANK = 0.28
"""Of the height of Hangul: less white between two syllables is none."""
_BOLDER = 1.22
_NOISE = 0.3
"""Words less sure than this that hold no letter are spots."""


def recognised_page(content: PageContent, found: Recognised, dpi: int) -> PageContent:
    """The page as `content`, of which only images were seen, with the words found on it."""
    points = 72 / dpi
    display = content.display
    working = replace(display.turned(display.rotation + found.turn), skew=found.skew)
    page = PageContent(content.number, display, working, recognised=True)
    drawn = _drawings([_scaled(stroke, points) for stroke in found.strokes])
    grids = find_grids(drawn.horizontal, drawn.vertical)
    parts = [part for line in _by_line(found.words) for part in _cut(line, points, grids)]
    lines = [_line(words, points) for words, _ in parts]
    strokes = [median(word.stroke for word in words) * points for words, _ in parts]
    _even(list(zip(lines, strokes, strict=True)))
    placed = [(line, where) for line, (_, where) in zip(lines, parts, strict=True)]
    assemble(page, placed, drawn, grids)
    return page if page.chars else content


def _by_line(words: list[Word]) -> list[list[Word]]:
    real = [w for w in words if w.conf > _NOISE or any(c.isalnum() for c in w.text)]
    return [list(group) for _, group in groupby(real, key=lambda word: word.line)]


def _scaled(stroke: Stroke, points: float) -> Stroke:
    return Stroke(*(value * points for value in stroke))


def _drawings(strokes: list[Stroke]) -> Drawings:
    across = [s for s in strokes if s.x1 - s.x0 >= s.y1 - s.y0]
    down = [s for s in strokes if s.x1 - s.x0 < s.y1 - s.y0]
    return Drawings(
        [Rule((s.y0 + s.y1) / 2, s.x0, s.x1) for s in across],
        [Rule((s.x0 + s.x1) / 2, s.y0, s.y1) for s in down],
        [], [], [], 0, False,
    )  # fmt: skip


def _cut(
    words: list[Word], points: float, grids: list[Grid]
) -> list[tuple[list[Word], Place | None]]:
    """One line of tesseract as ours: it is cut where another cell or a wide gap begins."""
    words = sorted(words, key=lambda word: word.x0)
    height = median(word.y1 - word.y0 for word in words)
    parts: list[tuple[list[Word], Place | None]] = []
    for before, word in pairwise([None, *words]):
        assert word is not None
        middle = (word.x0 + word.x1) / 2 * points, (word.y0 + word.y1) / 2 * points
        where = place_of(*middle, grids)
        apart = before is None or word.x0 - before.x1 > 1.4 * height
        if apart or where != parts[-1][1]:
            parts.append(([], where))
        parts[-1][0].append(word)
    return parts


def _line(words: list[Word], points: float) -> Line:
    y0, y1 = min(word.y0 for word in words) * points, max(word.y1 for word in words) * points
    letters = sum(len(word.text) for word in words)
    heights = [(word.y1 - word.y0) * points for word in words]
    hangul = sum(_is_hangul(char) for word in words for char in word.text)
    # Hangul letters are all about as high as their type; Latin words those that
    # have both a b and a p.
    ordered = sorted(heights)
    tall = (
        ordered[len(ordered) * 2 // 5] if 2 * hangul > letters else ordered[-1 - len(ordered) // 10]
    )
    return Line(
        text=_spaced(words),
        x0=min(word.x0 for word in words) * points,
        y0=y0,
        x1=max(word.x1 for word in words) * points,
        y1=y1,
        size=max(4.0, tall / _HEIGHT),
        baseline=median(word.y1 for word in words) * points - 0.1 * tall,
        bold=False,
        chars=letters,
        conf=sum(word.conf * len(word.text) for word in words) / max(letters, 1),
        doubtful=tuple(word.text for word in words if word.conf < DOUBTFUL),
    )


def _spaced(words: list[Word]) -> str:
    """Tesseract often takes each Hangul syllable for a word: there a blank has to be wide."""
    text = words[0].text
    for before, word in pairwise(words):
        hangul = _is_hangul(before.text[-1]) or _is_hangul(word.text[0])
        high = max(before.y1 - before.y0, word.y1 - word.y0)
        text += (" " if not hangul or word.x0 - before.x1 > _BLANK * high else "") + word.text
    return text


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _even(lines: list[tuple[Line, float]]) -> None:
    """Heights of words vary with their letters: sizes about that of the text are that of it.

    Lines come with the thickness of their strokes; much thicker ones than those of the text are
    bold.
    """
    long = [item for item in lines if item[0].chars >= 12] or lines
    if not long:
        return
    body = round(median(line.size for line, _ in long) * 2) / 2
    strokes = median(stroke / line.size for line, stroke in long)
    for line, stroke in lines:
        line.bold = stroke / line.size > _BOLDER * strokes
        line.size = round(body * _step(line.size / body, line.bold) * 2) / 2


def _step(ratio: float, bold: bool) -> float:
    """Type of a document comes in a few sizes: a measured one is taken for the nearest."""
    if ratio < 1 - _ALIKE:
        return 0.8
    if ratio < (1.1 if bold else 1.35):
        return 1.0
    return 1.2 if ratio < 1.32 else 1.45 if ratio < 1.66 else 1.9
