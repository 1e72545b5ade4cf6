"""Corrections by hand: append-only rows, oldest first."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
from storage.schema import corrections, documents
from workbench.records import Correction


def add(connection: sa.Connection, rows: list[Correction]) -> int:
    """Write rows down and count them in their document; those that are there stay as they are."""
    added = insert_new(connection, corrections, rows)
    if added:
        connection.execute(
            sa.update(documents)
            .where(documents.c.id == rows[0].document_id)
            .values(edits=documents.c.edits + added)
        )
    return added


def get(connection: sa.Connection, project_id: str, correction_id: str) -> Correction | None:
    query = sa.select(corrections).where(
        corrections.c.project_id == project_id, corrections.c.id == correction_id
    )
    return one(connection, Correction, query)


def of_document(
    connection: sa.Connection, project_id: str, document_id: str, limit: int | None = None
) -> list[Correction]:
    """In the order in which they were made; with a limit, the first ones."""
    query = (
        sa.select(corrections)
        .where(corrections.c.project_id == project_id, corrections.c.document_id == document_id)
        .order_by(corrections.c.at, corrections.c.id)
    )
    return many(connection, Correction, query.limit(limit))


def page(
    connection: sa.Connection, project_id: str, document_id: str, limit: int, offset: int
) -> tuple[list[Correction], int]:
    """Newest first."""
    query = sa.select(corrections).where(
        corrections.c.project_id == project_id, corrections.c.document_id == document_id
    )
    newest = (
        query.order_by(corrections.c.at.desc(), corrections.c.id.desc()).limit(limit).offset(offset)
    )
    return many(connection, Correction, newest), count(connection, query)
