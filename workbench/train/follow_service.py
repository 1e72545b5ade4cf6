"""Training run → tuned model: the job that starts a trainer, follows it and registers the result.

A run is one job of one item, and the job only follows: the trainer is a process of its own that
lives on when the browser, the web server or the worker ends, and is found again by whoever takes
the job up. So the item does write while it runs: what was measured, keyed by step, so that twice
changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from storage import jobs as job_rows
from storage import runs as store
from storage import systems
from storage import versions as version_store
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.errors import NotFound, UserError
from workbench.items import JOB_KINDS, JobKind, message_of
from workbench.records import Job, JobItem, RunFile, System, TrainingRun
from workbench.train.following import Watch, follow, measured
from workbench.train.prepare_service import prepare
from workbench.train.process import this_host
from workbench.train.run_folder import RunFolder, TrainerEvent, is_complete, tidy_checkpoints
from workbench.train.service import run_folder
from workbench.workspace import Workspace

log = logging.getLogger("workbench.train")

KIND = "train"
BEAT_S = 5.0
"""How often a sign of life is written while nothing else happens."""


@dataclass(frozen=True)
class Outcome:
    """How a trainer ended when it did not fail."""

    state: Literal["done", "stopped"]
    metrics: dict[str, float]
    files: tuple[RunFile, ...] = ()


async def _run_train(ws: Workspace, job: Job, item: JobItem) -> Outcome:
    return await asyncio.to_thread(_train, ws, job, item.key)


def _train(ws: Workspace, job: Job, run_id: str) -> Outcome:
    """Follow the run to its end. What goes wrong is on the run as well as on the job."""
    with ws.db.read() as connection:
        found = store.get(connection, job.project_id, run_id)
    if found is None:
        raise NotFound("error.run_unknown", id=run_id)
    try:
        return _followed(ws, job, found)
    except Exception as error:
        message = message_of(error, f"run {run_id}")
        with ws.db.write() as connection:
            store.change(
                connection,
                run_id,
                state="failed",
                error=message.model_dump(mode="json"),
                stop_requested=False,
                eta_s=None,
                finished_at=ws.clock(),
            )
        raise


def _followed(ws: Workspace, job: Job, run: TrainingRun) -> Outcome:
    folder = run_folder(ws, run.id)
    if run.state == "done":
        return Outcome("done", run.metrics, run.files)
    attached = run.launched_at if run.state in ("running", "stopping") else None
    if attached is None and run.stop_requested:
        return Outcome("stopped", {})
    _refuse_other_host(folder, run)
    if attached is None:
        prepare(ws, run, folder)
    watch = _Watch(ws, job, run)
    last = follow(folder, attached, watch.calls())
    watch.finish()
    if last.error is not None:
        raise UserError(last.error.key, **last.error.params)
    if last.state != "done":
        return Outcome("stopped", {})
    return Outcome("done", last.metrics, _upload(ws, folder))


def _refuse_other_host(folder: RunFolder, run: TrainingRun) -> None:
    """A run's folder stays on the machine where it began, unless the data folder is shared."""
    if run.host not in (None, this_host()) and not folder.spec.exists():
        raise UserError("error.run_on_other_host", number=run.number, host=run.host or "")


class _Watch:
    """What following a run reads and writes. A database that is away for a while loses nothing:
    events wait here, and all of them are in the run's folder."""

    def __init__(self, ws: Workspace, job: Job, run: TrainingRun) -> None:
        self._ws, self._job, self._run = ws, job, run
        self._waiting: list[TrainerEvent] = []
        self._written = 0.0

    def calls(self) -> Watch:
        return Watch(wants_stop=self.wants_stop, launching=self.launching, record=self.record)

    def launching(self, at: datetime) -> None:
        values: dict[str, Any] = {} if self._run.started_at else {"started_at": at}
        with self._ws.db.write() as connection:
            store.change(
                connection,
                self._run.id,
                launched_at=at,
                host=this_host(),
                state="running",
                **values,
            )

    def wants_stop(self) -> bool:
        try:
            with self._ws.db.read() as connection:
                signals = job_rows.signals(connection, self._job.id)
                found = store.get(connection, self._job.project_id, self._run.id)
        except sa.exc.DBAPIError:
            return False
        return bool((signals and signals[1]) or (found and found.stop_requested))

    def record(self, new: Sequence[TrainerEvent], sign: datetime | None) -> None:
        self._waiting += new
        if not self._waiting and time.monotonic() - self._written < BEAT_S:
            return
        try:
            self._write(sign)
        except sa.exc.DBAPIError as error:
            log.warning("run %s: %s", self._run.id, type(error).__name__)
        except UserError as error:
            log.warning("run %s: %s", self._run.id, error.key)
        self._written = time.monotonic()

    def finish(self) -> None:
        """What still waits, or an error: nothing that was measured may be missing at the end."""
        if self._waiting:
            self._write(None)

    def _write(self, sign: datetime | None) -> None:
        rows = measured(self._run.id, self._waiting)
        for start in range(0, len(rows), MAX_ROWS_PER_TRANSACTION):
            with self._ws.db.write() as connection:
                store.put_events(connection, rows[start : start + MAX_ROWS_PER_TRANSACTION])
        with self._ws.db.write() as connection:
            found = store.get(connection, self._job.project_id, self._run.id)
            values = _standing(found.metrics if found else {}, self._waiting)
            if sign is not None:
                values["heartbeat_at"] = sign
            if values:
                store.change(connection, self._run.id, **values)
        self._waiting.clear()


def _standing(metrics: dict[str, float], new: Sequence[TrainerEvent]) -> dict[str, Any]:
    """The columns of the run that these events change."""
    values: dict[str, Any] = {}
    merged = dict(metrics)
    for event in new:
        if event.kind == "start":
            values |= {"total_steps": event.total, "step": event.step}
            merged |= event.metrics
        elif event.kind == "step":
            values |= {"step": event.step, "eta_s": event.eta_s}
            merged |= {
                name: value
                for name in ("loss", "tokens_per_s")
                if (value := getattr(event, name)) is not None
            }
        elif event.kind == "eval" and event.eval_loss is not None:
            merged["eval_loss"] = event.eval_loss
        elif event.kind == "end":
            values |= {"eta_s": None, **({"step": event.step} if event.step else {})}
    return {**values, "metrics": merged} if merged != metrics else values


def _upload(ws: Workspace, folder: RunFolder) -> tuple[RunFile, ...]:
    """The model's files into the store; the same bytes are there once."""
    if not is_complete(folder.model):
        raise UserError("error.model_incomplete")
    return tuple(
        RunFile(
            path=path.relative_to(folder.model).as_posix(),
            sha256=ws.files.put_path(path),
            size=path.stat().st_size,
        )
        for path in sorted(folder.model.rglob("*"))
        if path.is_file()
    )


def _save_train(
    connection: sa.Connection, ws: Workspace, job: Job, item: JobItem, ended: Outcome
) -> None:
    if ended.state == "stopped":
        store.change(
            connection, item.key, state="stopped", stop_requested=False, finished_at=ws.clock()
        )
        return
    found = store.get(connection, job.project_id, item.key)
    if found is None or found.state == "done":
        return
    systems.add(connection, _system_of(ws, connection, found))
    store.change(
        connection,
        item.key,
        state="done",
        files=[file.model_dump() for file in ended.files],
        metrics={**found.metrics, **ended.metrics},
        system_id=found.id,
        error=None,
        eta_s=None,
        finished_at=ws.clock(),
    )


def _system_of(ws: Workspace, connection: sa.Connection, run: TrainingRun) -> System:
    """The run's id is its system's as well: one run, one system."""
    version = version_store.get(connection, run.project_id, run.version_id)
    short = run.base_model.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]
    number = version.number if version else "?"
    return System(
        id=run.id,
        project_id=run.project_id,
        name=f"#{run.number} {short[:80]} · v{number}",
        kind="peft",
        run_id=run.id,
        random_weights=run.random_weights,
        created_at=ws.clock(),
        created_by=run.created_by,
    )


def _finish_train(ws: Workspace, job: Job) -> dict[str, Any]:
    with ws.db.read() as connection:
        found = store.get(connection, job.project_id, str(job.parameters["run_id"]))
    if found is None:
        return {}
    if found.state == "done":
        tidy_checkpoints(run_folder(ws, found.id), keep=0)
    return {
        "run_id": found.id,
        "number": found.number,
        "state": found.state,
        "system_id": found.system_id,
    }


JOB_KINDS.add(
    KIND,
    JobKind(
        name=KIND,
        plan=lambda _ws, job: [str(job.parameters["run_id"])],
        run=_run_train,
        save=_save_train,
        finish=_finish_train,
        queue="train",
        permission="train",
    ),
)
