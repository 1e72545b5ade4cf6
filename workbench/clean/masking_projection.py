"""What of a record may be shown or leave: its text with all personal data masked.

Everything that the recognizers find now, and everything found before and not dismissed, is
masked; what a person dismissed stays. So a second scan of the result finds dismissed values only.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.clean.masking import canonical, mask
from workbench.clean.recognizers import find
from workbench.clean.spans import Span
from workbench.records import Finding


def spans_to_mask(text: str, field: str, findings: Iterable[Finding]) -> list[Span]:
    """Spans of `text` to be masked. `findings` are those on this revision, of whatever kind, state
    and field; those of other fields are ignored."""
    known = [
        finding
        for finding in findings
        if finding.kind == "pii" and finding.field == field and finding.start is not None
    ]
    dismissed = {
        (finding.type, canonical(finding.type, text[finding.start : finding.end]))
        for finding in known
        if finding.state == "dismissed"
    }
    spans = find(text)
    for finding in known:
        if finding.state != "dismissed" and finding.start is not None and finding.end is not None:
            spans.append(
                Span(finding.start, finding.end, finding.type, finding.score, "finding", "finding")
            )
    return [
        span
        for span in spans
        if (span.type, canonical(span.type, text[span.start : span.end])) not in dismissed
    ]


def masked_text(text: str, field: str, findings: Iterable[Finding], key: bytes) -> str:
    """`text` of `field` as it may leave. `key` is the project's, 32 bytes."""
    return mask(text, spans_to_mask(text, field, findings), key)
