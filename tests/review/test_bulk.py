from __future__ import annotations

import pytest

from storage import schema as s
from tests.review.material import add_document, add_examples, add_finding
from tests.review.test_decide import press, undo
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.projects import audit
from workbench.records import Project
from workbench.review import bulk_service, decision_service, history_service, service
from workbench.review.cards import ExampleFilter
from workbench.workspace import Workspace


def statuses(ws: Workspace, actor: Actor, project: Project) -> list[str]:
    listed, _ = history_service.list_examples(ws, actor, project.id, limit=1000)
    return [row.example.status for row in listed]


def test_a_bulk_act_is_taken_back_as_one(
    any_workspace: Workspace, project: Project, curator: Actor, admin: Actor
) -> None:
    add_examples(any_workspace, project, 230, category="절차")
    add_examples(any_workspace, project, 3, category="사실")
    done = bulk_service.bulk_decide(
        any_workspace, curator, project.id, "reject", "중복", ExampleFilter(category="절차")
    )
    assert (done.decided, done.in_review, done.unchanged) == (230, 0, 0)
    assert statuses(any_workspace, curator, project).count("rejected") == 230
    assert bulk_service.undo_bulk(any_workspace, curator, project.id, done.bulk_id) == 230
    assert statuses(any_workspace, curator, project).count("queued") == 230
    assert statuses(any_workspace, curator, project).count("draft") == 3
    with pytest.raises(NotFound):
        bulk_service.undo_bulk(any_workspace, curator, project.id, done.bulk_id)
    events, _ = audit(any_workspace, admin, project.id)
    acts = {event.action: event for event in events if event.subject_kind == "bulk"}
    assert acts["bulk_reject"].counts["decided"] == 230
    assert acts["bulk_undo"].counts == {"undone": 230}


def test_a_bulk_act_leaves_what_others_have_in_hand(
    any_workspace: Workspace, project: Project, reviewer: Actor, curator: Actor
) -> None:
    ids = add_examples(any_workspace, project, 5)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    hand = service.claim(any_workspace, reviewer, project.id, 2)
    done = bulk_service.bulk_decide(any_workspace, curator, project.id, "approve", ids=ids)
    assert (done.decided, done.in_review) == (3, 2)
    again = bulk_service.bulk_decide(any_workspace, curator, project.id, "approve", ids=ids)
    assert (again.decided, again.unchanged) == (0, 3)
    assert decision_service.submit(any_workspace, reviewer, project.id, press(hand[0], "flag"))


def test_undoing_a_bulk_act_leaves_earlier_decisions(
    any_workspace: Workspace, project: Project, reviewer: Actor, curator: Actor
) -> None:
    add_examples(any_workspace, project, 2)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    [first, _] = service.claim(any_workspace, reviewer, project.id)
    decision_service.submit(any_workspace, reviewer, project.id, press(first, "approve"))
    service.release(any_workspace, reviewer, project.id)
    done = bulk_service.bulk_decide(
        any_workspace, curator, project.id, "reject", "전부", ExampleFilter()
    )
    assert statuses(any_workspace, curator, project) == ["rejected", "rejected"]
    bulk_service.undo_bulk(any_workspace, curator, project.id, done.bulk_id)
    assert statuses(any_workspace, curator, project) == ["approved", "queued"]


def test_one_press_of_undo_does_not_take_a_bulk_act_apart(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ids = add_examples(workspace, project, 2)
    bulk_service.bulk_decide(workspace, curator, project.id, "approve", ids=ids)
    with pytest.raises(UserError, match="undo_is_bulk"):
        decision_service.submit(workspace, curator, project.id, undo())


def test_others_may_not_undo_a_bulk_act(
    workspace: Workspace, project: Project, reviewer: Actor, curator: Actor
) -> None:
    ids = add_examples(workspace, project, 1)
    done = bulk_service.bulk_decide(workspace, curator, project.id, "approve", ids=ids)
    with pytest.raises(NotAllowed):
        bulk_service.undo_bulk(workspace, reviewer, project.id, done.bulk_id)


@pytest.mark.parametrize("action", ["edit", "skip", "undo"])
def test_some_actions_need_a_look_at_each(
    workspace: Workspace, project: Project, curator: Actor, action: str
) -> None:
    with pytest.raises(UserError, match="bulk_action"):
        bulk_service.bulk_decide(workspace, curator, project.id, action, ids=[])  # type: ignore[arg-type]


def test_a_bulk_rejection_needs_a_reason_and_a_choice(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    with pytest.raises(UserError, match="reason_missing"):
        bulk_service.bulk_decide(workspace, curator, project.id, "reject", ids=["x"])
    with pytest.raises(UserError, match="bulk_which"):
        bulk_service.bulk_decide(workspace, curator, project.id, "approve")


def test_search_finds_words_findings_and_sources(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    document, chunk = add_document(any_workspace, project)
    with_source = add_examples(any_workspace, project, 5, chunk)
    add_examples(any_workspace, project, 5, category="절차")
    [row, *_], _ = history_service.list_examples(any_workspace, curator, project.id)
    add_finding(any_workspace, project, row.example.id, row.example.revision_id)

    def found(**filters: str) -> int:
        wanted = ExampleFilter.model_validate(filters)
        return history_service.list_examples(any_workspace, curator, project.id, wanted)[1]

    assert found() == 10
    assert found(document_id=document.id) == found(chunk_id=chunk.id) == len(with_source)
    assert found(text="비밀번호") == 2
    assert found(text="질문 3번") == 2
    assert found(text="100%") == 0
    assert found(finding="pii") == 1 and found(finding="none") == 9
    assert found(category="절차", style="평서", origin="drafted") == 5
    assert history_service.facets(any_workspace, curator, project.id) == {
        "category": ["사실", "절차"],
        "style": ["평서"],
    }


def test_no_transaction_of_a_bulk_act_is_large() -> None:
    from storage.database import MAX_ROWS_PER_TRANSACTION
    from storage.slots import ENQUEUE_BATCH

    assert bulk_service.BULK_BATCH * 5 <= MAX_ROWS_PER_TRANSACTION
    assert ENQUEUE_BATCH * 2 <= MAX_ROWS_PER_TRANSACTION
    assert s.decisions.c.bulk_id is not None
