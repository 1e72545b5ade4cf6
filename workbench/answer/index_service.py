"""The index of a project: derived from chunks and approved questions, kept up to date.

A small one is brought up to date when somebody asks; a large one by a job, while questions go on
being answered from the last. Where an embedding model is named, the job makes the vectors too;
until they are there, words alone answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout

from storage import jobs as job_rows
from storage import passages
from workbench.access import Actor, require
from workbench.answer import vector_service
from workbench.answer.building import Passage, build
from workbench.answer.index import INDEX_FILE, INDEX_VERSION, Index
from workbench.answer.vectors import Near
from workbench.errors import UserError
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.records import Job, JobItem, Message, content_hash
from workbench.workspace import Workspace

INDEX_AT_ONCE = 5000
"""Passages up to which the index is made while somebody waits; about a second."""
LOCK_S = 120.0


def index_is_ready(ws: Workspace, actor: Actor, project_id: str) -> bool:
    """Whether the next question is answered from what the project holds now, and by all means that
    this installation has."""
    require(actor, "read")
    return words_are_ready(ws, project_id) and _vectors_are_ready(ws, project_id)


def words_are_ready(ws: Workspace, project_id: str) -> bool:
    """A small index need not be there: it is made while somebody waits."""
    with ws.db.read() as connection:
        name = _index_name(connection, project_id)
        large = passages.total(connection, project_id) > INDEX_AT_ONCE
    return not large or (_folder(ws, project_id) / name).exists()


def index_is_current(ws: Workspace, actor: Actor, project_id: str) -> bool:
    """Whether what is there was made from what the project holds now, small or large."""
    require(actor, "read")
    with ws.db.read() as connection:
        return (_folder(ws, project_id) / _index_name(connection, project_id)).exists()


def _vectors_are_ready(ws: Workspace, project_id: str) -> bool:
    """Or cannot be had: each answer says why."""
    if not vector_service.is_wanted(ws) or vector_service.problem(ws) is not None:
        return True
    with ws.db.read() as connection:
        name = _index_name(connection, project_id)
        empty = passages.total(connection, project_id) == 0
    try:
        with Index(_folder(ws, project_id) / name) as index:
            return vector_service.collection(ws, project_id, index.content) is not None
    except UserError:
        return empty


def start_indexing(ws: Workspace, actor: Actor, project_id: str) -> Job:
    """Bring the index up to date in a job; the one that is under way, where there is one."""
    require(actor, "read")
    with ws.db.read() as connection:
        newest = job_rows.newest(connection, project_id, limit=20)
    for job in newest:
        if job.kind == "index" and job.state in job_rows.UNFINISHED:
            return job
    return enqueue(ws, actor, project_id, "index", {"of": _aim(ws, project_id)})


def _aim(ws: Workspace, project_id: str) -> str:
    """What a job would bring about now."""
    with ws.db.read() as connection:
        name = _index_name(connection, project_id)
    return content_hash(name, ws.settings.embedding_model or "")


def _failed(ws: Workspace, project_id: str) -> Job | None:
    """The last job, where it failed at what another would try again."""
    with ws.db.read() as connection:
        newest = job_rows.newest(connection, project_id, limit=20)
    last = next((job for job in newest if job.kind == "index"), None)
    same = last and last.state == "failed" and last.parameters.get("of") == _aim(ws, project_id)
    return last if same else None


def index_is_due(ws: Workspace, actor: Actor, project_id: str) -> bool:
    """Whether a job should bring it up to date; not where one failed at the very same: that one is
    there to be looked at and tried again."""
    return not index_is_ready(ws, actor, project_id) and _failed(ws, project_id) is None


def ensure_index(ws: Workspace, actor: Actor, project_id: str) -> bool:
    """Whether it is up to date; else a job makes it so, where it is due."""
    if index_is_ready(ws, actor, project_id):
        return True
    if _failed(ws, project_id) is None:
        start_indexing(ws, actor, project_id)
    return False


def near(
    ws: Workspace, actor: Actor, project_id: str, index: Index, question: str, k: int
) -> tuple[list[Near], Message | None]:
    """The passages that are close to the question in meaning, and why there are none, where an
    embedding model is named and could not be asked. Vectors that are missing are made by a job."""
    if not vector_service.is_wanted(ws):
        return [], None
    try:
        found = vector_service.collection(ws, project_id, index.content)
        if found is not None:
            return vector_service.near(ws, *found, question, k), None
    except UserError as error:
        return [], Message(key=error.key, params=error.params)
    failed = _failed(ws, project_id)
    if failed is not None:
        return [], failed.error or Message(key="error.job_failed")
    start_indexing(ws, actor, project_id)
    return [], Message(key="error.vectors_building")


def make_index(ws: Workspace, project_id: str) -> int:
    """Bring it up to date here and now; returns how many passages it holds. Raises UserError where
    another process has been at it for two minutes."""
    with Index(_made(ws, project_id)) as index:
        return index.size


def _made(ws: Workspace, project_id: str) -> Path:
    folder = _folder(ws, project_id)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=LOCK_S):
            with ws.db.read() as connection:
                path = folder / _index_name(connection, project_id)
            if not path.exists():
                build(_all_passages(ws, project_id), path, _newest(folder))
                _forget_older(folder, path)
            return path
    except Timeout:
        raise UserError("error.index_busy") from None


def copy_index(ws: Workspace, actor: Actor, project_id: str, folder: Path) -> None:
    """The project's index as `workbench search` reads it: a folder of its own."""
    require(actor, "read")
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{INDEX_FILE}.part"
    shutil.copyfile(_made(ws, project_id), part)
    part.replace(folder / INDEX_FILE)


def _folder(ws: Workspace, project_id: str) -> Path:
    return ws.settings.data_dir / "indexes" / project_id


def _index_name(connection: sa.Connection, project_id: str) -> str:
    stamp = passages.stamp(connection, project_id)
    return f"{content_hash(INDEX_VERSION, *stamp)[:32]}.sqlite"


def _all_passages(ws: Workspace, project_id: str) -> Iterator[Passage]:
    after = ""
    while True:
        with ws.db.read() as connection:
            block = passages.block(connection, project_id, after)
        if not block:
            return
        for row in block:
            yield Passage(row.chunk_id, row.text, "\n".join(row.section_path), row.questions)
        after = block[-1].chunk_id


def _newest(folder: Path) -> Path | None:
    found = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _forget_older(folder: Path, kept: Path) -> None:
    """Whoever reads one goes on reading it; on Windows it goes with the next."""
    for path in folder.glob("*.sqlite"):
        if path != kept:
            with contextlib.suppress(OSError):
                path.unlink()


def opened(ws: Workspace, actor: Actor, project_id: str) -> Index | None:
    """The index to answer from; None where the project has nothing to find. Raises UserError where
    a large one is made for the first time."""
    folder = _folder(ws, project_id)
    with ws.db.read() as connection:
        path = folder / _index_name(connection, project_id)
        number = passages.total(connection, project_id)
    if not number:
        return None
    if not path.exists():
        if number <= INDEX_AT_ONCE:
            return Index(_made(ws, project_id))
        start_indexing(ws, actor, project_id)
        older = _newest(folder)
        if older is None:
            raise UserError("error.index_building", passages=number)
        path = older
    try:
        return Index(path)
    except UserError:
        path.unlink(missing_ok=True)
        return Index(_made(ws, project_id))


async def _run_index(ws: Workspace, job: Job, item: JobItem) -> None:
    path = await asyncio.to_thread(_made, ws, item.key)
    if vector_service.is_wanted(ws):
        await vector_service.build(ws, item.key, path)


def _save_index(
    _connection: sa.Connection, _ws: Workspace, _job: Job, _item: JobItem, _result: None
) -> None:
    """The index is a file; there is nothing to write down."""


def _finish_index(ws: Workspace, job: Job) -> dict[str, Any]:
    with ws.db.read() as connection:
        told = {"passages": passages.total(connection, job.project_id)}
    if vector_service.is_wanted(ws):
        told["vectors"] = vector_service.rows(ws, job.project_id)
    return told


JOB_KINDS.add(
    "index",
    JobKind(
        "index",
        plan=lambda _ws, job: [job.project_id],
        run=_run_index,
        save=_save_index,
        finish=_finish_index,
        permission="read",
    ),
)
