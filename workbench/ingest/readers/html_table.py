"""HTML tables to grids: spans expanded as browsers do, nested tables on their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.ingest.readers.grids import GridCell, Placer, table_cells
from workbench.ingest.readers.html_text import block_lines
from workbench.ingest.readers.package import number
from workbench.records import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_SPAN = 1000
"""What browsers allow."""
_COLUMN = 150
"""Characters beyond which a cell with a heading is no cell of data."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def rows_of(table: _Element) -> list[_Element]:
    """The rows of this table, not of tables in it, in the order browsers show them."""
    head: list[_Element] = []
    body: list[_Element] = []
    foot: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            body.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            group = {"thead": head, "tbody": body, "tfoot": foot}[child.tag]
            group += [row for row in child if row.tag == "tr"]
    return [*head, *body, *foot]


def _cells_in(row: _Element) -> list[_Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def grid_of(table: _Element) -> tuple[Cell, ...]:
    """Cells at their places. A cell's text leaves out tables within it."""
    rows = rows_of(table)
    placer = Placer()
    found: list[GridCell] = []
    sides: set[int] = set()
    for index, row in enumerate(rows):
        in_head = row.getparent() is not None and row.getparent().tag == "thead"
        cells = _cells_in(row)
        all_heads = bool(cells) and all(cell.tag == "th" for cell in cells)
        for cell in cells:
            rowspan = _span(cell.get("rowspan")) or len(rows) - index
            colspan = _span(cell.get("colspan")) or 1
            rowspan = min(rowspan, len(rows) - index)
            col = placer.place(index, rowspan, colspan)
            head = in_head or cell.tag == "th"
            if cell.tag == "th" and not (in_head or all_heads):
                sides.add(col)
            text = "\n".join(cell_lines(cell))
            bold = bool(text) and _is_bold(cell, text)
            found.append(GridCell(index, col, text, rowspan, colspan, head, bold))
    if not any(cell.text for cell in found) and not any(True for _ in table.iter("img")):
        return ()
    return table_cells(found)


def _span(value: str | None) -> int | None:
    """None for `0`, which is all that is left."""
    span = number(value, 1)
    return None if span == 0 else max(1, min(span, _MAX_SPAN))


def _is_bold(cell: _Element, text: str) -> bool:
    marked = "".join("".join(part.itertext()) for part in cell.iter("b", "strong"))
    return len("".join(marked.split())) >= 0.9 * len("".join(text.split()))


def cell_lines(cell: _Element) -> list[str]:
    """A cell's own text, one line for each block in it."""
    if not any(True for _ in cell.iter("table")):
        return block_lines(cell)
    from copy import deepcopy

    own = deepcopy(cell)
    own.tail = None
    for table in list(own.iter("table")):
        above = table.getparent()
        if above is not None:
            gap = own.makeelement("br")
            gap.tail = table.tail
            above.replace(table, gap)
    return block_lines(own)


def caption_of(table: _Element) -> str:
    for child in table:
        if child.tag == "caption":
            return " ".join(block_lines(child))
    return ""


def _own_tables(table: _Element) -> Iterator[tuple[_Element, _Element]]:
    """(cell, table) for each table that stands directly within a cell of this one."""
    for row in rows_of(table):
        for cell in _cells_in(row):
            for inner in cell.iter("table"):
                if inner.xpath("ancestor::table[1]")[0] is table:
                    yield cell, inner


def nested_tables(table: _Element) -> Iterator[tuple[str, _Element]]:
    """(the words that lead its row, table) for each table in a cell, in order."""
    for cell, inner in _own_tables(table):
        row = cell.getparent()
        lead = [
            " ".join(cell_lines(other)) for other in (_cells_in(row) if row is not None else [])
        ]
        yield next((text for text in lead if text), "")[:80], inner


def pictures_of(table: _Element) -> Iterator[_Element]:
    for picture in table.iter("img"):
        if picture.xpath("ancestor::table[1]")[0] is table:
            yield picture


def _is_column(cell: _Element) -> bool:
    """A cell that holds a piece of the page, with more than a heading in it."""
    return (
        any(True for _ in cell.iter("table", "ul", "ol"))
        or sum(len(line) for line in block_lines(cell)) > _COLUMN
    )


def is_layout(table: _Element) -> bool:
    """A table that only puts things in place: it holds headings, or is a single cell."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = rows_of(table)
    cells = [cell for row in rows for cell in _cells_in(row)]
    if len(cells) <= 1:
        return True
    if any(cell.tag == "th" for cell in cells) or caption_of(table):
        return False
    own = {id(cell) for cell in cells}
    for mark in table.iter(*_HEADINGS, "main", "article"):
        above = next(mark.iterancestors("td", "th"), None)
        if above is not None and id(above) in own and _is_column(above):
            return True
    long = max((len("".join(cell.itertext())) for cell in cells), default=0)
    return any(True for _ in _own_tables(table)) and len(cells) <= 4 and long > 1500
