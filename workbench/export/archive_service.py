"""Writing a version out: to a folder or file on this machine, or in a job as one to download."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage import versions as store
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.export import formats
from workbench.export.archive import file_name, zip_folder
from workbench.export.outcome import Archive
from workbench.export.service import package, refuse_damaged, version
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue, recent_jobs
from workbench.projects import project_of
from workbench.records import DatasetVersion, Job, JobItem
from workbench.workspace import Workspace


def write_version(
    ws: Workspace, actor: Actor, project_id: str, version_id: str, format: str, target: Path
) -> DatasetVersion:
    """Write a version to `target` on this machine. Raises UserError where something is there."""
    require(actor, "export")
    found = version(ws, actor, project_id, version_id)
    refuse_damaged(ws, found)
    formats.write(package(ws, project_of(ws, project_id).name, found), format, target)
    return found


def archive(ws: Workspace, actor: Actor, project_id: str, version_id: str, format: str) -> Job:
    """Write a version as one file to download (a folder becomes a zip), in a job."""
    require(actor, "export")
    formats.FORMATS[format]
    found = version(ws, actor, project_id, version_id)
    parameters = {"version_id": found.id, "format": format}
    return enqueue(ws, actor, project_id, "write", parameters)


def archives(ws: Workspace, actor: Actor, project_id: str, version_id: str) -> list[Archive]:
    """The newest written file of each format that is there: a backup holds none of them."""
    require(actor, "export")
    made = (
        Archive.model_validate(j.result)
        for j in recent_jobs(ws, project_id, limit=100)
        if j.kind == "write" and j.state == "done" and j.parameters["version_id"] == version_id
    )
    newest: dict[str, Archive] = {}
    for found in made:
        if ws.files.has(found.sha256):
            newest.setdefault(found.format, found)
    return list(newest.values())


def archive_path(ws: Workspace, actor: Actor, archive: Archive) -> Path:
    """Where its bytes are; never write to it."""
    require(actor, "export")
    return ws.files.local_path(archive.sha256)


def _write(ws: Workspace, started: Job) -> Archive:
    format_name = str(started.parameters["format"])
    writer = formats.FORMATS[format_name]
    project = project_of(ws, started.project_id)
    with ws.db.read() as connection:
        found = store.get(connection, project.id, str(started.parameters["version_id"]))
    if found is None:
        raise NotFound("error.version_unknown", id=str(started.parameters["version_id"]))
    refuse_damaged(ws, found)
    with tempfile.TemporaryDirectory(dir=ws.scratch()) as folder:
        path = Path(folder) / f"out{writer.suffix}"
        formats.write(package(ws, project.name, found), format_name, path)
        if path.is_dir():
            packed = path.with_suffix(".zip")
            try:
                zip_folder(path, packed, file_name(project.name, found.number, ""))
            except OSError as error:
                raise UserError("error.cannot_store", reason=error.strerror or "?") from error
            path = packed
        return Archive(
            job_id=started.id,
            version_id=found.id,
            format=format_name,
            name=file_name(project.name, found.number, path.suffix),
            sha256=ws.files.put_path(path),
            size=path.stat().st_size,
        )


async def _run_write(ws: Workspace, started: Job, _item: JobItem) -> Archive:
    return await asyncio.to_thread(_write, ws, started)


def _save_archive(
    connection: sa.Connection, _ws: Workspace, started: Job, _item: JobItem, made: Archive
) -> None:
    store.set_job_result(connection, started.id, made.model_dump(mode="json"))


def _finish_write(ws: Workspace, ended: Job) -> dict[str, Any]:
    return ended.result


JOB_KINDS.add(
    "write",
    JobKind(
        name="write",
        plan=lambda _ws, started: [str(started.parameters["version_id"])],
        run=_run_write,
        save=_save_archive,
        finish=_finish_write,
        permission="export",
    ),
)
