"""Documents for the pictures: a two-column guide with a spanned table, its scan, a full library."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

from PIL import Image, ImageFilter
from playwright.sync_api import Browser, sync_playwright

from bench.ui import chromium
from storage.database import insert
from storage.schema import chunks, documents
from workbench import jobs
from workbench.access import OWNER
from workbench.ingest import service
from workbench.ingest.media import CSV, DOCX, HTML, HWPX, PDF, XLSX
from workbench.projects import create_project
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Document,
    Message,
    Project,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

LIBRARY = 2000
BLOCK = 500
TEAMS = ("설비", "보안", "총무", "고객지원", "물류", "품질")
WORKS = (
    "점검 지침",
    "교육 자료",
    "업무 매뉴얼",
    "상담 기록",
    "안전 수칙",
    "서식 모음",
    "변경 공지",
)
MEDIA = (PDF, HWPX, DOCX, XLSX, HTML, CSV)
ENDINGS = {PDF: "pdf", HWPX: "hwpx", DOCX: "docx", XLSX: "xlsx", HTML: "html", CSV: "csv"}
GUIDE = Path(__file__).with_name("meeting_rooms_ko.html")


def fill(ws: Workspace) -> dict[str, str]:
    """A project of many documents of which two are really read; picture -> its address."""
    project = create_project(ws, OWNER, "사내 문서")
    _library(ws, project)
    with sync_playwright() as driver:
        browser = chromium(driver)
        guide, scan = _printed(browser)
        browser.close()
    uploads = [
        ("회의실 운영 안내.pdf", cast(BinaryIO, io.BytesIO(guide))),
        ("회의실 운영 안내 (스캔).pdf", cast(BinaryIO, io.BytesIO(scan))),
    ]
    made = service.add_documents(ws, OWNER, project.id, uploads, "internal").added
    job = service.start_ingest(ws, OWNER, project.id, [document.id for document in made])
    ended = jobs.run_here(ws, project.id, job.id)
    if ended.failed:
        raise RuntimeError("the documents of the pictures were not read: is tesseract installed?")
    at = f"ingest?project={project.id}"
    first, second = (f"{at}&document={document.id}" for document in made)
    return {"library": at, "columns": first, "table": f"{first}&tab=tables", "scan": second}


def _printed(browser: Browser) -> tuple[bytes, bytes]:
    """The guide as a PDF, and as a picture of it that lay askew on the glass."""
    page = browser.new_page(viewport={"width": 794, "height": 1123}, device_scale_factor=2)
    page.set_content(GUIDE.read_text(encoding="utf-8"))
    printed = page.pdf(prefer_css_page_size=True)
    page.add_style_tag(content="body { padding: 22mm 18mm; box-sizing: border-box }")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    page.close()
    askew = picture.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=250)
    out = io.BytesIO()
    askew.filter(ImageFilter.GaussianBlur(0.6)).save(out, "PDF", resolution=192)
    return printed, out.getvalue()


def _library(ws: Workspace, project: Project) -> None:
    """Rows as reading thousands of files leaves them, without reading any."""
    made = list(_documents(ws, project))
    passages = [chunk for document in made for chunk in _chunks(document)]
    for start in range(0, len(made), BLOCK):
        with ws.db.write() as connection:
            insert(connection, documents, made[start : start + BLOCK])
    for start in range(0, len(passages), BLOCK):
        with ws.db.write() as connection:
            insert(connection, chunks, passages[start : start + BLOCK])


def _documents(ws: Workspace, project: Project) -> Iterator[Document]:
    levels: tuple[ConfidentialityLevel, ...] = ("internal", "public", "internal", "confidential")
    for number in range(LIBRARY):
        media = MEDIA[number * 7 % len(MEDIA)]
        name = f"{TEAMS[number % 6]} {WORKS[number % 7]} {number + 1:04}.{ENDINGS[media]}"
        problem: Message | None = None
        failed = number % 181 == 7
        if failed:
            kind = ENDINGS[media].upper()
            problem = Message(key="error.damaged_document", params={"name": name, "kind": kind})
        elif media == PDF and number % 5 == 0:
            problem = Message(key="problem.recognised", params={"count": number % 9 + 1})
        elif media == CSV and number % 4 == 1:
            problem = Message(key="problem.read_as_cp949")
        yield Document(
            id=f"{new_id()[:12]}{number:014}",  # the list is ordered by id
            project_id=project.id,
            name=name,
            sha256=content_hash(name),
            media_type=media,
            size=40_000 + 137 * number,
            level=levels[number % 4],
            status="failed" if failed else "ready",
            problem=problem,
            page_count=number % 60 + 2 if media == PDF else None,
            created_at=ws.clock() - timedelta(minutes=LIBRARY - number),
            created_by="kim",
        )


def _chunks(document: Document) -> Iterator[Chunk]:
    if document.status != "ready":
        return
    for seq in range(document.size % 5 + 1):
        text = f"{document.name} {seq + 1}"
        yield Chunk(
            id=new_id(),
            project_id=document.project_id,
            document_id=document.id,
            seq=seq,
            text=text,
            element_ids=(),
            tokens=90,
            content_hash=content_hash(text),
        )
