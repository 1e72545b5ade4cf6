"""Model endpoints. They belong to the installation, not to a project."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import insert, many, one, to_row
from storage.schema import endpoints
from workbench.records import Endpoint


def every(connection: sa.Connection) -> list[Endpoint]:
    return many(connection, Endpoint, sa.select(endpoints).order_by(endpoints.c.name))


def get(connection: sa.Connection, endpoint_id: str) -> Endpoint | None:
    return one(connection, Endpoint, sa.select(endpoints).where(endpoints.c.id == endpoint_id))


def named(connection: sa.Connection, name: str) -> Endpoint | None:
    return one(connection, Endpoint, sa.select(endpoints).where(endpoints.c.name == name))


def put(connection: sa.Connection, endpoint: Endpoint) -> None:
    """Add it, or change the one with its id."""
    changed = connection.execute(
        sa.update(endpoints).where(endpoints.c.id == endpoint.id).values(**to_row(endpoint))
    )
    if not changed.rowcount:
        insert(connection, endpoints, endpoint)


def remove(connection: sa.Connection, endpoint_id: str) -> None:
    connection.execute(sa.delete(endpoints).where(endpoints.c.id == endpoint_id))
