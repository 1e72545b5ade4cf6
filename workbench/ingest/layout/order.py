"""Reading order: columns are found by the gutter that few boxes cross (an XY cut).

The order of the content stream is not used: it may put a title after the text. Boxes that cross
the gutter (titles, wide tables) divide a page into bands; within a band the left column is read
before the right one, and each column is looked at again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from workbench.ingest.parsed import Box


@dataclass(slots=True)
class Item:
    """A box to be put in order. `index` is the caller's; `em` a letter's size, 0 for no text."""

    box: Box
    index: int
    em: float = 0.0


_MIN_LINES = 3
_FEW_LINES = 12
_MIN_EMS = 8.0
"""Lines of a text column are at least this wide, in letters; shorter ones are cells."""


def gutter_of(items: list[Item], usual: float | None = None) -> float | None:
    """The x between two columns of a page; None for one column.

    A page with too few lines to tell has the `usual` gutter of its document where it fits.
    """
    found = _gutter(items) if len(items) >= 2 * _MIN_LINES else None
    if found is not None or usual is None:
        return found
    text = [item for item in items if item.em]
    left = [item for item in text if item.box[2] <= usual]
    right = [item for item in text if item.box[0] >= usual]
    if len(text) > 2 * _FEW_LINES or len(left) + len(right) < 0.6 * len(text):
        return None
    return usual if all(map(_has_prose, (left, right))) else None


def _has_prose(side: list[Item]) -> bool:
    """Some line is as long as those of text."""
    return any(item.box[2] - item.box[0] > 2 * _MIN_EMS * item.em for item in side)


def regions(items: list[Item], depth: int = 0, gutter: float | None = None) -> list[list[Item]]:
    """Groups in reading order; the items of one group stand in one column."""
    if gutter is None:
        if len(items) < 2 * _MIN_LINES or depth > 4:
            return [items] if items else []
        gutter = _gutter(items)
    if gutter is None:
        return [items]
    result: list[list[Item]] = []
    wide: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []

    def close_band() -> None:
        for side in (left, right):
            if side:
                result.extend(regions(list(side), depth + 1))
                side.clear()

    for item in sorted(items, key=lambda it: ((it.box[1] + it.box[3]) / 2, it.box[0])):
        if item.box[0] < gutter < item.box[2]:
            close_band()
            wide.append(item)
            continue
        if wide:
            result.append(list(wide))
            wide.clear()
        (left if item.box[2] <= gutter else right).append(item)
    close_band()
    if wide:
        result.append(list(wide))
    return result


def _gutter(items: list[Item], deeper: bool = False) -> float | None:
    """The x of a gutter between two columns of text; None for a single column."""
    text = [item for item in items if item.em]
    if len(text) < 2 * _MIN_LINES:
        return None
    x0, x1 = min(i.box[0] for i in text), max(i.box[2] for i in text)
    em = sorted(i.em for i in text)[len(text) // 2]
    best: tuple[float, float, float] | None = None
    for start, end, weight in _coverage(text):
        middle = (start + end) / 2
        if end - start < 0.7 * em or not 0.2 < (middle - x0) / max(x1 - x0, 1) < 0.8:
            continue
        if best is None or (weight, start - end) < best[:2]:
            best = (weight, start - end, middle)
    if best is None:
        return None
    total = sum(i.box[3] - i.box[1] for i in text)
    at = best[2]
    if best[0] > 0.35 * total:
        return None
    sides = ([i for i in text if i.box[2] <= at], [i for i in text if i.box[0] >= at])
    return at if _are_columns(*sides, deeper) else None


def _coverage(items: list[Item]) -> list[tuple[float, float, float]]:
    """Stretches of the x axis with the height of text that covers each."""
    events: dict[float, float] = {}
    for item in items:
        height = item.box[3] - item.box[1]
        events[item.box[0]] = events.get(item.box[0], 0.0) + height
        events[item.box[2]] = events.get(item.box[2], 0.0) - height
    xs = sorted(events)
    covered, running = [], 0.0
    for x, following in itertools.pairwise(xs):
        running += events[x]
        covered.append((x, following, running))
    return _widened(covered)


def _widened(covered: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Each stretch with its neighbours of no greater weight."""
    result = []
    for index, (start, end, weight) in enumerate(covered):
        left = index
        while left > 0 and covered[left - 1][2] <= weight + 0.01:
            left -= 1
        right = index
        while right + 1 < len(covered) and covered[right + 1][2] <= weight + 0.01:
            right += 1
        result.append((min(start, covered[left][0]), max(end, covered[right][1]), weight))
    return result


def _rows(items: list[Item]) -> list[list[Item]]:
    """Items that stand on one height together."""
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda it: (it.box[1] + it.box[3]) / 2):
        middle = (item.box[1] + item.box[3]) / 2
        if rows and rows[-1][0].box[1] < middle < rows[-1][0].box[3]:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _are_columns(left: list[Item], right: list[Item], deeper: bool) -> bool:
    """Both sides hold enough text of a column's width, or are two columns themselves."""
    if len(left) < _MIN_LINES or len(right) < _MIN_LINES:
        return False
    for side in (left, right):
        width = max(i.box[2] for i in side) - min(i.box[0] for i in side)
        rows = _rows(side)
        alone = sum(len(row) == 1 for row in rows)
        # Cells of a table in a column make rows; a table of short cells alone is no column.
        whole = rows if len(rows) > alone >= 0.6 * len(rows) else [[item] for item in side]
        widths = sorted(max(i.box[2] for i in r) - min(i.box[0] for i in r) for r in whole)
        ems = sorted(i.em for i in side)
        median, em = widths[len(widths) // 2], ems[len(ems) // 2]
        if median < _MIN_EMS * em:
            return False
        if median < 0.55 * width and (deeper or _gutter(side, deeper=True) is None):
            return False
    top = max(min(i.box[1] for i in left), min(i.box[1] for i in right))
    bottom = min(max(i.box[3] for i in left), max(i.box[3] for i in right))
    heights = [max(i.box[3] for i in s) - min(i.box[1] for i in s) for s in (left, right)]
    return bottom - top > 0.3 * min(heights)
