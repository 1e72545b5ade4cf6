"""What a person says of personal data beyond yes and no: another type, a value that no rule saw."""

from __future__ import annotations

from collections.abc import Sequence

from storage import audit as audit_rows
from storage import findings as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.access import Actor, require
from workbench.clean.checks import marked, text_of, texts_of
from workbench.clean.finding_service import equal_findings, value_of
from workbench.clean.rule_service import Added, add_rules
from workbench.clean.rules import checked_type, places_of
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.records import AuditEvent, Message, new_id
from workbench.workspace import Workspace


def retype_finding(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    finding_id: str,
    span_type: str,
    everywhere: bool = False,
) -> list[str]:
    """It is personal data, but of this type: accepted under it, with `everywhere` all open findings
    of an equal value too. Returns their ids; reopening keeps the new type.

    Raises StaleWrite where the finding is gone.
    """
    require(actor, "review")
    checked_type(span_type)
    with ws.db.read() as connection:
        found = rows.get(connection, project_id, [finding_id])
    if not found or found[0].kind != "pii":
        raise StaleWrite("error.findings_gone", count=1)
    chosen = [finding_id]
    if everywhere:
        equal = equal_findings(ws, project_id, finding_id)
        chosen = list(dict.fromkeys([finding_id, *(finding.id for finding in equal)]))
    reason = Message(key="clean.reason.pii_retyped")
    size = MAX_ROWS_PER_TRANSACTION - 1
    for start in range(0, len(chosen), size):
        batch = chosen[start : start + size]
        with ws.db.write() as connection:
            rows.retype(connection, project_id, batch, span_type, reason, actor.name, ws.clock())
            audit_rows.record(connection, _event(ws, actor, project_id, "retype_findings", batch))
    return chosen


def add_finding(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    example_id: str,
    field: str,
    words: str,
    span_type: str,
    everywhere: bool = False,
) -> list[str]:
    """Mark `words`, wherever they stand in this field, as personal data; accepted at once. With
    `everywhere` (a curator's right) they go on the always-find list too. Returns the ids.

    Raises UserError where the words are not in that field.
    """
    require(actor, "curate" if everywhere else "review")
    checked_type(span_type)
    with ws.db.read() as connection:
        known = rows.examples_of(connection, project_id, [example_id])
    if example_id not in known:
        raise NotFound("error.no_such_example", id=example_id)
    _, revision = known[example_id]
    if field not in dict(texts_of(revision)):
        raise UserError("error.no_such_field", field=field[:40])
    places = places_of(words, text_of(revision, field))
    if not places:
        raise UserError("error.words_not_there")
    made = [
        marked(revision, field, start, end, span_type, actor.name, ws.clock())
        for start, end in places
    ]
    with ws.db.write() as connection:
        ids = [finding.id for finding in made]
        rows.add(connection, made)
        rows.set_state(connection, project_id, ids, "accepted", actor.name, ws.clock())
        audit_rows.record(connection, _event(ws, actor, project_id, "add_findings", ids))
    if everywhere:
        add_rules(ws, actor, project_id, "deny", span_type, [words])
    return ids


def allow_value(ws: Workspace, actor: Actor, project_id: str, finding_id: str) -> Added:
    """Put the value of a finding on the allow-list; all open findings of it are dismissed."""
    require(actor, "curate")
    finding, value = value_of(ws, project_id, finding_id)
    return add_rules(ws, actor, project_id, "allow", finding.type, [value])


def _event(
    ws: Workspace, actor: Actor, project_id: str, action: str, ids: Sequence[str]
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="finding" if len(ids) == 1 else "findings",
        subject_id=ids[0] if len(ids) == 1 else project_id,
        counts={"pii": len(ids)},
        at=ws.clock(),
    )
