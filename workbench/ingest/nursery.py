"""Reading processes without the wait for Python to start: `python -m workbench.ingest.nursery`.

A manual of thousands of pages is thousands of documents, and starting an interpreter costs more
than reading a page. So a clean process that has loaded the readers, and nothing else, is kept; it
forks one child for each document, which limits itself and ends as a started one would. Not for PDF:
PDFium belongs to a process of its own from the start. Where a system cannot fork, nothing changes.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

_TIMED_OUT = 1000
"""Not an exit status of any process."""
_PAUSES = (0.002, 0.05)
"""Seconds between looks at a child, at first and at most."""
_idle: list[subprocess.Popen[bytes]] = []
_guard = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A forked copy of this process must not talk into the same pipes.
    os.register_at_fork(after_in_child=_idle.clear)


def read(folder: Path, seconds: float, environment: Mapping[str, str]) -> int | None:
    """Read the request in `folder` in a forked process; its exit status, negative for a signal.

    None where this system cannot, or the keeper of the processes is gone: start one instead.
    Raises subprocess.TimeoutExpired, and then the process has been ended.
    """
    if not hasattr(os, "fork"):
        return None
    keeper = _taken(environment)
    if keeper is None or keeper.stdin is None or keeper.stdout is None:
        return None
    try:
        keeper.stdin.write(json.dumps({"folder": str(folder), "seconds": seconds}).encode() + b"\n")
        keeper.stdin.flush()
        answer = keeper.stdout.readline()
    except OSError:
        answer = b""
    if not answer:
        _end(keeper)
        return None
    with _guard:
        _idle.append(keeper)
    if (code := int(answer)) == _TIMED_OUT:
        raise subprocess.TimeoutExpired("reader", seconds)
    return code


def _taken(environment: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    """A keeper that has nothing to do; one thread has it until it gives it back."""
    with _guard:
        if _idle:
            return _idle.pop()
    command = [sys.executable, "-m", "workbench.ingest.nursery"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=dict(environment),
        )  # fmt: skip
    except OSError:
        return None


def _end(keeper: subprocess.Popen[bytes]) -> None:
    """A keeper ends by itself where nobody can write to it any more."""
    for pipe in (keeper.stdin, keeper.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        keeper.wait(timeout=5)


@atexit.register
def close() -> None:
    """End all keepers that have nothing to do."""
    with _guard:
        waiting, _idle[:] = list(_idle), []
    for keeper in waiting:
        _end(keeper)


# In the keeper ----------------------------------------------------------------------------------


def main() -> None:
    """Fork a reader for each line of standard input, answer with its exit status."""
    _load()
    with os.fdopen(os.dup(0), "rb") as requests:
        for line in requests:
            request = json.loads(line)
            child = os.fork()
            if child == 0:
                _be_reader(Path(request["folder"]))
            os.write(1, b"%d\n" % _wait(child, request["seconds"]))


def _load() -> None:
    """What all readers need; a child finds it in memory. No threads are started by any of it."""
    import lxml.etree
    import markdown_it
    import olefile
    import python_calamine

    import workbench.ingest.readers.docx
    import workbench.ingest.readers.html
    import workbench.ingest.readers.hwp
    import workbench.ingest.readers.hwpx
    import workbench.ingest.readers.markdown
    import workbench.ingest.readers.pairs
    import workbench.ingest.readers.sheets
    import workbench.ingest.readers.text
    import workbench.ingest.sandbox  # noqa: F401

    _ = (lxml, markdown_it, olefile, python_calamine)


def _be_reader(folder: Path) -> None:
    """This process is the reader of one document from here on; it does not return."""
    code = 1
    try:
        from workbench.ingest.sandbox import main as read_request

        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.chdir(folder)
        code = read_request(folder)
    finally:
        os._exit(code)


def _wait(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    pause = _PAUSES[0]
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return _TIMED_OUT
        time.sleep(pause)
        pause = min(pause * 1.5, _PAUSES[1])


if __name__ == "__main__":
    main()
