"""Documents: taken in, read, listed, shown, and given a level.

A document is read by a job item: a process of its own parses it (workbench.ingest.sandbox), then
its pages, elements and chunks are stored in blocks of at most 500 rows, because one transaction
could not hold those of a long manual. Their ids follow from the document and their place, so that
a second attempt after a crash stores nothing twice; and only the transaction that ends the item
makes the document `ready`, so that nobody sees a part of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import sqlalchemy as sa

from storage import audit
from storage import chunks as chunk_rows
from storage import documents as document_rows
from storage import elements as element_rows
from storage import pages as page_rows
from storage.documents import DocumentRow as DocumentRow
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError, WorkbenchError
from workbench.ingest.chunking import chunk
from workbench.ingest.gate import clean_name, inspect
from workbench.ingest.parsed import Limits, ParsedElement, chunk_id, element_hash, element_id
from workbench.ingest.sandbox import Parsed, parse
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    AuditEvent,
    Chunk,
    ConfidentialityLevel,
    Document,
    DocumentStatus,
    Element,
    ElementKind,
    Job,
    JobItem,
    Message,
    Page,
    Record,
    content_hash,
    new_id,
)
from workbench.settings import Settings
from workbench.workspace import Workspace

BLOCK_ROWS = 500
_COPY_BLOCK = 1 << 20
T = TypeVar("T")


class Refusal(Record):
    """A file that was not taken in."""

    name: str
    error: Message


class IngestBatch(Record):
    """What became of the files of one upload."""

    added: tuple[Document, ...]
    known: tuple[Document, ...]
    """The project holds the same bytes already, maybe under another name; nothing was changed."""
    refused: tuple[Refusal, ...]


def limits(settings: Settings) -> Limits:
    """What one document may take, by the settings."""
    return Limits.of(settings)


def add_documents(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    uploads: Sequence[tuple[str, BinaryIO | Path]],
    level: ConfidentialityLevel = "confidential",
) -> IngestBatch:
    """Take files in, one by one; a bad one is refused with its reason and the others go on.

    They are stored, not yet read: `start_ingest` does that. Raises UserError where the store itself
    fails, for example on a full disk; what was added before stays added.
    """
    require(actor, "curate")
    added: list[Document] = []
    known: list[Document] = []
    refused: list[Refusal] = []
    for given, source in uploads:
        name = clean_name(given)
        try:
            document, is_new = _add(ws, actor, project_id, name, source, level)
        except UserError as error:
            if error.key in ("error.cannot_store", "error.disk_full"):
                raise
            refused.append(Refusal(name=name, error=Message(key=error.key, params=error.params)))
            continue
        (added if is_new else known).append(document)
    if added:
        counts = {"documents": len(added)}
        with _disk(), ws.db.write() as connection:
            audit.record(
                connection, _event(ws, actor, project_id, "documents_added", added[0].id, counts)
            )
    return IngestBatch(added=tuple(added), known=tuple(known), refused=tuple(refused))


def _add(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    source: BinaryIO | Path,
    level: ConfidentialityLevel,
) -> tuple[Document, bool]:
    most = limits(ws.settings)
    with _as_path(ws, source, name, most) as path:
        media_type = inspect(path, name, most)
        size = path.stat().st_size
        sha256 = ws.files.put_path(path)
    document = Document(
        id=new_id(),
        project_id=project_id,
        name=name,
        sha256=sha256,
        media_type=media_type,
        size=size,
        level=level,
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with _disk(), ws.db.write() as connection:
        if document_rows.add(connection, document):
            return document, True
        found = document_rows.by_sha256(connection, project_id, sha256)
    if found is None:
        raise NotFound("error.project_unknown", name=project_id)
    return found, False


@contextlib.contextmanager
def _as_path(ws: Workspace, source: BinaryIO | Path, name: str, most: Limits) -> Iterator[Path]:
    """A file to look into. A stream is copied, at most one block beyond the size limit."""
    if isinstance(source, Path):
        if not source.is_file():
            reason = os.strerror(errno.ENOENT)
            raise UserError("error.cannot_read", name=name, reason=reason)
        yield source
        return
    try:
        ws.settings.data_dir.mkdir(parents=True, exist_ok=True)
        handle, copy_name = tempfile.mkstemp(dir=ws.settings.data_dir, prefix=".upload-")
    except OSError as error:
        raise UserError("error.cannot_store", reason=error.strerror or "?") from error
    copy = Path(copy_name)
    try:
        try:
            with os.fdopen(handle, "wb") as out:
                source.seek(0)
                while out.tell() <= most.max_bytes and (block := source.read(_COPY_BLOCK)):
                    out.write(block)
        except OSError as error:
            raise UserError("error.cannot_store", reason=error.strerror or "?") from error
        yield copy
    finally:
        copy.unlink(missing_ok=True)


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """A database that cannot grow is a full disk: one clear sentence."""
    try:
        yield
    except sa.exc.OperationalError as error:
        if "disk is full" in str(error.orig) or "No space left" in str(error.orig):
            raise UserError("error.disk_full") from None
        raise


def _event(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    action: str,
    document_id: str,
    counts: dict[str, int],
    reason: str = "",
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="document",
        subject_id=document_id,
        counts=counts,
        reason=reason,
        at=ws.clock(),
    )


# Reading ----------------------------------------------------------------------------------------


def start_ingest(ws: Workspace, actor: Actor, project_id: str, document_ids: Sequence[str]) -> Job:
    """A job that reads those of the documents that were not read yet, one item each.

    Raises UserError where none of them waits for it.
    """
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    waiting = [document.id for document in found if document.status != "ready"]
    if not waiting:
        raise UserError("error.nothing_to_read")
    return enqueue(ws, actor, project_id, "ingest", {"document_ids": waiting})


def retry(ws: Workspace, actor: Actor, project_id: str, document_ids: Sequence[str]) -> Job:
    """Read documents again that failed."""
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    for block in _blocks(document for document in found if document.status == "failed"):
        with _disk(), ws.db.write() as connection:
            for document in block:
                document_rows.set_status(connection, document.id, "queued")
    return start_ingest(ws, actor, project_id, document_ids)


class _Read(Record):
    """What ends the item: the document's new state."""

    page_count: int | None
    problem: Message | None


def _plan(ws: Workspace, job: Job) -> list[str]:
    return [str(key) for key in job.parameters["document_ids"]]


async def _run(ws: Workspace, job: Job, item: JobItem) -> _Read | None:
    return await asyncio.to_thread(_read, ws, job.project_id, item.key)


def _read(ws: Workspace, project_id: str, document_id: str) -> _Read | None:
    """Parse and store one document; None where it is ready already. Raises WorkbenchError, and
    then the document has failed with that message."""
    with ws.db.read() as connection:
        document = document_rows.get(connection, project_id, document_id)
    if document is None:
        raise NotFound("error.document_unknown", id=document_id)
    if document.status == "ready":
        return None
    try:
        path = ws.files.local_path(document.sha256)
        most = limits(ws.settings)
        with parse(
            path, document.name, document.media_type, most, images=True, scratch=ws.scratch()
        ) as parsed:
            return _store(ws, document, parsed)
    except WorkbenchError as error:
        problem = Message(key=error.key, params=error.params)
        with contextlib.suppress(UserError, sa.exc.OperationalError), ws.db.write() as connection:
            document_rows.set_failed(connection, document.id, problem)
        raise


def _store(ws: Workspace, document: Document, parsed: Parsed) -> _Read:
    _store_pages(ws, document, parsed)
    records = _elements(document, parsed.elements())
    _replace(ws, document.id, records, element_rows.ids, element_rows.drop, element_rows.add)
    if not parsed.readable:
        notice = parsed.notices[0] if parsed.notices else Message(key="problem.no_text")
        raise UserError(notice.key, **notice.params)
    pieces = ((record.id, record) for record in _elements(document, parsed.elements()))
    passages = [
        Chunk(
            id=chunk_id(document.id, seq, passage.text),
            project_id=document.project_id,
            document_id=document.id,
            seq=seq,
            text=passage.text,
            section_path=passage.section_path,
            element_ids=passage.element_ids,
            page=passage.page,
            tokens=passage.tokens,
            content_hash=content_hash(passage.text),
        )
        for seq, passage in enumerate(chunk(pieces))
    ]
    _replace(
        ws, document.id, passages, chunk_rows.document_chunk_ids, chunk_rows.drop, chunk_rows.add
    )
    return _Read(
        page_count=len(parsed.pages) or None,
        problem=parsed.notices[0] if parsed.notices else None,
    )


def _elements(document: Document, found: Iterable[ParsedElement]) -> Iterator[Element]:
    for seq, element in enumerate(found):
        yield Element(
            id=element_id(document.id, seq, element),
            project_id=document.project_id,
            document_id=document.id,
            seq=seq,
            content_hash=element_hash(element),
            **dict(element),
        )


def _store_pages(ws: Workspace, document: Document, parsed: Parsed) -> None:
    """Images first: a page row names an image that is there."""
    for block in _blocks(parsed.pages):
        records = []
        for page in block:
            image = parsed.image(page.number)
            records.append(
                Page(
                    document_id=document.id,
                    image_sha256=None if image is None else ws.files.put_path(image),
                    **page.model_dump(),
                )
            )
        with _disk(), ws.db.write() as connection:
            page_rows.add(connection, records)


R = TypeVar("R", Element, Chunk)


def _replace(
    ws: Workspace,
    document_id: str,
    records: Iterable[R],
    ids: Callable[[sa.Connection, str], list[str]],
    drop: Callable[[sa.Connection, Sequence[str]], None],
    add: Callable[[sa.Connection, list[R]], int],
) -> None:
    """Store `records` of a document that is not ready, in place of what an earlier attempt left."""
    with ws.db.read() as connection:
        left = set(ids(connection, document_id))
    if left:
        records = list(records)
        for stale in _blocks(sorted(left - {record.id for record in records})):
            with ws.db.write() as connection:
                drop(connection, stale)
    for block in _blocks(records):
        with _disk(), ws.db.write() as connection:
            add(connection, block)


def _blocks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while block := list(islice(rest, BLOCK_ROWS)):
        yield block


def _save(
    connection: sa.Connection, ws: Workspace, job: Job, item: JobItem, result: _Read | None
) -> None:
    if result is not None:
        document_rows.set_status(connection, item.key, "ready", result.problem, result.page_count)


def _finish(ws: Workspace, job: Job) -> dict[str, int]:
    ids = [str(key) for key in job.parameters["document_ids"]]
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, job.project_id, ids)
        made = len(chunk_rows.ids(connection, job.project_id, ids))
    states = [document.status for document in found]
    return {"ready": states.count("ready"), "failed": states.count("failed"), "chunks": made}


JOB_KINDS.add(
    "ingest",
    JobKind(
        name="ingest",
        plan=_plan,
        run=_run,
        save=_save,
        finish=_finish,
        concurrency=max(1, min(2, os.cpu_count() or 1)),
    ),
)


# Levels -----------------------------------------------------------------------------------------


def set_level(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_ids: Sequence[str],
    level: ConfidentialityLevel,
    reason: str = "",
) -> int:
    """Give documents a level; returns how many changed. Lowering needs the right and a reason.

    Raises NotAllowed or UserError before anything is changed.
    """
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    if len(found) < len(set(document_ids)):
        unknown = set(document_ids) - {document.id for document in found}
        raise NotFound("error.document_unknown", id=sorted(unknown)[0])
    changed = [document for document in found if document.level != level]
    rank = CONFIDENTIALITY_LEVELS.index
    if any(rank(level) < rank(document.level) for document in changed):
        require(actor, "lower_level")
        if not reason.strip():
            raise UserError("error.level_reason_missing")
    for block in _blocks(changed):
        with _disk(), ws.db.write() as connection:
            for document in block:
                document_rows.set_level(connection, project_id, document.id, level)
                action = "level_lowered" if rank(level) < rank(document.level) else "level_raised"
                to = {"to": rank(level)}
                event = _event(ws, actor, project_id, action, document.id, to, reason.strip())
                audit.record(connection, event)
    return len(changed)


# What pages and the command line show -------------------------------------------------------------


def list_documents(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    query: str = "",
    level: ConfidentialityLevel | None = None,
    status: DocumentStatus | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[DocumentRow], int]:
    """Newest first with counts of chunks, examples and problems, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.page(connection, project_id, query, level, status, limit, offset)


def status_counts(ws: Workspace, actor: Actor, project_id: str) -> dict[str, int]:
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.status_counts(connection, project_id)


def document(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> Document:
    """Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = document_rows.get(connection, project_id, document_id)
    if found is None:
        raise NotFound("error.document_unknown", id=document_id)
    return found


def pages(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> list[Page]:
    require(actor, "read")
    with ws.db.read() as connection:
        return page_rows.of_document(connection, project_id, document_id)


def page_image(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, number: int
) -> bytes:
    """The page as WebP. Raises NotFound where there is no such page or it could not be drawn."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = page_rows.get(connection, project_id, document_id, number)
    if found is None or found.image_sha256 is None:
        raise NotFound("error.page_image_missing", page=number)
    return ws.files.read(found.image_sha256)


def elements(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, page: int
) -> list[Element]:
    """Elements that begin on one page, in reading order."""
    require(actor, "read")
    with ws.db.read() as connection:
        return element_rows.of_page(connection, project_id, document_id, page)


def element_list(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    kinds: Sequence[ElementKind] = (),
    unread: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Element], int]:
    """Elements of a document by kind, or the places that were not read; and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return element_rows.page(connection, project_id, document_id, kinds, unread, limit, offset)


def element(ws: Workspace, actor: Actor, project_id: str, element_id: str) -> Element:
    """Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = element_rows.by_ids(connection, project_id, [element_id])
    if not found:
        raise NotFound("error.element_unknown", id=element_id)
    return found[0]


def chunks(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[Chunk], int]:
    """Chunks of a document in order, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return chunk_rows.page(connection, project_id, document_id, limit, offset)
