"""Documents of a project, listed with what came out of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
from storage.schema import chunks, documents, elements, examples
from workbench.records import (
    ChunkParams,
    ConfidentialityLevel,
    Document,
    DocumentStatus,
    Message,
    Record,
)

_IN_BATCH = 500


DocumentProblem = Literal["any", "unread", "notice", "pending", "stale", "none"]
"""What a list can be narrowed to: `unread` places, a `notice` of the document itself, corrections
that are `pending` because the chunks were not cut again, `stale` examples; `any` of them."""


class DocumentRow(Record):
    """A document and what a list shows beside it."""

    document: Document
    chunks: int
    examples: int
    problems: int
    """Places that were not read, and one more where the document itself has a problem."""
    stale: int = 0
    """Examples made from what it, or an edition that it supersedes, no longer says."""
    superseded_by: str | None = None
    """The newer edition that counts instead."""


def current(project_id: str) -> sa.Select[str]:
    """Ids of documents that are ready and that no other ready one supersedes."""
    d = documents.c
    return sa.select(d.id).where(d.project_id == project_id, d.status == "ready", ~_superseded())


def _superseded() -> sa.ColumnElement[bool]:
    """By a ready edition; what was found inside of a document goes with it, unless the newer
    edition has it too."""
    newer = documents.alias("newer")
    of_it = sa.or_(
        newer.c.supersedes == documents.c.id, newer.c.supersedes == documents.c.parent_id
    )
    return sa.exists().where(of_it, newer.c.status == "ready")


def add(connection: sa.Connection, document: Document) -> bool:
    """False where the project holds the same bytes already."""
    return insert_new(connection, documents, [document]) == 1


def get(connection: sa.Connection, project_id: str, document_id: str) -> Document | None:
    query = sa.select(documents).where(
        documents.c.id == document_id, documents.c.project_id == project_id
    )
    return one(connection, Document, query)


def by_sha256(connection: sa.Connection, project_id: str, sha256: str) -> Document | None:
    query = sa.select(documents).where(
        documents.c.project_id == project_id, documents.c.sha256 == sha256
    )
    return one(connection, Document, query)


def add_many(connection: sa.Connection, found: Sequence[Document]) -> int:
    """How many are new; the project holds the bytes of the others already."""
    return insert_new(connection, documents, list(found))


def adopt(connection: sa.Connection, ids: Sequence[str], parent_id: str) -> None:
    """Documents that a newer edition of what they were found in has as well."""
    connection.execute(
        sa.update(documents).where(documents.c.id.in_(ids)).values(parent_id=parent_id)
    )


def children(connection: sa.Connection, project_id: str, parent_id: str) -> list[str]:
    """Ids of the documents that were found in one, in the order they were found."""
    query = sa.select(documents.c.id).where(
        documents.c.project_id == project_id, documents.c.parent_id == parent_id
    )
    return list(connection.execute(query.order_by(documents.c.id)).scalars())


def by_ids(
    connection: sa.Connection, project_id: str, document_ids: Sequence[str]
) -> list[Document]:
    """Those of `document_ids` that the project has, oldest first."""
    found: list[Document] = []
    for start in range(0, len(document_ids), _IN_BATCH):
        batch = document_ids[start : start + _IN_BATCH]
        found += many(
            connection,
            Document,
            sa.select(documents).where(
                documents.c.project_id == project_id, documents.c.id.in_(batch)
            ),
        )
    return sorted(found, key=lambda document: document.id)


def page(
    connection: sa.Connection,
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
    """Newest first, and how many there are; `query` is part of a name, in either case, `kind` a
    media type. Superseded ones only where they are asked for, and then nothing else."""
    chosen = _filtered(project_id, query, level, status, kind, problem, superseded)
    part = chosen.order_by(documents.c.id.desc()).limit(limit).offset(offset)
    found = many(connection, Document, part)
    ids = [document.id for document in found]
    chunk_counts = _counts(connection, chunks, ids, chunks.c.retired.is_(False))
    example_counts = _counts(connection, examples, ids)
    stale_counts = _stale_counts(connection, ids)
    unread = _counts(connection, elements, ids, unread_places())
    newer = superseded_by(connection, ids)
    rows = [
        DocumentRow(
            document=document,
            chunks=chunk_counts.get(document.id, 0),
            examples=example_counts.get(document.id, 0),
            problems=unread.get(document.id, 0) + (document.problem is not None),
            stale=stale_counts.get(document.id, 0),
            superseded_by=newer.get(document.id),
        )
        for document in found
    ]
    return rows, count(connection, chosen)


def all_ids(
    connection: sa.Connection,
    project_id: str,
    query: str = "",
    level: ConfidentialityLevel | None = None,
    status: DocumentStatus | None = None,
    kind: str | None = None,
    problem: DocumentProblem | None = None,
) -> list[str]:
    """Ids of all documents that `page` would list, newest first."""
    chosen = _filtered(project_id, query, level, status, kind, problem, False)
    ids = chosen.with_only_columns(documents.c.id).order_by(documents.c.id.desc())
    return list(connection.execute(ids).scalars())


def _filtered(
    project_id: str,
    query: str,
    level: str | None,
    status: str | None,
    kind: str | None,
    problem: DocumentProblem | None,
    superseded: bool,
) -> sa.Select[Any]:
    replaced = _superseded()
    chosen = sa.select(documents).where(
        documents.c.project_id == project_id, replaced if superseded else ~replaced
    )
    if query:
        chosen = chosen.where(documents.c.name.icontains(query, autoescape=True))
    if level:
        chosen = chosen.where(documents.c.level == level)
    if status:
        chosen = chosen.where(documents.c.status == status)
    if kind:
        chosen = chosen.where(documents.c.media_type == kind)
    if problem:
        chosen = chosen.where(_has(project_id, problem))
    return chosen


def _has(project_id: str, problem: DocumentProblem) -> sa.ColumnElement[bool]:
    d = documents.c
    found: dict[str, sa.ColumnElement[bool]] = {
        "unread": sa.exists().where(elements.c.document_id == d.id, unread_places()),
        "notice": d.problem.is_not(None),
        "pending": sa.and_(d.status == "ready", d.edits > d.chunked_edits),
        "stale": d.id.in_(_with_stale(project_id)),
    }
    if problem in found:
        return found[problem]
    any_of_them = sa.or_(*found.values())
    return ~any_of_them if problem == "none" else any_of_them


def _with_stale(project_id: str) -> sa.Select[str]:
    """Documents with stale examples, and the editions that came after them."""
    e, newer = examples.c, documents.alias("newer")
    line = (
        sa.select(e.document_id.label("id"))
        .where(e.project_id == project_id, e.stale.is_(True))
        .cte("with_stale", recursive=True)
    )
    line = line.union(
        sa.select(newer.c.id).where(newer.c.supersedes == line.c.id, newer.c.status == "ready")
    )
    return sa.select(line.c.id)


def _stale_counts(connection: sa.Connection, document_ids: list[str]) -> dict[str, int]:
    """Document -> stale examples of it and of the editions that it supersedes."""
    d, older = documents.c, documents.alias("older")
    line = (
        sa.select(d.id.label("newest"), d.id.label("id"))
        .where(d.id.in_(document_ids))
        .cte("editions", recursive=True)
    )
    line = line.union(
        sa.select(line.c.newest, older.c.supersedes).where(
            older.c.id == line.c.id, older.c.status == "ready", older.c.supersedes.is_not(None)
        )
    )
    query = (
        sa.select(line.c.newest, sa.func.count())
        .join(examples, examples.c.document_id == line.c.id)
        .where(examples.c.stale.is_(True))
        .group_by(line.c.newest)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def superseded_by(connection: sa.Connection, document_ids: Sequence[str]) -> dict[str, str]:
    """Document -> the newest ready edition that supersedes it, or the document it was found in."""
    d, newer = documents.c, documents.alias("newer").c
    query = (
        sa.select(d.id, newer.id)
        .where(
            d.id.in_(document_ids),
            newer.status == "ready",
            sa.or_(newer.supersedes == d.id, newer.supersedes == d.parent_id),
        )
        .order_by(newer.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def named(connection: sa.Connection, project_id: str, names: Sequence[str]) -> list[Document]:
    """Those that count and have one of these names, oldest first; none that is inside another."""
    d = documents.c
    query = sa.select(documents).where(
        d.id.in_(current(project_id)), d.name.in_(names), d.parent_id.is_(None)
    )
    return many(connection, Document, query.order_by(d.id))


def waiting(connection: sa.Connection, project_id: str, limit: int = 500) -> list[Document]:
    """Not read yet and not inside another one, oldest first."""
    d = documents.c
    query = sa.select(documents).where(
        d.project_id == project_id, d.status == "queued", d.parent_id.is_(None)
    )
    return many(connection, Document, query.order_by(d.id).limit(limit))


def kinds(connection: sa.Connection, project_id: str) -> list[str]:
    """The media types that documents of the project have."""
    d = documents.c
    query = sa.select(d.media_type).where(d.project_id == project_id).distinct()
    return sorted(connection.execute(query).scalars())


def unread_places() -> sa.ColumnElement[bool]:
    """Elements that stand for a place whose text was not read; the index of empty figures holds
    its first half, word for word."""
    empty = sa.text("elements.kind = 'figure' AND elements.text = ''")
    return sa.and_(empty, sa.cast(elements.c.flags, sa.Text) != "[]")


def _counts(
    connection: sa.Connection,
    table: sa.Table,
    document_ids: list[str],
    where: sa.ColumnElement[bool] | None = None,
) -> dict[str, int]:
    if not document_ids:
        return {}
    query = sa.select(table.c.document_id, sa.func.count()).where(
        table.c.document_id.in_(document_ids)
    )
    if where is not None:
        query = query.where(where)
    rows = connection.execute(query.group_by(table.c.document_id))
    return {row[0]: row[1] for row in rows}


def status_counts(connection: sa.Connection, project_id: str) -> dict[str, int]:
    """Superseded ones do not count."""
    query = (
        sa.select(documents.c.status, sa.func.count())
        .where(documents.c.project_id == project_id, ~_superseded())
        .group_by(documents.c.status)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def pending_count(connection: sa.Connection, project_id: str) -> int:
    """Documents that count and have corrections that their chunks do not take into account."""
    d = documents.c
    query = sa.select(d.id).where(d.id.in_(current(project_id)), d.edits > d.chunked_edits)
    return count(connection, query)


def superseded_count(connection: sa.Connection, project_id: str) -> int:
    return count(
        connection,
        sa.select(documents.c.id).where(documents.c.project_id == project_id, _superseded()),
    )


def editions(connection: sa.Connection, project_id: str, document_id: str) -> list[Document]:
    """The document, those that it supersedes one after the other, and those that supersede it;
    oldest first."""
    found: dict[str, Document] = {}
    ids = [document_id]
    d = documents.c
    while ids:
        query = sa.select(documents).where(
            d.project_id == project_id, sa.or_(d.id.in_(ids), d.supersedes.in_(ids))
        )
        new = [each for each in many(connection, Document, query) if each.id not in found]
        found |= {each.id: each for each in new}
        older = {each.supersedes for each in new if each.supersedes} - set(found)
        ids = [*(each.id for each in new if each.id != document_id), *older]
    return sorted(found.values(), key=lambda document: document.id)


def earlier(connection: sa.Connection, project_id: str, document_id: str) -> list[str]:
    """The ready editions that a document supersedes or will, newest first.

    Where what it was to supersede was superseded meanwhile, it comes behind that newer edition.
    """
    line = editions(connection, project_id, document_id)
    by_id = {document.id: document for document in line}
    newest = by_id[document_id].supersedes if document_id in by_id else None
    if newest is None:
        return []
    while newer := [
        each.id
        for each in line
        if each.supersedes == newest and each.status == "ready" and each.id != document_id
    ]:
        newest = max(newer)
    found: list[str] = []
    at: str | None = newest
    while at is not None and at in by_id and at not in found and at != document_id:
        if by_id[at].status == "ready":
            found.append(at)
        at = by_id[at].supersedes
    return found


def following_project(connection: sa.Connection, project_id: str) -> list[str]:
    """Those that count and have no chunk sizes of their own, oldest first."""
    d = documents.c
    query = sa.select(d.id).where(d.id.in_(current(project_id)), d.chunk_params.is_(None))
    return list(connection.execute(query.order_by(d.id)).scalars())


def note_chunks(
    connection: sa.Connection, document_id: str, params: ChunkParams, edits: int, changed: bool
) -> None:
    """What the chunks were made with; their revision grows where they changed."""
    d = documents.c
    connection.execute(
        sa.update(documents)
        .where(d.id == document_id)
        .values(
            chunked_with=params.model_dump(mode="json"),
            chunked_edits=edits,
            chunk_revision=d.chunk_revision + int(changed),
        )
    )


def change(connection: sa.Connection, document_id: str, **values: Any) -> None:
    connection.execute(sa.update(documents).where(documents.c.id == document_id).values(**values))


def set_status(
    connection: sa.Connection,
    document_id: str,
    status: DocumentStatus,
    problem: Message | None = None,
    page_count: int | None = None,
) -> None:
    connection.execute(
        sa.update(documents)
        .where(documents.c.id == document_id)
        .values(
            status=status,
            problem=None if problem is None else problem.model_dump(mode="json"),
            page_count=page_count,
        )
    )


def set_failed(connection: sa.Connection, document_id: str, problem: Message) -> None:
    """Unless it is ready: an attempt that lost a race takes nothing back."""
    connection.execute(
        sa.update(documents)
        .where(documents.c.id == document_id, documents.c.status != "ready")
        .values(status="failed", problem=problem.model_dump(mode="json"), page_count=None)
    )


def set_level(
    connection: sa.Connection, project_id: str, document_id: str, level: ConfidentialityLevel
) -> None:
    connection.execute(
        sa.update(documents)
        .where(documents.c.project_id == project_id, documents.c.id == document_id)
        .values(level=level)
    )
