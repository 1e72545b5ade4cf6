"""Strings for recognizers: what is to be found stands between « and »."""

from __future__ import annotations

import re

from workbench.clean.recognizers import find

_MARK = re.compile("«([^»]*)»")


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The string without marks, and where they stood."""
    text, spans, position = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        position = match.end()
    return text + marked[position:], spans


def assert_finds(marked: str, span_type: str) -> None:
    """Exactly the marked places, of this type, and nothing of any other type."""
    text, expected = unmarked(marked)
    found = [(span.start, span.end, span.type, text[span.start : span.end]) for span in find(text)]
    wanted = [(start, end, span_type, text[start:end]) for start, end in expected]
    assert found == wanted


def assert_leaves_alone(text: str, *span_types: str) -> None:
    """Nothing of these types (of any type where none is named)."""
    found = [(span.type, text[span.start : span.end]) for span in find(text)]
    assert [pair for pair in found if not span_types or pair[0] in span_types] == []
