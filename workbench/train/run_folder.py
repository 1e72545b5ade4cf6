"""The folder of a run, through which service and trainer speak. Files only, no torch.

    run.json          what to do (RunSpec); written once
    train.jsonl       rows; their hash is in run.json
    validation.jsonl
    trainer.json      pid and start time of the trainer that was started last
    trainer.lock      held by the trainer as long as it lives
    heartbeat         touched every few seconds
    events.jsonl      what happened, one event a line; a resumed run goes on in the same file
    samples.jsonl     what the model answered to a few validation rows, each time they were measured
    trainer.log       our own words; trainer.err is what the process printed
    stop              its presence asks the trainer to save and end
    base/             the tiny model, where that is the base
    checkpoints/      checkpoint-<step>, usable only with its COMPLETE
    model/            the result, usable only with its COMPLETE

COMPLETE lists every file with its size, so that a half-written or half-deleted folder is not taken
for a whole one.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from workbench.errors import UserError
from workbench.records import ConfidentialityLevel, Message, Record, Split
from workbench.train.plan import TrainParams

COMPLETE = "COMPLETE"
KEEP_CHECKPOINTS = 2


class RunSpec(Record):
    run_id: str
    number: int
    project: str
    """Name, masked."""
    version_id: str
    version_number: int
    level: ConfidentialityLevel
    template_hash: str
    data_sha256: str
    created_by: str
    created_at: datetime
    params: TrainParams
    """With the number of threads filled in."""


class TrainerEvent(Record):
    """One line of events.jsonl; which fields are set depends on its kind."""

    kind: Literal["start", "step", "eval", "checkpoint", "end"]
    at: datetime
    step: int = 0
    total: int | None = None
    """start: optimizer steps of the whole run."""
    loss: float | None = None
    eval_loss: float | None = None
    learning_rate: float | None = None
    tokens_per_s: float | None = None
    eta_s: float | None = None
    state: Literal["done", "stopped", "failed"] | None = None
    """end."""
    error: Message | None = None
    metrics: dict[str, float] = Field(default={})
    """start: parameters, trainable, rows, too_long; end: see TrainingRun.metrics."""


@dataclass(frozen=True)
class RunFolder:
    path: Path

    @property
    def spec(self) -> Path:
        return self.path / "run.json"

    @property
    def rows(self) -> dict[Split, Path]:
        return {
            "train": self.path / "train.jsonl",
            "validation": self.path / "validation.jsonl",
        }

    @property
    def trainer(self) -> Path:
        return self.path / "trainer.json"

    @property
    def lock(self) -> Path:
        return self.path / "trainer.lock"

    @property
    def heartbeat(self) -> Path:
        return self.path / "heartbeat"

    @property
    def events(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def samples(self) -> Path:
        return self.path / "samples.jsonl"

    @property
    def log(self) -> Path:
        return self.path / "trainer.log"

    @property
    def errors(self) -> Path:
        return self.path / "trainer.err"

    @property
    def stop(self) -> Path:
        return self.path / "stop"

    @property
    def base(self) -> Path:
        return self.path / "base"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        return self.path / "model"

    def read_spec(self) -> RunSpec:
        """Raises UserError where it is missing or was changed into something else."""
        try:
            return RunSpec.model_validate_json(self.spec.read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            raise UserError("error.run_folder", name=self.path.name) from None

    def write_spec(self, spec: RunSpec) -> None:
        write_whole(self.spec, spec.model_dump_json(indent=1))


def write_whole(path: Path, text: str) -> None:
    """All or nothing, on disk when it returns."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


# Events -------------------------------------------------------------------------------------------


def append_event(path: Path, event: TrainerEvent) -> None:
    """One write of one line. A line that a killed trainer left unfinished is ended first."""
    line = event.model_dump_json(exclude_defaults=True).encode() + b"\n"
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        if size:
            os.lseek(handle, size - 1, os.SEEK_SET)
            if os.read(handle, 1) != b"\n":
                line = b"\n" + line
        os.write(handle, line)
    finally:
        os.close(handle)


def read_events(path: Path, offset: int = 0) -> tuple[list[TrainerEvent], int]:
    """Whole lines from byte `offset` on, and where the next call goes on. What is no event (a line
    cut off by a kill) is passed over."""
    try:
        with path.open("rb") as source:
            source.seek(offset)
            block = source.read()
    except OSError:
        return [], offset
    whole = block[: block.rfind(b"\n") + 1]
    found: list[TrainerEvent] = []
    for line in whole.splitlines():
        try:
            found.append(TrainerEvent.model_validate_json(line))
        except ValidationError:
            continue
    return found, offset + len(whole)


def by_step(events: list[TrainerEvent]) -> list[TrainerEvent]:
    """What was measured at each step, in order. A resumed run repeats steps: the last one counts,
    and what an earlier try measured beyond the end of the newest stays, it was trained so."""
    merged: dict[int, TrainerEvent] = {}
    for event in events:
        if event.kind == "step":
            before = merged.get(event.step)
            eval_loss = before.eval_loss if before else None
            merged[event.step] = event.model_copy(update={"eval_loss": eval_loss})
        elif event.kind == "eval":
            before = merged.get(event.step, event)
            merged[event.step] = before.model_copy(update={"eval_loss": event.eval_loss})
    return [merged[step] for step in sorted(merged)]


# Folders that count only when complete ------------------------------------------------------------


def mark_complete(folder: Path) -> None:
    """Every byte to disk, then the marker."""
    sizes: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != COMPLETE:
            with path.open("rb+") as written:
                os.fsync(written.fileno())
            sizes[path.relative_to(folder).as_posix()] = path.stat().st_size
    write_whole(folder / COMPLETE, json.dumps(sizes))


def is_complete(folder: Path) -> bool:
    """Marked, and every file is there in its full size."""
    try:
        sizes = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def remove(folder: Path) -> None:
    """The marker first, so that a kill on the way leaves nothing that looks whole."""
    (folder / COMPLETE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def checkpoint_step(folder: Path) -> int:
    """-1 for a folder that is no checkpoint."""
    number = folder.name.removeprefix("checkpoint-")
    return int(number) if number.isdecimal() and number != folder.name else -1


def checkpoints(folder: RunFolder) -> list[Path]:
    """The complete ones, newest last."""
    if not folder.checkpoints.is_dir():
        return []
    found = [path for path in folder.checkpoints.iterdir() if checkpoint_step(path) >= 0]
    return sorted((path for path in found if is_complete(path)), key=checkpoint_step)


def tidy_checkpoints(folder: RunFolder, keep: int = KEEP_CHECKPOINTS) -> list[int]:
    """Remove what is incomplete and all but the newest `keep`; the steps of the incomplete ones."""
    whole = checkpoints(folder)
    kept = set(whole[-keep:]) if keep else set()
    broken: list[int] = []
    if folder.checkpoints.is_dir():
        for path in folder.checkpoints.iterdir():
            if path.is_dir() and path not in kept:
                if path not in whole:
                    broken.append(checkpoint_step(path))
                remove(path)
    return broken
