"""Evaluation sets with their questions, campaigns, and what systems answered in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import count, insert, insert_new, many, one
from storage.jobs import UNFINISHED
from workbench.records import Answer, Campaign, EvaluationQuestion, EvaluationSet

# ---- sets ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SetRow:
    set: EvaluationSet
    questions: int
    campaigns: int


def add_set(connection: sa.Connection, made: EvaluationSet) -> bool:
    """Once per name; False where there is one."""
    return insert_new(connection, s.evaluation_sets, [made]) == 1


def get_set(connection: sa.Connection, project_id: str, name: str) -> EvaluationSet | None:
    """By id or by name."""
    t = s.evaluation_sets.c
    query = sa.select(s.evaluation_sets).where(
        t.project_id == project_id, sa.or_(t.id == name, t.name == name)
    )
    return one(connection, EvaluationSet, query.order_by((t.id != name).cast(sa.Integer)))


def lock_set(connection: sa.Connection, set_id: str) -> EvaluationSet | None:
    """The set, which nobody else changes before this transaction ends."""
    query = sa.select(s.evaluation_sets).where(s.evaluation_sets.c.id == set_id)
    return one(connection, EvaluationSet, query.with_for_update())


def change_set(connection: sa.Connection, set_id: str, **values: Any) -> None:
    t = s.evaluation_sets
    connection.execute(sa.update(t).where(t.c.id == set_id).values(**values))


def freeze_set(connection: sa.Connection, set_id: str, at: datetime) -> None:
    """A set that is frozen stays as it is."""
    t = s.evaluation_sets
    statement = sa.update(t).where(t.c.id == set_id, t.c.frozen_at.is_(None))
    connection.execute(statement.values(frozen_at=at))


def sets(connection: sa.Connection, project_id: str) -> list[SetRow]:
    """Newest first."""
    t = s.evaluation_sets
    query = sa.select(t).where(t.c.project_id == project_id).order_by(t.c.id.desc())
    asked = _counted(connection, s.evaluation_questions, project_id)
    used = _counted(connection, s.campaigns, project_id)
    return [
        SetRow(found, asked.get(found.id, 0), used.get(found.id, 0))
        for found in many(connection, EvaluationSet, query)
    ]


def _counted(connection: sa.Connection, table: sa.Table, project_id: str) -> dict[str, int]:
    query = (
        sa.select(table.c.set_id, sa.func.count())
        .where(table.c.project_id == project_id)
        .group_by(table.c.set_id)
    )
    return {set_id: int(number) for set_id, number in connection.execute(query)}


# ---- questions -----------------------------------------------------------------------------------


def add_questions(connection: sa.Connection, made: Sequence[EvaluationQuestion]) -> int:
    """Those that the set does not have yet; returns how many. At most 1,000."""
    return insert_new(connection, s.evaluation_questions, list(made))


def last_seq(connection: sa.Connection, set_id: str) -> int:
    t = s.evaluation_questions.c
    query = sa.select(sa.func.max(t.seq)).where(t.set_id == set_id)
    return int(connection.execute(query).scalar() or 0)


def questions(
    connection: sa.Connection, set_id: str, limit: int | None = None, offset: int = 0
) -> list[EvaluationQuestion]:
    """In the order of the set."""
    t = s.evaluation_questions
    query = sa.select(t).where(t.c.set_id == set_id).order_by(t.c.seq, t.c.id)
    return many(connection, EvaluationQuestion, query.limit(limit).offset(offset))


def question_count(connection: sa.Connection, set_id: str) -> int:
    t = s.evaluation_questions.c
    return count(connection, sa.select(t.id).where(t.set_id == set_id))


def question(
    connection: sa.Connection, project_id: str, question_id: str
) -> EvaluationQuestion | None:
    t = s.evaluation_questions
    query = sa.select(t).where(t.c.project_id == project_id, t.c.id == question_id)
    return one(connection, EvaluationQuestion, query)


def change_question(connection: sa.Connection, question_id: str, **values: Any) -> bool:
    """False where the set holds such a question already."""
    t = s.evaluation_questions
    try:
        with connection.begin_nested():
            connection.execute(sa.update(t).where(t.c.id == question_id).values(**values))
    except sa.exc.IntegrityError:
        return False
    return True


def remove_question(connection: sa.Connection, question_id: str) -> None:
    t = s.evaluation_questions
    connection.execute(sa.delete(t).where(t.c.id == question_id))


def question_texts(connection: sa.Connection, project_id: str) -> list[str]:
    """Of all evaluation sets of the project."""
    t = s.evaluation_questions.c
    query = sa.select(t.question).where(t.project_id == project_id)
    return list(connection.execute(query).scalars())


def example_questions(connection: sa.Connection, project_id: str) -> list[str]:
    """Questions of all examples that were not rejected, in their newest words."""
    e, r = s.examples.c, s.example_revisions.c
    query = (
        sa.select(r.question)
        .join(s.examples, r.id == e.revision_id)
        .where(e.project_id == project_id, e.status != "rejected")
    )
    return list(connection.execute(query).scalars())


# ---- campaigns -----------------------------------------------------------------------------------


def add_campaign(connection: sa.Connection, made: Campaign) -> Campaign:
    """Insert with the project's next number, whatever number it came with."""
    project = sa.select(s.projects.c.id).where(s.projects.c.id == made.project_id)
    connection.execute(project.with_for_update()).one()
    t = s.campaigns
    newest = sa.select(sa.func.max(t.c.number)).where(t.c.project_id == made.project_id)
    number = (connection.execute(newest).scalar_one() or 0) + 1
    numbered = made.model_copy(update={"number": number})
    insert(connection, t, numbered)
    return numbered


def get_campaign(connection: sa.Connection, project_id: str, name: str) -> Campaign | None:
    """By id or by number."""
    t = s.campaigns
    number = name.removeprefix("#")
    which = t.c.id == name
    if number.isdecimal() and len(number) < 9:
        which = sa.or_(which, t.c.number == int(number))
    return one(connection, Campaign, sa.select(t).where(t.c.project_id == project_id, which))


def campaigns(
    connection: sa.Connection, project_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[Campaign], int]:
    """Newest first, and how many there are."""
    t = s.campaigns
    query = sa.select(t).where(t.c.project_id == project_id)
    newest = query.order_by(t.c.number.desc()).limit(limit).offset(offset)
    return many(connection, Campaign, newest), count(connection, query)


def change_campaign(connection: sa.Connection, campaign_id: str, **values: Any) -> None:
    t = s.campaigns
    connection.execute(sa.update(t).where(t.c.id == campaign_id).values(**values))


def close_campaign(connection: sa.Connection, campaign_id: str, at: datetime, by: str) -> bool:
    """False where it was closed already."""
    t = s.campaigns
    statement = sa.update(t).where(t.c.id == campaign_id, t.c.closed_at.is_(None))
    return connection.execute(statement.values(closed_at=at, closed_by=by)).rowcount == 1


def stage_counts(connection: sa.Connection, project_id: str) -> dict[str, int]:
    """`sets`; gradings that were given (`graded`); and of open campaigns what is stuck: gradings
    that are needed (`waiting`) and answers that nobody is asked for any more (`missing`)."""
    c, slots, jobs = s.campaigns, s.grade_slots, s.jobs
    gradings = (
        sa.select(slots.c.done, c.c.closed_at.is_(None), sa.func.count())
        .join(c, c.c.id == slots.c.campaign_id)
        .where(slots.c.project_id == project_id)
        .group_by(slots.c.done, c.c.closed_at.is_(None))
    )
    found = {"graded": 0, "waiting": 0, "missing": 0}
    for is_done, is_open, number in connection.execute(gradings):
        if is_done or is_open:
            found["graded" if is_done else "waiting"] += int(number)
    resting = (
        sa.select(c.c.id, c.c.set_id, c.c.system_ids)
        .outerjoin(jobs, jobs.c.id == c.c.job_id)
        .where(c.c.project_id == project_id, c.c.closed_at.is_(None))
        .where(sa.or_(jobs.c.state.is_(None), jobs.c.state.not_in(UNFINISHED)))
    )
    asked = _counted(connection, s.evaluation_questions, project_id)
    for campaign_id, set_id, system_ids in connection.execute(resting).all():
        own = sa.select(s.answers.c.id).where(s.answers.c.campaign_id == campaign_id)
        found["missing"] += max(0, asked.get(set_id, 0) * len(system_ids) - count(connection, own))
    sets = sa.select(s.evaluation_sets.c.id).where(s.evaluation_sets.c.project_id == project_id)
    return {"sets": count(connection, sets), **found}


# ---- answers -------------------------------------------------------------------------------------


def add_answers(connection: sa.Connection, made: Sequence[Answer]) -> int:
    """One for each question and system; a second one changes nothing."""
    return insert_new(connection, s.answers, list(made))


def answers(
    connection: sa.Connection, campaign_id: str, question_ids: Sequence[str] | None = None
) -> list[Answer]:
    """All of a campaign, or those to some of its questions."""
    t = s.answers
    query = sa.select(t).where(t.c.campaign_id == campaign_id)
    if question_ids is not None:
        query = query.where(t.c.question_id.in_(question_ids))
    return many(connection, Answer, query.order_by(t.c.question_id, t.c.id))


def answer_counts(connection: sa.Connection, campaign_id: str) -> dict[str, int]:
    """How many answers each question has."""
    t = s.answers.c
    query = sa.select(t.question_id, sa.func.count()).where(t.campaign_id == campaign_id)
    rows = connection.execute(query.group_by(t.question_id))
    return {question_id: int(number) for question_id, number in rows}
