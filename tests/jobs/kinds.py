"""Job kinds made for tests; a real worker process loads them with `--load tests.jobs.kinds`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage import jobs as rows
from storage.schema import job_items, responses
from workbench.errors import UserError
from workbench.items import JOB_KINDS, JobKind
from workbench.records import Job, JobItem, Response
from workbench.workspace import Workspace


def calls(ws: Workspace, job: Job) -> list[int]:
    """The seq of every call that was made, in order, repeated ones too."""
    path = _calls_path(ws, job)
    return [int(line) for line in path.read_text().split()] if path.is_file() else []


def results(ws: Workspace, job: Job) -> list[str]:
    with ws.db.read() as connection:
        query = sa.select(responses.c.key).where(responses.c.model == job.id)
        return sorted(connection.execute(query).scalars())


def states(ws: Workspace, job: Job) -> list[str]:
    with ws.db.read() as connection:
        query = sa.select(job_items.c.state).where(job_items.c.job_id == job.id)
        return list(connection.execute(query.order_by(job_items.c.seq)).scalars())


def _calls_path(ws: Workspace, job: Job) -> Path:
    return ws.settings.data_dir / f"calls-{job.id}.txt"


def plan(_ws: Workspace, job: Job) -> list[str]:
    if job.parameters.get("plan_fails"):
        raise UserError("error.file_missing", sha256="abc")
    return [f"item-{number}" for number in range(job.parameters["items"])]


async def run(ws: Workspace, job: Job, item: JobItem) -> str:
    ws.settings.data_dir.mkdir(exist_ok=True)
    # One unbuffered append per call: what a killed process had begun stays known.
    handle = os.open(_calls_path(ws, job), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{item.seq}\n".encode())
    os.close(handle)
    await asyncio.sleep(job.parameters.get("seconds", 0))
    trouble = job.parameters.get("trouble", {}).get(str(item.seq))
    healed = (ws.settings.data_dir / "healed").exists()
    if trouble == "user" and not healed:
        raise UserError("error.file_missing", sha256="abc")
    if trouble == "bug" and not healed:
        raise RuntimeError("the secret words of a record")
    return item.key


def save(connection: sa.Connection, ws: Workspace, job: Job, item: JobItem, result: Any) -> None:
    if job.parameters.get("trouble", {}).get(str(item.seq)) == "save":
        connection.execute(sa.insert(responses).values(project_id=None, key=None))
    made = Response(
        project_id=job.project_id,
        key=f"{job.id}-{item.seq:05d}",
        model=job.id,
        text=result,
        created_at=ws.clock(),
    )
    from storage.database import insert_new

    insert_new(connection, responses, [made])


def finish(ws: Workspace, job: Job) -> dict[str, Any]:
    if job.parameters.get("finish_fails"):
        raise ValueError("the secret words of a record")
    with ws.db.read() as connection:
        found = rows.by_id(connection, job.id)
    return {"made": found.done if found else 0}


def concurrency(_ws: Workspace, job: Job) -> int:
    return int(job.parameters.get("concurrency", 4))


JOB_KINDS.add(
    "test", JobKind("test", plan=plan, run=run, save=save, finish=finish, concurrency=concurrency)
)
