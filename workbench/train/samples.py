"""What the model answers to a few validation rows, written down each time their loss is measured.

Words say what a loss does not: whether it has learned to end, whether it repeats itself. Greedy, so
that equal weights give equal words; no random number is drawn, so that a run with samples and one
without are the same run.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbench.export.template import ANSWER_MARK, QUESTION_MARK
from workbench.records import Record
from workbench.train.formatting import TrainingRow
from workbench.train.run_folder import RunFolder

log = logging.getLogger("workbench.train")

MOST_TOKENS = 64
"""Of one answer."""
MOST_SECONDS = 20.0
"""For all samples of one measurement; a large model on a CPU is cut off in mid-answer."""
SHOWN_STEPS = 6


class Sample(Record):
    """One line of samples.jsonl."""

    step: int
    number: int
    """Of the row, from 1."""
    question: str
    expected: str
    text: str
    cut: bool = False
    """Whether it was longer than is written down."""


class SampleWriter:
    def __init__(self, folder: RunFolder, rows: Sequence[TrainingRow], tokenizer: Any) -> None:
        self.path, self.rows, self.tokenizer = folder.samples, rows, tokenizer

    def write(self, model: Any, step: int) -> None:
        """Samples help to look at a run; whatever is wrong with them, the run goes on."""
        if not self.rows:
            return
        begun = time.monotonic()
        try:
            with _undisturbed(model):
                found = list(self._samples(model, step, begun + MOST_SECONDS))
        except Exception as error:  # of the library, for a model that cannot generate like this
            log.warning("no samples at step %d: %s", step, type(error).__name__)
            return
        _append(self.path, found)
        log.info("step %d: %d samples in %.1f s", step, len(found), time.monotonic() - begun)

    def _samples(self, model: Any, step: int, deadline: float) -> Iterator[Sample]:
        for number, row in enumerate(self.rows, start=1):
            left = deadline - time.monotonic()
            if left <= 0:
                return
            given = self.tokenizer(row.prompt, return_tensors="pt").to(model.device)
            length = given["input_ids"].shape[1]
            made = model.generate(
                input_ids=given["input_ids"],
                attention_mask=given["attention_mask"],
                do_sample=False,
                num_beams=1,
                max_new_tokens=MOST_TOKENS,
                max_time=left,
                eos_token_id=self.tokenizer.eos_token_id,
                pad_token_id=_pad(self.tokenizer),
            )[0][length:]
            yield Sample(
                step=step,
                number=number,
                question=question_in(row.prompt),
                expected=row.completion,
                text=self.tokenizer.decode(made, skip_special_tokens=True).strip(),
                cut=self.tokenizer.eos_token_id not in made.tolist(),
            )


def question_in(prompt: str) -> str:
    """What is asked in a rendered prompt, without the template around it."""
    last = prompt.rsplit(f"{QUESTION_MARK}\n", 1)[-1]
    return last.rsplit(f"\n{ANSWER_MARK}", 1)[0].strip()


def _pad(tokenizer: Any) -> int:
    pad = tokenizer.pad_token_id
    return int(tokenizer.eos_token_id if pad is None else pad)


@contextmanager
def _undisturbed(model: Any) -> Iterator[None]:
    """Generate without dropout and gradients, and leave the model and all random numbers as they
    were."""
    import random

    import numpy
    import torch

    training, python, array = model.training, random.getstate(), numpy.random.get_state()
    model.eval()
    try:
        with torch.random.fork_rng(), torch.inference_mode():
            yield
    finally:
        random.setstate(python)
        numpy.random.set_state(array)
        model.train(training)


def _append(path: Path, found: Sequence[Sample]) -> None:
    """One write; a line that a kill left unfinished is ended first."""
    block = "".join(sample.model_dump_json() + "\n" for sample in found).encode()
    with path.open("ab+") as out:
        size = out.seek(0, os.SEEK_END)
        if size:
            out.seek(size - 1)
            block = block if out.read(1) == b"\n" else b"\n" + block
        out.write(block)


def read_samples(path: Path, steps: int = SHOWN_STEPS) -> list[Sample]:
    """By row, then by step: those of the first measurement and of the last, and evenly between, at
    most `steps` of each row. A resumed run measures steps again: the last one counts."""
    found: dict[tuple[int, int], Sample] = {}
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            sample = Sample.model_validate_json(line)
        except ValidationError:
            continue
        found[sample.number, sample.step] = sample
    kept = _spread(sorted({step for _, step in found}), steps)
    return [found[key] for key in sorted(found) if key[1] in kept]


def _spread(steps: Sequence[int], most: int) -> set[int]:
    if len(steps) <= most:
        return set(steps)
    last = len(steps) - 1
    return {steps[round(n * last / (most - 1))] for n in range(most)}
