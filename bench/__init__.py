"""Side-by-side benchmarks: `workbench bench NAME` prints ratios and whether they keep their limits.

A benchmark is a module with `run() -> list[Figure]`; its first line of documentation says what it
measures, its parameters are options of the command where it has them. It runs what it is compared
with in the same run, so that a busy machine slows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BENCHES: dict[str, str] = {
    "jobs": "bench.jobs",
    "ui": "bench.ui",
    "train": "bench.train",
    "answer": "bench.answer",
    "ingest": "bench.ingest",
    "dedup": "bench.dedup",
    "pii": "bench.pii",
    "clean": "bench.clean",
}
"""Name to module, in the order they are listed."""


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    """The value may not be above it; None is for information only."""
    least: float | None = None
    """The value may not be below it."""
    peers: Mapping[str, float] = field(default_factory=dict)
    """What others reached in the same run, by name."""

    @property
    def ok(self) -> bool:
        above = self.limit is not None and not self.value <= self.limit
        below = self.least is not None and not self.value >= self.least
        return not above and not below
