"""The worker process: holds its slot, shows signs of life, and lets the engine carry jobs.

`python -m workbench.worker` is what the supervisor starts; `workbench worker` is the same for a
person. It ends on SIGTERM or Ctrl-C: no new item starts, those that run get a few seconds, the rest
goes on at the next start.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

import psutil
import sqlalchemy as sa
from filelock import FileLock, Timeout

from storage import workers as worker_rows
from workbench import jobs
from workbench.errors import UserError, WorkbenchError
from workbench.items import message_of
from workbench.records import Worker
from workbench.settings import Settings
from workbench.workspace import Workspace, open_workspace

log = logging.getLogger("workbench.worker")

DRAIN_S = 8.0
"""What running items get at an orderly end; what takes longer is repeated at the next start."""
_LOG_BYTES, _LOG_FILES = 2_000_000, 3


def worker_id(ws: Workspace, slot: int) -> str:
    """One database file is one machine, whatever its name is today; on PostgreSQL hosts differ."""
    return f"{'local' if ws.db.is_sqlite else socket.gethostname()}-{slot}"


def slot_lock(settings: Settings, slot: int) -> FileLock:
    """Held by the process that has the slot, and let go by the system however it ends."""
    folder = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"worker-{slot}.lock", thread_local=False)


def log_path(settings: Settings, slot: int) -> Path:
    return settings.data_dir / "logs" / f"worker-{slot}.log"


def run_worker(
    settings: Settings,
    queues: Sequence[str] = jobs.QUEUES,
    slot: int = 0,
    parent: int | None = None,
    load: Sequence[str] = (),
) -> None:
    """Work until told to stop, or until the process `parent` is gone.

    `load` names modules whose import registers more job kinds. Raises UserError where the slot is
    taken.
    """
    _log_to_file(log_path(settings, slot))
    if parent is not None:
        _hush()
    lock = slot_lock(settings, slot)
    try:
        # A supervisor that looks whether the slot is free holds it for a moment.
        lock.acquire(timeout=2)
    except Timeout:
        raise UserError("error.worker_slot_taken", slot=slot) from None
    try:
        ws = open_workspace(settings)
        try:
            jobs.load_kinds()
            for module in load:
                importlib.import_module(module)
            _Worker(ws, slot, queues, parent).run()
        finally:
            ws.close()
    finally:
        lock.release()


class _Worker:
    def __init__(self, ws: Workspace, slot: int, queues: Sequence[str], parent: int | None) -> None:
        self._ws = ws
        now = ws.clock()
        self._row = Worker(
            id=worker_id(ws, slot),
            pid=os.getpid(),
            queues=tuple(queues),
            started_at=now,
            heartbeat_at=now,
        )
        self._slot = slot
        self._parent = parent
        self._stop = threading.Event()

    def run(self) -> None:
        self._take_slot()
        self._listen_for_signals()
        engine = jobs.Engine(self._ws, self._row.id, self._row.queues)
        engine.start()
        log.info("worker %s started, pid %d", self._row.id, self._row.pid)
        try:
            self._work(engine)
        finally:
            drained = engine.stop(DRAIN_S)
            with self._ws.db.write() as connection:
                worker_rows.remove(connection, self._row.id, self._row.pid)
            log.info("worker %s ended%s", self._row.id, "" if drained else ", items cut off")

    def _take_slot(self) -> None:
        with self._ws.db.write() as connection:
            found = worker_rows.get(connection, self._row.id)
            if found and jobs.is_alive(found, self._ws.clock()) and not _is_gone(found):
                raise UserError("error.worker_slot_taken", slot=self._slot)
            worker_rows.take(connection, self._row)

    def _listen_for_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self._stop.set())

    def _work(self, engine: jobs.Engine) -> None:
        parent = _process(self._parent)
        beat = sweep = 0.0
        while not self._stop.wait(jobs.POLL_S):
            now = time.monotonic()
            try:
                if now >= beat:
                    if self._parent is not None and not _runs(parent):
                        log.info("parent %d is gone", self._parent)
                        return
                    if not self._beat():
                        log.error("slot %s was taken over", self._row.id)
                        return
                    beat = now + jobs.HEARTBEAT_S
                if now >= sweep:
                    engine.sweep()
                    sweep = now + jobs.SWEEP_S
                engine.hand_over()
            except (sa.exc.SQLAlchemyError, WorkbenchError) as error:
                # A database that is away comes back; the jobs of this process wait for it as well.
                log.warning("database: %s", type(error).__name__)
                self._stop.wait(1)

    def _beat(self) -> bool:
        with self._ws.db.write() as connection:
            return worker_rows.beat(connection, self._row.id, self._row.pid, self._ws.clock())


def _process(pid: int | None) -> psutil.Process | None:
    try:
        return None if pid is None else psutil.Process(pid)
    except psutil.Error:
        return None


def _runs(process: psutil.Process | None) -> bool:
    try:
        if process is None or not process.is_running():
            return False
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _is_gone(worker: Worker) -> bool:
    """Whether the process behind a fresh heartbeat of *this host's* slot has ended."""
    process = _process(worker.pid)
    if process is None or not _runs(process):
        return True
    try:
        reused = bool(process.create_time() > worker.started_at.timestamp() + 1)
    except psutil.Error:
        return True
    return reused or process.pid == os.getpid()


def _log_to_file(path: Path) -> None:
    """Only our own and the engine's words: what other libraries log may quote a record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name, level in (("workbench", logging.INFO), ("dbos", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
    logging.getLogger().addHandler(logging.NullHandler())


def _hush() -> None:
    """Nobody reads what a supervised worker prints, and libraries may print words of a record."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    os.close(sink)


def _end_children() -> None:
    """Subprocesses of items that were cut off would go on working for nobody."""
    for child in psutil.Process().children(recursive=True):
        try:
            child.kill()
        except psutil.Error:
            continue


def main(arguments: Sequence[str] | None = None) -> int:
    """As a process of its own: exit code 0, or 1 with one line in the log."""
    parser = argparse.ArgumentParser(prog="python -m workbench.worker")
    parser.add_argument("--queues", default=",".join(jobs.QUEUES))
    parser.add_argument("--slot", type=int, default=0)
    parser.add_argument("--parent", type=int, default=None)
    parser.add_argument("--load", action="append", default=[])
    chosen = parser.parse_args(arguments)
    try:
        run_worker(
            Settings(), chosen.queues.split(","), chosen.slot, chosen.parent, tuple(chosen.load)
        )
    except WorkbenchError as error:
        log.error("not started: %s", error)
        return 1
    except Exception as error:
        message_of(error, "worker")
        return 1
    return 0


def leave(code: int) -> None:
    """End the process at once: threads of items that were cut off must not hold it."""
    _end_children()
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
