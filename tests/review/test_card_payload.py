"""What the card is given and what it sends: nothing of it is trusted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.records import Finding, Message
from workbench.ui.keyboard_card import MOST_SENT
from workbench.ui.review_card import marked, read_message


def finding(start: int, end: int, field: str = "answer") -> Finding:
    return Finding(
        id=f"f{start}",
        project_id="p",
        kind="pii",
        type="PHONE",
        subject_kind="example",
        subject_id="e",
        field=field,
        start=start,
        end=end,
        score=0.9,
        reason=Message(key="clean.reason.pii_format"),
        rule_version="1",
        created_at=datetime(2025, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("", [], []),
        ("가나다", [], [("가나다", None)]),
        ("가나다", [(0, 1), (2, 3)], [("가", 0), ("나", None), ("다", 1)]),
        ("🔒010 끝", [(1, 4)], [("🔒", None), ("010", 0), (" 끝", None)]),
        ("가나다", [(0, 2), (1, 3)], [("가나", 0), ("다", None)]),
        ("가나", [(1, 9)], [("가나", None)]),
    ],
)
def test_findings_mark_parts_of_a_text(
    text: str, spans: list[tuple[int, int]], expected: list[tuple[str, int | None]]
) -> None:
    found = [finding(start, end) for start, end in spans]
    assert marked(text, found, "answer") == expected
    assert marked(text, found, "question") == ([(text, None)] if text else [])


@pytest.mark.parametrize(
    "sent", [None, "x", 3, [], {}, {"decisions": "x"}, {"decisions": [3, None]}, {"images": 5}]
)
def test_a_message_of_another_shape_is_no_decision(sent: Any) -> None:
    assert read_message(sent) == ([], [], [])


def test_a_decision_that_cannot_be_read_is_answered_by_its_key() -> None:
    good = {"key": "a" * 32, "action": "approve", "slot_id": "s", "token": 1}
    bad = {"key": "b" * 32, "action": "promote"}
    forged = {**good, "key": "c" * 32, "reviewer": "somebody else"}
    decisions, broken, images = read_message(
        {"decisions": [good, bad, forged], "images": ["d/1", 2, "d/2", "d/3"]}
    )
    assert [decision.key for decision in decisions] == ["a" * 32]
    assert broken == ["b" * 32, "c" * 32]
    assert images == ["d/1", "d/2"]


def test_a_message_has_an_upper_limit() -> None:
    one = {"key": "a" * 32, "action": "undo"}
    assert len(read_message({"decisions": [one] * (MOST_SENT + 9)})[0]) == MOST_SENT
