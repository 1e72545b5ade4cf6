"""What goes into a version, what is left out and why, and how it would be split. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.export.splits import SplitResult, assign
from workbench.ingest.media import CSV, JSON, JSONL, XLSX
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    ConfidentialityLevel,
    Decision,
    Record,
    Split,
    highest_level,
)
from workbench.review.fold import standing

LeftOutReason = Literal[
    "draft", "queued", "rejected", "disputed",
    "stale", "duplicate", "above_level", "changed", "undecided", "evaluation",
]  # fmt: skip
"""The first four are an example's status; `changed` was edited after it was approved,
`evaluation` asks what an evaluation set asks."""
OTHER_STATUSES: tuple[LeftOutReason, ...] = ("draft", "queued", "rejected", "disputed")

TABLE_MEDIA_TYPES = frozenset({XLSX, CSV, JSONL, JSON})
"""Their chunks are rows or dialogues of their own: a sheet is not a section of related passages."""


Masking = Literal["placeholder", "pseudonym"]


class FreezeParams(Record):
    """What a person chose; stored with the version."""

    validation_share: float = 0.1
    """Of the rows, in (0, 0.5]."""
    seed: int = 0
    note: str = ""
    level_cap: ConfidentialityLevel | None = None
    """Examples of documents above it are left out."""
    license: str | None = None
    """As the hub writes it (cc-by-4.0, ...); unset is shown as unspecified."""
    override_reason: str | None = None
    masking: Masking = "placeholder"
    """What stands in the place of personal data: a typed placeholder, or a pseudonym that keeps
    the form of the value."""


class Candidate(Record):
    """An approved example without its words; see storage.versions.approved."""

    example_id: str
    revision_id: str
    parent_id: str | None
    chunk_id: str | None
    category: str
    style: str
    stale: bool
    document_id: str | None
    document: str | None
    media_type: str | None
    level: ConfidentialityLevel | None
    section_path: tuple[str, ...] | None

    def section_key(self) -> str:
        """Equal for examples of one leaf section.

        Without a chunk an example is a group of its own; a chunk of a table file is one too. Text
        before (or without) headings is the section of its document.
        """
        if self.chunk_id is None:
            return f"example:{self.example_id}"
        if self.media_type in TABLE_MEDIA_TYPES:
            return f"chunk:{self.chunk_id}"
        return "\x1f".join(("section", self.document_id or "", *(self.section_path or ())))


@dataclass(frozen=True)
class Selection:
    """`deciding` is each kept example's last approval, `resting` all decisions they rest on."""

    kept: Sequence[Candidate]
    deciding: Mapping[str, Decision]
    resting: Sequence[str]
    left_out: Mapping[LeftOutReason, int]
    split: SplitResult

    def level(self) -> ConfidentialityLevel:
        return highest_level([candidate.level or "confidential" for candidate in self.kept])

    def of_split(self, split: Split) -> list[Candidate]:
        return [c for c in self.kept if self.split.split[c.example_id] == split]

    def count_by(self, *fields: str) -> Counter[tuple[str, ...]]:
        return Counter(tuple(str(getattr(c, f) or "") for f in fields) for c in self.kept)


def select(
    approved: Sequence[Candidate],
    decisions: Iterable[Decision],
    duplicates: frozenset[str] | set[str],
    held_out: frozenset[str] | set[str],
    links: Iterable[tuple[str, str]],
    other_statuses: Mapping[str, int],
    params: FreezeParams,
) -> Selection:
    """Keep what was approved as it stands now; what is left out is counted under one reason."""
    by_example: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_example[decision.example_id].append(decision)
    kept: list[Candidate] = []
    deciding: dict[str, Decision] = {}
    resting: list[str] = []
    left_out: Counter[LeftOutReason] = Counter()
    for status in OTHER_STATUSES:
        if other_statuses.get(status):
            left_out[status] = other_statuses[status]
    for candidate in approved:
        verdicts = standing(by_example[candidate.example_id])
        reason = _why_left_out(candidate, verdicts, duplicates, held_out, params.level_cap)
        if reason is not None:
            left_out[reason] += 1
            continue
        kept.append(candidate)
        deciding[candidate.example_id] = verdicts[-1]
        resting += [decision.id for decision in verdicts]
    sections = {c.example_id: c.section_key() for c in kept}
    split = assign(sections, links, params.validation_share, params.seed)
    return Selection(kept, deciding, sorted(resting), left_out, split)


def _why_left_out(
    candidate: Candidate,
    verdicts: Sequence[Decision],
    duplicates: frozenset[str] | set[str],
    held_out: frozenset[str] | set[str],
    cap: ConfidentialityLevel | None,
) -> LeftOutReason | None:
    if candidate.stale:
        return "stale"
    if candidate.example_id in duplicates:
        return "duplicate"
    if candidate.example_id in held_out:
        return "evaluation"
    level = candidate.level or "confidential"
    order = CONFIDENTIALITY_LEVELS.index
    if cap is not None and order(level) > order(cap):
        return "above_level"
    if not verdicts or verdicts[-1].action not in ("approve", "edit"):
        return "undecided"
    if verdicts[-1].revision_id != candidate.revision_id:
        return "changed"
    return None
