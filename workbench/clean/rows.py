"""Rows of JSON lines as the file commands read and write them: their texts, ids and pairs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.clean.pairs import Pair
from workbench.clean.quality import Subject
from workbench.errors import UserError

Row = Mapping[str, Any]
NEVER_TEXT = frozenset({"id"})
"""Left out where no field is named: masking an id would cut the row off from what refers to it."""


def row_id(row: Row, line: int) -> Any:
    """The row's own id, or its line number from 1."""
    own = row.get("id")
    return line if own is None or own == "" or isinstance(own, (dict, list)) else own


def texts(row: Row, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(field, text) of every string under the named fields, under all but the id where none is
    named; a nested one is `history.0.content`."""
    for name in _named(row, fields):
        yield from _strings(name, row[name])


def with_texts(row: Row, fields: Sequence[str], change: Callable[[str], str]) -> dict[str, Any]:
    """The row with each of those strings changed; the order of keys stays."""
    chosen = set(_named(row, fields))
    return {
        name: _changed(value, change) if name in chosen else value for name, value in row.items()
    }


def _named(row: Row, fields: Sequence[str]) -> list[str]:
    if fields:
        return [name for name in fields if name in row]
    return [name for name in row if name not in NEVER_TEXT]


def _strings(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(f"{path}.{number}", inner)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return value


def pair_of(row: Row, line: int) -> Pair:
    """A row of `workbench dedup`: question and answer; status, evidence_quote, origin, history,
    parent_id and created_at are heeded where it has them. `parent` is the parent's id as the row
    says it. Raises UserError naming the line."""
    history = row.get("history") or []
    return Pair(
        id=f"{line:012d}",
        question=_text(row, "question", line),
        answer=_text(row, "answer", line),
        history=tuple(text for _, text in _strings("history", history)),
        approved=row.get("status") == "approved",
        edited=row.get("origin") == "written" or row.get("edited") is True,
        evidence=bool(row.get("evidence_quote")),
        created=str(row.get("created_at") or _sortable(row.get("id"))),
        parent="" if row.get("parent_id") in (None, "") else str(row["parent_id"]),
    )


def related(pairs: Sequence[Pair], ids: Sequence[Any]) -> list[Pair]:
    """The pairs with their parents named by pair id. `ids` are the rows' own ids; a parent that is
    not among them still makes a family of those who name it."""
    known = {str(own): pair.id for own, pair in zip(ids, pairs, strict=True)}
    return [
        replace(pair, parent=known.get(pair.parent, f"p:{pair.parent}")) if pair.parent else pair
        for pair in pairs
    ]


def subject_of(row: Row, line: int) -> Subject:
    """A row of `workbench quality`: passage (may be missing), question and answer."""
    return Subject(
        question=_text(row, "question", line),
        answer=_text(row, "answer", line),
        passage=_text(row, "passage", line, ""),
        evidence_quote=_text(row, "evidence_quote", line, ""),
        answerable=row.get("answerable") is not False,
    )


def _text(row: Row, field: str, line: int, missing: str | None = None) -> str:
    value = row.get(field)
    if value is None and missing is not None:
        return missing
    if not isinstance(value, str):
        raise UserError("error.row_field", line=line, field=field)
    return value


def _sortable(own_id: Any) -> str:
    """Numbers among ids sort as numbers."""
    text = "" if own_id is None else str(own_id)
    return f"{int(text):020d}" if text.isdecimal() else text
