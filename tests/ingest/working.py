"""A process that works one job through and is killed, as by `kill -9`, at its nth write.

    python -m tests.ingest.working PROJECT JOB NTH before|after

`before`: with the write done but not committed; `after`: right behind the commit.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from storage.database import Database
from workbench import jobs
from workbench.settings import Settings
from workbench.workspace import open_workspace


def deadly(nth: int, moment: str) -> None:
    """From now on the nth unit of work is the last that this process sees."""
    write = Database.write
    lock = threading.Lock()
    done = 0

    @contextmanager
    def counted(database: Database) -> Iterator[Any]:
        nonlocal done
        with write(database) as connection:
            yield connection
            with lock:
                done += 1
                number = done
            if number == nth and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if number == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    Database.write = counted  # type: ignore[method-assign]


def main(project_id: str, job_id: str, nth: str, moment: str) -> None:
    ws = open_workspace(Settings())
    deadly(int(nth), moment)
    sys.stdout.write(f"{jobs.run_here(ws, project_id, job_id).state}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
