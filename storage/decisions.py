"""Decisions: append-only, each on one revision; what was undone is told from a later row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert, many, one
from workbench.records import Decision


def add(connection: sa.Connection, decisions: list[Decision]) -> None:
    insert(connection, s.decisions, decisions)


def by_key(connection: sa.Connection, key: str) -> Decision | None:
    return one(connection, Decision, sa.select(s.decisions).where(s.decisions.c.key == key))


def by_name(connection: sa.Connection, project_id: str, name: str) -> Decision | None:
    """By its id or by the key that its client made."""
    query = sa.select(s.decisions).where(
        s.decisions.c.project_id == project_id,
        sa.or_(s.decisions.c.id == name, s.decisions.c.key == name),
    )
    return one(connection, Decision, query)


def of_examples(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> dict[str, list[Decision]]:
    """Oldest first, for each of `example_ids`."""
    # The project is looked at here: in the query SQLite would walk all of its decisions.
    query = sa.select(s.decisions).where(s.decisions.c.example_id.in_(example_ids))
    found: dict[str, list[Decision]] = {example_id: [] for example_id in example_ids}
    for decision in sorted(many(connection, Decision, query), key=lambda d: (d.at, d.id)):
        if decision.project_id == project_id:
            found[decision.example_id].append(decision)
    return found


def _standing(project_id: str) -> sa.ColumnElement[bool]:
    """That a decision of the project is no undo, and was not undone."""
    undo = s.decisions.alias("undo")
    undone = sa.exists().where(
        undo.c.example_id == s.decisions.c.example_id, undo.c.undoes == s.decisions.c.id
    )
    mine = s.decisions.c.project_id == project_id
    return sa.and_(mine, s.decisions.c.action != "undo", ~undone)


def latest_of(connection: sa.Connection, project_id: str, reviewer: str) -> Decision | None:
    """The newest decision of `reviewer` that can still be taken back."""
    query = (
        sa.select(s.decisions)
        .where(_standing(project_id), s.decisions.c.reviewer == reviewer)
        .order_by(s.decisions.c.at.desc(), s.decisions.c.id.desc())
        .limit(1)
    )
    return one(connection, Decision, query)


def standing_of_bulk(
    connection: sa.Connection, project_id: str, bulk_id: str, limit: int
) -> list[Decision]:
    """Decisions of one bulk act that were not taken back yet."""
    query = (
        sa.select(s.decisions)
        .where(_standing(project_id), s.decisions.c.bulk_id == bulk_id)
        .order_by(s.decisions.c.id)
        .limit(limit)
    )
    return many(connection, Decision, query)


def times_of(
    connection: sa.Connection, project_id: str, reviewer: str, limit: int
) -> list[datetime]:
    """When this reviewer decided one by one, newest first; bulk acts and undoing are no pace."""
    query = (
        sa.select(s.decisions.c.at)
        .where(
            s.decisions.c.project_id == project_id,
            s.decisions.c.reviewer == reviewer,
            s.decisions.c.bulk_id.is_(None),
            s.decisions.c.action != "undo",
        )
        .order_by(s.decisions.c.at.desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def counts_since(
    connection: sa.Connection, project_id: str, reviewer: str, since: datetime
) -> dict[str, int]:
    """How many of each action stand, made by `reviewer` since then."""
    rows = connection.execute(
        sa.select(s.decisions.c.action, sa.func.count())
        .where(
            _standing(project_id),
            s.decisions.c.reviewer == reviewer,
            s.decisions.c.at >= since,
        )
        .group_by(s.decisions.c.action)
    )
    return {str(action): int(number) for action, number in rows}


def page(
    connection: sa.Connection,
    project_id: str,
    *,
    reviewer: str | None,
    action: str | None,
    limit: int,
    offset: int,
) -> tuple[list[Decision], int]:
    """Newest first, and how many there are."""
    query = sa.select(s.decisions).where(s.decisions.c.project_id == project_id)
    if reviewer:
        query = query.where(s.decisions.c.reviewer == reviewer)
    if action:
        query = query.where(s.decisions.c.action == action)
    total = sa.select(sa.func.count()).select_from(query.subquery())
    newest = query.order_by(s.decisions.c.id.desc()).limit(limit).offset(offset)
    return many(connection, Decision, newest), int(connection.execute(total).scalar_one())
