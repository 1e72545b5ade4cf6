"""What retrieval finds: chunks of documents that are ready and newest, with their questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from storage import chunks
from storage import schema as s
from storage.database import many
from storage.documents import current
from workbench.records import ConfidentialityLevel, Document


@dataclass(frozen=True)
class PassageRow:
    chunk_id: str
    section_path: tuple[str, ...]
    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Approved:
    """An approved, answerable example of a chunk."""

    chunk_id: str
    question: str
    answer: str
    evidence_quote: str


def stamp(connection: sa.Connection, project_id: str) -> tuple[str, ...]:
    """Changes with whatever the index is made of: the documents that count, their chunks, and what
    is approved, edited or taken back (by decisions, of which none is ever removed) or stale."""
    d, made, e = s.documents.c, s.decisions.c, s.examples.c
    query = sa.select(d.id, d.chunk_revision).where(d.id.in_(current(project_id)))
    documents = [f"{row[0]}.{row[1]}" for row in connection.execute(query.order_by(d.id))]
    decided = sa.select(sa.func.count(), sa.func.max(made.id)).where(made.project_id == project_id)
    number, newest = connection.execute(decided).one()
    stale = sa.select(sa.func.count()).where(e.project_id == project_id, e.stale.is_(True))
    return (*documents, str(number), str(newest), str(connection.execute(stale).scalar()))


def total(connection: sa.Connection, project_id: str) -> int:
    return chunks.total(connection, project_id)


def block(
    connection: sa.Connection, project_id: str, after: str, limit: int = 500
) -> list[PassageRow]:
    """By chunk id, those after `after`."""
    c = s.chunks.c
    query = (
        sa.select(c.id, c.section_path, c.text)
        .where(c.id > after, chunks.counting(project_id))
        .order_by(c.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    asked: dict[str, list[str]] = {}
    for each in approved(connection, project_id, [row[0] for row in rows]):
        asked.setdefault(each.chunk_id, []).append(each.question)
    return [PassageRow(row[0], tuple(row[1]), row[2], tuple(asked.get(row[0], ()))) for row in rows]


def approved(
    connection: sa.Connection, project_id: str, chunk_ids: Sequence[str]
) -> list[Approved]:
    """In the order of their ids."""
    e, r = s.examples.c, s.example_revisions.c
    query = (
        sa.select(e.chunk_id, r.question, r.answer, r.evidence_quote)
        .join(s.example_revisions, r.id == e.revision_id)
        .where(
            e.project_id == project_id,
            e.chunk_id.in_(chunk_ids),
            e.status == "approved",
            e.answerable.is_(True),
            e.stale.is_(False),
        )
        .order_by(e.id)
    )
    return [Approved(*row) for row in connection.execute(query)]


def documents(connection: sa.Connection, project_id: str, ids: Sequence[str]) -> list[Document]:
    d = s.documents.c
    query = sa.select(s.documents).where(d.project_id == project_id, d.id.in_(ids))
    return many(connection, Document, query)


def levels(connection: sa.Connection, project_id: str) -> list[ConfidentialityLevel]:
    """Those that documents of the project have."""
    d = s.documents.c
    query = sa.select(d.level).where(d.project_id == project_id).distinct()
    return list(connection.execute(query).scalars())
