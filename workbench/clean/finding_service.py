"""Findings of a project: listed with the words they are about, and decided by people.

An accepted duplicate keeps its status; export leaves it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from storage import audit as audit_rows
from storage import findings as rows
from workbench.access import Actor, require
from workbench.clean.cases import Case, CasePage, CaseText, Count
from workbench.clean.checks import text_of
from workbench.clean.masking import canonical
from workbench.errors import StaleWrite
from workbench.records import (
    AuditEvent,
    Example,
    ExampleRevision,
    Finding,
    FindingState,
    new_id,
)
from workbench.workspace import Workspace

DECISION_BATCH = 1000
PICKED = "picked"
"""Type of the duplicate that a settled contradiction leaves: the example that does not stay."""


# ---- reading -----------------------------------------------------------------------------------


def list_findings(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    *,
    kinds: Sequence[str] = (),
    types: Sequence[str] = (),
    states: Sequence[str] = ("open",),
    limit: int = 50,
    offset: int = 0,
) -> CasePage:
    """A page of findings, surest first, with the words they are about; nothing named means all."""
    require(actor, "read")
    with ws.db.read() as connection:
        found, total = rows.page(connection, project_id, kinds, types, states, limit, offset)
        ids = {f.subject_id for f in found} | {f.other_id for f in found if f.other_id}
        examples = rows.examples_of(connection, project_id, sorted(ids))
        counted = rows.counts(connection, project_id)
        statuses = rows.checked_statuses(connection, project_id)
    return CasePage(
        cases=tuple(case_of(finding, examples) for finding in found),
        total=total,
        counts=tuple(Count(kind=k, type=t, state=s, count=n) for k, t, s, n in counted),
        examples=sum(statuses.values()),
        drafts=statuses.get("draft", 0),
    )


def case_of(finding: Finding, examples: dict[str, tuple[Example, ExampleRevision]]) -> Case:
    example, revision = examples[finding.subject_id]
    other = examples.get(finding.other_id or "")
    return Case(
        finding=finding,
        text=case_text(example, revision),
        field_text=text_of(revision, finding.field),
        other=case_text(*other) if other else None,
    )


def case_text(example: Example, revision: ExampleRevision) -> CaseText:
    return CaseText(
        example_id=example.id,
        status=example.status,
        question=revision.question,
        answer=revision.answer,
        evidence_quote=revision.evidence_quote,
        approved=example.status == "approved",
    )


# ---- deciding ----------------------------------------------------------------------------------


def decide_findings(
    ws: Workspace, actor: Actor, project_id: str, ids: Sequence[str], state: FindingState
) -> int:
    """Accept (personal data: mask it; a duplicate: leave the later one out), dismiss, or reopen.

    Returns how many changed. Raises StaleWrite where none of them is there any more, because the
    example was edited or checked again meanwhile.
    """
    require(actor, "review")
    with ws.db.read() as connection:
        found = rows.get(connection, project_id, sorted(set(ids)))
    if ids and not found:
        raise StaleWrite("error.findings_gone", count=len(set(ids)))
    return _decide(ws, actor, project_id, found, state)


def decide_all(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    state: FindingState,
    *,
    kinds: Sequence[str],
    types: Sequence[str] = (),
    min_score: float = 0.0,
) -> list[str]:
    """Decide all open findings of these kinds and types that score at least `min_score`; returns
    their ids, so that the act can be taken back."""
    require(actor, "curate")
    return _decide_where(
        ws, actor, project_id, state, kinds, types, lambda _, f: f.score >= min_score
    )


def decide_equal_values(
    ws: Workspace, actor: Actor, project_id: str, finding_id: str, state: FindingState
) -> list[str]:
    """Decide all open findings of personal data with the value of this one, however it is
    written; returns the ids of all that were decided, this one included."""
    require(actor, "review")
    chosen = equal_findings(ws, project_id, finding_id)
    _decide(ws, actor, project_id, chosen, state)
    return [finding.id for finding in chosen]


def equal_findings(ws: Workspace, project_id: str, finding_id: str) -> list[Finding]:
    """All open findings of its type with its value, however it is written. Raises StaleWrite where
    it is gone."""
    wanted, words = value_of(ws, project_id, finding_id)
    value = canonical(wanted.type, words)
    return _open_where(
        ws, project_id, ("pii",), (wanted.type,), lambda known, f: _value(known, f) == value
    )


def value_of(ws: Workspace, project_id: str, finding_id: str) -> tuple[Finding, str]:
    """A finding and the words it is about. Raises StaleWrite where it is gone."""
    with ws.db.read() as connection:
        found = rows.get(connection, project_id, [finding_id])
        examples = rows.examples_of(connection, project_id, [f.subject_id for f in found])
    gone = not found or found[0].subject_id not in examples
    if gone or found[0].revision_id != examples[found[0].subject_id][1].id:
        raise StaleWrite("error.findings_gone", count=1)
    return found[0], _words(examples, found[0])


def decide_values(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    span_type: str,
    values: Sequence[str],
    state: FindingState,
) -> list[str]:
    """Decide all open findings of personal data, of whatever type, whose value is one of these;
    returns their ids."""
    require(actor, "review")
    wanted = {canonical(span_type, value) for value in values}

    def is_one(known: _Examples, finding: Finding) -> bool:
        return canonical(span_type, _words(known, finding)) in wanted

    return _decide_where(ws, actor, project_id, state, ("pii",), (), is_one)


_Examples = dict[str, tuple[Example, ExampleRevision]]


def _value(examples: _Examples, finding: Finding) -> str:
    return canonical(finding.type, _words(examples, finding))


def _words(examples: _Examples, finding: Finding) -> str:
    return text_of(examples[finding.subject_id][1], finding.field)[finding.start : finding.end]


def _decide_where(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    state: FindingState,
    kinds: Sequence[str],
    types: Sequence[str],
    wanted: Callable[[_Examples, Finding], bool],
) -> list[str]:
    chosen = _open_where(ws, project_id, kinds, types, wanted)
    _decide(ws, actor, project_id, chosen, state)
    return [finding.id for finding in chosen]


def _open_where(
    ws: Workspace,
    project_id: str,
    kinds: Sequence[str],
    types: Sequence[str],
    wanted: Callable[[_Examples, Finding], bool],
) -> list[Finding]:
    chosen: list[Finding] = []
    after = ""
    while True:
        with ws.db.read() as connection:
            batch = rows.walk(connection, project_id, kinds, types, ("open",), after)
            subjects = sorted({finding.subject_id for finding in batch})
            examples = rows.examples_of(connection, project_id, subjects)
        if not batch:
            break
        chosen += [finding for finding in batch if wanted(examples, finding)]
        after = batch[-1].id
    return chosen


def _decide(
    ws: Workspace, actor: Actor, project_id: str, found: Sequence[Finding], state: FindingState
) -> int:
    """Write the decisions, at most 1,000 rows a transaction, each with its audit row."""
    changed = 0
    for start in range(0, len(found), DECISION_BATCH - 1):
        batch = found[start : start + DECISION_BATCH - 1]
        ids = [finding.id for finding in batch]
        with ws.db.write() as connection:
            if state == "open":
                rows.remove_picked(connection, project_id, PICKED, ids)
            done = rows.set_state(connection, project_id, ids, state, actor.name, ws.clock())
            if done:
                counts = Counter(str(finding.kind) for finding in batch)
                audit_rows.record(connection, event(ws, actor, project_id, state, ids, counts))
        changed += done
    return changed


def event(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    state: FindingState,
    ids: Sequence[str],
    counts: Mapping[str, int],
) -> AuditEvent:
    """What is audited of a decision: ids and counts."""
    verb = {"accepted": "accept", "dismissed": "dismiss", "open": "reopen"}[state]
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=f"{verb}_findings",
        subject_kind="finding" if len(ids) == 1 else "findings",
        subject_id=ids[0] if len(ids) == 1 else project_id,
        counts=dict(counts),
        at=ws.clock(),
    )
