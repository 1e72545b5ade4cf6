"""The trainer as a process of its own: started so that nobody's end ends it, and found again.

`python -m workbench.train.process RUN_DIR` starts the trainer and ends at once. So the trainer is
nobody's child: a worker that ends takes its children with it, and a terminal that is closed its
session.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

import workbench
from workbench.errors import UserError
from workbench.train.run_folder import RunFolder, write_whole

CLOCK_SLACK_S = 2.0
"""A process that started later than noted by more than this has the same number by chance."""
START_TIMEOUT_S = 60.0


def this_host() -> str:
    return platform.node()


def launch(folder: RunFolder) -> None:
    """Start a trainer, unless one lives, and return when it has taken its lock.

    Raises UserError where it did not come up.
    """
    if is_alive(folder):
        return
    command = [sys.executable, "-m", "workbench.train.process", str(folder.path)]
    before = _noted(folder)
    done = subprocess.run(
        command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise UserError("error.trainer_not_started", log=str(folder.errors))
    deadline = time.monotonic() + START_TIMEOUT_S
    while _noted(folder) == before and process(folder) is None:
        if time.monotonic() > deadline:
            raise UserError("error.trainer_not_started", log=str(folder.errors))
        time.sleep(0.05)


def is_alive(folder: RunFolder) -> bool:
    """Whether a trainer works on this folder: its lock is held, on this machine also its process
    is there. The system lets go of the lock however the process ends."""
    found = process(folder)
    if found is not None:
        return True
    if not folder.lock.exists():
        return False
    lock = FileLock(folder.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def process(folder: RunFolder) -> psutil.Process | None:
    """The trainer by its number *and* start time; None where it is not on this machine."""
    noted = _noted(folder)
    if noted is None or noted["host"] != this_host():
        return None
    try:
        found = psutil.Process(int(noted["pid"]))
        if found.status() == psutil.STATUS_ZOMBIE:
            return None
        same = abs(found.create_time() - float(noted["started"])) < CLOCK_SLACK_S
    except psutil.Error:
        return None
    return found if same else None


def note_self(folder: RunFolder) -> None:
    """Called by the trainer when it holds the lock."""
    noted = {
        "pid": os.getpid(),
        "started": psutil.Process().create_time(),
        "host": this_host(),
    }
    write_whole(folder.trainer, json.dumps(noted))


def _noted(folder: RunFolder) -> dict[str, Any] | None:
    try:
        found = json.loads(folder.trainer.read_text(encoding="utf-8"))
        return {"pid": found["pid"], "started": found["started"], "host": found["host"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def environment() -> dict[str, str]:
    root = str(Path(workbench.__file__).parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


def _detach(folder: RunFolder) -> None:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    with folder.errors.open("ab") as sink:
        subprocess.Popen(
            [sys.executable, "-m", "workbench.train.worker", str(folder.path)],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            creationflags=flags,
            close_fds=True,
        )


if __name__ == "__main__":
    _detach(RunFolder(Path(sys.argv[1])))
