"""Where in its passage an example's evidence stands, and in which element of the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from workbench.records import Element

_SPACES = re.compile(r"\s+")


def locate(quote: str, passage: str) -> tuple[int, int] | None:
    """Start and end (code points, end exclusive) of `quote` in `passage`, or None.

    Differences in white space do not count: a quote is often one line of what wraps on the page.
    """
    words = _SPACES.split(quote.strip())
    if not words[0]:
        return None
    exact = passage.find(quote.strip())
    if exact >= 0:
        return exact, exact + len(quote.strip())
    found = re.search(r"\s*".join(re.escape(word) for word in words), passage)
    return (found.start(), found.end()) if found else None


def parts(passage: str, span: tuple[int, int] | None) -> tuple[str, str, str]:
    """Before, evidence and after; all of it is `before` where there is no span."""
    if span is None:
        return passage, "", ""
    start, end = span
    return passage[:start], passage[start:end], passage[end:]


def element_of(quote: str, elements: Sequence[Element]) -> Element | None:
    """The element that holds the quote, or most of its words; else the first on a page."""
    placed = [element for element in elements if element.page is not None]
    if not placed:
        return None
    wanted = _squeeze(quote)
    for element in placed:
        if wanted and wanted in _squeeze(element.text):
            return element
    words = set(quote.split())
    if not words:
        return placed[0]
    best = max(placed, key=lambda element: len(words & set(element.text.split())))
    return best if words & set(best.text.split()) else placed[0]


def _squeeze(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFC", text))
