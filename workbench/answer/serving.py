"""Models of this machine, behind an OpenAI-compatible address on loopback: `transformers serve`.

One server for all who use a data folder. Whoever needs it adopts the living one or starts another;
it belongs to nobody's process, loads models as they are asked for, lets go of those that are idle,
and ends by itself when nobody has asked for a while. Code that comes with a model is never run.

`python -m workbench.answer.serving FOLDER` is the server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

import workbench
from workbench.errors import MissingDependency, UserError

PACKAGES = ("torch", "transformers", "fastapi", "uvicorn")
START_TIMEOUT_S = 180.0
"""Importing torch and transformers on a busy machine."""
IDLE_S = 1800.0
MODEL_IDLE_S = 300
"""After which a model is let go of; the next question loads it again."""
CLOCK_SLACK_S = 2.0
LOG = "server.log"


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in PACKAGES)


def ensure(folder: Path) -> str:
    """The address (…/v1) of the server of `folder`, started where there is none.

    Raises MissingDependency, and UserError where it does not come up.
    """
    if not is_installed():
        raise MissingDependency("error.serve_extra")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "used").touch()
    found = address(folder)
    if found is not None:
        return found
    with FileLock(folder / "start.lock"):
        found = address(folder)
        return found if found is not None else _start(folder)


def address(folder: Path) -> str | None:
    """Of the living server; None where there is none on this machine."""
    noted = _noted(folder)
    if noted is None:
        return None
    try:
        process = psutil.Process(noted["pid"])
        same = abs(process.create_time() - noted["started"]) < CLOCK_SLACK_S
        alive = same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return f"http://127.0.0.1:{noted['port']}/v1" if alive else None


def stop(folder: Path) -> bool:
    """End the server; whether there was one."""
    noted = _noted(folder)
    if noted is None or address(folder) is None:
        return False
    process = psutil.Process(noted["pid"])
    process.terminate()
    try:
        process.wait(timeout=10)
    except psutil.TimeoutExpired:
        process.kill()
    return True


def _start(folder: Path) -> str:
    log = folder / LOG
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench.answer.serving", str(folder.absolute())],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            close_fds=True,
        )
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        found = address(folder)
        if found is not None:
            return found
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise UserError("error.server_not_started", log=str(log))


def _noted(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        return {
            "pid": int(found["pid"]),
            "started": float(found["started"]),
            "port": int(found["port"]),
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _environment() -> dict[str, str]:
    """Ours, and the packages of this installation; no secret of the workbench goes along."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}
    root = str(Path(workbench.__file__).parents[1])
    paths = [root, *filter(None, kept.get("PYTHONPATH", "").split(os.pathsep))]
    return {**kept, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


# The server's own process -------------------------------------------------------------------------


def _serve(folder: Path) -> None:
    """Until nobody has asked for IDLE_S. Only one process of a folder comes past the lock."""
    from transformers.cli.serve import Serve

    lock = FileLock(folder / "server.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return
    served = Serve(
        host="127.0.0.1", port=0, model_timeout=MODEL_IDLE_S, log_level="error", non_blocking=True
    )
    while not served.server.started:
        time.sleep(0.05)
    port = served.server.servers[0].sockets[0].getsockname()[1]
    note = {"pid": os.getpid(), "started": psutil.Process().create_time(), "port": port}
    part = folder / ".server.json"
    part.write_text(json.dumps(note), encoding="utf-8")
    part.replace(folder / "server.json")
    while time.time() - (folder / "used").stat().st_mtime < IDLE_S:
        time.sleep(5)
    (folder / "server.json").unlink(missing_ok=True)
    os._exit(0)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
