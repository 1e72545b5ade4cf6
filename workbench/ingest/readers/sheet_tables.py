"""Sheets that hold tables: blocks of rows between empty ones, headers and merged cells kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from workbench.ingest.columns import header_index
from workbench.ingest.parsed import ParsedElement
from workbench.ingest.readers.grids import GridCell, table_cells
from workbench.ingest.tables import linearise
from workbench.records import Cell, Locator

MAX_ROWS = 200
"""A longer table becomes several, each with the header."""
Row = tuple[int, list[str]]
Merges = dict[tuple[int, int], tuple[int, int]]
"""(row from 1, column from 0) of a merged cell -> its row span and column span."""


def tables_of(rows: Iterable[Row], sheet: str | None, merges: Merges) -> Iterator[ParsedElement]:
    """Rows that are not empty, in order, as tables and, above them, what titles them."""
    maker = _Tables(sheet, merges)
    block: list[Row] = []
    for number, row in rows:
        if block and number > block[-1][0] + 1:
            yield from maker.block(block)
            block = []
        elif len(block) >= MAX_ROWS + 20:
            yield from maker.block(block[:MAX_ROWS])
            block = block[MAX_ROWS:]
            maker.continues = True
        block.append((number, row))
    if block:
        yield from maker.block(block)


class _Tables:
    def __init__(self, sheet: str | None, merges: Merges) -> None:
        self._sheet = sheet
        self._section = (sheet,) if sheet else ()
        self._merges = merges
        self._head: list[Row] = []
        self._title = ""
        self.continues = False
        self._covered = {
            (row + down, column + across): (row, column)
            for (row, column), (rowspan, colspan) in merges.items()
            for down in range(min(rowspan, 2000))
            for across in range(min(colspan, 500))
            if down or across
        }

    def block(self, rows: list[Row]) -> Iterator[ParsedElement]:
        width = max(self._filled(row) for row in rows)
        if not self.continues:
            self._title = ""
            while len(rows) > 1 and width > 1 and self._filled(rows[0]) == 1:
                number, row = rows[0]
                self._title = next(cell for cell in row if cell)
                yield self._paragraph(number, self._title, ("caption",))
                rows = rows[1:]
        if width == 1 and not self.continues:
            for number, row in rows:
                yield self._paragraph(number, next(cell for cell in row if cell), ())
            return
        begun = self.continues or self._lacks_header(rows)
        head = self._head if begun else []
        cells = table_cells(self._grid([*head, *rows], len(head)))
        if not head:
            depth = _header_depth(cells)
            self._head = rows[:depth]
        self.continues = False
        yield ParsedElement(
            kind="table",
            text=linearise(cells, self._title),
            locator=Locator(sheet=self._sheet, row=rows[0][0]),
            section_path=self._section,
            cells=cells,
        )

    def _paragraph(self, number: int, text: str, flags: tuple[str, ...]) -> ParsedElement:
        where = Locator(sheet=self._sheet, row=number)
        return ParsedElement(
            kind="paragraph", text=text, locator=where, section_path=self._section, flags=flags
        )

    def _filled(self, row: Row) -> int:
        """Cells of a row that hold something of their own."""
        number, cells = row
        return sum(
            1
            for column, cell in enumerate(cells)
            if cell and self._covered.get((number, column), (number, 0))[0] == number
            and (number, column) not in self._covered
        ) or sum(1 for cell in cells if cell)  # fmt: skip

    def _lacks_header(self, rows: Sequence[Row]) -> bool:
        """Rows after an empty one that go on with the table above."""
        if not self._head or header_index([row for _, row in rows]) == 0:
            return False
        return max(len(row) for _, row in rows) <= max(len(row) for _, row in self._head)

    def _grid(self, rows: Sequence[Row], heads: int) -> list[GridCell]:
        """Cells with their spans; columns that are empty in all rows are left out on the left."""
        left = min(
            (index for _, row in rows for index, cell in enumerate(row) if cell), default=0
        )  # fmt: skip
        right = max(
            (index + 1 for _, row in rows for index, cell in enumerate(row) if cell), default=0
        )
        places = {number: index for index, (number, _) in enumerate(rows)}
        found: list[GridCell] = []
        for index, (number, row) in enumerate(rows):
            for column in range(left, right):
                start = self._covered.get((number, column))
                if start is not None and start[0] in places:
                    continue
                text = row[column] if column < len(row) else ""
                rowspan, colspan = self._merges.get((number, column), (1, 1))
                found.append(
                    GridCell(
                        index, column - left, text, min(rowspan, len(rows) - index),
                        min(colspan, right - column), header=index < heads,
                    )
                )  # fmt: skip
        return found


def _header_depth(cells: Sequence[Cell]) -> int:
    depth = 0
    while any(cell.row == depth for cell in cells) and all(
        cell.header for cell in cells if cell.row == depth
    ):
        depth += 1
    return depth
