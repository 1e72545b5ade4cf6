"""`kill -9` of the process that reads, replaces or cuts a document: the next one makes the same of
it, with nothing twice and nothing lost."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.ingest.test_living import approved, chunk_of
from workbench import jobs
from workbench.access import Actor
from workbench.ingest import chunk_service, edition_service, service
from workbench.projects import create_project
from workbench.records import ChunkParams, Document, Job, Project
from workbench.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9"),
]
ROOT = Path(__file__).resolve().parents[2]
SMALL = ChunkParams(target=50, max=60)
FIRST = "# 출입 관리\n\n" + "".join(
    f"## {n}구역\n\n{n}구역의 열쇠는 보안팀이 보관하고, 잃어버리면 {n}0분 안에 신고합니다.\n\n"
    f"- 방문자는 {n}번 데스크에서 방문증을 받습니다.\n- 방문증은 나갈 때 돌려줍니다.\n\n"
    f"| 구분 | 시각 |\n|---|---|\n| 여는 때 | {n}시 |\n| 닫는 때 | 2{n}시 |\n\n"
    for n in range(1, 4)
)
SECOND = FIRST.replace("20분 안에", "25분 안에").replace("닫는 때 | 23시", "닫는 때 | 22시 30분")


@pytest.fixture
def twin(any_workspace: Workspace, admin: Actor) -> Project:
    """A project in which the same is done without a kill."""
    return create_project(any_workspace, admin, "twin")


def taken_in(ws: Workspace, actor: Actor, project: Project, text: str) -> Document:
    upload = ("출입 관리.md", cast(BinaryIO, io.BytesIO(text.encode())))
    (document,) = service.add_documents(ws, actor, project.id, [upload], "internal").added
    return document


def read_in(ws: Workspace, actor: Actor, project: Project) -> Document:
    document = taken_in(ws, actor, project, FIRST)
    job = service.start_ingest(ws, actor, project.id, [document.id])
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    for word in ("20분", "3번 데스크"):
        approved(ws, project, chunk_of(ws, actor, project, document, word))
    return document


def worked_through(ws: Workspace, job: Job) -> int:
    """One process after another is killed at a later write, until one ends by itself; how many."""
    environment = {**os.environ, "WORKBENCH_DATA_DIR": str(ws.settings.data_dir)}
    if ws.settings.database_url:
        environment["WORKBENCH_DATABASE_URL"] = ws.settings.database_url
    for killed, nth in enumerate((1, 2, 3, 5, 8, 13, 21, 34, 55)):
        moment = "before" if nth % 2 else "after"
        command = [sys.executable, "-m", "tests.ingest.working", job.project_id, job.id]
        ended = subprocess.run(
            [*command, str(nth), moment], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if ended.returncode != -signal.SIGKILL:
            assert (ended.returncode, ended.stdout) == (0, "done\n"), ended.stderr
            return killed
    raise AssertionError("the job never came to its end")


def state(ws: Workspace, actor: Actor, project: Project) -> dict[str, Any]:
    """All that was made of a project's documents, ids told by where they stand."""
    with ws.db.read() as connection:
        documents = connection.execute(
            sa.select(s.documents)
            .where(s.documents.c.project_id == project.id)
            .order_by(s.documents.c.created_at)
        ).all()
        elements = connection.execute(
            sa.select(s.elements)
            .where(s.elements.c.project_id == project.id)
            .order_by(s.elements.c.seq)
        ).all()
        chunks = connection.execute(
            sa.select(s.chunks).where(s.chunks.c.project_id == project.id)
        ).all()
        examples = connection.execute(
            sa.select(s.examples).where(s.examples.c.project_id == project.id)
        ).all()
    order = {row.id: number for number, row in enumerate(documents)}
    first: dict[str, tuple[int, int]] = {}
    for row in sorted(elements, key=lambda each: (order[each.document_id], each.seq)):
        first.setdefault(row.id, (order[row.document_id], row.seq))
    words = {row.id: row.text for row in chunks}
    return {
        "documents": [
            (row.name, row.status, row.problem, row.page_count, order.get(row.supersedes))
            for row in documents
        ],
        "elements": sorted(
            (order[row.document_id], row.seq, row.kind, row.text, first[row.id]) for row in elements
        ),
        "chunks": sorted(
            (order[row.document_id], row.seq, row.text, [first[key] for key in row.element_ids])
            for row in chunks
        ),
        "examples": sorted(
            (order[row.document_id], row.stale, row.status, words[row.chunk_id]) for row in examples
        ),
        "listed": [
            (row.chunks, row.examples, row.stale)
            for row in service.list_documents(ws, actor, project.id)[0]
        ],
    }


def test_a_killed_reading_is_made_good(
    any_workspace: Workspace, project: Project, twin: Project, curator: Actor
) -> None:
    started = []
    for each in (project, twin):
        document = taken_in(any_workspace, curator, each, FIRST)
        started.append(service.start_ingest(any_workspace, curator, each.id, [document.id]))
    assert worked_through(any_workspace, started[0]) >= 3
    assert jobs.run_here(any_workspace, twin.id, started[1].id).state == "done"
    made = state(any_workspace, curator, project)
    assert made == state(any_workspace, curator, twin)
    assert [element[1] for element in made["elements"]] == list(range(16))
    assert len(made["chunks"]) == 3


def test_a_killed_replacement_is_made_good(
    any_workspace: Workspace, project: Project, twin: Project, curator: Actor
) -> None:
    started = []
    for each in (project, twin):
        old = read_in(any_workspace, curator, each)
        new = taken_in(any_workspace, curator, each, SECOND)
        started.append(edition_service.supersede(any_workspace, curator, each.id, new.id, old.id))
    assert worked_through(any_workspace, started[0]) >= 3
    assert jobs.run_here(any_workspace, twin.id, started[1].id).state == "done"
    made = state(any_workspace, curator, project)
    assert made == state(any_workspace, curator, twin)
    assert [example[1] for example in made["examples"]].count(True) == 2


def test_a_killed_cutting_is_made_good(
    any_workspace: Workspace, project: Project, twin: Project, curator: Actor
) -> None:
    started = []
    for each in (project, twin):
        document = read_in(any_workspace, curator, each)
        started.append(
            chunk_service.start_rechunk(any_workspace, curator, each.id, [document.id], SMALL)
        )
    assert worked_through(any_workspace, started[0]) >= 2
    assert jobs.run_here(any_workspace, twin.id, started[1].id).state == "done"
    made = state(any_workspace, curator, project)
    assert made == state(any_workspace, curator, twin)
    assert made["listed"][0][0] > 3
