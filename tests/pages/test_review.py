"""The review page: the queue, search with bulk acts, and the history."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage
from tests.review.material import add_document, add_examples
from tests.review.test_decide import press
from workbench.access import OWNER, Actor
from workbench.records import Project
from workbench.review import decision_service, history_service, service
from workbench.review.cards import ExampleFilter
from workbench.workspace import Workspace


@pytest.fixture
def queued(workspace: Workspace, project: Project) -> Project:
    _, chunk = add_document(workspace, project)
    add_examples(workspace, project, 3, chunk)
    service.enqueue_examples(workspace, OWNER, project.id)
    return project


def words(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in at.markdown)


def waiting(ws: Workspace, project: Project) -> int:
    return history_service.progress(ws, OWNER, project.id).waiting


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", ["queue", "search", "history"])
def test_every_tab_opens(open_page: OpenPage, queued: Project, language: str, tab: str) -> None:
    at = open_page("review", queued, language=language, tab=tab)
    assert not at.error
    assert "review." not in words(at)


def test_the_queue_hands_out_leases(
    open_page: OpenPage, workspace: Workspace, queued: Project, reviewer: Actor
) -> None:
    open_page("review", queued, actor=reviewer)
    other = Actor(name="han", roles=("reviewer",))
    assert service.claim(workspace, other, queued.id) == []


def test_an_empty_queue_says_what_is_next(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    assert [b.key for b in open_page("review", project).main.button] == []
    add_examples(workspace, project, 4)
    at = open_page("review", project)
    assert [button.key for button in at.main.button] == ["queue_drafts"]
    at.button(key="queue_drafts").click().run()
    assert not at.exception and waiting(workspace, project) == 4


def test_viewers_see_lists_but_no_queue(
    open_page: OpenPage, workspace: Workspace, queued: Project, viewer: Actor, reviewer: Actor
) -> None:
    at = open_page("review", queued, actor=viewer)
    assert len(at.info) == 1
    assert len(service.claim(workspace, reviewer, queued.id)) == 3
    assert not open_page("review", queued, actor=viewer, tab="search").error


def test_filters_of_a_link_are_kept(
    open_page: OpenPage, workspace: Workspace, queued: Project
) -> None:
    at = open_page("review", queued, tab="search", q="1번", status="queued")
    assert at.text_input(key="review-q").value == "1번"
    assert at.selectbox(key="review-status").value == "queued"
    assert len(at.dataframe[0].value) == 1
    at.selectbox(key="review-status").select("approved").run()
    assert at.query_params["status"] in ("approved", ["approved"])
    assert not at.dataframe


def test_a_bulk_act_and_its_undo(
    open_page: OpenPage, workspace: Workspace, queued: Project
) -> None:
    at = open_page("review", queued, tab="search")
    next(b for b in at.main.button if b.key and "FormSubmitter" in b.key).click().run()
    assert not at.exception and not at.error
    approved = ExampleFilter(statuses=("approved",))
    assert history_service.list_examples(workspace, OWNER, queued.id, approved)[1] == 3
    at.button(key="bulk_undo").click().run()
    assert history_service.list_examples(workspace, OWNER, queued.id, approved)[1] == 0


def test_one_example_shows_its_edits_and_lets_them_be_undone(
    open_page: OpenPage, workspace: Workspace, queued: Project
) -> None:
    [card, *_] = service.claim(workspace, OWNER, queued.id)
    made = decision_service.submit(
        workspace, OWNER, queued.id, press(card, "edit", answer="출입증을 늘 착용합니다.")
    )
    at = open_page("review", queued, tab="search", example=card.example.id)
    assert ":green-background[" in words(at) and "고쳐서 승인" in words(at)
    at.button(key=f"undo-{made.decision.id}").click().run()
    assert not at.exception and not at.error
    told = history_service.history(workspace, OWNER, queued.id, card.example.id)
    assert told.example.status == "queued"


def test_an_example_of_another_project_is_one_sentence(
    open_page: OpenPage, queued: Project
) -> None:
    at = open_page("review", queued, tab="search", example="0" * 26)
    assert len(at.error) == 1 and "error." not in at.error[0].value


def test_history_shows_mine_or_everyones(
    open_page: OpenPage, workspace: Workspace, queued: Project, reviewer: Actor
) -> None:
    [card, *_] = service.claim(workspace, reviewer, queued.id)
    decision_service.submit(workspace, reviewer, queued.id, press(card, "approve"))
    assert not open_page("review", queued, tab="history").dataframe
    at = open_page("review", queued, tab="history", who="all")
    assert list(at.dataframe[0].value["action"]) == ["승인"]
