"""The keys of rows, and which are shared, by Daft: on this machine, or on a Ray cluster.

The same functions as everywhere run inside as a batch UDF. Daft and Ray are optional.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from workbench.clean.corpus import KEYS
from workbench.clean.forms import Analyser
from workbench.clean.pairs import Pair
from workbench.clean.sketch import U64
from workbench.errors import MissingDependency, UserError

_OPTIONAL = ("history",)
BATCH = 4096
"""Rows that one call of the UDF gets."""


def start(engine: str) -> Any:
    """Daft on the runner that `engine` names: `daft`, or `ray://HOST:PORT`. Raises
    MissingDependency where what it needs is not installed."""
    if engine != "daft" and not engine.startswith("ray://"):
        raise UserError("error.engine_unknown", engine=engine)
    if find_spec("daft") is None:
        raise MissingDependency("error.daft_missing")
    if engine.startswith("ray://") and find_spec("ray") is None:
        raise MissingDependency("error.ray_missing")
    import daft

    if engine.startswith("ray://"):
        daft.set_runner_ray(engine, noop_if_initialized=True)
    return daft


def keys(daft: Any, path: Path) -> U64:
    """Keys of the rows of one file, in any order."""
    read = daft.read_parquet if path.suffix == ".parquet" else daft.read_json
    try:
        rows = read(str(path))
        names = rows.column_names
    except Exception as error:
        raise UserError("error.cannot_read", name=path.name, reason=type(error).__name__) from error
    for field in ("question", "answer"):
        if field not in names:
            raise UserError("error.parquet_columns", name=path.name, field=field)
    columns = [daft.col(name) for name in ("question", "answer", *_OPTIONAL) if name in names]
    of_keys = daft.DataType.list(daft.DataType.uint64())
    make = daft.func.batch(return_dtype=of_keys, batch_size=BATCH)(_keys)
    try:
        made = rows.select(make(*columns).alias("keys")).to_arrow()
    except Exception as error:
        raise UserError(
            "error.engine_failed", name=path.name, reason=type(error).__name__
        ) from error
    flat = made.column("keys").combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat.astype(np.uint64).reshape(-1, KEYS), dtype=np.uint64)


def _keys(question: Any, answer: Any, history: Any = None) -> Any:
    """Series in, a series of lists of KEYS out. Runs in Daft's worker."""
    import daft
    import pyarrow as pa

    from workbench.clean.partitions import keys_of
    from workbench.clean.rows import pair_of

    before = repeat("") if history is None else history.to_pylist()
    columns = zip(question.to_pylist(), answer.to_pylist(), before, strict=False)
    pairs: list[Pair] = [
        pair_of({"question": q, "answer": a, "history": _parsed(h)}, number)
        for number, (q, a, h) in enumerate(columns, start=1)
    ]
    flat = pa.array(keys_of(pairs, Analyser()).reshape(-1), type=pa.uint64())
    ends = pa.array(range(0, len(flat) + 1, KEYS), type=pa.int64())
    return daft.Series.from_arrow(pa.LargeListArray.from_arrays(ends, flat))


def _parsed(history: Any) -> Any:
    """Daft reads nested JSON as structs, and a column of text as text."""
    if isinstance(history, str):
        return json.loads(history) if history.startswith(("[", "{")) else []
    return history or []


def shared(daft: Any, parts: Sequence[Path]) -> U64:
    """Identities of rows that share a key with another one, ascending: one group-by."""
    tables = [np.load(part, mmap_mode="r") for part in parts]
    rows = np.concatenate(tables) if tables else np.zeros((0, KEYS), np.uint64)
    if not len(rows):
        return np.zeros(0, np.uint64)
    frame = daft.from_pydict(
        {"own": np.repeat(rows[:, 0], KEYS), "key": np.ascontiguousarray(rows).reshape(-1)}
    )
    counted = frame.groupby("key").agg(daft.col("own").count().alias("n"))
    often = counted.where(daft.col("n") > 1).select("key")
    found = frame.join(often, on="key", how="semi").select("own").distinct().to_arrow()
    own = found.column("own").to_numpy()
    return np.asarray(np.sort(own.astype(np.uint64)), dtype=np.uint64)
