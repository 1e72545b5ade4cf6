"""Examples under review: which ones, their revisions, and what stands beside them on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert, many
from workbench.records import (
    Chunk,
    Document,
    Element,
    Example,
    ExampleRevision,
    ExampleStatus,
    Finding,
    Page,
)


def select_examples(
    project_id: str,
    *,
    ids: Sequence[str] | None = None,
    statuses: Sequence[str] = (),
    document_id: str | None = None,
    chunk_id: str | None = None,
    category: str | None = None,
    style: str | None = None,
    origin: str | None = None,
    finding: str | None = None,
    text: str | None = None,
    stale: bool | None = None,
) -> sa.Select[str]:
    """Ids of examples; `finding` is a kind with open findings or `none`, `text` a part of either.

    None and nothing mean any.
    """
    example, revision = s.examples.c, s.example_revisions.c
    query = sa.select(example.id).where(example.project_id == project_id)
    equal = {
        example.document_id: document_id,
        example.chunk_id: chunk_id,
        example.category: category,
        example.style: style,
        example.origin: origin,
    }
    query = query.where(*(column == value for column, value in equal.items() if value))
    if ids is not None:
        query = query.where(example.id.in_(ids))
    if stale is not None:
        query = query.where(example.stale.is_(stale))
    if statuses:
        query = query.where(example.status.in_(statuses))
    if finding:
        is_open = sa.exists().where(
            s.findings.c.subject_id == example.id, s.findings.c.state == "open"
        )
        kind = is_open.where(s.findings.c.kind == finding)
        query = query.where(~is_open if finding == "none" else kind)
    if text:
        query = query.join(s.example_revisions, revision.id == example.revision_id).where(
            sa.or_(
                revision.question.icontains(text, autoescape=True),
                revision.answer.icontains(text, autoescape=True),
            )
        )
    return query


def example_ids(
    connection: sa.Connection, query: sa.Select[str], limit: int, after: str = ""
) -> list[str]:
    """The next `limit` ids of `select_examples` behind `after`, in the order they were made."""
    page = query.where(s.examples.c.id > after).order_by(s.examples.c.id).limit(limit)
    return list(connection.execute(page).scalars())


def examples_page(
    connection: sa.Connection, query: sa.Select[str], limit: int, offset: int
) -> tuple[list[str], int]:
    total = sa.select(sa.func.count()).select_from(query.subquery())
    newest = query.order_by(s.examples.c.id).limit(limit).offset(offset)
    return list(connection.execute(newest).scalars()), int(connection.execute(total).scalar_one())


def values_in_use(connection: sa.Connection, project_id: str, column: str) -> list[str]:
    """The categories, styles or origins that examples of the project have."""
    field = s.examples.c[column]
    query = (
        sa.select(field)
        .where(s.examples.c.project_id == project_id, field != "")
        .distinct()
        .order_by(field)
    )
    return list(connection.execute(query).scalars())


def revisions_of(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> dict[str, list[ExampleRevision]]:
    """Oldest first, for each of `example_ids`."""
    query = (
        sa.select(s.example_revisions)
        .where(s.example_revisions.c.example_id.in_(example_ids))
        .order_by(s.example_revisions.c.number)
    )
    found: dict[str, list[ExampleRevision]] = {example_id: [] for example_id in example_ids}
    for revision in many(connection, ExampleRevision, query):
        if revision.project_id == project_id:
            found[revision.example_id].append(revision)
    return found


def add_revision(connection: sa.Connection, revision: ExampleRevision) -> None:
    insert(connection, s.example_revisions, revision)


def set_status(
    connection: sa.Connection, example_id: str, status: ExampleStatus, revision_id: str
) -> None:
    connection.execute(
        sa.update(s.examples)
        .where(s.examples.c.id == example_id)
        .values(status=status, revision_id=revision_id)
    )


def page_image(
    connection: sa.Connection, project_id: str, document_id: str, number: int
) -> str | None:
    """sha256 of a page's image; None where this project has no such page or image."""
    query = (
        sa.select(s.pages.c.image_sha256)
        .join(s.documents, s.documents.c.id == s.pages.c.document_id)
        .where(
            s.documents.c.project_id == project_id,
            s.pages.c.document_id == document_id,
            s.pages.c.number == number,
        )
    )
    return connection.execute(query).scalar()


@dataclass(frozen=True)
class Material:
    """What stands beside examples: all of it by id."""

    examples: dict[str, Example]
    revisions: dict[str, ExampleRevision]
    """The head revision of each example, by example id."""
    chunks: dict[str, Chunk]
    documents: dict[str, Document]
    elements: dict[tuple[str, str], Element]
    """By document and id: an id may stand in several editions."""
    pages: dict[tuple[str, int], Page]
    findings: dict[str, list[Finding]]
    """Of each example, decided ones too."""


def material(
    connection: sa.Connection,
    project_id: str,
    example_ids: Sequence[str],
    *,
    with_sources: bool = True,
) -> Material:
    """Seven queries however many examples; without sources chunks, elements and pages are empty."""
    e, r, c, d = s.examples, s.example_revisions, s.chunks, s.documents
    # The project is looked at here: in the query SQLite would walk all of its examples.
    named = many(connection, Example, sa.select(e).where(e.c.id.in_(example_ids)))
    examples = [example for example in named if example.project_id == project_id]
    heads = [example.revision_id for example in examples]
    revisions = many(connection, ExampleRevision, sa.select(r).where(r.c.id.in_(heads)))
    document_ids = {x.document_id for x in examples if x.document_id}
    chunk_ids = {x.chunk_id for x in examples if x.chunk_id} if with_sources else set()
    chunks = many(connection, Chunk, sa.select(c).where(c.c.id.in_(chunk_ids)))
    document_ids |= {chunk.document_id for chunk in chunks}
    documents = many(connection, Document, sa.select(d).where(d.c.id.in_(document_ids)))
    element_ids = {element_id for chunk in chunks for element_id in chunk.element_ids}
    elements = many(
        connection,
        Element,
        sa.select(s.elements).where(
            s.elements.c.id.in_(element_ids),
            s.elements.c.document_id.in_({chunk.document_id for chunk in chunks}),
        ),
    )
    pages: list[Page] = []
    if wanted := {(x.document_id, x.page) for x in elements if x.page is not None}:
        their_documents, numbers = (set(part) for part in zip(*wanted, strict=True))
        some = sa.select(s.pages).where(
            s.pages.c.document_id.in_(their_documents), s.pages.c.number.in_(numbers)
        )
        pages = many(connection, Page, some)
    findings: dict[str, list[Finding]] = {example.id: [] for example in examples}
    of_these = sa.select(s.findings).where(
        s.findings.c.subject_kind == "example", s.findings.c.subject_id.in_(list(findings))
    )
    for finding in many(connection, Finding, of_these.order_by(s.findings.c.id)):
        findings[finding.subject_id].append(finding)
    return Material(
        examples={x.id: x for x in examples},
        revisions={x.example_id: x for x in revisions},
        chunks={x.id: x for x in chunks},
        documents={x.id: x for x in documents},
        elements={(x.document_id, x.id): x for x in elements},
        pages={(x.document_id, x.number): x for x in pages},
        findings=findings,
    )
