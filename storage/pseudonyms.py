"""Pseudonyms of a project: which replacement stands for the value of which digest."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import insert_new, many
from storage.schema import pseudonyms as t
from workbench.records import Pseudonym


def add(connection: sa.Connection, made: Sequence[Pseudonym]) -> int:
    """At most 1,000. One whose value has a pseudonym, or whose replacement is another value's, is
    passed over; returns how many are new."""
    return insert_new(connection, t, list(made))


def every(connection: sa.Connection, project_id: str) -> list[Pseudonym]:
    query = sa.select(t).where(t.c.project_id == project_id).order_by(t.c.id)
    return many(connection, Pseudonym, query)


def stamp(connection: sa.Connection, project_id: str) -> tuple[int, str]:
    """Changes with every new pseudonym."""
    query = sa.select(sa.func.count(), sa.func.max(t.c.id)).where(t.c.project_id == project_id)
    number, newest = connection.execute(query).one()
    return int(number), str(newest or "")
