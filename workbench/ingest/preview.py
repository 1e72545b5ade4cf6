"""What other chunk sizes would come to, beside what there is now: for people to compare."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Literal

from workbench.ingest.rechunking import ChunkPlan
from workbench.records import Chunk, ChunkParams, Record

ChunkChange = Literal["same", "back", "new"]
BIN = 100
"""Tokens that one bar of the histogram holds."""


class Sizes(Record):
    """Of a set of chunks, in estimated tokens; zeros where there are none."""

    count: int
    smallest: int
    middle: int
    largest: int


class Bar(Record):
    """Chunks with at least `start` tokens, up to the start of the next bar."""

    start: int
    now: int
    then: int


class PreviewChunk(Record):
    chunk: Chunk
    change: ChunkChange


class ChunkPreview(Record):
    params: ChunkParams
    chunks: tuple[PreviewChunk, ...]
    gone: tuple[Chunk, ...]
    now: Sizes
    then: Sizes
    bars: tuple[Bar, ...]
    examples: int
    """Examples made from chunks that would be gone: they would become stale."""

    @property
    def same(self) -> int:
        return sum(1 for each in self.chunks if each.change == "same")


def preview(plan: ChunkPlan, params: ChunkParams, examples: int) -> ChunkPreview:
    counting = [chunk for chunk in plan.before.values() if not chunk.retired]
    return ChunkPreview(
        params=params,
        chunks=tuple(PreviewChunk(chunk=each, change=_change(plan, each)) for each in plan.placed),
        gone=plan.gone,
        now=sizes(counting),
        then=sizes(plan.placed),
        bars=bars(counting, plan.placed),
        examples=examples,
    )


def _change(plan: ChunkPlan, chunk: Chunk) -> ChunkChange:
    before = plan.before.get(chunk.id)
    if before is None:
        return "new"
    return "back" if before.retired else "same"


def sizes(chunks: Iterable[Chunk]) -> Sizes:
    tokens = sorted(chunk.tokens for chunk in chunks)
    if not tokens:
        return Sizes(count=0, smallest=0, middle=0, largest=0)
    return Sizes(
        count=len(tokens), smallest=tokens[0], middle=round(median(tokens)), largest=tokens[-1]
    )


def bars(now: Iterable[Chunk], then: Iterable[Chunk]) -> tuple[Bar, ...]:
    counts: dict[int, list[int]] = {}
    for place, chunks in enumerate((now, then)):
        for chunk in chunks:
            counts.setdefault(chunk.tokens // BIN * BIN, [0, 0])[place] += 1
    if not counts:
        return ()
    starts = range(0, max(counts) + BIN, BIN)
    return tuple(
        Bar(start=start, now=counts.get(start, [0, 0])[0], then=counts.get(start, [0, 0])[1])
        for start in starts
    )
