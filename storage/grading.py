"""Slots of a campaign, their leases and fencing tokens, and the grades that were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert_new, many, one
from workbench.records import Grade, GradeSlot


def add_slots(connection: sa.Connection, slots: Sequence[GradeSlot]) -> int:
    """Ids are made of what they stand for, so that a second time adds nothing. At most 1,000."""
    return insert_new(connection, s.grade_slots, list(slots))


def held(connection: sa.Connection, campaign_id: str, grader: str) -> list[GradeSlot]:
    """Open slots that this grader was the last to lease, in the order of the questions."""
    query = sa.select(s.grade_slots).where(_mine(campaign_id, grader))
    return sorted(many(connection, GradeSlot, query), key=lambda slot: slot.rank)


def renew(connection: sa.Connection, campaign_id: str, grader: str, until: datetime) -> None:
    statement = sa.update(s.grade_slots).where(_mine(campaign_id, grader))
    connection.execute(statement.values(lease_until=until))


def claim_next(
    connection: sa.Connection, campaign_id: str, grader: str, now: datetime, until: datetime
) -> GradeSlot | None:
    """Lease the first free slot of a question that this grader has none of."""
    candidate, sibling = s.grade_slots.alias("candidate"), s.grade_slots.alias("sibling")
    first = (
        sa.select(candidate.c.id)
        .where(
            candidate.c.campaign_id == campaign_id,
            candidate.c.done.is_(False),
            sa.or_(candidate.c.lease_until.is_(None), candidate.c.lease_until < now),
            ~sa.exists().where(
                sibling.c.campaign_id == campaign_id,
                sibling.c.question_id == candidate.c.question_id,
                sibling.c.grader == grader,
            ),
        )
        .order_by(candidate.c.rank, candidate.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        sa.update(s.grade_slots)
        .where(s.grade_slots.c.id == first)
        .values(grader=grader, lease_until=until, token=s.grade_slots.c.token + 1)
        .returning(s.grade_slots)
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else GradeSlot.model_validate(dict(row))


def lock(connection: sa.Connection, project_id: str, slot_id: str) -> GradeSlot | None:
    """The slot, which nobody else changes before this transaction ends."""
    t = s.grade_slots
    query = sa.select(t).where(t.c.project_id == project_id, t.c.id == slot_id)
    return one(connection, GradeSlot, query.with_for_update())


def of_question(
    connection: sa.Connection, campaign_id: str, question_id: str, grader: str
) -> GradeSlot | None:
    t = s.grade_slots
    query = sa.select(t).where(
        t.c.campaign_id == campaign_id, t.c.question_id == question_id, t.c.grader == grader
    )
    return one(connection, GradeSlot, query)


def change(connection: sa.Connection, slot_id: str, **values: Any) -> None:
    t = s.grade_slots
    connection.execute(sa.update(t).where(t.c.id == slot_id).values(**values))


def last_done(connection: sa.Connection, campaign_id: str, grader: str) -> GradeSlot | None:
    """The slot that this grader graded last."""
    t, g = s.grade_slots, s.grades.c
    query = (
        sa.select(t)
        .join(s.grades, sa.and_(g.slot_id == t.c.id, g.revision == t.c.revision))
        .where(t.c.campaign_id == campaign_id, t.c.grader == grader, t.c.done.is_(True))
        .order_by(g.at.desc(), g.id.desc())
        .limit(1)
    )
    return one(connection, GradeSlot, query)


@dataclass(frozen=True)
class Counts:
    slots: int
    done: int
    by: dict[str, int]
    """How many questions each grader has graded."""


def counts(connection: sa.Connection, campaign_id: str) -> Counts:
    t = s.grade_slots.c
    query = sa.select(t.grader, t.done, sa.func.count()).where(t.campaign_id == campaign_id)
    rows = connection.execute(query.group_by(t.grader, t.done)).all()
    by = {grader: number for grader, is_done, number in rows if is_done}
    return Counts(sum(number for _, _, number in rows), sum(by.values()), by)


def add_grades(connection: sa.Connection, grades: Sequence[Grade]) -> int:
    return insert_new(connection, s.grades, list(grades))


def by_key(connection: sa.Connection, project_id: str, key: str) -> list[Grade]:
    """Those of one submission."""
    t = s.grades
    query = sa.select(t).where(t.c.project_id == project_id, t.c.key == key)
    return many(connection, Grade, query)


def standing(connection: sa.Connection, campaign_id: str) -> list[Grade]:
    """The grades that count: of slots that are done, in their last revision."""
    t, slots = s.grades, s.grade_slots.c
    query = (
        sa.select(t)
        .join(s.grade_slots, slots.id == t.c.slot_id)
        .where(
            t.c.campaign_id == campaign_id,
            slots.done.is_(True),
            slots.revision == t.c.revision,
        )
        .order_by(t.c.question_id, t.c.id)
    )
    return many(connection, Grade, query)


def of_slot(connection: sa.Connection, slot_id: str, revision: int) -> list[Grade]:
    t = s.grades
    return many(
        connection, Grade, sa.select(t).where(t.c.slot_id == slot_id, t.c.revision == revision)
    )


def _mine(campaign_id: str, grader: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        s.grade_slots.c.campaign_id == campaign_id,
        s.grade_slots.c.grader == grader,
        s.grade_slots.c.done.is_(False),
    )
