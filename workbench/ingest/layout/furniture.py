"""Headers, footers and page numbers: what repeats at the edge of many pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from workbench.ingest.layout.markers import number_depth
from workbench.ingest.layout.page import Line, PageContent

BAND = 0.12
"""Share of the page's height, at the top and at the bottom, in which furniture stands."""
SHARE = 0.3
"""Share of pages on which a text has to repeat."""
_STEP = 6.0
"""Points; a repeated text may stand this much higher or lower."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"^[ivxlc]+$", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")

Signature = tuple[str, int]


def _signature(line: Line, page: PageContent) -> Signature | None:
    """Digit-masked text and height of a line at the edge; None for all else.

    Pages with wide margins have their page numbers further in: what stands above or below all
    other text counts as well, in the outer quarter.
    """
    height = page.working.size[1]
    middle = (line.y0 + line.y1) / 2
    if not 2 * BAND * height > middle and not middle > (1 - 2 * BAND) * height:
        return None
    if BAND * height < middle < (1 - BAND) * height:
        tables = [table.box for table in page.tables]
        others = [item.box for item in page.lines if item is not line] + tables
        first = all(line.y1 <= box[1] + 1 or abs(line.y0 - box[1]) < 3 for box in others)
        last = all(line.y0 >= box[3] - 1 or abs(line.y1 - box[3]) < 3 for box in others)
        if not first and not last:
            return None
    text = _DIGITS.sub("#", _BLANKS.sub("", line.text))
    return ("#" if _ROMAN.match(text) else text), round(line.baseline / _STEP)


@dataclass
class FurnitureCount:
    """Counts what repeats while pages go by; `is_furniture` answers once all were added."""

    pages: int = 0
    counts: Counter[Signature] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    """Characters by font size, rounded to points."""

    def add(self, page: PageContent) -> None:
        self.pages += 1
        for line in page.lines:
            self.sizes[round(line.size)] += line.chars
        self.counts.update({s for line in page.lines if (s := _signature(line, page))})
        if len(self.counts) > 20_000:
            self.counts = Counter({s: n for s, n in self.counts.items() if n > 1})

    def is_furniture(self, line: Line, page: PageContent) -> bool:
        signature = _signature(line, page)
        if signature is None or self.pages < 2:
            return False
        if self._is_chapter(line):
            return False
        text, step = signature
        seen = sum(self.counts[text, near] for near in (step - 1, step, step + 1))
        return seen >= max(2, SHARE * self.pages)

    def _is_chapter(self, line: Line) -> bool:
        """Chapters that begin on new pages stand in one place too; running headers are small."""
        body = self.sizes.most_common(1)[0][0]
        return line.size > 1.15 * body and number_depth(line.text) is not None
