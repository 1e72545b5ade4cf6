"""Chunks of documents. Only those that count are given out by project: of ready documents that no
newer edition supersedes, and not retired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
from storage.documents import current
from storage.schema import chunks
from workbench.records import Chunk

_IN_BATCH = 500


def add(connection: sa.Connection, records: list[Chunk]) -> int:
    """Those that are there already stay as they are."""
    return insert_new(connection, chunks, records)


def of_documents(connection: sa.Connection, document_ids: Sequence[str]) -> list[Chunk]:
    """All of them, retired ones too, those that count first, in order."""
    query = sa.select(chunks).where(chunks.c.document_id.in_(document_ids))
    return many(connection, Chunk, query.order_by(chunks.c.retired, chunks.c.seq))


def drop(connection: sa.Connection, chunk_ids: Sequence[str]) -> None:
    """Only those of a document that was never ready: nothing was made from them."""
    connection.execute(sa.delete(chunks).where(chunks.c.id.in_(chunk_ids)))


def lowest_seq(connection: sa.Connection, document_id: str) -> int:
    """The lowest place in use, at most 0."""
    query = sa.select(sa.func.min(chunks.c.seq)).where(chunks.c.document_id == document_id)
    return min(0, connection.execute(query).scalar() or 0)


def put(connection: sa.Connection, chunk: Chunk) -> None:
    """Its place and its document; the text never changes."""
    connection.execute(
        sa.update(chunks)
        .where(chunks.c.id == chunk.id)
        .values(
            document_id=chunk.document_id,
            seq=chunk.seq,
            section_path=list(chunk.section_path),
            element_ids=list(chunk.element_ids),
            page=chunk.page,
            retired=chunk.retired,
        )
    )


def park(connection: sa.Connection, places: Mapping[str, int]) -> None:
    """Give chunks other places, free ones, so that theirs can be taken."""
    for chunk_id, seq in places.items():
        connection.execute(sa.update(chunks).where(chunks.c.id == chunk_id).values(seq=seq))


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


def counting_by_ids(
    connection: sa.Connection, project_id: str, chunk_ids: Sequence[str]
) -> list[Chunk]:
    """Those of them that count."""
    query = sa.select(chunks).where(chunks.c.id.in_(chunk_ids), counting(project_id))
    return many(connection, Chunk, query)


def counting(project_id: str) -> sa.ColumnElement[bool]:
    """Chunks of the project that count."""
    return sa.and_(
        chunks.c.project_id == project_id,
        chunks.c.retired.is_(False),
        chunks.c.document_id.in_(current(project_id)),
    )


def total(connection: sa.Connection, project_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(chunks).where(counting(project_id))
    return int(connection.execute(query).scalar_one())


def ids(
    connection: sa.Connection, project_id: str, document_ids: Sequence[str] | None = None
) -> list[str]:
    """Ids of the chunks that count (or those of them in these documents), by document and place."""
    query = (
        sa.select(chunks.c.id)
        .where(counting(project_id))
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
    """Chunks of one document in order, and how many there are; retired ones are left out."""
    chosen = sa.select(chunks).where(
        chunks.c.project_id == project_id,
        chunks.c.document_id == document_id,
        chunks.c.retired.is_(False),
    )
    part = chosen.order_by(chunks.c.seq).limit(limit).offset(offset)
    return many(connection, Chunk, part), count(connection, chosen)
