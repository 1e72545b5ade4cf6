"""Lists of personal data of a project: their values come and go encrypted."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import count, insert_new, many
from storage.schema import pii_rules as t
from workbench.records import PiiRule

_IN_BATCH = 500


def add(connection: sa.Connection, rules: Sequence[PiiRule]) -> int:
    """At most 1,000; those that are there already are left. Returns how many are new."""
    return insert_new(connection, t, list(rules))


def every(connection: sa.Connection, project_id: str) -> list[PiiRule]:
    """Oldest first."""
    query = sa.select(t).where(t.c.project_id == project_id).order_by(t.c.id)
    return many(connection, PiiRule, query)


def stamp(connection: sa.Connection, project_id: str) -> tuple[int, str]:
    """Changes with every change of the lists: how many rules there are, and the newest id."""
    query = sa.select(sa.func.count(), sa.func.max(t.c.id)).where(t.c.project_id == project_id)
    number, newest = connection.execute(query).one()
    return int(number), str(newest or "")


def page(
    connection: sa.Connection,
    project_id: str,
    kinds: Sequence[str],
    types: Sequence[str],
    limit: int,
    offset: int,
) -> tuple[list[PiiRule], int]:
    """Newest first; nothing named means all."""
    query = sa.select(t).where(t.c.project_id == project_id)
    if kinds:
        query = query.where(t.c.kind.in_(kinds))
    if types:
        query = query.where(t.c.type.in_(types))
    newest = query.order_by(t.c.id.desc()).limit(limit).offset(offset)
    return many(connection, PiiRule, newest), count(connection, query)


def counts(connection: sa.Connection, project_id: str) -> list[tuple[str, str, int]]:
    """(kind, type, how many)."""
    query = (
        sa.select(t.c.kind, t.c.type, sa.func.count())
        .where(t.c.project_id == project_id)
        .group_by(t.c.kind, t.c.type)
        .order_by(t.c.kind, t.c.type)
    )
    return [(str(kind), str(name), int(n)) for kind, name, n in connection.execute(query)]


def digests(
    connection: sa.Connection, project_id: str, kind: str, among: Sequence[str]
) -> set[str]:
    """Which of these digests a list of this kind holds."""
    found: set[str] = set()
    for start in range(0, len(among), _IN_BATCH):
        query = sa.select(t.c.digest).where(
            t.c.project_id == project_id,
            t.c.kind == kind,
            t.c.digest.in_(among[start : start + _IN_BATCH]),
        )
        found |= {str(digest) for digest in connection.execute(query).scalars()}
    return found


def remove(connection: sa.Connection, project_id: str, ids: Sequence[str]) -> dict[str, int]:
    """At most 500; returns how many of each kind were there."""
    chosen = sa.and_(t.c.project_id == project_id, t.c.id.in_(ids[:_IN_BATCH]))
    removed = connection.execute(sa.delete(t).where(chosen).returning(t.c.kind)).scalars()
    counted: dict[str, int] = {}
    for kind in removed:
        counted[str(kind)] = counted.get(str(kind), 0) + 1
    return counted


def of_document(connection: sa.Connection, project_id: str, document_id: str) -> int:
    """How many values came from the columns of one document."""
    query = sa.select(t).where(t.c.project_id == project_id, t.c.document_id == document_id)
    return count(connection, query)
