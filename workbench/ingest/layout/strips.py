"""Column edges that horizontal rules show: programs draw the border of each cell by itself.

Such a rule is a row of pieces that meet where columns do. Tables that have no vertical rule have
their columns by that, even where a full cell leaves next to no white before the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workbench.ingest.layout.grid import SNAP
from workbench.ingest.layout.page import Line, Rule

_NARROWEST = 12.0
"""Points; rules of shorter pieces are dashes."""
_MOST = 40
"""Columns."""
_BEFORE, _BEHIND = 25.0, 400.0
"""Points above and below rules in which their columns hold where text keeps to them."""


@dataclass(frozen=True, slots=True)
class Strips:
    """Columns `xs` (edges from left to right) that rules from `top` to `bottom` show.

    A header may stand above the first rule, and the columns go on below the last.
    """

    top: float
    bottom: float
    xs: tuple[float, ...]

    def column(self, line: Line) -> int | None:
        """The column in which a line lies; None where it is elsewhere or lies in several."""
        if not self.top - _BEFORE <= (line.y0 + line.y1) / 2 <= self.bottom + _BEHIND:
            return None
        for index, (left, right) in enumerate(pairwise(self.xs)):
            if left - 1 <= line.x0 and line.x1 <= right + 1:
                return index
        return None


def strips_of(rules: Sequence[Rule]) -> list[Strips]:
    """Rules that are cut at the same places; rules as drawn."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules):
        if rows and rule.at - rows[-1][0].at <= SNAP / 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    open_ones: list[tuple[tuple[float, ...], list[float]]] = []
    for row in rows:
        for xs in _joints(row):
            for known, heights in open_ones:
                if _alike(known, xs):
                    heights.append(row[0].at)
                    break
            else:
                open_ones.append((xs, [row[0].at]))
    return [Strips(min(at), max(at), xs) for xs, at in open_ones]


def _joints(row: list[Rule]) -> list[tuple[float, ...]]:
    """Edges of pieces of one height that meet, at least two pieces."""
    pieces: list[tuple[float, float]] = []
    for rule in sorted(row, key=lambda item: (item.start, -item.end)):
        same = pieces and abs(pieces[-1][0] - rule.start) < 1 and abs(pieces[-1][1] - rule.end) < 1
        if not same:
            pieces.append((rule.start, rule.end))
    chains: list[list[float]] = []
    for start, end in pieces:
        if chains and abs(chains[-1][-1] - start) <= 1.5:
            chains[-1].append(end)
        else:
            chains.append([start, end])
    return [
        tuple(chain)
        for chain in chains
        if 2 < len(chain) <= _MOST + 1 and all(b - a >= _NARROWEST for a, b in pairwise(chain))
    ]


def _alike(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and all(abs(a - b) <= SNAP for a, b in pairs)


def columns_at(strips: Sequence[Strips], xs: Any, ys: Any) -> Any:
    """A number for the column around each point, another one for each; 0 outside of all."""
    import numpy as np

    found = np.zeros(len(xs), int)
    for number, strip in enumerate(strips):
        inside = (strip.top - _BEFORE <= ys) & (ys <= strip.bottom + _BEHIND)
        inside &= (strip.xs[0] <= xs) & (xs <= strip.xs[-1])
        columns = np.searchsorted(strip.xs, xs) + (_MOST + 3) * number + 1
        found = np.where(inside, columns, found)
    return found


def strips_over(strips: Sequence[Strips], x0: float, x1: float, y: float) -> Strips | None:
    """The strips of a table that reaches from x0 to x1 and has a rule at height y."""
    for strip in strips:
        if (
            abs(strip.xs[0] - x0) <= SNAP
            and abs(strip.xs[-1] - x1) <= SNAP
            and strip.top - SNAP <= y <= strip.bottom + SNAP
        ):
            return strip
    return None
