"""Drafting as a job: what is kept, what is refused, and what is never paid twice."""

from __future__ import annotations

from typing import Any

import pytest

from storage import audit
from storage import schema as s
from tests.augment.conftest import OFFLINE, AddDocument, endpoint, run
from tests.fake_openai import FakeOpenAI, not_json, too_many
from workbench import jobs
from workbench.access import Actor
from workbench.augment import example_service, import_service, service
from workbench.augment.params import DraftParams
from workbench.errors import ConfidentialityBlocked, NotAllowed, NotFound, UserError
from workbench.projects import create_project
from workbench.records import Project
from workbench.workspace import Workspace


def llm(fake: FakeOpenAI, **more: Any) -> DraftParams:
    return DraftParams(drafter="llm", base_url=fake.base_url, model="m", per_chunk=2, **more)


def events(ws: Workspace, project: Project) -> list[tuple[str, dict[str, int]]]:
    with ws.db.read() as connection:
        found = audit.page(connection, project.id, 50, 0)[0]
    return [(event.action, event.counts) for event in found]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake stands for a server that is not on this machine."""
    monkeypatch.setattr("workbench.egress.is_loopback", lambda _host: False)


def test_rules_draft_examples_that_lead_back_to_their_chunk(
    any_workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    document = add_document(any_workspace, project)
    ended = run(any_workspace, service.start_drafting(any_workspace, curator, project.id, OFFLINE))
    assert (ended.state, ended.done, ended.failed) == ("done", 3, 0)
    rows, total = example_service.list_examples(any_workspace, curator, project.id)
    assert total == ended.result["examples"] >= 4
    for row in rows:
        assert (row.example.origin, row.example.model) == ("drafted", "rules")
        assert row.example.status == "draft"
        detail = example_service.example(any_workspace, curator, project.id, row.example.id)
        assert detail.document is not None
        assert detail.document.id == document.id
        assert detail.chunk is not None
        assert row.revision.evidence_quote in detail.chunk.text
        assert [revision.number for revision in detail.revisions] == [1]


def test_drafting_again_adds_nothing(
    any_workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    add_document(any_workspace, project)
    run(any_workspace, service.start_drafting(any_workspace, curator, project.id, OFFLINE))
    before = example_service.list_examples(any_workspace, curator, project.id)[1]
    again = run(any_workspace, service.start_drafting(any_workspace, curator, project.id, OFFLINE))
    assert again.result["examples"] == 0
    assert example_service.list_examples(any_workspace, curator, project.id)[1] == before


def test_only_uncovered_chunks_and_only_chosen_documents(
    workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    first = add_document(workspace, project, "가.pdf")
    add_document(workspace, project, "나.pdf", ("계정은 60일 뒤에 정지된다.",))
    only_first = DraftParams(document_ids=(first.id,))
    assert (
        run(workspace, service.start_drafting(workspace, curator, project.id, only_first)).total
        == 3
    )
    uncovered = DraftParams(only_uncovered=True)
    assert service.estimate(workspace, curator, project.id, uncovered).chunks == 1
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, uncovered))
    assert ended.total == 1
    with pytest.raises(UserError) as raised:
        service.start_drafting(workspace, curator, project.id, uncovered)
    assert raised.value.key == "error.nothing_to_draft"


def test_who_may_draft(
    workspace: Workspace, project: Project, reviewer: Actor, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    with pytest.raises(NotAllowed):
        service.start_drafting(workspace, reviewer, project.id, OFFLINE)
    assert service.estimate(workspace, reviewer, project.id, OFFLINE).calls == 0


def test_projects_are_kept_apart(
    workspace: Workspace, project: Project, admin: Actor, add_document: AddDocument
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    document = add_document(workspace, project)
    run(workspace, service.start_drafting(workspace, admin, project.id, OFFLINE))
    row = example_service.list_examples(workspace, admin, project.id)[0][0]
    assert example_service.list_examples(workspace, admin, other.id) == ([], 0)
    with pytest.raises(NotFound):
        example_service.example(workspace, admin, other.id, row.example.id)
    with pytest.raises(NotFound):
        import_service.preview_import(workspace, admin, other.id, document.id)
    with pytest.raises(UserError):
        service.start_drafting(workspace, admin, other.id, DraftParams(document_ids=(document.id,)))


def test_a_model_drafts_with_its_name_and_the_hash_of_its_prompt(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake)))
    assert (ended.state, ended.done) == ("done", 3)
    rows, total = example_service.list_examples(workspace, curator, project.id)
    assert total == ended.result["examples"] == 4
    assert {row.example.model for row in rows} == {"m"}
    assert all(row.example.prompt_hash for row in rows)
    assert len(fake.calls) == 3
    assert fake.calls[0]["response_format"]["type"] == "json_schema"


def test_the_same_request_is_never_paid_twice(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    shown = service.preview(workspace, curator, project.id, llm(fake))
    assert [len(chunk.pairs) for chunk in shown] == [2, 1, 1]
    paid = len(fake.calls)
    run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake)))
    run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake)))
    assert len(fake.calls) == paid == 3
    run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake, seed=1)))
    assert len(fake.calls) > paid


def test_responses_of_one_project_do_not_serve_another(
    workspace: Workspace,
    project: Project,
    admin: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    add_document(workspace, project)
    add_document(workspace, other)
    run(workspace, service.start_drafting(workspace, admin, project.id, llm(fake)))
    run(workspace, service.start_drafting(workspace, admin, other.id, llm(fake)))
    assert len(fake.calls) == 6


def test_a_bad_reply_is_asked_once_more_then_fails_with_its_reason_and_can_be_retried(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    admin: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    one = endpoint(workspace, admin, fake, "local", concurrency=1)
    params = llm(fake).model_copy(update={"endpoint_id": one.id})
    fake.then(not_json(), not_json())
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, params))
    assert (ended.done, ended.failed) == (2, 1)
    (failed,) = service.failed(workspace, curator, project.id, ended.id)
    assert failed.item.error is not None
    assert failed.item.error.key == "error.reply_invalid"
    assert failed.document_name == "매뉴얼.pdf"
    jobs.retry(workspace, curator, project.id, ended.id)
    ended = jobs.run_here(workspace, project.id, ended.id)
    assert (ended.done, ended.failed) == (3, 0)
    assert len(fake.calls) == 2 + 2 + 1


def test_a_busy_server_is_waited_for(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    fake.then(too_many("0"), too_many("0"))
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake)))
    assert (ended.done, ended.failed) == (3, 0)
    assert len(fake.calls) == 5


@pytest.mark.usefixtures("elsewhere")
def test_what_may_not_leave_is_not_sent_and_said_beforehand(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project, "공개.pdf", ("보안 교육은 분기마다 실시한다.",), "public")
    add_document(
        workspace, project, "기밀.pdf", ("암호 키는 12개월마다 교체한다.",), "confidential"
    )
    add_document(workspace, project, "사내.pdf", ("방화벽은 6개월마다 검토한다.",), "internal")
    planned = service.estimate(workspace, curator, project.id, llm(fake))
    assert {plan.level: plan.allowed for plan in planned.levels} == {
        "public": True,
        "internal": False,
        "confidential": False,
    }
    assert (planned.chunks, planned.blocked, planned.masked) == (1, 2, True)
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, llm(fake)))
    assert (ended.done, ended.result["blocked"]) == (1, 2)
    assert "보안 교육" in fake.sent
    assert "암호 키" not in fake.sent
    assert "방화벽" not in fake.sent
    assert ("egress_blocked", {"chunks": 2}) in events(workspace, project)


@pytest.mark.usefixtures("elsewhere")
def test_where_nothing_may_leave_no_job_is_started(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project, level="confidential")
    with pytest.raises(ConfidentialityBlocked):
        service.start_drafting(workspace, curator, project.id, llm(fake))
    assert service.preview(workspace, curator, project.id, llm(fake)) == []
    assert jobs.recent_jobs(workspace, project.id) == []
    assert fake.calls == []
    assert ("egress_blocked", {"chunks": 3}) in events(workspace, project)


@pytest.mark.usefixtures("elsewhere")
def test_a_level_that_was_raised_meanwhile_holds(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    admin: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    document = add_document(workspace, project, level="internal")
    one = endpoint(workspace, admin, fake, "trusted")
    params = DraftParams(drafter="llm", endpoint_id=one.id)
    job = service.start_drafting(workspace, curator, project.id, params)
    with workspace.db.write() as connection:
        connection.execute(
            s.documents.update().where(s.documents.c.id == document.id).values(level="confidential")
        )
    ended = run(workspace, job)
    assert ended.result["examples"] == 0
    assert fake.calls == []


@pytest.mark.usefixtures("elsewhere")
def test_personal_data_is_masked_on_the_way_and_stands_in_the_example_again(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    admin: Actor,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    text = "보안관제실의 전화번호는 010-1234-5678이다. 총무팀은 출입 카드를 발급한다."
    add_document(workspace, project, texts=(text,))
    one = endpoint(workspace, admin, fake, "trusted")
    params = DraftParams(drafter="llm", endpoint_id=one.id, per_chunk=1)
    ended = run(workspace, service.start_drafting(workspace, curator, project.id, params))
    assert ended.failed == 0
    assert "010-1234-5678" not in fake.sent
    assert "[PHONE_" in fake.sent
    (row,) = example_service.list_examples(workspace, curator, project.id)[0]
    assert "010-1234-5678" in row.revision.answer
    assert row.revision.evidence_quote in text
