"""Where personal data stands in a text, and which of several overlapping claims holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

PII_TYPES: tuple[str, ...] = (
    "PERSON",
    "PHONE",
    "EMAIL",
    "RRN",
    "FRN",
    "BRN",
    "CARD",
    "ACCOUNT",
    "PASSPORT",
    "LICENCE",
    "PLATE",
    "ADDRESS",
    "IP",
)


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of the original string, in Unicode code points, end exclusive."""

    start: int
    end: int
    type: str
    """One of PII_TYPES."""
    score: float
    """0..1; below .8 a person should look before it is believed."""
    recognizer: str
    reason: str
    """Why it was believed: format, checksum, date, context, title, label or speaker."""

    def moved(self, start: int, end: int) -> Span:
        return replace(self, start=start, end=end)

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def resolve(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans of `text` without overlaps, in text order.

    The surer claim stands, then the longer, then the first. Claims of one type are joined; what a
    claim of another type covers beyond the one that stands remains covered as a piece of its own.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, s.start, s.type)):
        _place(text, span, kept)
    return sorted(kept, key=lambda s: s.start)


def _place(text: str, span: Span, kept: list[Span]) -> None:
    for index, other in enumerate(kept):
        if not other.overlaps(span.start, span.end):
            continue
        if other.type == span.type:
            joined = other.moved(min(other.start, span.start), max(other.end, span.end))
            if (joined.start, joined.end) != (other.start, other.end):
                del kept[index]
                _place(text, joined, kept)
            return
        for start, end in ((span.start, other.start), (other.end, span.end)):
            piece = _trimmed(text, start, end)
            if piece is not None:
                _place(text, span.moved(*piece), kept)
        return
    kept.append(span)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The range without what is neither letter nor digit at its ends; None for less than two."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if end - start >= 2 else None
