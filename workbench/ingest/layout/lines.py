"""Glyphs to lines: runs on one baseline, each inside one table cell or outside all tables."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from math import inf

from workbench.ingest.layout.page import NAMELESS, Glyph, Line, joint_conf

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200b\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_SYMBOL_BULLETS = frozenset(
    "\uf0b7\uf0a7\uf06e\uf06c\uf09f\uf0a8\uf0d8\uf076\uf0fc\uf0e0\uf02d\uf075\uf0a1\uf071"
)
"""Private characters by which Symbol and Wingdings print list marks."""


def runs(
    glyphs: Iterable[Glyph], place: Callable[[Glyph], object] | None = None
) -> Iterator[tuple[object, list[Glyph]]]:
    """Cut the stream where the baseline jumps, a wide gap opens or `place(glyph)` changes.

    Yields (place, glyphs of one run), the glyphs in stream order.
    """
    current: list[Glyph] = []
    last: Glyph | None = None
    where: object = None
    end = baseline = before = 0.0
    for glyph in glyphs:
        text = glyph[0]
        if text == " " or text.isspace():
            if last is not None:
                current.append(glyph)
                # Justified lines widen their blanks: what is apart begins behind the blank.
                end = min(max(end, glyph.x1), before + 0.5 * last.size)
            continue
        if not text:
            if last is not None:
                yield where, current
            current, last = [], None
            continue
        here = place(glyph) if place else None
        if last is not None:
            x0, size = glyph[1], glyph[5]
            size = last.size if last.size > size else size
            # Apart: on another baseline, behind a gap, or back where something stood before.
            if (
                here != where
                or x0 - end > size
                or not -0.5 * size <= glyph[6] - baseline <= 0.5 * size
                or (x0 < before and x0 - before < -0.6 * max(size, before - last.x0))
            ):
                yield where, current
                current = []
        where, last, end, baseline = here, glyph, glyph[3], glyph[6]
        before = end
        current.append(glyph)
    if last is not None:
        yield where, current


def line_of(run: list[Glyph]) -> Line | None:
    """One run as a line; None where it holds nothing visible."""
    seen = [glyph for glyph in run if not glyph.text.isspace()]
    if not seen:
        return None
    text = clean("".join(_spaced(run)))
    if not text:
        return None
    x0, y0, x1, y1 = inf, inf, -inf, -inf
    bad = bold = 0
    for glyph in seen:  # one loop, for a page has thousands of glyphs
        _, left, upper, right, lower, size, baseline, strong, unmapped, _ = glyph
        # Fonts may claim boxes of several lines' height; a glyph is at most 1.3 sizes tall.
        upper, lower = max(upper, baseline - 1.3 * size), min(lower, baseline + 0.5 * size)
        x0 = left if left < x0 else x0
        y0 = upper if upper < y0 else y0
        x1 = right if right > x1 else x1
        y1 = lower if lower > y1 else y1
        bold += strong
        bad += unmapped and glyph.text not in _SYMBOL_BULLETS
    middle = len(seen) // 2
    return Line(
        text=text,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=_median([glyph.size for glyph in seen], middle),
        baseline=_median([glyph.baseline for glyph in seen], middle),
        bold=bold > 0.8 * len(seen),
        bad=bad,
        chars=len(seen),
        hangul_font=_hangul_font(seen),
        nameless=_nameless(seen),
    )


def _nameless(glyphs: list[Glyph]) -> tuple[str, ...]:
    if not glyphs[0].font.startswith(NAMELESS):
        return ()
    return tuple(dict.fromkeys(glyph.font for glyph in glyphs))


def _median(values: list[float], middle: int) -> float:
    first = values[0]
    return first if values.count(first) == len(values) else sorted(values)[middle]


def _hangul_font(glyphs: list[Glyph]) -> str:
    if glyphs[0].font.startswith(NAMELESS):
        return ""
    hangul = [glyph.font for glyph in glyphs if "\uac00" <= glyph.text <= "\ud7a3"]
    if len(hangul) < 3 or 2 * len(hangul) < len(glyphs):
        return ""
    if hangul.count(hangul[0]) == len(hangul):
        return hangul[0]
    # Of equals the first, not the first of a set: its order is another one in each process.
    return max(dict.fromkeys(hangul), key=hangul.count)


def _spaced(run: list[Glyph]) -> Iterator[str]:
    """The characters, with a blank where the file only moved the pen."""
    end = inf
    for glyph in run:
        text, x0 = glyph[0], glyph[1]
        if text == " " or text.isspace():
            end = inf
        else:
            if x0 - end > 0.28 * glyph[5]:
                yield " "
            end = glyph[3]
        if text < "\u007f" and not glyph[8]:
            yield text
        elif text in _SYMBOL_BULLETS:
            yield "• "
            end = inf
        elif glyph[8] and glyph[3] - x0 > 0.05 * glyph[5]:
            yield "\ufffd"  # shown as unknown, never as what it is not
        else:
            yield _LIGATURES.get(text, text)


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


def merge_near(lines: list[Line]) -> list[Line]:
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
            if near and line.x0 - near[-1].x1 > 1.0 * max(line.size, near[-1].size):
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
