"""Systems: what answers questions."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import insert_new, many, one
from storage.schema import systems
from workbench.records import System


def add(connection: sa.Connection, system: System) -> bool:
    """Once per id and per name; False where there is one."""
    return insert_new(connection, systems, [system]) == 1


def get(connection: sa.Connection, project_id: str, system_id: str) -> System | None:
    query = sa.select(systems).where(systems.c.project_id == project_id, systems.c.id == system_id)
    return one(connection, System, query)


def by_name(connection: sa.Connection, project_id: str, name: str) -> System | None:
    query = sa.select(systems).where(systems.c.project_id == project_id, systems.c.name == name)
    return one(connection, System, query)


def every(connection: sa.Connection, project_id: str) -> list[System]:
    """Oldest first."""
    query = sa.select(systems).where(systems.c.project_id == project_id).order_by(systems.c.id)
    return many(connection, System, query)
