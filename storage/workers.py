"""Worker slots and their heartbeats."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.database import insert, many, one
from storage.schema import workers
from workbench.records import Worker


def every(connection: sa.Connection) -> list[Worker]:
    return many(connection, Worker, sa.select(workers).order_by(workers.c.id))


def get(connection: sa.Connection, worker_id: str) -> Worker | None:
    return one(connection, Worker, sa.select(workers).where(workers.c.id == worker_id))


def take(connection: sa.Connection, worker: Worker) -> None:
    """Take the slot's row over from whoever had it."""
    remove(connection, worker.id)
    insert(connection, workers, worker)


def beat(connection: sa.Connection, worker_id: str, pid: int, at: datetime) -> bool:
    """A sign of life; False where the slot is no longer that process's."""
    statement = sa.update(workers).where(workers.c.id == worker_id, workers.c.pid == pid)
    return bool(connection.execute(statement.values(heartbeat_at=at)).rowcount)


def remove(connection: sa.Connection, worker_id: str, pid: int | None = None) -> None:
    """With `pid`: only where the slot is still that process's."""
    statement = sa.delete(workers).where(workers.c.id == worker_id)
    connection.execute(statement if pid is None else statement.where(workers.c.pid == pid))
