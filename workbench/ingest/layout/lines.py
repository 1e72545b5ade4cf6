"""Glyphs to lines: runs on one baseline, each inside one table cell or outside all tables."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from workbench.ingest.layout.page import NAMELESS, Line, joint_conf

if TYPE_CHECKING:
    from workbench.ingest.layout.glyphs import Glyphs

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_CELL_GAP = 0.5
"""Of the type size: more white than this parts cells where a column is known to begin."""
_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200b\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_SYMBOL_BULLETS = frozenset(
    "\uf0b7\uf0a7\uf06e\uf06c\uf09f\uf0a8\uf0d8\uf076\uf0fc\uf0e0\uf02d\uf075\uf0a1\uf071"
)
"""Private characters by which Symbol and Wingdings print list marks."""


def lines_of(
    glyphs: Glyphs, places: Any = None, whole: bool = False, columns: Any = None
) -> list[tuple[int, Line]]:
    """The lines of a stream with the place of each, 0 where `places` (one a glyph) is None.

    The stream is cut where the baseline jumps, a wide gap opens or the place changes; a `whole`
    one, whose text is not horizontal, at its breaks alone. Where `columns` (one a glyph) change, a
    gap is one that is wider than a blank. What holds nothing visible is no line.
    """
    import numpy as np

    blank = np.array([text.isspace() for text in glyphs.text], bool)
    breaks = np.array([not text for text in glyphs.text], bool)
    visible = np.flatnonzero(~(blank | breaks))
    if not len(visible):
        return []
    seen = _Seen(glyphs, visible)
    where = np.zeros(len(visible), int) if places is None else places[visible]
    broken = np.diff(np.cumsum(breaks)[visible], prepend=-1) > 0
    column = np.zeros(len(visible), int) if columns is None else columns[visible]
    starts = np.flatnonzero(broken if whole else broken | _apart(seen, blank, where, column))
    texts = _spaced(seen, blank)
    ends = [*starts[1:].tolist(), len(visible)]
    last = [*visible[starts[1:]].tolist(), len(glyphs)]
    measured = _measured(seen, starts)
    found = []
    for index, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        if text := clean("".join(texts[visible[start] : last[index]])):
            line = Line(text, *measured[index])
            first = seen.fonts[seen.font[start]]
            if first.startswith(NAMELESS):
                used = dict.fromkeys(seen.font[start:end].tolist())
                line.nameless = tuple(seen.fonts[font] for font in used)
            else:
                line.hangul_font = _hangul_font(seen, start, end)
            found.append((int(where[start]), line))
    return found


class _Seen:
    """The columns of what is visible."""

    def __init__(self, glyphs: Glyphs, visible: Any) -> None:
        import numpy as np

        self.glyphs, self.visible = glyphs, visible
        self.x0, self.y0, self.x1, self.y1 = glyphs.box[visible].T
        self.size, self.baseline = glyphs.size[visible], glyphs.baseline[visible]
        self.bold, self.bad = glyphs.bold[visible], glyphs.bad[visible]
        self.font, self.fonts = glyphs.font[visible], glyphs.fonts
        text = [glyphs.text[index] for index in visible.tolist()]
        self.hangul = np.array(["\uac00" <= char <= "\ud7a3" for char in text], bool)
        self.bullet = np.zeros(len(text), bool)
        if not _SYMBOL_BULLETS.isdisjoint(text):
            self.bullet[:] = [char in _SYMBOL_BULLETS for char in text]


def _apart(seen: _Seen, blank: Any, where: Any, column: Any) -> Any:
    """Which visible glyphs begin a line: on another baseline, behind a gap, or back where
    something stood before.
    """
    import numpy as np

    before, size = seen.x1[:-1], np.minimum(seen.size[:-1], seen.size[1:])
    end = seen.x1.copy()
    gaps = np.flatnonzero(blank)
    owner = np.searchsorted(seen.visible, gaps) - 1
    gaps, owner = gaps[owner >= 0], owner[owner >= 0]
    np.maximum.at(end, owner, seen.glyphs.box[gaps, 2])
    # Justified lines widen their blanks: what is apart begins behind the blank.
    end[owner] = np.minimum(end[owner], seen.x1[owner] + 0.5 * seen.size[owner])
    x0, jump = seen.x0[1:], np.diff(seen.baseline)
    back = -0.6 * np.maximum(size, before - seen.x0[:-1])
    # Raised and lowered letters go on where the ones before them end, and so does what follows.
    larger = np.maximum(seen.size[:-1], seen.size[1:])
    script = (size < 0.85 * larger) & (np.abs(x0 - end[:-1]) < 0.25 * larger)
    reach = 0.5 * np.where(script, larger, size)
    apart = np.ones(len(seen.x0), bool)
    apart[1:] = (
        (np.diff(where) != 0)
        | (x0 - end[:-1] > size)
        | ((np.diff(column) != 0) & (x0 - before > _CELL_GAP * size))
        | ~((-reach <= jump) & (jump <= reach))
        | ((x0 < before) & (x0 - before < back))
    )
    return apart


def _measured(seen: _Seen, starts: Any) -> list[tuple[Any, ...]]:
    """(x0, y0, x1, y1, size, baseline, bold, bad, chars) of each line."""
    import numpy as np

    # Fonts may claim boxes of several lines' height; a glyph is at most 1.3 sizes tall.
    upper = np.maximum(seen.y0, seen.baseline - 1.3 * seen.size)
    lower = np.minimum(seen.y1, seen.baseline + 0.5 * seen.size)
    number = np.diff(np.append(starts, len(seen.x0)))
    bold = np.add.reduceat(seen.bold.astype(int), starts) > 0.8 * number
    bad = np.add.reduceat((seen.bad & ~seen.bullet).astype(int), starts)
    columns = (
        np.minimum.reduceat(seen.x0, starts), np.minimum.reduceat(upper, starts),
        np.maximum.reduceat(seen.x1, starts), np.maximum.reduceat(lower, starts),
        _medians(seen.size, starts), _medians(seen.baseline, starts), bold, bad,
        number,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _medians(values: Any, starts: Any) -> Any:
    """The upper median of each line."""
    import numpy as np

    medians = values[starts]
    uneven = np.minimum.reduceat(values, starts) != np.maximum.reduceat(values, starts)
    ends = np.append(starts[1:], len(values))
    for index in np.flatnonzero(uneven).tolist():
        ordered = np.sort(values[starts[index] : ends[index]])
        medians[index] = ordered[len(ordered) // 2]
    return medians


def _hangul_font(seen: _Seen, start: int, end: int) -> str:
    fonts = seen.font[start:end][seen.hangul[start:end]].tolist()
    if len(fonts) < 3 or 2 * len(fonts) < end - start:
        return ""
    # Of equals the first, not the first of a set: its order is another one in each process.
    most: int = max(dict.fromkeys(fonts), key=fonts.count)
    return seen.fonts[most]


def _spaced(seen: _Seen, blank: Any) -> list[str]:
    """What each glyph writes, with a blank before it where the file only moved the pen."""
    import numpy as np

    glyphs = seen.glyphs
    texts = list(glyphs.text)
    if not _LIGATURES.keys().isdisjoint(texts):
        texts = [_LIGATURES.get(text, text) for text in texts]
    wide = glyphs.box[:, 2] - glyphs.box[:, 0] > 0.05 * glyphs.size
    for index in np.flatnonzero(glyphs.bad & wide).tolist():
        if texts[index]:
            texts[index] = "\ufffd"  # shown as unknown, never as what it is not
    for index in seen.visible[seen.bullet].tolist():
        texts[index] = "• "
    moved = seen.x0[1:] - seen.x1[:-1] > 0.28 * seen.size[1:]
    moved &= (np.diff(seen.visible) == 1) & ~seen.bullet[:-1]
    for index in seen.visible[1:][moved].tolist():
        texts[index] = " " + texts[index]
    return texts


def clean(text: str) -> str:
    """NFC, single blanks, no control characters."""
    text = _BLANKS.sub(" ", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", text).strip()


def merge_rows(lines: list[Line]) -> list[Line]:
    """Join runs that stand on one baseline side by side; rows come from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.baseline, item.x0)):
        row = rows[-1] if rows else None
        if row is not None and _same_row(row, line):
            row.append(line)
        else:
            rows.append([line])
    return [join_row(sorted(row, key=lambda item: item.x0)) for row in rows]


def merge_near(
    lines: list[Line], column: Callable[[Line], object] = lambda line: None
) -> list[Line]:
    """Join runs on one baseline that are less than a letter apart; columns stay apart."""
    result: list[Line] = []
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.baseline, item.x0)):
        if rows and _same_row(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        near: list[Line] = []
        for line in sorted(row, key=lambda item: item.x0):
            if near and (
                line.x0 - near[-1].x1 > 1.0 * max(line.size, near[-1].size)
                or (
                    column(line) != column(near[-1])
                    and line.x0 - near[-1].x1 > _CELL_GAP * line.size
                )
            ):
                result.append(join_row(near))
                near = []
            near.append(line)
        result.append(join_row(near))
    return result


def _same_row(row: list[Line], line: Line) -> bool:
    tolerance = 0.45 * min(max(item.size for item in row), line.size)
    if abs(line.baseline - row[0].baseline) > max(tolerance, 1.0):
        return False
    return all(line.x0 >= item.x1 - item.size or line.x1 <= item.x0 + item.size for item in row)


def join_row(row: list[Line]) -> Line:
    """Runs from left to right as one line."""
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for left, right in itertools.pairwise(row):
        gap = right.x0 - left.x1
        text += ("" if gap < 0.15 * right.size else " ") + right.text
    main = max(row, key=lambda item: item.chars)
    conf, doubtful = joint_conf(row)
    return Line(
        text=text,
        x0=row[0].x0,
        y0=min(item.y0 for item in row),
        x1=max(item.x1 for item in row),
        y1=max(item.y1 for item in row),
        size=main.size,
        baseline=main.baseline,
        bold=all(item.bold for item in row),
        bad=sum(item.bad for item in row),
        chars=sum(item.chars for item in row),
        marked=row[0].marked,
        contents=any(item.contents for item in row),
        hangul_font=main.hangul_font,
        conf=conf,
        doubtful=doubtful,
    )


_PARTICLES = re.compile(
    r"^(?:은|는|을|를|의|에|와|과|로|으로|도|만|에서|에게|까지|부터|이며|이고|이나|이다|입니다|라고|라는"
    r"|에는|에서는|으로서|로서|보다|처럼|마다)(?:[\s,.)]|$)"
)
"""Particles and endings that cannot begin a word: a line that begins so goes on in the word."""
_SINGLE = frozenset(
    "수것등및그이저한두세네때중후전각더잘못안곧또바점뿐만내외본위년월일명개건회차시분초원층동호팀약총매즉"
    "단첫새옛온꼭왜참늘둘셋넷몇줄글말일집길몸눈손발물불힘법값곳쪽편측간당별제및혹할될볼쓸줄온같큰"
)
"""Syllables that are words by themselves; others at a full line's end or start are half a word."""
_TOKEN_EDGE = "\"'“”‘’()[]{}<>《》「」『』,.:;!?·…"


class Vocabulary:
    """Words of a document, by which a word that a line end has cut is told from two words."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = sorted(set(words))

    @staticmethod
    def inner_words(line: str, whole: bool) -> list[str]:
        """Words that surely stand whole in a line; `whole` says that its end cuts none."""
        tokens = line.split(" ")
        inner = tokens[1:] if whole else tokens[1:-1]
        return [word for token in inner if len(word := token.strip(_TOKEN_EDGE)) > 1]

    def knows(self, beginning: str) -> bool:
        """Whether some word begins so."""
        at = bisect_left(self._words, beginning)
        return at < len(self._words) and self._words[at].startswith(beginning)

    def has(self, word: str) -> bool:
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word


NO_WORDS = Vocabulary()


def join_text(before: str, after: str, full: bool, words: Vocabulary = NO_WORDS) -> str:
    """Two lines of one paragraph.

    `full` says that `before` reached the right edge of its column: then Hangul may have been cut
    within a word, which the document's other words or a particle tell.
    """
    if not before or not after:
        return before + after
    if before[-1] == "-" and len(before) > 1:
        if before[-2].isalpha() and after[0].islower() and before[-2].isascii():
            return before[:-1] + after
        if before[-2].isalnum() and after[0].isalnum():
            return before + after
    if _is_han(before[-1]) and _is_han(after[0]):
        return before + after
    if full and _is_hangul(after[0]) and _is_cut(before, after, words):
        return before + after
    return f"{before} {after}"


def _is_cut(before: str, after: str, words: Vocabulary) -> bool:
    if not before[-1].isalnum() and before[-1] not in ")”’」』":
        return False
    if _PARTICLES.match(after):
        return True
    if not _is_hangul(before[-1]):
        return False
    head = before.rsplit(" ", 1)[-1].lstrip(_TOKEN_EDGE)
    tail = after.split(" ", 1)[0].rstrip(_TOKEN_EDGE)
    if words.has(head + tail):
        return True
    if words.has(head) and words.has(tail):
        return False
    if any(len(part) == 1 and part not in _SINGLE for part in (head, tail)):
        return True
    return words.knows(head + tail[:2]) or (len(head) > 1 and words.knows(head + tail[:1]))


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _is_han(char: str) -> bool:
    """Chinese and Japanese characters and punctuation, which take no blanks."""
    return "\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char in "，。、；："
