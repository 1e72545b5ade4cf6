"""Documents of a project, listed with what came out of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
from storage.schema import chunks, documents, elements, examples
from workbench.records import ConfidentialityLevel, Document, DocumentStatus, Message, Record

_IN_BATCH = 500


class DocumentRow(Record):
    """A document and what a list shows beside it."""

    document: Document
    chunks: int
    examples: int
    problems: int
    """Places that were not read, and one more where the document itself has a problem."""


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
) -> tuple[list[DocumentRow], int]:
    """Newest first, and how many there are; `query` is part of a name, in either case."""
    chosen = _filtered(project_id, query, level, status)
    part = chosen.order_by(documents.c.id.desc()).limit(limit).offset(offset)
    found = many(connection, Document, part)
    ids = [document.id for document in found]
    chunk_counts = _counts(connection, chunks, ids)
    example_counts = _counts(connection, examples, ids)
    unread = _counts(connection, elements, ids, unread_places())
    rows = [
        DocumentRow(
            document=document,
            chunks=chunk_counts.get(document.id, 0),
            examples=example_counts.get(document.id, 0),
            problems=unread.get(document.id, 0) + (document.problem is not None),
        )
        for document in found
    ]
    return rows, count(connection, chosen)


def _filtered(project_id: str, query: str, level: str | None, status: str | None) -> sa.Select[Any]:
    chosen = sa.select(documents).where(documents.c.project_id == project_id)
    if query:
        chosen = chosen.where(documents.c.name.icontains(query, autoescape=True))
    if level:
        chosen = chosen.where(documents.c.level == level)
    if status:
        chosen = chosen.where(documents.c.status == status)
    return chosen


def unread_places() -> sa.ColumnElement[bool]:
    """Elements that stand for a place whose text was not read."""
    flags = sa.cast(elements.c.flags, sa.Text)
    return sa.and_(elements.c.kind == "figure", elements.c.text == "", flags != "[]")


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
    query = (
        sa.select(documents.c.status, sa.func.count())
        .where(documents.c.project_id == project_id)
        .group_by(documents.c.status)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


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
