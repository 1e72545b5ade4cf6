"""A run from its version to its system: real trainers, tiny models."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from storage import schema as s
from storage import systems
from tests.export.filled import Filled
from tests.train.conftest import small
from workbench import jobs
from workbench.access import Actor
from workbench.clean import rule_service
from workbench.errors import MissingDependency, NotAllowed, NotFound, UserError
from workbench.export.template import TEMPLATE_HASH
from workbench.records import DatasetVersion, TrainingRun
from workbench.supervise import spawn_worker
from workbench.train import prepare_service, process, service, start_service
from workbench.train.plan import TrainParams
from workbench.train.run_folder import checkpoints, is_complete
from workbench.workspace import Workspace


def started(ws: Workspace, actor: Actor, version: DatasetVersion, **changes: object) -> TrainingRun:
    return start_service.start_run(ws, actor, version.project_id, version.id, small(**changes))


def carried(ws: Workspace, run: TrainingRun) -> TrainingRun:
    assert run.job_id is not None
    jobs.run_here(ws, run.project_id, run.job_id)
    return service.run(ws, Actor(name="x", roles=("viewer",)), run.project_id, run.id)


@pytest.mark.slow
@pytest.mark.usefixtures("end_trainers")
def test_a_run_goes_from_its_version_to_a_system_that_says_where_it_is_from(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> None:
    run = started(workspace, engineer, version)
    assert (run.number, run.state, run.random_weights) == (1, "queued", True)
    done = carried(workspace, run)
    assert done.state == "done", done.error
    assert (done.step, done.total_steps, done.error) == (12, 12, None)
    assert {"loss", "eval_loss", "tokens_per_s", "parameters"} <= done.metrics.keys()
    assert 1 < done.metrics["loss"] < 8
    measured = service.events(workspace, engineer, version.project_id, run.id)
    assert [event.step for event in measured] == list(range(1, 13))
    assert [e.step for e in measured if e.eval_loss is not None] == [5, 10, 12]
    with workspace.db.read() as connection:
        (system,) = systems.every(connection, version.project_id)
    assert (system.kind, system.run_id, system.random_weights) == ("peft", run.id, True)
    folder = service.model_folder(workspace, engineer, version.project_id, "1")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert version.id in card
    assert TEMPLATE_HASH[:16] in card
    assert "Random weights" in card
    assert "무작위 가중치" in card
    assert any(
        "step 12/12" in line
        for line in service.log_tail(workspace, engineer, version.project_id, run.id)
    )
    assert checkpoints(service.run_folder(workspace, run.id)) == []

    # On another machine the folder is put together from the file store.
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder.parent)
    again = service.model_folder(workspace, engineer, version.project_id, run.id)
    assert is_complete(again)
    assert {path.name: path.read_bytes() for path in again.iterdir()} == before


def wait_for_step(ws: Workspace, actor: Actor, run: TrainingRun, step: int) -> None:
    deadline = time.monotonic() + 90
    while service.run(ws, actor, run.project_id, run.id).step < step:
        assert time.monotonic() < deadline, "no progress"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_trainer_goes_on_from_its_checkpoint_while_it_is_followed(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    end_trainers: Callable[[], None],
) -> None:
    run = started(workspace, engineer, version, max_steps=400, checkpoint_every=10)
    assert run.job_id is not None
    worker = threading.Thread(target=jobs.run_here, args=(workspace, run.project_id, run.job_id))
    worker.start()
    wait_for_step(workspace, engineer, run, 25)
    end_trainers()
    worker.join(120)
    assert not worker.is_alive()
    done = service.run(workspace, engineer, run.project_id, run.id)
    assert (done.state, done.error) == ("done", None)
    log = service.run_folder(workspace, run.id).log.read_text(encoding="utf-8")
    assert log.count("400 steps, from step") == 2
    measured = service.events(workspace, engineer, run.project_id, run.id)
    assert [event.step for event in measured] == list(range(1, 401))


@pytest.mark.slow
def test_a_trainer_outlives_its_worker_is_found_again_stopped_and_resumed(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    end_trainers: Callable[[], None],
) -> None:
    """The first worker is another process, and all its family is killed."""
    run = started(workspace, engineer, version, max_steps=4000, checkpoint_every=2000)
    first = spawn_worker(workspace.settings, slot=1)
    try:
        wait_for_step(workspace, engineer, run, 3)
    finally:
        worker = psutil.Process(first.pid)
        for each in [*worker.children(recursive=True), worker]:
            each.kill()
        first.wait()
    folder = service.run_folder(workspace, run.id)
    assert process.process(folder) is not None
    with pytest.raises(UserError, match="run_running"):
        start_service.resume(workspace, engineer, run.project_id, run.id)

    asked = start_service.stop(workspace, engineer, run.project_id, run.id)
    assert asked.state == "stopping"
    stopped = carried(workspace, asked)
    assert stopped.state == "stopped"
    assert folder.log.read_text(encoding="utf-8").count("steps, from step") == 1
    (kept,) = checkpoints(folder)
    assert kept.name == f"checkpoint-{stopped.step}"
    with pytest.raises(UserError, match="run_not_running"):
        start_service.stop(workspace, engineer, run.project_id, run.id)

    # Let it end soon: the folder's plan says how far it goes.
    spec, steps = folder.read_spec(), stopped.step + 4
    params = spec.params.model_copy(update={"max_steps": steps})
    folder.write_spec(spec.model_copy(update={"params": params}))
    again = start_service.resume(workspace, engineer, run.project_id, run.id)
    assert again.job_id != run.job_id
    done = carried(workspace, again)
    assert (done.state, done.step) == ("done", steps)
    with pytest.raises(UserError, match="run_done"):
        start_service.resume(workspace, engineer, run.project_id, run.id)


def test_a_run_that_is_stopped_before_a_worker_takes_it_up_never_starts(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> None:
    run = started(workspace, engineer, version)
    start_service.stop(workspace, engineer, run.project_id, run.id)
    assert carried(workspace, run).state == "stopped"
    assert not service.run_folder(workspace, run.id).path.exists()


def test_a_run_whose_job_was_cancelled_has_stopped_and_can_be_resumed(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> None:
    run = started(workspace, engineer, version)
    assert run.job_id is not None
    jobs.cancel(workspace, engineer, run.project_id, run.job_id)
    assert service.run(workspace, engineer, run.project_id, run.id).state == "stopped"
    assert start_service.resume(workspace, engineer, run.project_id, run.id).state == "queued"


@pytest.mark.usefixtures("end_trainers")
def test_a_resume_on_other_rows_is_refused(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> None:
    run = started(workspace, engineer, version, max_steps=2)
    folder = service.run_folder(workspace, run.id)
    prepare_service.prepare(workspace, run, folder)
    rows = folder.rows["train"].read_text(encoding="utf-8")
    folder.rows["train"].write_text(rows.replace("보안", "보완"), encoding="utf-8")
    failed = carried(workspace, run)
    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error.key == "error.train_data_changed"


def test_a_version_whose_stored_file_was_changed_is_not_trained_on(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> None:
    run = started(workspace, engineer, version)
    path = workspace.files.local_path(version.files[0].sha256)
    path.write_bytes(path.read_bytes() + b"x")
    failed = carried(workspace, run)
    assert failed.error is not None
    assert failed.error.key == "error.version_damaged"


def test_personal_data_that_nobody_judged_stops_the_run_and_an_override_masks_it(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    admin: Actor,
) -> None:
    """As after an update of the rules: they now see what they did not at the freeze."""
    rule_service.add_rules(workspace, admin, version.project_id, "deny", "PERSON", ["담당자"])
    failed = carried(workspace, started(workspace, engineer, version))
    assert failed.error is not None
    assert failed.error.key == "error.train_pii_gate"
    assert "담당자" not in str(failed.error.params)

    params, project_id = small(), version.project_id
    with pytest.raises(NotAllowed):
        start_service.start_run(workspace, engineer, project_id, version.id, params, "급함")
    with pytest.raises(UserError, match="override_reason"):
        start_service.start_run(workspace, admin, project_id, version.id, params, " ")
    run = start_service.start_run(workspace, admin, project_id, version.id, params, "급함")
    folder = service.run_folder(workspace, run.id)
    prepare_service.prepare(workspace, run, folder)
    text = folder.rows["train"].read_text(encoding="utf-8")
    assert "담당자" not in text
    assert "[PERSON_" in text


def test_values_that_a_person_dismissed_are_trained_on_as_they_are(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    from tests.export.test_service import PHONE, freeze

    chunk = filled.chunk(filled.document(), "1장")
    example = filled.example(chunk, answer=f"대표 번호는 {PHONE}입니다.")
    filled.check(example, "dismissed")
    version = freeze(workspace, engineer, filled.project.id)
    run = started(workspace, engineer, version)
    folder = service.run_folder(workspace, run.id)
    prepare_service.prepare(workspace, run, folder)
    assert PHONE in folder.rows["train"].read_text(encoding="utf-8")


def test_only_engineers_train(
    workspace: Workspace, version: DatasetVersion, reviewer: Actor, viewer: Actor
) -> None:
    with pytest.raises(NotAllowed):
        started(workspace, reviewer, version)
    assert service.runs(workspace, viewer, version.project_id) == ([], 0)


def test_runs_of_another_project_are_not_seen(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, admin: Actor
) -> None:
    from workbench.projects import create_project

    run = started(workspace, engineer, version)
    other = create_project(workspace, admin, "다른 프로젝트")
    assert service.runs(workspace, engineer, other.id) == ([], 0)
    for name in (run.id, "1"):
        with pytest.raises(NotFound):
            service.run(workspace, engineer, other.id, name)
    with pytest.raises(NotFound):
        start_service.start_run(workspace, engineer, other.id, version.id, small())


def test_without_the_extra_there_is_one_sentence(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    monkeypatch: pytest.MonkeyPatch,
    row_count: Callable[..., int],
) -> None:
    monkeypatch.setattr(service, "PACKAGES", ("torch", "no_such_package_here"))
    with pytest.raises(MissingDependency, match="train_extra"):
        started(workspace, engineer, version)
    assert row_count(workspace, s.training_runs) == 0


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"learning_rate": 3.0}, "train_parameter"),
        ({"batch_size": 0}, "train_parameter"),
        ({"base_model": "/no/such/folder"}, "base_missing"),
        ({"base_model": "  "}, "base_empty"),
        ({"max_length": 16}, "train_all_too_long"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    workspace: Workspace,
    version: DatasetVersion,
    engineer: Actor,
    changes: dict[str, object],
    key: str,
    row_count: Callable[..., int],
) -> None:
    with pytest.raises(UserError, match=key):
        started(workspace, engineer, version, **changes)
    assert row_count(workspace, s.training_runs) == row_count(workspace, s.jobs) - 1 == 0


def test_a_base_folder_of_another_kind_is_refused_at_once(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "사진"
    folder.mkdir()
    with pytest.raises(UserError, match="base_no_model"):
        started(workspace, engineer, version, base_model=str(folder))


def test_the_estimate_says_steps_memory_and_what_to_look_out_for(
    workspace: Workspace, version: DatasetVersion, viewer: Actor
) -> None:
    found = start_service.estimate(
        workspace, viewer, version.project_id, version.id, TrainParams(batch_size=4, epochs=2)
    )
    assert found.steps == 2 * -(-version.files[0].rows // 4)
    assert found.memory is not None
    assert found.slowest_s is not None
    assert {w.key for w in found.warnings} == {"train.warn.random_weights", "train.warn.few_rows"}
