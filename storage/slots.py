"""The queue: slots, their leases and fencing tokens.

A claim is one `UPDATE … WHERE id = (SELECT … LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING`, so that
two reviewers never hold one slot. SQLAlchemy leaves the lock clause out on SQLite, where writes
come one at a time anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert, many, one
from workbench.records import Slot, new_id

ENQUEUE_BATCH = 400
"""Examples in one transaction: each changes one row and adds another."""


def enqueue(connection: sa.Connection, project_id: str, example_ids: Sequence[str]) -> int:
    """Drafts among `example_ids` become queued, each with a slot at the end of the queue.

    Those of one passage follow each other: it is then read once.
    At most ENQUEUE_BATCH ids. What is not a draft is left alone, so a repetition adds nothing.
    """
    taken = connection.execute(
        sa.update(s.examples)
        .where(
            s.examples.c.project_id == project_id,
            s.examples.c.id.in_(example_ids),
            s.examples.c.status == "draft",
        )
        .values(status="queued")
        .returning(s.examples.c.id)
    )
    by_source = (
        sa.select(s.examples.c.id)
        .join(s.chunks, s.chunks.c.id == s.examples.c.chunk_id, isouter=True)
        .where(s.examples.c.id.in_(list(taken.scalars())))
        .order_by(s.chunks.c.document_id, s.chunks.c.seq, s.examples.c.id)
    )
    ordered = list(connection.execute(by_source).scalars())
    rank = last_rank(connection, project_id)
    insert(
        connection,
        s.slots,
        [
            Slot(id=new_id(), project_id=project_id, example_id=example_id, rank=rank + number)
            for number, example_id in enumerate(ordered, start=1)
        ],
    )
    return len(ordered)


def last_rank(connection: sa.Connection, project_id: str) -> int:
    """The highest rank that waits; 0 for an empty queue."""
    highest = sa.select(sa.func.max(s.slots.c.rank)).where(
        s.slots.c.project_id == project_id, s.slots.c.done.is_(False)
    )
    return int(connection.execute(highest).scalar() or 0)


def claim_next(
    connection: sa.Connection,
    project_id: str,
    reviewer: str,
    now: datetime,
    until: datetime,
    after_rank: int = 0,
) -> Slot | None:
    """Lease the first free slot behind `after_rank`; None where there is none.

    Free is: open, not leased or its lease over, and of an example this reviewer has no slot of.
    """
    candidate, sibling = s.slots.alias("candidate"), s.slots.alias("sibling")
    first = (
        sa.select(candidate.c.id)
        .where(
            candidate.c.project_id == project_id,
            candidate.c.done.is_(False),
            candidate.c.rank > after_rank,
            sa.or_(candidate.c.lease_until.is_(None), candidate.c.lease_until < now),
            ~sa.exists().where(
                sibling.c.example_id == candidate.c.example_id, sibling.c.reviewer == reviewer
            ),
        )
        .order_by(candidate.c.rank)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        sa.update(s.slots)
        .where(s.slots.c.id == first)
        .values(reviewer=reviewer, lease_until=until, token=s.slots.c.token + 1)
        .returning(s.slots)
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else Slot.model_validate(dict(row))


def held(connection: sa.Connection, project_id: str, reviewer: str) -> list[Slot]:
    """Open slots that this reviewer was the last to lease, in the order of the queue."""
    # Sorted here: asked to sort, SQLite walks the whole queue by rank instead of a few rows.
    found = many(connection, Slot, sa.select(s.slots).where(_mine(project_id, reviewer)))
    return sorted(found, key=lambda slot: slot.rank)


def renew(connection: sa.Connection, project_id: str, reviewer: str, until: datetime) -> int:
    """Extend this reviewer's leases, also those that ran out and nobody took."""
    statement = sa.update(s.slots).where(_mine(project_id, reviewer)).values(lease_until=until)
    return connection.execute(statement).rowcount


def release(
    connection: sa.Connection,
    project_id: str,
    reviewer: str,
    slot_ids: Sequence[str] | None = None,
) -> int:
    """Give open slots back to the queue, all of this reviewer's or those named."""
    statement = sa.update(s.slots).where(_mine(project_id, reviewer))
    if slot_ids is not None:
        statement = statement.where(s.slots.c.id.in_(slot_ids))
    return connection.execute(statement.values(reviewer=None, lease_until=None)).rowcount


def _mine(project_id: str, reviewer: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        s.slots.c.project_id == project_id,
        s.slots.c.reviewer == reviewer,
        s.slots.c.done.is_(False),
    )


def lock(connection: sa.Connection, project_id: str, slot_id: str) -> Slot | None:
    """The slot, which nobody else changes before this transaction ends."""
    query = sa.select(s.slots).where(s.slots.c.project_id == project_id, s.slots.c.id == slot_id)
    return one(connection, Slot, query.with_for_update())


def lock_of_examples(
    connection: sa.Connection, project_id: str, example_ids: Sequence[str]
) -> dict[str, Slot]:
    """The first slot of each example that has one, locked like `lock`."""
    query = (
        sa.select(s.slots)
        .where(s.slots.c.example_id.in_(example_ids))
        .order_by(s.slots.c.example_id, s.slots.c.id)
        .with_for_update()
    )
    found: dict[str, Slot] = {}
    for slot in many(connection, Slot, query):
        if slot.project_id == project_id:
            found.setdefault(slot.example_id, slot)
    return found


def change(connection: sa.Connection, slot_id: str, **values: Any) -> None:
    connection.execute(sa.update(s.slots).where(s.slots.c.id == slot_id).values(**values))


def add(connection: sa.Connection, slots: list[Slot]) -> None:
    insert(connection, s.slots, slots)


def waiting(connection: sa.Connection, project_id: str) -> int:
    """Open slots, leased ones included."""
    query = sa.select(sa.func.count()).where(
        s.slots.c.project_id == project_id, s.slots.c.done.is_(False)
    )
    return int(connection.execute(query).scalar_one())
