"""Dataset versions, and the approved examples, links, findings and decisions they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import R, count, insert, many, one
from workbench.records import (
    Chunk,
    DatasetVersion,
    Decision,
    Document,
    Example,
    ExampleRevision,
    Finding,
    FindingKind,
)

LINKING: tuple[FindingKind, ...] = ("duplicate", "contradiction")
"""Findings that name a second example which says, or asks, the same."""
SAYS_THE_SAME = 0.92
"""Duplicates from this score on say the same (workbench.clean.pairs.SCORES)."""

_IN_BATCH = 500
"""Ids in one IN list; SQLite allows 32,766 variables, older builds 999."""


def add(connection: sa.Connection, version: DatasetVersion) -> DatasetVersion:
    """Insert with the project's next number, whatever number it came with; once per id.

    Safe against a race: SQLite writes one at a time, on PostgreSQL the project's row is locked.
    """
    existing = get(connection, version.project_id, version.id)
    if existing is not None:
        return existing
    project = sa.select(s.projects.c.id).where(s.projects.c.id == version.project_id)
    connection.execute(project.with_for_update()).one()
    t = s.dataset_versions
    newest = sa.select(sa.func.max(t.c.number)).where(t.c.project_id == version.project_id)
    number = (connection.execute(newest).scalar_one() or 0) + 1
    numbered = version.model_copy(update={"number": number})
    insert(connection, t, numbered)
    return numbered


def get(connection: sa.Connection, project_id: str, version_id: str) -> DatasetVersion | None:
    t = s.dataset_versions
    query = sa.select(t).where(t.c.project_id == project_id, t.c.id == version_id)
    return one(connection, DatasetVersion, query)


def by_number(connection: sa.Connection, project_id: str, number: int) -> DatasetVersion | None:
    t = s.dataset_versions
    query = sa.select(t).where(t.c.project_id == project_id, t.c.number == number)
    return one(connection, DatasetVersion, query)


def page(
    connection: sa.Connection, project_id: str, limit: int, offset: int
) -> tuple[list[DatasetVersion], int]:
    """Newest first."""
    t = s.dataset_versions
    query = sa.select(t).where(t.c.project_id == project_id)
    newest = query.order_by(t.c.number.desc()).limit(limit).offset(offset)
    return many(connection, DatasetVersion, newest), count(connection, query)


def not_approved(connection: sa.Connection, project_id: str) -> dict[str, int]:
    """How many examples have each status other than approved."""
    t = s.examples
    query = (
        sa.select(t.c.status, sa.func.count())
        .where(t.c.project_id == project_id, t.c.status != "approved")
        .group_by(t.c.status)
    )
    return {str(status): int(number) for status, number in connection.execute(query)}


def approved(connection: sa.Connection, project_id: str, record_type: type[R]) -> list[R]:
    """Approved examples in the order of their ids, without their words.

    `record_type` has fields named like the columns here: example_id, revision_id, parent_id,
    chunk_id, category, style, stale, document_id, document, media_type, level, section_path.
    """
    e, c, d = s.examples, s.chunks, s.documents
    columns: list[sa.ColumnElement[Any]] = [
        e.c.id.label("example_id"),
        e.c.revision_id,
        e.c.parent_id,
        e.c.chunk_id,
        e.c.category,
        e.c.style,
        e.c.stale,
        d.c.id.label("document_id"),
        d.c.name.label("document"),
        d.c.media_type,
        d.c.level,
        c.c.section_path,
    ]
    document_id = sa.func.coalesce(e.c.document_id, c.c.document_id)
    query = (
        sa.select(*columns)
        .select_from(e.outerjoin(c, c.c.id == e.c.chunk_id).outerjoin(d, d.c.id == document_id))
        .where(e.c.project_id == project_id, e.c.status == "approved")
        .order_by(e.c.id)
    )
    return many(connection, record_type, query)


def approved_texts(connection: sa.Connection, project_id: str) -> Iterator[tuple[str, str, str]]:
    """(example, question, answer) as approved examples stand now, in the order of their ids."""
    e, r = s.examples, s.example_revisions
    query = (
        sa.select(e.c.id, r.c.question, r.c.answer)
        .join(r, r.c.id == e.c.revision_id)
        .where(e.c.project_id == project_id, e.c.status == "approved")
        .order_by(e.c.id)
    )
    for example_id, question, answer in connection.execute(query):
        yield str(example_id), str(question), str(answer)


def decisions(connection: sa.Connection, project_id: str) -> list[Decision]:
    """All decisions on approved examples, oldest first."""
    d, e = s.decisions, s.examples
    query = (
        sa.select(d)
        .join(e, e.c.id == d.c.example_id)
        .where(d.c.project_id == project_id, e.c.status == "approved")
        .order_by(d.c.at, d.c.id)
    )
    return many(connection, Decision, query)


def links(connection: sa.Connection, project_id: str) -> list[tuple[str, str]]:
    """Pairs of examples that must share a split: duplicates not dismissed, those that say the same
    even where a person keeps both, parents and children."""
    f, e = s.findings, s.examples
    found = sa.select(f.c.subject_id, f.c.other_id).where(
        f.c.project_id == project_id,
        f.c.subject_kind == "example",
        f.c.kind.in_(LINKING),
        sa.or_(f.c.state != "dismissed", f.c.score >= SAYS_THE_SAME),
        f.c.other_id.is_not(None),
    )
    parents = sa.select(e.c.id, e.c.parent_id).where(
        e.c.project_id == project_id, e.c.parent_id.is_not(None)
    )
    rows = [*connection.execute(found), *connection.execute(parents)]
    return [(str(one_id), str(other_id)) for one_id, other_id in rows]


def accepted_duplicates(connection: sa.Connection, project_id: str) -> set[str]:
    """Examples that a person confirmed to repeat another one, unchanged since. Where that other
    one is not approved, nothing else says it: the example stays."""
    f, e, kept = s.findings, s.examples, s.examples.alias("kept")
    query = (
        sa.select(f.c.subject_id)
        .join(e, sa.and_(e.c.id == f.c.subject_id, e.c.revision_id == f.c.revision_id))
        .join(kept, sa.and_(kept.c.id == f.c.other_id, kept.c.status == "approved"))
        .where(
            f.c.project_id == project_id,
            f.c.subject_kind == "example",
            f.c.kind == "duplicate",
            f.c.state == "accepted",
        )
    )
    return {str(found) for found in connection.execute(query).scalars()}


def pii_findings(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> list[Finding]:
    f = s.findings
    found: list[Finding] = []
    for start in range(0, len(example_ids), _IN_BATCH):
        query = sa.select(f).where(
            f.c.project_id == project_id,
            f.c.kind == "pii",
            f.c.subject_kind == "example",
            f.c.subject_id.in_(example_ids[start : start + _IN_BATCH]),
        )
        found += many(connection, Finding, query.order_by(f.c.id))
    return found


def open_on(connection: sa.Connection, project_id: str, kind: FindingKind) -> list[tuple[str, str]]:
    """(finding, revision) of findings on examples that nobody has decided, oldest first."""
    f = s.findings
    query = (
        sa.select(f.c.id, f.c.revision_id)
        .where(
            f.c.project_id == project_id,
            f.c.kind == kind,
            f.c.subject_kind == "example",
            f.c.state == "open",
            f.c.revision_id.is_not(None),
        )
        .order_by(f.c.id)
    )
    return [(str(found), str(revision)) for found, revision in connection.execute(query)]


def findings_on(
    connection: sa.Connection, project_id: str, revision_ids: set[str]
) -> Counter[tuple[str, str]]:
    """How many findings of each (kind, state) there are on these revisions."""
    f = s.findings
    query = sa.select(f.c.kind, f.c.state, f.c.revision_id).where(
        f.c.project_id == project_id, f.c.subject_kind == "example"
    )
    found = connection.execute(query)
    return Counter((str(kind), str(state)) for kind, state, on in found if on in revision_ids)


def by_ids(
    connection: sa.Connection, table: sa.Table, record_type: type[R], project_id: str, ids: set[str]
) -> dict[str, R]:
    """Records of one project by id; unknown ids are left out."""
    found: dict[str, R] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IN_BATCH):
        query = sa.select(table).where(
            table.c.project_id == project_id,
            table.c.id.in_(ordered[start : start + _IN_BATCH]),
        )
        for record in many(connection, record_type, query):
            found[str(getattr(record, "id"))] = record  # noqa: B009
    return found


def revisions(
    connection: sa.Connection, project_id: str, ids: set[str]
) -> dict[str, ExampleRevision]:
    return by_ids(connection, s.example_revisions, ExampleRevision, project_id, ids)


def chunks(connection: sa.Connection, project_id: str, ids: set[str]) -> dict[str, Chunk]:
    return by_ids(connection, s.chunks, Chunk, project_id, ids)


def examples(connection: sa.Connection, project_id: str, ids: set[str]) -> dict[str, Example]:
    return by_ids(connection, s.examples, Example, project_id, ids)


def documents(connection: sa.Connection, project_id: str, ids: set[str]) -> dict[str, Document]:
    return by_ids(connection, s.documents, Document, project_id, ids)


def set_job_result(connection: sa.Connection, job_id: str, result: dict[str, Any]) -> None:
    """What a job made, in the transaction that makes it."""
    connection.execute(sa.update(s.jobs).where(s.jobs.c.id == job_id).values(result=result))
