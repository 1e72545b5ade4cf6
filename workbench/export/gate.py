"""The last look before text leaves: mask what was found, scan what is left. Pure.

Masking is a projection over stored text: findings that are open or accepted are masked, dismissed
ones stay as they are. The rendered row is scanned once more; what is found there and was not
dismissed by a person blocks, because nobody has seen it. An override never unmasks: it only lets a
version pass whose findings are undecided, and then everything that the scan finds is masked too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.clean.checks import text_of
from workbench.clean.folding import fold
from workbench.clean.known_values import Value, Values
from workbench.clean.masking import canonical
from workbench.clean.rules import Find
from workbench.clean.spans import Span, resolve
from workbench.export.rows import LABELS, Row, Source, make_row, row_texts
from workbench.records import ExampleRevision, Finding

Masker = Callable[[str, Sequence[Span]], str]
"""A text with its spans, which do not overlap, replaced."""


@dataclass(frozen=True)
class Checked:
    """A row as it would leave. `open_ids` are undecided findings; `unseen` counts by PII type what
    the last scan found in it; `masked` counts what was replaced, by type."""

    row: Row
    open_ids: tuple[str, ...]
    unseen: Mapping[str, int]
    masked: Mapping[str, int]

    @property
    def blocked(self) -> bool:
        return bool(self.open_ids or self.unseen)


@dataclass(frozen=True)
class Judged:
    """Values of one example that a person has judged, on this revision or an earlier one.

    So an edit that leaves a value standing needs no second judgement of it. Values are
    (PII type, canonical form).
    """

    accepted: frozenset[tuple[str, str]]
    dismissed: frozenset[tuple[str, str]]

    def is_dismissed(self, span: Span, text: str) -> bool:
        return _among(self.dismissed, span, text)

    def again(self, text: str) -> list[Span]:
        """Where accepted values stand, however they are written: one that a person marked and no
        rule sees is masked after an edit too."""
        if not self._standing:
            return []
        folded = fold(text)
        spans = self._standing.find(folded.text)
        return [span.moved(*folded.original(span.start, span.end)) for span in spans]

    @cached_property
    def _standing(self) -> Values:
        kept = sorted(self.accepted - self.dismissed)
        return Values((Value(kind, value) for kind, value in kept), "accepted", "accepted")

    def is_accepted(self, span: Span, text: str) -> bool:
        return _among(self.accepted, span, text)


def _among(values: frozenset[tuple[str, str]], span: Span, text: str) -> bool:
    value = text[span.start : span.end]
    return any(canonical(kind, value) == known for kind, known in values)


def judged_values(findings: Iterable[Finding], revisions: Mapping[str, ExampleRevision]) -> Judged:
    """`revisions` by id: those that the findings' spans are cut from."""
    values: dict[str, set[tuple[str, str]]] = {"accepted": set(), "dismissed": set()}
    for finding in findings:
        revision = revisions.get(finding.revision_id or "")
        if finding.state == "open" or revision is None or finding.start is None:
            continue
        text = text_of(revision, finding.field)
        value = canonical(finding.type, text[finding.start : finding.end])
        values[finding.state].add((finding.type, value))
    return Judged(frozenset(values["accepted"]), frozenset(values["dismissed"]))


def check_row(
    source: Source,
    findings: Sequence[Finding],
    judged: Judged,
    masker: Masker,
    find: Find,
    mask_unseen: bool = False,
    find_rendered: Find | None = None,
) -> Checked:
    """Mask and scan one row. `findings` are the example's; `masker` replaces the spans of a text.
    `find_rendered` looks at what that gave, where `find` would take a pseudonym for somebody's.

    With `mask_unseen` (an override) what only the last scan finds is masked as well.
    """
    current = [f for f in findings if f.revision_id == source.revision.id]
    by_field = spans_by_field(current)
    counts: Counter[str] = Counter()
    forced: Counter[str] = Counter()

    def masked(field: str, text: str) -> str:
        spans = list(by_field.get(field, []))
        known = list(spans)
        for span in [*find(text), *judged.again(text)]:
            if judged.is_dismissed(span, text):
                continue
            # A wider claim than the finding it overlaps is masked whole: no piece may stay.
            agreed = field in LABELS or span.recognizer == "accepted"
            agreed = agreed or judged.is_accepted(span, text)
            if agreed or any(span.overlaps(k.start, k.end) for k in known):
                spans.append(span)
            elif mask_unseen:
                spans.append(span)
                forced[span.type] += 1
        resolved = resolve(text, spans)
        counts.update(span.type for span in resolved)
        return masker(text, resolved)

    row = make_row(source, masked)
    open_ids = tuple(f.id for f in current if f.state == "open")
    return Checked(row, open_ids, _unseen(row, judged, find_rendered or find) + forced, counts)


def _unseen(row: Row, judged: Judged, find: Find) -> Counter[str]:
    """By PII type. Rendered columns repeat the others, so the larger of both counts is taken."""
    stored: Counter[str] = Counter()
    rendered: Counter[str] = Counter()
    for field, text in row_texts(row):
        counter = rendered if field in ("prompt", "completion") else stored
        counter.update(s.type for s in find(text) if not judged.is_dismissed(s, text))
    return stored | rendered


def spans_by_field(findings: Iterable[Finding]) -> dict[str, list[Span]]:
    """What must be masked, by field; the n-th turn of the history is `history.n`, from 0."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for f in findings:
        if f.state != "dismissed" and f.start is not None and f.end is not None:
            span = Span(f.start, f.end, f.type, f.score, f.rule_version, "finding")
            spans[f.field or ""].append(span)
    return spans
