"""Bold type of fonts that have no name, by looking at it: how thick are the strokes?

Browsers print fonts of some kinds as Type 3 fonts, which say neither their name nor their weight.
The strokes of a line are as thick as twice its ink divided by the length of the ink's edge, and
that hardly depends on which letters it has: 0.085 of the type size for a regular Noto Sans, 0.134
for the bold one, whatever the text.
"""

from __future__ import annotations

from collections import defaultdict

from workbench.ingest.layout.page import Line
from workbench.ingest.layout.pdfium import PdfPage

_BOLDER = 1.25
"""Bold strokes are at least so many times as thick as those of the text."""
_ENOUGH = 9
"""Lines of text by which a document's strokes are known."""
_MOST = 40
"""Fonts looked at on one page."""
_OF_A_FONT = 3
"""Lines by which a font is known on a page."""
_LONG = 15
"""Characters of a line that is surely text."""


class Weights:
    """Marks bold lines page by page; remembers how thick the text's strokes are."""

    def __init__(self) -> None:
        self._seen: list[float] = []

    def mark(self, page: PdfPage, lines: list[Line], turned: bool) -> None:
        """Set `bold` of lines in nameless fonts that no line of the running text uses."""
        nameless = [line for line in lines if line.nameless]
        if not nameless or turned:
            return
        longest = max(line.chars for line in nameless)
        text = [ln for ln in nameless if ln.chars >= max(_LONG, 0.6 * longest)]
        known = {font for line in text for font in line.nameless}
        others = [line for line in nameless if known.isdisjoint(line.nameless)]
        if not others:
            return
        if len(self._seen) < _ENOUGH:
            self._seen += filter(None, (_thickness(page, line) for line in text[:3]))
        if not self._seen:
            return
        regular = sorted(self._seen)[len(self._seen) // 2]
        alike: dict[tuple[str, ...], list[Line]] = defaultdict(list)
        for line in others:
            alike[line.nameless].append(line)
        for lines in list(alike.values())[:_MOST]:
            longest_first = sorted(lines, key=lambda line: -line.chars)[:_OF_A_FONT]
            found = sorted(filter(None, (_thickness(page, line) for line in longest_first)))
            bold = bool(found) and found[len(found) // 2] > _BOLDER * regular
            for line in lines:
                line.bold = bold


def _thickness(page: PdfPage, line: Line) -> float | None:
    """Of the strokes, as a share of the type size; None where nothing is drawn."""
    import numpy as np

    scale = max(2.0, min(8.0, 40.0 / line.size))
    picture = page.gray(line.box, scale)
    if picture is None:
        return None
    shades = np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.stride)
    shades = shades[:, : picture.width].astype(np.int16)
    ink = np.abs(shades - int(np.median(shades)))
    edge = np.abs(np.diff(ink, axis=0)).sum() + np.abs(np.diff(ink, axis=1)).sum()
    if not edge:
        return None
    # A slanted edge is counted along both axes: pi / 4 of that is its length on average.
    return float(2 * ink.sum() / (edge * np.pi / 4) / scale / line.size)
