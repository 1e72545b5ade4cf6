"""Examples and their revisions; and the chunks that they are drafted or imported from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import chunks, elements
from storage import schema as s
from storage.database import count, insert, insert_new, many, one
from storage.documents import current
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    Chunk,
    ConfidentialityLevel,
    Document,
    Element,
    Example,
    ExampleOrigin,
    ExampleRevision,
    ExampleStatus,
    FindingKind,
)


@dataclass(frozen=True)
class ExampleRow:
    """An example in a list: its newest words and where it comes from."""

    example: Example
    revision: ExampleRevision
    document_name: str | None
    page: int | None
    open_findings: int


@dataclass(frozen=True)
class Source:
    """A chunk with all that drafting needs."""

    chunk: Chunk
    document: Document
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class LevelCount:
    level: ConfidentialityLevel
    chunks: int
    tokens: int


def add_new(connection: sa.Connection, made: Sequence[tuple[Example, ExampleRevision]]) -> int:
    """Insert those whose content is not in the project yet; returns how many were new."""
    fresh = [
        revision for example, revision in made if insert_new(connection, s.examples, [example])
    ]
    insert(connection, s.example_revisions, fresh)
    return len(fresh)


def get(connection: sa.Connection, project_id: str, example_id: str) -> Example | None:
    e = s.examples.c
    query = sa.select(s.examples).where(e.project_id == project_id, e.id == example_id)
    return one(connection, Example, query)


def revisions(connection: sa.Connection, project_id: str, example_id: str) -> list[ExampleRevision]:
    """Oldest first."""
    r = s.example_revisions.c
    query = sa.select(s.example_revisions).where(
        r.project_id == project_id, r.example_id == example_id
    )
    return many(connection, ExampleRevision, query.order_by(r.number))


def page(
    connection: sa.Connection,
    project_id: str,
    *,
    status: ExampleStatus | None = None,
    origin: ExampleOrigin | None = None,
    category: str | None = None,
    document_id: str | None = None,
    chunk_id: str | None = None,
    text: str | None = None,
    finding: FindingKind | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ExampleRow], int]:
    """Newest first, and how many there are in all; None means any."""
    e, r = s.examples.c, s.example_revisions.c
    joined = s.examples.join(s.example_revisions, r.id == e.revision_id)
    equal = {
        e.status: status,
        e.origin: origin,
        e.category: category,
        e.document_id: document_id,
        e.chunk_id: chunk_id,
    }
    wanted = [e.project_id == project_id]
    wanted += [column == value for column, value in equal.items() if value is not None]
    if text:
        wanted.append(
            sa.or_(
                r.question.icontains(text, autoescape=True),
                r.answer.icontains(text, autoescape=True),
            )
        )
    if finding:
        found = s.findings.c
        wanted.append(
            sa.exists().where(
                found.subject_id == e.id, found.kind == finding, found.state == "open"
            )
        )
    total = count(connection, sa.select(e.id).select_from(joined).where(*wanted))
    ids = sa.select(e.id).select_from(joined).where(*wanted).order_by(e.id.desc())
    newest = list(connection.execute(ids.limit(limit).offset(offset)).scalars())
    return _rows(connection, newest), total


def _rows(connection: sa.Connection, ids: Sequence[str]) -> list[ExampleRow]:
    """In the order of `ids`."""
    e, r = s.examples.c, s.example_revisions.c
    examples = many(connection, Example, sa.select(s.examples).where(e.id.in_(ids)))
    heads = many(
        connection,
        ExampleRevision,
        sa.select(s.example_revisions).where(r.id.in_([x.revision_id for x in examples])),
    )
    by_example = {head.example_id: head for head in heads}
    names = _places(connection, ids)
    found = s.findings.c
    query = (
        sa.select(found.subject_id, sa.func.count())
        .where(found.subject_id.in_(ids), found.state == "open")
        .group_by(found.subject_id)
    )
    open_findings: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    rows = {
        x.id: ExampleRow(
            x, by_example[x.id], *names.get(x.id, (None, None)), open_findings.get(x.id, 0)
        )
        for x in examples
    }
    return [rows[example_id] for example_id in ids]


def _places(
    connection: sa.Connection, ids: Sequence[str]
) -> dict[str, tuple[str | None, int | None]]:
    query = (
        sa.select(s.examples.c.id, s.documents.c.name, s.chunks.c.page)
        .join(s.documents, s.documents.c.id == s.examples.c.document_id, isouter=True)
        .join(s.chunks, s.chunks.c.id == s.examples.c.chunk_id, isouter=True)
        .where(s.examples.c.id.in_(ids))
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def of_document(connection: sa.Connection, project_id: str, document_id: str) -> int:
    """How many examples came from a document."""
    e = s.examples.c
    query = sa.select(e.id).where(e.project_id == project_id, e.document_id == document_id)
    return count(connection, query)


def counts(connection: sa.Connection, project_id: str) -> dict[tuple[str, str], int]:
    """(origin, status) -> how many."""
    e = s.examples.c
    query = (
        sa.select(e.origin, e.status, sa.func.count())
        .where(e.project_id == project_id)
        .group_by(e.origin, e.status)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def categories(connection: sa.Connection, project_id: str) -> list[str]:
    e = s.examples.c
    query = sa.select(e.category).where(e.project_id == project_id, e.category != "")
    return list(connection.execute(query.distinct().order_by(e.category)).scalars())


def documents_with_examples(connection: sa.Connection, project_id: str) -> list[Document]:
    d = s.documents.c
    has_examples = sa.exists().where(s.examples.c.document_id == d.id)
    query = sa.select(s.documents).where(d.project_id == project_id, has_examples)
    return many(connection, Document, query.order_by(d.name))


def _draftable(
    project_id: str, document_ids: Sequence[str], only_uncovered: bool
) -> sa.Select[str]:
    """Ids of chunks of readable documents; `document_ids` empty is all.

    The chunks of sheets are left out: their rows are imported, not drafted from.
    """
    c, d = s.chunks.c, s.documents.c
    query = (
        sa.select(c.id).join(s.documents, d.id == c.document_id).where(chunks.counting(project_id))
    )
    if document_ids:
        query = query.where(c.document_id.in_(document_ids))
    if only_uncovered:
        query = query.where(~sa.exists().where(s.examples.c.chunk_id == c.id))
    e = s.elements.c
    return query.where(~sa.exists().where(e.document_id == d.id, e.kind.in_(("row", "turn"))))


def draftable(
    connection: sa.Connection,
    project_id: str,
    document_ids: Sequence[str] = (),
    only_uncovered: bool = False,
    levels: Collection[ConfidentialityLevel] = CONFIDENTIALITY_LEVELS,
) -> list[str]:
    """Ids of chunks of documents with one of `levels`, in the order of documents and reading."""
    c, d = s.chunks.c, s.documents.c
    query = _draftable(project_id, document_ids, only_uncovered).where(d.level.in_(levels))
    return list(connection.execute(query.order_by(c.document_id, c.seq)).scalars())


def draftable_levels(
    connection: sa.Connection,
    project_id: str,
    document_ids: Sequence[str] = (),
    only_uncovered: bool = False,
) -> list[LevelCount]:
    c, d = s.chunks.c, s.documents.c
    chosen = _draftable(project_id, document_ids, only_uncovered)
    query = (
        sa.select(d.level, sa.func.count(), sa.func.sum(c.tokens))
        .select_from(s.chunks.join(s.documents, d.id == c.document_id))
        .where(c.id.in_(chosen))
        .group_by(d.level)
        .order_by(d.level)
    )
    return [LevelCount(row[0], row[1], int(row[2])) for row in connection.execute(query)]


def source(connection: sa.Connection, project_id: str, chunk_id: str) -> Source | None:
    c = s.chunks.c
    query = sa.select(s.chunks).where(c.project_id == project_id, c.id == chunk_id)
    chunk = one(connection, Chunk, query)
    if chunk is None:
        return None
    document = one(
        connection, Document, sa.select(s.documents).where(s.documents.c.id == chunk.document_id)
    )
    return None if document is None else Source(chunk, document, _elements(connection, [chunk]))


def _elements(connection: sa.Connection, of: Sequence[Chunk]) -> tuple[Element, ...]:
    """In reading order."""
    found = [
        element
        for chunk in of
        for element in elements.by_ids(
            connection, chunk.project_id, chunk.element_ids, chunk.document_id
        )
    ]
    unique = {element.id: element for element in found}
    return tuple(sorted(unique.values(), key=lambda element: element.seq))


def sheets(connection: sa.Connection, project_id: str, document_id: str) -> list[str]:
    """The sheets of a document, in their order; none where it has no sheets."""
    e = s.elements.c
    name = e.locator["sheet"].as_string()
    query = (
        sa.select(name)
        .where(
            e.project_id == project_id,
            e.document_id == document_id,
            e.kind.in_(("row", "turn")),
            name.is_not(None),
        )
        .group_by(name)
        .order_by(sa.func.min(e.seq))
    )
    return list(connection.execute(query).scalars())


def _of_sheet(project_id: str, document_id: str, sheet: str | None) -> sa.ColumnElement[bool]:
    c = s.chunks.c
    found = sa.and_(c.project_id == project_id, c.document_id == document_id, c.retired.is_(False))
    return found if sheet is None else sa.and_(found, c.section_path[0].as_string() == sheet)


def chunk_sizes(
    connection: sa.Connection, project_id: str, document_id: str, sheet: str | None = None
) -> list[int]:
    """How many elements each chunk of one document (or of one sheet of it) has, in order."""
    c = s.chunks.c
    query = sa.select(c.element_ids).where(_of_sheet(project_id, document_id, sheet))
    return [len(ids) for ids in connection.execute(query.order_by(c.seq)).scalars()]


def chunk_block(
    connection: sa.Connection,
    project_id: str,
    document_id: str,
    offset: int,
    limit: int,
    sheet: str | None = None,
) -> tuple[list[Chunk], tuple[Element, ...]]:
    """Chunks of one document (or of one sheet of it) in reading order, with their elements."""
    c = s.chunks.c
    query = (
        sa.select(s.chunks)
        .where(_of_sheet(project_id, document_id, sheet))
        .order_by(c.seq)
        .limit(limit)
        .offset(offset)
    )
    found = many(connection, Chunk, query)
    return found, _elements(connection, found)


def ready_documents(connection: sa.Connection, project_id: str, sheets: bool) -> list[Document]:
    """Readable documents with chunks, newest first; sheets are those that hold rows or turns."""
    d, e = s.documents.c, s.elements.c
    rows = sa.exists().where(e.document_id == d.id, e.kind.in_(("row", "turn")))
    has_chunks = sa.exists().where(s.chunks.c.document_id == d.id, s.chunks.c.retired.is_(False))
    query = sa.select(s.documents).where(
        d.id.in_(current(project_id)), has_chunks, rows if sheets else ~rows
    )
    return many(connection, Document, query.order_by(d.id.desc()))


def made_since(
    connection: sa.Connection,
    project_id: str,
    origin: ExampleOrigin,
    since: datetime,
    *,
    job_id: str | None = None,
    document_id: str | None = None,
) -> int:
    """Examples made from the chunks that are items of a job, or from one document."""
    e = s.examples.c
    query = sa.select(e.id).where(
        e.project_id == project_id, e.origin == origin, e.created_at >= since
    )
    if job_id is not None:
        items = sa.select(s.job_items.c.key).where(s.job_items.c.job_id == job_id)
        query = query.where(e.chunk_id.in_(items))
    if document_id is not None:
        query = query.where(e.document_id == document_id)
    return count(connection, query)


def empty_chunks(
    connection: sa.Connection, project_id: str, job_id: str, since: datetime
) -> tuple[list[str], int]:
    """Of a job's chunks that are done: ids of those that nothing was ever drafted from, in their
    order, and the number of those whose drafted examples are all older than `since`."""
    i, e = s.job_items.c, s.examples.c
    drafted = sa.exists().where(
        e.chunk_id == i.key, e.project_id == project_id, e.origin == "drafted"
    )
    done = sa.select(i.key).where(i.job_id == job_id, i.state == "done")
    never = connection.execute(done.where(~drafted).order_by(i.seq)).scalars().all()
    older = done.where(drafted, ~drafted.where(e.created_at >= since))
    return list(never), count(connection, older)
