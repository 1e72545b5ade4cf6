from __future__ import annotations

import dataclasses
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest

from storage import jobs as rows
from storage.schema import job_items
from tests.jobs import kinds
from workbench import items, jobs
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.items import JOB_KINDS, carry
from workbench.projects import create_project
from workbench.records import Job, JobItem, Project, utc_now
from workbench.workspace import Workspace


def start(ws: Workspace, actor: Actor, project: Project, **parameters: object) -> Job:
    return jobs.enqueue(ws, actor, project.id, "test", {"items": 10, **parameters})


def test_a_job_runs_all_its_items_and_ends_done(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, items=70)
    assert job.state == "queued"
    ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.state, ended.total, ended.done, ended.failed) == ("done", 70, 70, 0)
    assert ended.result == {"made": 70}
    assert ended.finished_at is not None
    assert sorted(kinds.calls(ws, job)) == list(range(70))
    assert len(kinds.results(ws, job)) == 70


def test_a_failed_item_keeps_its_message_and_the_others_go_on(
    any_workspace: Workspace, project: Project, curator: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, trouble={"3": "user", "5": "bug"})
    with caplog.at_level(logging.INFO):
        ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.state, ended.done, ended.failed) == ("done", 8, 2)
    assert ended.error is not None
    first, second = jobs.failed_items(ws, project.id, job.id)
    assert first.error is not None and first.error.key == "error.file_missing"
    assert second.error is not None and second.error.params == {"type": "RuntimeError"}
    assert "RuntimeError" in caplog.text
    assert "secret words" not in caplog.text


def test_one_result_that_cannot_be_saved_loses_no_other_of_its_group(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, items=32, concurrency=32, trouble={"7": "save"})
    ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.done, ended.failed) == (31, 1)
    assert kinds.states(ws, job)[7] == "failed"
    assert len(kinds.results(ws, job)) == 31


def test_a_job_without_items_is_done(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project, items=0)
    assert jobs.run_here(workspace, project.id, job.id).state == "done"


@pytest.mark.parametrize(
    ("parameters", "key"),
    [
        ({"plan_fails": True}, "error.file_missing"),
        ({"finish_fails": True}, "error.unexpected"),
        ({"items": 2, "trouble": {"0": "user", "1": "user"}}, "error.file_missing"),
    ],
    ids=["planning", "finishing", "every-item"],
)
def test_a_job_fails_with_the_reason(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    parameters: dict[str, object],
    key: str,
) -> None:
    job = start(workspace, curator, project, **parameters)
    ended = jobs.run_here(workspace, project.id, job.id)
    assert ended.state == "failed"
    assert ended.error is not None and ended.error.key == key


def test_retry_runs_only_what_failed(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, trouble={"3": "user", "5": "bug"})
    jobs.run_here(ws, project.id, job.id)
    (ws.settings.data_dir / "healed").touch()
    again = jobs.retry(ws, curator, project.id, job.id)
    assert (again.state, again.failed, again.error) == ("queued", 0, None)
    ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.state, ended.done, ended.failed) == ("done", 10, 0)
    assert sorted(kinds.calls(ws, job)[10:]) == [3, 5]


def test_retry_after_a_failed_plan_plans_again(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project, plan_fails=True)
    jobs.run_here(workspace, project.id, job.id)
    jobs.retry(workspace, curator, project.id, job.id)
    assert jobs.run_here(workspace, project.id, job.id).state == "failed"


def test_there_is_nothing_to_retry_in_a_clean_or_a_running_job(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project)
    with pytest.raises(UserError, match="job_running"):
        jobs.retry(workspace, curator, project.id, job.id)
    jobs.run_here(workspace, project.id, job.id)
    with pytest.raises(UserError, match="nothing_to_retry"):
        jobs.retry(workspace, curator, project.id, job.id)


def test_a_waiting_job_is_cancelled_at_once(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project)
    assert jobs.cancel(workspace, curator, project.id, job.id).state == "cancelled"
    assert jobs.run_here(workspace, project.id, job.id).state == "cancelled"
    assert kinds.calls(workspace, job) == []


def test_a_job_that_has_ended_is_not_run_again(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project)
    ended = jobs.run_here(workspace, project.id, job.id)
    assert carry(workspace, job.id, "late") == "lost"
    assert jobs.job(workspace, project.id, job.id) == ended


def test_a_cancel_that_the_worker_did_not_live_to_see_holds(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project)
    with workspace.db.write() as connection:
        assert rows.claim(connection, job, "dead", utc_now()) is not None
    jobs.cancel(workspace, curator, project.id, job.id)
    assert jobs.run_here(workspace, project.id, job.id).state == "cancelled"
    assert kinds.calls(workspace, job) == []


def test_a_running_job_stops_on_cancel_and_keeps_what_finished(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, items=2000, seconds=0.02, concurrency=4)
    runner = threading.Thread(target=jobs.run_here, args=(ws, project.id, job.id))
    runner.start()
    while jobs.job(ws, project.id, job.id).done < 8:
        pass
    jobs.cancel(ws, curator, project.id, job.id)
    runner.join(timeout=20)
    ended = jobs.job(ws, project.id, job.id)
    assert ended.state == "cancelled"
    assert 8 <= ended.done < 2000
    assert ended.done == len(kinds.calls(ws, job)) == len(kinds.results(ws, job))
    jobs.retry(ws, curator, project.id, job.id)
    stop = threading.Event()
    stop.set()
    assert carry(ws, job.id, "here", stop) == "stopped"
    assert jobs.job(ws, project.id, job.id).state == "running"


def test_a_job_taken_up_elsewhere_is_left_alone(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    """Fencing: after a takeover the first worker writes nothing more, not even an ending."""
    ws = any_workspace
    job = start(ws, curator, project, items=2000, seconds=0.02, concurrency=4)
    endings: list[str] = []
    first = threading.Thread(target=lambda: endings.append(carry(ws, job.id, "first")))
    first.start()
    while jobs.job(ws, project.id, job.id).done < 8:
        pass
    with ws.db.write() as connection:
        now = rows.by_id(connection, job.id)
        assert now is not None
        assert rows.claim(connection, now, "second", utc_now()) is not None
    first.join(timeout=20)
    assert endings == ["lost"]
    left = jobs.job(ws, project.id, job.id)
    assert (left.state, left.worker) == ("running", "second")
    assert left.done == kinds.states(ws, job).count("done")


def test_a_plan_that_was_cut_off_is_written_anew(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = start(ws, curator, project, items=1500)
    with ws.db.write() as connection:
        rows.add_items(connection, [JobItem(job_id=job.id, seq=n, key="old") for n in range(900)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "MAX_ROWS_PER_TRANSACTION", 400)
        ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.state, ended.total, ended.done) == ("done", 1500, 1500)


def test_jobs_of_projects_are_kept_apart(
    workspace: Workspace, project: Project, curator: Actor, admin: Actor
) -> None:
    other = create_project(workspace, admin, "other")
    job = start(workspace, curator, project)
    for reach in (
        lambda: jobs.job(workspace, other.id, job.id),
        lambda: jobs.run_here(workspace, other.id, job.id),
        lambda: jobs.cancel(workspace, curator, other.id, job.id),
        lambda: jobs.retry(workspace, curator, other.id, job.id),
        lambda: jobs.failed_items(workspace, other.id, job.id),
    ):
        with pytest.raises(NotFound):
            reach()
    assert jobs.recent_jobs(workspace, other.id) == []
    assert [found.id for found in jobs.recent_jobs(workspace, project.id)] == [job.id]


def test_a_viewer_starts_and_stops_nothing(
    workspace: Workspace, project: Project, curator: Actor, viewer: Actor
) -> None:
    with pytest.raises(NotAllowed):
        start(workspace, viewer, project)
    job = start(workspace, curator, project)
    with pytest.raises(NotAllowed):
        jobs.cancel(workspace, viewer, project.id, job.id)


def test_the_time_left_is_told_from_the_pace_since_the_last_take_up(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project)
    at = utc_now()
    assert jobs.eta_s(job, at) is None
    running = job.model_copy(
        update={
            "state": "running",
            "total": 100,
            "done": 60,
            "resumed_at": at,
            "resumed_done": 40,
        }
    )
    assert jobs.eta_s(running, at + timedelta(seconds=10)) == pytest.approx(20.0)
    fresh = running.model_copy(update={"resumed_done": 60})
    assert jobs.eta_s(fresh, at + timedelta(seconds=10)) is None


def test_every_call_of_the_loop_leaves_the_attempts_of_an_item(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    job = start(workspace, curator, project, trouble={"3": "user"})
    jobs.run_here(workspace, project.id, job.id)
    jobs.retry(workspace, curator, project.id, job.id)
    jobs.run_here(workspace, project.id, job.id)
    with workspace.db.read() as connection:
        attempts = connection.execute(
            job_items.select().where(job_items.c.job_id == job.id, job_items.c.seq == 3)
        ).one()
    assert (attempts.state, attempts.attempts) == ("failed", 2)


def test_no_commit_holds_more_items_than_their_kind_allows(
    workspace: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = dataclasses.replace(JOB_KINDS["test"], name="small", concurrency=8, group=3)
    monkeypatch.setitem(JOB_KINDS._entries, "small", small)
    sizes: list[int] = []
    write = items._Loop._write

    def counted(loop: items._Loop, attempts: list[Any]) -> None:
        sizes.append(len(attempts))
        write(loop, attempts)

    monkeypatch.setattr(items._Loop, "_write", counted)
    job = jobs.enqueue(workspace, curator, project.id, "small", {"items": 24})
    assert jobs.run_here(workspace, project.id, job.id).done == 24
    assert max(sizes) == 3
