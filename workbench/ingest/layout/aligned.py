"""Tables without a full grid of rules: columns are gutters that stay empty over several rows.

Two kinds of evidence: bands between horizontal rules or backgrounds of one width (`banded`, before
a page is put in order), and runs on common baselines whose gaps stand one above the other
(`aligned`, within one column of text).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.ingest.layout.frame import union
from workbench.ingest.layout.lines import merge_rows
from workbench.ingest.layout.markers import is_caption
from workbench.ingest.layout.page import Line, Rule, Table, TableCell, joint_conf
from workbench.ingest.layout.strips import Strips, strips_over
from workbench.ingest.parsed import Box

_SNAP = 3.0
_MIN_WIDTH = 60.0
"""Points; shorter rules are underlines."""
_MIN_GUTTER = 0.75
"""Of a letter's size."""
_MARK = re.compile(r"^[^\w]*\w{0,3}[^\w]*$")
Span = tuple[float, float]


@dataclass
class _Row:
    """What stands on one height, left to right."""

    lines: list[Line]

    @property
    def top(self) -> float:
        return min(line.baseline - 0.8 * line.size for line in self.lines)

    @property
    def bottom(self) -> float:
        return max(line.baseline + 0.2 * line.size for line in self.lines)


def banded(
    lines: Sequence[Line],
    rules: Sequence[Rule],
    fills: Sequence[Box],
    strips: Sequence[Strips] = (),
) -> list[tuple[Table, list[Line]]]:
    """Tables between horizontal rules or on backgrounds, each with the lines it takes.

    Where the rules show the columns by how they are cut (`strips`), those are the table's.
    """
    found: list[tuple[Table, list[Line]]] = []
    taken: set[int] = set()
    for (x0, x1), edges in _bands(rules, fills):
        inside = [
            line for line in lines
            if id(line) not in taken and x0 - _SNAP <= line.x0 and line.x1 <= x1 + _SNAP
        ]  # fmt: skip
        for area, cuts in _areas(inside, edges):
            known = strips_over(strips, x0, x1, cuts[-1])
            xs = None
            if known is not None:
                whole = area + _below_strips(inside, area, cuts[-1], known.xs)
                if _keeps(whole, known.xs):
                    area, xs = whole, list(known.xs)
            if (table := _table(area, cuts, (x0, x1), evidence=True, xs=xs)) is not None:
                taken.update(id(line) for line in area)
                found.append((table, area))
    return found


def _keeps(lines: list[Line], xs: Sequence[float]) -> bool:
    """Whether all lines but some names over several columns lie between edges, none side by side
    in one column.
    """
    rows = _rows(lines)
    crossing = sum(_crosses(line, (x, x)) for line in lines for x in xs[1:-1])
    doubled = sum(
        len({_column(line, list(xs)) for line in row.lines}) < len(row.lines) for row in rows
    )
    return 4 * crossing <= len(lines) and not doubled and len(rows) > 1


def _below_strips(
    lines: list[Line], area: list[Line], edge: float, xs: Sequence[float]
) -> list[Line]:
    """Rows below the last rule that keep to its columns: the page's end has cut the table."""
    taken: list[Line] = []
    within = {id(line) for line in area}
    last = max(edge, _Row(area).bottom)
    begun = last > edge + 1
    for row in _rows([ln for ln in lines if ln.y0 >= edge - 1 and id(ln) not in within]):
        columns = {_column(line, list(xs)) for line in row.lines}
        crossing = any(_crosses(line, (x, x)) for line in row.lines for x in xs[1:-1])
        few = len(row.lines) < max(2, 0.6 * (len(xs) - 1)) and not (taken or begun)
        alone = len(row.lines) == 1 and row.top - last > 0.8 * row.lines[0].size
        far = alone or row.top - last > 1.6 * row.lines[0].size
        if crossing or few or far or len(columns) < len(row.lines):
            break
        taken += row.lines
        last = row.bottom
    return taken


def _bands(rules: Sequence[Rule], fills: Sequence[Box]) -> list[tuple[Span, list[float]]]:
    """Heights of rules and background edges, by the stretch of the x axis that they cover."""
    groups: list[tuple[Span, list[float]]] = []
    stretches = [(rule.start, rule.end, [rule.at]) for rule in rules]
    stretches += [(x0, x1, [y0, y1]) for x0, x1, y0, y1 in _rows_of_fills(fills)]
    for start, end, heights in stretches:
        if end - start < _MIN_WIDTH:
            continue
        for (x0, x1), known in groups:
            if abs(start - x0) <= _SNAP and abs(end - x1) <= _SNAP:
                known.extend(heights)
                break
        else:
            groups.append(((start, end), list(heights)))
    return [(span, _distinct(heights)) for span, heights in groups if len(_distinct(heights)) > 1]


def _rows_of_fills(fills: Sequence[Box]) -> list[tuple[float, float, float, float]]:
    """Backgrounds side by side are one: (x0, x1, y0, y1)."""
    joined: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(fills, key=lambda box: (round(box[1]), box[0])):
        last = joined[-1] if joined else None
        if last and abs(last[2] - y0) < 1.5 and abs(last[3] - y1) < 1.5 and x0 - last[1] < _SNAP:
            last[1] = max(last[1], x1)
        else:
            joined.append([x0, x1, y0, y1])
    return [(x0, x1, y0, y1) for x0, x1, y0, y1 in joined if y1 - y0 > 5]


def _distinct(values: Sequence[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _SNAP:
            result.append(value)
    return result


def _areas(lines: list[Line], edges: list[float]) -> list[tuple[list[Line], list[float]]]:
    """Neighbouring bands that hold table rows: their lines, and the edges between them."""
    areas: list[tuple[list[Line], list[float]]] = []
    current: list[Line] = []
    cuts: list[float] = []
    for top, bottom in pairwise(edges):
        band = [line for line in lines if top <= (line.y0 + line.y1) / 2 < bottom]
        if band and _is_band(_rows(band), _rows(current)):
            current += band
            cuts += [top, bottom]
            continue
        if current:
            areas.append((current, cuts))
        current, cuts = [], []
    if current:
        current += _below(lines, current, cuts[-1])
        areas.append((current, cuts))
    return [(area, _distinct(cut)) for area, cut in areas]


def _is_band(rows: list[_Row], known: list[_Row]) -> bool:
    """Rows of cells; below such, also lines that keep to their columns, or one that spans them."""
    lines = [line for row in rows for line in row.lines]
    if len(rows) > 6 and _is_prose(lines):
        return False  # columns of text between two tables
    if known and len(rows) == 1 and len(lines) == 1:
        return not is_caption(lines[0].text)
    if known and len(_gutters([*known, *rows])) >= max(1, len(_gutters(known))):
        return True
    several = sum(len(row.lines) > 1 for row in rows)
    narrow = all(line.x1 - line.x0 < 30 * line.size for line in lines)
    return 2 * several >= len(rows) or (several > 0 and narrow)


def _below(lines: list[Line], area: list[Line], edge: float) -> list[Line]:
    """Rows that go on below the last rule: a table that the page's end has cut."""
    known = _rows(area)
    columns = len(_gutters(known))
    pitch = max((b.top - a.top for a, b in pairwise(known)), default=0.0)
    last, taken = edge, []
    for row in _rows([line for line in lines if line.y0 >= edge - 1]):
        far = row.top - last > max(pitch, 2.2 * row.lines[0].size)
        if not columns or far or len(_gutters([*known, row])) < columns:
            break
        if len(row.lines) == 1 and not _within_column(row.lines[0], _gutters(known), known):
            break
        known.append(row)
        taken.append(row)
        last = row.bottom
    while taken and len(taken[-1].lines) == 1:
        taken.pop()
    return [line for row in taken for line in row.lines]


def _crosses(line: Line, gutter: Span) -> bool:
    middle = (gutter[0] + gutter[1]) / 2
    return line.x0 < middle < line.x1


def aligned(lines: Sequence[Line], cut: Table | None = None) -> list[tuple[Table, list[Line]]]:
    """Tables of one column of text that nothing but alignment shows.

    The first rows may belong to `cut`, the table with which the page before ended.
    """
    rows = _rows([line for line in lines if not line.contents])
    found: list[tuple[Table, list[Line]]] = []
    start = 0
    if cut is not None and not cut.ruled and (rest := _rest(rows, cut)):
        area = [line for row in rows[:rest] for line in row.lines]
        found.append((_filled(area, _by_gaps(area, cut.xs), cut.xs), area))
        start = rest
    while start < len(rows):
        if len(rows[start].lines) < 2:
            start += 1
            continue
        first, end = start, _end(rows, start)
        captioned = any(is_caption(line.text) for row in rows[max(0, first - 2) : first]
                        for line in row.lines)  # fmt: skip
        area = [line for row in rows[first:end] for line in row.lines]
        several = sum(len(row.lines) > 1 for row in rows[first:end])
        if first and _is_name_above(rows[first - 1], rows[first]):
            first -= 1
            area = [*rows[first].lines, *area]
        if several >= (2 if captioned else 3):
            span = min(line.x0 for line in area), max(line.x1 for line in area)
            if (table := _table(area, [], span, evidence=captioned)) is not None:
                found.append((table, area))
                start = end
                continue
        start += 1
    return found


def _is_name_above(row: _Row, below: _Row) -> bool:
    """A short line over the middle of some columns, as near as rows of a table are."""
    line, size = row.lines[0], below.lines[0].size
    if len(row.lines) > 1 or is_caption(line.text) or abs(line.size - size) > 0.1 * size:
        return False
    near = below.top - row.bottom < 1.2 * size
    inside = below.lines[0].x1 < line.x0 and line.x1 < below.lines[-1].x1 + 4 * size
    return near and inside and line.x1 - line.x0 < 14 * size


def _rest(rows: list[_Row], cut: Table) -> int:
    """How many rows at the top of a page stand in the columns of the table before it."""
    count = 0
    for row in rows:
        outside = row.lines[0].x0 < cut.xs[0] - _SNAP
        inner = cut.xs[1:-1]
        crossing = any(line.x0 < x - 1 < x + 1 < line.x1 for line in row.lines for x in inner)
        if outside or crossing or (len(row.lines) < 2 and not count):
            break
        if count and row.top - rows[count - 1].bottom > 2.2 * row.lines[0].size:
            break
        columns = [_column(line, cut.xs) for line in row.lines]
        if len(set(columns)) < len(columns):
            break
        count += 1
    while count and len(rows[count - 1].lines) < 2:
        count -= 1
    return count


def _end(rows: list[_Row], start: int) -> int:
    """One past the last row that keeps the gutters of the rows from `start` on."""
    end, last = start + 1, start + 1
    pitches: list[float] = []
    while end < len(rows):
        row, before = rows[end], rows[end - 1]
        size = row.lines[0].size
        gap = row.top - before.bottom
        if gap > 2.2 * size or (pitches and gap > 1.2 * size + max(pitches)):
            break
        if abs(size - before.lines[0].size) > 0.12 * size:
            break
        if len(row.lines) == 1 and is_caption(row.lines[0].text):
            break
        gutters = _gutters(rows[start : end + 1])
        if len(gutters) < max(1, len(_gutters(rows[start:last])) - (0 if last - start > 2 else 9)):
            break
        if len(row.lines) == 1 and not _within_column(row.lines[0], gutters, rows[start:end]):
            break
        pitches.append(max(gap, 0.0))
        end += 1
        if len(row.lines) > 1:
            last = end
        elif end - last > 6:
            break
    # Single lines behind the last row with several cells belong to it where they are close to it.
    while last < end and len(rows[last].lines) == 1:
        if rows[last].top - rows[last - 1].bottom > 0.75 * rows[last].lines[0].size:
            break
        if _first_column(rows[last].lines[0], rows[start:last]) and not _closer(rows, start, last):
            break
        last += 1
    return last


def _closer(rows: list[_Row], start: int, at: int) -> bool:
    """Whether a row stands closer to the one above than rows with several cells do."""
    gaps = sorted(
        b.top - a.bottom
        for a, b in pairwise(rows[start:at])
        if len(b.lines) > 1 and _first_column(b.lines[0], rows[start:at])
    )
    gap = rows[at].top - rows[at - 1].bottom
    return bool(gaps) and gap < gaps[len(gaps) // 2] - 0.15 * rows[at].lines[0].size


def _first_column(line: Line, rows: list[_Row]) -> bool:
    left = min(row.lines[0].x0 for row in rows)
    return line.x0 < left + line.size


def _within_column(line: Line, gutters: list[Span], rows: list[_Row]) -> bool:
    """A line alone continues a cell: it lies between two gutters and stands where cells begin."""
    if any(_crosses(line, gutter) for gutter in gutters):
        return False
    starts = [other.x0 for row in rows for other in row.lines]
    ends = [other.x1 for row in rows for other in row.lines]
    return any(abs(line.x0 - x) < 2 for x in starts) or any(abs(line.x1 - x) < 2 for x in ends) or (
        any(abs((line.x0 + line.x1) / 2 - (o.x0 + o.x1) / 2) < 2 for row in rows for o in row.lines)
    )  # fmt: skip


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Lines by common baseline, from the top."""
    rows: list[_Row] = []
    for line in sorted(lines, key=lambda item: (item.baseline, item.x0)):
        if rows and abs(rows[-1].lines[0].baseline - line.baseline) <= 0.3 * line.size:
            rows[-1].lines.append(line)
        else:
            rows.append(_Row([line]))
    for row in rows:
        row.lines.sort(key=lambda item: item.x0)
    return rows


def _gutters(rows: list[_Row]) -> list[Span]:
    """Stretches of the x axis that no more than every tenth row crosses (spanning cells)."""
    lines = [line for row in rows for line in row.lines]
    size = sorted(line.size for line in lines)[len(lines) // 2]
    events: list[tuple[float, int]] = []
    for line in lines:
        events += [(line.x0, 1), (line.x1, -1)]
    events.sort()
    allowed = len(rows) // 8 if len(rows) > 3 else 0
    found: list[Span] = []
    open_since: float | None = None
    running = 0
    for index, (x, step) in enumerate(events):
        running += step
        if running <= allowed and open_since is None and index + 1 < len(events):
            open_since = x
        elif running > allowed and open_since is not None:
            if x - open_since >= _MIN_GUTTER * size:
                found.append((open_since, x))
            open_since = None
    return [g for g in found if _divides(g, lines)]


def _divides(gutter: Span, lines: list[Line]) -> bool:
    middle = sum(gutter) / 2
    return any(ln.x1 <= middle for ln in lines) and any(ln.x0 >= middle for ln in lines)


def _table(
    lines: list[Line],
    cuts: list[float],
    span: Span,
    evidence: bool,
    xs: list[float] | None = None,
) -> Table | None:
    """The lines as a table; None where they have no columns or look like marked text.

    Column edges `xs` are given where they are known.
    """
    if xs is not None:
        bands = _cut(lines, cuts, xs)
        return _filled(lines, bands, xs) if len(bands) > 1 else None
    rows = _rows(lines)
    gutters = _gutters(rows)
    if not gutters:
        return None
    xs = [span[0], *[(a + b) / 2 for a, b in gutters], span[1]]
    bands = _cut(lines, cuts, xs)
    if len(merged := _without_split_headers(bands, xs)) < len(xs):
        xs = merged
        bands = _cut(lines, cuts, xs)
    if len(xs) < 3 or len(bands) < 2 or (not evidence and not _looks_tabular(bands, xs)):
        return None
    return _filled(lines, bands, xs)


def _filled(lines: list[Line], bands: list[list[Line]], xs: list[float]) -> Table:
    box = union([line.box for line in lines])
    table = Table(box, xs, len(bands), [], ruled=False)
    for number, band in enumerate(bands):
        _fill_row(table, number, band, xs)
    _span_headers(table, bands, xs)
    table.conf, table.doubtful = joint_conf(lines)
    return table


def _span_headers(table: Table, bands: list[list[Line]], xs: list[float]) -> None:
    """Names that stand over several columns: in a row above one that fills all of them."""
    width = len(xs) - 1
    filled = [{c.col for c in table.cells if c.row == row and c.text} for row in range(table.rows)]
    for row in range(min(2, table.rows - 1)):
        below = filled[row + 1]
        cells = [c for c in table.cells if c.row == row and c.text]
        if (
            not 0 < len(cells) < width
            or len(below) < width - 1
            or any(c.colspan > 1 for c in cells)
        ):
            continue
        if any(char.isdigit() for cell in cells for char in cell.text):
            continue
        left = [min(ln.x0 for b in bands[row + 1 :] for ln in b if _column(ln, xs) == col)
                if any(_column(ln, xs) == col for b in bands[row + 1 :] for ln in b) else xs[col]
                for col in range(width)]  # fmt: skip
        texts = (
            sorted(merge_rows(bands[row]), key=lambda ln: ln.x0)
            if len(cells) == 1
            else sorted(bands[row], key=lambda ln: ln.x0)
        )
        if len(texts) != len(cells):
            continue
        spans = _left_spans(texts, left) or _centred_spans(texts, xs, left)
        if spans is None:
            continue
        table.cells = [c for c in table.cells if c.row != row]
        covered = {col for start, end in spans for col in range(start, end)}
        table.cells += [TableCell(row, col, 1, 1) for col in range(width) if col not in covered]
        for (start, end), cell in zip(spans, sorted(cells, key=lambda c: c.col), strict=True):
            cell.col, cell.colspan = start, end - start
            table.cells.append(cell)
    table.cells.sort(key=lambda c: (c.row, c.col))


def _left_spans(texts: list[Line], left: list[float]) -> list[tuple[int, int]] | None:
    """Columns from the one whose cells begin where the name does to the next name's."""
    starts = []
    for line in texts:
        near = [col for col, x in enumerate(left) if abs(line.x0 - x) < 0.4 * line.size]
        if not near:
            return None
        starts.append(near[0])
    return list(zip(starts, [*starts[1:], len(left)], strict=True))


def _centred_spans(
    texts: list[Line], xs: list[float], left: list[float]
) -> list[tuple[int, int]] | None:
    """The columns in whose middle each name stands; edges lie between cells, or before them.

    Of all ways to give the names columns side by side, the one that is off least.
    """
    edges = (xs, [*left, xs[-1]])
    if len(texts) > 8 or len(xs) > 16:
        return None

    def best(index: int, first: int) -> tuple[float, list[tuple[int, int]]] | None:
        if index == len(texts):
            return 0.0, []
        line = texts[index]
        middle = (line.x0 + line.x1) / 2
        found: tuple[float, list[tuple[int, int]]] | None = None
        for start in range(first, len(xs) - 1):
            for end in range(start + 1, len(xs)):
                off = min(abs(middle - (e[start] + e[end]) / 2) for e in edges)
                if off > 1.5 * line.size:
                    continue
                rest = best(index + 1, end)
                if rest is not None and (found is None or off + rest[0] < found[0]):
                    found = off + rest[0], [(start, end), *rest[1]]
        return found

    result = best(0, 0)
    return result[1] if result else None


def _without_split_headers(bands: list[list[Line]], xs: list[float]) -> list[float]:
    """Column edges without those between a centred name and the cells below it.

    Such a gutter has the name alone on one side, and cells on the other that have no name.
    """
    head = bands[: 2 if len(bands) > 3 else 1]
    names = max(({_column(line, xs) for line in band} for band in head), key=len)
    cells = {_column(line, xs) for band in bands[len(head) :] for line in band}
    kept = [xs[0]]
    skip = False
    for column in range(len(xs) - 2):
        if column and column not in names and column not in cells:
            continue  # a name over several columns stands between two of them
        pair = (column in names, column + 1 in names, column in cells, column + 1 in cells)
        if not skip and pair in ((True, False, False, True), (False, True, True, False)):
            skip = True
            continue
        skip = False
        kept.append(xs[column + 1])
    return [*kept, xs[-1]]


def _looks_tabular(bands: list[list[Line]], xs: list[float]) -> bool:
    """Not a numbered list with wide gaps, and most rows have most cells."""
    filled = [sorted({_column(line, xs) for line in band}) for band in bands]
    if len(xs) == 3:
        columns = [[ln for b in bands for ln in b if _column(ln, xs) == c] for c in (0, 1)]
        if all(_is_prose(column) for column in columns):
            return False
        first = [line for band in bands for line in band if _column(line, xs) == 0]
        if all(_MARK.match(line.text) and len(line.text) <= 5 for line in first):
            return False
    return sum(len(columns) for columns in filled) >= 0.6 * len(bands) * (len(xs) - 1)


def _is_prose(lines: list[Line]) -> bool:
    """Lines as long as those of a column of text."""
    widths = sorted((line.x1 - line.x0) / line.size for line in lines)
    return bool(widths) and widths[len(widths) // 2] > 14


def _column(line: Line, xs: list[float]) -> int:
    """Column in which a line begins."""
    at = line.x0 + 0.1 * line.size
    return max(0, min(sum(x <= at for x in xs) - 1, len(xs) - 2))


def _cut(lines: list[Line], cuts: list[float], xs: list[float]) -> list[list[Line]]:
    """Rows of the table, each as its lines."""
    if len(cuts) > 3:
        middles = [(line.y0 + line.y1) / 2 for line in lines]
        between = [cut for cut in cuts if min(middles) < cut < max(middles)]
        edges = [float("-inf"), *between, float("inf")]
        ruled = [
            [line for line in lines if top <= (line.y0 + line.y1) / 2 < bottom]
            for top, bottom in pairwise(edges)
        ]
        return [part for band in ruled if band for part in _by_gaps(band, xs, ruled=True)]
    if len(cuts) == 3:  # a rule below the header
        head = [line for line in lines if (line.y0 + line.y1) / 2 < cuts[1]]
        body = [line for line in lines if (line.y0 + line.y1) / 2 >= cuts[1]]
        return [part for part in (*_by_gaps(head, xs), *_by_gaps(body, xs)) if part]
    return _by_gaps(lines, xs)


def _by_gaps(lines: list[Line], xs: list[float], ruled: bool = False) -> list[list[Line]]:
    """Rows told by the white between them, or by a filled first column."""
    bands = _overlapping(lines)
    if len(bands) < 2:
        return [band for band in bands if band]
    gaps = [_Row(b).top - _Row(a).bottom for a, b in pairwise(bands)]
    size = lines[0].size
    limit = _between(gaps, 0.15 * size)
    wide = [limit is not None and gap > limit for gap in gaps]
    columns = [{_column(line, xs) for line in band} for band in bands]
    full = [0 in c and len(c) >= max(2, 0.6 * (len(xs) - 1)) for c in columns]
    goes_on = [_goes_on(a, b, lines, xs) for a, b in pairwise(bands)]
    if ruled and (not all(full) or any(goes_on)):
        return [lines]  # what stands between two rules is one row unless all lines are rows
    small = [gap for gap, is_wide in zip(gaps, wide, strict=True) if not is_wide]
    close = bool(small) and max(small) < 0.85 * size
    many = sum(wide) >= min(2, 0.3 * len(gaps))
    trusted = limit is not None and many and (close or not all(full))
    rows = [list(bands[0])]
    for band, is_wide, is_full, wrapped in zip(bands[1:], wide, full[1:], goes_on, strict=True):
        if is_wide or (is_full and not (trusted and wrapped)):
            rows.append(list(band))
        else:
            rows[-1] += band
    return rows


def _goes_on(above: list[Line], below: list[Line], lines: list[Line], xs: list[float]) -> bool:
    """Whether all cells of `below` may be wrapped ones: nothing of them had room above."""
    for line in below:
        column = _column(line, xs)
        right = max(ln.x1 for ln in lines if _column(ln, xs) == column)
        over = [ln for ln in above if _column(ln, xs) == column]
        if not over:
            continue
        korean = "\uac00" <= line.text[0] <= "\ud7a3"
        word = line.text[0] if korean else line.text.split(" ", 1)[0]
        advance = (line.x1 - line.x0) / max(len(line.text), 1)
        if right - max(ln.x1 for ln in over) > len(word) * advance + 0.6 * line.size:
            return False
    return True


def _overlapping(lines: list[Line]) -> list[list[Line]]:
    """Lines by height, those that overlap together: centred cells do not share baselines."""
    bands: list[list[Line]] = []
    bottom = float("-inf")
    for line in sorted(lines, key=lambda item: item.baseline):
        top = line.baseline - 0.72 * line.size
        if bands and top < bottom - 0.1 * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
            bottom = float("-inf")
        bottom = max(bottom, line.baseline)
    return bands


def _between(gaps: list[float], apart: float) -> float | None:
    """A limit between small and wide gaps; None where all are alike."""
    ordered = sorted(gaps)
    jumps = [(b - a, (a + b) / 2) for a, b in pairwise(ordered)]
    if not jumps:
        return None
    jump, at = max(jumps)
    return at if jump > max(apart, 0.25 * (ordered[-1] - ordered[0])) else None


def _fill_row(table: Table, number: int, band: list[Line], xs: list[float]) -> None:
    by_column: dict[int, list[Line]] = {}
    for line in band:
        by_column.setdefault(_column(line, xs), []).append(line)
    width = len(xs) - 1
    taken = -1
    for column in range(width):
        if column <= taken:
            continue
        lines = merge_rows(by_column.get(column, []))
        right = max((line.x1 for line in lines), default=xs[column])
        end = column + 1
        while end < width and right > xs[end] + 1.0 and end not in by_column:
            end += 1
        cell = TableCell(number, column, 1, end - column)
        edge = max(right, max((ln.x1 for ln in lines), default=right))
        before: Line | None = None
        for line in lines:
            full = before is not None and edge - before.x1 < 1.6 * line.size
            cell.lines.append((line.text, full))
            before = line
        cell.text = " ".join(line.text for line in lines)
        cell.bold = bool(lines) and all(line.bold for line in lines)
        table.bad += sum(line.bad for line in lines)
        table.chars += sum(line.chars for line in lines)
        table.cells.append(cell)
        taken = end - 1
