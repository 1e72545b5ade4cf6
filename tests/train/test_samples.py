"""Samples: written at each measurement, the same run with and without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.train.conftest import make_folder, small, some_rows
from workbench.export.template import render_prompt
from workbench.records import Turn
from workbench.train.run_folder import by_step, read_events
from workbench.train.samples import Sample, SampleWriter, question_in, read_samples


def line(step: int, number: int, text: str) -> str:
    sample = Sample(step=step, number=number, question="주기는?", expected="90일", text=text)
    return sample.model_dump_json() + "\n"


def test_samples_are_read_by_row_and_step_and_what_was_measured_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(line(5, 1, "가") + line(5, 2, "나") + line(10, 1, "다") + line(10, 1, "라"))
    found = [(s.number, s.step, s.text) for s in read_samples(path)]
    assert found == [(1, 5, "가"), (1, 10, "라"), (2, 5, "나")]
    assert read_samples(tmp_path / "none") == []


def test_a_line_that_a_kill_cut_off_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(line(5, 1, "가") + '{"step": 10, "num\n' + line(15, 1, "다"))
    assert [s.step for s in read_samples(path)] == [5, 15]


def test_of_many_measurements_the_first_the_last_and_some_between_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text("".join(line(step, 1, "가") for step in range(1, 101)))
    assert [s.step for s in read_samples(path, 5)] == [1, 26, 51, 75, 100]


@pytest.mark.parametrize("history", [(), (Turn(role="user", content="앞 질문"),)])
def test_the_question_is_read_out_of_its_prompt(history: tuple[Turn, ...]) -> None:
    assert question_in(render_prompt("주기는\n며칠입니까?", history)) == "주기는\n며칠입니까?"


def test_a_model_that_cannot_generate_costs_the_samples_and_not_the_run(tmp_path: Path) -> None:
    pytest.importorskip("torch")

    class Deaf:
        training, device = True, "cpu"

        def eval(self) -> None: ...
        def train(self, mode: bool) -> None:
            self.training = mode

    def tokenizer(*_: object, **__: object) -> None:
        raise ValueError("no")

    folder = make_folder(tmp_path / "run", small())
    model = Deaf()
    SampleWriter(folder, some_rows(2), tokenizer).write(model, 5)
    assert not folder.samples.exists()
    assert model.training


@pytest.mark.slow
def test_a_run_with_samples_and_one_without_are_the_same_bit_for_bit(tmp_path: Path) -> None:
    """Adapters with dropout: whatever draws a random number between two steps would show."""
    torch = pytest.importorskip("torch")
    from bench.train import _difference
    from workbench.train.tuning import tune

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    folders = []
    try:
        for number in (0, 3):
            params = small(method="lora", learning_rate=1e-2, samples=number)
            folder = make_folder(tmp_path / str(number), params)
            tune(folder, folder.read_spec())
            folders.append(folder)
    finally:
        torch.set_num_threads(threads)
    without, sampled = folders
    assert _difference(without, sampled) == (0.0, 0.0)
    assert not without.samples.exists()
    found = read_samples(sampled.samples)
    measured = [e.step for e in by_step(read_events(sampled.events)[0]) if e.eval_loss is not None]
    assert [(s.number, s.step) for s in found] == [
        (n, step) for n in (1, 2, 3) for step in measured
    ]
    assert all(s.question.endswith("?") and s.expected.endswith(".") for s in found)
