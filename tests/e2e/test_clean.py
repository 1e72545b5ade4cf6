"""The threshold of a quality check in the browser: the histogram and the list follow it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import expect

from storage import schema as s
from storage.database import insert
from tests.e2e.conftest import NewVisitor, StartServer, open_settled
from workbench import jobs
from workbench.access import OWNER
from workbench.clean import quality_service, service
from workbench.projects import create_project, list_projects
from workbench.records import Example, ExampleRevision, content_hash, new_id
from workbench.workspace import Workspace

PAIRS = (
    ("예약금은 얼마입니까?", "위 표에 따르면 3만 원입니다."),
    ("예약 서류는 무엇입니까?", "아래 사항을 냅니다.\n1. 신청서\n2. 신분증"),
)


def two_references(ws: Workspace) -> None:
    """One sure reference, and one that most would wave through, checked."""
    project = create_project(ws, OWNER, "호텔")
    for question, answer in PAIRS:
        example_id, revision_id = new_id(), new_id()
        revision = ExampleRevision(
            id=revision_id, project_id=project.id, example_id=example_id, number=1,
            question=question, answer=answer, editor="kim", created_at=ws.clock(),
        )  # fmt: skip
        example = Example(
            id=example_id, project_id=project.id, origin="imported", revision_id=revision_id,
            content_hash=content_hash(question), created_at=ws.clock(), created_by="kim",
        )  # fmt: skip
        with ws.db.write() as connection:
            insert(connection, s.examples, example)
            insert(connection, s.example_revisions, revision)
    job = service.start_checks(ws, OWNER, project.id)
    with ThreadPoolExecutor(1) as aside:  # the browser's event loop runs in this thread
        aside.submit(jobs.run_here, ws, project.id, job.id).result()


def test_a_lower_threshold_shows_in_the_histogram_and_then_in_the_list(
    start_server: StartServer, new_visitor: NewVisitor
) -> None:
    server = start_server(two_references)
    visitor = new_visitor()
    page = visitor.page()
    open_settled(page, f"{server.url}/clean?tab=quality&limit=refers_to_document")
    main = page.get_by_test_id("stMain")
    chart = main.locator("[data-testid=stVegaLiteChart]").first
    expect(chart).to_be_visible()
    expect(main.get_by_text("1건 표시, 1건 숨김")).to_be_visible()
    expect(main.get_by_text("미결 1", exact=True)).to_be_visible()

    thumb = main.get_by_role("slider")
    thumb.focus()
    for _ in range(4):  # 50 % to 30 %
        thumb.press("ArrowLeft")
    expect(main.get_by_text("2건 표시, 0건 숨김")).to_be_visible()
    expect(chart).to_be_visible()
    expect(main.get_by_text("미결 1", exact=True)).to_be_visible()

    main.get_by_role("button", name="이 기준 적용").click()
    expect(main.get_by_text("미결 2", exact=True)).to_be_visible()
    with server.workspace() as ws:
        (project,) = list_projects(ws, OWNER)
        checks = quality_service.quality_checks(ws, OWNER, project.id)
    assert [c.threshold for c in checks if c.name == "refers_to_document"] == [0.3]
    assert visitor.elsewhere() == []
