"""Long work: start, watch, cancel and retry jobs; and the one place that knows the job engine.

Pages and the command line only write rows: `enqueue` is one short transaction, so that a job is
never half there. A worker hands waiting jobs to the engine (DBOS) under the job's id, at most a
quarter of a second later, and works them through `workbench.items`. The engine brings queues with
limits, recovery after a crash, and several hosts; what has been done is in our rows alone. The
engine's database can be lost without losing work: the worker offers it every unfinished job again.
"""

from __future__ import annotations

import importlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import audit
from storage import jobs as rows
from storage import workers as worker_rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.items import JOB_KINDS as JOB_KINDS
from workbench.items import JobKind as JobKind
from workbench.items import carry
from workbench.records import AuditEvent, Job, JobItem, Message, Worker, new_id
from workbench.workspace import Workspace

if TYPE_CHECKING:
    from dbos import WorkflowStatus

log = logging.getLogger("workbench.jobs")

SERVICES = (
    "workbench.ingest.read_service",
    "workbench.ingest.chunk_service",
    "workbench.augment.service",
    "workbench.augment.import_service",
    "workbench.clean.service",
    "workbench.export.freeze_service",
    "workbench.export.archive_service",
    "workbench.export.push_service",
    "workbench.train.follow_service",
    "workbench.train.push_service",
    "workbench.answer.index_service",
    "workbench.answer.service",
    "workbench.grade.service",
)
"""Importing them registers their job kinds."""

QUEUES = ("default", "train")
"""What a worker takes unless it is told otherwise. Training has a queue of its own, so that runs
that wait for each other hold up nothing else; a GPU host takes `train` alone."""

HEARTBEAT_S = 2.0
STALE_S = 15.0
"""A worker that has not been heard of for so long is taken for dead; hosts need roughly equal
clocks."""
POLL_S = 0.25
SWEEP_S = 5.0
JOBS_AT_ONCE = 4
"""Jobs that one worker carries at the same time, per queue."""
MAX_RECOVERIES = 50
"""Crashes of its worker after which a job is given up."""


def load_kinds() -> None:
    for name in SERVICES:
        importlib.import_module(name)


# What pages and the command line call -----------------------------------------------------------


def enqueue(
    ws: Workspace, actor: Actor, project_id: str, kind: str, parameters: dict[str, Any]
) -> Job:
    """Write the job down; a worker takes it up. `parameters` are JSON: ids, counts and choices."""
    found = JOB_KINDS[kind]
    require(actor, found.permission)
    job = Job(
        id=new_id(),
        project_id=project_id,
        kind=kind,
        queue=found.queue,
        parameters=parameters,
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with ws.db.write() as connection:
        rows.add(connection, job)
    return job


def job(ws: Workspace, project_id: str, job_id: str) -> Job:
    """Raises NotFound where this project has no such job."""
    with ws.db.read() as connection:
        found = rows.get(connection, project_id, job_id)
    if found is None:
        raise NotFound("error.job_not_found", id=job_id)
    return found


def recent_jobs(ws: Workspace, project_id: str, limit: int = 20, offset: int = 0) -> list[Job]:
    """Newest first."""
    with ws.db.read() as connection:
        return rows.newest(connection, project_id, limit, offset)


def failed_items(
    ws: Workspace, project_id: str, job_id: str, limit: int = 50, offset: int = 0
) -> list[JobItem]:
    job(ws, project_id, job_id)
    with ws.db.read() as connection:
        return rows.failed(connection, job_id, limit, offset)


def cancel(ws: Workspace, actor: Actor, project_id: str, job_id: str) -> Job:
    """No new item starts within a second; items that run may finish, and are kept. A job that has
    ended stays as it is."""
    found = job(ws, project_id, job_id)
    _require_for(actor, found)
    with ws.db.write() as connection:
        rows.request_cancel(connection, job_id, ws.clock())
        audit.record(connection, _event(ws, actor, found, "cancel_job"))
    return job(ws, project_id, job_id)


def retry(ws: Workspace, actor: Actor, project_id: str, job_id: str) -> Job:
    """Failed items become pending, what was never done goes on, what is done stays done.

    Raises UserError while the job runs, and where nothing of it is left to do.
    """
    found = job(ws, project_id, job_id)
    _require_for(actor, found)
    if found.state in rows.UNFINISHED:
        raise UserError("error.job_running", id=job_id)
    if found.state == "done" and not found.failed:
        raise UserError("error.nothing_to_retry", id=job_id)
    block = reset = MAX_ROWS_PER_TRANSACTION
    while reset == block:
        with ws.db.write() as connection:
            reset = rows.reset_failed(connection, job_id, block)
    with ws.db.write() as connection:
        if rows.requeue(connection, job_id):
            audit.record(connection, _event(ws, actor, found, "retry_job"))
    return job(ws, project_id, job_id)


def wait(
    ws: Workspace,
    project_id: str,
    job_id: str,
    on_progress: Callable[[Job], None] = lambda _job: None,
) -> Job:
    """Until the job has ended; `on_progress` hears of each change."""
    last: Job | None = None
    while True:
        now = job(ws, project_id, job_id)
        if now != last:
            on_progress(now)
            last = now
        if now.state not in rows.UNFINISHED:
            return now
        time.sleep(0.2)


def eta_s(job: Job, now: datetime) -> float | None:
    """Seconds left at the pace since it was last taken up; None where that cannot be told."""
    if job.state != "running" or job.resumed_at is None:
        return None
    through = job.done + job.failed
    since = through - job.resumed_done
    elapsed = (now - job.resumed_at).total_seconds()
    if since <= 0 or elapsed <= 0:
        return None
    return (job.total - through) * elapsed / since


def workers(ws: Workspace) -> list[Worker]:
    with ws.db.read() as connection:
        return worker_rows.every(connection)


def is_alive(worker: Worker, now: datetime) -> bool:
    return (now - worker.heartbeat_at).total_seconds() < STALE_S


def run_here(ws: Workspace, project_id: str, job_id: str) -> Job:
    """Work a job through in this process, without the engine; the same loop, the same rows."""
    job(ws, project_id, job_id)
    load_kinds()
    carry(ws, job_id, worker="here")
    return job(ws, project_id, job_id)


def _require_for(actor: Actor, job: Job) -> None:
    load_kinds()
    require(actor, JOB_KINDS[job.kind].permission)


def _event(ws: Workspace, actor: Actor, job: Job, action: str) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=job.project_id,
        actor=actor.name,
        action=action,
        subject_kind="job",
        subject_id=job.id,
        counts={"total": job.total, "done": job.done, "failed": job.failed},
        at=ws.clock(),
    )


# The engine: only worker processes come here -----------------------------------------------------


class Engine:
    """DBOS in one worker process. A job is one workflow: its id is the job's, so is its argument.

    Three rules keep it harmless: ids only, as JSON (its default is pickle); one constant
    `application_version`, or an upgrade would strand what is running; one `executor_id` per worker
    slot, never shared. It does not take over from a dead worker by itself: `sweep` does.
    """

    def __init__(self, ws: Workspace, worker: str, queues: Sequence[str]) -> None:
        self._ws, self._worker, self._queues = ws, worker, tuple(queues)
        self._stop = threading.Event()
        self._active: set[str] = set()
        self._offered: set[str] = set()
        self._strays: set[str] = set()

    def start(self) -> None:
        """Open (or make) the engine's database; jobs that this slot left behind go on by
        themselves."""
        from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

        url = self._ws.settings.resolved_engine_url
        if url.startswith("sqlite"):
            _use_wal(Path(sa.make_url(url).database or ""))
        refuse_pickles()
        config: DBOSConfig = {
            "name": "workbench",
            "system_database_url": url,
            "sys_db_pool_size": 5,
            "application_version": "1",
            "executor_id": self._worker,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        DBOS.workflow(name="job", max_recovery_attempts=MAX_RECOVERIES)(self._workflow())
        DBOS.listen_queues(self._queues)
        DBOS.launch()
        for name in self._queues:
            DBOS.register_queue(
                name,
                worker_concurrency=JOBS_AT_ONCE,
                polling_interval_sec=POLL_S,
                on_conflict="always_update",
            )

    def _workflow(self) -> Callable[[str], str]:
        def work(job_id: str) -> str:
            return self._carry(job_id)

        return work

    def _carry(self, job_id: str) -> str:
        if self._stop.is_set():
            return "stopped"
        self._active.add(job_id)
        self._offered.discard(job_id)
        try:
            return carry(self._ws, job_id, self._worker, self._stop)
        except Exception as error:
            log.error("job %s could not be carried: %s", job_id, type(error).__name__)
            return "lost"
        finally:
            self._active.discard(job_id)

    def hand_over(self) -> None:
        """Offer the engine what was enqueued since the last call."""
        with self._ws.db.read() as connection:
            waiting = rows.waiting(connection, self._queues)
        self._offered &= {job.id for job in waiting}
        for job in waiting:
            if job.id not in self._offered and job.id not in self._active:
                self._offered.add(job.id)
                self._offer(job, alive=None)

    def sweep(self) -> None:
        """Take up what nobody carries: never enqueued, left behind by a dead worker or by an
        orderly stop, lost by the engine. To be called at start and every SWEEP_S seconds."""
        now = self._ws.clock()
        others = {w.id for w in workers(self._ws) if is_alive(w, now)} - {self._worker}
        with self._ws.db.read() as connection:
            unfinished = rows.unfinished(connection, self._queues)
        strays, self._strays = self._strays, set()
        for job in unfinished:
            if job.id in self._active or job.worker in others:
                continue
            # What the engine says is with us may be on its way; if it still is at the next sweep,
            # it never came.
            alive = others if job.id in strays else others | {self._worker}
            if self._offer(job, alive):
                self._strays.add(job.id)

    def _offer(self, job: Job, alive: set[str] | None) -> bool:
        """See to it that the engine has the job. Whether it is left with the executor that took it
        already: one of `alive`, or any where that is None."""
        from dbos import DBOS

        found: WorkflowStatus | None = DBOS.get_workflow_status(job.id)
        status = None if found is None else found.status
        if found is not None and status == "PENDING":
            if alive is None or found.executor_id in alive:
                return True
            log.warning("job %s resumed, was with %s", job.id, found.executor_id)
            DBOS.resume_workflow(job.id, queue_name=job.queue)
        elif status == "ENQUEUED":
            return False
        elif status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
            DBOS.delete_workflow(job.id)
            self._give_up(job)
        else:
            if status is not None:
                DBOS.delete_workflow(job.id)
            DBOS.enqueue_workflow_with_options(
                {
                    "workflow_name": "job",
                    "queue_name": job.queue,
                    "workflow_id": job.id,
                    "app_version": "1",
                },
                job.id,
            )
        return False

    def _give_up(self, job: Job) -> None:
        log.error("job %s given up after %d crashes", job.id, MAX_RECOVERIES)
        error = Message(key="error.job_gave_up", params={"attempts": MAX_RECOVERIES})
        with self._ws.db.write() as connection:
            rows.set_where_claimed(
                connection,
                job,
                state="failed",
                error=error.model_dump(mode="json"),
                finished_at=self._ws.clock(),
            )

    def stop(self, drain_s: float) -> bool:
        """Start no new item, give those that run `drain_s` seconds; whether all came to an end."""
        from dbos import DBOS

        self._stop.set()
        deadline = time.monotonic() + drain_s
        while self._active and time.monotonic() < deadline:
            time.sleep(0.02)
        drained = not self._active
        DBOS.destroy(destroy_registry=True)
        return drained


def refuse_pickles() -> None:
    """The engine reads a row marked `py_pickle` with pickle whatever its serializer is set to, so
    that whoever can write its database could run code in the worker. Nothing of ours is pickled."""
    from dbos import _serialization

    def refuse(_data: str) -> Any:
        raise ValueError("pickled values are not read")

    vars(_serialization.DBOSDefaultSerializer)["deserialize"] = refuse


def _use_wal(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
