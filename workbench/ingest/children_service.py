"""Documents within documents: the pages of an archive, the files inside of an office document.

Each is a document of its own that names its parent, has its level and can fail by itself. Its bytes
are known by their hash, so that expanding an archive twice adds nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from storage import audit
from storage import documents as document_rows
from workbench.errors import UserError
from workbench.ingest.archive import extracted, members
from workbench.ingest.gate import clean_name, inspect
from workbench.ingest.media import ENDINGS, KINDS, TEXT, ZIP
from workbench.ingest.parsed import Limits
from workbench.ingest.sandbox import Parsed
from workbench.records import AuditEvent, Document, DocumentStatus, Message, highest_level, new_id
from workbench.workspace import Workspace

_BLOCK = 200
_MAX_NAME = 400


def expand(ws: Workspace, document: Document, most: Limits) -> list[str]:
    """The files of an archive as documents; returns all that it has by now, in order.

    A file that the gate refuses is there as well, failed, with the reason. Raises UserError where
    the archive itself cannot be read.
    """
    path = ws.files.local_path(document.sha256)
    with tempfile.TemporaryDirectory(dir=ws.scratch(), prefix=".archive-") as folder:
        block: list[Document] = []
        for member, found in extracted(path, Path(folder), most.max_bytes):
            if isinstance(found, UserError):
                continue
            block.append(_child(ws, document, found, member.path[-_MAX_NAME:], most))
            if len(block) == _BLOCK:
                _add(ws, document, block)
                block = []
        _add(ws, document, block)
    return child_ids(ws, document)


def attached(ws: Workspace, document: Document, parsed: Parsed, most: Limits) -> list[str]:
    """Files inside of a document that can be read, as documents; returns their ids.

    Others (pictures, programs) are left where they are.
    """
    found: list[Document] = []
    for attachment in parsed.attached:
        name = clean_name(attachment.name)
        if ENDINGS.get(Path(name).suffix.lower(), ZIP) == ZIP:
            continue
        found.append(_child(ws, document, parsed.attachment(attachment), name, most))
    _add(ws, document, found)
    return child_ids(ws, document)


def child_ids(ws: Workspace, document: Document) -> list[str]:
    with ws.db.read() as connection:
        return document_rows.children(connection, document.project_id, document.id)


def archive_notice(ws: Workspace, document: Document) -> Message:
    """What became of an archive. Raises UserError where nothing in it can be read."""
    found, others = members(ws.files.local_path(document.sha256))
    made = len(child_ids(ws, document))
    if not found:
        known = ", ".join(kind for media, kind in KINDS.items() if media != ZIP)
        raise UserError("error.archive_empty", name=document.name, known=known)
    return Message(
        key="problem.archive_read", params={"n": made, "others": others + len(found) - made}
    )


def _child(ws: Workspace, parent: Document, path: Path, name: str, most: Limits) -> Document:
    media_type = ENDINGS.get(Path(name).suffix.lower(), TEXT)
    status: DocumentStatus = "queued"
    problem: Message | None = None
    try:
        media_type = inspect(path, name, most)
    except UserError as error:
        status, problem = "failed", Message(key=error.key, params=error.params)
    return Document(
        id=new_id(),
        project_id=parent.project_id,
        name=name,
        sha256=ws.files.put_path(path),
        media_type=media_type,
        size=path.stat().st_size,
        level=parent.level,
        status=status,
        problem=problem,
        parent_id=parent.id,
        created_at=ws.clock(),
        created_by=parent.created_by,
    )


def _add(ws: Workspace, parent: Document, block: list[Document]) -> None:
    """Equal bytes once: rows that are inserted together must differ."""
    unique = {document.sha256: document for document in reversed(block)}
    if not unique:
        return
    known = _of_earlier(ws, parent)
    same = [found.id for found in known if found.sha256 in unique]
    by_name = {found.name: found for found in known if found.status == "ready"}
    unique = {sha256: _succeeding(each, by_name) for sha256, each in unique.items()}
    with ws.db.write() as connection:
        document_rows.adopt(connection, same, parent.id)
        added = document_rows.add_many(connection, list(reversed(unique.values())))
        if added:
            audit.record(connection, _event(ws, parent, added))


def _of_earlier(ws: Workspace, parent: Document) -> list[Document]:
    """What earlier editions of a document hold."""
    with ws.db.read() as connection:
        editions = document_rows.earlier(connection, parent.project_id, parent.id)
        ids = [
            key
            for edition in editions
            for key in document_rows.children(connection, parent.project_id, edition)
        ]
        return document_rows.by_ids(connection, parent.project_id, ids)


def _succeeding(document: Document, known: Mapping[str, Document]) -> Document:
    """A file that an earlier edition holds under the same name is superseded with it."""
    older = known.get(document.name)
    if older is None or older.sha256 == document.sha256:
        return document
    level = highest_level([document.level, older.level])
    return document.model_copy(update={"supersedes": older.id, "level": level})


def _event(ws: Workspace, parent: Document, added: int) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=parent.project_id,
        actor=parent.created_by,
        action="documents_added",
        subject_kind="document",
        subject_id=parent.id,
        counts={"documents": added},
        at=ws.clock(),
    )
