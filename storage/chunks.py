"""Chunks of documents. Only those of documents that are ready are given out by project."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
from storage.schema import chunks, documents
from workbench.records import Chunk

_IN_BATCH = 500


def add(connection: sa.Connection, records: list[Chunk]) -> int:
    """Those that are there already stay as they are."""
    return insert_new(connection, chunks, records)


def document_chunk_ids(connection: sa.Connection, document_id: str) -> list[str]:
    query = sa.select(chunks.c.id).where(chunks.c.document_id == document_id)
    return list(connection.execute(query).scalars())


def drop(connection: sa.Connection, chunk_ids: Sequence[str]) -> None:
    connection.execute(sa.delete(chunks).where(chunks.c.id.in_(chunk_ids)))


def get(connection: sa.Connection, project_id: str, chunk_id: str) -> Chunk | None:
    query = sa.select(chunks).where(chunks.c.id == chunk_id, chunks.c.project_id == project_id)
    return one(connection, Chunk, query)


def by_ids(connection: sa.Connection, project_id: str, chunk_ids: Sequence[str]) -> list[Chunk]:
    """In order of document and place; ids of other projects are not found."""
    found: list[Chunk] = []
    for start in range(0, len(chunk_ids), _IN_BATCH):
        batch = chunk_ids[start : start + _IN_BATCH]
        found += many(
            connection,
            Chunk,
            sa.select(chunks).where(chunks.c.project_id == project_id, chunks.c.id.in_(batch)),
        )
    return sorted(found, key=lambda chunk: (chunk.document_id, chunk.seq))


def ids(
    connection: sa.Connection, project_id: str, document_ids: Sequence[str] | None = None
) -> list[str]:
    """Chunk ids of the project's ready documents (or of those given), by document and place."""
    query = (
        sa.select(chunks.c.id)
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(chunks.c.project_id == project_id, documents.c.status == "ready")
        .order_by(chunks.c.document_id, chunks.c.seq)
    )
    if document_ids is None:
        return list(connection.execute(query).scalars())
    found: list[str] = []
    for start in range(0, len(document_ids), _IN_BATCH):
        batch = document_ids[start : start + _IN_BATCH]
        found += connection.execute(query.where(chunks.c.document_id.in_(batch))).scalars()
    return found


def page(
    connection: sa.Connection, project_id: str, document_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[Chunk], int]:
    """Chunks of one document in order, and how many there are."""
    chosen = sa.select(chunks).where(
        chunks.c.project_id == project_id, chunks.c.document_id == document_id
    )
    part = chosen.order_by(chunks.c.seq).limit(limit).offset(offset)
    return many(connection, Chunk, part), count(connection, chosen)
