"""Follow a trainer through its folder until it ends; start it, and start it again when it was
killed. Whoever follows may die too: the next one begins with the first event again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import UserError
from workbench.records import RunEvent, utc_now
from workbench.train import process
from workbench.train.run_folder import (
    RunFolder,
    TrainerEvent,
    by_step,
    checkpoint_step,
    checkpoints,
    read_events,
)

POLL_S = 0.5
SILENT_STARTS = 2
"""Starts that may end without a word (a machine that was switched off) before it is given up."""


@dataclass(frozen=True)
class Watch:
    """How the follower speaks with the rest; each is called from the following thread."""

    wants_stop: Callable[[], bool]
    launching: Callable[[datetime], None]
    """Before the trainer is started, with the time from which on its events count."""
    record: Callable[[Sequence[TrainerEvent], datetime | None], None]
    """New events, oldest first, and the last sign of life; called at every look."""


def follow(folder: RunFolder, launched_at: datetime | None, watch: Watch) -> TrainerEvent:
    """Until the trainer has ended: its last event, state done, stopped or failed.

    `launched_at` is when a trainer that may still live was started, None to start one. One that
    was killed is started again from its newest complete checkpoint, as long as it gets further
    each time. Raises UserError where it does not.
    """
    offset, seen, silent = 0, list[TrainerEvent](), 0
    if launched_at is None:
        launched_at = _launch(folder, watch)
    while True:
        alive = process.is_alive(folder)
        new, offset = read_events(folder.events, offset)
        seen += new
        watch.record(new, last_sign(folder))
        if watch.wants_stop() and not folder.stop.exists():
            folder.stop.touch()
        if alive:
            time.sleep(POLL_S)
            continue
        since = [event for event in seen if event.at >= launched_at]
        if since and since[-1].kind == "end":
            return since[-1]
        silent = 0 if _got_further(folder, since) else silent + 1
        if silent >= SILENT_STARTS or (silent and any(e.kind == "start" for e in since)):
            raise UserError("error.trainer_died", step=max((e.step for e in since), default=0))
        launched_at = _launch(folder, watch)


def _launch(folder: RunFolder, watch: Watch) -> datetime:
    now = utc_now()
    watch.launching(now)
    if not watch.wants_stop():
        folder.stop.unlink(missing_ok=True)
    process.launch(folder)
    return now


def _got_further(folder: RunFolder, since: Sequence[TrainerEvent]) -> bool:
    """Whether a checkpoint was finished since the trainer began."""
    begun = next((event.step for event in since if event.kind == "start"), None)
    whole = checkpoints(folder)
    return begun is not None and bool(whole) and checkpoint_step(whole[-1]) > begun


def last_sign(folder: RunFolder) -> datetime | None:
    try:
        return datetime.fromtimestamp(folder.heartbeat.stat().st_mtime, UTC)
    except OSError:
        return None


def measured(run_id: str, events: Sequence[TrainerEvent]) -> list[RunEvent]:
    """One record a step."""
    return [
        RunEvent(
            run_id=run_id,
            step=event.step,
            loss=event.loss,
            eval_loss=event.eval_loss,
            learning_rate=event.learning_rate,
            tokens_per_s=event.tokens_per_s,
            at=event.at,
        )
        for event in by_step(list(events))
        if event.step > 0
    ]


def copy_whole(source: Path, target: Path) -> None:
    """The bytes of `source` beside `target`, then renamed."""
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)
