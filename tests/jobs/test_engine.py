"""What the sweep makes of each state the engine can be in; the engine runs in this process."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa
from dbos import _serialization

from storage.schema import jobs as job_table
from tests.jobs import kinds
from workbench import jobs
from workbench.access import Actor
from workbench.records import Job, Project
from workbench.workspace import Workspace


def finished(ws: Workspace, project_id: str, job_id: str) -> Job:
    deadline = time.monotonic() + 20
    while (job := jobs.job(ws, project_id, job_id)).state in ("queued", "running"):
        assert time.monotonic() < deadline, job
        time.sleep(0.02)
    return job


@pytest.fixture
def engine(workspace: Workspace) -> Iterator[jobs.Engine]:
    running = jobs.Engine(workspace, "local-0", ("default",))
    running.start()
    yield running
    running.stop(drain_s=5)


@pytest.fixture
def ended(workspace: Workspace, project: Project, curator: Actor, engine: jobs.Engine) -> Job:
    """A job that the engine has carried to its end."""
    job = jobs.enqueue(workspace, curator, project.id, "test", {"items": 3})
    engine.hand_over()
    finished(workspace, project.id, job.id)
    until_engine_says(workspace, job, "SUCCESS")
    return job


def engine_row(ws: Workspace, job: Job, **values: str) -> str:
    """Set columns of the job's workflow behind the engine's back; returns its status."""
    with closing(sqlite3.connect(ws.settings.data_dir / "engine.sqlite")) as connection:
        for name, value in values.items():
            connection.execute(
                f"UPDATE workflow_status SET {name} = ? WHERE workflow_uuid = ?", (value, job.id)
            )
        connection.commit()
        found = connection.execute(
            "SELECT status FROM workflow_status WHERE workflow_uuid = ?", (job.id,)
        ).fetchone()
    return found[0] if found else "absent"


def until_engine_says(ws: Workspace, job: Job, status: str) -> None:
    deadline = time.monotonic() + 20
    while engine_row(ws, job) != status:
        assert time.monotonic() < deadline, engine_row(ws, job)
        time.sleep(0.02)


def forget_the_end(ws: Workspace, job: Job, worker: str | None) -> None:
    """The row as a worker leaves it that did not come to the end."""
    with ws.db.write() as connection:
        connection.execute(
            sa.update(job_table)
            .where(job_table.c.id == job.id)
            .values(state="running", finished_at=None, worker=worker)
        )


def test_a_job_that_was_never_enqueued_is_swept_up(
    workspace: Workspace, project: Project, curator: Actor, engine: jobs.Engine
) -> None:
    job = jobs.enqueue(workspace, curator, project.id, "test", {"items": 3})
    assert engine_row(workspace, job) == "absent"
    engine.sweep()
    assert finished(workspace, project.id, job.id).state == "done"
    assert sorted(kinds.calls(workspace, job)) == [0, 1, 2]


def test_a_job_stopped_in_good_order_goes_on(
    workspace: Workspace, project: Project, ended: Job, engine: jobs.Engine
) -> None:
    forget_the_end(workspace, ended, worker="local-0")
    engine.sweep()
    assert finished(workspace, project.id, ended.id).state == "done"


def test_a_job_with_a_dead_executor_is_resumed(
    workspace: Workspace, project: Project, ended: Job, engine: jobs.Engine
) -> None:
    forget_the_end(workspace, ended, worker="elsewhere-0")
    engine_row(workspace, ended, status="PENDING", executor_id="elsewhere-0")
    engine.sweep()
    assert finished(workspace, project.id, ended.id).worker == "local-0"


def test_a_job_that_the_engine_lost_on_its_way_to_us_is_resumed_at_the_second_look(
    workspace: Workspace, project: Project, ended: Job, engine: jobs.Engine
) -> None:
    forget_the_end(workspace, ended, worker=None)
    engine_row(workspace, ended, status="PENDING", executor_id="local-0")
    engine.sweep()
    assert engine_row(workspace, ended) == "PENDING"
    engine.sweep()
    assert finished(workspace, project.id, ended.id).state == "done"


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(
    workspace: Workspace, project: Project, curator: Actor, ended: Job, engine: jobs.Engine
) -> None:
    forget_the_end(workspace, ended, worker="local-0")
    engine_row(workspace, ended, status="MAX_RECOVERY_ATTEMPTS_EXCEEDED")
    engine.sweep()
    given_up = jobs.job(workspace, project.id, ended.id)
    assert given_up.state == "failed"
    assert given_up.error is not None and given_up.error.key == "error.job_gave_up"
    jobs.retry(workspace, curator, project.id, ended.id)
    engine.hand_over()
    assert finished(workspace, project.id, ended.id).state == "done"


def test_the_engine_keeps_ids_only_as_json_in_write_ahead_mode(
    workspace: Workspace, ended: Job
) -> None:
    with closing(sqlite3.connect(workspace.settings.data_dir / "engine.sqlite")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        status = connection.execute(
            "SELECT serialization, application_version, executor_id FROM workflow_status"
        ).fetchall()
        inputs = connection.execute("SELECT * FROM workflow_input").fetchall()
    assert status == [("portable_json", "1", "local-0")]
    assert ended.id in str(inputs)
    assert len(str(inputs)) < 300
    with pytest.raises(ValueError, match="pickled"):
        _serialization.DBOSDefaultSerializer.deserialize("gAR9lC4=")
