"""What a run is asked to do, and what it will take: steps, memory and time, before it starts. Pure.

The estimates are rules of thumb and are shown as such. Memory: 16 bytes a trained parameter (fp32
weight, gradient and the two moments of Adam), 4 a frozen one, plus activations. Time: 6
floating-point operations per parameter and token, 4 with frozen weights (Kaplan et al. 2020,
arXiv:2001.08361, section 2.1), at the speed of earlier runs on this machine where there are any.
"""

from __future__ import annotations

import math
from typing import Literal

from workbench.errors import UserError
from workbench.records import Message, Record

TINY = "tiny"
"""The base model that is made on the spot: GPT-2 in small, random weights, its own tokenizer."""
METHODS: tuple[Literal["full", "lora"], ...] = ("full", "lora")

FLOPS_PER_CORE_S = 3e10
"""fp32 with one thread of a current server core, measured with a 13 M parameter model."""
STEP_OVERHEAD_S = 0.03
START_S = 20.0
LIBRARIES_BYTES = 700_000_000
FEW_ROWS = 50
MANY_EPOCHS = 20
LONG_S = 6 * 3600

BOUNDS: dict[str, tuple[float, float]] = {
    "epochs": (0.01, 1000),
    "max_steps": (1, 10_000_000),
    "learning_rate": (1e-8, 1),
    "batch_size": (1, 1024),
    "accumulate": (1, 1024),
    "max_length": (16, 131_072),
    "seed": (0, 2**31 - 1),
    "checkpoint_every": (1, 1_000_000),
    "warmup_share": (0, 0.9),
    "weight_decay": (0, 1),
    "lora_rank": (1, 1024),
    "lora_alpha": (1, 4096),
    "lora_dropout": (0, 0.9),
    "tiny_layers": (1, 24),
    "tiny_hidden": (16, 2048),
    "tiny_vocabulary": (300, 100_000),
    "threads": (1, 1024),
    "samples": (0, 20),
}
"""Lowest and highest value of each number."""


class TrainParams(Record):
    base_model: str = TINY
    """A folder on the trainer's machine, a name on the hub (`owner/name`), or `tiny`."""
    method: Literal["full", "lora"] = "full"
    epochs: float = 3.0
    max_steps: int | None = None
    """Optimizer steps; wins over epochs."""
    learning_rate: float | None = None
    """None is what usually suits the method, see `rate`."""
    batch_size: int = 8
    accumulate: int = 1
    """Batches that one optimizer step adds up."""
    max_length: int = 512
    """Tokens of prompt and answer together; longer rows are left out, never cut."""
    seed: int = 0
    checkpoint_every: int = 50
    """Steps; the validation loss is measured as often."""
    warmup_share: float = 0.03
    weight_decay: float = 0.0
    lora_rank: int = 16
    lora_alpha: int = 32
    lora_dropout: float = 0.05
    save_memory: bool = False
    """Compute activations again in the backward pass: less memory, about a third slower."""
    samples: int = 3
    """Validation rows that the model answers each time the validation loss is measured."""
    threads: int | None = None
    """CPU threads; None is one a core. A resume uses the same number, or sums would differ."""
    tiny_layers: int = 2
    tiny_hidden: int = 128
    tiny_vocabulary: int = 4000

    @property
    def rate(self) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        if self.base_model == TINY:
            return 1e-3
        return 2e-4 if self.method == "lora" else 5e-5

    @property
    def heads(self) -> int:
        """Of the tiny model: the most, up to 8, that divide its width."""
        return next(n for n in (8, 4, 2, 1) if self.tiny_hidden % n == 0)


class ModelFacts(Record):
    """What is known of a base model without loading it."""

    parameters: int
    hidden: int
    layers: int
    vocabulary: int
    max_length: int | None = None
    """Positions it has; None where it has no limit of its own."""
    random_weights: bool = False


class DataFacts(Record):
    """The rows of a version, in estimated tokens."""

    train_rows: int
    validation_rows: int
    tokens: int
    """Of the training rows that fit, once each."""
    too_long: int
    """Training rows that do not fit into max_length."""


class MachineFacts(Record):
    cores: int
    free_memory: int
    """Bytes."""
    flops_per_s: float | None = None
    """What the last run here reached."""


class Estimate(Record):
    steps: int
    tokens: int
    """That the model reads in the whole run."""
    parameters: int | None
    trainable: int | None
    memory: int | None
    """Bytes."""
    fastest_s: float | None
    slowest_s: float | None
    warnings: tuple[Message, ...] = ()


def check(params: TrainParams) -> None:
    """Raises UserError naming the first value that cannot be used, and the range that can."""
    for name, (low, high) in BOUNDS.items():
        value = getattr(params, name)
        if value is not None and not low <= value <= high:
            raise UserError(
                "error.train_parameter", name=name, value=value, low=f"{low:g}", high=f"{high:g}"
            )
    if not params.base_model.strip() or len(params.base_model) > 1000:
        raise UserError("error.base_empty")


def steps(params: TrainParams, rows: int) -> int:
    """Optimizer steps of the whole run over `rows` training rows."""
    if params.max_steps is not None:
        return params.max_steps
    batches = -(-rows // params.batch_size)
    return max(1, math.ceil(params.epochs * max(1, -(-batches // params.accumulate))))


def tiny_facts(params: TrainParams) -> ModelFacts:
    blocks = params.tiny_layers * 12 * params.tiny_hidden**2
    tables = (params.tiny_vocabulary + params.max_length) * params.tiny_hidden
    return ModelFacts(
        parameters=blocks + tables,
        hidden=params.tiny_hidden,
        layers=params.tiny_layers,
        vocabulary=params.tiny_vocabulary,
        max_length=params.max_length,
        random_weights=True,
    )


def estimate(
    params: TrainParams, data: DataFacts, model: ModelFacts | None, machine: MachineFacts
) -> Estimate:
    """`model` is None where nothing is known of it before it has been fetched.

    Raises UserError for values that cannot be used, and where no row fits.
    """
    check(params)
    rows = data.train_rows - data.too_long
    if not data.train_rows:
        raise UserError("error.train_no_rows")
    if rows <= 0:
        raise UserError("error.train_all_too_long", max_length=params.max_length)
    if model and model.max_length and params.max_length > model.max_length:
        raise UserError(
            "error.train_max_length", max_length=params.max_length, most=model.max_length
        )
    number = steps(params, rows)
    rows_read = number * params.batch_size * params.accumulate
    tokens = round(data.tokens * min(rows_read / rows, 1e6))
    trainable = memory = None
    fastest = slowest = None
    if model is not None:
        trainable = _trainable(params, model)
        memory = _memory(params, model, trainable, data.tokens / rows)
        seconds = _seconds(params, model, tokens, number, machine)
        spread = 1.4 if machine.flops_per_s else 2.5
        fastest, slowest = seconds / spread, seconds * spread
    return Estimate(
        steps=number,
        tokens=tokens,
        parameters=model.parameters if model else None,
        trainable=trainable,
        memory=memory,
        fastest_s=fastest,
        slowest_s=slowest,
        warnings=tuple(_warnings(params, data, model, machine, memory, slowest)),
    )


def _trainable(params: TrainParams, model: ModelFacts) -> int:
    """LoRA adds `rank` rows and columns to each of the matrices of a block, 12 widths together
    twice over (three of attention in one, its output, and the two of the feed-forward part)."""
    if params.method == "full":
        return model.parameters
    return 18 * params.lora_rank * model.hidden * model.layers


def _memory(params: TrainParams, model: ModelFacts, trainable: int, mean: float) -> int:
    longest = min(params.max_length, 3 * mean)
    in_flight = params.batch_size * longest
    activations = in_flight * model.hidden * model.layers * 70 / (4 if params.save_memory else 1)
    logits = in_flight * model.vocabulary * 8
    frozen = model.parameters - trainable if params.method == "full" else model.parameters
    return round(LIBRARIES_BYTES + 16 * trainable + 4 * frozen + activations + logits)


def _seconds(
    params: TrainParams, model: ModelFacts, tokens: int, number: int, machine: MachineFacts
) -> float:
    cores = min(params.threads or machine.cores, machine.cores)
    speed = machine.flops_per_s or FLOPS_PER_CORE_S * cores * 0.75
    operations = (4 if params.method == "lora" else 6) * model.parameters * tokens
    slower = 4 / 3 if params.save_memory else 1.0
    return START_S + number * STEP_OVERHEAD_S + slower * operations / speed


def _warnings(
    params: TrainParams,
    data: DataFacts,
    model: ModelFacts | None,
    machine: MachineFacts,
    memory: int | None,
    slowest: float | None,
) -> list[Message]:
    found: list[Message] = []

    def warn(key: str, **values: int | float | str) -> None:
        found.append(Message(key=f"train.warn.{key}", params=dict(values)))

    if model is None:
        warn("unknown_base")
    elif model.random_weights:
        warn("random_weights")
        if params.method == "lora" and params.base_model == TINY:
            warn("lora_tiny")
    if memory is not None and memory > machine.free_memory:
        warn("memory", need=_gb(memory), free=_gb(machine.free_memory))
    if data.too_long:
        warn("too_long", n=data.too_long, max_length=params.max_length)
    if not data.validation_rows:
        warn("no_validation")
    if data.train_rows < FEW_ROWS:
        warn("few_rows", n=data.train_rows)
    if params.max_steps is None and params.epochs > MANY_EPOCHS:
        warn("many_epochs", n=f"{params.epochs:g}")
    if slowest is not None and slowest > LONG_S:
        warn("long", hours=round(slowest / 3600))
    return found


def _gb(number: int) -> float:
    return round(number / 2**30, 1)
