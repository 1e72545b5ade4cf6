"""Duplicates in files of any size: keys by partition, comparisons among rows that share one.

First the keys of every row (`Corpus.keys`) are made, a partition (a file) at a time; a partition
that is done is not done again after a crash. Then the keys that two rows share are found, and only
rows with one of them are compared, by the same function as everywhere. Both steps run in plain
numpy (`native`) or in Daft, on this machine or on a Ray cluster, with equal results; the comparison
runs in this process and needs the memory for the rows that share a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from workbench.clean import daft_engine
from workbench.clean.corpus import KEYS, Corpus
from workbench.clean.dedup import RULE_VERSION, deduplicate, shown
from workbench.clean.engines import NATIVE
from workbench.clean.forms import Analyser
from workbench.clean.pairs import Match, Pair, alone, digest, written
from workbench.clean.part_files import naming, replacing, rows_of
from workbench.clean.part_tasks import PAIR, Tally
from workbench.clean.parts import Progress, discard, made
from workbench.clean.rows import pair_of, related, row_id
from workbench.clean.sketch import U64, mixed
from workbench.errors import UserError

BATCH = 4096
Line = tuple[str, Any]
"""Where a row stands (`file:line`), and its own id."""


def deduplicated(
    files: Sequence[Path], engine: str, work: Path, progress: Progress, threshold: float
) -> Iterator[tuple[Any, Match, Callable[[str], Any]]]:
    """(own id, match, own id by place) of every row, in the order of the files.

    `work` keeps what is done: it is left where this is cut off, and removed at the end and on a
    UserError. Rows without an id are named `line` of a single file, else `file:line`.
    """
    try:
        shared = _shared(files, engine, work, progress)
        pairs, names = _candidates(files, shared)
        own = {pair.id: name for pair, name in zip(pairs, names, strict=True)}
        matches = shown(deduplicate(related(pairs, names)), threshold)
        found = {match.id: match for match in matches}
        for place, own_id, pair in _rows(files):
            yield own_id, found.get(place) or alone(pair), lambda name: own.get(name, name)
    except UserError:
        discard(work)
        raise
    discard(work)


@dataclass(frozen=True)
class Keys:
    """The keys of a file's rows, in their order."""

    def version(self) -> tuple[str, ...]:
        return "keys-1", RULE_VERSION

    def name(self, source: str) -> str:
        return f"{source}.npy"

    def run(self, source: Path, target: Path) -> Tally:
        with naming(source), replacing(target) as part:
            keys = _keys_here(source)
            with part.open("wb") as out:
                np.save(out, keys)
        return Tally(rows=len(keys))


def _shared(files: Sequence[Path], engine: str, work: Path, progress: Progress) -> U64:
    """Identities (first keys) of rows that share a key with another row, ascending."""
    task = Keys()
    named = {task.name(digest(str(path.resolve())).hex()): path for path in files}
    made(task, named, work, engine, progress)
    parts = [work / name for name in named]
    if engine != NATIVE:
        return daft_engine.shared(engine, parts)
    return shared_keys([np.load(part, mmap_mode="r") for part in parts])


def shared_keys(parts: Sequence[U64]) -> U64:
    """What `_shared` says, a column at a time: 8 bytes a row in memory, not 8 x KEYS."""
    if not parts:
        return np.zeros(0, np.uint64)
    own = np.concatenate([part[:, 0] for part in parts])
    wanted = np.zeros(len(own), dtype=bool)
    for column in range(KEYS):
        keys = np.concatenate([part[:, column] for part in parts])
        order = np.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        wanted[order[1:][same]] = True
        wanted[order[:-1][same]] = True
    return np.unique(own[wanted])


def _keys_here(path: Path) -> U64:
    analyser = Analyser()
    found = [keys_of(batch, analyser) for batch in _batches(path)]
    return np.concatenate(found) if found else np.zeros((0, KEYS), np.uint64)


def keys_of(pairs: Sequence[Pair], analyser: Analyser) -> U64:
    return Corpus(pairs, analyser).keys()


def _batches(path: Path) -> Iterator[list[Pair]]:
    batch: list[Pair] = []
    for number, row in rows_of(path, PAIR):
        batch.append(pair_of(row, number))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(files: Sequence[Path]) -> Iterator[tuple[str, Any, Pair]]:
    """(place, own id, pair) of every row."""
    for index, path in enumerate(files):
        with naming(path):
            for number, row in rows_of(path, PAIR):
                place = f"{index:06d}:{number:012d}"
                pair = pair_of(row, number)
                named = number if len(files) == 1 else f"{path.name}:{number}"
                own = row_id(row, number)
                own = named if own == number and row.get("id") in (None, "") else own
                yield place, own, replace(pair, id=place)


def _candidates(files: Sequence[Path], shared: U64) -> tuple[list[Pair], list[Any]]:
    identities = set(shared.tolist())
    pairs: list[Pair] = []
    names: list[Any] = []
    for _, own_id, pair in _rows(files):
        if identity(pair) in identities:
            pairs.append(pair)
            names.append(own_id)
    return pairs, names


def identity(pair: Pair) -> int:
    """The first key of a row."""
    own = np.array([int.from_bytes(written(pair)[:8], "big")], dtype=np.uint64)
    return int(mixed(own ^ mixed(np.array([1], dtype=np.uint64)))[0])
