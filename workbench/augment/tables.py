"""Tables as headers and rows, from cells or, where there are none, from the text of a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.augment.pairs import Passage, squeeze
from workbench.records import Cell

_CAPTION = re.compile(r"^\W*(?:표|Table)\s*\d+[.:)]?\s*(?P<title>.+?)\s*$", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|, )([^:,]{1,60}): ")
_DATUM = re.compile(
    r"(?=.*\d)[A-Z\d]+(?:[-./:][A-Z\d]+)+|\d{4}[년.] ?\d{1,2}[월.].*|\d{1,2} [A-Z][a-z]+ \d{4}"
)
"""A code, a version or a date: what stands in a cell, not above a column."""
_RULE = re.compile(r"^[\s|:+-]+$")


@dataclass(frozen=True)
class Table:
    caption: str
    """Without its number; empty where there is none."""
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first column names the row."""


def tables_of(passage: Passage) -> list[Table]:
    """The tables with one header row and named rows; others cannot be asked well."""
    captions = [*passage.captions, *[""] * len(passage.tables)]
    found = [
        _from_cells(cells, squeeze(caption))
        for cells, caption in zip(passage.tables, captions, strict=False)
    ]
    if not passage.tables:
        found = [_from_lines(lines, caption) for lines, caption in _line_groups(passage.text)]
        found += [_from_named(lines, caption) for lines, caption in _named_groups(passage.text)]
    return [table for table in found if table is not None]


def caption_title(line: str) -> str:
    """`표 4 정보 등급별 취급 기준` -> `정보 등급별 취급 기준`; empty where it is no caption."""
    match = _CAPTION.match(squeeze(line))
    return match["title"] if match and not match["title"].endswith("다.") else ""


def _from_cells(cells: tuple[Cell, ...], caption: str) -> Table | None:
    if not cells:
        return None
    height = max(cell.row + cell.rowspan for cell in cells)
    width = max(cell.col + cell.colspan for cell in cells)
    if width < 2 or height < 2 or width * height > 20_000:
        return None
    grid = [[""] * width for _ in range(height)]
    header_rows = set(range(height))
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                grid[row][col] = squeeze(cell.text)
            if not cell.header:
                header_rows.discard(row)
    if header_rows - {0}:
        return None
    return _table(grid, caption_title(caption) or caption)


def _table(grid: list[list[str]], caption: str) -> Table | None:
    """Refuses tables whose names repeat (merged headers) or are missing, and lists of two columns
    (document number, edition, owner) that have no header at all."""
    headers, rows = tuple(grid[0]), tuple(tuple(row) for row in grid[1:])
    if not all(headers[1:]) or len(set(headers)) != len(headers):
        return None
    if len(headers) == 2 and _DATUM.fullmatch(headers[1]):
        return None
    names = [row[0] for row in rows]
    if len(set(names)) != len(names) or not all(names):
        return None
    return Table(caption, headers, rows)


def _line_groups(text: str) -> list[tuple[list[list[str]], str]]:
    """Runs of lines with `|` or tabs, each with the caption line above it."""
    groups: list[tuple[list[list[str]], str]] = []
    current: list[list[str]] = []
    caption = ""
    for line in [*text.split("\n"), ""]:
        cells = _split(line)
        if cells and (not current or len(cells) == len(current[0])):
            current.append(cells)
            continue
        if _RULE.match(line) and line.strip():
            continue
        if len(current) > 1:
            groups.append((current, caption))
        current = [cells] if cells else []
        caption = caption_title(line) if line.strip() else caption
    return groups


def _split(line: str) -> list[str]:
    if _RULE.match(line):
        return []
    if line.count("|") >= 1:
        return [squeeze(part) for part in line.strip().strip("|").split("|")]
    return [squeeze(part) for part in line.split("\t")] if "\t" in line.strip() else []


def _from_lines(lines: list[list[str]], caption: str) -> Table | None:
    return _table(lines, caption) if len(lines[0]) > 1 else None


def _named_groups(text: str) -> list[tuple[list[str], str]]:
    """Runs of lines that begin with the same `name: `, each with the caption line above it."""
    groups: list[tuple[list[str], str]] = []
    caption, start = "", ""
    for raw in text.split("\n"):
        line = squeeze(raw)
        named = _NAMED.match(line)
        first = named[1] if named else ""
        if first and groups and first == start:
            groups[-1][0].append(line)
        elif first:
            groups.append(([line], caption))
        start = first
        caption = caption_title(line) if line and not first else caption
    return [(lines, caption) for lines, caption in groups if len(lines) > 1]


def _from_named(lines: list[str], caption: str) -> Table | None:
    """Lines like `등급: 긴급, 패치 기한: 48시간`; a value may hold commas."""
    counts: dict[str, int] = {}
    for line in lines:
        for name in _NAMED.findall(line):
            counts[name] = counts.get(name, 0) + 1
    headers = [name for name, n in counts.items() if n * 2 > len(lines)]
    if len(headers) < 2:
        return None
    names = "|".join(re.escape(name) for name in headers)
    mark = re.compile(rf"(?:^|, )({names}): ")
    grid = [headers]
    for line in lines:
        parts = mark.split(line)
        cells = dict(zip(parts[1::2], parts[2::2], strict=True))
        grid.append([cells.get(name, "") for name in headers])
    return _table(grid, caption)


def row_quote(text: str, name: str, value: str) -> str | None:
    """The line of the passage that holds both, else the value alone; None where neither is."""
    for line in text.split("\n"):
        flat = squeeze(line)
        if name in flat and value in flat:
            return line.strip()
    return value if value and value in text else None
