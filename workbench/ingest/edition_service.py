"""Newer editions of documents: offered where a file of the same name comes in, and told apart.

A newer edition takes the place of an older one when it has been read: the older one can still be
looked at, but does not count and is not found. What both say keeps its ids and its examples.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage import audit
from storage import documents as document_rows
from storage import examples as example_rows
from storage import jobs as job_rows
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.ingest.read_service import start_ingest
from workbench.records import (
    AuditEvent,
    Document,
    Job,
    Record,
    highest_level,
    new_id,
)
from workbench.workspace import Workspace


class Offer(Record):
    """A file that came in, and a document of the same name that it may be a newer edition of."""

    document: Document
    older: Document
    examples: int
    """Made from the older one so far."""


def offers(ws: Workspace, actor: Actor, project_id: str) -> list[Offer]:
    """Files that wait for a word whether they supersede the document that has their name: not read
    yet, and in no job that will. Oldest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        waiting = document_rows.waiting(connection, project_id)
        newest = job_rows.newest(connection, project_id, limit=200) if waiting else []
    taken = {
        str(key)
        for job in newest
        if job.kind == "ingest" and job.state in job_rows.UNFINISHED
        for key in job.parameters["document_ids"]
    }
    open_ones = [each for each in waiting if each.supersedes is None and each.id not in taken]
    return same_name(ws, actor, project_id, open_ones)


def same_name(
    ws: Workspace, actor: Actor, project_id: str, documents: Sequence[Document]
) -> list[Offer]:
    """For those of `documents` whose name another document has that counts: the newest of them."""
    require(actor, "read")
    found: list[Offer] = []
    with ws.db.read() as connection:
        names = sorted({document.name for document in documents})
        older = {each.name: each for each in document_rows.named(connection, project_id, names)}
        for document in documents:
            one = older.get(document.name)
            if one is not None and one.id != document.id:
                made = example_rows.of_document(connection, project_id, one.id)
                found.append(Offer(document=document, older=one, examples=made))
    return found


def supersede(ws: Workspace, actor: Actor, project_id: str, document_id: str, older_id: str) -> Job:
    """Read a document as the newer edition of another one. It is at least as confidential.

    Raises NotFound where one is unknown, UserError where the first was read already, or the second
    is not one that counts.
    """
    require(actor, "curate")
    with ws.db.read() as connection:
        found = {
            each.id: each
            for each in document_rows.by_ids(connection, project_id, [document_id, older_id])
        }
        newer = document_rows.superseded_by(connection, [older_id])
    for key in (document_id, older_id):
        if key not in found:
            raise NotFound("error.document_unknown", id=key)
    document, older = found[document_id], found[older_id]
    if document.status == "ready" or document_id == older_id:
        raise UserError("error.supersede_read", name=document.name)
    if older.status != "ready" or older_id in newer:
        raise UserError("error.supersede_target", name=older.name)
    level = highest_level([document.level, older.level])
    with ws.db.write() as connection:
        document_rows.change(connection, document.id, supersedes=older.id, level=level)
        audit.record(
            connection,
            AuditEvent(
                id=new_id(),
                project_id=project_id,
                actor=actor.name,
                action="superseded",
                subject_kind="document",
                subject_id=older.id,
                at=ws.clock(),
            ),
        )
    return start_ingest(ws, actor, project_id, [document.id])


def editions(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> list[Document]:
    """The document with those that it supersedes and that supersede it, oldest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        return document_rows.editions(connection, project_id, document_id)


def superseded_by(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> str | None:
    """The newer edition that counts instead; None where this one does."""
    require(actor, "read")
    with ws.db.read() as connection:
        line = document_rows.editions(connection, project_id, document_id)
        return document_rows.superseded_by(connection, [each.id for each in line]).get(document_id)
