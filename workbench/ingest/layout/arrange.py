"""A scanned page put in order: furniture aside, columns one after the other."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

from workbench.ingest.layout.aligned import aligned
from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.furniture import FurnitureCount
from workbench.ingest.layout.lines import Vocabulary, merge_rows
from workbench.ingest.layout.markers import is_table_caption
from workbench.ingest.layout.order import Item, gutter_of, regions
from workbench.ingest.layout.page import Line, PageContent, Table
from workbench.ingest.parsed import Box


@dataclass(slots=True)
class Picture:
    box: Box


Part = Line | Table | Picture


@dataclass(slots=True)
class ArrangedPage:
    """Working-frame parts in reading order, grouped by column."""

    number: int
    display: Frame
    working: Frame
    regions: list[list[Part]] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)
    sideways: list[Line] = field(default_factory=list)
    oblique: list[Line] = field(default_factory=list)
    unread: str | None = None
    gutter: float | None = None
    """Between its two columns."""


@dataclass
class Measures:
    """Sizes and line distances of a whole document, counted while pages go by."""

    sizes: Counter[float] = field(default_factory=Counter)
    """Characters outside tables by font size, to half a point."""
    pitches: dict[float, Counter[float]] = field(default_factory=dict)
    """By font size: baseline distances after full lines, to a quarter of a point."""
    words: set[str] = field(default_factory=set)
    """Words that no line end has cut, at most 60,000."""

    @property
    def body(self) -> float:
        """The size most characters have, in points."""
        return self.sizes.most_common(1)[0][0] if self.sizes else 10.0

    def add(self, page: ArrangedPage) -> None:
        for region in page.regions:
            lines = [part for part in region if isinstance(part, Line)]
            right = max((line.x1 for line in lines), default=0.0)
            for line in lines:
                self.sizes[half(line.size)] += line.chars
                self._learn(line.text, line.x1 < right - 2 * line.size)
            for part in region:
                if isinstance(part, Table):
                    for text in (text for cell in part.cells for text, _ in cell.lines):
                        self._learn(f" {text}", len(text) < 12)
            for before, line in itertools.pairwise(lines):
                distance = line.baseline - before.baseline
                full = before.x1 > right - 3 * before.size
                if full and abs(before.size - line.size) < 0.3 and 0 < distance < 3 * line.size:
                    counts = self.pitches.setdefault(half(line.size), Counter())
                    counts[round(distance * 4) / 4] += 1

    def _learn(self, text: str, whole: bool) -> None:
        if len(self.words) < 60_000:
            self.words.update(Vocabulary.inner_words(text, whole))

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.words)

    def pitch(self, size: float) -> float:
        """The usual distance of two baselines within a paragraph of this size."""
        if counts := self.pitches.get(half(size)):
            value, seen = counts.most_common(1)[0]
            if seen >= 3:
                return min(v for v in counts if counts[v] >= 0.5 * seen and v <= value)
        body = self.pitches.get(self.body)
        ratio = body.most_common(1)[0][0] / self.body if body else 1.5
        return ratio * size


def half(size: float) -> float:
    return round(size * 2) / 2


def arrange(
    page: PageContent, furniture: FurnitureCount, before: ArrangedPage | None = None
) -> ArrangedPage:
    """Order one page; on an unread page nothing but furniture is kept.

    What `before`, the page before it, shows helps where a page has little: its columns, and the
    table it ends with, of which a single row may be the rest.
    """
    result = ArrangedPage(page.number, page.display, page.working, unread=page.unread)
    if result.unread == "map_error":
        return result
    result.furniture = furniture.of(page)
    aside = {id(line) for line in result.furniture}
    body = [line for line in page.lines if id(line) not in aside]
    _keep_numbers(result.furniture, body)
    if result.unread:
        return result
    result.sideways, result.oblique = page.sideways, page.oblique
    pictures = [Picture(box) for box in _figures(page)]
    parts: list[Part] = [*body, *page.tables, *pictures]
    items = [
        Item(part.box, index, part.size if isinstance(part, Line) else 0.0)
        for index, part in enumerate(parts)
    ]
    _widen_captions(parts, items)
    cut = last_table(before) if before else None
    gutter = gutter_of(items, before.gutter if before else None)
    result.gutter = gutter or (before.gutter if before and len(items) < 6 else None)
    for group in regions(items, gutter=gutter):
        result.regions.append(_column([parts[item.index] for item in group], cut))
        cut = None
    return result


def _widen_captions(parts: list[Part], items: list[Item]) -> None:
    """The caption of a table over all columns is over all columns as well."""
    tables = [part for part in parts if isinstance(part, Table)]
    for part, item in zip(parts, items, strict=True):
        if not isinstance(part, Line) or not tables or not is_table_caption(part.text):
            continue
        for table in tables:
            x0, y0, x1, _ = table.box
            if 0 <= y0 - part.y1 < 2 * part.size and x0 - part.size < part.x0 < x1:
                item.box = min(x0, part.x0), part.y0, max(x1, part.x1), part.y1


def last_table(page: ArrangedPage) -> Table | None:
    """The table that a page ends with."""
    last = page.regions[-1][-1] if page.regions and page.regions[-1] else None
    return last if isinstance(last, Table) else None


def _column(parts: list[Part], cut: Table | None) -> list[Part]:
    """The parts of one column from top to bottom, runs on one baseline joined."""
    lines = [part for part in parts if isinstance(part, Line)]
    _find_contents(lines)
    tables = aligned(lines, cut)
    taken = {id(line) for _, found in tables for line in found}
    rows: list[Part] = [*merge_rows([line for line in lines if id(line) not in taken])]
    rows += [table for table, _ in tables]
    rows += [part for part in parts if not isinstance(part, Line)]
    return sorted(rows, key=lambda part: (part.box[1] + min(part.box[3], part.box[1] + 12)) / 2)


def _keep_numbers(furniture: list[Line], body: list[Line]) -> None:
    """A number right before a heading is the heading's, though pages repeat it."""
    for line in [item for item in furniture if item.text.strip("-– ").isdigit()]:
        if any(
            abs(line.baseline - other.baseline) < 0.5 * other.size
            and 0 < other.x0 - line.x1 < 4 * other.size
            for other in body
        ):
            furniture.remove(line)
            body.append(line)


_MIN_CONTENTS = 4


def _find_contents(lines: list[Line]) -> None:
    """Mark page numbers at the right edge, each far behind a title: a table of contents."""
    right = max((line.x1 for line in lines), default=0.0)
    found = [
        line
        for line in lines
        if line.text.isdigit() and len(line.text) < 5 and right - line.x1 < 3
        and any(
            abs(line.baseline - other.baseline) < 0.3 * line.size
            and line.x0 - other.x1 > 2 * line.size
            for other in lines
        )
    ]  # fmt: skip
    if len(found) >= _MIN_CONTENTS:
        for number in found:
            number.contents = True


def _figures(page: PageContent) -> list[Box]:
    """Images that are not a background under the text."""
    width, height = page.working.size
    return [
        (max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height))
        for box in page.images
        if (box[2] - box[0]) * (box[3] - box[1]) < 0.8 * width * height
        and box[0] < width and box[1] < height and box[2] > 0 and box[3] > 0
    ]  # fmt: skip
