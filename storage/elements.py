"""Elements of documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from storage.database import count, insert_new, many
from storage.documents import unread_places
from storage.schema import elements
from workbench.records import Element, ElementKind

_IN_BATCH = 500


def add(connection: sa.Connection, records: list[Element]) -> int:
    """Those that are there already stay as they are."""
    return insert_new(connection, elements, records)


def ids(connection: sa.Connection, document_id: str) -> list[str]:
    query = sa.select(elements.c.id).where(elements.c.document_id == document_id)
    return list(connection.execute(query).scalars())


def drop(connection: sa.Connection, element_ids: Sequence[str]) -> None:
    connection.execute(sa.delete(elements).where(elements.c.id.in_(element_ids)))


def by_ids(connection: sa.Connection, project_id: str, element_ids: Sequence[str]) -> list[Element]:
    """In reading order of their document; ids of other projects are not found."""
    found: list[Element] = []
    for start in range(0, len(element_ids), _IN_BATCH):
        batch = element_ids[start : start + _IN_BATCH]
        found += many(
            connection,
            Element,
            sa.select(elements).where(
                elements.c.project_id == project_id, elements.c.id.in_(batch)
            ),
        )
    return sorted(found, key=lambda element: (element.document_id, element.seq))


def of_page(
    connection: sa.Connection, project_id: str, document_id: str, page: int
) -> list[Element]:
    """All elements that begin on one page, in reading order."""
    query = (
        sa.select(elements)
        .where(
            elements.c.project_id == project_id,
            elements.c.document_id == document_id,
            elements.c.page == page,
        )
        .order_by(elements.c.seq)
    )
    return many(connection, Element, query)


def page(
    connection: sa.Connection,
    project_id: str,
    document_id: str,
    kinds: Sequence[ElementKind] = (),
    unread: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Element], int]:
    """Elements in reading order, and how many there are; `unread` keeps places not read."""
    chosen = sa.select(elements).where(
        elements.c.project_id == project_id, elements.c.document_id == document_id
    )
    if kinds:
        chosen = chosen.where(elements.c.kind.in_(kinds))
    if unread:
        chosen = chosen.where(unread_places())
    part = chosen.order_by(elements.c.seq).limit(limit).offset(offset)
    return many(connection, Element, part), count(connection, chosen)


def stream(
    connection: sa.Connection, project_id: str, document_id: str, block: int = 500
) -> Iterator[Element]:
    """All elements of a document in reading order, a block at a time."""
    after = -1
    while True:
        query = (
            sa.select(elements)
            .where(
                elements.c.project_id == project_id,
                elements.c.document_id == document_id,
                elements.c.seq > after,
            )
            .order_by(elements.c.seq)
            .limit(block)
        )
        part = many(connection, Element, query)
        yield from part
        if len(part) < block:
            return
        after = part[-1].seq
