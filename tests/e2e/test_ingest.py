"""A document in the browser: boxes and elements light each other up, and a link names the place."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import NewVisitor, StartServer, open_settled
from tests.ingest.pdfs import manual
from workbench import jobs
from workbench.access import OWNER
from workbench.ingest import service
from workbench.projects import create_project, list_projects
from workbench.workspace import Workspace


def one_manual(ws: Workspace) -> None:
    project = create_project(ws, OWNER, "보안")
    upload = ("매뉴얼.pdf", cast(BinaryIO, io.BytesIO(manual(2))))
    (document,) = service.add_documents(ws, OWNER, project.id, [upload], "internal").added
    job = service.start_ingest(ws, OWNER, project.id, [document.id])
    with ThreadPoolExecutor(1) as aside:  # the browser's event loop runs in this thread
        aside.submit(jobs.run_here, ws, project.id, job.id).result()


def test_a_box_and_its_element_light_up_together_and_are_in_the_link(
    start_server: StartServer, new_visitor: NewVisitor
) -> None:
    server = start_server(one_manual)
    with server.workspace() as ws:
        (project,) = list_projects(ws, OWNER)
        ((row,), _) = service.list_documents(ws, OWNER, project.id)
        found = service.elements(ws, OWNER, project.id, row.document.id, 2)
    table = next(element for element in found if element.kind == "table")
    visitor = new_visitor()
    page = visitor.page()

    open_settled(page, f"{server.url}/ingest?document={row.document.id}&element={table.id}")
    expect(page.locator(".page-view img")).to_have_js_property("complete", True)
    expect(page.locator(".page-view .box.chosen")).to_have_count(1)
    expect(page.locator(".page-view .element.chosen")).to_contain_text("보고 시한")

    heading = page.locator(".page-view .element.heading").first
    heading.hover()
    expect(page.locator(".page-view .box.lit")).to_have_count(1)
    heading.click()
    expect(page.locator(".page-view .element.chosen")).to_have_text("제목 2제2장 출입 관리")
    page.wait_for_function("id => !location.search.includes(id)", arg=table.id)

    page.locator(".page-view .box.table").click()
    page.wait_for_function("id => location.search.includes(id)", arg=table.id)
    query = parse_qs(urlsplit(page.url).query)
    assert query["document"] == [row.document.id]
    assert visitor.elsewhere() == []
    assert visitor.refused == []
