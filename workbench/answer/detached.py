"""Servers of this machine that belong to nobody's process: found again by their note, or started.

Each has a folder: a lock, a note of where it listens, a log. Whoever needs it adopts the living one
or starts another; it ends by itself when nobody has asked for a while.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import FileLock

import workbench
from workbench.errors import UserError

CLOCK_SLACK_S = 2.0
LOG = "server.log"


@dataclass(frozen=True)
class Note:
    """Where a server listens on loopback, and which process it is."""

    pid: int
    started: float
    port: int
    token: str = ""
    """What a caller shows; empty where the server asks for none."""


def living(folder: Path) -> Note | None:
    """The server of `folder`; None where there is none on this machine."""
    noted = _noted(folder)
    if noted is None:
        return None
    try:
        process = psutil.Process(noted.pid)
        same = abs(process.create_time() - noted.started) < CLOCK_SLACK_S
        return noted if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def ensure(folder: Path, module: str, timeout_s: float) -> Note:
    """The living one, or one that is started as `python -m MODULE FOLDER`. Raises UserError where
    it has not come up in time."""
    folder.mkdir(parents=True, exist_ok=True)
    found = living(folder)
    if found is not None:
        return found
    with FileLock(folder / "start.lock"):
        found = living(folder)
        return found if found is not None else _start(folder, module, timeout_s)


def stop(folder: Path) -> bool:
    """End the server; whether there was one."""
    noted = living(folder)
    if noted is None:
        return False
    process = psutil.Process(noted.pid)
    process.terminate()
    try:
        process.wait(timeout=10)
    except psutil.TimeoutExpired:
        process.kill()
    return True


def announce(folder: Path, port: int, token: str = "") -> None:
    """Called by the server: from now on it is found. Nobody but the owner can read the note."""
    note = Note(os.getpid(), psutil.Process().create_time(), port, token)
    part = folder / ".server.json"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as sink:
        json.dump(asdict(note), sink)
    part.replace(folder / "server.json")


def environment() -> dict[str, str]:
    """Ours, and the packages of this installation; no secret of the workbench goes along."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}
    root = str(Path(workbench.__file__).parents[1])
    paths = [root, *filter(None, kept.get("PYTHONPATH", "").split(os.pathsep))]
    return {**kept, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


def _start(folder: Path, module: str, timeout_s: float) -> Note:
    log = folder / LOG
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(folder.absolute())],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            close_fds=True,
        )
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        found = living(folder)
        if found is not None:
            return found
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise UserError("error.server_not_started", log=str(log))


def _noted(folder: Path) -> Note | None:
    try:
        found = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        return Note(
            int(found["pid"]),
            float(found["started"]),
            int(found["port"]),
            str(found.get("token", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
