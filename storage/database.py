"""The data database: one engine, one write lock, short units of work.

SQLite (default) and PostgreSQL run the same code. On SQLite every write is a short
`BEGIN IMMEDIATE` behind a thread lock and an inter-process lock file, because SQLite's own busy
handler is unfair: beside a busy worker a web request waited up to seven seconds for it and
milliseconds for the lock file.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from filelock import FileLock, Timeout
from pydantic import BaseModel
from pydantic_core import from_json, to_json
from sqlalchemy.pool import QueuePool

from workbench.errors import UserError

R = TypeVar("R", bound=BaseModel)

MAX_ROWS_PER_TRANSACTION = 1000
"""No transaction writes more; longer work is cut into several."""

_SQLITE_PRAGMAS = (
    "busy_timeout=10000",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-32000",
    "journal_size_limit=67108864",
)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Timestamps go in and come out aware, in UTC, on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One per process. `read()` sees a consistent snapshot; `write()` commits or leaves nothing."""

    def __init__(self, url: str, lock_timeout_s: float = 30.0) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._thread_lock = threading.Lock()
        self._lock_timeout_s = lock_timeout_s
        self._lock_file: FileLock | None = None
        if self.is_sqlite:
            path = Path(self.url.database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock_file = FileLock(f"{path}.lock", thread_local=False, poll_interval=0.002)
            self.path: Path | None = path
        else:
            self.path = None
        self.engine = self._create_engine()

    def _create_engine(self) -> sa.Engine:
        options: dict[str, Any] = {
            "json_serializer": lambda value: to_json(value).decode(),
            "json_deserializer": from_json,
        }
        if not self.is_sqlite:
            return sa.create_engine(
                self.url, poolclass=QueuePool, pool_size=8, pool_pre_ping=True, **options
            )
        engine = sa.create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=32,
            connect_args={"check_same_thread": False, "timeout": 10},
            **options,
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A unit of work. Keep it short: no file, no network, no rendering inside."""
        if self._lock_file is None:
            with self.engine.begin() as connection:
                yield connection
            return
        if not self._thread_lock.acquire(timeout=self._lock_timeout_s):
            raise UserError("error.database_busy")
        try:
            try:
                self._lock_file.acquire(timeout=self._lock_timeout_s)
            except Timeout:
                raise UserError("error.database_busy") from None
            try:
                with self.engine.connect() as connection:
                    connection.execution_options(workbench_write=True)
                    with connection.begin():
                        yield connection
            finally:
                self._lock_file.release()
        finally:
            self._thread_lock.release()

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Kept in the file; changing it is refused at once, whatever the busy timeout, while another
    process looks at a new file, so it is tried again."""
    deadline = time.monotonic() + 10
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("workbench_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def to_row(record: BaseModel) -> dict[str, Any]:
    """A record as a row: columns are named like fields; nested records become JSON."""
    return {name: _plain(getattr(record, name)) for name in type(record).model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def insert(connection: sa.Connection, table: sa.Table, records: list[Any] | BaseModel) -> None:
    rows = [to_row(record) for record in (records if isinstance(records, list) else [records])]
    if rows:
        connection.execute(sa.insert(table), rows)


def insert_new(connection: sa.Connection, table: sa.Table, records: list[Any]) -> int:
    """Insert those whose unique keys are not there yet; returns how many were new."""
    if not records:
        return 0
    statement = _insert_or_skip(table, connection.dialect.name)
    return len(connection.execute(statement, [to_row(record) for record in records]).all())


@cache
def _insert_or_skip(table: sa.Table, backend: str) -> sa.Executable:
    """Built once: building it takes longer than running it."""
    from sqlalchemy.dialects import postgresql, sqlite

    dialect_insert = sqlite.insert if backend == "sqlite" else postgresql.insert
    key = next(iter(table.primary_key.columns))
    return dialect_insert(table).on_conflict_do_nothing().returning(key)


def one(connection: sa.Connection, record_type: type[R], query: sa.Select[Any]) -> R | None:
    row = connection.execute(query).mappings().first()
    return None if row is None else record_type.model_validate(dict(row))


def many(connection: sa.Connection, record_type: type[R], query: sa.Select[Any]) -> list[R]:
    return [record_type.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def count(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    )


__all__ = [
    "MAX_ROWS_PER_TRANSACTION",
    "Database",
    "UtcDateTime",
    "count",
    "insert",
    "insert_new",
    "many",
    "one",
    "to_row",
]
