"""A project with documents that were read: a manual in three levels, and a sheet of dialogues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from storage import schema as s
from storage.database import insert
from tests.augment.test_importing import CALLS
from tests.fake_openai import FakeOpenAI, fake_openai
from workbench import jobs
from workbench.access import Actor
from workbench.augment import endpoint_service
from workbench.augment.params import DraftParams
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Document,
    Element,
    Endpoint,
    Job,
    Project,
    Trust,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

AddDocument = Callable[..., Document]
OFFLINE = DraftParams()

SECTIONS = (
    "비밀번호는 90일마다 바꾸어야 한다. 비밀번호는 10자 이상이어야 한다.",
    "출입 카드를 잃어버린 사람은 30분 안에 총무팀에 신고해야 한다.",
    "보안 예외는 정보보호최고책임자가 승인한다.",
)


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with fake_openai() as server:
        yield server


@pytest.fixture
def add_document() -> AddDocument:
    """`add_document(ws, project, "매뉴얼.pdf", texts, level="internal")` -> Document, ready."""

    def add(
        ws: Workspace,
        project: Project,
        name: str = "매뉴얼.pdf",
        texts: tuple[str, ...] = SECTIONS,
        level: ConfidentialityLevel = "internal",
    ) -> Document:
        document = _document(ws, project, name, level)
        elements = [_element(project, document, n, text) for n, text in enumerate(texts)]
        chunks = [_chunk(project, document, n, e.text, (e.id,)) for n, e in enumerate(elements)]
        _store(ws, document, elements, chunks)
        return document

    return add


@pytest.fixture
def calls(workspace: Workspace, project: Project) -> Document:
    """Two dialogues, one chunk each."""
    document = _document(workspace, project, "상담.xlsx", "confidential")
    own = {"project_id": project.id, "document_id": document.id}
    elements = [e.model_copy(update={"id": new_id(), **own}) for e in CALLS]
    chunks = [
        _chunk(project, document, n, "\n".join(e.text for e in part), tuple(e.id for e in part))
        for n, part in enumerate((elements[:5], elements[5:]))
    ]
    _store(workspace, document, elements, chunks)
    return document


def _document(ws: Workspace, project: Project, name: str, level: ConfidentialityLevel) -> Document:
    return Document(
        id=new_id(),
        project_id=project.id,
        name=name,
        sha256=content_hash(name, level),
        media_type="application/pdf",
        size=1,
        level=level,
        status="ready",
        created_at=ws.clock(),
        created_by="kim",
    )


def _element(project: Project, document: Document, n: int, text: str) -> Element:
    return Element(
        id=new_id(),
        project_id=project.id,
        document_id=document.id,
        seq=n,
        kind="paragraph",
        text=text,
        page=n + 1,
        content_hash=content_hash(text),
    )


def _chunk(
    project: Project, document: Document, n: int, text: str, element_ids: tuple[str, ...]
) -> Chunk:
    return Chunk(
        id=new_id(),
        project_id=project.id,
        document_id=document.id,
        seq=n,
        text=text,
        section_path=("제4장 접근 통제", f"4.{n + 1} 절"),
        element_ids=element_ids,
        page=n + 1,
        tokens=40,
        content_hash=content_hash(text),
    )


def _store(ws: Workspace, document: Document, elements: list[Element], chunks: list[Chunk]) -> None:
    with ws.db.write() as connection:
        insert(connection, s.documents, document)
        insert(connection, s.elements, elements)
        insert(connection, s.chunks, chunks)


def run(ws: Workspace, job: Job) -> Job:
    return jobs.run_here(ws, job.project_id, job.id)


def endpoint(
    ws: Workspace, admin: Actor, fake: FakeOpenAI, trust: Trust, concurrency: int = 4
) -> Endpoint:
    made = Endpoint(
        id=new_id(),
        name=f"{trust} 모델",
        base_url=fake.base_url,
        model="m",
        trust=trust,
        concurrency=concurrency,
    )
    return endpoint_service.save_endpoint(ws, admin, made)
