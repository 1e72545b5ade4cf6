"""What a service works on: settings, database, files and a clock, opened once per process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from storage.database import Database
from storage.files import FileStore
from storage.migrate import ensure_schema
from workbench.records import utc_now
from workbench.settings import Settings


@dataclass(frozen=True)
class Workspace:
    settings: Settings
    db: Database
    files: FileStore
    clock: Callable[[], datetime] = field(default=utc_now)

    def scratch(self) -> Path:
        """Where files under way go: on the disk that will hold them, not in a small /tmp."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return self.settings.data_dir

    def close(self) -> None:
        self.db.close()


def open_workspace(settings: Settings | None = None) -> Workspace:
    """Open the data folder, migrating its database where needed (one process at a time).

    Raises UserError where the database is of a newer release, or the folder cannot be written.
    """
    settings = settings or Settings()
    db = Database(settings.resolved_database_url)
    ensure_schema(db, backup_dir=settings.data_dir / "backups")
    return Workspace(settings=settings, db=db, files=FileStore(settings.data_dir / "files"))
