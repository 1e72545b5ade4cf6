from __future__ import annotations

from tests.cli.conftest import Run, run  # noqa: F401
from workbench import jobs
from workbench.access import Actor
from workbench.records import Project
from workbench.worker import slot_lock
from workbench.workspace import Workspace


def test_a_job_is_listed_cancelled_and_retried_to_its_end(
    run: Run,  # noqa: F811
    workspace: Workspace,
    project: Project,
    curator: Actor,
) -> None:
    jobs.load_kinds()
    job = jobs.enqueue(workspace, curator, project.id, "check", {})
    listed = run("jobs", "list", "--json").json
    assert listed["workers"] == 0
    assert [(found["id"], found["state"]) for found in listed["jobs"]] == [(job.id, "queued")]
    assert run("jobs", "cancel", job.id, "--json").json["state"] == "cancelled"
    assert run("jobs", "show", job.id, "--json").json["failed_items"] == []
    ended = run("jobs", "retry", job.id, "--wait", "--json")
    assert ended.json["state"] == "done", ended.err
    assert jobs.workers(workspace) == []


def test_an_unknown_job_is_one_line_and_exit_1(
    run: Run,  # noqa: F811
    project: Project,
) -> None:
    for command in ("show", "cancel", "retry"):
        answer = run("jobs", command, "nothing")
        assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)


def test_a_second_worker_on_a_slot_is_told_so(
    run: Run,  # noqa: F811
    workspace: Workspace,
) -> None:
    with slot_lock(workspace.settings, 0):
        answer = run("worker")
    assert answer.code == 1
    assert "--slot" in answer.err


def test_benches_are_listed_by_what_they_measure(run: Run) -> None:  # noqa: F811
    assert set(run("bench", "--json").json["benches"]) >= {"jobs"}
    assert run("bench", "nothing").code == 1
