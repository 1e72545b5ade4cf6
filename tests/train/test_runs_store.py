"""Rows of runs, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import runs as store
from storage import systems
from storage.database import insert
from storage.schema import dataset_versions
from workbench.records import (
    DatasetVersion,
    Project,
    RunEvent,
    System,
    TrainingRun,
    new_id,
    utc_now,
)
from workbench.workspace import Workspace


def a_version(connection: sa.Connection, project: Project) -> str:
    made = DatasetVersion(
        id=new_id(),
        project_id=project.id,
        number=1,
        level="internal",
        files=(),
        card_sha256="0" * 64,
        decisions_sha256="0" * 64,
        template_hash="0" * 64,
        parameters={},
        created_at=utc_now(),
        created_by="park",
    )
    insert(connection, dataset_versions, made)
    return made.id


def a_run(project: Project, version_id: str) -> TrainingRun:
    return TrainingRun(
        id=new_id(),
        project_id=project.id,
        number=0,
        version_id=version_id,
        base_model="tiny",
        method="full",
        parameters={"epochs": 3.0},
        created_at=utc_now(),
        created_by="park",
    )


@pytest.fixture
def runs(any_workspace: Workspace, project: Project) -> list[TrainingRun]:
    with any_workspace.db.write() as connection:
        version_id = a_version(connection, project)
        return [store.add(connection, a_run(project, version_id)) for _ in range(2)]


def event(run: TrainingRun, step: int, **values: float) -> RunEvent:
    return RunEvent.model_validate({"run_id": run.id, "step": step, "at": utc_now(), **values})


def test_runs_are_numbered_within_their_project(
    any_workspace: Workspace, project: Project, runs: list[TrainingRun]
) -> None:
    assert [run.number for run in runs] == [1, 2]
    with any_workspace.db.read() as connection:
        assert store.get(connection, project.id, runs[0].id) == runs[0]
        assert store.by_number(connection, project.id, 2) == runs[1]
        assert store.get(connection, "other", runs[0].id) is None
        assert store.page(connection, project.id, 1, 0) == ([runs[1]], 2)


def test_a_step_measured_again_replaces_what_was_measured_again_only(
    any_workspace: Workspace, runs: list[TrainingRun]
) -> None:
    run, other = runs
    with any_workspace.db.write() as connection:
        store.put_events(connection, [event(run, 1, loss=3.0), event(run, 2, loss=2.0)])
        store.put_events(connection, [event(run, 2, eval_loss=2.5), event(other, 2, loss=9.0)])
        store.put_events(connection, [event(run, 2, loss=2.1), event(run, 3, loss=1.0)])
        store.put_events(connection, [])
    with any_workspace.db.read() as connection:
        found = store.events(connection, run.id)
        assert [(e.step, e.loss, e.eval_loss) for e in found] == [
            (1, 3.0, None),
            (2, 2.1, 2.5),
            (3, 1.0, None),
        ]
        assert [e.step for e in store.events(connection, run.id, after=2)] == [3]


def test_a_small_picture_has_few_points_whatever_the_steps_are(
    any_workspace: Workspace, project: Project, runs: list[TrainingRun]
) -> None:
    run, other = runs
    with any_workspace.db.write() as connection:
        store.put_events(connection, [event(run, 4 * n, loss=float(n)) for n in range(1, 501)])
        store.put_events(connection, [event(other, 1, loss=1.0), event(other, 2, eval_loss=1.0)])
    with any_workspace.db.read() as connection:
        found = store.curves(connection, project.id, [run.id, other.id])
        assert 30 <= len(found[run.id]) <= 41
        assert found[run.id] == sorted(found[run.id])
        assert found[other.id] == [1.0]
        assert store.curves(connection, "other", [run.id]) == {run.id: []}
        assert store.curves(connection, project.id, []) == {}


def test_a_change_that_came_too_late_changes_nothing(
    any_workspace: Workspace, project: Project, runs: list[TrainingRun]
) -> None:
    run = runs[0]
    with any_workspace.db.write() as connection:
        store.change(connection, run.id, state="done")
        assert not store.change_where(connection, run.id, ("running",), state="stopping")
    with any_workspace.db.read() as connection:
        found = store.get(connection, project.id, run.id)
    assert found is not None
    assert found.state == "done"


def test_a_system_is_registered_once(
    any_workspace: Workspace, project: Project, runs: list[TrainingRun]
) -> None:
    system = System(
        id=runs[0].id,
        project_id=project.id,
        name="#1 tiny",
        kind="peft",
        run_id=runs[0].id,
        created_at=utc_now(),
        created_by="park",
    )
    with any_workspace.db.write() as connection:
        assert systems.add(connection, system)
        assert not systems.add(connection, system)
        assert not systems.add(connection, system.model_copy(update={"id": new_id()}))
    with any_workspace.db.read() as connection:
        assert systems.every(connection, project.id) == [system]
        assert systems.get(connection, project.id, system.id) == system
        assert systems.by_name(connection, project.id, "#1 tiny") == system
        assert systems.get(connection, "other", system.id) is None
