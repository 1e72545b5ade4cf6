"""Campaigns: two to four systems answer a set in a job, then people grade the answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage import audit, grading, systems
from storage import evaluation as rows
from storage import jobs as job_rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.access import Actor, require
from workbench.answer.port import ANSWERERS, DEFAULT, SYSTEMS
from workbench.errors import NotFound, UserError
from workbench.grade import imported
from workbench.grade.outcome import SystemFacts
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue, load_kinds
from workbench.records import (
    Answer,
    AuditEvent,
    Campaign,
    EvaluationQuestion,
    EvaluationSet,
    GradeSlot,
    Job,
    JobItem,
    Record,
    System,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

ANSWERS = "answers"
"""The kind of job in which the systems of a campaign answer."""
LEAST_SYSTEMS, MOST_SYSTEMS = 2, 4
MOST_GRADERS = 5


class CampaignState(Record):
    """A campaign with how far it has come."""

    campaign: Campaign
    set: EvaluationSet
    systems: tuple[SystemFacts, ...]
    """In the campaign's order; the first is the baseline."""
    questions: int
    answered: int
    """Answers that are there, of questions x systems."""
    slots: int
    """Gradings that are needed."""
    graded: int
    by_grader: dict[str, int]
    """Questions graded, by the grader's name."""
    job: Job | None

    @property
    def expected(self) -> int:
        return self.questions * len(self.systems)

    @property
    def is_open(self) -> bool:
        return self.campaign.closed_at is None


def start_campaign(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    set_name: str,
    system_names: Sequence[str],
    *,
    graders: int = 1,
    name: str = "",
    key: str | None = None,
) -> Campaign:
    """Freeze the set and have the systems answer it in a job. Systems by id or name, the first is
    the baseline. Raises UserError for an empty set, fewer than two or more than four systems.

    A `key` (of `new_id`) makes it safe to ask twice: the campaign started first is returned.
    """
    require(actor, "evaluate")
    if not LEAST_SYSTEMS <= len(set(system_names)) <= MOST_SYSTEMS:
        raise UserError("error.campaign_systems", least=LEAST_SYSTEMS, most=MOST_SYSTEMS)
    if not 1 <= graders <= MOST_GRADERS:
        raise UserError("error.campaign_graders", most=MOST_GRADERS)
    with ws.db.read() as connection:
        chosen = rows.get_set(connection, project_id, set_name)
        if chosen is None:
            raise NotFound("error.evaluation_set_unknown", name=set_name[:80])
        if not rows.question_count(connection, chosen.id):
            raise UserError("error.evaluation_set_empty", name=chosen.name)
    load_kinds()  # the answer stage registers itself with its port
    asked = [SYSTEMS[DEFAULT](ws, project_id, name) for name in system_names]
    campaign = Campaign(
        id=key or new_id(),
        project_id=project_id,
        number=0,
        name=name.strip()[:200],
        set_id=chosen.id,
        system_ids=tuple(dict.fromkeys(system.id for system in asked)),
        graders=graders,
        seed=secrets.token_hex(32),
        created_at=ws.clock(),
        created_by=actor.name,
    )
    if len(campaign.system_ids) < LEAST_SYSTEMS:
        raise UserError("error.campaign_systems", least=LEAST_SYSTEMS, most=MOST_SYSTEMS)
    with ws.db.write() as connection:
        rows.freeze_set(connection, chosen.id, ws.clock())
        if key is not None and (made := rows.get_campaign(connection, project_id, key)):
            return made
        campaign = rows.add_campaign(connection, campaign)
        audit.record(connection, _event(ws, actor, campaign, "start_campaign"))
    return _with_job(ws, actor, campaign)


def _with_job(ws: Workspace, actor: Actor, campaign: Campaign) -> Campaign:
    """Where the process dies between the two, `resume` starts the job."""
    job = enqueue(ws, actor, campaign.project_id, ANSWERS, {"campaign_id": campaign.id})
    with ws.db.write() as connection:
        rows.change_campaign(connection, campaign.id, job_id=job.id)
    return campaign.model_copy(update={"job_id": job.id})


def resume(ws: Workspace, actor: Actor, project_id: str, campaign_id: str) -> Campaign:
    """Ask again what has no answer yet, in a new job; what is there stays. A job that is under way
    goes on."""
    require(actor, "evaluate")
    found = campaign(ws, actor, project_id, campaign_id)
    if found.closed_at is not None:
        raise UserError("error.campaign_closed", number=found.number)
    if found.job_id:
        with ws.db.read() as connection:
            job = job_rows.get(connection, project_id, found.job_id)
        if job is not None and job.state in job_rows.UNFINISHED:
            return found
    return _with_job(ws, actor, found)


def campaign(ws: Workspace, actor: Actor, project_id: str, name: str) -> Campaign:
    """By id or number (`3`, `#3`). Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.get_campaign(connection, project_id, name)
    if found is None:
        raise NotFound("error.campaign_unknown", id=name[:40])
    return found


def campaigns(
    ws: Workspace, actor: Actor, project_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[CampaignState], int]:
    """Newest first, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        found, total = rows.campaigns(connection, project_id, limit, offset)
        return [_state(connection, each) for each in found], total


def state(ws: Workspace, actor: Actor, project_id: str, name: str) -> CampaignState:
    found = campaign(ws, actor, project_id, name)
    with ws.db.read() as connection:
        return _state(connection, found)


def close(ws: Workspace, actor: Actor, project_id: str, name: str) -> Campaign:
    """End the grading: names are shown from now on, and no grade changes any more. What is closed
    stays closed. Raises UserError where nothing has been graded."""
    require(actor, "evaluate")
    found = campaign(ws, actor, project_id, name)
    at = ws.clock()
    with ws.db.write() as connection:
        if not grading.counts(connection, found.id).done:
            raise UserError("error.campaign_ungraded", number=found.number)
        if rows.close_campaign(connection, found.id, at, actor.name):
            audit.record(connection, _event(ws, actor, found, "close_campaign"))
    return campaign(ws, actor, project_id, found.id)


def systems_of(connection: sa.Connection, campaign: Campaign) -> list[SystemFacts]:
    """In the campaign's order."""
    found = {system.id: system for system in systems.every(connection, campaign.project_id)}
    return [_facts(found[system_id]) for system_id in campaign.system_ids]


def _facts(system: System) -> SystemFacts:
    return SystemFacts(
        id=system.id,
        name=system.name,
        kind=system.kind,
        random_weights=system.random_weights,
    )


def _state(connection: sa.Connection, found: Campaign) -> CampaignState:
    counts = grading.counts(connection, found.id)
    chosen = rows.get_set(connection, found.project_id, found.set_id)
    if chosen is None:
        raise NotFound("error.evaluation_set_unknown", name=found.set_id)
    return CampaignState(
        campaign=found,
        set=chosen,
        systems=tuple(systems_of(connection, found)),
        questions=rows.question_count(connection, found.set_id),
        answered=sum(rows.answer_counts(connection, found.id).values()),
        slots=counts.slots,
        graded=counts.done,
        by_grader=counts.by,
        job=job_rows.get(connection, found.project_id, found.job_id) if found.job_id else None,
    )


def _event(ws: Workspace, actor: Actor, found: Campaign, action: str) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=found.project_id,
        actor=actor.name,
        action=action,
        subject_kind="campaign",
        subject_id=found.id,
        at=ws.clock(),
    )


# ---- the job -------------------------------------------------------------------------------------


def _plan(ws: Workspace, job: Job) -> list[str]:
    """`question system` of what has no answer yet, one system after the other, so that a model of
    this machine is loaded once."""
    campaign_id = str(job.parameters["campaign_id"])
    with ws.db.read() as connection:
        found = rows.get_campaign(connection, job.project_id, campaign_id)
        if found is None:
            raise NotFound("error.campaign_unknown", id=campaign_id)
        there = {(a.question_id, a.system_id) for a in rows.answers(connection, found.id)}
        asked = [question.id for question in rows.questions(connection, found.set_id)]
    return [
        f"{question} {system}"
        for system in found.system_ids
        for question in asked
        if (question, system) not in there
    ]


async def _run(ws: Workspace, job: Job, item: JobItem) -> Answer:
    question_id, _, system_id = item.key.partition(" ")
    with ws.db.read() as connection:
        question = rows.question(connection, job.project_id, question_id)
        chosen = question and rows.get_set(connection, job.project_id, question.set_id)
        system = systems.get(connection, job.project_id, system_id)
    if question is None or not chosen or system is None:
        raise NotFound("error.evaluation_question_unknown", id=question_id)
    campaign_id = str(job.parameters["campaign_id"])
    if system.kind == "imported":
        return imported.answer_of(
            ws.files.read(str(system.parameters["answers_sha256"])),
            _blank(ws, campaign_id, question, system, chosen),
            question,
        )
    answerer = ANSWERERS[DEFAULT]
    told = await answerer(
        ws, job.created_by, job.project_id, system_id, question.question, level=chosen.level
    )
    if told.error is not None:
        raise UserError(told.error.key, **told.error.params)
    return _blank(ws, campaign_id, question, system, chosen).model_copy(
        update={name: getattr(told, name) for name in _TOLD}
    )


_TOLD = (
    "state",
    "text",
    "citations",
    "extractive",
    "model",
    "level",
    "random_weights",
    "took_ms",
    "prompt_hash",
)


def _blank(
    ws: Workspace,
    campaign_id: str,
    question: EvaluationQuestion,
    system: System,
    chosen: EvaluationSet,
) -> Answer:
    return Answer(
        id=new_id(),
        project_id=question.project_id,
        campaign_id=campaign_id,
        question_id=question.id,
        system_id=system.id,
        state="answer",
        text="",
        extractive=False,
        level=chosen.level,
        random_weights=system.random_weights,
        took_ms=0,
        created_at=ws.clock(),
    )


def _save(
    connection: sa.Connection, _ws: Workspace, _job: Job, _item: JobItem, answer: Answer
) -> None:
    rows.add_answers(connection, [answer])


def _finish(ws: Workspace, job: Job) -> dict[str, Any]:
    """Questions that every system has answered can be graded from now on."""
    campaign_id = str(job.parameters["campaign_id"])
    with ws.db.read() as connection:
        found = rows.get_campaign(connection, job.project_id, campaign_id)
        if found is None:
            raise NotFound("error.campaign_unknown", id=campaign_id)
        counts = rows.answer_counts(connection, found.id)
        asked = rows.questions(connection, found.set_id)
    whole = [question for question in asked if counts.get(question.id) == len(found.system_ids)]
    slots = [
        GradeSlot(
            id=content_hash(found.id, question.id, str(number))[:26],
            project_id=found.project_id,
            campaign_id=found.id,
            question_id=question.id,
            rank=question.seq,
        )
        for question in whole
        for number in range(found.graders)
    ]
    for start in range(0, len(slots), MAX_ROWS_PER_TRANSACTION):
        with ws.db.write() as connection:
            grading.add_slots(connection, slots[start : start + MAX_ROWS_PER_TRANSACTION])
    return {
        "campaign": found.number,
        "questions": len(asked),
        "answered": sum(counts.values()),
        "ready": len(whole),
    }


JOB_KINDS.add(
    ANSWERS,
    JobKind(
        name=ANSWERS,
        plan=_plan,
        run=_run,
        save=_save,
        finish=_finish,
        concurrency=2,
        permission="evaluate",
    ),
)
