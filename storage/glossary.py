"""The glossary of a project: protected terms and synonyms."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert_new, many
from workbench.records import GlossaryEntry


def every(connection: sa.Connection, project_id: str) -> list[GlossaryEntry]:
    """By kind, then by age."""
    g = s.glossary.c
    query = sa.select(s.glossary).where(g.project_id == project_id)
    return many(connection, GlossaryEntry, query.order_by(g.kind, g.created_at, g.id))


def add(connection: sa.Connection, entry: GlossaryEntry) -> bool:
    """Whether it is new."""
    return insert_new(connection, s.glossary, [entry]) > 0


def remove(connection: sa.Connection, project_id: str, ids: Sequence[str]) -> int:
    """Returns how many there were."""
    g = s.glossary.c
    query = sa.delete(s.glossary).where(g.project_id == project_id, g.id.in_(ids))
    return connection.execute(query).rowcount
