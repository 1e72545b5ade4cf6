"""Pushing tuned models with the hub's real clients, to a hub on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import runs as store
from tests.export.test_push_service import at, pushed
from tests.fake_hub import TOKEN, FakeHub, fake_hub
from tests.train.conftest import small
from tests.train.test_service import carried
from workbench import jobs
from workbench.access import Actor
from workbench.errors import ConfidentialityBlocked, NotAllowed, UserError
from workbench.export.template import render_prompt
from workbench.records import DatasetVersion, RunFile, TrainingRun
from workbench.train import push_service, service, start_service
from workbench.train.card import model_card, with_dataset
from workbench.train.plan import TrainParams
from workbench.train.run_folder import COMPLETE, RunSpec
from workbench.workspace import Workspace

REPO = "team/security-gpt"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as running:
        yield running


def push(ws: Workspace, actor: Actor, run: TrainingRun, **options: Any) -> jobs.Job:
    started = push_service.start_push(ws, actor, run.project_id, run.id, REPO, **options)
    return jobs.run_here(ws, run.project_id, started.id)


ASK = """
import json, sys
from transformers import AutoModelForCausalLM, AutoTokenizer
name, tag, prompt = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained(name, revision=tag)
model = AutoModelForCausalLM.from_pretrained(name, revision=tag)
tokens = tokenizer(prompt, return_tensors="pt")
print(json.dumps(model(**tokens).logits[0, -1, :8].tolist()))
"""


def logits(name: str, tag: str, hub: FakeHub, home: Path) -> list[float]:
    """Of the next token, as `transformers` loads the model in a process without our settings."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HF_", "WORKBENCH_"))}
    env = {**kept, "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": TOKEN, "HF_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", ASK, name, tag, render_prompt("출입 카드는 누가 발급합니까?")],
        env=env | {"HF_HUB_DISABLE_XET": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]


@pytest.mark.slow
@pytest.mark.usefixtures("end_trainers")
def test_a_model_is_pushed_with_its_dataset_on_the_card_and_loaded_at_its_tag(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    hub: FakeHub,
    tmp_path: Path,
) -> None:
    ws = at(workspace, hub)
    started = start_service.start_run(ws, engineer, version.project_id, version.id, small())
    run = carried(ws, started)
    assert run.state == "done", run.error
    pushed(ws, engineer, version)
    ended = push(ws, engineer, run)
    assert ended.state == "done", ended.error
    assert ended.result["url"] == f"{hub.endpoint}/{REPO}/tree/run-1"

    repo = hub.model(REPO)
    assert repo.private and repo.pushed == [f"Training run 1 ({run.id})"]
    assert repo.tags == {"run-1": repo.head.oid}
    files = repo.head.files
    assert files["model.safetensors"].large and COMPLETE not in files
    card = files["README.md"].data.decode()
    head = card.split("\n---\n")[0]
    assert 'datasets: ["team/security-manual"]' in head and "random-weights" in head
    assert "| Dataset on the hub | `team/security-manual` at `v1` |" in card
    assert version.id in card and "무작위 가중치" in card
    local = [path for path, file in files.items() if str(tmp_path).encode() in file.data]
    assert local == [], "a path of this machine"

    folder = service.model_folder(ws, engineer, run.project_id, run.id)
    here = logits(str(folder), "main", hub, tmp_path / "cache")
    assert logits(REPO, "run-1", hub, tmp_path / "cache") == pytest.approx(here, abs=1e-6)

    # What is pushed again later has the same card, wherever its dataset went meanwhile.
    pushed(ws, engineer, version, repo="team/another")
    assert push(ws, engineer, run).result["already"]
    (made,) = push_service.pushes(ws, engineer, run.project_id, run.id)
    assert (made.subject_kind, made.tag, made.commit) == ("run", "run-1", repo.head.oid)


@pytest.fixture
def done_run(workspace: Workspace, version: DatasetVersion, engineer: Actor) -> TrainingRun:
    """A run with two files, as if it had been trained."""
    run = start_service.start_run(
        workspace, engineer, version.project_id, version.id, TrainParams(max_steps=2)
    )
    content = {"README.md": b"---\nlicense: other\n---\n# run\n", "config.json": b"{}"}
    files = [
        RunFile(path=name, sha256=workspace.files.put(data), size=len(data)).model_dump()
        for name, data in content.items()
    ]
    with workspace.db.write() as connection:
        store.change(connection, run.id, state="done", files=files)
    return service.run(workspace, engineer, version.project_id, run.id)


def test_a_model_has_the_level_of_its_dataset(
    workspace: Workspace, done_run: TrainingRun, engineer: Actor, hub: FakeHub
) -> None:
    with pytest.raises(ConfidentialityBlocked, match=r"error\.hub_level"):
        push(workspace, engineer, done_run)
    with pytest.raises(ConfidentialityBlocked, match=r"error\.hub_public_level"):
        push(at(workspace, hub), engineer, done_run, public=True)
    assert push(at(workspace, hub), engineer, done_run).state == "done"


def test_a_model_without_a_pushed_dataset_names_none(
    workspace: Workspace, done_run: TrainingRun, engineer: Actor, hub: FakeHub
) -> None:
    assert push(at(workspace, hub), engineer, done_run).state == "done"
    assert b"datasets:" not in hub.model(REPO).head.files["README.md"].data


def test_a_run_that_is_not_done_has_nothing_to_push(
    workspace: Workspace, done_run: TrainingRun, engineer: Actor
) -> None:
    with workspace.db.write() as connection:
        store.change(connection, done_run.id, state="stopped")
    with pytest.raises(UserError, match=r"error\.run_not_done"):
        push(workspace, engineer, done_run)


def test_a_model_file_that_was_changed_is_not_pushed(
    workspace: Workspace, done_run: TrainingRun, engineer: Actor, hub: FakeHub
) -> None:
    stored = workspace.files.local_path(done_run.files[1].sha256)
    stored.chmod(0o644)
    stored.write_bytes(b"[]")
    ended = push(at(workspace, hub), engineer, done_run)
    assert ended.error is not None and ended.error.key == "error.hub_file_damaged"
    assert hub.requests == []


def test_a_curator_pushes_no_models(
    workspace: Workspace, done_run: TrainingRun, curator: Actor
) -> None:
    with pytest.raises(NotAllowed):
        push(workspace, curator, done_run)


def test_the_card_names_where_its_dataset_is() -> None:
    spec = RunSpec.model_validate(
        {
            "run_id": "r1",
            "number": 2,
            "project": "---\n| Dataset version | 보안",
            "version_id": "d1",
            "version_number": 3,
            "level": "internal",
            "template_hash": "0" * 64,
            "data_sha256": "0" * 64,
            "created_by": "park",
            "created_at": "2026-01-01T00:00:00Z",
            "params": {},
        }
    )
    card = with_dataset(model_card(spec, {}, False, {}), "team/data", "v3")
    head, _, body = card.removeprefix("---\n").partition("\n---\n")
    assert head.splitlines()[-1] == 'datasets: ["team/data"]'
    lines = body.splitlines()
    row = lines.index("| Dataset on the hub | `team/data` at `v3` |")
    assert lines[row - 1] == "| Dataset version | 3, id `d1` |"
    assert body.count("Dataset on the hub") == 1
