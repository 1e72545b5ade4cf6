"""One page of a PDF as lines and filled tables, in the order of its content stream."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from workbench.ingest.layout.aligned import banded
from workbench.ingest.layout.glyphs import Glyphs
from workbench.ingest.layout.grid import MAX_CELLS, MAX_RULES, SNAP, Grid, find_grids, joined
from workbench.ingest.layout.lines import lines_of, merge_near, merge_rows
from workbench.ingest.layout.page import Glyph, Line, PageContent, Rule, Table, joint_conf
from workbench.ingest.layout.pdfium import Drawings, PdfPage
from workbench.ingest.layout.strips import Strips, columns_at, strips_of
from workbench.ingest.layout.table_rows import cut_bands
from workbench.ingest.layout.weight import Weights
from workbench.ingest.parsed import Box

_FIGURE_SHARE = 0.02
"""Smaller images are ornaments."""


def scan_page(page: PdfPage, number: int, weights: Weights | None = None) -> PageContent:
    """Read one loaded page; `weights` are those of its document."""
    text = page.text()
    working = text.working
    drawn = page.drawings(working)
    grids = find_grids(drawn.horizontal, drawn.vertical, drawn.fills)
    placed = _place(text.glyphs, grids, strips_of(drawn.horizontal))
    turned = working.rotation != page.display.rotation
    (weights or Weights()).mark(page, [line for line, _ in placed], turned)
    content = PageContent(number, page.display, working)
    content.sideways = [line for _, line in lines_of(text.sideways, whole=True)]
    content.oblique = [line for _, line in lines_of(text.oblique, whole=True)]
    assemble(content, placed, drawn, grids)
    return content


def scan_again(page: PdfPage, content: PageContent, glyphs: list[Glyph]) -> PageContent:
    """The page with another reader's characters, which run horizontally as it is displayed."""
    drawn = page.drawings(page.display)
    grids = find_grids(drawn.horizontal, drawn.vertical, drawn.fills)
    result = PageContent(content.number, page.display, page.display)
    assemble(result, _place(Glyphs.of(glyphs), grids, strips_of(drawn.horizontal)), drawn, grids)
    return result


def assemble(
    content: PageContent, placed: list[Placed], drawn: Drawings, grids: list[Grid]
) -> None:
    """Fill a page's lines, tables and images from lines and the cells they stand in."""
    lines, content.tables = _sorted(placed, grids)
    strips = strips_of(drawn.horizontal)
    content.lines = merge_near(lines, lambda line: [strip.column(line) for strip in strips])
    content.paths, content.crowded = drawn.paths, drawn.crowded
    _take_banded(content, drawn, grids, strips)
    _mark(content.lines, drawn.dots)
    everything: list[Line | Table] = [
        *content.lines,
        *content.sideways,
        *content.oblique,
        *content.tables,
    ]
    content.chars = sum(part.chars for part in everything)
    content.bad = sum(line.bad for line in content.lines) + sum(t.bad for t in content.tables)
    area = content.working.size[0] * content.working.size[1] or 1.0
    shares = [(box, (box[2] - box[0]) * (box[3] - box[1]) / area) for box in drawn.images]
    content.images = [box for box, share in shares if share > _FIGURE_SHARE]
    content.image_cover = min(1.0, sum(share for _, share in shares))


def _take_banded(
    content: PageContent, drawn: Drawings, grids: list[Grid], strips: list[Strips]
) -> None:
    """Tables that only horizontal rules or backgrounds show."""
    if len(drawn.horizontal) > MAX_RULES:
        return
    rules = [
        rule for rule in joined(drawn.horizontal) if not any(_touches(rule, grid) for grid in grids)
    ]
    fills = [box for box in drawn.fills if not any(_over(box, grid.box) for grid in grids)]
    if len(rules) + len(fills) < 2:
        return
    for table, lines in banded(content.lines, rules, fills, strips):
        taken = {id(line) for line in lines}
        content.lines = [line for line in content.lines if id(line) not in taken]
        content.tables.append(table)


def _touches(rule: Rule, grid: Grid) -> bool:
    x0, y0, x1, y1 = grid.box
    return y0 - SNAP <= rule.at <= y1 + SNAP and rule.start < x1 and rule.end > x0


def _over(box: Box, other: Box) -> bool:
    return box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]


Place = tuple[int, int]
"""A grid, and a cell in it."""
Placed = tuple[Line, Place | None]


def place_of(x: float, y: float, grids: list[Grid]) -> Place | None:
    """The cell around a point."""
    for index, grid in enumerate(grids):
        if (found := grid.cell_at(x, y)) is not None:
            return index, found
    return None


def _place(glyphs: Glyphs, grids: list[Grid], strips: list[Strips]) -> list[Placed]:
    """Lines with the cell that they stand in; None outside tables."""
    xs, ys = (glyphs.box[:, 0] + glyphs.box[:, 2]) / 2, (glyphs.box[:, 1] + glyphs.box[:, 3]) / 2
    columns = columns_at(strips, xs, ys) if strips else None
    if not grids:
        return [(line, None) for _, line in lines_of(glyphs, columns=columns)]
    places = np.full(len(glyphs), -1)
    for index, grid in reversed(list(enumerate(grids))):
        cells = grid.cells_at(xs, ys)
        places = np.where(cells >= 0, index * MAX_CELLS + cells, places)
    return [
        (line, divmod(place, MAX_CELLS) if place >= 0 else None)
        for place, line in lines_of(glyphs, places, columns=columns)
    ]


def _sorted(placed: list[Placed], grids: list[Grid]) -> tuple[list[Line], list[Table]]:
    """Text outside tables as lines, and the tables with their cells filled."""
    free = [line for line, where in placed if where is None]
    filled: dict[Place, list[Line]] = defaultdict(list)
    for line, where in placed:
        if where is not None:
            filled[where].append(line)
    tables = []
    for index, grid in enumerate(grids):
        cells = {cell: lines for (table, cell), lines in filled.items() if table == index}
        if _is_table(grid, len(cells)):
            tables.append(_fill(grid, cells))
        else:
            free.extend(line for lines in cells.values() for line in lines)
    return free, tables


def _is_table(grid: Grid, filled: int) -> bool:
    """Charts and drawings have grids too, but few cells with text."""
    return filled >= 2 and filled >= 0.15 * len(grid.cells)


def _fill(grid: Grid, filled: dict[int, list[Line]]) -> Table:
    table = grid.table()
    rows = {index: merge_rows(lines) for index, lines in filled.items()}
    table.cells, rows, table.rows = cut_bands(table.cells, rows, table.rows, grid.xs)
    for index, lines in rows.items():
        cell = table.cells[index]
        right = grid.xs[cell.col + cell.colspan]
        before: Line | None = None
        for line in lines:
            full = before is not None and right - before.x1 < 1.6 * line.size
            cell.lines.append((line.text, full))
            before = line
        cell.text = " ".join(line.text for line in lines)
        cell.bold = bool(lines) and all(line.bold for line in lines)
        table.bad += sum(line.bad for line in lines)
        table.chars += sum(line.chars for line in lines)
    table.conf, table.doubtful = joint_conf([line for lines in rows.values() for line in lines])
    return table


def _mark(lines: list[Line], dots: list[Box]) -> None:
    """Find the lines that begin behind a drawn list mark."""
    for x0, y0, x1, y1 in dots:
        middle = (y0 + y1) / 2
        for line in lines:
            if line.y0 < middle < line.y1 and 0 < line.x0 - x1 < 2 * line.size:
                line.marked = line.marked or x1 - x0 < 0.7 * line.size
