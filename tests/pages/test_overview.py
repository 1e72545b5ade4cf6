"""The overview answers "where are we?" and says what to do next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import schema as s
from storage.database import insert
from tests.pages.conftest import OpenPage
from workbench.access import Actor
from workbench.projects import create_project
from workbench.records import Document, Example, Job, Project, Worker, new_id
from workbench.workspace import Workspace


def add_documents(ws: Workspace, project: Project, **by_status: int) -> None:
    with ws.db.write() as connection:
        for status, number in by_status.items():
            for _ in range(number):
                document = Document(
                    id=new_id(),
                    project_id=project.id,
                    name="규정.pdf",
                    sha256=new_id(),
                    media_type="application/pdf",
                    size=10,
                    status=status,  # type: ignore[arg-type]
                    created_at=ws.clock(),
                    created_by="kim",
                )
                insert(connection, s.documents, document)


def add_examples(ws: Workspace, project: Project, **by_status: int) -> None:
    with ws.db.write() as connection:
        for status, number in by_status.items():
            for _ in range(number):
                example = Example(
                    id=new_id(),
                    project_id=project.id,
                    origin="written",
                    status=status,  # type: ignore[arg-type]
                    revision_id=new_id(),
                    content_hash=new_id(),
                    created_at=ws.clock(),
                    created_by="kim",
                )
                insert(connection, s.examples, example)


def add_job(ws: Workspace, project: Project, **changes: object) -> Job:
    job = Job(
        id=new_id(),
        project_id=project.id,
        kind="check",
        parameters={},
        created_at=ws.clock(),
        created_by="kim",
    ).model_copy(update=changes)
    with ws.db.write() as connection:
        insert(connection, s.jobs, job)
    return job


def links(at: object) -> list[str]:
    return [element.proto.label for element in at.main.get("page_link")]  # type: ignore[attr-defined]


def captions(at: object) -> list[str]:
    return [element.value for element in at.main.caption]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "아직 프로젝트가 없습니다"), ("en", "There is no project yet")],
)
def test_an_empty_installation_is_one_sentence_and_one_button(
    open_page: OpenPage, language: str, sentence: str
) -> None:
    at = open_page("overview", language=language)
    assert any(sentence in element.value for element in at.main.markdown)
    assert [button.key for button in at.main.button] == ["common.load_sample"]


def test_a_viewer_is_not_offered_what_would_be_refused(open_page: OpenPage, viewer: Actor) -> None:
    at = open_page("overview", actor=viewer)
    assert len(at.main.button) == 0


def test_an_empty_project_offers_the_sample(open_page: OpenPage, project: Project) -> None:
    at = open_page("overview", project)
    assert at.title[0].value == "보안 매뉴얼"
    assert "common.load_sample" in [button.key for button in at.main.button]


def test_the_strip_counts_each_stage_and_says_what_is_stuck(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    add_documents(workspace, project, ready=3, failed=1)
    add_examples(workspace, project, draft=2, queued=4, approved=5, disputed=1)
    at = open_page("overview", project)
    assert [metric.value for metric in at.metric] == ["4", "0", "12", "5", "0", "0"]
    stuck = captions(at)
    assert "실패 1" in stuck
    assert "초안 2 · 검수 대기 4" in stuck
    assert "이견 1" in stuck


def test_next_comes_with_numbers_and_links(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    add_documents(workspace, project, ready=1)
    add_examples(workspace, project, queued=4)
    at = open_page("overview", project, language="en")
    assert "1. Review the examples that wait (4) ›" in links(at)


def test_counts_of_another_project_are_not_shown(
    open_page: OpenPage, workspace: Workspace, project: Project, admin: Actor
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    add_documents(workspace, other, ready=7)
    at = open_page("overview", project)
    assert at.metric[0].value == "0"


def test_problems_are_named(open_page: OpenPage, workspace: Workspace, project: Project) -> None:
    add_documents(workspace, project, failed=2)
    add_job(workspace, project, state="failed")
    at = open_page("overview", project)
    assert "읽지 못한 문서 2건 ›" in links(at)
    assert "실패한 작업 1건" in [element.value for element in at.main.markdown]


def test_a_missing_worker_is_said(open_page: OpenPage, project: Project) -> None:
    at = open_page("overview", project, language="en")
    assert any("No worker is running" in element.value for element in at.main.markdown)


def test_a_living_worker_is_said(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    now = workspace.clock()
    worker = Worker(
        id="host-0",
        pid=1,
        queues=("default",),
        started_at=now - timedelta(minutes=1),
        heartbeat_at=now,
    )
    with workspace.db.write() as connection:
        insert(connection, s.workers, worker)
    at = open_page("overview", project, language="en")
    assert "Workers running: 1" in captions(at)


def test_a_running_job_shows_its_progress(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    add_job(workspace, project, state="running", total=40, done=10, started_at=workspace.clock())
    at = open_page("overview", project)
    shown = [element.proto.text for element in at.main.get("progress")]
    assert any(line.startswith("10 / 40") for line in shown)


def test_cancelling_from_the_page_asks_the_job_to_stop(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    job = add_job(workspace, project, state="running", total=40)
    at = open_page("overview", project)
    at.button(key=f"cancel-{job.id}").click().run()
    assert not at.exception
    with workspace.db.read() as connection:
        row = connection.execute(s.jobs.select().where(s.jobs.c.id == job.id)).mappings().one()
    assert row["cancel_requested"]


def test_the_latest_activity_names_who_did_what(open_page: OpenPage, project: Project) -> None:
    at = open_page("overview", project)
    assert any("프로젝트 만듦" in e.value and "admin" in e.value for e in at.main.markdown)


def test_a_new_project_becomes_the_one_in_view(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    at = open_page("overview", project)
    at.sidebar.text_input[0].input("콜센터")
    at.sidebar.button[0].click().run()
    assert not at.exception
    assert at.title[0].value == "콜센터"
    assert at.sidebar.text_input[0].value == ""  # ready for the next one


def test_a_project_name_that_is_taken_is_one_sentence(
    open_page: OpenPage, project: Project
) -> None:
    at = open_page("overview", project)
    at.sidebar.text_input[0].input(project.name)
    at.sidebar.button[0].click().run()
    assert ["이미 있습니다" in element.value for element in at.error] == [True]
    assert at.sidebar.text_input[0].value == project.name  # to be mended, not written again


def test_the_project_of_the_url_is_shown(
    open_page: OpenPage, workspace: Workspace, project: Project, admin: Actor
) -> None:
    other = create_project(workspace, admin, "콜센터")
    at = open_page("overview", project)
    at.query_params["project"] = other.id
    at.run()
    assert at.title[0].value == "콜센터"


def test_the_language_switch_changes_the_page(open_page: OpenPage, project: Project) -> None:
    at = open_page("overview", project)
    at.sidebar.radio(key="language_picker").set_value("en").run()
    assert "What to do next" in [element.value for element in at.main.subheader]


def test_nobody_signed_in_sees_only_the_form(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    from workbench import accounts
    from workbench.access import OWNER

    accounts.add_user(workspace, OWNER, "kim", ("admin",), "correct horse battery")
    at = open_page("overview", project)
    assert at.title[0].value == "큐레이션 워크벤치"
    assert len(at.metric) == 0 and len(at.sidebar.radio) == 0
