"""Deciding on examples one by one, and taking a decision back.

Every decision is a row of its own on an immutable revision; the example's status is folded from
them in the same transaction. A decision's key is unique, so a client may send it as often as it
likes; one with a token that is no longer the slot's changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import decisions as rows
from storage import findings, reviewed, slots
from workbench.access import Actor, require
from workbench.clean.checks import findings_for, kinds_checked
from workbench.errors import NotAllowed, NotFound, StaleWrite, UserError
from workbench.records import (
    Decision,
    DecisionAction,
    ExampleRevision,
    ExampleStatus,
    Slot,
    new_id,
)
from workbench.review.cards import DecisionInput, Outcome, check_reason, edited
from workbench.review.fold import fold, head_revision, undone_ids
from workbench.review.recheck import carry_over
from workbench.workspace import Workspace

# ---- deciding ----------------------------------------------------------------------------------


def submit(ws: Workspace, actor: Actor, project_id: str, wanted: DecisionInput) -> Outcome:
    """Record one decision with all that follows from it, in one transaction.

    Sent again with the same key it changes nothing and returns the first outcome. Raises
    StaleWrite where the lease went to somebody else, the card was decided already, or the words
    changed since they were read: nothing is recorded then, and the caller still has the text.
    Raises UserError for a rejection without a reason and an edit without words.
    """
    require(actor, "review")
    if not 8 <= len(wanted.key) <= 64:
        raise UserError("error.review_key", least=8, most=64)
    if wanted.action == "undo":
        return _undo(ws, actor, project_id, wanted)
    reason = check_reason(wanted.action, wanted.reason)
    with ws.db.write() as connection:
        slot = slots.lock(connection, project_id, wanted.slot_id)
        if known := rows.by_key(connection, wanted.key):
            return _repeated(connection, actor, project_id, known)
        _check_lease(actor, slot, wanted)
        assert slot is not None
        found = reviewed.material(connection, project_id, [slot.example_id])
        head = found.revisions[slot.example_id]
        if wanted.revision_id not in (None, head.id):
            raise StaleWrite("error.review_example_changed")
        action: DecisionAction = wanted.action
        if action == "edit":
            new = _revise(connection, ws, actor, wanted, head)
            action = "edit" if new.id != head.id else "approve"
            if action == "edit":
                _check_anew(connection, ws, found, new)
            head = new
        decision = new_decision(
            ws, actor, slot, wanted.key, action, revision_id=head.id, reason=reason
        )
        rows.add(connection, [decision])
        _settle_slot(connection, project_id, slot, action)
        status = refold(connection, project_id, [slot.example_id])[slot.example_id]
        return Outcome(decision=decision, status=status)


def new_decision(
    ws: Workspace,
    actor: Actor,
    slot: Slot,
    key: str,
    action: DecisionAction,
    *,
    revision_id: str,
    reason: str = "",
    undoes: str | None = None,
    bulk_id: str | None = None,
) -> Decision:
    """A decision of `actor` on the slot's example, made now; not stored yet."""
    return Decision(
        id=new_id(),
        key=key,
        project_id=slot.project_id,
        slot_id=slot.id,
        example_id=slot.example_id,
        revision_id=revision_id,
        reviewer=actor.name,
        action=action,
        reason=reason,
        undoes=undoes,
        bulk_id=bulk_id,
        at=ws.clock(),
    )


def _check_lease(actor: Actor, slot: Slot | None, wanted: DecisionInput) -> None:
    if slot is None:
        raise NotFound("error.review_slot_unknown")
    if slot.done:
        raise StaleWrite("error.review_decided_already")
    if slot.reviewer != actor.name or slot.token != wanted.token:
        raise StaleWrite("error.review_lease_lost")


def _repeated(connection: sa.Connection, actor: Actor, project_id: str, known: Decision) -> Outcome:
    """The outcome of a decision that is there. Raises UserError for a key of somebody else's."""
    if known.project_id != project_id or known.reviewer != actor.name:
        raise UserError("error.review_key_taken")
    example = reviewed.material(
        connection, project_id, [known.example_id], with_sources=False
    ).examples[known.example_id]
    return Outcome(decision=known, status=example.status, repeated=True)


def _revise(
    connection: sa.Connection,
    ws: Workspace,
    actor: Actor,
    wanted: DecisionInput,
    head: ExampleRevision,
) -> ExampleRevision:
    """A new revision with the reviewer's words; `head` itself where the words are the same."""
    question, answer = edited(head, wanted)
    if (question, answer) == (head.question, head.answer):
        return head
    every = reviewed.revisions_of(connection, head.project_id, [head.example_id])[head.example_id]
    revision = ExampleRevision(
        id=new_id(),
        project_id=head.project_id,
        example_id=head.example_id,
        number=every[-1].number + 1,
        question=question,
        answer=answer,
        history=head.history,
        evidence_quote=head.evidence_quote,
        editor=actor.name,
        created_at=ws.clock(),
    )
    reviewed.add_revision(connection, revision)
    return revision


def _settle_slot(
    connection: sa.Connection, project_id: str, slot: Slot, action: DecisionAction
) -> None:
    if action == "skip":
        end = slots.last_rank(connection, project_id) + 1
        slots.change(connection, slot.id, reviewer=None, lease_until=None, rank=end)
    else:
        slots.change(connection, slot.id, done=True, lease_until=None)


def refold(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> dict[str, ExampleStatus]:
    """Write the status and head revision that the decisions of each example amount to."""
    decided = rows.of_examples(connection, project_id, example_ids)
    revisions = reviewed.revisions_of(connection, project_id, example_ids)
    statuses: dict[str, ExampleStatus] = {}
    for example_id in example_ids:
        statuses[example_id] = fold(decided[example_id])
        head = head_revision(revisions[example_id], decided[example_id])
        reviewed.set_status(connection, example_id, statuses[example_id], head.id)
    return statuses


def _check_anew(
    connection: sa.Connection, ws: Workspace, found: reviewed.Material, head: ExampleRevision
) -> None:
    """The example's open findings become those of `head`; what people decided stays decided."""
    example = found.examples[head.example_id]
    chunk = found.chunks.get(example.chunk_id or "")
    fresh = findings_for(
        head,
        chunk.text if chunk else "",
        answerable=example.answerable,
        category=example.category,
        at=ws.clock(),
    )
    every = reviewed.revisions_of(connection, example.project_id, [example.id])[example.id]
    kept = carry_over(fresh, head, found.findings[example.id], every)
    findings.replace_open(connection, example.project_id, [example.id], kinds_checked(), kept)


# ---- taking back -------------------------------------------------------------------------------


def _undo(ws: Workspace, actor: Actor, project_id: str, wanted: DecisionInput) -> Outcome:
    until = ws.clock() + timedelta(minutes=ws.settings.lease_minutes)
    with ws.db.write() as connection:
        target = _to_take_back(connection, actor, project_id, wanted.undoes)
        slot = slots.lock(connection, project_id, target.slot_id)
        assert slot is not None
        if known := rows.by_key(connection, wanted.key):
            return _repeated(connection, actor, project_id, known)
        earlier = rows.of_examples(connection, project_id, [target.example_id])
        if target.id in undone_ids(earlier[target.example_id]):
            raise StaleWrite("error.review_undone_already")
        if target.action == "skip" and in_other_hands(slot, actor.name, ws.clock()):
            raise StaleWrite("error.review_lease_lost")
        undo = new_decision(
            ws, actor, slot, wanted.key, "undo", revision_id=target.revision_id, undoes=target.id
        )
        rows.add(connection, [undo])
        before = reviewed.material(connection, project_id, [target.example_id])
        status = refold(connection, project_id, [target.example_id])[target.example_id]
        _check_restored(connection, ws, before, project_id, target.example_id)
        if status == "queued":
            own = target.reviewer == actor.name
            slots.change(
                connection,
                slot.id,
                done=False,
                reviewer=actor.name if own else None,
                lease_until=until if own else None,
            )
        return Outcome(decision=undo, status=status)


def _to_take_back(
    connection: sa.Connection, actor: Actor, project_id: str, name: str | None
) -> Decision:
    """Raises NotFound, UserError for what cannot be undone, NotAllowed for somebody else's."""
    if name is None:
        target = rows.latest_of(connection, project_id, actor.name)
    else:
        target = rows.by_name(connection, project_id, name)
    if target is None or target.action == "undo":
        raise NotFound("error.review_nothing_to_undo")
    if target.bulk_id is not None and name is None:
        raise UserError("error.review_undo_is_bulk", bulk_id=target.bulk_id)
    if target.reviewer != actor.name and not actor.may("curate"):
        raise NotAllowed("error.review_undo_others", reviewer=target.reviewer)
    return target


def in_other_hands(slot: Slot, reviewer: str, now: datetime) -> bool:
    """Whether the slot is decided, or leased to somebody other than `reviewer`."""
    if slot.done:
        return True
    leased = slot.lease_until is not None and slot.lease_until >= now
    return leased and slot.reviewer != reviewer


def _check_restored(
    connection: sa.Connection,
    ws: Workspace,
    before: reviewed.Material,
    project_id: str,
    example_id: str,
) -> None:
    """Where taking back brought an older revision back, its findings come back with it."""
    after = reviewed.material(connection, project_id, [example_id], with_sources=False)
    old, head = before.revisions[example_id], after.revisions[example_id]
    if head.id != old.id:
        _check_anew(connection, ws, before, head)
