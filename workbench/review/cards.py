"""What the review queue hands out and takes in. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from workbench.errors import UserError
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Decision,
    DecisionAction,
    Document,
    Element,
    Example,
    ExampleOrigin,
    ExampleRevision,
    ExampleStatus,
    Finding,
    FindingKind,
    Page,
    Record,
    Slot,
)
from workbench.review.evidence import element_of, locate

MAX_TEXT = 20_000
"""Characters of a question, or of an answer."""
MAX_REASON = 2_000


class PageImage(Record):
    """The page that the evidence stands on; the box and the size are in points."""

    document_id: str
    number: int
    width: float
    height: float
    image_sha256: str
    box: tuple[float, float, float, float] | None
    """x0, y0, x1, y1 from the top left, of the element with the evidence."""


class ReviewCard(Record):
    """Everything that a person needs to decide on one example, and the lease to do so."""

    slot_id: str
    token: int
    lease_until: datetime
    example: Example
    revision: ExampleRevision
    passage: str
    """The chunk's text; empty for an example without a source."""
    evidence: tuple[int, int] | None
    """Span of the evidence quote in `passage`, in code points, end exclusive."""
    section_path: tuple[str, ...]
    document_id: str | None
    document_name: str
    page: int | None
    image: PageImage | None
    findings: tuple[Finding, ...]
    """Open ones."""
    level: ConfidentialityLevel


class DecisionInput(Record):
    """One press of a reviewer, as the client sends it; sending it again changes nothing."""

    key: str
    """Made by the client, at most 64 characters, unique for the press."""
    action: DecisionAction
    slot_id: str = ""
    token: int = 0
    revision_id: str | None = None
    """The revision that was on screen; another head than this is refused."""
    question: str | None = None
    answer: str | None = None
    reason: str = ""
    undoes: str | None = None
    """For undo: id or key of the decision; None is one's own latest."""


class Outcome(Record):
    """What became of a DecisionInput."""

    decision: Decision
    status: ExampleStatus
    """Of the example, now."""
    repeated: bool = False
    """This key was recorded before; nothing was changed."""


class ExampleFilter(Record):
    """Which examples; what is empty means any."""

    statuses: tuple[ExampleStatus, ...] = ()
    document_id: str | None = None
    chunk_id: str | None = None
    category: str | None = None
    style: str | None = None
    origin: ExampleOrigin | None = None
    finding: FindingKind | str | None = None
    """A kind that has open findings, or `none`."""
    text: str | None = None
    """Part of question or answer, case ignored."""
    stale: bool | None = None
    """Whether its source changed since."""


class ReviewRow(Record):
    """One line of the search tab."""

    example: Example
    question: str
    answer: str
    document_name: str
    findings: tuple[Finding, ...]


class BulkOutcome(Record):
    """What a bulk act did, and what it left alone and why."""

    bulk_id: str
    decided: int
    in_review: int
    """Left: somebody else has the card in hand."""
    unchanged: int
    """Left: had that status already."""


class Progress(Record):
    """Of one reviewer; days begin at midnight where the workbench runs."""

    today: int
    by_action: dict[str, int]
    waiting: int
    per_hour: float | None
    minutes_left: int | None


class History(Record):
    """One example from its first words to now."""

    example: Example
    revisions: tuple[ExampleRevision, ...]
    decisions: tuple[Decision, ...]
    undone: frozenset[str]
    """Ids of decisions that were taken back."""
    chunk: Chunk | None = None
    document: Document | None = None
    findings: tuple[Finding, ...] = ()


class DecisionRow(Record):
    """One line of the history tab."""

    decision: Decision
    question: str
    """Of the revision that was judged."""
    undone: bool


def build_card(
    slot: Slot,
    example: Example,
    revision: ExampleRevision,
    chunk: Chunk | None,
    document: Document | None,
    elements: Mapping[str, Element],
    pages: Mapping[tuple[str, int], Page],
    findings: Sequence[Finding],
) -> ReviewCard:
    """Raises ValueError for a slot without a lease."""
    if slot.lease_until is None:
        raise ValueError("a card needs a lease")
    passage = chunk.text if chunk else ""
    own = [elements[i] for i in chunk.element_ids if i in elements] if chunk else []
    element = element_of(revision.evidence_quote, own)
    page = element.page if element else (chunk.page if chunk else None)
    return ReviewCard(
        slot_id=slot.id,
        token=slot.token,
        lease_until=slot.lease_until,
        example=example,
        revision=revision,
        passage=passage,
        evidence=locate(revision.evidence_quote, passage),
        section_path=chunk.section_path if chunk else (),
        document_id=document.id if document else None,
        document_name=document.name if document else "",
        page=page,
        image=_image(element, pages),
        findings=tuple(finding for finding in findings if finding.state == "open"),
        level=document.level if document else "confidential",
    )


def _image(element: Element | None, pages: Mapping[tuple[str, int], Page]) -> PageImage | None:
    if element is None or element.page is None:
        return None
    page = pages.get((element.document_id, element.page))
    if page is None or page.image_sha256 is None:
        return None
    return PageImage(
        document_id=page.document_id,
        number=page.number,
        width=page.width,
        height=page.height,
        image_sha256=page.image_sha256,
        box=element.bbox,
    )


def clean_text(value: str) -> str:
    """NFC, line ends as \\n, no white space at either end."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified).strip()


def edited(head: ExampleRevision, wanted: DecisionInput) -> tuple[str, str]:
    """Question and answer after an edit; what was not sent stays.

    Raises UserError where nothing is left of one of them, or it is too long.
    """
    question = head.question if wanted.question is None else clean_text(wanted.question)
    answer = head.answer if wanted.answer is None else clean_text(wanted.answer)
    if not question or not answer:
        raise UserError("error.review_text_missing")
    if max(len(question), len(answer)) > MAX_TEXT:
        raise UserError("error.review_text_long", most=MAX_TEXT)
    return question, answer


def check_reason(action: DecisionAction, reason: str) -> str:
    """The reason without white space around it. Rejecting needs one: raises UserError."""
    reason = clean_text(reason)
    if action == "reject" and not reason:
        raise UserError("error.review_reason_missing")
    if len(reason) > MAX_REASON:
        raise UserError("error.review_reason_long", most=MAX_REASON)
    return reason
