"""The item loop: work through a job's items, a few at a time, and never lose a finished one.

The rows are the checkpoint. An item's slot is free only after the transaction that holds its result
*and* marks it done has been committed, so that a killed process repeats at most `concurrency`
items. Finished items wait a few milliseconds for each other and are committed together.

This loop knows no job engine: the worker runs it inside one, tests and `run_here` without.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from storage import jobs as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.access import Permission
from workbench.errors import WorkbenchError
from workbench.records import Job, JobItem, Message
from workbench.registry import Registry
from workbench.workspace import Workspace

log = logging.getLogger("workbench.jobs")

GROUP_ITEMS = 32
"""Most items in one commit."""
GROUP_WAIT_S = 0.004
"""How long a finished item waits for others to be committed with."""
PAGE_ITEMS = 500
_PAUSES_S = (0.2, 1.0, 3.0)
"""Waits before a commit is tried again while the database cannot be reached."""

Ending = Literal["through", "cancelled", "stopped", "lost"]


@dataclass(frozen=True)
class JobKind:
    """What a job does. A stage's service registers one at import: `JOB_KINDS.add(name, kind)`."""

    name: str
    plan: Callable[[Workspace, Job], Sequence[str]]
    """The keys of all items, each at most 200 characters. Called before anything runs, and again
    only where the process died before all of them had been written."""
    run: Callable[[Workspace, Job, JobItem], Awaitable[Any]]
    """The work of one item; it writes nothing to the data database. What blocks goes through
    `asyncio.to_thread` or a subprocess. Each run of a job has an event loop of its own, so an async
    client must not outlive it. A WorkbenchError fails the item with that message."""
    save: Callable[[sa.Connection, Workspace, Job, JobItem, Any], None]
    """Inserts the result of `run`, so that a second time changes nothing, in the transaction that
    marks the item done. It is shared with other items: short, no files, no commit."""
    finish: Callable[[Workspace, Job], dict[str, Any]] | None = None
    """After the last item: what it returns becomes Job.result. Runs again after a crash or a
    retry, so it must come to the same."""
    concurrency: int | Callable[[Workspace, Job], int] = 1
    queue: str = "default"
    group: int = GROUP_ITEMS
    """Most items in one commit: what they save stays below 1,000 rows together."""
    permission: Permission = "curate"
    """What an actor needs to start, cancel or retry one."""

    def slots(self, ws: Workspace, job: Job) -> int:
        wanted = self.concurrency(ws, job) if callable(self.concurrency) else self.concurrency
        return max(1, wanted)


JOB_KINDS: Registry[JobKind] = Registry("job kind")


class Superseded(Exception):
    """The job was taken up again elsewhere: nothing more may be written for this claim."""


@dataclass(frozen=True)
class _Attempt:
    item: JobItem
    result: Any = None
    error: Message | None = None


def carry(ws: Workspace, job_id: str, worker: str, stop: threading.Event | None = None) -> Ending:
    """Take a job up and work it to its end: done, failed or cancelled in its row.

    Returns `stopped` where `stop` was set meanwhile, and `lost` where another worker took it up or
    it had ended already; the row then is not ours to end. Raises only where the database cannot be
    written at all.
    """
    with ws.db.write() as connection:
        found = rows.by_id(connection, job_id)
        job = found and rows.claim(connection, found, worker, ws.clock())
    if not job:
        return "lost"
    log.info("job %s (%s) taken up, claim %d", job.id, job.kind, job.claim)
    try:
        kind = JOB_KINDS[job.kind]
        job = _planned(ws, kind, job)
        ending = asyncio.run(_Loop(ws, kind, job, stop or threading.Event()).run())
        if ending == "through":
            _finish(ws, kind, job)
        elif ending == "cancelled":
            _end(ws, job, state="cancelled")
    except Superseded:
        ending = "lost"
    except Exception as error:
        ending = "through"
        _end(ws, job, state="failed", error=message_of(error, f"job {job.id}"))
    log.info("job %s (%s): %s", job.id, job.kind, ending)
    return ending


def message_of(error: BaseException, what: str) -> Message:
    """What to tell a person. The text of an unexpected error may hold a record's words, so only
    its type goes on, and its place in the code to the log."""
    if isinstance(error, WorkbenchError):
        return Message(key=error.key, params=error.params)
    name = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    log.error("%s failed with %s at %s", what, name, places)
    return Message(key="error.unexpected", params={"type": name})


def _planned(ws: Workspace, kind: JobKind, job: Job) -> Job:
    """Write all items, in blocks; only with the last one is the job marked as planned."""
    if job.started_at is not None:
        return job
    block = MAX_ROWS_PER_TRANSACTION
    dropped = block
    while dropped == block:
        with ws.db.write() as connection:
            dropped = rows.drop_items(connection, job.id, block)
    keys = kind.plan(ws, job)
    for start in range(0, len(keys), block):
        part = [
            JobItem(job_id=job.id, seq=start + offset, key=key)
            for offset, key in enumerate(keys[start : start + block])
        ]
        with ws.db.write() as connection:
            _still_ours(connection, job)
            rows.add_items(connection, part)
    now = ws.clock()
    planned = {"total": len(keys), "started_at": now, "resumed_at": now}
    with ws.db.write() as connection:
        if not rows.set_where_claimed(connection, job, **planned):
            raise Superseded
    return job.model_copy(update=planned)


def _finish(ws: Workspace, kind: JobKind, job: Job) -> None:
    with ws.db.read() as connection:
        now = rows.by_id(connection, job.id) or job
    if now.total and now.failed == now.total:
        _end(ws, job, state="failed")
        return
    result = kind.finish(ws, now) if kind.finish else {}
    _end(ws, job, state="done", result=result)


def _end(ws: Workspace, job: Job, **values: Any) -> None:
    error = values.get("error")
    if isinstance(error, Message):
        values["error"] = error.model_dump(mode="json")
    with ws.db.write() as connection:
        rows.set_where_claimed(connection, job, finished_at=ws.clock(), **values)


def _still_ours(connection: sa.Connection, job: Job) -> bool:
    """Whether a cancel was requested. Raises Superseded where the claim is no longer the newest."""
    found = rows.signals(connection, job.id)
    if found is None or found[0] != job.claim:
        raise Superseded
    return found[1]


class _Loop:
    """One run of one job on an event loop of its own.

    Whether the job was cancelled, or taken up elsewhere, is read in each commit; since a slot takes
    an item only after its last one was committed, nothing new starts after a cancel.
    """

    def __init__(self, ws: Workspace, kind: JobKind, job: Job, stop: threading.Event) -> None:
        self.ws, self.kind, self.job, self.stop = ws, kind, job, stop
        self.ending: Ending | None = "cancelled" if job.cancel_requested else None
        self._slots = kind.slots(ws, job)
        self._running = 0
        self._page: deque[JobItem] = deque()
        self._last_seq = -1
        self._more = True
        self._reading = asyncio.Lock()
        self._finished: asyncio.Queue[tuple[_Attempt, asyncio.Future[None]]] = asyncio.Queue()

    async def run(self) -> Ending:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._slots + 2, "items"))
        try:
            async with asyncio.TaskGroup() as group:
                committer = group.create_task(self._commit_groups())
                await asyncio.wait([group.create_task(self._slot()) for _ in range(self._slots)])
                committer.cancel()
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return self.ending or "through"

    async def _slot(self) -> None:
        while (item := await self._next()) is not None:
            self._running += 1
            try:
                attempt = await self._attempt(item)
                committed = asyncio.get_running_loop().create_future()
                self._finished.put_nowait((attempt, committed))
                await committed
            finally:
                self._running -= 1

    async def _next(self) -> JobItem | None:
        if self.stop.is_set():
            self.ending = self.ending or "stopped"
        async with self._reading:
            if not self._page and self._more and self.ending is None:
                self._page.extend(await asyncio.to_thread(self._read_page))
            if self.ending is not None or not self._page:
                return None
            return self._page.popleft()

    def _read_page(self) -> list[JobItem]:
        with self.ws.db.read() as connection:
            page = rows.pending(connection, self.job.id, self._last_seq, PAGE_ITEMS)
        self._more = len(page) == PAGE_ITEMS
        if page:
            self._last_seq = page[-1].seq
        return page

    async def _attempt(self, item: JobItem) -> _Attempt:
        try:
            return _Attempt(item, await self.kind.run(self.ws, self.job, item))
        except Exception as error:
            what = f"job {self.job.id} item {item.seq}"
            return _Attempt(item, error=message_of(error, what))

    async def _commit_groups(self) -> None:
        while True:
            group = [await self._finished.get()]
            until = time.monotonic() + GROUP_WAIT_S
            most = self.kind.group
            while self._finished.qsize() + 1 < min(self._running, most):
                if time.monotonic() >= until:
                    break
                await asyncio.sleep(GROUP_WAIT_S / 4)
            while len(group) < most and not self._finished.empty():
                group.append(self._finished.get_nowait())
            await asyncio.to_thread(self._commit, [attempt for attempt, _ in group])
            for _, committed in group:
                committed.set_result(None)

    def _commit(self, attempts: list[_Attempt]) -> None:
        """All together; where that is refused, one by one, so that a bad one fails alone."""
        try:
            self._write(attempts)
        except Superseded:
            raise
        except Exception as error:
            if len(attempts) == 1:
                self._settle(attempts[0], error)
                return
            for attempt in attempts:
                self._commit([attempt])

    def _settle(self, attempt: _Attempt, error: Exception) -> None:
        """One item that cannot be saved: wait out a database that is away, else it has failed."""
        for pause in _PAUSES_S:
            if not _may_pass(error):
                break
            time.sleep(pause)
            try:
                self._write([attempt])
                return
            except Superseded:
                raise
            except Exception as again:
                error = again
        what = f"job {self.job.id} item {attempt.item.seq}"
        self._write([_Attempt(attempt.item, error=message_of(error, what))])

    def _write(self, attempts: list[_Attempt]) -> None:
        job, done, failed = self.job, [], 0
        error: Message | None = None
        with self.ws.db.write() as connection:
            cancelled = _still_ours(connection, job)
            for attempt in attempts:
                if attempt.error is None:
                    self.kind.save(connection, self.ws, job, attempt.item, attempt.result)
                    done.append(attempt.item.seq)
                else:
                    error = attempt.error
                    failed += rows.mark_failed(connection, job.id, attempt.item.seq, error)
            rows.count_up(connection, job, rows.mark_done(connection, job.id, done), failed, error)
        if cancelled:
            self.ending = self.ending or "cancelled"


def _may_pass(error: Exception) -> bool:
    """Whether the database, not the item, is what is wrong: busy, full, restarted."""
    if isinstance(error, WorkbenchError):
        return error.key == "error.database_busy"
    return isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError))


__all__ = ["JOB_KINDS", "Ending", "JobKind", "carry", "message_of"]
