"""Rows of a sheet, a CSV or a file of pairs as elements of kind `row` or `turn`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from workbench.ingest.columns import column_roles, header_index, is_dialogue
from workbench.ingest.parsed import ParsedElement
from workbench.records import Cell, Locator

_LOOK_AHEAD = 30


def elements_of(
    rows: Iterable[tuple[int, list[str]]], sheet: str | None
) -> Iterator[ParsedElement]:
    """Numbered rows (from 1) of one sheet as elements; empty rows are passed over.

    What stands above the header row becomes paragraphs. A dialogue id that is written only in a
    dialogue's first row (merged cells) is carried down.
    """
    numbered = ((number, row) for number, row in rows if any(row))
    first = list(islice(numbered, _LOOK_AHEAD))
    top = header_index([row for _, row in first])
    section = (sheet,) if sheet else ()
    names: list[str] = []
    if top is not None:
        for number, row in first[:top]:
            text = " ".join(cell for cell in row if cell)
            where = Locator(sheet=sheet, row=number)
            yield ParsedElement(kind="paragraph", text=text, locator=where, section_path=section)
        names = first[top][1]
        first = first[top + 1 :]
    shape = _Shape(names, sheet)
    for number, row in _both(first, numbered):
        yield shape.element(row, Locator(sheet=sheet, row=number))


def _both(
    first: list[tuple[int, list[str]]], rest: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    yield from first
    yield from rest


class _Shape:
    """What the columns of one sheet make of its rows."""

    def __init__(self, names: Sequence[str], sheet: str | None) -> None:
        self._names = list(names)
        self._section = (sheet,) if sheet else ()
        self._roles = column_roles(names)
        self._dialogue = is_dialogue(self._roles)
        self._last_id = ""

    def element(self, row: list[str], where: Locator) -> ParsedElement:
        if self._dialogue:
            return self._turn(row, where)
        return row_element(self._names, row, where, self._section)

    def _turn(self, row: list[str], where: Locator) -> ParsedElement:
        column = self._roles["dialogue"]
        row = row + [""] * (len(self._names) - len(row))
        self._last_id = row[column] = row[column] or self._last_id
        return ParsedElement(
            kind="turn",
            text=row[self._roles["text"]],
            locator=where,
            section_path=(*self._section, self._last_id),
            cells=cells_of(self._names, row),
        )


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
