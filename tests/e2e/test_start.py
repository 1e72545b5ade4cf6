"""The README's first command, from its environment on: an empty folder becomes a served sample."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.e2e.conftest import ROOT, free_port
from workbench.access import OWNER
from workbench.projects import list_projects, overview
from workbench.settings import Settings
from workbench.workspace import open_workspace


def test_the_first_start_serves_the_sample(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    command = [
        sys.executable,
        "-m",
        "workbench",
        "up",
        "--sample",
        "--no-open",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(data)}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _await(f"http://127.0.0.1:{port}/healthz", process)
        ws = open_workspace(Settings(data_dir=data))
        (project,) = list_projects(ws, OWNER)
        deadline = time.monotonic() + 120
        while overview(ws, OWNER, project.id).documents != {"ready": 4}:
            assert time.monotonic() < deadline, overview(ws, OWNER, project.id).documents
            time.sleep(0.5)
        ws.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the pages were not served")
