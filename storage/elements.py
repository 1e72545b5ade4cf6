"""Elements of documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from storage.database import count, insert_new, many, one
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


def drop(connection: sa.Connection, document_id: str, element_ids: Sequence[str]) -> None:
    connection.execute(
        sa.delete(elements).where(
            elements.c.document_id == document_id, elements.c.id.in_(element_ids)
        )
    )


def change(connection: sa.Connection, document_id: str, element_id: str, **values: Any) -> None:
    connection.execute(
        sa.update(elements)
        .where(elements.c.document_id == document_id, elements.c.id == element_id)
        .values(**values)
    )


def between(connection: sa.Connection, document_id: str, first: int, last: int) -> list[Element]:
    """Those of one document whose place is from `first` to `last`, in reading order."""
    query = sa.select(elements).where(
        elements.c.document_id == document_id, elements.c.seq.between(first, last)
    )
    return many(connection, Element, query.order_by(elements.c.seq))


def before(connection: sa.Connection, document_id: str, seq: int) -> str | None:
    """The id of the last element before a place."""
    query = (
        sa.select(elements.c.id)
        .where(elements.c.document_id == document_id, elements.c.seq < seq)
        .order_by(elements.c.seq.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def headings(connection: sa.Connection, project_id: str, document_id: str) -> list[Element]:
    """In reading order: the tree of the document."""
    query = sa.select(elements).where(
        elements.c.project_id == project_id,
        elements.c.document_id == document_id,
        elements.c.kind == "heading",
    )
    return many(connection, Element, query.order_by(elements.c.seq))


def in_document(
    connection: sa.Connection, project_id: str, document_id: str, element_id: str
) -> Element | None:
    query = sa.select(elements).where(
        elements.c.project_id == project_id,
        elements.c.document_id == document_id,
        elements.c.id == element_id,
    )
    return one(connection, Element, query)


def by_ids(
    connection: sa.Connection,
    project_id: str,
    element_ids: Sequence[str],
    document_id: str | None = None,
) -> list[Element]:
    """In reading order of their document; ids of other projects are not found.

    An element that several editions of a document have is given as `document_id` has it, else as
    the newest of them has it.
    """
    found: dict[str, Element] = {}
    for start in range(0, len(element_ids), _IN_BATCH):
        batch = element_ids[start : start + _IN_BATCH]
        query = sa.select(elements).where(
            elements.c.project_id == project_id, elements.c.id.in_(batch)
        )
        for element in many(connection, Element, query.order_by(elements.c.document_id)):
            known = found.get(element.id)
            if known is None or known.document_id != document_id:
                found[element.id] = element
    return sorted(found.values(), key=lambda element: (element.document_id, element.seq))


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
    doubtful: bool = False,
    flags: Sequence[str] = (),
) -> tuple[list[Element], int]:
    """Elements in reading order, and how many there are; `unread` keeps places not read, `doubtful`
    those with a word that was recognised with doubt, `flags` those with one of these."""
    chosen = sa.select(elements).where(
        elements.c.project_id == project_id, elements.c.document_id == document_id
    )
    if kinds:
        chosen = chosen.where(elements.c.kind.in_(kinds))
    if unread:
        chosen = chosen.where(unread_places())
    if doubtful:
        chosen = chosen.where(sa.cast(elements.c.recognition, sa.Text).contains("[["))
    if flags:
        written = sa.cast(elements.c.flags, sa.Text)
        chosen = chosen.where(sa.or_(*(written.contains(f'"{flag}"') for flag in flags)))
    part = chosen.order_by(elements.c.seq).limit(limit).offset(offset)
    return many(connection, Element, part), count(connection, chosen)


def place(connection: sa.Connection, project_id: str, document_id: str, element_id: str) -> int:
    """How many elements of a document stand before one of them; 0 where it has none such."""
    e = elements.c
    seq = sa.select(e.seq).where(
        e.project_id == project_id, e.document_id == document_id, e.id == element_id
    )
    query = sa.select(sa.func.count()).where(
        e.project_id == project_id, e.document_id == document_id, e.seq < seq.scalar_subquery()
    )
    return int(connection.execute(query).scalar_one())


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
