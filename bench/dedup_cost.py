"""What finding duplicates costs, each way and number of rows in a process of its own.

`python -m bench.dedup_cost WAY ROWS` prints CPU seconds, the memory it took beyond the rows, and
the peak of the whole process; WAY is ours, rensa or datasketch.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from bench import Figure
from workbench.clean.dedup import deduplicate
from workbench.clean.normal import normalised

CURVE = (10_000, 70_000)
COMPARED = 70_000
"""Rows at which others run beside us."""


@dataclass(frozen=True)
class Cost:
    seconds: float
    """Of CPU, all threads."""
    memory: float
    """MB beyond what the rows took."""
    peak: float
    """MB of the whole process, the rows with it."""


def costs(rows: int | None) -> list[Figure]:
    """The cost curve, `rows` as one more point of it, and what others take."""
    figures = []
    ours: dict[int, Cost] = {}
    for number in (*CURVE, rows) if rows else CURVE:
        cost = ours[number] = measured("ours", number)
        figures += [
            Figure(f"{number:,} rows: CPU", cost.seconds, "s"),
            Figure(f"{number:,} rows: CPU a million rows", cost.seconds * 1e6 / number, "s"),
            Figure(f"{number:,} rows: memory", cost.memory, "MB"),
            Figure(f"{number:,} rows: peak with the rows", cost.peak, "MB", 4096),
        ]
    if rows and rows > COMPARED:
        grown = ours[rows].seconds / rows / (ours[COMPARED].seconds / COMPARED)
        figures.append(Figure("a row, against 70,000 rows", grown, "x", 1.5))
    for name in ("rensa", "datasketch"):
        if find_spec(name) is not None:
            figures += _beside(name, measured(name, COMPARED), ours[COMPARED], name == "rensa")
    return figures


def _beside(name: str, peer: Cost, ours: Cost, limits: bool) -> list[Figure]:
    return [
        Figure(f"{name}, 70,000 rows: CPU", peer.seconds, "s"),
        Figure(f"{name}, 70,000 rows: memory", peer.memory, "MB"),
        Figure(f"CPU against {name}", ours.seconds / peer.seconds, "x", 1.0 if limits else None),
        Figure(f"memory against {name}", ours.memory / peer.memory, "x", 0.5 if limits else None),
    ]


def measured(way: str, rows: int) -> Cost:
    run = subprocess.run(
        [sys.executable, "-m", "bench.dedup_cost", way, str(rows)],
        check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    return Cost(**json.loads(run.stdout))


def main(way: str, rows: int) -> None:
    from bench.dedup import SEED, generated

    pairs = generated(rows, SEED + 1).pairs
    before = peak_mb()
    began = time.process_time()
    if way == "ours":
        deduplicate(pairs)
    else:
        PEERS[way]([normalised(pair.question + pair.answer) for pair in pairs])
    seconds = time.process_time() - began
    print(json.dumps({"seconds": seconds, "memory": peak_mb() - before, "peak": peak_mb()}))


def peak_mb() -> float:
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


# ---- others, on our normalised text as character 3-grams -----------------------------------


def _shingles(text: str) -> list[str]:
    return [text[i : i + 3] for i in range(max(1, len(text) - 2))]


def _grouped(rows: int, links: Sequence[tuple[int, int]]) -> list[int]:
    root = list(range(rows))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for one, other in links:
        root[max(find(one), find(other))] = min(find(one), find(other))
    return [find(row) for row in range(rows)]


def with_rensa(texts: Sequence[str]) -> list[int]:
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found]

    index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=16)
    sketches = []
    for row, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(_shingles(text))
        sketches.append(sketch)
        index.insert(row, sketch)
    links = []
    for row, sketch in enumerate(sketches):
        links += [
            (row, other)
            for other in index.query(sketch)
            if other != row and sketch.jaccard(sketches[other]) >= 0.7
        ]
    return _grouped(len(texts), links)


def with_datasketch(texts: Sequence[str]) -> list[int]:
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]

    index = MinHashLSH(threshold=0.7, num_perm=128)
    links = []
    for row, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([s.encode() for s in _shingles(text)])
        links += [(row, int(other)) for other in index.query(sketch)]
        index.insert(str(row), sketch)
    return _grouped(len(texts), links)


PEERS: dict[str, Callable[[Sequence[str]], list[int]]] = {
    "rensa": with_rensa,
    "datasketch": with_datasketch,
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
