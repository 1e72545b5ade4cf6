"""Dataset version → training run: what to expect, start, stop, resume."""

from __future__ import annotations

import os

import psutil

from storage import audit
from storage import runs as store
from workbench.access import Actor, require
from workbench.errors import MissingDependency, UserError
from workbench.jobs import enqueue
from workbench.records import AuditEvent, Override, TrainingRun, new_id
from workbench.train import base
from workbench.train.follow_service import KIND
from workbench.train.formatting import data_facts, training_row
from workbench.train.plan import TINY, DataFacts, Estimate, MachineFacts, TrainParams, check
from workbench.train.plan import estimate as estimate_run
from workbench.train.process import this_host
from workbench.train.service import is_installed, rows_of, run, run_folder, version_of
from workbench.workspace import Workspace


def data_of(
    ws: Workspace, actor: Actor, project_id: str, version_id: str, max_length: int
) -> DataFacts:
    """Reads all training rows of the version once; a page keeps the result, versions never
    change."""
    require(actor, "read")
    found = version_of(ws, project_id, version_id)
    rows = (training_row(row) for row in rows_of(ws, found, "train"))
    validation = sum(file.rows for file in found.files if file.split == "validation")
    return data_facts(rows, validation, max_length)


def estimate(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    version_id: str,
    params: TrainParams,
    data: DataFacts | None = None,
) -> Estimate:
    """Steps, memory, time and warnings. Raises UserError for what cannot work: a value out of
    range, a folder that is no model, a version without rows that fit."""
    require(actor, "read")
    check(params)
    data = data or data_of(ws, actor, project_id, version_id, params.max_length)
    return estimate_run(params, data, base.facts(params), _machine(ws))


def _machine(ws: Workspace) -> MachineFacts:
    with ws.db.read() as connection:
        last = store.last_done(connection, this_host())
    speed = None
    if last is not None and {"tokens_per_s", "parameters"} <= last.metrics.keys():
        operations = 4 if last.method == "lora" else 6
        speed = operations * last.metrics["parameters"] * last.metrics["tokens_per_s"]
    memory = int(psutil.virtual_memory().available)
    return MachineFacts(cores=_cores(), free_memory=memory, flops_per_s=speed)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _threads(params: TrainParams) -> int:
    """One a core; one alone for the tiny model: its sums are so small that threads wait for each
    other longer than they add (nine times the tokens with one of two, on cores that others use)."""
    return 1 if params.base_model == TINY else _cores()


def start_run(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    version_id: str,
    params: TrainParams,
    override_reason: str | None = None,
) -> TrainingRun:
    """Start training on a version (id or number), in a job that `TrainingRun.job_id` names.

    The rows are scanned once more before anything is trained; personal data that nobody dismissed
    stops the run. An `override_reason` masks it instead, needs the permission `override_gate`, and
    is on the run and in the audit log. Raises MissingDependency without the extra `train`.
    """
    require(actor, "train")
    if not is_installed():
        raise MissingDependency("error.train_extra")
    found = version_of(ws, project_id, version_id)
    estimate(ws, actor, project_id, found.id, params)
    override = _override(actor, override_reason)
    params = params.model_copy(update={"threads": params.threads or _threads(params)})
    run = TrainingRun(
        id=new_id(),
        project_id=project_id,
        number=0,
        version_id=found.id,
        base_model=params.base_model,
        method=params.method,
        parameters=params.model_dump(mode="json"),
        random_weights=_is_random(params),
        override=override,
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with ws.db.write() as connection:
        run = store.add(connection, run)
        audit.record(connection, _event(ws, actor, run, "run_started"))
    return _enqueue(ws, actor, run)


def _override(actor: Actor, reason: str | None) -> Override | None:
    if reason is None:
        return None
    require(actor, "override_gate")
    if not reason.strip():
        raise UserError("error.override_reason")
    return Override(actor=actor.name, reason=reason.strip(), findings=0)


def _is_random(params: TrainParams) -> bool:
    known = base.facts(params)
    return known is not None and known.random_weights


def _enqueue(ws: Workspace, actor: Actor, run: TrainingRun) -> TrainingRun:
    job = enqueue(ws, actor, run.project_id, KIND, {"run_id": run.id})
    with ws.db.write() as connection:
        store.change(connection, run.id, job_id=job.id)
    return run.model_copy(update={"job_id": job.id})


def stop(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> TrainingRun:
    """Ask it to end its step, save and stop; a run that is not under way stays as it is."""
    require(actor, "train")
    found = run(ws, actor, project_id, run_id)
    if found.state not in store.ACTIVE:
        raise UserError("error.run_not_running", number=found.number)
    with ws.db.write() as connection:
        store.change(connection, found.id, stop_requested=True)
        store.change_where(connection, found.id, ("running",), state="stopping")
        audit.record(connection, _event(ws, actor, found, "run_stopped"))
    folder = run_folder(ws, found.id)
    if folder.trainer.exists():
        # At once and without a worker, where the trainer is on this machine.
        folder.stop.touch()
    return run(ws, actor, project_id, found.id)


def resume(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> TrainingRun:
    """Go on from the newest complete checkpoint, or from the start where there is none. Raises
    UserError where it runs or is done; that the rows are the same is checked before it goes on."""
    require(actor, "train")
    if not is_installed():
        raise MissingDependency("error.train_extra")
    found = run(ws, actor, project_id, run_id)
    if found.state in store.ACTIVE:
        raise UserError("error.run_running", number=found.number)
    if found.state == "done":
        raise UserError("error.run_done", number=found.number)
    with ws.db.write() as connection:
        store.change(
            connection,
            found.id,
            state="queued",
            stop_requested=False,
            error=None,
            finished_at=None,
        )
        audit.record(connection, _event(ws, actor, found, "run_resumed"))
    return _enqueue(ws, actor, found.model_copy(update={"state": "queued"}))


def _event(ws: Workspace, actor: Actor, run: TrainingRun, action: str) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=run.project_id,
        actor=actor.name,
        action=action,
        subject_kind="run",
        subject_id=run.id,
        counts={"step": run.step},
        reason=run.override.reason if run.override and action == "run_started" else "",
        at=ws.clock(),
    )
