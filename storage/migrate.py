"""Bring a database to the schema of this release: at start, by one process, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from filelock import FileLock

from storage.database import Database
from storage.migrations import HEAD, KNOWN
from workbench.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config

_ADVISORY_LOCK = 0x77_6F_72_6B


def ensure_schema(db: Database, backup_dir: Path) -> None:
    """Migrate `db` to HEAD where it is older; an SQLite file with content is copied first.

    Raises UserError where the database is of a newer release, or cannot be opened at all.
    """
    try:
        if current_revision(db) == HEAD:
            return
        with _one_process(db):
            revision = current_revision(db)
            if revision == HEAD:
                return
            if revision is not None and db.path is not None:
                copy_sqlite(db.path, backup_dir / f"before-{HEAD}-{_stamp()}.sqlite")
            upgrade(db)
    except (sa.exc.OperationalError, sa.exc.DatabaseError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise UserError(
            "error.database_unusable", where=db.url.render_as_string(), reason=reason
        ) from error


def current_revision(db: Database) -> str | None:
    """The revision a database is at; None for an empty one. Raises UserError for a newer one."""
    with db.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in KNOWN:
        raise UserError("error.database_newer", found=revision, known=HEAD)
    return revision


def upgrade(db: Database, revision: str = HEAD) -> None:
    from alembic import command

    with db.write() as connection:
        command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use (SQLite's own backup)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@contextmanager
def _one_process(db: Database) -> Iterator[None]:
    if db.path is not None:
        with FileLock(f"{db.path}.migrate.lock", timeout=120):
            yield
        return
    with db.engine.connect() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(_ADVISORY_LOCK)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_ADVISORY_LOCK)))


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
