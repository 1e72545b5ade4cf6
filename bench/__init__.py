"""Side-by-side benchmarks: `workbench bench NAME` prints ratios and whether they keep their limits.

A benchmark is a module with `run() -> list[Figure]`; its first line of documentation says what it
measures. It runs what it is compared with in the same run, so that a busy machine slows both.
"""

from __future__ import annotations

from dataclasses import dataclass

BENCHES: dict[str, str] = {
    "jobs": "bench.jobs",
    "ui": "bench.ui",
    "train": "bench.train",
    "answer": "bench.answer",
    "dedup": "bench.dedup",
}
"""Name to module, in the order they are listed."""


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    """The value may not be above it; None is for information only."""

    @property
    def ok(self) -> bool:
        return self.limit is None or self.value <= self.limit
