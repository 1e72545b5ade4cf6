"""Jobs and their items: the rows that are the checkpoint of all long work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import insert, many, one
from storage.schema import job_items, jobs
from workbench.records import Job, JobItem, JobState, Message

UNFINISHED: tuple[JobState, ...] = ("queued", "running")


def add(connection: sa.Connection, job: Job) -> None:
    insert(connection, jobs, job)


def get(connection: sa.Connection, project_id: str, job_id: str) -> Job | None:
    query = sa.select(jobs).where(jobs.c.project_id == project_id, jobs.c.id == job_id)
    return one(connection, Job, query)


def by_id(connection: sa.Connection, job_id: str) -> Job | None:
    """Without a project: only for the worker, which carries jobs of all projects."""
    return one(connection, Job, sa.select(jobs).where(jobs.c.id == job_id))


def newest(connection: sa.Connection, project_id: str, limit: int, offset: int = 0) -> list[Job]:
    query = sa.select(jobs).where(jobs.c.project_id == project_id).order_by(jobs.c.id.desc())
    return many(connection, Job, query.limit(limit).offset(offset))


def unfinished(connection: sa.Connection, queues: Sequence[str]) -> list[Job]:
    """Of all projects, oldest first; what a worker on `queues` may have to take up."""
    query = sa.select(jobs).where(jobs.c.state.in_(UNFINISHED), jobs.c.queue.in_(queues))
    return many(connection, Job, query.order_by(jobs.c.id))


def waiting(connection: sa.Connection, queues: Sequence[str]) -> list[Job]:
    """The jobs that no worker has started on, oldest first."""
    query = sa.select(jobs).where(jobs.c.state == "queued", jobs.c.queue.in_(queues))
    return many(connection, Job, query.order_by(jobs.c.id))


def claim(connection: sa.Connection, job: Job, worker: str, at: datetime) -> Job | None:
    """Take `job` up as it was read; None where someone else did first, or it has ended."""
    taken = connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == job.id, jobs.c.claim == job.claim, jobs.c.state.in_(UNFINISHED))
        .values(
            state="running",
            claim=job.claim + 1,
            worker=worker,
            resumed_at=at,
            resumed_done=jobs.c.done + jobs.c.failed,
        )
    )
    return by_id(connection, job.id) if taken.rowcount else None


def signals(connection: sa.Connection, job_id: str) -> tuple[int, bool] | None:
    """(claim, cancel_requested): what a running job has to look at before it writes. Holds the row
    (on PostgreSQL) until the end of the transaction, so that nobody takes the job up meanwhile."""
    query = sa.select(jobs.c.claim, jobs.c.cancel_requested).where(jobs.c.id == job_id)
    row = connection.execute(query.with_for_update()).first()
    return None if row is None else (int(row.claim), bool(row.cancel_requested))


def set_where_claimed(connection: sa.Connection, job: Job, **values: Any) -> bool:
    """Change the row, unless the job was taken up again since; False then."""
    statement = sa.update(jobs).where(jobs.c.id == job.id, jobs.c.claim == job.claim)
    return bool(connection.execute(statement.values(**values)).rowcount)


def count_up(
    connection: sa.Connection, job: Job, done: int, failed: int, error: Message | None
) -> bool:
    values: dict[str, Any] = {"done": jobs.c.done + done, "failed": jobs.c.failed + failed}
    if error is not None:
        values["error"] = error.model_dump(mode="json")
    return set_where_claimed(connection, job, **values)


def request_cancel(connection: sa.Connection, job_id: str, at: datetime) -> None:
    """A job that waits is cancelled at once; one that runs is asked to stop."""
    row = jobs.c.id == job_id
    stopped = connection.execute(
        sa.update(jobs)
        .where(row, jobs.c.state == "queued")
        .values(state="cancelled", cancel_requested=True, finished_at=at)
    )
    if not stopped.rowcount:
        connection.execute(
            sa.update(jobs).where(row, jobs.c.state == "running").values(cancel_requested=True)
        )


def requeue(connection: sa.Connection, job_id: str) -> bool:
    """An ended job waits again; False where it had not ended. Reset its failed items first."""
    taken = connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state.not_in(UNFINISHED))
        .values(
            state="queued",
            failed=0,
            error=None,
            cancel_requested=False,
            finished_at=None,
            worker=None,
            claim=jobs.c.claim + 1,
        )
    )
    return bool(taken.rowcount)


def reset_failed(connection: sa.Connection, job_id: str, limit: int) -> int:
    """Make up to `limit` failed items pending again; how many there were."""
    failed_ones = (
        sa.select(job_items.c.seq)
        .where(job_items.c.job_id == job_id, job_items.c.state == "failed")
        .order_by(job_items.c.seq)
        .limit(limit)
    )
    statement = sa.update(job_items).where(
        job_items.c.job_id == job_id, job_items.c.seq.in_(failed_ones)
    )
    return int(connection.execute(statement.values(state="pending")).rowcount)


def add_items(connection: sa.Connection, items: list[JobItem]) -> None:
    insert(connection, job_items, items)


def drop_items(connection: sa.Connection, job_id: str, limit: int) -> int:
    """Only for a plan whose writing was interrupted: nothing of it has run."""
    block = (
        sa.select(job_items.c.seq)
        .where(job_items.c.job_id == job_id)
        .order_by(job_items.c.seq)
        .limit(limit)
    )
    statement = sa.delete(job_items).where(job_items.c.job_id == job_id, job_items.c.seq.in_(block))
    return int(connection.execute(statement).rowcount)


def pending(connection: sa.Connection, job_id: str, after: int, limit: int) -> list[JobItem]:
    """The next items to work on, in order; `after` is the last seq that was handed out."""
    query = sa.select(job_items).where(
        job_items.c.job_id == job_id, job_items.c.seq > after, job_items.c.state == "pending"
    )
    return many(connection, JobItem, query.order_by(job_items.c.seq).limit(limit))


def mark_done(connection: sa.Connection, job_id: str, seqs: Sequence[int]) -> int:
    """How many of them were still pending, and are done now."""
    if not seqs:
        return 0
    statement = _still_pending(job_id).where(job_items.c.seq.in_(seqs))
    values = {"state": "done", "error": None, "attempts": job_items.c.attempts + 1}
    return int(connection.execute(statement.values(**values)).rowcount)


def mark_failed(connection: sa.Connection, job_id: str, seq: int, error: Message) -> int:
    statement = _still_pending(job_id).where(job_items.c.seq == seq)
    values = {
        "state": "failed",
        "error": error.model_dump(mode="json"),
        "attempts": job_items.c.attempts + 1,
    }
    return int(connection.execute(statement.values(**values)).rowcount)


def failed(connection: sa.Connection, job_id: str, limit: int, offset: int) -> list[JobItem]:
    query = sa.select(job_items).where(job_items.c.job_id == job_id, job_items.c.state == "failed")
    return many(connection, JobItem, query.order_by(job_items.c.seq).limit(limit).offset(offset))


def _still_pending(job_id: str) -> sa.Update:
    return sa.update(job_items).where(job_items.c.job_id == job_id, job_items.c.state == "pending")
