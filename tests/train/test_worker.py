"""A trainer that fails: the sentence is its last event, and what it had learned stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.train.conftest import make_folder, small
from workbench.train import worker
from workbench.train.run_folder import checkpoints, read_events

torch = pytest.importorskip("torch")


@pytest.fixture
def log_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_prepare_environment", lambda spec: None)


@pytest.mark.usefixtures("log_untouched")
@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:124] DefaultCPUAllocator: not enough memory"),
        MemoryError(),
    ],
    ids=["of the GPU", "of the CPU", "of Python"],
)
def test_out_of_memory_at_step_7_keeps_the_checkpoint_and_the_run_goes_on_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    from workbench.train.tuning import GroupedTrainer

    folder = make_folder(tmp_path / "run", small(max_steps=8))
    whole = GroupedTrainer.training_step

    def short_of_memory(self: Any, *arguments: Any, **named: Any) -> Any:
        if self.state.global_step == 6:
            raise error
        return whole(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(GroupedTrainer, "training_step", short_of_memory)
        assert worker._train(folder) == 1
    last = read_events(folder.events)[0][-1]
    assert (last.kind, last.state) == ("end", "failed")
    assert last.error is not None
    assert last.error.key == "error.train_out_of_memory"
    assert [path.name for path in checkpoints(folder)] == ["checkpoint-5"]
    assert worker._train(folder) == 0
    events = read_events(folder.events)[0]
    assert [e.step for e in events if e.kind == "start"] == [0, 5]
    assert events[-1].state == "done"
