"""What the rules propose, before a seed and a limit choose among it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A pair in up to three phrasings of the same question."""

    question: str
    answer: str
    quote: str
    category: str
    weight: float
    """0..1, how much a curator would like it; the best of each source come first."""
    source: int
    """Place of the sentence, row or list in the passage: choosing spreads over sources."""
    polite: str | None = None
    keyword: str | None = None
