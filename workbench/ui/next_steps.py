"""What is worth doing next in a project, from its counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.projects import Overview

AT_MOST = 3


@dataclass(frozen=True)
class Step:
    """A line with a number and the place to do it; `key` is in the catalogues."""

    key: str
    n: int
    page: str
    query: Mapping[str, str] = field(default_factory=dict)


def next_steps(counts: Overview) -> list[Step]:
    """At most three, what brings approved examples soonest first.

    Personal data comes before review, because it blocks the version that review is for.
    """
    examples = counts.examples
    approved, queued = examples.get("approved", 0), examples.get("queued", 0)
    drafts, disputed = examples.get("draft", 0), examples.get("disputed", 0)
    candidates: list[tuple[bool, Step]] = [
        (counts.is_empty, Step("overview.next_upload", 0, "ingest")),
        (
            counts.chunks > 0 and not counts.all_examples(),
            Step("overview.next_draft", counts.chunks, "augment"),
        ),
        (
            counts.open_findings.get("pii", 0) > 0,
            Step("overview.next_pii", counts.open_findings.get("pii", 0), "clean"),
        ),
        (queued > 0, Step("overview.next_review", queued, "review")),
        (disputed > 0, Step("overview.next_disputed", disputed, "review")),
        (
            approved > 0 and not counts.versions and not queued,
            Step("overview.next_freeze", approved, "export"),
        ),
        (drafts > 0, Step("overview.next_check", drafts, "clean")),
        (
            approved > 0 and not counts.versions and queued > 0,
            Step("overview.next_freeze", approved, "export"),
        ),
        (
            counts.open_findings.get("duplicate", 0) > 0,
            Step("overview.next_duplicates", counts.open_findings.get("duplicate", 0), "clean"),
        ),
        (
            counts.grading.get("missing", 0) > 0,
            Step(
                "overview.next_answers",
                counts.grading.get("missing", 0),
                "grade",
                {"tab": "campaigns"},
            ),
        ),
        (
            counts.grading.get("waiting", 0) > 0,
            Step(
                "overview.next_grade",
                counts.grading.get("waiting", 0),
                "grade",
                {"tab": "campaigns"},
            ),
        ),
        (
            counts.versions > 0 and not counts.grading.get("sets", 0),
            Step("overview.next_evaluate", 0, "grade"),
        ),
    ]
    return [step for applies, step in candidates if applies][:AT_MOST]
