"""Real tokens a second against the recipe that tutorials show; then kill -9 at step 27 and resume.

Both recipes train the same model from the same weights on the same rows with the same batch size,
one thread, alternating, best of each. The tutorial's pads every row to 128 tokens and copies the
inputs as labels; ours groups rows of like length, pads to the longest of a batch and takes the loss
on answers only. Counted are the tokens of the rows, never padding. The kill is a real one, to the
real trainer process; its run and one that nobody touched must agree bit for bit.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from bench import Figure
from workbench.export.template import TEMPLATE_HASH, render_prompt
from workbench.records import utc_now
from workbench.train.formatting import TrainingRow, data_hash, write_rows
from workbench.train.plan import TrainParams
from workbench.train.run_folder import (
    RunFolder,
    RunSpec,
    TrainerEvent,
    by_step,
    checkpoint_step,
    checkpoints,
    read_events,
)

SPEED_LIMIT = 1.5
ROUNDS = 3
KILL_AT = 27
TUTORIAL_LENGTH = 128
WORDS = (
    *("비밀번호", "접근", "권한", "서버", "출입", "카드", "보안", "담당자", "승인", "절차", "기록"),
    *("점검", "백업", "암호", "정책", "사용자", "계정", "관리", "시스템", "로그", "신고", "부서"),
    *("90일마다", "변경합니다", "보고해야", "합니다", "금지됩니다", "반드시", "이전에", "즉시"),
)


def run(rows: int = 96, layers: int = 4, hidden: int = 256) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        params = TrainParams(
            batch_size=8,
            max_length=TUTORIAL_LENGTH,
            epochs=1,
            threads=1,
            tiny_layers=layers,
            tiny_hidden=hidden,
            tiny_vocabulary=2000,
            checkpoint_every=20,
        )
        return [*_speed(Path(folder), params, rows), *_kill(Path(folder), params, rows)]


def some_rows(number: int, seed: int) -> list[TrainingRow]:
    """Questions and answers as long as those of a manual: most short, some close to the limit."""
    draw = random.Random(seed)

    def words(most: int) -> str:
        return " ".join(draw.choices(WORDS, k=1 + round(most * draw.random() ** 2)))

    return [
        TrainingRow(prompt=render_prompt(f"{words(24)}?"), completion=f"{words(80)}.")
        for _ in range(number)
    ]


def _folder(path: Path, params: TrainParams, rows: list[TrainingRow]) -> RunFolder:
    path.mkdir(parents=True)
    folder = RunFolder(path)
    write_rows(rows, folder.rows["train"])
    write_rows(rows[:8], folder.rows["validation"])
    folder.write_spec(
        RunSpec(
            run_id="bench",
            number=1,
            project="bench",
            version_id="bench",
            version_number=1,
            level="public",
            template_hash=TEMPLATE_HASH,
            data_sha256=data_hash(TEMPLATE_HASH, folder.rows),
            created_by="bench",
            created_at=utc_now(),
            params=params,
        )
    )
    return folder


# Speed --------------------------------------------------------------------------------------------


def _speed(scratch: Path, params: TrainParams, number: int) -> list[Figure]:
    """In this process, so that loading the libraries is not counted for either."""
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, tutorial, mean = _measure(scratch, params, number)
    return [
        Figure("mean length of a row", mean, "tokens"),
        Figure("tutorial recipe", tutorial, "real tokens/s"),
        Figure("ours", ours, "real tokens/s"),
        Figure("tutorial's labels on padding", 100 * (1 - mean / TUTORIAL_LENGTH), "%"),
        # A limit is the most a figure may be, so the ratio is told upside down as well.
        Figure("ours / tutorial", ours / tutorial, "x"),
        Figure("tutorial / ours", tutorial / ours, "x", 1 / SPEED_LIMIT),
    ]


def _measure(scratch: Path, params: TrainParams, number: int) -> tuple[float, float, float]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    import torch
    from datasets import disable_progress_bars
    from transformers.utils import logging as library_log

    from workbench.train.models import base_path
    from workbench.train.tuning import fitting_rows

    library_log.set_verbosity_error()
    disable_progress_bars()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        folder = _folder(scratch / "speed", params, some_rows(number, 1))
        base = base_path(folder, params, some_rows(number, 1))
        tokenizer = _tokenizer(base)
        kept = fitting_rows(folder, tokenizer, params.max_length)["train"]
        texts = [f"{row.prompt}{row.completion}{tokenizer.eos_token}" for row in kept]
        real = sum(len(ids) for ids in tokenizer(texts)["input_ids"])
        mine, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(real / _tutorial(scratch, base, params, texts))
            mine.append(real / _ours(folder, base, params, kept))
    finally:
        torch.set_num_threads(threads)
    return max(mine), max(theirs), real / len(kept)


def _tokenizer(base: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(base)


def _ours(folder: RunFolder, base: str, params: TrainParams, rows: list[TrainingRow]) -> float:
    """Seconds of one epoch; checkpoints and validation are no part of either recipe."""
    from workbench.train.models import load
    from workbench.train.plan import steps
    from workbench.train.tuning import build_trainer

    model, tokenizer = load(base, params)
    total = steps(params, len(rows))
    never = params.model_copy(update={"checkpoint_every": 10 * total})
    kept: Any = {"train": rows, "validation": []}
    trainer = build_trainer(folder, never, model, tokenizer, kept, total)
    # The last step saves by itself.
    trainer.args.save_strategy = "no"
    return _seconds(trainer)


def _tutorial(scratch: Path, base: str, params: TrainParams, texts: list[str]) -> float:
    from datasets import Dataset
    from transformers import PrinterCallback, Trainer, TrainingArguments

    from workbench.train.models import load

    model, tokenizer = load(base, params)
    made = tokenizer(texts, truncation=True, padding="max_length", max_length=TUTORIAL_LENGTH)
    dataset = Dataset.from_dict(
        {
            "input_ids": made["input_ids"],
            "attention_mask": made["attention_mask"],
            "labels": made["input_ids"],
        }
    )
    arguments = TrainingArguments(
        output_dir=str(scratch / "tutorial"),
        num_train_epochs=1,
        per_device_train_batch_size=params.batch_size,
        learning_rate=params.rate,
        use_cpu=True,
        dataloader_pin_memory=False,
        save_strategy="no",
        logging_steps=1,
        report_to="none",
        disable_tqdm=True,
    )
    trainer = Trainer(model=model, args=arguments, train_dataset=dataset)
    trainer.remove_callback(PrinterCallback)
    return _seconds(trainer)


def _seconds(trainer: Any) -> float:
    begun = time.perf_counter()
    trainer.train()
    return time.perf_counter() - begun


# Kill and resume ----------------------------------------------------------------------------------


def _kill(scratch: Path, params: TrainParams, number: int) -> list[Figure]:
    figures: list[Figure] = []
    for method in ("full", "lora"):
        chosen = params.model_copy(
            update={"method": method, "max_steps": 40, "tiny_layers": 2, "tiny_hidden": 64}
        )
        rows = some_rows(number, 2)
        straight = _folder(scratch / f"{method}-straight", chosen, rows)
        killed = _folder(scratch / f"{method}-killed", chosen, rows)
        _wait(_trainer(straight))
        at = _kill_at(killed, KILL_AT)
        resumed_from = checkpoint_step(checkpoints(killed)[-1])
        _wait(_trainer(killed))
        loss, weights = _difference(straight, killed)
        figures += [
            Figure(f"{method}: killed at step", at, ""),
            Figure(f"{method}: resumed from step", resumed_from, "", 20),
            Figure(f"{method}: largest difference in loss", loss, "", 0.0),
            Figure(f"{method}: largest difference in weights", weights, "", 0.0),
        ]
    return figures


def _trainer(folder: RunFolder) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "workbench.train.worker", str(folder.path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RuntimeError("the trainer failed; see its log")


def _kill_at(folder: RunFolder, step: int) -> int:
    process = _trainer(folder)
    while (at := max((e.step for e in _steps(folder)), default=0)) < step:
        if process.poll() is not None:
            raise RuntimeError("the trainer ended before it could be killed")
        time.sleep(0.001)
    process.kill()
    process.wait()
    return at


def _steps(folder: RunFolder) -> list[TrainerEvent]:
    return [event for event in read_events(folder.events)[0] if event.kind == "step"]


def _difference(one: RunFolder, other: RunFolder) -> tuple[float, float]:
    """Largest absolute differences: of the loss of any step (both splits), of any weight."""
    from safetensors.torch import load_file

    pairs = list(zip(_merged(one), _merged(other), strict=True))
    losses = [abs(a - b) for x, y in pairs for a, b in zip(x, y, strict=True)]
    first, second = (load_file(f.model / "model.safetensors") for f in (one, other))
    weights = [float((first[name] - second[name]).abs().max()) for name in first]
    return max(losses), max(weights)


def _merged(folder: RunFolder) -> list[tuple[float, float]]:
    return [
        (event.loss or 0.0, event.eval_loss or 0.0)
        for event in by_step(read_events(folder.events)[0])
    ]
