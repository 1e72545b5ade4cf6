"""Which keys are shared, by Daft: on this machine, or on a Ray cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from workbench.clean.corpus import KEYS
from workbench.clean.engines import apart, start
from workbench.clean.sketch import U64


def shared(engine: str, parts: Sequence[Path]) -> U64:
    """Identities of rows that share a key with another one, ascending: one group-by."""
    with closing(apart(_shared, engine, list(parts))) as found:
        return next(found)


def _shared(engine: str, parts: Sequence[Path]) -> Iterator[U64]:
    daft = start(engine)
    tables = [np.load(part, mmap_mode="r") for part in parts]
    rows = np.concatenate(tables) if tables else np.zeros((0, KEYS), np.uint64)
    if not len(rows):
        yield np.zeros(0, np.uint64)
        return
    frame = daft.from_pydict(
        {"own": np.repeat(rows[:, 0], KEYS), "key": np.ascontiguousarray(rows).reshape(-1)}
    )
    counted = frame.groupby("key").agg(daft.col("own").count().alias("n"))
    often = counted.where(daft.col("n") > 1).select("key")
    found = frame.join(often, on="key", how="semi").select("own").distinct().to_arrow()
    own = found.column("own").to_numpy()
    yield np.asarray(np.sort(own.astype(np.uint64)), dtype=np.uint64)
