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
_WHITE = 1.2
"""Of the type size: more white than this parts furniture from text."""
_USUAL = 0.6
"""Share of pages on which small type stands alone in one place."""
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


def _rows(page: PageContent) -> list[list[Line]]:
    """Lines by common baseline, from the top."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda item: item.baseline):
        if rows and line.baseline - rows[-1][0].baseline <= 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


@dataclass
class FurnitureCount:
    """Counts what repeats while pages go by; `of` answers once all were added."""

    pages: int = 0
    counts: Counter[Signature] = field(default_factory=Counter)
    places: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Height and size of small lines that stand alone at an edge, whatever they say."""
    sizes: Counter[int] = field(default_factory=Counter)
    """Characters by font size, rounded to points."""

    def add(self, page: PageContent) -> None:
        self.pages += 1
        for line in page.lines:
            self.sizes[round(line.size)] += line.chars
        self.counts.update({s for line in page.lines if (s := _signature(line, page))})
        for rows in _sides(page):
            if rows and _stands_apart(rows, 0, page):
                self.places[_place(rows[0])] += 1
        if len(self.counts) > 20_000:
            self.counts = Counter({s: n for s, n in self.counts.items() if n > 1})

    def of(self, page: PageContent) -> list[Line]:
        """The lines of a page that are furniture."""
        if self.pages < 2:
            return []
        return [
            line for rows in _sides(page) for row in self._outer(rows, page) for line in row
        ]  # fmt: skip

    def _outer(self, rows: list[list[Line]], page: PageContent) -> list[list[Line]]:
        """Rows from the edge inwards: what repeats, as far as white parts it from the text.

        A row goes with the repeated text in it: chapter names stand beside a company's name. Rows
        that touch the text may be those of a table that says the same on each page.
        """
        found = 0
        for index, row in enumerate(rows):
            repeated = [self._repeats(line, page) for line in row]
            if not any(repeated) and not (
                index == found and self._is_usual_place(rows, index, page)
            ):
                break
            if _stands_apart(rows, index, page) or (index == 0 and all(repeated)):
                found = index + 1
        return rows[:found]

    def _repeats(self, line: Line, page: PageContent) -> bool:
        signature = _signature(line, page)
        if signature is None or self._is_chapter(line):
            return False
        text, step = signature
        seen = sum(self.counts[text, near] for near in (step - 1, step, step + 1))
        return seen >= max(2, SHARE * self.pages)

    def _is_usual_place(self, rows: list[list[Line]], index: int, page: PageContent) -> bool:
        """Small type alone at a height where most pages have some: a running title."""
        row = rows[index]
        if index or self.pages < 4 or not _stands_apart(rows, index, page):
            return False
        step, size = _place(row)
        seen = sum(self.places[near, size] for near in (step - 1, step, step + 1))
        small = max(line.size for line in row) < 0.95 * self._body
        return small and seen >= _USUAL * self.pages

    @property
    def _body(self) -> int:
        return self.sizes.most_common(1)[0][0] if self.sizes else 10

    def _is_chapter(self, line: Line) -> bool:
        """Chapters that begin on new pages stand in one place too; running headers are small."""
        return line.size > 1.15 * self._body and number_depth(line.text) is not None


def _sides(page: PageContent) -> tuple[list[list[Line]], list[list[Line]]]:
    """Rows from the upper edge downwards, and from the lower edge upwards, each to the middle."""
    rows = _rows(page)
    height = page.working.size[1]
    upper = [row for row in rows if row[0].baseline < height / 2]
    return upper, [row for row in reversed(rows) if row[0].baseline >= height / 2]


def _stands_apart(rows: list[list[Line]], index: int, page: PageContent) -> bool:
    """White parts a row of `_sides` from what follows it inwards; and it stands at the edge."""
    row, height = rows[index], page.working.size[1]
    top, bottom = min(line.y0 for line in row), max(line.y1 for line in row)
    upper = row[0].baseline < height / 2
    inner = rows[index + 1] if index + 1 < len(rows) else []
    boxes = [line.box for line in inner] + [
        table.box
        for table in page.tables
        if (table.box[1] >= bottom - 1 if upper else table.box[3] <= top + 1)
    ]
    gaps = [box[1] - bottom if upper else top - box[3] for box in boxes]
    return min(gaps, default=height) > _WHITE * max(line.size for line in row)


def _place(row: list[Line]) -> tuple[int, int]:
    return round(row[0].baseline / _STEP), round(max(line.size for line in row) * 2)
