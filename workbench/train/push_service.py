"""Tuned model → repository on a hub, with a card that names its dataset version, in a job."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage import pushes as store
from storage import runs as run_store
from storage import versions as version_store
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.export.hub_request import MODEL_FILES, HubFile, check_repo_id, push_event
from workbench.export.pushing import Pushed, Subject, admitted, carry_out, hub_for
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.records import Job, JobItem, Push, TrainingRun
from workbench.train.card import CARD, with_dataset
from workbench.train.run_folder import COMPLETE
from workbench.train.service import run, version_of
from workbench.workspace import Workspace

KIND = "push_model"


def start_push(
    ws: Workspace, actor: Actor, project_id: str, run_id: str, repo_id: str, public: bool = False
) -> Job:
    """Push the model of a run that is done to the hub of the settings, in a job.

    A model can say what it was trained on, so it has the level of its dataset version: raises
    ConfidentialityBlocked where that does not allow the hub, or a public repository.
    """
    require(actor, "train")
    found = run(ws, actor, project_id, run_id)
    _refuse_unfinished(found)
    repo_id = check_repo_id(repo_id)
    level = version_of(ws, project_id, found.version_id).level
    hub = admitted(ws, project_id, actor.name, level, public)
    parameters = {
        "run_id": found.id,
        "repo_id": repo_id,
        "public": public,
        "endpoint": hub.endpoint,
    }
    return enqueue(ws, actor, project_id, KIND, parameters)


def pushes(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> list[Push]:
    """Where the model of a run was pushed, newest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        return store.of(connection, project_id, run_id)


def _refuse_unfinished(found: TrainingRun) -> None:
    if found.state != "done":
        raise UserError("error.run_not_done", number=found.number)


def _push(ws: Workspace, job: Job, run_id: str) -> Pushed:
    with ws.db.read() as connection:
        found = run_store.get(connection, job.project_id, run_id)
    if found is None:
        raise NotFound("error.run_unknown", id=run_id)
    _refuse_unfinished(found)
    version = version_of(ws, job.project_id, found.version_id)
    hub = hub_for(ws, job, version.level)
    dataset = _dataset_at(ws, found, hub.endpoint, str(job.parameters["repo_id"]))
    subject = Subject(
        kind="run",
        id=found.id,
        level=version.level,
        tag=f"run-{found.number}",
        title=f"Training run {found.number} ({found.id})",
        owned=MODEL_FILES,
        files=_files(ws, found, dataset),
    )
    return carry_out(ws, job, hub, subject)


def _dataset_at(ws: Workspace, found: TrainingRun, endpoint: str, repo_id: str) -> Push | None:
    """Where on the same hub its dataset version is: the first push of it there. One that came
    after this model's own is left out, so that pushing the model again makes the same card."""
    with ws.db.read() as connection:
        own = store.of(connection, found.project_id, found.id)
        known = store.of(connection, found.project_id, found.version_id)
    before = [p.created_at for p in own if (p.endpoint, p.repo_id) == (endpoint, repo_id)]
    return next(
        (
            push
            for push in reversed(known)
            if push.endpoint == endpoint and (not before or push.created_at <= min(before))
        ),
        None,
    )


def _files(ws: Workspace, found: TrainingRun, dataset: Push | None) -> list[HubFile]:
    """The model folder without its marker; from the store, wherever it was trained."""
    files: list[HubFile] = []
    for file in found.files:
        if file.path == COMPLETE:
            continue
        if file.path == CARD:
            text = ws.files.read(file.sha256).decode("utf-8")
            if dataset is not None:
                text = with_dataset(text, dataset.repo_id, dataset.tag)
            files.append(HubFile(path=CARD, text=text))
            continue
        source = str(ws.files.local_path(file.sha256).absolute())
        files.append(HubFile(path=file.path, sha256=file.sha256, source=source))
    return files


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
        plan=lambda _ws, job: [str(job.parameters["run_id"])],
        run=_run_push,
        save=_save_push,
        finish=_finish_push,
        permission="train",
    ),
)
