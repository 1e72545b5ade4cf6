"""The review queue: which examples wait, and who holds which of them.

A slot is leased to one reviewer for a while; its token grows with every lease, so that a decision
of somebody who lost it meanwhile changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import reviewed, slots
from workbench.access import Actor, require
from workbench.records import Chunk, Element, Slot
from workbench.review.cards import ExampleFilter, ReviewCard, build_card
from workbench.workspace import Workspace

HAND = 8
"""Cards that a reviewer holds at a time."""
_CLAIM_TRIES = 3


# ---- into the queue ----------------------------------------------------------------------------


def enqueue_examples(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    filters: ExampleFilter | None = None,
    ids: Sequence[str] | None = None,
) -> int:
    """Drafts that match become queued; returns how many. Doing it again adds nothing."""
    require(actor, "review")
    drafts = (filters or ExampleFilter()).model_copy(update={"statuses": ("draft",)})
    queued = 0
    for batch in id_batches(ws, project_id, drafts, ids, slots.ENQUEUE_BATCH):
        with ws.db.write() as connection:
            queued += slots.enqueue(connection, project_id, batch)
    return queued


def id_batches(
    ws: Workspace,
    project_id: str,
    filters: ExampleFilter,
    ids: Sequence[str] | None,
    size: int,
) -> Iterator[list[str]]:
    """Ids of the project's examples that match, each once, in order; nothing stays locked."""
    if ids is not None:
        named = sorted(set(ids))
        for start in range(0, len(named), size):
            part = named[start : start + size]
            query = reviewed.select_examples(project_id, ids=part, **filters.model_dump())
            with ws.db.read() as connection:
                batch = reviewed.example_ids(connection, query, size)
            if batch:
                yield batch
        return
    query, after = reviewed.select_examples(project_id, **filters.model_dump()), ""
    while True:
        with ws.db.read() as connection:
            batch = reviewed.example_ids(connection, query, size, after)
        if not batch:
            return
        yield batch
        after = batch[-1]


# ---- the hand ----------------------------------------------------------------------------------


def claim(ws: Workspace, actor: Actor, project_id: str, n: int = HAND) -> list[ReviewCard]:
    """The actor's hand, filled up to `n` cards: what they hold already, then what waits.

    Asking again returns the same cards with the same tokens and keeps their leases alive.
    """
    require(actor, "review")
    now = ws.clock()
    lease = timedelta(minutes=ws.settings.lease_minutes)
    with ws.db.read() as connection:
        hand = slots.held(connection, project_id, actor.name)
    if len(hand) < n or any(_ends_before(slot, now + lease / 2) for slot in hand):
        hand = _fill(ws, actor, project_id, n, now, now + lease)
    return _cards(ws, project_id, hand)


def _ends_before(slot: Slot, moment: datetime) -> bool:
    return slot.lease_until is None or slot.lease_until < moment


def _fill(
    ws: Workspace, actor: Actor, project_id: str, n: int, now: datetime, until: datetime
) -> list[Slot]:
    for attempt in range(_CLAIM_TRIES):
        try:
            with ws.db.write() as connection:
                slots.renew(connection, project_id, actor.name, until)
                hand = slots.held(connection, project_id, actor.name)
                return _top_up(connection, project_id, actor.name, hand, n, now, until)
        except sa.exc.IntegrityError:
            # Two windows of one reviewer took two slots of one example at once.
            if attempt == _CLAIM_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _top_up(
    connection: sa.Connection,
    project_id: str,
    reviewer: str,
    hand: list[Slot],
    n: int,
    now: datetime,
    until: datetime,
) -> list[Slot]:
    """Goes on behind the hand, so that nothing is walked past twice; then once from the top."""
    cursor = max((slot.rank for slot in hand), default=0)
    for start in (cursor, 0) if cursor else (0,):
        after = start
        while len(hand) < n:
            slot = slots.claim_next(connection, project_id, reviewer, now, until, after)
            if slot is None:
                break
            hand.append(slot)
            after = slot.rank
    return hand


def _cards(ws: Workspace, project_id: str, hand: Sequence[Slot]) -> list[ReviewCard]:
    if not hand:
        return []
    with ws.db.read() as connection:
        found = reviewed.material(connection, project_id, [slot.example_id for slot in hand])
    cards = []
    for slot in hand:
        example = found.examples[slot.example_id]
        chunk = found.chunks.get(example.chunk_id or "")
        cards.append(
            build_card(
                slot,
                example,
                found.revisions[slot.example_id],
                chunk,
                found.documents.get(example.document_id or ""),
                {x.id: x for x in found.elements.values() if _is_of(x, chunk)},
                found.pages,
                found.findings[example.id],
            )
        )
    return cards


def _is_of(element: Element, chunk: Chunk | None) -> bool:
    """Whether it is the element as the chunk's edition of the document has it."""
    return chunk is not None and element.document_id == chunk.document_id


def renew(ws: Workspace, actor: Actor, project_id: str) -> int:
    """Keep the actor's whole hand for another lease; returns how many cards that are."""
    require(actor, "review")
    until = ws.clock() + timedelta(minutes=ws.settings.lease_minutes)
    with ws.db.write() as connection:
        return slots.renew(connection, project_id, actor.name, until)


def release(
    ws: Workspace, actor: Actor, project_id: str, slot_ids: Sequence[str] | None = None
) -> int:
    """Give cards back to the queue (all, or those named) for others to take."""
    require(actor, "review")
    with ws.db.write() as connection:
        return slots.release(connection, project_id, actor.name, slot_ids)
