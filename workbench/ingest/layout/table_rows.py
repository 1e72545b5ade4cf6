"""Rows that a table's rules leave out: columns are ruled, the lines in them are rows.

A ruled band is cut where the lines of its cells stand on common baselines and none of them was
wrapped: a wrapped line ends only where the next word would not have fitted.
"""

from __future__ import annotations

from itertools import pairwise

from workbench.ingest.layout.page import Line, TableCell

_SAME = 2.5
"""Points by which baselines of one row may differ."""
_MIN_ROWS = 3


def cut_bands(
    cells: list[TableCell], lines: dict[int, list[Line]], rows: int, xs: list[float]
) -> tuple[list[TableCell], dict[int, list[Line]], int]:
    """Cells, the lines of each by index, and how many rows there are, after cutting."""
    new_cells: list[TableCell] = []
    new_lines: dict[int, list[Line]] = {}
    shift = {}
    added = 0
    for row in range(rows):
        shift[row] = added
        inside = [index for index, cell in enumerate(cells) if cell.row == row]
        crossed = any(cell.row < row < cell.row + cell.rowspan for cell in cells)
        whole = not crossed and all(cells[index].rowspan == 1 for index in inside)
        baselines = _baselines(inside, cells, lines, xs) if whole else []
        for index in inside:
            cell = cells[index]
            if len(baselines) < _MIN_ROWS:
                new_lines[len(new_cells)] = lines.get(index, [])
                new_cells.append(TableCell(row + added, cell.col, cell.rowspan, cell.colspan))
                continue
            for step, at in enumerate(baselines):
                here = [ln for ln in lines.get(index, []) if abs(ln.baseline - at) <= _SAME]
                new_lines[len(new_cells)] = here
                new_cells.append(TableCell(row + added + step, cell.col, 1, cell.colspan))
        added += max(0, len(baselines) - 1) if len(baselines) >= _MIN_ROWS else 0
    _stretch(new_cells, cells, shift, rows, added)
    return new_cells, new_lines, rows + added


def _stretch(
    new: list[TableCell], old: list[TableCell], shift: dict[int, int], rows: int, added: int
) -> None:
    """Cells that span a cut band span its new rows as well."""
    spans = {(c.row + shift[c.row], c.col): c for c in old if c.rowspan > 1}
    for cell in new:
        if (before := spans.get((cell.row, cell.col))) is not None:
            end = before.row + before.rowspan
            last = end + (shift[end] if end < rows else added)
            cell.rowspan = last - cell.row


def _baselines(
    inside: list[int], cells: list[TableCell], lines: dict[int, list[Line]], xs: list[float]
) -> list[float]:
    """The common baselines of a band; empty where its lines are not rows."""
    filled = [index for index in inside if lines.get(index)]
    if len(filled) < 2:
        return []
    longest = max(filled, key=lambda index: len(lines[index]))
    baselines = [line.baseline for line in lines[longest]]
    if len(baselines) < _MIN_ROWS:
        return []
    full = 0
    for index in filled:
        found = lines[index]
        if any(all(abs(line.baseline - at) > _SAME for at in baselines) for line in found):
            return []
        full += len(found) >= 0.7 * len(baselines)
        if _wrapped(found, xs[cells[index].col + cells[index].colspan]):
            return []
    return baselines if full >= max(2, 0.6 * len(filled)) else []


def _wrapped(lines: list[Line], right: float) -> bool:
    """Most line ends left no room for the next word."""
    tight = 0
    for line, following in pairwise(lines):
        word = following.text.split(" ", 1)[0]
        advance = (following.x1 - following.x0) / max(len(following.text), 1)
        numeric = not any(char.isalpha() for char in line.text + following.text)
        tight += not numeric and right - line.x1 < (len(word) + 1) * advance
    return tight > 0.3 * max(1, len(lines) - 1)
