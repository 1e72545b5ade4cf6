"""Documents: taken in, listed, shown, and given a level.

Reading them is `read_service`, cutting them into chunks `chunk_service`, corrections by hand
`correction_service`, newer editions `edition_service`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from storage import audit
from storage import chunks as chunk_rows
from storage import documents as document_rows
from storage import elements as element_rows
from storage import pages as page_rows
from storage.documents import DocumentProblem as DocumentProblem
from storage.documents import DocumentRow as DocumentRow
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.ingest.chunk_service import blocks
from workbench.ingest.gate import clean_name, inspect
from workbench.ingest.parsed import Limits
from workbench.ingest.read_service import disk
from workbench.ingest.read_service import read_again as read_again
from workbench.ingest.read_service import retry as retry
from workbench.ingest.read_service import start_ingest as start_ingest
from workbench.ingest.read_service import unlock as unlock
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    AuditEvent,
    Chunk,
    ConfidentialityLevel,
    Document,
    DocumentStatus,
    Element,
    ElementKind,
    Message,
    Page,
    Record,
    new_id,
)
from workbench.settings import Settings
from workbench.workspace import Workspace

BLOCK_ROWS = 500
_COPY_BLOCK = 1 << 20


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
        with disk(), ws.db.write() as connection:
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
    with disk(), ws.db.write() as connection:
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
    changed += _below(ws, project_id, [d for d in changed if rank(d.level) < rank(level)], level)
    if any(rank(level) < rank(document.level) for document in changed):
        require(actor, "lower_level")
        if not reason.strip():
            raise UserError("error.level_reason_missing")
    changed += _earlier_below(ws, project_id, changed, level)
    for block in blocks(changed, BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            for document in block:
                document_rows.set_level(connection, project_id, document.id, level)
                action = "level_lowered" if rank(level) < rank(document.level) else "level_raised"
                to = {"to": rank(level)}
                event = _event(ws, actor, project_id, action, document.id, to, reason.strip())
                audit.record(connection, event)
    return len(changed)


def _earlier_below(
    ws: Workspace, project_id: str, changed: Sequence[Document], level: ConfidentialityLevel
) -> list[Document]:
    """Earlier editions are raised together with the one that counts; they are never lowered so."""
    rank = CONFIDENTIALITY_LEVELS.index
    known = {document.id for document in changed}
    with ws.db.read() as connection:
        ids = [
            key
            for document in changed
            if document.supersedes is not None and rank(document.level) < rank(level)
            for key in document_rows.earlier(connection, project_id, document.id)
        ]
        found = document_rows.by_ids(connection, project_id, sorted(set(ids) - known))
    return [document for document in found if rank(document.level) < rank(level)]


def _below(
    ws: Workspace, project_id: str, raised: Sequence[Document], level: ConfidentialityLevel
) -> list[Document]:
    """What stands inside of documents that are raised goes with them; it is never lowered so."""
    rank = CONFIDENTIALITY_LEVELS.index
    known = {document.id for document in raised}
    found: list[Document] = []
    waiting = [document.id for document in raised]
    with ws.db.read() as connection:
        while waiting:
            inside = document_rows.children(connection, project_id, waiting.pop())
            for child in document_rows.by_ids(connection, project_id, inside):
                if child.id not in known:
                    known.add(child.id)
                    waiting.append(child.id)
                    if rank(child.level) < rank(level):
                        found.append(child)
    return found


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
    kind: str | None = None,
    problem: DocumentProblem | None = None,
    superseded: bool = False,
) -> tuple[list[DocumentRow], int]:
    """Newest first with counts of chunks, examples and problems, and how many there are; those
    that a newer edition supersedes only where they are asked for, and then nothing else."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.page(
            connection, project_id, query, level, status, limit, offset, kind, problem, superseded
        )


def document_ids(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    query: str = "",
    level: ConfidentialityLevel | None = None,
    status: DocumentStatus | None = None,
    kind: str | None = None,
    problem: DocumentProblem | None = None,
) -> list[str]:
    """Ids of all that such a list holds, for what is done to all of them."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.all_ids(connection, project_id, query, level, status, kind, problem)


def status_counts(ws: Workspace, actor: Actor, project_id: str) -> dict[str, int]:
    """Of documents that no newer edition supersedes."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.status_counts(connection, project_id)


def superseded_count(ws: Workspace, actor: Actor, project_id: str) -> int:
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.superseded_count(connection, project_id)


def kinds(ws: Workspace, actor: Actor, project_id: str) -> list[str]:
    """The media types that the project has."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.kinds(connection, project_id)


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
    doubtful: bool = False,
    flags: Sequence[str] = (),
) -> tuple[list[Element], int]:
    """Elements of a document by kind, the places that were not read, those with a word that was
    recognised with doubt, or with one of some flags; and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return element_rows.page(
            connection, project_id, document_id, kinds, unread, limit, offset, doubtful, flags
        )


def element_place(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, element_id: str
) -> int:
    """How many elements of the document stand before one of them."""
    require(actor, "read")
    with ws.db.read() as connection:
        return element_rows.place(connection, project_id, document_id, element_id)


def inside(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> list[Document]:
    """The documents that were found in an archive or in another document, in their order."""
    require(actor, "read")
    with ws.db.read() as connection:
        ids = document_rows.children(connection, project_id, document_id)
        return document_rows.by_ids(connection, project_id, ids)


def element(
    ws: Workspace, actor: Actor, project_id: str, element_id: str, document_id: str | None = None
) -> Element:
    """As `document_id` has it, else as the newest edition has it. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = element_rows.by_ids(connection, project_id, [element_id], document_id)
    if not found:
        raise NotFound("error.element_unknown", id=element_id)
    return found[0]


def headings(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> list[Element]:
    """The headings of a document in reading order: its tree."""
    require(actor, "read")
    with ws.db.read() as connection:
        return element_rows.headings(connection, project_id, document_id)


def chunks(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[Chunk], int]:
    """Chunks of a document in order, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return chunk_rows.page(connection, project_id, document_id, limit, offset)
