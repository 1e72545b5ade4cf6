"""One file that holds a whole installation: every row, every original, every artefact."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from storage import backup as rows
from storage.migrations import HEAD
from workbench.access import Actor, require
from workbench.errors import UserError
from workbench.records import Record
from workbench.workspace import Workspace

FORMAT = "workbench-backup-1"


class BackupReport(Record):
    path: str
    rows: int
    files: int
    size: int
    """Bytes."""


class CheckReport(Record):
    rows: int
    files: int
    problems: tuple[str, ...]
    """Empty where all is well; table names, ids and hashes, never text."""


def backup(ws: Workspace, actor: Actor, target: Path | None = None) -> BackupReport:
    """Write a ZIP of all rows (one consistent snapshot) and all files they name.

    `target` defaults to `backups/` in the data folder, named by time. The file holds what the
    installation holds, project keys and password hashes included: keep it as safe as the data.
    Written beside its place and renamed; raises UserError where it cannot be written.
    """
    require(actor, "administer")
    stamp = ws.clock().strftime("%Y%m%dT%H%M%SZ")
    path = target or ws.settings.data_dir / "backups" / f"workbench-{stamp}.zip"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".backup-")
        os.close(handle)
        part = Path(name)
        try:
            number, files = _write(ws, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_write", name=path.name, reason=reason) from error
    return BackupReport(path=str(path), rows=number, files=files, size=path.stat().st_size)


def list_backups(ws: Workspace, actor: Actor) -> list[Path]:
    """Newest first."""
    require(actor, "administer")
    return sorted((ws.settings.data_dir / "backups").glob("workbench-*.zip"), reverse=True)


def restore(ws: Workspace, actor: Actor, source: Path) -> BackupReport:
    """Fill an empty installation from a backup; every file is compared with its sha256.

    Raises UserError where the installation holds anything, the file is no backup, it is of another
    release's schema, or it is damaged; then no row is written.
    """
    require(actor, "administer")
    with ws.db.read() as connection:
        if not rows.is_empty(connection):
            raise UserError("error.restore_not_empty", where=str(ws.settings.data_dir))
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source)
            bad = archive.testzip()
            if bad is not None:
                raise UserError("error.backup_damaged", name=source.name, part=bad)
            for sha256 in manifest["files"]:
                with archive.open(f"files/{sha256}") as stored:
                    if ws.files.put(stored) != sha256:  # type: ignore[arg-type]
                        raise UserError("error.backup_damaged", name=source.name, part=sha256[:12])
            number = 0
            with ws.db.write() as connection:  # one transaction: nobody else is here yet
                for table in rows.TABLES:
                    with archive.open(f"rows/{table.name}.jsonl") as lines:
                        number += rows.load(connection, table, iter(lines))
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise UserError("error.not_a_backup", name=source.name) from error
    size = source.stat().st_size
    return BackupReport(path=str(source), rows=number, files=len(manifest["files"]), size=size)


def check(ws: Workspace, actor: Actor) -> CheckReport:
    """Compare the database with itself and every named file with its sha256."""
    require(actor, "administer")
    with ws.db.read() as connection:
        found = rows.problems(connection)
        named = sorted(rows.referenced_files(connection))
        number = sum(1 for table in rows.TABLES for _ in rows.dump(connection, table))
    for sha256 in named:
        if not ws.files.has(sha256):
            found.append(f"file {sha256[:12]} is missing")
        elif _digest(ws.files.local_path(sha256)) != sha256:
            found.append(f"file {sha256[:12]} was changed")
    return CheckReport(rows=number, files=len(named), problems=tuple(found))


def _write(ws: Workspace, part: Path) -> tuple[int, int]:
    number = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive, ws.db.read() as snapshot:
        if not ws.db.is_sqlite:
            snapshot = snapshot.execution_options(isolation_level="REPEATABLE READ")
        for table in rows.TABLES:
            with archive.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as out:
                for line in rows.dump(snapshot, table):
                    out.write(line)
                    number += 1
        named = sorted(rows.referenced_files(snapshot))
        present = [sha256 for sha256 in named if ws.files.has(sha256)]
        for sha256 in present:
            archive.write(ws.files.local_path(sha256), f"files/{sha256}")
        manifest = {"format": FORMAT, "revision": HEAD, "rows": number, "files": present}
        archive.writestr("manifest.json", json.dumps(manifest))
    return number, len(present)


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest.get("format") != FORMAT:
        raise UserError("error.not_a_backup", name=source.name)
    if manifest["revision"] != HEAD:
        raise UserError("error.backup_revision", found=manifest["revision"], known=HEAD)
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
