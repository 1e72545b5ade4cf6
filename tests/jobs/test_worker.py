from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage import workers as worker_rows
from storage.database import Database
from storage.files import FileStore
from tests.conftest import postgres_database
from tests.jobs import kinds
from tests.postgres import PostgresServer
from workbench import jobs, supervise
from workbench.access import OWNER, Actor
from workbench.projects import create_project
from workbench.records import Job, Project
from workbench.settings import Settings
from workbench.supervise import Supervisor, spawn_worker
from workbench.worker import log_path, slot_lock, worker_id
from workbench.workspace import Workspace

KINDS = ("tests.jobs.kinds",)


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.02)


def finished(ws: Workspace, project_id: str, job_id: str) -> Job:
    until(lambda: jobs.job(ws, project_id, job_id).state not in ("queued", "running"))
    return jobs.job(ws, project_id, job_id)


@contextmanager
def worker(ws: Workspace, slot: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    process = spawn_worker(ws.settings, slot=slot, parent=os.getpid(), load=KINDS)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def start(ws: Workspace, actor: Actor, project: Project, **parameters: object) -> Job:
    return jobs.enqueue(ws, actor, project.id, "test", {"items": 10, **parameters})


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_at_most_what_was_in_flight(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, items=160, seconds=0.05, concurrency=8)
    with worker(ws):
        until(lambda: jobs.job(ws, project.id, job.id).done >= 40)
    half = jobs.job(ws, project.id, job.id)
    assert half.state == "running" and half.done < 160
    assert kinds.states(ws, job).count("done") == half.done == len(kinds.results(ws, job))
    with worker(ws):
        ended = finished(ws, project.id, job.id)
    assert (ended.state, ended.done, ended.failed) == ("done", 160, 0)
    calls = kinds.calls(ws, job)
    assert set(calls) == set(range(160))
    assert len(calls) - 160 <= 8
    assert len(kinds.results(ws, job)) == 160


def test_sigterm_ends_a_worker_cleanly_and_the_next_goes_on(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = workspace
    job = start(ws, curator, project, items=80, seconds=0.02)
    with worker(ws) as process:
        until(lambda: jobs.job(ws, project.id, job.id).done >= 8)
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert jobs.workers(ws) == []
    stopped = jobs.job(ws, project.id, job.id)
    assert stopped.state == "running"
    assert len(kinds.calls(ws, job)) == stopped.done
    with worker(ws):
        ended = finished(ws, project.id, job.id)
    assert ended.state == "done"
    assert sorted(kinds.calls(ws, job)) == list(range(80))


def test_a_running_worker_takes_up_cancels_and_retries(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = workspace
    with worker(ws):
        broken = start(ws, curator, project, trouble={"3": "user"})
        assert finished(ws, project.id, broken.id).failed == 1
        long = start(ws, curator, project, items=5000, seconds=0.02)
        until(lambda: jobs.job(ws, project.id, long.id).done >= 4)
        jobs.cancel(ws, curator, project.id, long.id)
        assert finished(ws, project.id, long.id).state == "cancelled"
        (ws.settings.data_dir / "healed").touch()
        jobs.retry(ws, curator, project.id, broken.id)
        healed = finished(ws, project.id, broken.id)
    assert (healed.state, healed.done, healed.failed) == ("done", 10, 0)


def test_a_worker_takes_over_from_one_that_is_heard_of_no_more(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    """The engine does not do that by itself: a second slot stands in for a second host."""
    ws = any_workspace
    job = start(ws, curator, project, items=80, seconds=0.05, concurrency=4)
    with worker(ws, slot=0):
        until(lambda: jobs.job(ws, project.id, job.id).done >= 8)
    dead = worker_id(ws, 0)
    with ws.db.write() as connection:
        worker_rows.remove(connection, dead)
    with worker(ws, slot=1):
        ended = finished(ws, project.id, job.id)
    assert (ended.state, ended.worker) == ("done", worker_id(ws, 1))
    assert len(kinds.calls(ws, job)) - 80 <= 4


def test_the_engine_can_lose_its_database(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    """It carries the job, our rows are the checkpoint: the sweep offers what was never enqueued."""
    ws = workspace
    job = start(ws, curator, project, items=80, seconds=0.02)
    with worker(ws):
        until(lambda: jobs.job(ws, project.id, job.id).done >= 8)
    for path in ws.settings.data_dir.glob("engine.sqlite*"):
        path.unlink()
    with worker(ws):
        assert finished(ws, project.id, job.id).state == "done"


def test_a_slot_is_never_shared_and_a_living_worker_is_adopted(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = workspace
    with worker(ws) as first:
        until(lambda: bool(jobs.workers(ws)))
        with worker(ws) as second:
            assert second.wait(timeout=20) == 1
        supervisor = Supervisor(ws, load=KINDS)
        supervisor.start()
        until(lambda: supervisor.standing == "adopted")
        assert supervisor.pid is None
        assert jobs.workers(ws)[0].pid == first.pid
        first.kill()
        first.wait()
        until(lambda: supervisor.pid is not None)
        job = start(ws, curator, project)
        assert finished(ws, project.id, job.id).state == "done"
        supervisor.stop()
    assert jobs.workers(ws) == []
    assert not slot_lock(ws.settings, 0).is_locked


def test_a_supervised_worker_that_dies_is_started_again(workspace: Workspace) -> None:
    supervisor = Supervisor(workspace, load=KINDS)
    supervisor.start()
    try:
        until(lambda: bool(jobs.workers(workspace)))
        first = supervisor.pid
        assert first is not None
        os.kill(first, 9 if hasattr(os, "fork") else 15)
        until(lambda: supervisor.pid not in (None, first))
    finally:
        supervisor.stop()


def test_a_worker_that_cannot_be_started_now_is_started_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def full(*arguments: Any) -> subprocess.Popen[bytes]:
        tried.append(1)
        if len(tried) == 1:
            raise OSError(28, "No space left on device")
        return spawn_worker(*arguments)

    monkeypatch.setattr(supervise, "spawn_worker", full)
    supervisor = Supervisor(workspace, load=KINDS)
    supervisor.start()
    try:
        until(lambda: supervisor.pid is not None)
    finally:
        supervisor.stop()


def test_a_worker_ends_when_the_process_that_started_it_is_gone(workspace: Workspace) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = spawn_worker(workspace.settings, parent=parent.pid, load=KINDS)
    try:
        until(lambda: bool(jobs.workers(workspace)))
        parent.kill()
        parent.wait()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()


def test_the_log_of_a_worker_holds_no_text_of_a_record(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = workspace
    with worker(ws):
        job = start(ws, curator, project, trouble={"1": "bug", "2": "save"}, finish_fails=True)
        finished(ws, project.id, job.id)
    written = "".join(path.read_text() for path in log_path(ws.settings, 0).parent.iterdir())
    assert f"job {job.id} item 1 failed with RuntimeError" in written
    assert "secret words" not in written


@pytest.mark.postgresql
def test_connections_that_are_cut_fail_no_item(
    postgres: PostgresServer, tmp_path: Path, curator: Actor
) -> None:
    url = postgres_database(postgres)
    settings = Settings(data_dir=tmp_path / "data", database_url=url)
    ws = Workspace(settings, Database(url), FileStore(settings.data_dir / "files"))
    job = start(ws, curator, create_project(ws, OWNER, "cut"), items=120, seconds=0.05)
    cut = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with worker(ws):
        for enough in (8, 40, 80):
            until(lambda enough=enough: jobs.job(ws, job.project_id, job.id).done >= enough)
            with ws.db.write() as connection:
                connection.execute(cut)
        ended = finished(ws, job.project_id, job.id)
    ws.close()
    assert (ended.state, ended.done, ended.failed) == ("done", 120, 0)


def test_the_engine_reads_no_pickles() -> None:
    """A row marked as pickled would run code in the worker, whatever serializer is configured."""
    from dbos import _serialization

    genuine = _serialization.DefaultSerializer()
    pickled = genuine.serialize({"args": (), "kwargs": {}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_serialization, "DBOSDefaultSerializer", genuine)
        jobs.refuse_pickles()
        with pytest.raises(ValueError, match="pickled"):
            _serialization.deserialize_args(
                pickled, "py_pickle", _serialization.DBOSPortableJSONSerializer()
            )
