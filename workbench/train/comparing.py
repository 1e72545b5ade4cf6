"""Several runs side by side: the settings in which they differ, and their curves. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.records import Record, RunEvent, TrainingRun
from workbench.train.plan import TrainParams

MOST_RUNS = 6
"""More curves in one picture cannot be told apart."""
POINTS = 300
"""Of each curve, about."""
MEASURED = ("loss", "eval_loss", "tokens_per_s", "tokens", "trainable", "rows")
_NEVER_COMPARED = ("threads",)


class Difference(Record):
    """A setting that is not the same for all; one value a run, in their order."""

    name: str
    values: tuple[Any, ...]


class Comparison(Record):
    runs: tuple[TrainingRun, ...]
    versions: tuple[int | None, ...]
    """Numbers of their dataset versions."""
    differences: tuple[Difference, ...]
    curves: tuple[tuple[RunEvent, ...], ...]
    """Thinned; every validation loss is kept."""


def differences(
    runs: Sequence[TrainingRun], versions: Sequence[int | None]
) -> tuple[Difference, ...]:
    """Version first, then base model, method and the other settings in their usual order. What a
    run left to us (the learning rate) is compared as what it came to; settings of LoRA and of the
    tiny model count only where all runs have them."""
    told = [_settings(run, version) for run, version in zip(runs, versions, strict=True)]
    names = [name for name in ("version", *TrainParams.model_fields) if _counts(name, told)]
    found = (Difference(name=n, values=tuple(s.get(n) for s in told)) for n in names)
    return tuple(each for each in found if len({repr(value) for value in each.values}) > 1)


def _counts(name: str, told: Sequence[dict[str, Any]]) -> bool:
    have = [name in settings for settings in told]
    return all(have) if name.startswith(("lora_", "tiny_")) else any(have)


def _settings(run: TrainingRun, version: int | None) -> dict[str, Any]:
    known = {k: v for k, v in run.parameters.items() if k in TrainParams.model_fields}
    params = TrainParams.model_validate(known)
    values: dict[str, Any] = params.model_dump()
    values |= {"version": version, "learning_rate": params.rate}
    if params.max_steps is not None:
        values.pop("epochs")
    left_out = [*_NEVER_COMPARED]
    if params.method != "lora":
        left_out += [name for name in values if name.startswith("lora_")]
    if params.base_model != "tiny":
        left_out += [name for name in values if name.startswith("tiny_")]
    return {name: value for name, value in values.items() if name not in left_out}


def thinned(events: Sequence[RunEvent], points: int = POINTS) -> tuple[RunEvent, ...]:
    stride = len(events) // points + 1
    last = len(events) - 1
    return tuple(
        event
        for n, event in enumerate(events)
        if n % stride == 0 or n == last or event.eval_loss is not None
    )
