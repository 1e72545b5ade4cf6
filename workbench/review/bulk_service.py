"""Deciding on many examples at once, and taking the whole act back.

The decisions are the same rows as those made one by one; they share one bulk id.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage import audit as audit_rows
from storage import decisions as rows
from storage import reviewed, slots
from workbench.access import Actor, require
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.records import AuditEvent, Decision, DecisionAction, new_id
from workbench.review.cards import BulkOutcome, ExampleFilter, check_reason
from workbench.review.decision_service import in_other_hands, new_decision, refold
from workbench.review.fold import VERDICTS
from workbench.review.service import id_batches
from workbench.workspace import Workspace

BULK_BATCH = 200
"""Examples in one transaction of a bulk act: up to five rows each."""


def bulk_decide(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    action: DecisionAction,
    reason: str = "",
    filters: ExampleFilter | None = None,
    ids: Sequence[str] | None = None,
) -> BulkOutcome:
    """One decision for each example that matches, under one id that `undo_bulk` takes back.

    Drafts are queued first. What another reviewer has in hand is left to them; what has the
    status already is left as it is. Raises UserError for an action that needs a look at each one,
    and where neither a filter nor ids say which.
    """
    require(actor, "review")
    if action not in ("approve", "reject", "flag"):
        raise UserError("error.review_bulk_action", action=action)
    if filters is None and ids is None:
        raise UserError("error.review_bulk_which")
    reason = check_reason(action, reason)
    bulk_id, decided, in_review, unchanged = new_id(), 0, 0, 0
    for batch in id_batches(ws, project_id, filters or ExampleFilter(), ids, BULK_BATCH):
        with ws.db.write() as connection:
            taken, busy = _decide_batch(
                connection, ws, actor, project_id, batch, action, reason, bulk_id
            )
        decided += taken
        in_review += busy
        unchanged += len(batch) - taken - busy
    outcome = BulkOutcome(
        bulk_id=bulk_id, decided=decided, in_review=in_review, unchanged=unchanged
    )
    if decided:
        counts = outcome.model_dump(exclude={"bulk_id"})
        _audit(ws, actor, project_id, f"bulk_{action}", bulk_id, counts, reason)
    return outcome


def _decide_batch(
    connection: sa.Connection,
    ws: Workspace,
    actor: Actor,
    project_id: str,
    batch: list[str],
    action: DecisionAction,
    reason: str,
    bulk_id: str,
) -> tuple[int, int]:
    """How many were decided, and how many were left because somebody has them in hand."""
    slots.enqueue(connection, project_id, batch)
    locked = slots.lock_of_examples(connection, project_id, batch)
    examples = reviewed.material(connection, project_id, batch, with_sources=False).examples
    taken: list[Decision] = []
    busy = 0
    for example_id, slot in locked.items():
        example = examples[example_id]
        if example.status == VERDICTS[action]:
            continue
        if not slot.done and in_other_hands(slot, actor.name, ws.clock()):
            busy += 1
            continue
        key = f"{bulk_id}.{example_id}"
        taken.append(
            new_decision(
                ws, actor, slot, key, action,
                revision_id=example.revision_id, reason=reason, bulk_id=bulk_id,
            )
        )  # fmt: skip
    rows.add(connection, taken)
    for decision in taken:
        slots.change(connection, decision.slot_id, done=True, lease_until=None)
    refold(connection, project_id, [decision.example_id for decision in taken])
    return len(taken), busy


def undo_bulk(ws: Workspace, actor: Actor, project_id: str, bulk_id: str) -> int:
    """Take back what one bulk act decided and still stands; returns how many decisions.

    Raises NotFound for an id of none, NotAllowed for somebody else's without the right to curate.
    """
    require(actor, "review")
    undone = 0
    while True:
        with ws.db.write() as connection:
            batch = rows.standing_of_bulk(connection, project_id, bulk_id, BULK_BATCH)
            if not batch:
                break
            if batch[0].reviewer != actor.name and not actor.may("curate"):
                raise NotAllowed("error.review_undo_others", reviewer=batch[0].reviewer)
            _undo_batch(connection, ws, actor, project_id, batch)
        undone += len(batch)
    if not undone:
        raise NotFound("error.review_nothing_to_undo")
    _audit(ws, actor, project_id, "bulk_undo", bulk_id, {"undone": undone}, "")
    return undone


def _undo_batch(
    connection: sa.Connection, ws: Workspace, actor: Actor, project_id: str, batch: list[Decision]
) -> None:
    example_ids = [decision.example_id for decision in batch]
    locked = slots.lock_of_examples(connection, project_id, example_ids)
    rows.add(
        connection,
        [
            new_decision(
                ws, actor, locked[d.example_id], f"undo.{d.id}", "undo",
                revision_id=d.revision_id, undoes=d.id, bulk_id=d.bulk_id,
            )
            for d in batch
        ],
    )  # fmt: skip
    statuses = refold(connection, project_id, example_ids)
    for decision in batch:
        if statuses[decision.example_id] == "queued":
            slots.change(connection, decision.slot_id, done=False, reviewer=None, lease_until=None)


def _audit(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    action: str,
    bulk_id: str,
    counts: dict[str, int],
    reason: str,
) -> None:
    event = AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="bulk",
        subject_id=bulk_id,
        counts=counts,
        reason=reason,
        at=ws.clock(),
    )
    with ws.db.write() as connection:
        audit_rows.record(connection, event)
