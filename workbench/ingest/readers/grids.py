"""Tables of formats that say where their cells stand: spans kept exactly, headers marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ingest.layout.page import Table, TableCell
from workbench.ingest.tables import cells_of
from workbench.records import Cell

MAX_SLOTS = 2_000_000
"""Rows times columns beyond which spans are not believed."""


@dataclass(slots=True)
class GridCell:
    """A cell as a format has it. `header` is what the format says of it, if it says anything."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    bold: bool = False


class Placer:
    """Where cells land that name spans but no columns (HTML, DOCX): row by row, left to right."""

    def __init__(self) -> None:
        self._taken: dict[int, set[int]] = {}

    def place(self, row: int, rowspan: int, colspan: int, at: int = 0) -> int:
        """The first free column from `at` on in `row`; the span is taken from then on."""
        used = self._taken.setdefault(row, set())
        col = at
        while col in used:
            col += 1
        for line in range(row, row + rowspan):
            self._taken.setdefault(line, set()).update(range(col, col + colspan))
        return col


def table_cells(cells: Sequence[GridCell]) -> tuple[Cell, ...]:
    """Cells in order with headers marked; spans that reach beyond the table are cut.

    Headers are those that the format names; where it names none, the rules for PDF tables hold.
    """
    rows = max((cell.row for cell in cells), default=-1) + 1
    cols = max((cell.col + cell.colspan for cell in cells), default=0)
    if rows * cols > MAX_SLOTS:
        for cell in cells:
            cell.rowspan = cell.colspan = 1
    for cell in cells:
        cell.rowspan = max(1, min(cell.rowspan, rows - cell.row))
    if any(cell.header for cell in cells):
        return tuple(
            Cell(
                row=cell.row, col=cell.col, rowspan=cell.rowspan, colspan=cell.colspan,
                text=cell.text, header=cell.header,
            )
            for cell in cells
        )  # fmt: skip
    ruled = [
        TableCell(
            cell.row, cell.col, cell.rowspan, cell.colspan, text=cell.text, bold=cell.bold
        )
        for cell in cells
    ]  # fmt: skip
    return cells_of(Table(box=(0.0, 0.0, 0.0, 0.0), xs=[], rows=rows, cells=ruled))
