"""The grade card in the browser: what it is given, and what it sends back.

A question with its answers under letters; which system wrote which is not among what it is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from workbench.grade.blind import GradeInput, GradingCard, Score
from workbench.grade.grading_service import MOST_COMMENT, GradingProgress
from workbench.records import Record
from workbench.ui.keyboard_card import component, read_sent
from workbench.ui.text import example_label, t

KEY = "grade_card"
SHORTCUTS = ("digits", "J_K", "Backspace", "Enter", "G", "P", "M", "U", "Esc", "help")
SENTENCES = (
    "undo", "help", "actions", "accuracy", "detail", "answers", "gold", "no_gold", "passage",
    "comment", "submit", "saved", "unsaved", "saving", "dismiss", "kept_words",
    "random", "random_note", "not_found", "said_grade", "said_undo", "said_missing", "said_ready",
    "nothing_to_undo",
)  # fmt: skip


class Sent(Record):
    """One thing that a browser sends: the grades of a card, or the undo of such."""

    key: str = Field(min_length=8, max_length=64)
    action: Literal["grade", "undo"]
    slot_id: str = ""
    token: int = 0
    marks: Mapping[str, tuple[Score, Score]] = {}
    comment: str = ""
    undoes: str | None = None

    def grades(self) -> GradeInput:
        return GradeInput(
            key=self.key,
            slot_id=self.slot_id,
            token=self.token,
            marks=self.marks,
            comment=self.comment,
        )


@cache
def _component() -> Any:
    return component("workbench_grade_card", Path(__file__).parent)


def show(
    scope: str,
    cards: Sequence[GradingCard],
    progress: GradingProgress,
    empty: str,
    acks: Mapping[str, Mapping[str, Any]],
    run: int,
    on_message: Any,
) -> None:
    """Mount the card. `scope` names campaign and grader: unsent marks are kept under it. `run`
    differs in every run, so that the browser learns that its message arrived."""
    _component()(
        key=KEY,
        data={
            "scope": scope,
            "run": run,
            "cards": [card_payload(card) for card in cards],
            "acks": dict(acks),
            "progress": progress_payload(progress, empty),
            "most": MOST_COMMENT,
            "strings": {name: t(f"grade.card.{name}") for name in SENTENCES}
            | {
                axis + "_scores": [t(f"grade.card.{axis}_{score}") for score in range(3)]
                for axis in ("accuracy", "detail")
            }
            | {
                "keys": [
                    [t(f"grade.card.key_{k}"), t(f"grade.card.key_{k}_does")] for k in SHORTCUTS
                ]
            },
        },
        on_message_change=on_message,
    )


def read_message(value: Any) -> tuple[list[Sent], list[str]]:
    """What a browser sent, and keys of what cannot be read."""
    return read_sent(value.get("sent") if isinstance(value, dict) else None, Sent)


def progress_payload(progress: GradingProgress, empty: str) -> dict[str, Any]:
    done = progress.total - progress.waiting
    return {
        "items": [
            [t("grade.card.mine"), f"{progress.mine:,}"],
            [t("grade.card.waiting"), f"{progress.waiting:,}"],
            [t("grade.card.total"), f"{progress.total:,}"],
        ],
        "share": round(100 * done / progress.total, 1) if progress.total else 0,
        "empty": empty,
        "latest": progress.latest,
    }


def card_payload(card: GradingCard) -> dict[str, Any]:
    """One card as the browser shows it."""
    question = card.question
    labels = [example_label("category", question.category), example_label("style", question.style)]
    if not question.answerable:
        labels.append(t("grade.unanswerable"))
    return {
        "slot": card.slot_id,
        "token": card.token,
        "number": t("grade.card.number", n=question.seq),
        "question": question.question,
        "labels": [label for label in labels if label],
        "gold": question.gold or ("" if question.answerable else t("grade.no_answer_expected")),
        "passage": card.passage,
        "source": card.source,
        "answers": [
            {
                "letter": answer.letter,
                "text": answer.text,
                "not_found": answer.state == "not_found",
                "random": answer.random_weights,
            }
            for answer in card.answers
        ],
        "marks": {letter: list(marks) for letter, marks in card.marks.items()},
        "comment": card.comment,
    }
