"""Pages of documents: their sizes and images."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import insert_new, many, one
from storage.schema import documents, pages
from workbench.records import Page


def add(connection: sa.Connection, records: list[Page]) -> int:
    """Those that are there already stay as they are."""
    return insert_new(connection, pages, records)


def drop(connection: sa.Connection, document_id: str) -> None:
    connection.execute(sa.delete(pages).where(pages.c.document_id == document_id))


def of_document(connection: sa.Connection, project_id: str, document_id: str) -> list[Page]:
    query = (
        sa.select(pages)
        .join(documents, documents.c.id == pages.c.document_id)
        .where(documents.c.project_id == project_id, pages.c.document_id == document_id)
        .order_by(pages.c.number)
    )
    return many(connection, Page, query)


def get(connection: sa.Connection, project_id: str, document_id: str, number: int) -> Page | None:
    query = (
        sa.select(pages)
        .join(documents, documents.c.id == pages.c.document_id)
        .where(
            documents.c.project_id == project_id,
            pages.c.document_id == document_id,
            pages.c.number == number,
        )
    )
    return one(connection, Page, query)
