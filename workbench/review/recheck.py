"""What of earlier findings still holds after an example's words changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.clean.checks import text_of
from workbench.records import ExampleRevision, Finding


def carry_over(
    fresh: Iterable[Finding],
    revision: ExampleRevision,
    known: Iterable[Finding],
    revisions: Iterable[ExampleRevision],
) -> list[Finding]:
    """`fresh` findings of `revision`, decided as people decided the same thing before.

    The same thing is the same type in the same field over the same characters, so that what was
    said to be no phone number is not asked about again. Decided findings of `revision` itself are
    there already (equal ids) and are left out.
    """
    by_id = {each.id: each for each in revisions}
    decided: dict[tuple[str, ...], Finding] = {}
    settled: set[str] = set()
    for finding in known:
        judged = by_id.get(finding.revision_id or "")
        if finding.state != "open" and judged is not None:
            decided[_about(finding, judged)] = finding
            settled.add(finding.id)
    kept = []
    for finding in fresh:
        if finding.id in settled:
            continue
        before = decided.get(_about(finding, revision))
        kept.append(finding if before is None else _decided_like(finding, before))
    return kept


def _about(finding: Finding, revision: ExampleRevision) -> tuple[str, ...]:
    value = text_of(revision, finding.field)[finding.start : finding.end]
    return finding.kind, finding.type, finding.field or "", value


def _decided_like(finding: Finding, before: Finding) -> Finding:
    return finding.model_copy(
        update={
            "state": before.state,
            "decided_by": before.decided_by,
            "decided_at": before.decided_at,
        }
    )
