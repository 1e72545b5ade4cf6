"""Audit rows: who did what to which record; ids and counts."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import count, insert, many
from storage.schema import audit_events
from workbench.records import AuditEvent


def record(connection: sa.Connection, event: AuditEvent) -> None:
    insert(connection, audit_events, event)


def page(
    connection: sa.Connection, project_id: str | None, limit: int, offset: int
) -> tuple[list[AuditEvent], int]:
    """Newest first; events without a project (people, endpoints) belong to every project's list."""
    query = sa.select(audit_events)
    if project_id is not None:
        query = query.where(
            sa.or_(audit_events.c.project_id == project_id, audit_events.c.project_id.is_(None))
        )
    newest = query.order_by(audit_events.c.id.desc()).limit(limit).offset(offset)
    return many(connection, AuditEvent, newest), count(connection, query)
