from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors import UserError
from workbench.records import utc_now
from workbench.train.run_folder import (
    COMPLETE,
    RunFolder,
    TrainerEvent,
    append_event,
    by_step,
    checkpoints,
    is_complete,
    mark_complete,
    read_events,
    tidy_checkpoints,
)


def step(number: int, loss: float) -> TrainerEvent:
    return TrainerEvent(kind="step", at=utc_now(), step=number, loss=loss)


def checkpoint(folder: RunFolder, number: int, whole: bool = True) -> Path:
    path = folder.checkpoints / f"checkpoint-{number}"
    path.mkdir(parents=True)
    (path / "model.safetensors").write_bytes(b"12345678")
    (path / "optimizer.pt").write_bytes(b"1234")
    if whole:
        mark_complete(path)
    return path


def test_events_are_read_on_from_where_the_last_look_ended(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert read_events(path) == ([], 0)
    append_event(path, step(1, 3.0))
    first, offset = read_events(path)
    assert [e.step for e in first] == [1]
    append_event(path, step(2, 2.5))
    second, end = read_events(path, offset)
    assert [e.step for e in second] == [2]
    assert read_events(path, end) == ([], end)


def test_a_line_that_a_kill_cut_off_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    append_event(path, step(1, 3.0))
    with path.open("ab") as out:
        out.write(b'{"kind":"step","at":"2026')
    found, offset = read_events(path)
    assert [e.step for e in found] == [1]
    append_event(path, step(2, 2.5))
    assert [e.step for e in read_events(path, offset)[0]] == [2]


def test_a_step_that_is_repeated_counts_as_measured_last_and_keeps_its_validation_loss() -> None:
    now = utc_now()
    events = [
        step(1, 3.0),
        step(2, 2.0),
        TrainerEvent(kind="eval", at=now, step=2, eval_loss=2.2),
        step(3, 1.0),
        TrainerEvent(kind="start", at=now, step=1, total=3),
        step(2, 2.1),
        step(3, 1.1),
    ]
    merged = by_step(events)
    assert [(e.step, e.loss, e.eval_loss) for e in merged] == [
        (1, 3.0, None),
        (2, 2.1, 2.2),
        (3, 1.1, None),
    ]


def test_a_half_written_checkpoint_is_none(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    checkpoint(folder, 10)
    checkpoint(folder, 9)
    shortened = checkpoint(folder, 20)
    (shortened / "model.safetensors").write_bytes(b"123")
    gone = checkpoint(folder, 25)
    (gone / "optimizer.pt").unlink()
    spoiled = checkpoint(folder, 27)
    (spoiled / COMPLETE).write_text("[]")
    checkpoint(folder, 30, whole=False)
    (folder.checkpoints / "notes").mkdir()
    assert [path.name for path in checkpoints(folder)] == ["checkpoint-9", "checkpoint-10"]
    assert sorted(tidy_checkpoints(folder)) == [-1, 20, 25, 27, 30]
    left = sorted(path.name for path in folder.checkpoints.iterdir())
    assert left == ["checkpoint-10", "checkpoint-9"]


def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for number in (5, 10, 100):
        checkpoint(folder, number)
    assert tidy_checkpoints(folder) == []
    assert [path.name for path in checkpoints(folder)] == ["checkpoint-10", "checkpoint-100"]
    tidy_checkpoints(folder, keep=0)
    assert checkpoints(folder) == []


def test_the_marker_names_every_file(tmp_path: Path) -> None:
    path = checkpoint(RunFolder(tmp_path), 1)
    sizes = json.loads((path / COMPLETE).read_text())
    assert sizes == {"model.safetensors": 8, "optimizer.pt": 4}
    assert is_complete(path)


@pytest.mark.parametrize("text", ["", "{", "{}"])
def test_a_spoiled_plan_is_one_sentence(tmp_path: Path, text: str) -> None:
    folder = RunFolder(tmp_path)
    folder.spec.write_text(text)
    with pytest.raises(UserError, match="run_folder"):
        folder.read_spec()
