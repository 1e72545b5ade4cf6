"""Dataset version → repository on a hub: one commit, one tag, in a job; and where it went."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage import pushes as store
from storage import versions as version_store
from workbench.access import Actor, require
from workbench.errors import NotFound
from workbench.export.formats.hf import PATTERN
from workbench.export.hub_request import DATASET_FILES, HubFile, check_repo_id, push_event
from workbench.export.pushing import Pushed, Subject, admitted, carry_out, hub_for
from workbench.export.service import card, refuse_damaged, version
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.records import DatasetVersion, Job, JobItem, Push
from workbench.workspace import Workspace

KIND = "push"


def start_push(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    version_id: str,
    repo_id: str,
    public: bool = False,
) -> Job:
    """Push a version to the hub of the settings, in a job. Pushing the same again changes nothing.

    Raises ConfidentialityBlocked where the version's level does not allow that hub, or a public
    repository.
    """
    require(actor, "export")
    found = version(ws, actor, project_id, version_id)
    repo_id = check_repo_id(repo_id)
    hub = admitted(ws, project_id, actor.name, found.level, public)
    parameters = {
        "version_id": found.id,
        "repo_id": repo_id,
        "public": public,
        "endpoint": hub.endpoint,
    }
    return enqueue(ws, actor, project_id, KIND, parameters)


def pushes(ws: Workspace, actor: Actor, project_id: str, version_id: str) -> list[Push]:
    """Where a version was pushed, newest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        return store.of(connection, project_id, version_id)


def _push(ws: Workspace, job: Job, version_id: str) -> Pushed:
    with ws.db.read() as connection:
        found = version_store.get(connection, job.project_id, version_id)
    if found is None:
        raise NotFound("error.version_unknown", id=version_id)
    hub = hub_for(ws, job, found.level)
    refuse_damaged(ws, found)
    subject = Subject(
        kind="version",
        id=found.id,
        level=found.level,
        tag=f"v{found.number}",
        title=f"Version {found.number} ({found.id})",
        owned=DATASET_FILES,
        files=_files(ws, found),
    )
    return carry_out(ws, job, hub, subject)


def _files(ws: Workspace, found: DatasetVersion) -> list[HubFile]:
    """The folder that the format `hf` writes, without writing it: the stored files go as they
    are."""
    data = [
        HubFile(
            path=PATTERN.format(split=file.split),
            sha256=file.sha256,
            source=str(ws.files.local_path(file.sha256).absolute()),
        )
        for file in found.files
    ]
    return [HubFile(path="README.md", text=card(ws, found)), *data]


async def _run_push(ws: Workspace, job: Job, item: JobItem) -> Pushed:
    return await asyncio.to_thread(_push, ws, job, item.key)


def _save_push(
    connection: sa.Connection, _ws: Workspace, job: Job, _item: JobItem, made: Pushed
) -> None:
    if store.add(connection, made.push):
        audit.record(connection, push_event(made.push, made.files))
    version_store.set_job_result(connection, job.id, made.as_result())


def _finish_push(_ws: Workspace, ended: Job) -> dict[str, Any]:
    return ended.result


JOB_KINDS.add(
    KIND,
    JobKind(
        name=KIND,
        plan=lambda _ws, job: [str(job.parameters["version_id"])],
        run=_run_push,
        save=_save_push,
        finish=_finish_push,
        permission="export",
    ),
)
