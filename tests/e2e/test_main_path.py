"""From an empty installation to a file on disk, as a person goes: buttons, keys and links only."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from storage import schema as s
from tests.e2e.conftest import WAIT_MS, NewVisitor, Server, StartServer, open_settled, settled
from tests.e2e.contrast import too_faint

JOB_MS = 120_000
READY_CARD = ".card[data-slot]:not([data-slot=''])"
BETWEEN_MS = 250
"""A person looks at a card before deciding; the card takes a faster key for a second hit."""
DECIDED = 6
VIEWS = (
    "",
    "ingest",
    "augment",
    "augment?tab=examples",
    "clean?tab=pii",
    "clean?tab=quality",
    "review",
    "review?tab=search",
    "export?version=1",
    "settings?tab=audit",
)


def go(page: Page, label: str) -> None:
    page.locator("[data-testid=stSidebarContent] a").filter(has_text=re.compile(label)).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def row_count(server: Server, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    with server.workspace() as ws, ws.db.read() as connection:
        query = sa.select(sa.func.count()).select_from(table).where(*conditions)
        return int(connection.execute(query).scalar_one())


def job_done(server: Server, page: Page, kind: str) -> None:
    """Wait on the page until the job of this kind has ended, then see that nothing failed."""
    until(page, lambda: row_count(server, s.jobs, s.jobs.c.kind == kind, s.jobs.c.state == "done"))
    assert row_count(server, s.jobs, s.jobs.c.kind == kind, s.jobs.c.failed > 0) == 0
    settled(page)


def until(page: Page, true: Callable[[], object]) -> None:
    waited = 0
    while not true():
        page.wait_for_timeout(250)
        waited += 250
        assert waited < JOB_MS, "what was waited for did not happen"


def test_from_the_sample_to_a_downloaded_dataset(
    start_server: StartServer, new_visitor: NewVisitor, tmp_path: Path
) -> None:
    server = start_server(WORKBENCH_WORKER="embedded")
    visitor = new_visitor()
    page = visitor.page()

    open_settled(page, server.url)
    expect(page.get_by_text("아직 프로젝트가 없습니다")).to_be_visible()
    page.get_by_role("button", name="샘플 불러오기").dblclick()
    expect(page.get_by_role("heading", name="샘플 프로젝트")).to_be_visible(timeout=JOB_MS)
    job_done(server, page, "ingest")
    assert row_count(server, s.projects) == 1
    assert row_count(server, s.documents) == row_count(
        server, s.documents, s.documents.c.status == "ready"
    )
    # The strip counts the chunks without anybody reloading the page.
    expect(page.locator("[data-testid=stMetricValue]").nth(1)).not_to_have_text("0")

    page.get_by_role("link", name=re.compile("예시 생성")).click()
    page.get_by_role("button", name="생성 시작").click()
    job_done(server, page, "draft")
    page.reload()  # closing the page changes nothing
    settled(page)

    go(page, "정제")
    page.get_by_role("button", name="검사 실행").click()
    job_done(server, page, "check")
    page.get_by_role("button", name=re.compile("검수 대기열로 보내기")).click()
    until(page, lambda: row_count(server, s.slots))

    go(page, "검수")
    decide(page, server)

    go(page, "데이터셋")
    freeze = page.get_by_role("button", name="확정", exact=True)
    expect(freeze).to_be_enabled()
    freeze.click()
    job_done(server, page, "freeze")
    page.reload()
    page.get_by_role("link", name="v1").click()
    expect(page.get_by_role("heading", name="버전 1")).to_be_visible()
    page.get_by_role("button", name="허깅페이스 폴더 만들기").click()
    with page.expect_download(timeout=JOB_MS) as download:
        page.get_by_role("button", name=re.compile("내려받기")).click(timeout=JOB_MS)
    archive = tmp_path / "dataset.zip"
    download.value.save_as(archive)
    assert any(name.endswith(".parquet") for name in zipfile.ZipFile(archive).namelist())

    tour(page, server)
    tour(new_visitor(color_scheme="dark").page(), server)
    assert visitor.elsewhere() == []
    assert visitor.refused == []


def decide(page: Page, server: Server) -> None:
    """Approve by key; a reload in the middle loses nothing."""
    card: Locator = page.locator(READY_CARD)
    card.wait_for()
    for number in range(DECIDED):
        before = str(card.get_attribute("data-slot"))
        page.wait_for_timeout(BETWEEN_MS)
        page.keyboard.press("a")
        expect(page.locator(".card")).not_to_have_attribute("data-slot", before)
        if number == DECIDED // 2:
            page.reload()
            card.wait_for()
    expect(page.locator(".saved")).to_be_visible(timeout=WAIT_MS)
    approved = s.decisions.c.action == "approve"
    until(page, lambda: row_count(server, s.decisions, approved) >= DECIDED)
    assert row_count(server, s.decisions, approved) == DECIDED
    assert row_count(server, s.examples, s.examples.c.status == "approved") == DECIDED


def tour(page: Page, server: Server) -> None:
    """Every page with its data in it: nothing raised, and all text can be read."""
    faint: dict[str, list[str]] = {}
    for path in VIEWS:
        open_settled(page, f"{server.url}/{path}")
        assert page.locator("[data-testid=stException]").count() == 0
        assert page.get_by_text("예상하지 못한 오류").count() == 0
        if found := too_faint(page):
            faint[path] = found
    assert faint == {}
