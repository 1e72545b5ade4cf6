"""Text that a broken font map turned into other letters, without any error to see.

A Korean document does not mix Hangul with accented Latin letters; fonts that lost their Unicode map
print it so. Only documents that are mostly Hangul are judged, for other languages use the letters.
"""

from __future__ import annotations

import re

from workbench.ingest.layout.page import PageContent

_PLAIN = frozenset("\u00a0¡§©«®°±²³´·¸¹»¼½¾×÷µ¿£¥¢é")
MIN_HANGUL = 0.3
_HANGUL = re.compile("[\uac00-\ud7a3]")
_PAIRS = re.compile("(?:[\u00a1-\u00fe]{2})+")
_ODD = re.compile("[\u0080-\u036f]")


def is_odd(char: str) -> bool:
    """Latin letters beyond ASCII, spacing accents, and letters of neighbouring blocks."""
    return "\u0080" <= char <= "\u036f" and char not in _PLAIN


class ScriptCount:
    """Counts letters while pages go by; `korean` answers once all were added."""

    def __init__(self) -> None:
        self.letters = 0
        self.hangul = 0

    def add(self, page: PageContent) -> None:
        for line in page.lines:
            self.letters += sum(map(str.isalpha, line.text))
            self.hangul += len(_HANGUL.findall(line.text))

    @property
    def korean(self) -> bool:
        return self.letters > 0 and self.hangul >= MIN_HANGUL * self.letters


def mark_odd(page: PageContent, korean: bool) -> None:
    """Count lines that hold other letters than they show as unmapped.

    Accented letters amid Hangul are such in a `korean` document; Hangul in the encoding of Korean
    Windows that was read as Latin is in any.
    """
    for line in page.lines:
        odd, letters = _count(line.text) if korean else (0, 0)
        if (odd >= 2 and odd >= 0.08 * letters) or _is_broken_hangul(line.text):
            page.bad += line.chars - line.bad
            line.bad = line.chars
    for table in page.tables:
        odd = letters = 0
        for cell in table.cells:
            counts = _count(cell.text) if korean else (0, 0)
            odd, letters = odd + counts[0], letters + counts[1]
        broken = sum(_is_broken_hangul(cell.text) for cell in table.cells)
        if (odd >= 3 and odd >= 0.03 * letters) or broken > 1:
            page.bad += table.chars - table.bad
            table.bad = table.chars


def _is_broken_hangul(text: str) -> bool:
    """`±úÁø ±ÛÀÚ` is 깨진 글자: pairs of Latin-1 characters that all are Hangul in CP949."""
    runs = _PAIRS.findall(text)
    if sum(map(len, runs)) < 6:
        return False
    try:
        read = "".join(run.encode("latin-1").decode("cp949") for run in runs)
    except UnicodeError:
        return False
    return len(_HANGUL.findall(read)) >= 0.8 * len(read)


def _count(text: str) -> tuple[int, int]:
    if not _ODD.search(text):
        return 0, sum(map(str.isalpha, text))
    letters = [char for char in text if char.isalpha() or is_odd(char)]
    return sum(is_odd(char) for char in letters), len(letters)
