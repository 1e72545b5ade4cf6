"""What a grader sees: answers under letters, in an order that only the server knows. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from workbench.records import Answer, AnswerState, EvaluationQuestion, Record

LETTERS = "ABCD"
Score = Literal[0, 1, 2]

_SOURCE_MARK = re.compile(r"[ \t]?\[\d{1,3}\]")


class BlindAnswer(Record):
    letter: str
    state: AnswerState
    text: str
    random_weights: bool
    """Marked, because it means nothing; it is left out of means."""


class GradeInput(Record):
    """What a grader sends for one card."""

    key: str
    slot_id: str
    token: int
    marks: Mapping[str, tuple[Score, Score]]
    """Letter -> accuracy, detail; for every letter of the card."""
    comment: str = ""


class GradingCard(Record):
    """One question with its answers, as one grader sees it; no name, latency or source of a system
    is on it."""

    slot_id: str
    token: int
    question: EvaluationQuestion
    answers: tuple[BlindAnswer, ...]
    marks: Mapping[str, tuple[Score, Score]] = {}
    """What this grader gave before, where the card was taken back."""
    comment: str = ""
    passage: str = ""
    """The text of the passage that holds the expected answer, where it is known."""
    source: str = ""
    """Document, section and page of that passage."""


def lettered(answers: Sequence[Answer], seed: str, grader: str) -> dict[str, list[Answer]]:
    """Letter -> the answers under it: those of equal text are one, so that they are graded once.

    The order is fixed by the campaign's seed, the question and the grader.
    """
    by_text: dict[tuple[str, bool], list[Answer]] = {}
    for answer in answers:
        by_text.setdefault((shown_text(answer), answer.random_weights), []).append(answer)
    groups = sorted(by_text.values(), key=lambda group: _rank(seed, group, grader))
    return dict(zip(LETTERS, groups, strict=False))


def _rank(seed: str, group: Sequence[Answer], grader: str) -> str:
    """Drawn anew for every question and grader; the seed is the server's alone."""
    first = min(group, key=lambda answer: answer.system_id)
    words = "\x1f".join((seed, first.question_id, first.system_id, grader))
    return hashlib.sha256(words.encode()).hexdigest()


def shown_text(answer: Answer) -> str:
    """Without the numbers of sources: they would tell retrieval from no retrieval."""
    return _SOURCE_MARK.sub("", answer.text).strip()


def blind_answers(groups: Mapping[str, Sequence[Answer]]) -> tuple[BlindAnswer, ...]:
    return tuple(
        BlindAnswer(
            letter=letter,
            state="not_found" if group[0].state == "not_found" else "answer",
            text=shown_text(group[0]),
            random_weights=group[0].random_weights,
        )
        for letter, group in groups.items()
    )
