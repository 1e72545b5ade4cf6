"""Rows of a sheet into pairs, by a mapping of columns that a person has confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.augment import personal
from workbench.augment.params import ImportMapping
from workbench.errors import UserError
from workbench.ingest.columns import ColumnRole, column_roles, is_dialogue, speaker_role, values
from workbench.records import Element, Turn

MAX_TURNS = 40
"""Earlier turns that an example carries; older ones are left out."""


@dataclass(frozen=True)
class ImportedPair:
    question: str
    answer: str
    element_id: str
    """The row of the answer."""
    history: tuple[Turn, ...] = ()
    category: str = ""
    style: str = ""


def columns_of(elements: Sequence[Element]) -> tuple[str, ...]:
    """Column names in the order in which they first occur."""
    return tuple(dict.fromkeys(name for element in elements for name in values(element)))


def suggest(columns: Sequence[str], speakers: Sequence[str] = ()) -> ImportMapping:
    """What the names of the columns say; what they do not say is None."""
    roles = column_roles(columns)
    named = {role: columns[index] for role, index in roles.items()}
    if is_dialogue(roles):
        return ImportMapping(
            kind="dialogue",
            dialogue=named.get("dialogue"),
            speaker=named.get("speaker"),
            text=named.get("text"),
            personal=personal.suggested(columns, _dialogue_columns(named)),
            category=named.get("category"),
            agents=tuple(s for s in speakers if speaker_role(s) == "assistant"),
        )
    return ImportMapping(
        kind="pairs",
        personal=personal.suggested(columns, _pair_columns(named)),
        question=named.get("question"),
        answer=named.get("answer"),
        category=named.get("category"),
        style=named.get("style"),
    )


def _pair_columns(named: Mapping[ColumnRole, str]) -> list[str | None]:
    return [named.get("question"), named.get("answer")]


def _dialogue_columns(named: Mapping[ColumnRole, str]) -> list[str | None]:
    return [named.get("dialogue"), named.get("text")]


def speakers_of(elements: Sequence[Element], speaker: str | None) -> tuple[str, ...]:
    if speaker is None:
        return ()
    found = (values(element).get(speaker, "").strip() for element in elements)
    return tuple(dict.fromkeys(name for name in found if name))


def checked(mapping: ImportMapping, columns: Sequence[str]) -> ImportMapping:
    """Raises UserError where a needed column is not chosen, or a chosen one does not exist."""
    needed = (
        {"question": mapping.question, "answer": mapping.answer}
        if mapping.kind == "pairs"
        else {"dialogue": mapping.dialogue, "speaker": mapping.speaker, "text": mapping.text}
    )
    for role, column in needed.items():
        if not column:
            raise UserError("error.import_column_missing", role=role)
    chosen = [c for c in (*needed.values(), mapping.category, mapping.style) if c]
    for column in chosen:
        if column not in columns:
            raise UserError("error.import_column_unknown", column=column)
    if len(set(needed.values())) < len(needed):
        raise UserError("error.import_column_twice")
    own = [column for role, column in needed.items() if role != "speaker"]
    unknown, twice = personal.checked_columns(mapping.personal, columns, own)
    if unknown:
        raise UserError("error.import_column_unknown", column=unknown)
    if twice:
        raise UserError("error.import_column_twice")
    return mapping


def pairs_of(elements: Sequence[Element], mapping: ImportMapping) -> Iterator[ImportedPair]:
    """Pairs in reading order; rows with an empty question or answer give none."""
    rows = [(element, values(element)) for element in elements if element.cells]
    if mapping.kind == "pairs":
        yield from _from_rows([(element.id, row) for element, row in rows], mapping)
        return
    # Two sheets may number their dialogues alike.
    dialogues: dict[tuple[str | None, str], list[tuple[str, dict[str, str]]]] = {}
    for element, row in rows:
        key = (element.locator.sheet, row.get(mapping.dialogue or "", ""))
        dialogues.setdefault(key, []).append((element.id, row))
    for turns in dialogues.values():
        yield from _from_turns(turns, mapping)


def _from_rows(
    rows: Sequence[tuple[str, Mapping[str, str]]], mapping: ImportMapping
) -> Iterator[ImportedPair]:
    for element_id, row in rows:
        question = row.get(mapping.question or "", "").strip()
        answer = row.get(mapping.answer or "", "").strip()
        if question and answer:
            yield ImportedPair(
                question=question,
                answer=answer,
                element_id=element_id,
                category=row.get(mapping.category or "", "").strip()[:100],
                style=row.get(mapping.style or "", "").strip()[:100],
            )


def _from_turns(
    turns: Sequence[tuple[str, Mapping[str, str]]], mapping: ImportMapping
) -> Iterator[ImportedPair]:
    """A customer's turn and the agent's that follows; all before it is history."""
    said = list(_merged(turns, mapping))
    for i in range(len(said) - 1):
        (_, asked), (element_id, told) = said[i], said[i + 1]
        if asked.role == "user" and told.role == "assistant":
            category = turns[0][1].get(mapping.category or "", "").strip()[:100]
            yield ImportedPair(
                question=asked.content,
                answer=told.content,
                element_id=element_id,
                history=tuple(turn for _, turn in said[max(0, i - MAX_TURNS) : i]),
                category=category or "dialogue",
            )


def _merged(
    turns: Sequence[tuple[str, Mapping[str, str]]], mapping: ImportMapping
) -> Iterator[tuple[str, Turn]]:
    """Turns with a role; what one side says in a row is one turn."""
    open_id, open_turn = "", None
    for element_id, row in turns:
        words = row.get(mapping.text or "", "").strip()
        if not words:
            continue
        speaker = row.get(mapping.speaker or "", "").strip()
        agent = (
            speaker in mapping.agents if mapping.agents else speaker_role(speaker) == "assistant"
        )
        role = "assistant" if agent else "user"
        if open_turn is not None and open_turn.role == role:
            open_turn = Turn(role=open_turn.role, content=f"{open_turn.content}\n{words}")
            continue
        if open_turn is not None:
            yield open_id, open_turn
        open_id = element_id
        open_turn = Turn(role="assistant" if agent else "user", content=words)
    if open_turn is not None:
        yield open_id, open_turn
