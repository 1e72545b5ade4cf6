"""Supervised fine-tuning on prompt and completion, to the end, a stop, or the next start.

Loss is taken on the answer's tokens and its end token only; rows of like length are read together
and padded to the longest of their batch, and padding carries no loss. The order of rows and the
state of all random numbers follow from the checkpoint, so a resumed run is the same run.
"""

from __future__ import annotations

import gc
import logging
import math
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from torch.utils.data import Sampler
from transformers import TrainerCallback
from trl import SFTConfig, SFTTrainer

from workbench.errors import UserError
from workbench.records import Split, utc_now
from workbench.train.formatting import TrainingRow, grouped_order, read_rows, tokens_read
from workbench.train.models import base_path, load, lora, save_result
from workbench.train.plan import TrainParams, steps
from workbench.train.run_folder import (
    RunFolder,
    RunSpec,
    TrainerEvent,
    append_event,
    by_step,
    checkpoint_step,
    checkpoints,
    mark_complete,
    read_events,
    tidy_checkpoints,
)
from workbench.train.samples import MOST_TOKENS, SampleWriter

log = logging.getLogger("workbench.train")

MOST_EVENTS = 2000
"""A longer run measures its loss over several steps at a time."""
SPEED_OVER = 20
"""Measurements that speed and time left are averaged over."""


def tune(folder: RunFolder, spec: RunSpec) -> None:
    """Train to the end, or to a stop; the last event says which. Raises UserError for what a person
    can put right; other errors are those of the libraries."""
    params = spec.params
    if params.threads is not None:
        torch.set_num_threads(params.threads)
    for step in tidy_checkpoints(folder):
        log.info("removed the unfinished checkpoint of step %d", step)
    base = base_path(folder, params, read_rows(folder.rows["train"]))
    model, tokenizer = load(base, params)
    rows = fitting_rows(folder, tokenizer, params.max_length)
    total = steps(params, len(rows["train"]))
    begun = Begun(rows=len(rows["train"]), too_long=rows_of(folder, "train") - len(rows["train"]))
    whole = checkpoints(folder)
    newest = whole[-1] if whole else None
    trainer = build_trainer(folder, params, model, tokenizer, rows, total)
    metrics = begun.measured(trainer)
    lengths = [len(ids) for ids in trainer.train_dataset["input_ids"]]
    metrics["tokens"] = tokens_read(lengths, params, total)
    at = checkpoint_step(newest) if newest else 0
    append_event(
        folder.events,
        TrainerEvent(kind="start", at=utc_now(), step=at, total=total, metrics=metrics),
    )
    log.info("%d rows, %d steps, from step %d", begun.rows, total, at)
    if at < total:
        trainer.train(resume_from_checkpoint=str(newest) if newest else None)
        if trainer.state.global_step < total:
            append_event(
                folder.events,
                TrainerEvent(
                    kind="end", at=utc_now(), step=trainer.state.global_step, state="stopped"
                ),
            )
            log.info("stopped after step %d", trainer.state.global_step)
            return
    del trainer, model
    gc.collect()
    metrics |= last_losses(folder)
    save_result(folder, spec, base, checkpoints(folder)[-1], metrics)
    end = TrainerEvent(kind="end", at=utc_now(), step=total, state="done", metrics=metrics)
    append_event(folder.events, end)
    log.info("done, model saved")


class Begun:
    """Counts that are known before the first step."""

    def __init__(self, rows: int, too_long: int) -> None:
        self.rows, self.too_long = rows, too_long

    def measured(self, trainer: Any) -> dict[str, float]:
        parameters = list(trainer.model.parameters())
        return {
            "rows": self.rows,
            "too_long": self.too_long,
            "parameters": sum(p.numel() for p in parameters),
            "trainable": sum(p.numel() for p in parameters if p.requires_grad),
        }


def rows_of(folder: RunFolder, split: Split) -> int:
    return sum(1 for _ in read_rows(folder.rows[split]))


def fitting_rows(
    folder: RunFolder, tokenizer: Any, max_length: int
) -> dict[Split, list[TrainingRow]]:
    """The rows of both splits that fit with their end token. A cut answer would teach the model
    to stop in mid-sentence, or never. Raises UserError where none of the training rows fits."""
    kept: dict[Split, list[TrainingRow]] = {}
    for split, path in folder.rows.items():
        rows = list(read_rows(path))
        texts = [f"{row.prompt}{row.completion}" for row in rows]
        lengths = [len(ids) + 1 for ids in tokenizer(texts)["input_ids"]] if texts else []
        pairs = zip(rows, lengths, strict=True)
        kept[split] = [row for row, length in pairs if length <= max_length]
    if not kept["train"]:
        key = "error.train_all_too_long" if rows_of(folder, "train") else "error.train_no_rows"
        raise UserError(key, max_length=max_length)
    return kept


def build_trainer(
    folder: RunFolder,
    params: TrainParams,
    model: Any,
    tokenizer: Any,
    rows: dict[Split, list[TrainingRow]],
    total: int,
) -> Any:
    """`model` gets its adapters here, seeded."""
    on_gpu = torch.cuda.is_available()
    evaluated = bool(rows["validation"])
    config = SFTConfig(
        output_dir=str(folder.checkpoints),
        max_steps=total,
        per_device_train_batch_size=params.batch_size,
        per_device_eval_batch_size=params.batch_size,
        gradient_accumulation_steps=params.accumulate,
        learning_rate=params.rate,
        lr_scheduler_type="linear",
        warmup_steps=math.ceil(total * params.warmup_share),
        weight_decay=params.weight_decay,
        max_length=params.max_length,
        completion_only_loss=True,
        packing=False,
        seed=params.seed,
        data_seed=params.seed,
        use_cpu=not on_gpu,
        bf16=on_gpu and torch.cuda.is_bf16_supported(),
        gradient_checkpointing=params.save_memory,
        dataloader_pin_memory=on_gpu,
        logging_steps=max(1, total // MOST_EVENTS),
        logging_nan_inf_filter=False,
        save_strategy="steps",
        save_steps=params.checkpoint_every,
        save_total_limit=None,
        eval_strategy="steps" if evaluated else "no",
        eval_steps=params.checkpoint_every if evaluated else None,
        prediction_loss_only=True,
        report_to="none",
        disable_tqdm=True,
    )
    sampler = SampleWriter(folder, _sampled(rows["validation"], params, tokenizer), tokenizer)
    recorder = Recorder(folder, total, sampler)
    trainer = GroupedTrainer(
        model=model,
        args=config,
        train_dataset=_dataset(rows["train"]),
        eval_dataset=_dataset(rows["validation"]) if evaluated else None,
        processing_class=tokenizer,
        peft_config=lora(model, params) if params.method == "lora" else None,
        callbacks=[recorder],
    )
    # Its printer writes dictionaries to stdout; ours writes events.
    for callback in list(trainer.callback_handler.callbacks):
        if type(callback).__name__ in ("PrinterCallback", "ProgressCallback"):
            trainer.remove_callback(callback)
    return trainer


def _sampled(rows: Sequence[TrainingRow], params: TrainParams, tokenizer: Any) -> list[TrainingRow]:
    """The first few whose answer, of any length that is written down, fits behind them."""
    most = params.max_length - MOST_TOKENS
    fit = (row for row in rows if len(tokenizer(row.prompt)["input_ids"]) <= most)
    return list(islice(fit, params.samples))


def _dataset(rows: Sequence[TrainingRow]) -> Any:
    return Dataset.from_list([row.model_dump() for row in rows])


class GroupedSampler(Sampler):
    """`grouped_order` of the epoch that training is in; told of it by the data loader."""

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths, self.batch_size, self.seed = lengths, batch_size, seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[int]:
        return iter(grouped_order(self.lengths, self.batch_size, self.seed, self.epoch))


class GroupedTrainer(SFTTrainer):
    """Reads rows in an order that depends on seed and epoch only. The library's own sampler draws
    from the global generator, so that a resume in a later epoch would read other rows."""

    sampler: GroupedSampler

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        found = self.train_dataset if train_dataset is None else train_dataset
        lengths = [len(ids) for ids in found["input_ids"]]
        self.sampler = GroupedSampler(lengths, self.args.train_batch_size, self.args.seed)
        return self.sampler

    def create_model_card(self, *_: Any, **__: Any) -> None:
        """Checkpoints need none; the model gets ours."""


class Recorder(TrainerCallback):
    """Events, the marks of complete checkpoints, and the stop."""

    def __init__(self, folder: RunFolder, total: int, sampler: SampleWriter | None = None) -> None:
        self.folder, self.total, self.sampler = folder, total, sampler
        self._begun = 0.0
        self._busy = 0.0
        self._tokens = 0.0
        self._since = 0
        self._recent: list[tuple[float, float, int]] = []

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._begun = time.perf_counter()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._busy += time.perf_counter() - self._begun
        self._since += 1
        if self.folder.stop.exists() and state.global_step < self.total:
            control.should_log = True
            control.should_save = True
            control.should_training_stop = True

    def on_evaluate(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        if self.sampler is not None and model is not None:
            self.sampler.write(model, state.global_step)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        logs = logs or {}
        if "eval_loss" in logs:
            value = float(logs["eval_loss"])
            self._event(kind="eval", step=state.global_step, eval_loss=value)
            log.info("step %d/%d validation loss %.4f", state.global_step, self.total, value)
        elif "loss" in logs:
            self._step(state.global_step, logs)

    def _step(self, step: int, logs: Any) -> None:
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            raise UserError("error.train_diverged", step=step)
        tokens = float(logs.get("num_tokens", 0.0))
        self._recent.append((tokens - self._tokens, self._busy, self._since))
        self._tokens, self._busy, self._since = tokens, 0.0, 0
        del self._recent[:-SPEED_OVER]
        read, busy, number = (sum(column) for column in zip(*self._recent, strict=True))
        left = (self.total - step) * busy / max(1, number)
        self._event(
            kind="step",
            step=step,
            loss=loss,
            learning_rate=float(logs["learning_rate"]),
            tokens_per_s=read / busy if busy else None,
            eta_s=left,
        )
        log.info("step %d/%d loss %.4f", step, self.total, loss)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        path = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        mark_complete(path)
        tidy_checkpoints(self.folder)
        self._event(kind="checkpoint", step=state.global_step)
        log.info("step %d/%d checkpoint saved", state.global_step, self.total)

    def _event(self, **values: Any) -> None:
        append_event(self.folder.events, TrainerEvent(at=utc_now(), **values))


def last_losses(folder: RunFolder) -> dict[str, float]:
    """The last loss of each kind, and the mean speed, over all starts of this run."""
    measured = by_step(read_events(folder.events)[0])
    found: dict[str, float] = {}
    speeds = [event.tokens_per_s for event in measured if event.tokens_per_s]
    for event in measured:
        if event.loss is not None:
            found["loss"] = event.loss
        if event.eval_loss is not None:
            found["eval_loss"] = event.eval_loss
    if speeds:
        found["tokens_per_s"] = sum(speeds) / len(speeds)
    return found
