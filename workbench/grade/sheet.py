"""Grading in a spreadsheet: blind cards as rows, and the marks that come back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from workbench.errors import UserError
from workbench.grade.blind import LETTERS, GradeInput, GradingCard, Score
from workbench.records import new_id

NO_WORDS = "–"
"""Stands for an answer without words."""
_SCORES = {str(score): score for score in get_args(Score)}


def columns(cards: Sequence[GradingCard]) -> list[str]:
    letters = LETTERS[: max((len(card.answers) for card in cards), default=0)]
    per_letter = [
        f"{name}_{letter}" for letter in letters for name in ("answer", "accuracy", "detail")
    ]
    return ["number", "category", "style", "question", "gold", *per_letter, "comment", *_KEYS]


_KEYS = ("slot", "token", "key")
"""Last in a row: not for people, and must come back as they are."""


def rows_of(cards: Sequence[GradingCard]) -> Iterator[dict[str, str]]:
    for card in cards:
        row = {
            "number": str(card.question.seq),
            "category": card.question.category,
            "style": card.question.style,
            "question": card.question.question,
            "gold": card.question.gold,
            "comment": card.comment,
            "slot": card.slot_id,
            "token": str(card.token),
            "key": new_id(),
        }
        for answer in card.answers:
            marks = card.marks.get(answer.letter)
            row[f"answer_{answer.letter}"] = answer.text or NO_WORDS
            row[f"accuracy_{answer.letter}"] = "" if marks is None else str(marks[0])
            row[f"detail_{answer.letter}"] = "" if marks is None else str(marks[1])
        yield row


def inputs_of(rows: Iterable[tuple[int, Mapping[str, str]]], name: str) -> list[GradeInput]:
    """Of the rows that have marks, all or none. Raises UserError naming the row that is half
    filled, holds another mark than 0, 1 or 2, or lost its key."""
    found = []
    for number, row in rows:
        given = {column: value.strip() for column, value in row.items() if column}
        letters = [letter for letter in LETTERS if given.get(f"answer_{letter}")]
        marks = [given.get(f"{axis}_{x}", "") for x in letters for axis in ("accuracy", "detail")]
        if not any(marks):
            continue
        if not all(mark in _SCORES for mark in marks):
            raise UserError("error.grade_sheet_marks", name=name, row=number)
        if not all(given.get(key) for key in _KEYS) or not given["token"].isdecimal():
            raise UserError("error.grade_sheet_key", name=name, row=number)
        scores = [_SCORES[mark] for mark in marks]
        found.append(
            GradeInput(
                key=given["key"],
                slot_id=given["slot"],
                token=int(given["token"]),
                marks={
                    letter: (scores[2 * index], scores[2 * index + 1])
                    for index, letter in enumerate(letters)
                },
                comment=given.get("comment", ""),
            )
        )
    if not found:
        raise UserError("error.grade_sheet_empty", name=name)
    return found
