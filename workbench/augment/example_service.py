"""The examples of a project: the list, one with its history, and writing one by hand."""

from __future__ import annotations

from storage import examples as rows
from storage.examples import ExampleRow as ExampleRow
from storage.examples import Source
from workbench.access import Actor, require
from workbench.augment import making
from workbench.augment.pairs import find_quote
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.records import (
    Chunk,
    Document,
    Example,
    ExampleOrigin,
    ExampleRevision,
    ExampleStatus,
    FindingKind,
    Record,
)
from workbench.workspace import Workspace


class ExampleDetail(Record):
    """An example with where it comes from and how it came to its words."""

    example: Example
    revisions: tuple[ExampleRevision, ...]
    """Oldest first."""
    chunk: Chunk | None = None
    document: Document | None = None


def write_example(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    question: str,
    answer: str,
    *,
    chunk_id: str | None = None,
    category: str = "",
    style: str = "",
    evidence_quote: str = "",
    answerable: bool = True,
) -> Example:
    """Raises UserError where words are missing or the evidence does not stand in the chunk, and
    StaleWrite where the project holds the same already."""
    require(actor, "curate")
    question, answer = question.strip(), answer.strip()
    if not question or not answer:
        raise UserError("error.example_empty")
    source = chunk_source(ws, project_id, chunk_id) if chunk_id else None
    evidence = evidence_quote.strip()
    if evidence and source:
        evidence = find_quote(evidence, source.chunk.text) or ""
        if not evidence:
            raise UserError("error.evidence_not_in_chunk")
    example, revision = making.example_of(
        project_id,
        question,
        answer,
        origin="written",
        by=actor.name,
        at=ws.clock(),
        document_id=source.document.id if source else None,
        chunk_id=chunk_id,
        category=category,
        style=style,
        answerable=answerable,
        evidence=evidence,
    )
    with ws.db.write() as connection:
        if not rows.add_new(connection, [(example, revision)]):
            raise StaleWrite("error.example_exists")
    return example


def list_examples(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    *,
    status: ExampleStatus | None = None,
    origin: ExampleOrigin | None = None,
    category: str | None = None,
    document_id: str | None = None,
    chunk_id: str | None = None,
    query: str | None = None,
    finding: FindingKind | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ExampleRow], int]:
    """Newest first, and how many there are in all."""
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.page(
            connection,
            project_id,
            status=status,
            origin=origin,
            category=category,
            document_id=document_id,
            chunk_id=chunk_id,
            text=query,
            finding=finding,
            limit=limit,
            offset=offset,
        )


def example(ws: Workspace, actor: Actor, project_id: str, example_id: str) -> ExampleDetail:
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.get(connection, project_id, example_id)
        if found is None:
            raise NotFound("error.no_such_example", id=example_id)
        revisions = rows.revisions(connection, project_id, example_id)
        source = rows.source(connection, project_id, found.chunk_id) if found.chunk_id else None
    return ExampleDetail(
        example=found,
        revisions=tuple(revisions),
        chunk=source.chunk if source else None,
        document=source.document if source else None,
    )


def example_counts(ws: Workspace, actor: Actor, project_id: str) -> dict[tuple[str, str], int]:
    """(origin, status) -> how many."""
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.counts(connection, project_id)


def documents_with_examples(ws: Workspace, actor: Actor, project_id: str) -> list[Document]:
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.documents_with_examples(connection, project_id)


def example_categories(ws: Workspace, actor: Actor, project_id: str) -> list[str]:
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.categories(connection, project_id)


def chunk_source(ws: Workspace, project_id: str, chunk_id: str) -> Source:
    with ws.db.read() as connection:
        found = rows.source(connection, project_id, chunk_id)
    if found is None:
        raise NotFound("error.chunk_unknown", id=chunk_id)
    return found
