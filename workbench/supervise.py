"""See to it that a worker runs: adopt a living one, or start one and, when it dies, another.

The web process holds a Supervisor as long as it lives; a command that waits for a job holds one for
as long as it waits. A worker that was started so ends when the process that started it is gone.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from filelock import Timeout

import workbench
from workbench.errors import WorkbenchError
from workbench.jobs import QUEUES, is_alive, workers
from workbench.settings import Settings
from workbench.worker import log_path, slot_lock, worker_id
from workbench.workspace import Workspace

log = logging.getLogger("workbench.supervise")

CHECK_S = 0.5
FIRST_BACKOFF_S, LAST_BACKOFF_S = 0.5, 30.0
STEADY_S = 60.0
"""A worker that lived so long did not die of its start: the wait is short again."""
STOP_S = 12.0

Standing = Literal["own", "adopted", "starting"]


class Supervisor:
    """Keeps one worker alive for `queues` from a thread of this process."""

    def __init__(
        self,
        ws: Workspace,
        queues: Sequence[str] = QUEUES,
        slot: int = 0,
        load: Sequence[str] = (),
    ) -> None:
        self._ws, self._queues, self._slot, self._load = ws, tuple(queues), slot, tuple(load)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._backoff = 0.0
        self._not_before = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self.standing: Standing = "starting"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the worker that was started here; an adopted one goes on."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """Of the worker that was started here, while it lives."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _watch(self) -> None:
        while True:
            try:
                self._check()
            except OSError as error:
                # A full disk or no free process now; the next look may find better.
                log.warning("no worker could be started: %s", type(error).__name__)
            if self._stop.wait(CHECK_S):
                return

    def _check(self) -> None:
        now = time.monotonic()
        if self._process is not None:
            if self._process.poll() is None:
                self.standing = "own"
                return
            self._process = None
            steady = now - self._started > STEADY_S
            self._backoff = (
                0.0 if steady else min(max(self._backoff * 2, FIRST_BACKOFF_S), LAST_BACKOFF_S)
            )
            self._not_before = now + self._backoff
        if self._someone_else_works():
            self.standing = "adopted"
        elif now >= self._not_before:
            self.standing = "starting"
            self._started = now
            self._process = spawn_worker(
                self._ws.settings, self._queues, self._slot, os.getpid(), self._load
            )

    def _someone_else_works(self) -> bool:
        """On this slot, which its lock tells at once, or elsewhere on all of our queues."""
        lock = slot_lock(self._ws.settings, self._slot)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        try:
            found = workers(self._ws)
        except (sa.exc.SQLAlchemyError, WorkbenchError):
            return False
        # The slot's own row may outlive its process; the lock has just said that it is free.
        own = worker_id(self._ws, self._slot)
        now = self._ws.clock()
        return any(
            worker.id != own and is_alive(worker, now) and set(self._queues) <= set(worker.queues)
            for worker in found
        )


@contextmanager
def ensure_worker(ws: Workspace, queues: Sequence[str] = QUEUES) -> Iterator[Supervisor]:
    """A worker for as long as the block runs: the living one, or one of our own."""
    supervisor = Supervisor(ws, queues)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def spawn_worker(
    settings: Settings,
    queues: Sequence[str] = QUEUES,
    slot: int = 0,
    parent: int | None = None,
    load: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    """Start a worker process on these settings; what it prints before its log is open goes beside
    the log."""
    command = [sys.executable, "-m", "workbench.worker", "--queues", ",".join(queues)]
    command += ["--slot", str(slot)]
    if parent is not None:
        command += ["--parent", str(parent)]
    for module in load:
        command += ["--load", module]
    errors = log_path(settings, slot).with_suffix(".err")
    errors.parent.mkdir(parents=True, exist_ok=True)
    with errors.open("wb") as sink:
        return subprocess.Popen(
            command,
            env=_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=sink,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


def _environment(settings: Settings) -> dict[str, str]:
    """This process's settings, however it came by them, as the worker's variables."""
    ours = {f"WORKBENCH_{name.upper()}" for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    for name, value in settings.model_dump(exclude_none=True).items():
        secret = getattr(value, "get_secret_value", None)
        environment[f"WORKBENCH_{name.upper()}"] = str(secret() if secret else value)
    environment["WORKBENCH_DATA_DIR"] = str(settings.data_dir.absolute())
    root = str(Path(workbench.__file__).parents[1])
    paths = [root, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    return environment
