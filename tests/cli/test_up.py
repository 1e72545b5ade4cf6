"""`workbench up`: what keeps it from starting is one sentence, and what it starts is told all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.access import OWNER
from workbench.cli.up import LAUNCHER, load_first_sample, require_free_port, streamlit_arguments
from workbench.errors import UserError
from workbench.jobs import recent_jobs
from workbench.projects import create_project, list_projects
from workbench.workspace import open_workspace


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        yield taken.getsockname()[1]


def up(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", "up", "--no-open", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"WORKBENCH_DATA_DIR": str(data_dir), "WORKBENCH_LANGUAGE": "en"},
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_one_sentence(tmp_path: Path, taken_port: int) -> None:
    ended = up(tmp_path, "--port", str(taken_port))
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        f"Port {taken_port} is already in use; choose another one with 'workbench up --port'."
    ]


def test_an_address_others_reach_needs_users(tmp_path: Path) -> None:
    ended = up(tmp_path, "--host", "0.0.0.0")
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "workbench user add" in ended.stderr


def test_a_port_is_free_again_once_it_is_let_go(taken_port: int) -> None:
    with pytest.raises(UserError):
        require_free_port("127.0.0.1", taken_port)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    require_free_port("127.0.0.1", free)


def test_the_launcher_is_there_and_is_told_address_port_and_limit() -> None:
    assert LAUNCHER.is_file()
    given = streamlit_arguments("127.0.0.1", 8600, 50, open_browser=False)
    assert "--server.address=127.0.0.1" in given
    assert "--server.port=8600" in given
    assert "--server.maxUploadSize=50" in given
    assert "--server.headless=true" in given


def test_the_sample_is_loaded_into_an_empty_installation_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    ws = open_workspace()
    load_first_sample(ws)
    (sample,) = list_projects(ws, OWNER)
    (job,) = recent_jobs(ws, sample.id)
    assert (job.kind, job.state) == ("ingest", "queued")
    load_first_sample(ws)
    assert list_projects(ws, OWNER) == [sample]
    ws.close()


def test_a_project_of_ones_own_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    ws = open_workspace()
    own = create_project(ws, OWNER, "우리 매뉴얼")
    load_first_sample(ws)
    assert list_projects(ws, OWNER) == [own]
    ws.close()
