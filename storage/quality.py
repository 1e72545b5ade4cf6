"""Limits of quality checks, what they hide, and the scores they are set by."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert, many, to_row
from workbench.records import QUALITY_THRESHOLD, Finding, QualityLimit

_NEVER = 2.0
"""Above every score."""


def counts() -> sa.ColumnElement[bool]:
    """Of `findings`: all but open ones of quality whose score is below the limit of their check, or
    whose check is switched off. What a person decided is never hidden."""
    f, q = s.findings.c, s.quality_limits.c
    least = (
        sa.select(sa.case((q.enabled, q.threshold), else_=_NEVER))
        .where(q.project_id == f.project_id, q.name == f.type)
        .correlate(s.findings)
        .scalar_subquery()
    )
    return sa.or_(
        f.kind != "quality",
        f.state != "open",
        f.score >= sa.func.coalesce(least, QUALITY_THRESHOLD),
    )


def limits(connection: sa.Connection, project_id: str) -> dict[str, QualityLimit]:
    """Those that were ever set, by check."""
    query = sa.select(s.quality_limits).where(s.quality_limits.c.project_id == project_id)
    return {limit.name: limit for limit in many(connection, QualityLimit, query)}


def put(connection: sa.Connection, limit: QualityLimit) -> None:
    """In the place of the one that the check had."""
    q = s.quality_limits.c
    changed = connection.execute(
        sa.update(s.quality_limits)
        .where(q.project_id == limit.project_id, q.name == limit.name)
        .values(**to_row(limit))
    ).rowcount
    if not changed:
        insert(connection, s.quality_limits, limit)


def _of_quality(project_id: str, statuses: Sequence[str]) -> sa.Select[tuple[object, ...]]:
    f, e = s.findings.c, s.examples.c
    return (
        sa.select(s.findings)
        .join(s.examples, sa.and_(e.id == f.subject_id, e.revision_id == f.revision_id))
        .where(f.project_id == project_id, f.kind == "quality", e.status.in_(statuses))
    )


def scores(
    connection: sa.Connection, project_id: str, statuses: Sequence[str]
) -> list[tuple[str, str, float, int]]:
    """(check, state, score, how many), whatever the limits; scores have two decimals."""
    all_of = _of_quality(project_id, statuses).subquery().c
    grouped = (all_of.type, all_of.state, all_of.score)
    query = sa.select(*grouped, sa.func.count()).group_by(*grouped).order_by(*grouped)
    return [(str(t), str(st), float(sc), int(n)) for t, st, sc, n in connection.execute(query)]


def beside(
    connection: sa.Connection,
    project_id: str,
    statuses: Sequence[str],
    name: str,
    threshold: float,
    limit: int,
) -> tuple[list[Finding], list[Finding]]:
    """Open findings of a check next to a threshold: the least sure that it shows, and the surest
    that it hides."""
    f = s.findings.c
    query = _of_quality(project_id, statuses).where(f.type == name, f.state == "open")
    shown = query.where(f.score >= threshold).order_by(f.score, f.id).limit(limit)
    hidden = query.where(f.score < threshold).order_by(f.score.desc(), f.id).limit(limit)
    return many(connection, Finding, shown), many(connection, Finding, hidden)
