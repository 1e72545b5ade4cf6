"""Does the box of an element contain its text? Asked of pdfplumber's characters, not of ours."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from workbench.ingest.parsed import Box, ParsedElement

_MARGIN = 1.0
"""Points; a character counts where its middle is inside."""


def outside(path: Path, elements: list[ParsedElement], most_pages: int) -> tuple[int, list[str]]:
    """How many elements were looked at, and the texts of those whose box leaves some out."""
    import pdfplumber

    places: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    chosen = [
        e for e in elements
        if e.text and e.page and e.bbox and e.page <= most_pages and e.kind != "figure"
    ]  # fmt: skip
    for index, element in enumerate(chosen):
        for page, box in [(element.page or 1, element.bbox or (0, 0, 0, 0)), *_rest(element)]:
            places[page].append((index, box))
    inside: list[Counter[str]] = [Counter() for _ in chosen]
    with pdfplumber.open(path) as pdf:
        for number, boxes in places.items():
            page = pdf.pages[number - 1]
            chars = [(c["text"], *_middle(c, page)) for c in page.chars]
            for index, (x0, y0, x1, y1) in boxes:
                inside[index].update(
                    "".join(
                        _plain(text)
                        for text, x, y in chars
                        if x0 - _MARGIN <= x <= x1 + _MARGIN and y0 - _MARGIN <= y <= y1 + _MARGIN
                    )
                )
            page.close()
    missing = [
        element.text
        for element, found in zip(chosen, inside, strict=True)
        if Counter(_plain(_words(element))) - found
    ]
    return len(chosen), missing


def _rest(element: ParsedElement) -> list[tuple[int, Box]]:
    return [(part.page, part.bbox) for part in element.locator.parts]


def _middle(char: dict[str, object], page: object) -> tuple[float, float]:
    """The middle of a character on the page as displayed (pdfplumber turns with /Rotate)."""
    x = (float(str(char["x0"])) + float(str(char["x1"]))) / 2
    y = (float(str(char["top"])) + float(str(char["bottom"]))) / 2
    return x, y


def _words(element: ParsedElement) -> str:
    if element.kind == "table":
        return "".join(cell.text for cell in element.cells)
    return element.text


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isalnum())
