"""Nothing acknowledged is lost, whenever the process that acknowledged it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from storage import schema as s
from storage.database import many
from tests.review.material import add_examples
from workbench.access import Actor
from workbench.records import Decision, ExampleRevision, Project, utc_now
from workbench.review import history_service, service
from workbench.review.fold import fold, head_revision
from workbench.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def _start(ws: Workspace, project_id: str, name: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(ws.settings.data_dir)}
    if ws.settings.database_url:
        environment["WORKBENCH_DATABASE_URL"] = ws.settings.database_url
    return subprocess.Popen(
        [sys.executable, "-m", "tests.review.reviewing", project_id, name],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_process_loses_no_acknowledged_decision(
    any_workspace: Workspace, project: Project, reviewer: Actor
) -> None:
    add_examples(any_workspace, project, 400)
    service.enqueue_examples(any_workspace, reviewer, project.id)
    acknowledged: list[str] = []
    for kill_after in (1, 5, 14):
        pair = [_start(any_workspace, project.id, name) for name in ("kim", "lee")]
        for process in pair:
            assert process.stdout is not None
            acknowledged += [process.stdout.readline() for _ in range(kill_after)]
        for process in pair:
            process.kill()
        for process in pair:
            assert process.stdout is not None
            acknowledged += process.stdout.readlines()
            process.wait()
            process.stdout.close()
    told = {tuple(line.split()) for line in acknowledged if line.endswith("\n")}
    assert len(told) >= 40

    with any_workspace.db.read() as connection:
        stored = many(connection, Decision, sa.select(s.decisions))
        revisions = many(connection, ExampleRevision, sa.select(s.example_revisions))
        examples = connection.execute(sa.select(s.examples)).mappings().all()
    assert told <= {(d.key, d.slot_id) for d in stored}
    assert max(Counter(d.slot_id for d in stored).values()) == 1
    for example in examples:
        of_it = [d for d in stored if d.example_id == example["id"]]
        words = [r for r in revisions if r.example_id == example["id"]]
        assert example["status"] == fold(of_it)
        assert example["revision_id"] == head_revision(words, of_it).id
    _queue_goes_on(any_workspace, project, reviewer)


def _queue_goes_on(ws: Workspace, project: Project, actor: Actor) -> None:
    """What the killed processes held is given out again when their leases are over."""
    from dataclasses import replace

    later = replace(ws, clock=lambda: utc_now() + timedelta(minutes=20))
    waiting = history_service.progress(later, actor, project.id).waiting
    assert len(service.claim(later, actor, project.id, n=waiting + 1)) == waiting
