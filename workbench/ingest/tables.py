"""Tables: which cells are headers, one readable line per row, and parts of one table joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.ingest.layout.page import Table, TableCell
from workbench.records import Cell

_EDGE = 4.0
"""Points by which column edges of two parts of a table may differ."""
_LOOSE_EDGE = 15.0
"""The same where edges lie somewhere in the white between two columns."""


def header_rows(cells: Sequence[TableCell], rows: int) -> int:
    """How many rows at the top name the columns; 0 where the first column names the rows."""
    first = [cell for cell in cells if cell.row == 0]
    if rows < 2 or not any(cell.text for cell in first):
        return 0
    if _named_by_column(cells):
        return 0
    tallest = max(cell.rowspan for cell in first)
    if tallest > 1 and any(cell.rowspan < tallest for cell in first):
        return tallest if tallest < rows and tallest <= 4 else 1
    if rows > 2 and any(cell.colspan > 1 for cell in first):
        below = [cell for cell in cells if cell.row == 1]
        if len(below) > len(first) and not any(c.isdigit() for cell in below for c in cell.text):
            return 2
        return 1
    return 1


def _named_by_column(cells: Sequence[TableCell]) -> bool:
    """Labels in bold on the left, values beside them, and no bold first row."""
    labels = [cell for cell in cells if cell.col == 0 and cell.text]
    values = [cell for cell in cells if cell.col > 0 and cell.text]
    return (
        len(labels) >= 2
        and all(cell.bold for cell in labels)
        and bool(values)
        and not any(cell.bold for cell in values if cell.row == 0)
        and max(cell.col + cell.colspan for cell in cells) <= 4
    )


def cells_of(table: Table) -> tuple[Cell, ...]:
    """The cells of a table as records, headers marked."""
    top = header_rows(table.cells, table.rows)
    columns = top == 0 and _named_by_column(table.cells)
    body_bold = [c.bold for c in table.cells if c.row >= top and c.col > 0 and c.text]
    side = columns or (
        bool(body_bold)
        and not any(body_bold)
        and all(c.bold for c in table.cells if c.row >= top and c.col == 0 and c.text)
        and any(c.col == 0 and c.row >= top and c.text for c in table.cells)
    )
    return tuple(
        Cell(
            row=cell.row,
            col=cell.col,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            text=cell.text,
            header=cell.row < top or (side and cell.col == 0),
        )
        for cell in table.cells
    )


def expanded(cells: Sequence[Cell]) -> list[list[Cell | None]]:
    """Rows and columns with spanning cells repeated; None where there is no cell."""
    rows = max((cell.row + cell.rowspan for cell in cells), default=0)
    cols = max((cell.col + cell.colspan for cell in cells), default=0)
    grid: list[list[Cell | None]] = [[None] * cols for _ in range(rows)]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                grid[row][col] = cell
    return grid


def linearise(cells: Sequence[Cell], caption: str = "") -> str:
    """The caption, then one line per row that names the header of each value.

    `표 1 요금\\n상품: 베이직, 채널 수: 180`. Every number of the table stands in it.
    """
    grid = expanded(cells)
    top = 0
    while top < len(grid) and all(c is None or c.header for c in grid[top]):
        top += 1
    if top == len(grid):
        top = 0
    names = [_column_name(grid, col, top) for col in range(len(grid[0]) if grid else 0)]
    lines = [caption] if caption else []
    lines += [line for row in grid[top:] if (line := _row_line(row, names))]
    return "\n".join(lines)


def _column_name(grid: list[list[Cell | None]], col: int, top: int) -> str:
    parts: list[str] = []
    for row in grid[:top]:
        cell = row[col]
        is_title = cell is not None and cell.colspan == len(row) > 1
        if cell is not None and cell.text and not is_title and _on_one_line(cell) not in parts:
            parts.append(_on_one_line(cell))
    return " ".join(parts)


def _on_one_line(cell: Cell) -> str:
    """Lines of a cell (a list in it, its paragraphs) side by side, so that a row stays a line."""
    return " / ".join(line for line in cell.text.split("\n") if line)


def _row_line(row: list[Cell | None], names: list[str]) -> str:
    if not any(names):
        return _label_line(row)
    parts: list[str] = []
    col = 0
    while col < len(row):
        cell, end = row[col], col + 1
        while end < len(row) and row[end] is cell and cell is not None:
            end += 1
        if cell is not None and cell.text:
            name = " / ".join(dict.fromkeys(name for name in names[col:end] if name))
            parts.append(f"{name}: {_on_one_line(cell)}" if name else _on_one_line(cell))
        col = end
    return ", ".join(parts)


def _label_line(row: list[Cell | None]) -> str:
    """A row without column names: its own label, or just its values."""
    texts: list[str] = []
    seen: list[Cell] = []
    for cell in row:
        if cell is not None and cell.text and not any(cell is other for other in seen):
            seen.append(cell)
            texts.append(_on_one_line(cell))
    if len(texts) > 1 and seen[0].header:
        return f"{texts[0]}: {', '.join(texts[1:])}"
    return ", ".join(texts)


def continues_table(before: Table, after: Table) -> bool:
    """Whether `after`, on the next page, has the same columns."""
    if len(before.xs) != len(after.xs):
        return False
    within = _EDGE
    if not (before.ruled and after.ruled):
        top = header_rows(before.cells, before.rows)
        if top and _texts(before, top) == _texts(after, top):
            return True
        within = _LOOSE_EDGE
    shift = after.xs[0] - before.xs[0]  # in another column of the page
    return all(abs(a + shift - b) <= within for a, b in zip(before.xs, after.xs, strict=True))


def join_tables(before: Table, after: Table) -> Table:
    """One table from two parts; header rows that the second repeats are dropped."""
    top = header_rows(before.cells, before.rows)
    repeated = _texts(before, top) if top else []
    skip = top if top and top < after.rows and _texts(after, top) == repeated else 0
    moved = [
        replace(cell, row=cell.row - skip + before.rows) for cell in after.cells if cell.row >= skip
    ]
    return Table(
        box=before.box,
        xs=before.xs,
        rows=before.rows + after.rows - skip,
        cells=[*before.cells, *moved],
        bad=before.bad + after.bad,
        chars=before.chars + after.chars,
        ruled=before.ruled,
        conf=min(before.conf, after.conf),
        doubtful=before.doubtful + after.doubtful,
    )


def _texts(table: Table, rows: int) -> list[tuple[int, int, str]]:
    return [
        (cell.row, cell.col, "".join(cell.text.split())) for cell in table.cells if cell.row < rows
    ]
