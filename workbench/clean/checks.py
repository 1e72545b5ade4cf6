"""From an example's revision to its findings: personal data and quality. Pure.

A finding's id is a digest of what it is about, so that the same finding has the same id in every
run: storing it again changes nothing, and one that a person decided is never asked about twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from workbench.clean import dedup, quality, recognizers
from workbench.clean.rules import Find
from workbench.clean.spans import Span
from workbench.records import ExampleRevision, Finding, FindingKind, Message

MARKED = "person"
"""The rule version of findings that a person made."""
PII_FIELDS = ("question", "answer", "evidence_quote")


def findings_for(
    revision: ExampleRevision,
    chunk_text: str,
    *,
    answerable: bool = True,
    category: str = "",
    at: datetime,
    find: Find = recognizers.find,
) -> list[Finding]:
    """Findings of kind pii and quality on one revision. `chunk_text` is the passage that the
    example was made from, empty where there is none; `at` becomes `created_at`; `find` is the
    project's finder."""
    personal = list(_pii(revision, at, find))
    subject = subject_of(revision, chunk_text, answerable, category)
    hits = [hit for hit in quality.examine(subject) if not _masked_anyway(hit, personal)]
    return [*personal, *quality_findings(revision, hits, at)]


def _masked_anyway(hit: quality.Hit, personal: Iterable[Finding]) -> bool:
    """A customer's name is asked once: what is masked teaches a model no value."""
    return hit.check == "case_value" and any(
        found.field == hit.field and _overlap(found, hit) for found in personal
    )


def _overlap(one: Finding, other: quality.Hit) -> bool:
    ends = (one.start, one.end, other.start, other.end)
    start, end, first, last = (-1 if each is None else each for each in ends)
    return start < last and first < end


def texts_of(revision: ExampleRevision) -> Iterator[tuple[str, str]]:
    """(field, text) of all that is checked; the n-th turn of the history is `history.n`, from 0."""
    for field in PII_FIELDS:
        yield field, getattr(revision, field)
    for number, turn in enumerate(revision.history):
        yield f"history.{number}", turn.content


def text_of(revision: ExampleRevision, field: str | None) -> str:
    """The text of one field; empty where there is no such field."""
    return dict(texts_of(revision)).get(field or "", "")


def _pii(revision: ExampleRevision, at: datetime, find: Find) -> Iterator[Finding]:
    for field, text in texts_of(revision):
        for span in find(text):
            yield _finding(
                revision,
                "pii",
                span.type,
                span.score,
                _why(span),
                recognizers.RULE_VERSION,
                at,
                field=field,
                start=span.start,
                end=span.end,
            )


def marked(
    revision: ExampleRevision,
    field: str,
    start: int,
    end: int,
    span_type: str,
    actor: str,
    at: datetime,
) -> Finding:
    """What a person marked in a text: accepted, and as sure as they are."""
    reason = Message(key="clean.reason.pii_person")
    found = _finding(
        revision, "pii", span_type, 1.0, reason, MARKED, at, field=field, start=start, end=end
    )
    decided = {"state": "accepted", "decided_by": actor, "decided_at": at}
    return found.model_copy(update=decided)


def _why(span: Span) -> Message:
    return Message(key=f"clean.reason.pii_{span.reason}", params={"recognizer": span.recognizer})


def subject_of(
    revision: ExampleRevision, chunk_text: str, answerable: bool, category: str
) -> quality.Subject:
    return quality.Subject(
        question=revision.question,
        answer=revision.answer,
        passage=chunk_text,
        evidence_quote=revision.evidence_quote,
        answerable=answerable,
        category=category,
        follows=bool(revision.history),
    )


def quality_findings(
    revision: ExampleRevision, hits: Iterable[quality.Hit], at: datetime
) -> Iterator[Finding]:
    for hit in hits:
        yield _finding(
            revision,
            "quality",
            hit.check,
            hit.score,
            hit.reason,
            quality.RULE_VERSION,
            at,
            field=hit.field,
            start=hit.start,
            end=hit.end,
        )


def duplicate_findings(
    matches: Iterable[dedup.Match],
    revisions: dict[str, str],
    settled: set[frozenset[str]],
    project_id: str,
    at: datetime,
) -> list[Finding]:
    """Findings for all that is not kept. `revisions` maps example to head revision; `settled` are
    pairs of examples that a person has decided on already."""
    found = []
    for match in matches:
        if match.dup_of is None or frozenset((match.id, match.dup_of)) in settled:
            continue
        kind: FindingKind = "contradiction" if match.contradicts else "duplicate"
        found.append(
            Finding(
                id=finding_id(match.id, revisions[match.id], kind, match.level, match.dup_of),
                project_id=project_id,
                kind=kind,
                type=match.level,
                subject_kind="example",
                subject_id=match.id,
                revision_id=revisions[match.id],
                other_id=match.dup_of,
                cluster=match.cluster,
                score=match.score,
                reason=match.reason,
                rule_version=dedup.RULE_VERSION,
                created_at=at,
            )
        )
    return found


def finding_id(*identity: str | int | None) -> str:
    """26 hexadecimal characters, equal for equal identities."""
    joined = "\x1f".join("" if part is None else str(part) for part in identity)
    return hashlib.sha256(joined.encode()).hexdigest()[:26]


def _finding(
    revision: ExampleRevision,
    kind: FindingKind,
    name: str,
    score: float,
    reason: Message,
    rule_version: str,
    at: datetime,
    *,
    field: str,
    start: int | None,
    end: int | None,
) -> Finding:
    return Finding(
        id=finding_id(revision.example_id, revision.id, kind, name, field, start, end),
        project_id=revision.project_id,
        kind=kind,
        type=name,
        subject_kind="example",
        subject_id=revision.example_id,
        revision_id=revision.id,
        field=field,
        start=start,
        end=end,
        score=score,
        reason=reason,
        rule_version=rule_version,
        created_at=at,
    )


def kinds_checked() -> Sequence[FindingKind]:
    """The kinds that `findings_for` replaces."""
    return ("pii", "quality")
