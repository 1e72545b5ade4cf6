"""Starting, finding and following the trainer's process; trainers here are scripts of a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

from tests.train.conftest import make_folder, small
from workbench.errors import UserError
from workbench.records import Message, utc_now
from workbench.train import following, process
from workbench.train.following import Watch, follow
from workbench.train.run_folder import (
    RunFolder,
    TrainerEvent,
    append_event,
    by_step,
    checkpoints,
    mark_complete,
    read_events,
)
from workbench.train.samples import read_samples


class FakeTrainer:
    """Each start plays the next of its parts and is dead afterwards."""

    def __init__(self, folder: RunFolder, *parts: Callable[[RunFolder], None]) -> None:
        self.folder, self.parts, self.starts = folder, list(parts), 0

    def launch(self, folder: RunFolder) -> None:
        self.starts += 1
        self.parts.pop(0)(folder)


def begin(folder: RunFolder, step: int = 0) -> None:
    append_event(folder.events, TrainerEvent(kind="start", at=utc_now(), step=step, total=30))


def measure(folder: RunFolder, *steps: int) -> None:
    for step in steps:
        append_event(folder.events, TrainerEvent(kind="step", at=utc_now(), step=step, loss=1.0))


def save(folder: RunFolder, step: int) -> None:
    path = folder.checkpoints / f"checkpoint-{step}"
    path.mkdir(parents=True)
    (path / "model.safetensors").write_bytes(b"1")
    mark_complete(path)


def end(folder: RunFolder, state: str = "done", error: Message | None = None) -> None:
    event = TrainerEvent(kind="end", at=utc_now(), step=30, state=state, error=error)  # type: ignore[arg-type]
    append_event(folder.events, event)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setattr(following, "POLL_S", 0.01)
    return make_folder(tmp_path / "run", small())


class Notes:
    def __init__(self, stop: bool = False) -> None:
        self.stop = stop
        self.events: list[TrainerEvent] = []
        self.launches: list[datetime] = []

    def watch(self) -> Watch:
        def record(new: Sequence[TrainerEvent], _sign: datetime | None) -> None:
            self.events += new

        return Watch(wants_stop=lambda: self.stop, launching=self.launches.append, record=record)


def followed(
    monkeypatch: pytest.MonkeyPatch,
    folder: RunFolder,
    *parts: Callable[[RunFolder], None],
    launched_at: datetime | None = None,
) -> tuple[TrainerEvent, Notes, FakeTrainer]:
    fake, notes = FakeTrainer(folder, *parts), Notes()
    monkeypatch.setattr(process, "launch", fake.launch)
    return follow(folder, launched_at, notes.watch()), notes, fake


def test_every_event_is_passed_on_once(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def part(f: RunFolder) -> None:
        begin(f)
        measure(f, 1, 2, 3)
        end(f)

    last, notes, fake = followed(monkeypatch, folder, part)
    assert (last.state, fake.starts) == ("done", 1)
    assert [e.step for e in notes.events if e.kind == "step"] == [1, 2, 3]


def test_an_end_of_an_earlier_start_is_no_end(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was stopped and resumed has two ends in its file."""
    old = TrainerEvent(kind="end", at=utc_now() - timedelta(minutes=5), step=3, state="stopped")
    append_event(folder.events, old)

    def part(f: RunFolder) -> None:
        begin(f, 3)
        end(f)

    last, _, fake = followed(monkeypatch, folder, lambda f: None, part)
    assert (last.state, fake.starts) == ("done", 2)


def test_a_follower_that_comes_later_starts_nothing(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = utc_now()
    begin(folder)
    measure(folder, 1, 2)
    end(folder, "stopped")
    last, notes, fake = followed(monkeypatch, folder, launched_at=at)
    assert (last.state, fake.starts, notes.launches) == ("stopped", 0, [])
    assert [e.step for e in notes.events if e.kind == "step"] == [1, 2]


def test_a_trainer_that_was_killed_after_a_checkpoint_is_started_again(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(f: RunFolder) -> None:
        begin(f)
        measure(f, *range(1, 28))
        save(f, 20)

    def goes_on(f: RunFolder) -> None:
        begin(f, 20)
        measure(f, *range(21, 31))
        end(f)

    last, _, fake = followed(monkeypatch, folder, killed, goes_on)
    assert (last.state, fake.starts) == ("done", 2)
    assert [e.step for e in by_step(read_events(folder.events)[0])] == list(range(1, 31))


def test_one_that_dies_without_getting_further_is_given_up(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(f: RunFolder) -> None:
        begin(f)
        measure(f, 1, 2)

    with pytest.raises(UserError, match="trainer_died") as died:
        followed(monkeypatch, folder, killed, killed)
    assert died.value.params == {"step": 2}


def test_one_that_never_came_to_its_first_word_gets_a_second_start(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, _, fake = followed(monkeypatch, folder, lambda f: None, lambda f: end(f))
    assert (last.state, fake.starts) == ("done", 2)
    with pytest.raises(UserError, match="trainer_died"):
        followed(monkeypatch, folder, lambda f: None, lambda f: None, lambda f: None)


def test_a_wish_to_stop_reaches_the_folder(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes(stop=True)
    fake = FakeTrainer(folder, lambda f: end(f, "stopped"))
    monkeypatch.setattr(process, "launch", fake.launch)
    assert follow(folder, None, notes.watch()).state == "stopped"
    assert folder.stop.exists()
    notes.stop = False
    fake.parts.append(lambda f: end(f))
    follow(folder, None, notes.watch())
    assert not folder.stop.exists()


# The process --------------------------------------------------------------------------------------


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    found = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield found
    found.kill()
    found.wait()


def note(folder: RunFolder, pid: int, started: float, host: str | None = None) -> None:
    noted = {"pid": pid, "started": started, "host": host or process.this_host()}
    folder.trainer.write_text(json.dumps(noted))


def test_a_trainer_is_known_by_its_number_and_its_start(
    folder: RunFolder, sleeper: subprocess.Popen[bytes]
) -> None:
    began = psutil.Process(sleeper.pid).create_time()
    note(folder, sleeper.pid, began)
    assert process.is_alive(folder)
    note(folder, sleeper.pid, began - 3600)
    assert not process.is_alive(folder), "another process has taken the number"
    note(folder, sleeper.pid, began, host="other")
    assert not process.is_alive(folder)
    note(folder, sleeper.pid, began)
    sleeper.kill()
    sleeper.wait()
    assert not process.is_alive(folder)


def test_who_holds_the_lock_lives_wherever_it_is(folder: RunFolder) -> None:
    assert not process.is_alive(folder)
    with FileLock(folder.lock):
        assert process.is_alive(folder)
    assert not process.is_alive(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": "x", "started": 1, "host": "a"}'])
def test_a_spoiled_note_is_no_trainer(folder: RunFolder, text: str) -> None:
    folder.trainer.write_text(text)
    assert not process.is_alive(folder)


def test_a_second_trainer_on_a_folder_leaves_at_once(folder: RunFolder) -> None:
    with FileLock(folder.lock):
        done = subprocess.run(
            [sys.executable, "-m", "workbench.train.worker", str(folder.path)],
            check=False,
            timeout=60,
        )
    assert done.returncode == 0
    assert not folder.events.exists()


@pytest.mark.usefixtures("end_trainers")
def test_a_started_trainer_is_nobodys_child(folder: RunFolder) -> None:
    """Whoever ends with all its children leaves the trainer running."""
    with FileLock(folder.path.parent / "turn.lock"):  # it waits for its turn
        process.launch(folder)
        found = process.process(folder)
        assert found is not None
        assert found.pid not in [c.pid for c in psutil.Process().children(recursive=True)]
        if hasattr(os, "getsid"):
            assert os.getsid(found.pid) != os.getsid(0)
        process.launch(folder)  # again: there is one already
        folder.stop.touch()
        deadline = time.monotonic() + 30
        while process.is_alive(folder):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    (event,) = read_events(folder.events)[0]
    assert event.state == "stopped"


@pytest.mark.slow
def test_killed_at_step_27_and_started_again_it_is_the_same_run_bit_for_bit(
    tmp_path: Path,
) -> None:
    """Adapters with dropout, in a later epoch: order, dropout and optimizer have to match."""
    from bench.train import _difference, _kill_at, _trainer, _wait

    params = small(
        method="lora", max_steps=32, checkpoint_every=20, batch_size=2, learning_rate=1e-2
    )
    straight = make_folder(tmp_path / "a" / "straight", params)
    killed = make_folder(tmp_path / "b" / "killed", params)
    _wait(_trainer(straight))
    assert _kill_at(killed, 27) >= 27
    assert [path.name for path in checkpoints(killed)] == ["checkpoint-20"]
    _wait(_trainer(killed))
    assert len(by_step(read_events(killed.events)[0])) == 32
    assert _difference(straight, killed) == (0.0, 0.0)
    assert read_samples(straight.samples) == read_samples(killed.samples) != []
