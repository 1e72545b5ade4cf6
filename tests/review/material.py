"""Examples with all that stands behind them, written straight into the database."""

from __future__ import annotations

import io
import struct
import zlib

from storage import schema as s
from storage.database import insert
from workbench.records import (
    Chunk,
    Document,
    Element,
    Example,
    ExampleRevision,
    Finding,
    Message,
    Page,
    Project,
    Turn,
    content_hash,
    new_id,
    utc_now,
)
from workbench.workspace import Workspace

SENTENCES = (
    "출입증은 항상 보이는 곳에 착용합니다.",
    "비밀번호는 90일마다 변경하며 최근 5개는 다시 쓸 수 없습니다.",
    "방문객은 안내 데스크에서 신분증을 맡기고 임시 출입증을 받습니다.",
    "분실한 노트북은 24시간 안에 보안팀에 신고합니다.",
    "외부 저장 장치는 승인된 것만 연결합니다.",
)


def png(width: int = 60, height: int = 85, grey: int = 235) -> bytes:
    """A small grey picture, where a test needs some page image and no renderer."""

    def part(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    line = b"\x00" + bytes([grey]) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    out = io.BytesIO(b"")
    out.write(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header))
    out.write(part(b"IDAT", zlib.compress(line * height)) + part(b"IEND", b""))
    return out.getvalue()


def add_document(
    ws: Workspace, project: Project, name: str = "보안.pdf", image: bytes | None = None
) -> tuple[Document, Chunk]:
    """A document of one page, its elements and one chunk over all of them."""
    now = utc_now()
    document = Document(
        id=new_id(),
        project_id=project.id,
        name=name,
        sha256=content_hash(project.id, name),
        media_type="application/pdf",
        size=1234,
        level="internal",
        status="ready",
        page_count=1,
        created_at=now,
        created_by="kim",
    )
    page = Page(
        document_id=document.id,
        number=1,
        width=595,
        height=842,
        image_sha256=ws.files.put(image or png()),
    )
    elements = [
        Element(
            id=new_id(),
            project_id=project.id,
            document_id=document.id,
            seq=number,
            kind="paragraph",
            text=sentence,
            page=1,
            bbox=(72, 100 + 60 * number, 520, 140 + 60 * number),
            section_path=("2. 출입 통제", "2.1 출입증"),
            content_hash=content_hash(sentence),
        )
        for number, sentence in enumerate(SENTENCES)
    ]
    chunk = Chunk(
        id=new_id(),
        project_id=project.id,
        document_id=document.id,
        seq=0,
        text="\n".join(SENTENCES),
        section_path=("2. 출입 통제", "2.1 출입증"),
        element_ids=tuple(element.id for element in elements),
        page=1,
        tokens=120,
        content_hash=content_hash(*SENTENCES),
    )
    with ws.db.write() as connection:
        insert(connection, s.documents, document)
        insert(connection, s.pages, page)
        insert(connection, s.elements, elements)
        insert(connection, s.chunks, chunk)
    return document, chunk


def add_examples(
    ws: Workspace,
    project: Project,
    number: int,
    chunk: Chunk | None = None,
    category: str = "사실",
) -> list[str]:
    """Ids of `number` drafts; the first has the evidence of the first sentence, and so on."""
    ids = sorted(new_id() for _ in range(number))  # in the order of the numbers in the questions
    for start in range(0, number, 400):
        examples, revisions = [], []
        for n in range(start, min(start + 400, number)):
            example, revision = _example(project, ids[n], n, chunk, category)
            examples.append(example)
            revisions.append(revision)
        with ws.db.write() as connection:
            insert(connection, s.examples, examples)
            insert(connection, s.example_revisions, revisions)
    return ids


def _example(
    project: Project, example_id: str, n: int, chunk: Chunk | None, category: str
) -> tuple[Example, ExampleRevision]:
    now, revision_id = utc_now(), new_id()
    sentence = SENTENCES[n % len(SENTENCES)]
    example = Example(
        id=example_id,
        project_id=project.id,
        document_id=chunk.document_id if chunk else None,
        chunk_id=chunk.id if chunk else None,
        origin="drafted",
        category=category,
        style="평서",
        model="rules",
        revision_id=revision_id,
        content_hash=content_hash(example_id),
        created_at=now,
        created_by="kim",
    )
    revision = ExampleRevision(
        id=revision_id,
        project_id=project.id,
        example_id=example_id,
        number=1,
        question=f"질문 {n + 1}번: 어떻게 합니까?",
        answer=sentence,
        history=(
            Turn(role="user", content="이전 질문"),
            Turn(role="assistant", content="이전 답변"),
        )
        if n % 10 == 3
        else (),
        evidence_quote=sentence if chunk else "",
        editor="rules",
        created_at=now,
    )
    return example, revision


def add_finding(
    ws: Workspace, project: Project, example_id: str, revision_id: str, state: str = "open"
) -> Finding:
    """A finding of personal data on the first characters of the answer."""
    finding = Finding(
        id=new_id(),
        project_id=project.id,
        kind="pii",
        type="PHONE",
        subject_kind="example",
        subject_id=example_id,
        revision_id=revision_id,
        field="answer",
        start=0,
        end=3,
        score=0.9,
        reason=Message(key="clean.reason.pii_format"),
        rule_version="1",
        state=state,
        decided_by=None if state == "open" else "kim",
        created_at=utc_now(),
    )
    with ws.db.write() as connection:
        insert(connection, s.findings, finding)
    return finding
