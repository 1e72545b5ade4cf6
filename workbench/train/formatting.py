"""Rows of a version as a model reads them, their hash, and the order they are read in. Pure.

The words are those of the version: `prompt` and `completion` were rendered by the template that
export, training and answering share. Here nothing is added but, in the trainer, one end token.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from workbench.errors import UserError
from workbench.export.rows import SPLITS, Row
from workbench.ingest.chunking import estimate_tokens
from workbench.records import Record, Split
from workbench.train.plan import DataFacts, TrainParams

WINDOW = 50
"""Batches whose rows are sorted together; what falls into which window is drawn anew each epoch."""


class TrainingRow(Record):
    prompt: str
    completion: str


def training_row(row: Row) -> TrainingRow:
    return TrainingRow(prompt=row.prompt, completion=row.completion)


def write_rows(rows: Iterable[TrainingRow], path: Path) -> int:
    """One JSON object a line, UTF-8: equal rows give equal bytes. Returns how many."""
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in rows:
            out.write(json.dumps(row.model_dump(), ensure_ascii=False) + "\n")
            number += 1
    return number


def read_rows(path: Path) -> Iterator[TrainingRow]:
    """Raises UserError where a line is none of ours: the file was changed by hand."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield TrainingRow.model_validate_json(line)
            except ValueError:
                raise UserError("error.train_data_changed") from None


def data_hash(template_hash: str, files: Mapping[Split, Path]) -> str:
    """sha256 (hex) over the template and the row files, in the order train, validation.

    Raises UserError where one of them cannot be read.
    """
    digest = hashlib.sha256(template_hash.encode())
    for split in SPLITS:
        digest.update(b"\0" + split.encode() + b"\0")
        try:
            with files[split].open("rb") as source:
                digest.update(hashlib.file_digest(source, "sha256").digest())
        except (KeyError, OSError):
            raise UserError("error.train_data_changed") from None
    return digest.hexdigest()


def data_facts(train: Iterable[TrainingRow], validation_rows: int, max_length: int) -> DataFacts:
    """Counted with estimated tokens, so that no tokenizer has to be loaded."""
    rows = tokens = too_long = 0
    for row in train:
        rows += 1
        length = estimate_tokens(row.prompt) + estimate_tokens(row.completion) + 1
        if length > max_length:
            too_long += 1
        else:
            tokens += length
    return DataFacts(
        train_rows=rows, validation_rows=validation_rows, tokens=tokens, too_long=too_long
    )


def grouped_order(
    lengths: Sequence[int], batch_size: int, seed: int, epoch: int, window: int = WINDOW
) -> list[int]:
    """Indices so that each run of `batch_size` holds rows of similar length, batches in random
    order; a permutation of all, the same for the same arguments.

    It depends on nothing but its arguments, so a resumed run reads what the first would have read.
    The longest batch comes first: what does not fit into memory fails at once, not after hours.
    """
    draw = random.Random(f"{seed}:{epoch}")
    order = list(range(len(lengths)))
    draw.shuffle(order)
    size = batch_size * window
    batches: list[list[int]] = []
    for start in range(0, len(order), size):
        part = sorted(order[start : start + size], key=lambda index: -lengths[index])
        batches += [part[at : at + batch_size] for at in range(0, len(part), batch_size)]
    short = [batches.pop()] if batches and len(batches[-1]) < batch_size else []
    draw.shuffle(batches)
    if batches:
        longest = max(range(len(batches)), key=lambda at: sum(lengths[i] for i in batches[at]))
        batches[0], batches[longest] = batches[longest], batches[0]
    return [index for batch in batches + short for index in batch]


def tokens_read(lengths: Sequence[int], params: TrainParams, steps: int) -> int:
    """Real tokens that `steps` optimizer steps read, padding not counted."""
    batches = -(-len(lengths) // params.batch_size)
    whole, rest = divmod(steps, -(-batches // params.accumulate))
    order = grouped_order(lengths, params.batch_size, params.seed, whole)
    begun = order[: rest * params.accumulate * params.batch_size]
    return whole * sum(lengths) + sum(lengths[index] for index in begun)
