"""Ruling lines to table grids with spans.

Collinear rules are joined, connected ones form a component, and its distinct coordinates the
finest grid; neighbouring unit cells without a rule between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.ingest.layout.page import Rule, Table, TableCell
from workbench.ingest.parsed import Box

SNAP = 2.5
"""Points within which two rules are the same."""
_MIN_LENGTH = 5.0
MAX_RULES = 6000
"""More rules of a page than this are a drawing."""
MAX_CELLS = 20_000
"""Of the finest grid of a table."""


@dataclass
class Grid:
    """A ruled grid in the working frame; `owner[row][col]` is the index of the cell there."""

    xs: list[float]
    ys: list[float]
    cells: list[TableCell]
    owner: list[list[int]]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """Index of the cell around a point; None outside the grid."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        col = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        return self.owner[row][col]

    def cells_at(self, xs: Any, ys: Any) -> Any:
        """`cell_at` of many points at once, given and returned as arrays; -1 outside the grid."""
        import numpy as np

        inside = (self.xs[0] <= xs) & (xs <= self.xs[-1])
        inside &= (self.ys[0] <= ys) & (ys <= self.ys[-1])
        rows = np.clip(np.searchsorted(self.ys, ys, "right") - 1, 0, len(self.ys) - 2)
        cols = np.clip(np.searchsorted(self.xs, xs, "right") - 1, 0, len(self.xs) - 2)
        return np.where(inside, np.array(self.owner)[rows, cols], -1)

    def table(self) -> Table:
        return Table(box=self.box, xs=self.xs, rows=len(self.ys) - 1, cells=self.cells)


def find_grids(
    horizontal: list[Rule], vertical: list[Rule], fills: Sequence[Box] = ()
) -> list[Grid]:
    """All grids of at least two cells; of nested ones, only the outer.

    The edges of `fills` (backgrounds of cells) count as rules where they meet a grid's columns.
    """
    if len(horizontal) + len(vertical) > MAX_RULES:
        return []
    across, down = joined(horizontal), joined(vertical)
    grids = [
        grid
        for rows, columns in _components(across, down)
        if (grid := _grid(rows + _filled_edges(rows, columns, fills), columns)) is not None
    ]
    tables = [grid for grid in grids if not _is_frame(grid, grids)]
    return [grid for grid in tables if not any(_inside(grid, other) for other in tables)]


def _is_frame(grid: Grid, grids: list[Grid]) -> bool:
    """A decorative border: few cells around a grid that has more."""
    return len(grid.cells) <= 3 and any(
        _inside(other, grid) and len(other.cells) > len(grid.cells) for other in grids
    )


def joined(rules: list[Rule]) -> list[Rule]:
    """Rules on one axis position that touch or overlap become one."""
    result: list[Rule] = []
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if (
            clusters
            and rule.at - clusters[-1][-1].at <= SNAP / 2
            and (rule.at - clusters[-1][0].at <= SNAP)
        ):
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    for cluster in clusters:
        at = sum(rule.at for rule in cluster) / len(cluster)
        start = end = None
        for rule in sorted(cluster, key=lambda item: item.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + SNAP:
                end = max(end, rule.end)
            else:
                result.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            result.append(Rule(at, start, end))
    return [rule for rule in result if rule.end - rule.start >= _MIN_LENGTH]


def _components(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that cross or meet."""
    parent = list(range(len(across) + len(down)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, row in enumerate(across):
        for j, column in enumerate(down):
            if (
                row.start - SNAP <= column.at <= row.end + SNAP
                and column.start - SNAP <= row.at <= column.end + SNAP
            ):
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, row in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(column)
    return [group for group in groups.values() if group[0] and group[1]]


def _edges(values: list[float]) -> list[float]:
    edges: list[list[float]] = []
    for value in sorted(values):
        if edges and value - edges[-1][0] <= SNAP:
            edges[-1].append(value)
        else:
            edges.append([value])
    return [sum(group) / len(group) for group in edges]


def _grid(rows: list[Rule], columns: list[Rule]) -> Grid | None:
    """The grid of one component; open sides are closed at the ends of its rules."""
    xs = _edges(
        [rule.at for rule in columns]
        + [min(rule.start for rule in rows), max(rule.end for rule in rows)]
    )
    ys = _edges(
        [rule.at for rule in rows]
        + [min(rule.start for rule in columns), max(rule.end for rule in columns)]
    )
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    if (len(xs) - 1) * (len(ys) - 1) > MAX_CELLS:
        return None
    owner, cells = _merge(xs, ys, rows, columns)
    return Grid(xs, ys, cells, owner) if len(cells) >= 2 else None


def _filled_edges(rows: list[Rule], columns: list[Rule], fills: Sequence[Box]) -> list[Rule]:
    """Upper and lower edges of backgrounds that reach from one column rule to another."""
    xs = [rule.at for rule in columns]
    xs += [min(rule.start for rule in rows), max(rule.end for rule in rows)]
    top, bottom = min(rule.at for rule in rows), max(rule.at for rule in rows)

    def meets(x: float) -> bool:
        return any(abs(x - at) <= SNAP for at in xs)

    return [
        Rule(y, x0, x1)
        for x0, y0, x1, y1 in fills
        if top - SNAP <= y0 and y1 <= bottom + SNAP and meets(x0) and meets(x1)
        for y in (y0, y1)
    ]


def _ruled(rules: list[Rule], at: float, start: float, end: float) -> bool:
    middle = (start + end) / 2
    return any(
        abs(rule.at - at) <= SNAP and rule.start - SNAP <= middle <= rule.end + SNAP
        for rule in rules
    )


def _merge(
    xs: list[float], ys: list[float], rows: list[Rule], columns: list[Rule]
) -> tuple[list[list[int]], list[TableCell]]:
    """Grow each cell to the right and down until a rule stops it."""
    height, width = len(ys) - 1, len(xs) - 1
    by_x = [[rule for rule in columns if abs(rule.at - x) <= SNAP] for x in xs]
    by_y = [[rule for rule in rows if abs(rule.at - y) <= SNAP] for y in ys]
    owner = [[-1] * width for _ in range(height)]
    cells: list[TableCell] = []
    for row in range(height):
        for col in range(width):
            if owner[row][col] >= 0:
                continue
            right = col + 1
            while (
                right < width
                and owner[row][right] < 0
                and not _ruled(by_x[right], xs[right], ys[row], ys[row + 1])
            ):
                right += 1
            below = row + 1
            while below < height and not any(
                owner[below][c] >= 0 or _ruled(by_y[below], ys[below], xs[c], xs[c + 1])
                for c in range(col, right)
            ):
                below += 1
            for r in range(row, below):
                for c in range(col, right):
                    owner[r][c] = len(cells)
            cells.append(TableCell(row, col, below - row, right - col))
    return owner, cells


def _inside(grid: Grid, other: Grid) -> bool:
    if grid is other:
        return False
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = grid.box, other.box
    within = bx0 - SNAP <= ax0 and by0 - SNAP <= ay0 and ax1 <= bx1 + SNAP and ay1 <= by1 + SNAP
    return within and (ax1 - ax0) * (ay1 - ay0) < (bx1 - bx0) * (by1 - by0)
