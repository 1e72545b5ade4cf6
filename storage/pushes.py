"""Where dataset versions and tuned models were pushed to."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import insert_new, many
from storage.schema import pushes
from workbench.records import Push


def add(connection: sa.Connection, push: Push) -> bool:
    """Once per subject, place and commit; False where it is there."""
    return insert_new(connection, pushes, [push]) == 1


def of(connection: sa.Connection, project_id: str, subject_id: str) -> list[Push]:
    """Of one version or run, newest first."""
    t = pushes
    query = sa.select(t).where(t.c.project_id == project_id, t.c.subject_id == subject_id)
    return many(connection, Push, query.order_by(t.c.created_at.desc(), t.c.id.desc()))
