"""Pages of documents: their sizes and images."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import insert, many, one
from storage.schema import documents, pages
from workbench.records import Page


def put(connection: sa.Connection, records: list[Page]) -> None:
    """Pages of one document, in place of those with their numbers."""
    if records:
        numbers = [page.number for page in records]
        of_document = pages.c.document_id == records[0].document_id
        connection.execute(sa.delete(pages).where(of_document, pages.c.number.in_(numbers)))
        insert(connection, pages, records)


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
