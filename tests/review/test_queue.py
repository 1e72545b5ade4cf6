"""The queue: who holds what, for how long, and that nobody holds what another one has."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.review.material import SENTENCES, add_document, add_examples, add_finding
from workbench.access import Actor
from workbench.errors import NotAllowed
from workbench.projects import create_project
from workbench.records import Project, new_id, utc_now
from workbench.review import bulk_service, decision_service, history_service, service
from workbench.review.cards import DecisionInput, ExampleFilter, ReviewCard
from workbench.settings import Settings
from workbench.workspace import Workspace, open_workspace


def person(number: int) -> Actor:
    return Actor(name=f"reviewer-{number}", roles=("reviewer",))


def approve(card: ReviewCard) -> DecisionInput:
    return DecisionInput(
        key=new_id(),
        slot_id=card.slot_id,
        token=card.token,
        revision_id=card.revision.id,
        action="approve",
    )


def test_drafts_are_queued_once(
    any_workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    ids = add_examples(any_workspace, project, 905)
    assert service.enqueue_examples(any_workspace, reviewer, project.id, ids=ids[:3]) == 3
    assert service.enqueue_examples(any_workspace, reviewer, project.id) == 902
    assert service.enqueue_examples(any_workspace, reviewer, project.id) == 0
    assert history_service.progress(any_workspace, reviewer, project.id).waiting == 905


def test_only_what_matches_is_queued(
    workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    add_examples(workspace, project, 3, category="사실")
    add_examples(workspace, project, 2, category="절차")
    wanted = ExampleFilter(category="절차")
    assert service.enqueue_examples(workspace, reviewer, project.id, filters=wanted) == 2


def test_a_card_holds_all_that_a_decision_needs(
    any_workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    document, chunk = add_document(any_workspace, project)
    add_examples(any_workspace, project, 2, chunk)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    first, _ = service.claim(any_workspace, reviewer, project.id)
    finding = add_finding(any_workspace, project, first.example.id, first.revision.id)
    add_finding(any_workspace, project, first.example.id, first.revision.id, state="dismissed")
    first, second = service.claim(any_workspace, reviewer, project.id)
    assert [f.id for f in first.findings] == [finding.id]
    assert first.document_name == document.name and first.level == "internal"
    assert first.section_path == chunk.section_path
    for card in (first, second):
        assert card.evidence is not None and card.image is not None
        start, end = card.evidence
        assert card.passage[start:end] == card.revision.answer
        top = 100 + 60 * SENTENCES.index(card.revision.answer)
        assert card.image.box == (72, top, 520, top + 40)


def test_a_card_without_a_source_can_be_reviewed(
    workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    add_examples(workspace, project, 1)
    service.enqueue_examples(workspace, reviewer, project.id)
    [card] = service.claim(workspace, reviewer, project.id)
    assert (card.passage, card.image, card.level) == ("", None, "confidential")
    outcome = decision_service.submit(workspace, reviewer, project.id, approve(card))
    assert outcome.status == "approved"


def test_asking_again_returns_the_same_hand(
    any_workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    add_examples(any_workspace, project, 12)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    first = service.claim(any_workspace, reviewer, project.id)
    again = service.claim(any_workspace, reviewer, project.id)
    assert len(first) == service.HAND
    assert [(c.slot_id, c.token) for c in again] == [(c.slot_id, c.token) for c in first]


def test_two_reviewers_hold_different_cards(any_workspace: Workspace, project: Project) -> None:
    add_examples(any_workspace, project, 20)
    service.enqueue_examples(any_workspace, person(1), project.id)
    hands = [service.claim(any_workspace, person(n), project.id) for n in (1, 2, 3)]
    held = [card.slot_id for hand in hands for card in hand]
    assert len(held) == len(set(held)) == 20


def test_threads_never_get_the_same_slot(any_workspace: Workspace, project: Project) -> None:
    add_examples(any_workspace, project, 120)
    service.enqueue_examples(any_workspace, person(0), project.id)
    decided: list[str] = []
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            while hand := service.claim(any_workspace, person(number), project.id, 3):
                for card in hand:
                    decision_service.submit(
                        any_workspace, person(number), project.id, approve(card)
                    )
                    decided.append(card.slot_id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert len(decided) == len(set(decided)) == 120


def _work_in_process(settings: Settings, project_id: str, number: int) -> list[str]:
    ws = open_workspace(settings)
    decided = []
    try:
        while hand := service.claim(ws, person(number), project_id, 3):
            for card in hand:
                decision_service.submit(ws, person(number), project_id, approve(card))
                decided.append(card.slot_id)
    finally:
        ws.close()
    return decided


def test_processes_never_get_the_same_slot(any_workspace: Workspace, project: Project) -> None:
    add_examples(any_workspace, project, 60)
    service.enqueue_examples(any_workspace, person(0), project.id)
    tasks = [(any_workspace.settings, project.id, number) for number in range(3)]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        parts = pool.starmap(_work_in_process, tasks)
    decided = [slot_id for part in parts for slot_id in part]
    assert len(decided) == len(set(decided)) == 60


def test_a_lease_that_ran_out_goes_to_the_next_reviewer(
    any_workspace: Workspace, project: Project
) -> None:
    add_examples(any_workspace, project, 1)
    service.enqueue_examples(any_workspace, person(1), project.id)
    [card] = service.claim(any_workspace, person(1), project.id)
    assert service.claim(any_workspace, person(2), project.id) == []
    later = _later(any_workspace, minutes=16)
    [taken] = service.claim(later, person(2), project.id)
    assert taken.slot_id == card.slot_id and taken.token == card.token + 1


def test_a_lease_that_ran_out_and_nobody_took_stays_good(
    any_workspace: Workspace, project: Project
) -> None:
    add_examples(any_workspace, project, 1)
    service.enqueue_examples(any_workspace, person(1), project.id)
    [card] = service.claim(any_workspace, person(1), project.id)
    later = _later(any_workspace, minutes=60)
    [again] = service.claim(later, person(1), project.id)
    assert again.token == card.token
    assert service.claim(later, person(2), project.id) == []


def test_activity_keeps_the_hand(any_workspace: Workspace, project: Project) -> None:
    add_examples(any_workspace, project, 1)
    service.enqueue_examples(any_workspace, person(1), project.id)
    service.claim(any_workspace, person(1), project.id)
    assert service.renew(_later(any_workspace, minutes=10), person(1), project.id) == 1
    assert service.claim(_later(any_workspace, minutes=20), person(2), project.id) == []


def test_released_cards_go_to_others(any_workspace: Workspace, project: Project) -> None:
    add_examples(any_workspace, project, 2)
    service.enqueue_examples(any_workspace, person(1), project.id)
    hand = service.claim(any_workspace, person(1), project.id)
    assert service.release(any_workspace, person(1), project.id, [hand[0].slot_id]) == 1
    [taken] = service.claim(any_workspace, person(2), project.id)
    assert taken.slot_id == hand[0].slot_id


def test_what_comes_back_at_the_top_is_found_again(
    any_workspace: Workspace, project: Project
) -> None:
    add_examples(any_workspace, project, 4)
    service.enqueue_examples(any_workspace, person(1), project.id)
    service.claim(any_workspace, person(1), project.id, 2)
    service.claim(any_workspace, person(2), project.id, 2)
    service.release(any_workspace, person(1), project.id)
    assert len(service.claim(any_workspace, person(2), project.id, 4)) == 4


def test_viewers_may_look_but_not_review(
    workspace: Workspace, project: Project, viewer: Actor
) -> None:
    ids = add_examples(workspace, project, 1)
    refused: list[Callable[[], object]] = [
        lambda: service.claim(workspace, viewer, project.id),
        lambda: service.enqueue_examples(workspace, viewer, project.id),
        lambda: service.renew(workspace, viewer, project.id),
        lambda: service.release(workspace, viewer, project.id),
        lambda: decision_service.submit(
            workspace, viewer, project.id, DecisionInput(key=new_id(), action="undo")
        ),
        lambda: bulk_service.bulk_decide(workspace, viewer, project.id, "approve", ids=ids),
        lambda: bulk_service.undo_bulk(workspace, viewer, project.id, "x"),
    ]
    for attempt in refused:
        with pytest.raises(NotAllowed):
            attempt()
    assert history_service.list_examples(workspace, viewer, project.id)[1] == 1


def test_projects_are_kept_apart(
    any_workspace: Workspace, project: Project, admin: Actor, reviewer: Actor
) -> None:
    other = create_project(any_workspace, admin, "다른 프로젝트")
    ids = add_examples(any_workspace, project, 2)
    assert service.enqueue_examples(any_workspace, reviewer, other.id, ids=ids) == 0
    service.enqueue_examples(any_workspace, reviewer, project.id)
    assert service.claim(any_workspace, reviewer, other.id) == []
    assert history_service.list_examples(any_workspace, reviewer, other.id) == ([], 0)
    assert (
        bulk_service.bulk_decide(any_workspace, reviewer, other.id, "approve", ids=ids).decided == 0
    )
    [card, _] = service.claim(any_workspace, reviewer, project.id)
    with pytest.raises(Exception, match="slot_unknown"):
        decision_service.submit(any_workspace, reviewer, other.id, approve(card))


def _later(ws: Workspace, minutes: int) -> Workspace:
    return replace(ws, clock=lambda: utc_now() + timedelta(minutes=minutes))
