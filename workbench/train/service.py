"""Training runs as they stand: listed, measured, their log, and the model that came of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from storage import jobs as job_rows
from storage import runs as store
from storage import systems
from storage import versions as version_store
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.export.parquet import read_rows as read_parquet
from workbench.export.rows import Row
from workbench.records import DatasetVersion, RunEvent, Split, System, TrainingRun
from workbench.train.comparing import MOST_RUNS, Comparison, differences, thinned
from workbench.train.following import copy_whole
from workbench.train.run_folder import COMPLETE, RunFolder, is_complete
from workbench.train.samples import Sample, read_samples
from workbench.workspace import Workspace

PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets")
LOG_LINES = 50


def is_installed() -> bool:
    """Whether this installation can train; looked up without importing anything."""
    return all(find_spec(name) is not None for name in PACKAGES)


def runs(
    ws: Workspace, actor: Actor, project_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[TrainingRun], int]:
    """Newest first, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        found, total = store.page(connection, project_id, limit, offset)
        return [_settled(connection, each) for each in found], total


def run(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> TrainingRun:
    """By id, or by number (`3`). Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = store.get(connection, project_id, run_id)
        if found is None and run_id.isdecimal() and len(run_id) < 9:
            found = store.by_number(connection, project_id, int(run_id))
        if found is None:
            raise NotFound("error.run_unknown", id=run_id)
        return _settled(connection, found)


def _settled(connection: sa.Connection, run: TrainingRun) -> TrainingRun:
    """A run whose job was cancelled before anybody took it up has stopped."""
    if run.state not in store.ACTIVE or run.job_id is None:
        return run
    job = job_rows.get(connection, run.project_id, run.job_id)
    if job is None or job.state in job_rows.UNFINISHED:
        return run
    return run.model_copy(update={"state": "stopped"})


def events(
    ws: Workspace, actor: Actor, project_id: str, run_id: str, after: int = 0
) -> list[RunEvent]:
    """What was measured at the steps above `after`, in their order."""
    found = run(ws, actor, project_id, run_id)
    with ws.db.read() as connection:
        return store.events(connection, found.id, after)


def curves(
    ws: Workspace, actor: Actor, project_id: str, run_ids: list[str]
) -> dict[str, list[float]]:
    """About forty training losses of each run, in order."""
    require(actor, "read")
    with ws.db.read() as connection:
        return store.curves(connection, project_id, run_ids)


def compare(ws: Workspace, actor: Actor, project_id: str, run_ids: Sequence[str]) -> Comparison:
    """Runs side by side, by id or number, in the order that is asked for. Raises UserError where
    there are fewer than two or too many, NotFound for one that is not there."""
    require(actor, "read")
    found = {each.id: each for each in (run(ws, actor, project_id, name) for name in run_ids)}
    chosen = list(found.values())
    if not 2 <= len(chosen) <= MOST_RUNS:
        raise UserError("error.compare_number", n=len(chosen), most=MOST_RUNS)
    with ws.db.read() as connection:
        versions = [version_store.get(connection, project_id, each.version_id) for each in chosen]
        curves = tuple(thinned(store.events(connection, each.id, 0)) for each in chosen)
    numbers = tuple(version.number if version else None for version in versions)
    return Comparison(
        runs=tuple(chosen),
        versions=numbers,
        differences=differences(chosen, numbers),
        curves=curves,
    )


def log_tail(
    ws: Workspace, actor: Actor, project_id: str, run_id: str, lines: int = LOG_LINES
) -> list[str]:
    """The last lines of the trainer's log; nothing where its folder is on another machine."""
    found = run(ws, actor, project_id, run_id)
    try:
        text = run_folder(ws, found.id).log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.splitlines()[-lines:]


def samples(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> list[Sample]:
    """What the model answered to a few validation rows as it learned, by row and step; nothing
    where the run's folder is on another machine."""
    found = run(ws, actor, project_id, run_id)
    return read_samples(run_folder(ws, found.id).samples)


def system(ws: Workspace, actor: Actor, project_id: str, system_id: str) -> System:
    require(actor, "read")
    with ws.db.read() as connection:
        found = systems.get(connection, project_id, system_id)
    if found is None:
        raise NotFound("error.system_unknown", id=system_id)
    return found


def model_folder(ws: Workspace, actor: Actor, project_id: str, run_id: str) -> Path:
    """The tuned model as a folder on this machine; put together from the file store where the run
    was trained on another. Raises UserError where the run is not done."""
    found = run(ws, actor, project_id, run_id)
    if found.state != "done":
        raise UserError("error.run_not_done", number=found.number)
    folder = run_folder(ws, found.id).model
    if not is_complete(folder):
        # The marker is one of the files, and the last.
        ordered = sorted(found.files, key=lambda file: file.path == COMPLETE)
        for file in ordered:
            copy_whole(ws.files.local_path(file.sha256), folder / file.path)
    return folder


def run_folder(ws: Workspace, run_id: str) -> RunFolder:
    return RunFolder(ws.settings.data_dir.absolute() / "runs" / run_id)


def version_of(ws: Workspace, project_id: str, version_id: str) -> DatasetVersion:
    """By id, or by number (`3`, `v3`). Raises NotFound."""
    number = version_id.removeprefix("v")
    with ws.db.read() as connection:
        found = version_store.get(connection, project_id, version_id)
        if found is None and number.isdecimal() and len(number) < 9:
            found = version_store.by_number(connection, project_id, int(number))
    if found is None:
        raise NotFound("error.version_unknown", id=version_id)
    return found


def rows_of(ws: Workspace, version: DatasetVersion, split: Split) -> Iterator[Row]:
    """As they were frozen; nothing where the version has no such split."""
    for file in version.files:
        if file.split == split:
            yield from read_parquet(ws.files.local_path(file.sha256))
