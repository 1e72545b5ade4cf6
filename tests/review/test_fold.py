from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench.records import Decision, DecisionAction, ExampleRevision
from workbench.review.fold import fold, head_revision

START = datetime(2025, 3, 1, 9, tzinfo=UTC)


def decisions(*actions: str, slots: str = "") -> list[Decision]:
    """`approve`, …; `undo 0` takes back the first. `slots` names a slot a letter each."""
    made = []
    for number, text in enumerate(actions):
        action, _, target = text.partition(" ")
        made.append(
            Decision(
                id=f"d{number}",
                key=f"key-{number}",
                project_id="p",
                slot_id=slots[number] if slots else "s",
                example_id="e",
                revision_id=f"r{number + 2}" if action == "edit" else "r1",
                reviewer="lee",
                action=_action(action),
                undoes=f"d{target}" if target else None,
                at=START + timedelta(seconds=number),
            )
        )
    return made


def _action(name: str) -> DecisionAction:
    return name  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("actions", "status"),
    [
        ((), "queued"),
        (("approve",), "approved"),
        (("edit",), "approved"),
        (("reject",), "rejected"),
        (("flag",), "disputed"),
        (("skip",), "queued"),
        (("approve", "skip"), "approved"),
        (("approve", "undo 0"), "queued"),
        (("approve", "undo 0", "reject"), "rejected"),
        (("approve", "reject"), "rejected"),
        (("approve", "reject", "undo 1"), "approved"),
        (("approve", "reject", "undo 1", "undo 0"), "queued"),
        (("approve", "reject", "undo 0"), "rejected"),
    ],
)
def test_status_is_what_the_decisions_amount_to(actions: tuple[str, ...], status: str) -> None:
    assert fold(decisions(*actions)) == status


def test_order_in_which_rows_are_read_does_not_matter() -> None:
    made = decisions("approve", "reject", "undo 1", "flag")
    assert fold(made) == fold(made[::-1]) == "disputed"


def test_two_reviewers_who_differ_dispute_an_example() -> None:
    assert fold(decisions("approve", "reject", slots="ab")) == "disputed"
    assert fold(decisions("approve", "edit", slots="ab")) == "approved"
    assert fold(decisions("approve", "reject", "undo 1", slots="abb")) == "approved"


def revision(number: int) -> ExampleRevision:
    return ExampleRevision(
        id=f"r{number}",
        project_id="p",
        example_id="e",
        number=number,
        question="?",
        answer="!",
        editor="lee",
        created_at=START,
    )


def test_taking_back_an_edit_brings_the_words_before_it_back() -> None:
    revisions = [revision(1), revision(2)]
    assert head_revision(revisions, decisions("edit")).id == "r2"
    assert head_revision(revisions, decisions("edit", "undo 0")).id == "r1"


def test_an_edit_after_one_that_was_taken_back_is_the_head() -> None:
    made = decisions("edit", "undo 0", "edit")
    assert head_revision([revision(1), revision(2), revision(4)], made).id == "r4"
