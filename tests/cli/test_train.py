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


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start", "9"), "no dataset version '9'"),
        (("start", "1", "--batch-size", "0"), "batch_size cannot be 0"),
        (("start", "1", "--base", "/no/such/folder"), "/no/such/folder"),
        (("start", "1", "--max-length", "16"), "longer than 16 tokens"),
        (("show", "4"), "no training run '4'"),
    ],
)
def test_what_cannot_work_is_one_line_and_exit_1(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = run(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1
