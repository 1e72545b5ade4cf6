"""What the grade card is given and what it sends: names of systems are not in it, nothing sent is
trusted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.grade.campaigns import Grading
from workbench.access import Actor
from workbench.grade import grading_service
from workbench.ui.grade_card import card_payload, read_message
from workbench.ui.keyboard_card import MOST_SENT

KEY = "a" * 32


@pytest.mark.parametrize("sent", [None, "x", 3, [], {}, {"sent": "x"}, {"sent": [3, None, {}]}])
def test_a_message_of_another_shape_is_no_grade(sent: Any) -> None:
    assert read_message(sent) == ([], [])


@pytest.mark.parametrize(
    "changed",
    [
        {"marks": {"A": [3, 0]}},
        {"marks": {"A": [2]}},
        {"marks": {"A": [None, 1]}},
        {"action": "close"},
        {"grader": "somebody else"},
        {"token": "x"},
        {"answer_id": "1"},
    ],
)
def test_a_grade_that_cannot_be_read_is_answered_by_its_key(changed: dict[str, Any]) -> None:
    good = {"key": KEY, "action": "grade", "slot_id": "s", "token": 1, "marks": {"A": [2, 1]}}
    read, broken = read_message({"sent": [good, {**good, "key": "b" * 32, **changed}]})
    assert [item.grades().marks for item in read] == [{"A": (2, 1)}]
    assert broken == ["b" * 32]


def test_an_undo_names_what_it_takes_back() -> None:
    [item], broken = read_message({"sent": [{"key": KEY, "action": "undo", "undoes": "b" * 32}]})
    assert (item.undoes, broken) == ("b" * 32, [])


def test_a_message_has_an_upper_limit() -> None:
    one = {"key": KEY, "action": "undo"}
    assert len(read_message({"sent": [one] * (MOST_SENT + 9)})[0]) == MOST_SENT


def test_no_system_is_named_on_a_card(
    grading: Grading, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.ui.text.language", lambda: "ko")
    grading.set()
    systems = [grading.system(name, lambda _, n=name: f"답 {n[0]}") for name in ("갑돌", "을순")]
    made = grading.campaign(systems)
    cards = grading_service.claim(grading.ws, reviewer, grading.project.id, made.id)
    told = json.dumps([card_payload(card) for card in cards], ensure_ascii=False)
    assert "답 갑" in told
    hidden = ["갑돌", "을순", made.seed, *(system.id for system in systems)]
    assert [secret for secret in hidden if secret in told] == []
