"""Folding a text for matching, with a map back to the original.

Full-width and other compatibility forms become plain (one character for one), dashes and spaces
become `-` and ` `, zero-width characters vanish, decomposed Hangul is composed. Recognizers match
the folded text; what they find is cut in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u207b\ufe58\ufe63\uff0d\u30fc\u3161"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"
_KEPT_JAMO = range(0x3130, 0x3190)
"""Hangul compatibility jamo: NFKC would turn them into conjoining ones."""


def _width_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x80, 0xD800), *range(0xF900, 0x10000)):
        if code in _KEPT_JAMO or 0xAC00 <= code <= 0xD7A3:
            continue
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table[code] = folded
    table.update({ord(dash): "-" for dash in _DASHES})
    table.update(dict.fromkeys((133, 160, 5760, 12288, *range(8192, 8203)), " "))
    return table


_WIDTH = _width_table()
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_WIDTH)) + "]")
_MOVES = re.compile(f"[{_ZERO_WIDTH}]|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    starts: list[int] | None
    """Per folded character its first and its last + 1 in the original; None where they agree."""
    ends: list[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original range of folded `[start, end)`; not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    if text.isascii():
        return Folded(text, None, None)
    if not _MOVES.search(text):
        folded = text.translate(_WIDTH) if _ODD.search(text) else text
        return Folded(folded, None, None)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in (*_MOVES.finditer(text), None):
        stop = len(text) if match is None else match.start()
        parts.append(text[position:stop])
        starts.extend(range(position, stop))
        ends.extend(range(position + 1, stop + 1))
        if match is None:
            break
        position = match.end()
        if len(match[0]) > 1:
            parts.append(unicodedata.normalize("NFC", match[0]))
            starts.append(match.start())
            ends.append(match.end())
    return Folded("".join(parts).translate(_WIDTH), starts, ends)
