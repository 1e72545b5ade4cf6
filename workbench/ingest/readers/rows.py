"""Rows of a sheet, a CSV or a file of pairs as elements of kind `row`, `turn` or `table`.

Pairs and other records of long texts are rows, so that examples can be imported from them one by
one; dialogues are turns; all else is a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise

from workbench.ingest.columns import column_roles, header_index, is_dialogue
from workbench.ingest.parsed import ParsedElement
from workbench.ingest.readers.sheet_tables import Merges, tables_of
from workbench.records import Cell, Locator

_LOOK_AHEAD = 30
_LONG = 12
"""Characters: columns whose cells are longer on average hold writing."""

Row = tuple[int, list[str]]


def elements_of(
    rows: Iterable[Row], sheet: str | None, merges: Merges | None = None
) -> Iterator[ParsedElement]:
    """Numbered rows (from 1) of one sheet as elements; empty rows are passed over.

    What stands above the header row becomes paragraphs. A dialogue id that is written only in a
    dialogue's first row (merged cells) is carried down. `merges`: cells of several rows or columns;
    their text stands in each row that they cover.
    """
    numbered = ((number, row) for number, row in rows if any(row))
    first = list(islice(numbered, _LOOK_AHEAD))
    top = _header(first)
    names = first[top][1] if top is not None else []
    if not _are_records(names, first[(top or 0) + (top is not None) :], bool(merges)):
        yield from tables_of(chain(first, numbered), sheet, merges or {})
        return
    section = (sheet,) if sheet else ()
    if top is not None:
        for number, row in first[:top]:
            text = " ".join(dict.fromkeys(cell for cell in row if cell))
            where = Locator(sheet=sheet, row=number)
            yield ParsedElement(kind="paragraph", text=text, locator=where, section_path=section)
        first = first[top + 1 :]
    shape = _Shape(names, sheet)
    for number, row in chain(first, numbered):
        yield shape.element(row, Locator(sheet=sheet, row=number))


def _header(first: Sequence[Row]) -> int | None:
    """The row that names the columns: one that says what they hold, else one that looks like it."""
    for index, (_, row) in enumerate(first[:15]):
        roles = column_roles([cell if len(cell) <= 40 else "" for cell in row])
        if {"question", "answer"} <= set(roles) or is_dialogue(roles):
            return index
    return header_index([row for _, row in first])


def _are_records(names: Sequence[str], rows: Sequence[Row], merged: bool) -> bool:
    """Pairs, turns, or at least two columns of writing one below the other; lists of one column."""
    roles = column_roles(names)
    if {"question", "answer"} <= set(roles) or is_dialogue(roles) or not rows:
        return True
    width = max((index + 1 for _, row in rows for index, cell in enumerate(row) if cell), default=0)
    if width <= 1:
        return True
    gaps = any(after[0] > before[0] + 1 for before, after in pairwise(rows))
    if merged or gaps or (names and sum(1 for name in names if name) < 0.6 * width):
        return False
    long = 0
    for column in range(width):
        texts = [row[column] for _, row in rows if column < len(row) and row[column]]
        varied = len(set(texts)) > 0.5 * len(texts)
        long += bool(texts) and varied and sum(map(len, texts)) / len(texts) >= _LONG
    return long >= 2


class _Shape:
    """What the columns of one sheet make of its rows."""

    def __init__(self, names: Sequence[str], sheet: str | None) -> None:
        self._names = list(names)
        self._section = (sheet,) if sheet else ()
        self._roles = column_roles(names)
        self._dialogue = is_dialogue(self._roles)
        self._last_id = ""
        self._count = 0
        self._last_row = 0
        self._last_order = ""

    def element(self, row: list[str], where: Locator) -> ParsedElement:
        if self._dialogue:
            return self._turn(row, where)
        return row_element(self._names, row, where, self._section)

    def _turn(self, row: list[str], where: Locator) -> ParsedElement:
        row = row + [""] * (len(self._names) - len(row))
        column = self._roles.get("dialogue")
        if column is not None:
            self._last_id = row[column] = row[column] or self._last_id
        elif self._begins(row, where.row or 0):
            self._count += 1
            self._last_id = str(self._count)
        return ParsedElement(
            kind="turn",
            text=row[self._roles["text"]],
            locator=where,
            section_path=(*self._section, self._last_id),
            cells=cells_of(self._names, row),
        )

    def _begins(self, row: list[str], number: int) -> bool:
        """Without an id a dialogue begins after an empty row, or where its counting begins anew."""
        order = row[self._roles["order"]] if "order" in self._roles else ""
        gap = number > self._last_row + 1
        again = order in ("0", "1") and self._last_order not in ("", "0", order)
        self._last_row, self._last_order = number, order
        return gap or again or self._count == 0


def row_element(
    names: Sequence[str], row: Sequence[str], where: Locator, section: tuple[str, ...]
) -> ParsedElement:
    """One row; its text names each value: `질문: …` and `답변: …` on lines of their own."""
    named = [
        f"{names[index]}: {value}" if index < len(names) and names[index] else value
        for index, value in enumerate(row)
        if value
    ]
    return ParsedElement(
        kind="row",
        text="\n".join(named),
        locator=where,
        section_path=section,
        cells=cells_of(names, row),
    )


def cells_of(names: Sequence[str], row: Sequence[str]) -> tuple[Cell, ...]:
    """Column names as header cells of row 0, values as cells of row 1; empty ones left out."""
    kept = [index for index, value in enumerate(row) if value]
    heads = [
        Cell(row=0, col=index, text=names[index], header=True)
        for index in kept
        if index < len(names) and names[index]
    ]
    return (*heads, *(Cell(row=1, col=index, text=row[index]) for index in kept))
