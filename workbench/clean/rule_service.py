"""The lists of personal data of a project: what is added, shown and removed. Values are encrypted
at rest and never in logs, audit rows or errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from storage import audit as audit_rows
from storage import pii_rules as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.access import Actor, require
from workbench.clean import sealing
from workbench.clean.finding_service import decide_values
from workbench.clean.patterns import compiled
from workbench.clean.rules import checked_type, usable, veiled
from workbench.clean.spans import PII_TYPES
from workbench.errors import UserError
from workbench.projects import project_of
from workbench.records import AuditEvent, PiiRule, PiiRuleKind, Project, Record, new_id
from workbench.workspace import Workspace

MAX_VALUES = 20_000
"""In one import."""


class RuleView(Record):
    id: str
    kind: PiiRuleKind
    type: str
    shown: str
    """The value; its first character and stars for those without the permission `curate`."""
    imported: bool


class RulePage(Record):
    rules: tuple[RuleView, ...]
    total: int
    counts: dict[str, int]
    """By kind."""
    types: dict[str, int]


class Added(Record):
    added: int
    known: int
    """That were on the list already."""
    refused: int
    """Too short to be looked for everywhere, or too long."""
    dismissed: int = 0
    """Open findings that an allow-list settled."""


def list_rules(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    *,
    kinds: Sequence[str] = (),
    types: Sequence[str] = (),
    limit: int = 50,
    offset: int = 0,
) -> RulePage:
    """Newest first; nothing named means all."""
    require(actor, "read")
    key = project_of(ws, project_id).secret_key
    with ws.db.read() as connection:
        found, total = rows.page(connection, project_id, kinds, types, limit, offset)
        counted = rows.counts(connection, project_id)
    by_kind, by_type = Counter[str](), Counter[str]()
    for kind, span_type, number in counted:
        by_kind[kind] += number
        by_type[span_type] += number
    opened = actor.may("curate")
    return RulePage(
        rules=tuple(_view(rule, key, opened) for rule in found),
        total=total,
        counts=dict(by_kind),
        types=dict(by_type),
    )


def own_types(ws: Workspace, actor: Actor, project_id: str) -> list[str]:
    """Types of the project's own lists, by name."""
    require(actor, "read")
    with ws.db.read() as connection:
        counted = rows.counts(connection, project_id)
    return sorted({name for _, name, _ in counted} - set(PII_TYPES))


def _view(rule: PiiRule, key: str, opened: bool) -> RuleView:
    value = sealing.unseal(key, rule.sealed)
    return RuleView(
        id=rule.id,
        kind=rule.kind,
        type=rule.type,
        shown=value if opened else veiled(value),
        imported=rule.document_id is not None,
    )


def add_rules(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    kind: PiiRuleKind,
    span_type: str,
    values: Iterable[str],
) -> Added:
    """Add values, words or patterns to a list; what is there already is counted and left.

    An allowed value settles its open findings. Raises UserError for a type or pattern that cannot
    be used, for nothing, and for an allowed value that the deny-list holds.
    """
    require(actor, "curate")
    checked_type(span_type)
    project = project_of(ws, project_id)
    given = list(dict.fromkeys(value for line in values if (value := " ".join(line.split()))))
    if not given:
        raise UserError("error.pii_rules_empty")
    if len(given) > MAX_VALUES:
        raise UserError("error.pii_rules_many", most=MAX_VALUES)
    if kind == "pattern":
        for value in given:
            compiled(value)
    fit = given if kind == "pattern" else [v for v in given if usable(span_type, v)]
    if kind == "allow":
        _refuse_denied(ws, project, span_type, fit)
    made: dict[str, PiiRule] = {}
    for value in fit:
        rule = sealing.sealed_rule(project, kind, span_type, value, actor.name, ws.clock())
        made.setdefault(rule.digest, rule)
    added = _store(ws, actor, project_id, list(made.values()))
    dismissed = 0
    if kind == "allow" and fit:
        dismissed = len(decide_values(ws, actor, project_id, span_type, fit, "dismissed"))
    return Added(
        added=added,
        known=len(fit) - added,
        refused=len(given) - len(fit),
        dismissed=dismissed,
    )


def remove_rules(ws: Workspace, actor: Actor, project_id: str, ids: Sequence[str]) -> int:
    """Returns how many were there."""
    require(actor, "curate")
    removed = 0
    for start in range(0, len(ids), 500):
        with ws.db.write() as connection:
            counted = rows.remove(connection, project_id, list(ids[start : start + 500]))
            if counted:
                event = _event(ws, actor, project_id, "pii_rules_removed", counted)
                audit_rows.record(connection, event)
        removed += sum(counted.values())
    return removed


def _refuse_denied(ws: Workspace, project: Project, span_type: str, values: Sequence[str]) -> None:
    digests = [sealing.value_digest(project.secret_key, span_type, value) for value in values]
    with ws.db.read() as connection:
        denied = rows.digests(connection, project.id, "deny", digests)
    if denied:
        raise UserError("error.pii_rule_denied", count=len(denied))


def _store(ws: Workspace, actor: Actor, project_id: str, made: Sequence[PiiRule]) -> int:
    added = 0
    size = MAX_ROWS_PER_TRANSACTION - 1
    for start in range(0, len(made), size):
        batch = made[start : start + size]
        with ws.db.write() as connection:
            new = rows.add(connection, batch)
            if new:
                counts: dict[str, int] = {batch[0].kind: new}
                event = _event(ws, actor, project_id, "pii_rules_added", counts)
                audit_rows.record(connection, event)
        added += new
    return added


def _event(
    ws: Workspace, actor: Actor, project_id: str, action: str, counts: dict[str, int]
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="pii_rules",
        subject_id=project_id,
        counts=counts,
        at=ws.clock(),
    )
