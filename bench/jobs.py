"""Fake model calls as a job on the engine, against the same loop without one; then kill -9.

2,000 calls of 50 ms, 32 at once. The bare loop keeps nothing at all; `run_here` keeps every result
in the database but has no engine; the worker is the real process with the real engine. Walls run
from the first call to the end of the job. CPU is that of the whole process, less the bare loop's.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from bench import Figure
from storage.database import insert_new
from storage.schema import responses
from workbench import jobs
from workbench.access import OWNER
from workbench.items import JOB_KINDS, JobKind
from workbench.projects import create_project
from workbench.records import Job, JobItem, Response
from workbench.settings import Settings
from workbench.supervise import spawn_worker
from workbench.workspace import Workspace, open_workspace

ANSWER = "약관 제3조에 따라 처리합니다. " * 20
WALL_LIMIT, CPU_LIMIT_MS, FIRST_CALL_LIMIT_S = 1.15, 0.4, 5.0


def _plan(_ws: Workspace, job: Job) -> list[str]:
    return [str(number) for number in range(job.parameters["items"])]


async def _call(path: Path, number: int, seconds: float) -> None:
    """A call leaves its number and time behind before anything else: a kill cannot hide it."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{number} {time.time():.6f}\n".encode())
    os.close(handle)
    await asyncio.sleep(seconds)


async def _run(_ws: Workspace, job: Job, item: JobItem) -> str:
    await _call(Path(job.parameters["log"]), item.seq, job.parameters["seconds"])
    return f"{item.key} {ANSWER}"


def _save(connection: sa.Connection, ws: Workspace, job: Job, item: JobItem, result: Any) -> None:
    answer = Response(
        project_id=job.project_id,
        key=f"{job.id}{item.seq:08d}",
        model="fake",
        text=result,
        created_at=ws.clock(),
    )
    insert_new(connection, responses, [answer])


JOB_KINDS.add(
    "bench",
    JobKind(
        "bench",
        plan=_plan,
        run=_run,
        save=_save,
        concurrency=lambda _ws, job: int(job.parameters["at_once"]),
    ),
)


def run(items: int = 2000, seconds: float = 0.05, at_once: int = 32) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=None, engine_url=None)
        ws = open_workspace(settings)
        try:
            parameters = {"items": items, "seconds": seconds, "at_once": at_once}
            return _measure(ws, parameters)
        finally:
            ws.close()


def _measure(ws: Workspace, parameters: dict[str, Any]) -> list[Figure]:
    project = create_project(ws, OWNER, "bench")
    items, at_once = parameters["items"], parameters["at_once"]
    bare_wall, bare_cpu = _bare(ws, parameters)

    cpu = time.process_time()
    plain = jobs.run_here(ws, project.id, _start(ws, project.id, parameters).id)
    plain_cpu = time.process_time() - cpu
    plain_wall = _wall(plain)

    with _worker(ws) as process:
        _until(lambda: bool(jobs.workers(ws)))
        time.sleep(2)
        before = _cpu(process)
        asked = time.time()
        ended = jobs.wait(ws, project.id, _start(ws, project.id, parameters).id)
        engine_cpu = _cpu(process) - before
        engine_wall = _wall(ended)
        picked_up = _calls(ended)[0][1] - asked

    ideal = -(-items // at_once) * parameters["seconds"]
    figures = [
        Figure("wall, bare loop / ideal", bare_wall / ideal, "x"),
        Figure("wall, loop without engine / bare loop", plain_wall / bare_wall, "x"),
        Figure("wall, engine / loop without engine", engine_wall / plain_wall, "x", WALL_LIMIT),
        Figure("wall, engine / bare loop", engine_wall / bare_wall, "x"),
        Figure("CPU an item, loop without engine", 1000 * (plain_cpu - bare_cpu) / items, "ms"),
        Figure("CPU an item, engine", 1000 * (engine_cpu - bare_cpu) / items, "ms", CPU_LIMIT_MS),
        Figure("from enqueue to first call", picked_up, "s"),
    ]
    return [*figures, *_kill(ws, project.id, parameters), _load()]


def _kill(ws: Workspace, project_id: str, parameters: dict[str, Any]) -> list[Figure]:
    """SIGKILL (TerminateProcess on Windows) to the worker half-way, then another worker."""
    items = parameters["items"]
    job = _start(ws, project_id, parameters)
    with _worker(ws):
        _until(lambda: jobs.job(ws, project_id, job.id).done >= items // 2)
    calls_before = len(_calls(job))
    restart = time.time()
    with _worker(ws):
        _until(lambda: len(_calls(job)) > calls_before)
        first_call = _calls(job)[calls_before][1] - restart
        ended = jobs.wait(ws, project_id, job.id)
    calls = _calls(job)
    with ws.db.read() as connection:
        kept = connection.execute(
            sa.select(sa.func.count()).where(responses.c.key.startswith(job.id))
        ).scalar_one()
    return [
        Figure("kill -9: items missing", items - min(kept, ended.done), "", 0),
        Figure("kill -9: calls repeated", len(calls) - items, "", parameters["at_once"]),
        Figure("kill -9: restart to first new call", first_call, "s", FIRST_CALL_LIMIT_S),
    ]


def _bare(ws: Workspace, parameters: dict[str, Any]) -> tuple[float, float]:
    async def loop() -> None:
        numbers = iter(range(parameters["items"]))

        async def slot() -> None:
            for number in numbers:
                await _call(ws.settings.data_dir / "bare.txt", number, parameters["seconds"])

        await asyncio.gather(*(slot() for _ in range(parameters["at_once"])))

    wall, cpu = time.perf_counter(), time.process_time()
    asyncio.run(loop())
    return time.perf_counter() - wall, time.process_time() - cpu


def _load() -> Figure:
    """How busy the machine was, to judge the seconds by."""
    return Figure("load of the machine / cores", psutil.getloadavg()[0] / (os.cpu_count() or 1))


def _start(ws: Workspace, project_id: str, parameters: dict[str, Any]) -> Job:
    log = ws.settings.data_dir / f"calls-{time.time_ns()}.txt"
    return jobs.enqueue(ws, OWNER, project_id, "bench", {**parameters, "log": str(log)})


def _calls(job: Job) -> list[tuple[int, float]]:
    """(item, time) of each call; a line that was cut off by the kill is none."""
    path = Path(job.parameters["log"])
    lines = path.read_text().splitlines() if path.is_file() else []
    return [(int(line.split()[0]), float(line.split()[1])) for line in lines]


def _wall(job: Job) -> float:
    assert job.started_at is not None and job.finished_at is not None
    return (job.finished_at - job.started_at).total_seconds()


@contextmanager
def _worker(ws: Workspace) -> Iterator[psutil.Process]:
    """A real worker process, killed at the end of the block."""
    process = spawn_worker(ws.settings, parent=os.getpid(), load=("bench.jobs",))
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _until(happened: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError("the worker did not get there; see its log")
        time.sleep(0.01)
