"""What the cleaning page and command show: a finding with the words it is about."""

from __future__ import annotations

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
