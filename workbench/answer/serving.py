"""Models of this machine, behind an OpenAI-compatible address on loopback: `transformers serve`.

One server for all who use a data folder, see `detached`. It loads models as they are asked for and
lets go of those that are idle. Code that comes with a model is never run.

`python -m workbench.answer.serving FOLDER` is the server.
"""

from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from workbench.answer import detached
from workbench.answer.detached import LOG, stop
from workbench.errors import MissingDependency

PACKAGES = ("torch", "transformers", "fastapi", "uvicorn")
START_TIMEOUT_S = 180.0
"""Importing torch and transformers on a busy machine."""
IDLE_S = 1800.0
MODEL_IDLE_S = 300
"""After which a model is let go of; the next question loads it again."""


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
    return _url(detached.ensure(folder, "workbench.answer.serving", START_TIMEOUT_S))


def address(folder: Path) -> str | None:
    """Of the living server; None where there is none on this machine."""
    found = detached.living(folder)
    return None if found is None else _url(found)


def _url(note: detached.Note) -> str:
    return f"http://127.0.0.1:{note.port}/v1"


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
    detached.announce(folder, port)
    while time.time() - (folder / "used").stat().st_mtime < IDLE_S:
        time.sleep(5)
    (folder / "server.json").unlink(missing_ok=True)
    os._exit(0)


__all__ = ["LOG", "address", "ensure", "is_installed", "stop"]

if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
