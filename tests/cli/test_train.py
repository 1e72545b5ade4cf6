from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Ran
from tests.export.filled import Filled, sections
from tests.export.test_service import freeze
from workbench.access import OWNER
from workbench.projects import create_project
from workbench.workspace import Workspace

SCRIPT = (
    "from workbench import cli; from workbench.cli import train;"
    "'train' in cli.STAGES or train.register(cli.app); cli.main()"
)
SMALL = (
    *("--max-steps", "3", "--batch-size", "4", "--max-length", "64"),
    *("--checkpoint-every", "2", "--threads", "1"),
)


def run(*arguments: str, cwd: Path) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "train", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=180,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def version(workspace: Workspace) -> None:
    project = create_project(workspace, OWNER, "보안")
    sections(Filled(workspace, project), 5)
    freeze(workspace, OWNER, project.id, validation_share=0.2)


@pytest.mark.slow
@pytest.mark.usefixtures("version")
def test_a_version_becomes_a_model_folder(tmp_path: Path) -> None:
    ran = run("start", "1", *SMALL, "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    done: dict[str, Any] = json.loads(ran.out)
    assert (done["number"], done["state"], done["step"]) == (1, "done", 3)
    assert done["random_weights"] is True
    folder = Path(done["model_folder"])
    assert (folder / "model.safetensors").is_file()
    assert "3 / 3" in ran.err or "waiting" in ran.err

    listed = run("list", "--json", cwd=tmp_path).json
    assert (listed["total"], listed["runs"][0]["run_id"]) == (1, done["run_id"])
    shown = run("show", "1", "--json", cwd=tmp_path).json
    assert [event["step"] for event in shown["events"]] == [1, 2, 3]
    assert shown["log"][-1].endswith("done, model saved")
    assert "#1  done" in run("show", "1", cwd=tmp_path).out

    stopped = run("stop", "1", cwd=tmp_path)
    assert (stopped.code, stopped.out) == (1, "")
    assert "nothing to stop" in stopped.err
    assert run("resume", "1", cwd=tmp_path).code == 1


@pytest.mark.slow
@pytest.mark.usefixtures("version")
def test_without_a_server_a_run_is_left_to_itself_stopped_and_followed(
    tmp_path: Path,
) -> None:
    """Nobody but these commands carries the run: each starts a worker of its own."""
    long = ("--max-steps", "100000", "--checkpoint-every", "50000", "--threads", "1")
    lora = ("--method", "lora", "--lora-rank", "4")
    left = run("start", "1", *long, *lora, "--detach", "--json", cwd=tmp_path)
    assert left.code == 0, left.err
    assert "random weights" in left.err and "100,000 steps" in left.err
    stopped = run("stop", "1", "--json", cwd=tmp_path)
    assert (stopped.code, stopped.json["state"]) == (0, "stopped"), stopped.err
    assert run("follow", "1", "--json", cwd=tmp_path).json["state"] == "stopped"
    used = run("show", "1", "--json", cwd=tmp_path).json["parameters"]
    assert (used["lora_rank"], used["lora_alpha"]) == (4, 8)


@pytest.mark.usefixtures("version")
def test_runs_are_compared(workspace: Workspace, tmp_path: Path) -> None:
    from workbench.projects import list_projects
    from workbench.train.plan import TrainParams
    from workbench.train.start_service import start_run

    (project,) = list_projects(workspace, OWNER)
    for method in ("full", "lora"):
        params = TrainParams.model_validate({"method": method, "seed": len(method)})
        start_run(workspace, OWNER, project.id, "1", params)
    found = run("compare", "2", "1", "--json", cwd=tmp_path).json
    assert [each["number"] for each in found["runs"]] == [2, 1]
    assert found["differences"] == {"method": ["lora", "full"]}
    assert "method" in run("compare", "1", "2", cwd=tmp_path).out


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start", "9"), "no dataset version '9'"),
        (("start", "1", "--batch-size", "0"), "batch_size cannot be 0"),
        (("start", "1", "--base", "/no/such/folder"), "/no/such/folder"),
        (("start", "1", "--max-length", "16"), "longer than 16 tokens"),
        (("show", "4"), "no training run '4'"),
        (("follow", "4"), "no training run '4'"),
        (("compare", "4"), "no training run '4'"),
    ],
)
def test_what_cannot_work_is_one_line_and_exit_1(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = run(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1
