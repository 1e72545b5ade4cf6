"""The examples of a project as they are counted: one pass, and what tells that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from storage import schema as s

_BATCH = 5000
Counted = tuple[str, str, str, str, bool, str, str, str]
"""status, category, style, origin, answerable, name of the document, question, answer."""


def state(connection: sa.Connection, project_id: str) -> tuple[object, ...]:
    """Equal while no example, revision or decision came, and no status changed."""
    e, r, d = s.examples.c, s.example_revisions.c, s.decisions.c
    statuses = (
        sa.select(e.status, sa.func.count(), sa.func.max(e.revision_id))
        .where(e.project_id == project_id)
        .group_by(e.status)
        .order_by(e.status)
    )
    newest = sa.select(
        sa.select(sa.func.max(r.id)).where(r.project_id == project_id).scalar_subquery(),
        sa.select(sa.func.max(d.id)).where(d.project_id == project_id).scalar_subquery(),
    )
    found = tuple(tuple(row) for row in connection.execute(statuses))
    return (*found, tuple(connection.execute(newest).one()))


def rows(connection: sa.Connection, project_id: str) -> Iterator[Counted]:
    """Every example with its newest words, by id."""
    e, r, d = s.examples.c, s.example_revisions.c, s.documents.c
    query = (
        sa.select(
            e.id, e.status, e.category, e.style, e.origin, e.answerable,
            sa.func.coalesce(d.name, ""), r.question, r.answer,
        )
        .join(s.example_revisions, r.id == e.revision_id)
        .join(s.documents, d.id == e.document_id, isouter=True)
        .where(e.project_id == project_id)
        .order_by(e.id)
        .limit(_BATCH)
    )  # fmt: skip
    after = ""
    while True:
        batch = connection.execute(query.where(e.id > after)).all()
        for row in batch:
            yield (row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7], row[8])
        if len(batch) < _BATCH:
            return
        after = batch[-1][0]
