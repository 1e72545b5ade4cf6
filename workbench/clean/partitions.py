"""Duplicates in files of any size: keys by partition, comparisons among rows that share one.

First the keys of every row (`Corpus.keys`) are made, a partition (a file) at a time; a partition
that is done is not done again after a crash. Then the keys that two rows share are found, and only
rows with one of them are compared, by the same function as everywhere. Both steps run in plain
numpy (`native`) or in Daft, on this machine or on a Ray cluster, with equal results; the comparison
runs in this process and needs the memory for the rows that share a key.
"""

from __future__ import annotations

import glob
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from workbench.clean import daft_engine
from workbench.clean.corpus import KEYS, Corpus
from workbench.clean.dedup import RULE_VERSION, deduplicate, shown
from workbench.clean.forms import Analyser
from workbench.clean.pairs import Match, Pair, alone, digest, written
from workbench.clean.rows import pair_of, related, row_id
from workbench.clean.sketch import U64, mixed
from workbench.errors import UserError

BATCH = 4096
Progress = Callable[[int, int], None]
"""Partitions done, partitions in all."""
Line = tuple[str, Any]
"""Where a row stands (`file:line`), and its own id."""


def partitions(pattern: str) -> list[Path]:
    """The Parquet and JSONL files that match, sorted. Raises UserError for none and for others."""
    found = sorted(Path(name) for name in glob.glob(pattern, recursive=True))  # noqa: PTH207
    files = [path for path in found if path.is_file()]
    if not files:
        raise UserError("error.no_files", pattern=pattern)
    for path in files:
        if path.suffix not in (".parquet", ".jsonl", ".ndjson"):
            raise UserError("error.file_kind", name=path.name)
    return files


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
        for place, own_id, _ in _rows(files):
            yield own_id, found.get(place) or alone(place), lambda name: own.get(name, name)
    except UserError:
        shutil.rmtree(work, ignore_errors=True)
        raise
    shutil.rmtree(work, ignore_errors=True)


def _shared(files: Sequence[Path], engine: str, work: Path, progress: Progress) -> U64:
    """Identities (first keys) of rows that share a key with another row, ascending."""
    work.mkdir(parents=True, exist_ok=True)
    run = None if engine == "native" else daft_engine.start(engine)
    parts = []
    for number, path in enumerate(files):
        part = work / f"{_name(path)}.npy"
        if not part.exists():
            if run is not None:
                _check(path)
            _write(part, _keys_here(path) if run is None else daft_engine.keys(run, path))
        parts.append(part)
        progress(number + 1, len(files))
    if run is not None:
        return daft_engine.shared(run, parts)
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


def _name(path: Path) -> str:
    """Changes when the file or the rules do."""
    stat = path.stat()
    parts = (str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns), RULE_VERSION)
    return digest(*parts).hex()


def _write(part: Path, keys: U64) -> None:
    """Complete or not there at all."""
    beside = part.with_suffix(".tmp")
    with beside.open("wb") as out:
        np.save(out, keys)
    beside.replace(part)


def _check(path: Path) -> None:
    """Raises UserError naming the row that is none, which an engine would not."""
    for number, row in rows_of(path):
        pair_of(row, number)


def _keys_here(path: Path) -> U64:
    analyser = Analyser()
    found = [keys_of(batch, analyser) for batch in _batches(path)]
    return np.concatenate(found) if found else np.zeros((0, KEYS), np.uint64)


def keys_of(pairs: Sequence[Pair], analyser: Analyser) -> U64:
    return Corpus(pairs, analyser).keys()


def _batches(path: Path) -> Iterator[list[Pair]]:
    batch: list[Pair] = []
    for number, row in rows_of(path):
        batch.append(pair_of(row, number))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(files: Sequence[Path]) -> Iterator[tuple[str, Any, Pair]]:
    """(place, own id, pair) of every row."""
    for index, path in enumerate(files):
        for number, row in rows_of(path):
            place = f"{index:06d}:{number:012d}"
            pair = pair_of(row, number)
            named = number if len(files) == 1 else f"{path.name}:{number}"
            own = row_id(row, number)
            own = named if own == number and row.get("id") in (None, "") else own
            yield place, own, _placed(pair, place)


def _placed(pair: Pair, place: str) -> Pair:
    from dataclasses import replace

    return replace(pair, id=place)


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


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number from 1, row) of a Parquet or JSONL file. Raises UserError naming what is wrong."""
    if path.suffix == ".parquet":
        yield from _parquet(path)
        return
    try:
        with path.open("r", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _object(path, number, line)
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=path.name) from None
    except OSError as error:
        raise UserError("error.cannot_read", name=path.name, reason=error.strerror or "?") from None


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UserError("error.jsonl_line", name=path.name, line=number)
    return row


def _parquet(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid):
        raise UserError("error.cannot_read", name=path.name, reason="Parquet?") from None
    with source:
        for field in ("question", "answer"):
            if field not in source.schema_arrow.names:
                raise UserError("error.parquet_columns", name=path.name, field=field)
        number = 0
        for batch in source.iter_batches(batch_size=BATCH):
            for row in batch.to_pylist():
                number += 1
                yield number, row
