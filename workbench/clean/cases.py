"""What the cleaning page and command show: a finding with the words it is about."""

from __future__ import annotations

from typing import Literal

from workbench.records import ExampleStatus, Finding, FindingState, Record


class CaseText(Record):
    """The newest words of an example."""

    example_id: str
    status: ExampleStatus
    question: str
    answer: str
    evidence_quote: str = ""
    approved: bool = False


class Case(Record):
    finding: Finding
    text: CaseText
    field_text: str = ""
    """The text that the finding's span is cut from; empty for one about a whole example."""
    other: CaseText | None = None
    """The example that stays, for duplicates and contradictions."""

    @property
    def value(self) -> str:
        """What the span covers."""
        return self.field_text[self.finding.start : self.finding.end] if self.field_text else ""


class Count(Record):
    kind: str
    type: str
    state: FindingState
    count: int


class CasePage(Record):
    cases: tuple[Case, ...]
    total: int
    """Of all that match, not only this page."""
    counts: tuple[Count, ...]
    """Of the whole project, unfiltered."""
    examples: int = 0
    """Examples that are checked: drafts, queued and approved ones."""
    drafts: int = 0
    """Those that are drafts and could go to the review queue."""

    def number(self, *kinds: str, state: FindingState | None = "open") -> int:
        return sum(c.count for c in self.counts if c.kind in kinds and state in (None, c.state))


class Cluster(Record):
    """Examples that are looked at together: one in the middle, and what each other one is to it
    or to another of them."""

    id: str
    """Id of the example in the middle."""
    head: CaseText | None
    """None where it is gone meanwhile."""
    cases: tuple[Case, ...]

    @property
    def ids(self) -> list[str]:
        return [case.finding.id for case in self.cases]

    @property
    def score(self) -> float:
        return max(case.finding.score for case in self.cases)


class ScoreCount(Record):
    type: str
    state: FindingState
    score: float
    count: int


class ClusterPage(Record):
    clusters: tuple[Cluster, ...]
    total: int
    """Clusters that match, not only this page."""
    findings: int
    """Findings in them."""


Keep = Literal["this", "other", "both"]
"""Which answer of a contradiction stays; both where they hold for different cases."""
