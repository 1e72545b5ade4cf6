"""Examples whose source changed: `stale` is true where their chunk no longer counts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage import chunks
from storage import schema as s
from storage.database import many
from workbench.records import Chunk, Record

_IN_BATCH = 500


class StaleExample(Record):
    """An example whose source changed, and where that was."""

    id: str
    status: str
    question: str
    document_id: str | None
    chunk_id: str | None
    page: int | None
    section_path: tuple[str, ...] = ()


def mark(
    connection: sa.Connection,
    document_id: str,
    stale: bool,
    retired: bool | None,
    limit: int = _IN_BATCH,
) -> int:
    """Up to `limit` examples of the chunks of one document (all of them, or only those that are
    retired or not) get this mark; returns how many did not have it."""
    e, c = s.examples.c, s.chunks.c
    of_chunks = sa.select(c.id).where(c.document_id == document_id)
    if retired is not None:
        of_chunks = of_chunks.where(c.retired.is_(retired))
    wrong = sa.select(e.id).where(e.chunk_id.in_(of_chunks), e.stale.is_(not stale)).limit(limit)
    ids = list(connection.execute(wrong).scalars())
    if ids:
        connection.execute(sa.update(s.examples).where(e.id.in_(ids)).values(stale=stale))
    return len(ids)


def follow(connection: sa.Connection, document_id: str, limit: int = _IN_BATCH) -> int:
    """Up to `limit` examples come to the document that has their chunk now; returns how many."""
    e, c = s.examples.c, s.chunks.c
    of_chunks = sa.select(c.id).where(c.document_id == document_id)
    moved = (
        sa.select(e.id).where(e.chunk_id.in_(of_chunks), e.document_id != document_id).limit(limit)
    )
    ids = list(connection.execute(moved).scalars())
    if ids:
        connection.execute(
            sa.update(s.examples).where(e.id.in_(ids)).values(document_id=document_id)
        )
    return len(ids)


def ids(connection: sa.Connection, project_id: str) -> list[str]:
    """All stale examples of the project, ascending."""
    e = s.examples.c
    query = sa.select(e.id).where(e.project_id == project_id, e.stale.is_(True)).order_by(e.id)
    return list(connection.execute(query).scalars())


def of_documents(
    connection: sa.Connection, project_id: str, document_ids: Sequence[str]
) -> list[str]:
    """Ids of stale examples that came from these documents, ascending."""
    e = s.examples.c
    query = sa.select(e.id).where(
        e.project_id == project_id, e.stale.is_(True), e.document_id.in_(document_ids)
    )
    return list(connection.execute(query.order_by(e.id)).scalars())


def page(
    connection: sa.Connection,
    project_id: str,
    document_ids: Sequence[str],
    limit: int = 50,
    offset: int = 0,
) -> list[StaleExample]:
    """Those of `of_documents`, in their order."""
    e, r, c = s.examples, s.example_revisions, s.chunks
    query = (
        sa.select(
            e.c.id,
            e.c.status,
            r.c.question,
            e.c.document_id,
            e.c.chunk_id,
            c.c.page,
            c.c.section_path,
        )
        .join(r, r.c.id == e.c.revision_id)
        .join(c, c.c.id == e.c.chunk_id)
        .where(
            e.c.project_id == project_id,
            e.c.stale.is_(True),
            e.c.document_id.in_(document_ids),
        )
    )
    return many(connection, StaleExample, query.order_by(e.c.id).limit(limit).offset(offset))


def made_from(connection: sa.Connection, chunk_ids: Sequence[str]) -> int:
    """How many examples were made from these chunks and are not stale yet."""
    e = s.examples.c
    total = 0
    for start in range(0, len(chunk_ids), _IN_BATCH):
        batch = chunk_ids[start : start + _IN_BATCH]
        query = sa.select(sa.func.count()).where(e.chunk_id.in_(batch), e.stale.is_(False))
        total += int(connection.execute(query).scalar_one())
    return total


def sources(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> list[tuple[str, Chunk]]:
    """Those of the examples that are stale, each with the chunk that it was made from."""
    e = s.examples.c
    found: list[tuple[str, str]] = []
    for start in range(0, len(example_ids), _IN_BATCH):
        query = sa.select(e.id, e.chunk_id).where(
            e.project_id == project_id,
            e.stale.is_(True),
            e.id.in_(example_ids[start : start + _IN_BATCH]),
        )
        found += [(row[0], row[1]) for row in connection.execute(query.order_by(e.id))]
    ids = [chunk_id for _, chunk_id in found]
    by_id = {chunk.id: chunk for chunk in chunks.by_ids(connection, project_id, ids)}
    return [(example_id, by_id[chunk_id]) for example_id, chunk_id in found]


def move(connection: sa.Connection, example_id: str, chunk: Chunk) -> int:
    """A stale example belongs to this chunk from now on; 0 where it is stale no more."""
    e = s.examples.c
    statement = sa.update(s.examples).where(e.id == example_id, e.stale.is_(True))
    values = {"chunk_id": chunk.id, "document_id": chunk.document_id, "stale": False}
    return int(connection.execute(statement.values(**values)).rowcount)
