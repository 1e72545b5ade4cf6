"""Decisions: recorded once, on the words that were read, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.review.material import add_document, add_examples, add_finding
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, StaleWrite, UserError
from workbench.records import Project, new_id, utc_now
from workbench.review import decision_service, history_service, service
from workbench.review.cards import DecisionInput, ReviewCard
from workbench.workspace import Workspace

RowCount = Callable[[Workspace, sa.Table], int]


@pytest.fixture
def hand(any_workspace: Workspace, project: Project, reviewer: Actor) -> list[ReviewCard]:
    _, chunk = add_document(any_workspace, project)
    add_examples(any_workspace, project, 4, chunk)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    return service.claim(any_workspace, reviewer, project.id)


def press(card: ReviewCard, action: str, **more: str) -> DecisionInput:
    return DecisionInput.model_validate(
        {
            "key": new_id(),
            "slot_id": card.slot_id,
            "token": card.token,
            "revision_id": card.revision.id,
            "action": action,
            **more,
        }
    )


def undo(name: str | None = None) -> DecisionInput:
    return DecisionInput(key=new_id(), action="undo", undoes=name)


@pytest.mark.parametrize(
    ("action", "status"),
    [("approve", "approved"), ("reject", "rejected"), ("flag", "disputed"), ("skip", "queued")],
)
def test_a_decision_sets_the_status(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    hand: list[ReviewCard],
    action: str,
    status: str,
) -> None:
    outcome = decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[0], action, reason="틀린 내용")
    )
    assert outcome.status == status
    assert status_of(any_workspace, reviewer, project, hand[0]) == status


def status_of(ws: Workspace, actor: Actor, project: Project, card: ReviewCard) -> str:
    return history_service.history(ws, actor, project.id, card.example.id).example.status


def test_a_repeated_send_records_one_decision(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    hand: list[ReviewCard],
    row_count: RowCount,
) -> None:
    sent = press(hand[0], "edit", answer="새 답변입니다.")
    first = decision_service.submit(any_workspace, reviewer, project.id, sent)
    second = decision_service.submit(any_workspace, reviewer, project.id, sent)
    assert not first.repeated and second.repeated
    assert second.decision == first.decision and second.status == "approved"
    assert row_count(any_workspace, s.decisions) == 1
    assert row_count(any_workspace, s.example_revisions) == 5


def test_a_second_press_on_a_decided_card_is_refused(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    hand: list[ReviewCard],
    row_count: RowCount,
) -> None:
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))
    with pytest.raises(StaleWrite, match="decided_already"):
        decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))
    assert row_count(any_workspace, s.decisions) == 1


def test_a_late_decision_is_refused_and_changes_nothing(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    curator: Actor,
    hand: list[ReviewCard],
    row_count: RowCount,
) -> None:
    later = replace(any_workspace, clock=lambda: utc_now() + timedelta(minutes=16))
    taken = service.claim(later, curator, project.id)
    assert [card.slot_id for card in taken] == [card.slot_id for card in hand]
    late = press(hand[0], "edit", answer="늦은 답변입니다.")
    with pytest.raises(StaleWrite, match="lease_lost"):
        decision_service.submit(later, reviewer, project.id, late)
    assert row_count(any_workspace, s.decisions) == 0
    assert row_count(any_workspace, s.example_revisions) == 4
    assert decision_service.submit(later, curator, project.id, press(taken[0], "approve"))


def test_an_old_token_is_refused_even_for_the_same_reviewer(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    service.release(any_workspace, reviewer, project.id)
    service.claim(any_workspace, reviewer, project.id)
    with pytest.raises(StaleWrite, match="lease_lost"):
        decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))


def test_words_that_changed_since_they_were_read_are_not_approved(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    unread = press(hand[0], "approve").model_copy(update={"revision_id": new_id()})
    with pytest.raises(StaleWrite, match="example_changed"):
        decision_service.submit(any_workspace, reviewer, project.id, unread)


def test_an_edit_makes_a_revision_and_keeps_the_old_one(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    old = hand[0].revision
    outcome = decision_service.submit(
        any_workspace,
        reviewer,
        project.id,
        press(hand[0], "edit", answer="  출입증을 늘 착용합니다.\r\n"),
    )
    told = history_service.history(any_workspace, reviewer, project.id, hand[0].example.id)
    assert outcome.status == "approved" and outcome.decision.action == "edit"
    first, second = told.revisions
    assert first == old
    assert (second.number, second.editor) == (2, reviewer.name)
    assert second.question == old.question and second.answer == "출입증을 늘 착용합니다."
    assert second.evidence_quote == old.evidence_quote
    assert told.example.revision_id == second.id == outcome.decision.revision_id


def test_an_edit_that_changes_nothing_approves(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    hand: list[ReviewCard],
    row_count: RowCount,
) -> None:
    same = press(hand[0], "edit", answer=hand[0].revision.answer + " ")
    outcome = decision_service.submit(any_workspace, reviewer, project.id, same)
    assert outcome.decision.action == "approve" and outcome.status == "approved"
    assert row_count(any_workspace, s.example_revisions) == 4


def test_an_edit_is_checked_anew(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    card = hand[0]
    add_finding(any_workspace, project, card.example.id, card.revision.id)
    decision_service.submit(
        any_workspace,
        reviewer,
        project.id,
        press(card, "edit", answer="문의는 담당자 휴대전화 010-2345-6789 로 합니다."),
    )
    told = history_service.history(any_workspace, reviewer, project.id, card.example.id)
    found = [f for f in told.findings if f.kind == "pii"]
    assert [(f.type, f.revision_id) for f in found] == [("PHONE", told.example.revision_id)]
    decision_service.submit(any_workspace, reviewer, project.id, undo())
    back = history_service.history(any_workspace, reviewer, project.id, card.example.id)
    assert [f for f in back.findings if f.kind == "pii"] == []


@pytest.mark.parametrize(
    ("action", "more", "key"),
    [
        ("reject", {}, "reason_missing"),
        ("reject", {"reason": "  "}, "reason_missing"),
        ("edit", {"question": " "}, "text_missing"),
        ("edit", {"answer": ""}, "text_missing"),
        ("edit", {"answer": "가" * 20_001}, "text_long"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    hand: list[ReviewCard],
    row_count: RowCount,
    action: str,
    more: dict[str, str],
    key: str,
) -> None:
    with pytest.raises(UserError, match=key):
        decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], action, **more))
    assert row_count(any_workspace, s.decisions) == 0
    assert row_count(any_workspace, s.example_revisions) == 4


def test_a_skipped_card_goes_to_the_end_of_the_queue(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "skip"))
    again = service.claim(any_workspace, reviewer, project.id)
    order = [card.example.id for card in again]
    assert order == [card.example.id for card in [*hand[1:], hand[0]]]


def test_undo_gives_the_card_back_to_its_reviewer(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    decided = decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[0], "approve")
    )
    back = decision_service.submit(any_workspace, reviewer, project.id, undo())
    assert back.decision.undoes == decided.decision.id and back.status == "queued"
    again = service.claim(any_workspace, reviewer, project.id)
    assert again[0].slot_id == hand[0].slot_id
    other = decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[0], "reject", reason="다름")
    )
    assert other.status == "rejected"


def test_undo_takes_back_one_after_the_other(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    first = decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))
    second = decision_service.submit(any_workspace, reviewer, project.id, press(hand[1], "flag"))
    taken_back = [
        decision_service.submit(any_workspace, reviewer, project.id, undo()).decision.undoes
        for _ in range(2)
    ]
    assert taken_back == [second.decision.id, first.decision.id]
    with pytest.raises(NotFound, match="nothing_to_undo"):
        decision_service.submit(any_workspace, reviewer, project.id, undo())


def test_undo_of_a_named_decision(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    named = press(hand[0], "approve")
    decision_service.submit(any_workspace, reviewer, project.id, named)
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[1], "approve"))
    back = decision_service.submit(any_workspace, reviewer, project.id, undo(named.key))
    assert back.decision.example_id == hand[0].example.id
    assert status_of(any_workspace, reviewer, project, hand[1]) == "approved"
    with pytest.raises(StaleWrite, match="undone_already"):
        decision_service.submit(any_workspace, reviewer, project.id, undo(named.key))


def test_undo_of_an_edit_brings_the_old_words_back(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[0], "edit", answer="고침")
    )
    decision_service.submit(any_workspace, reviewer, project.id, undo())
    [card, *_] = service.claim(any_workspace, reviewer, project.id)
    assert card.revision == hand[0].revision
    told = history_service.history(any_workspace, reviewer, project.id, card.example.id)
    assert [revision.number for revision in told.revisions] == [1, 2]
    decision_service.submit(
        any_workspace, reviewer, project.id, press(card, "edit", answer="또 고침")
    )
    told = history_service.history(any_workspace, reviewer, project.id, card.example.id)
    assert [revision.number for revision in told.revisions] == [1, 2, 3]
    assert told.revisions[2].answer == "또 고침"


def test_undo_of_a_skip_brings_the_card_back_unless_somebody_has_it(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    curator: Actor,
    hand: list[ReviewCard],
) -> None:
    for card in hand[:2]:
        decision_service.submit(any_workspace, reviewer, project.id, press(card, "skip"))
    decision_service.submit(any_workspace, reviewer, project.id, undo())
    [taken] = service.claim(any_workspace, curator, project.id)
    assert taken.slot_id == hand[0].slot_id
    with pytest.raises(StaleWrite, match="lease_lost"):
        decision_service.submit(any_workspace, reviewer, project.id, undo())


def test_only_curators_take_back_what_others_decided(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    curator: Actor,
    hand: list[ReviewCard],
) -> None:
    decided = decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[0], "approve")
    )
    other = Actor(name="han", roles=("reviewer",))
    with pytest.raises(NotAllowed, match="undo_others"):
        decision_service.submit(any_workspace, other, project.id, undo(decided.decision.id))
    decision_service.submit(any_workspace, curator, project.id, undo(decided.decision.id))
    [card] = service.claim(any_workspace, other, project.id)
    assert card.slot_id == hand[0].slot_id


def test_a_key_of_somebody_else_is_not_theirs_to_repeat(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    curator: Actor,
    hand: list[ReviewCard],
) -> None:
    sent = press(hand[0], "approve")
    decision_service.submit(any_workspace, reviewer, project.id, sent)
    with pytest.raises(UserError, match="key_taken"):
        decision_service.submit(any_workspace, curator, project.id, sent)


def test_progress_counts_what_stands_today(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[1], "flag"))
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[2], "skip"))
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[3], "approve"))
    decision_service.submit(any_workspace, reviewer, project.id, undo())
    now = history_service.progress(any_workspace, reviewer, project.id)
    assert (now.today, now.waiting) == (2, 2)
    assert now.by_action == {"approve": 1, "flag": 1, "skip": 1}
    assert now.per_hour is None and now.minutes_left is None


def test_history_lists_decisions_newest_first(
    any_workspace: Workspace, project: Project, reviewer: Actor, hand: list[ReviewCard]
) -> None:
    decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "approve"))
    decision_service.submit(
        any_workspace, reviewer, project.id, press(hand[1], "edit", question="새 질문?")
    )
    decision_service.submit(any_workspace, reviewer, project.id, undo())
    listed, total = history_service.decisions(any_workspace, reviewer, project.id)
    assert total == 3 and {row.decision.action for row in listed} == {"approve", "edit", "undo"}
    edit = next(row for row in listed if row.decision.action == "edit")
    assert edit.question == "새 질문?" and edit.undone
    _, mine = history_service.decisions(any_workspace, reviewer, project.id, action="approve")
    assert mine == 1
    assert history_service.decisions(any_workspace, reviewer, project.id, reviewer="kim") == ([], 0)
