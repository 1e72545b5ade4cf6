"""All rows of a database as JSON lines, and back: the same file fits SQLite and PostgreSQL.

So a backup is also the way from the one to the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json

from storage import schema
from storage.database import UtcDateTime

LEFT_OUT = frozenset({"sessions", "workers"})
"""Signed-in browsers and living processes: they mean nothing in a copy."""

FILE_COLUMNS = (
    schema.documents.c.sha256,
    schema.pages.c.image_sha256,
    schema.dataset_versions.c.card_sha256,
    schema.dataset_versions.c.decisions_sha256,
)
"""Columns that name a file of the store."""
FILE_LIST_COLUMNS = (schema.dataset_versions.c.files, schema.training_runs.c.files)
"""Columns that hold a list of such names."""

_BLOCK = 1000

TABLES = tuple(table for table in schema.TABLES if table.name not in LEFT_OUT)


def dump(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """One JSON line a row, in the order of the primary key, read as a stream."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=500).execute(query)
    for row in result.mappings():
        yield to_json(dict(row)) + b"\n"


def load(connection: sa.Connection, table: sa.Table, lines: Iterator[bytes]) -> int:
    """Insert rows in blocks; returns how many. The caller's transaction makes it all or nothing."""
    moments = [c.name for c in table.columns if isinstance(c.type, UtcDateTime)]
    written = 0
    while block := list(islice(lines, _BLOCK)):
        connection.execute(sa.insert(table), [_row(line, moments) for line in block])
        written += len(block)
    return written


def is_empty(connection: sa.Connection) -> bool:
    return not any(
        connection.execute(sa.select(sa.exists(sa.select(table)))).scalar_one() for table in TABLES
    )


def problems(connection: sa.Connection) -> list[str]:
    """What the database itself says is broken; nothing on PostgreSQL, which checks as it goes."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in found if line != "ok"] + [
        f"{row[0]} row {row[1]} names a missing {row[2]}" for row in broken
    ]


def referenced_files(connection: sa.Connection) -> set[str]:
    """sha256 of every file that a row names."""
    named: set[str] = set()
    for column in FILE_COLUMNS:
        named.update(v for v in connection.execute(sa.select(column)).scalars() if v)
    for column in FILE_LIST_COLUMNS:
        for files in connection.execute(sa.select(column)).scalars():
            named.update(file["sha256"] for file in files)
    for parameters in connection.execute(sa.select(schema.systems.c.parameters)).scalars():
        if "answers_sha256" in parameters:  # of a system whose answers were imported
            named.add(parameters["answers_sha256"])
    return named


def _row(line: bytes, moments: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = from_json(line)
    for name in moments:
        if row[name] is not None:
            row[name] = datetime.fromisoformat(row[name])
    return row
