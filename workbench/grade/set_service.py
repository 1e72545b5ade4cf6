"""Evaluation sets: written, imported, edited until their first campaign, copied after it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from storage import audit
from storage import evaluation as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from storage.evaluation import SetRow as SetRow
from workbench.access import Actor, require
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.grade.questions import (
    MOST_QUESTIONS,
    QuestionDraft,
    checked,
    drafts_of,
    question_hash,
)
from workbench.ingest.columns import row_values
from workbench.ingest.gate import inspect
from workbench.ingest.parsed import Limits
from workbench.ingest.sandbox import parse
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    AuditEvent,
    ConfidentialityLevel,
    EvaluationQuestion,
    EvaluationSet,
    Record,
    new_id,
)
from workbench.workspace import Workspace


class AddedQuestions(Record):
    set: EvaluationSet
    added: int
    known: int = 0
    """That the set had already."""
    overlapping: int = 0
    """Of the added ones: that stand among the project's examples as well, so that a tuned system
    may know them by heart."""


def create_set(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    level: ConfidentialityLevel = "confidential",
    key: str | None = None,
) -> EvaluationSet:
    """An empty one. Raises UserError without a name, StaleWrite where it is taken.

    A `key` (of `new_id`) makes it safe to ask twice: the set made first is returned.
    """
    require(actor, "evaluate")
    made = _set(ws, actor, project_id, name, level)
    if key is not None:
        made = made.model_copy(update={"id": key})
    with ws.db.write() as connection:
        if key is not None and (there := rows.get_set(connection, project_id, key)):
            return there
        if not rows.add_set(connection, made):
            raise StaleWrite("error.evaluation_set_exists", name=made.name)
        audit.record(connection, _event(ws, actor, made, "add_evaluation_set"))
    return made


def _set(
    ws: Workspace, actor: Actor, project_id: str, name: str, level: ConfidentialityLevel
) -> EvaluationSet:
    if not name.strip():
        raise UserError("error.evaluation_set_unnamed")
    return EvaluationSet(
        id=new_id(),
        project_id=project_id,
        name=name.strip()[:200],
        level=level,
        created_at=ws.clock(),
        created_by=actor.name,
    )


def evaluation_sets(ws: Workspace, actor: Actor, project_id: str) -> list[SetRow]:
    """Newest first, with how many questions and campaigns each has."""
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.sets(connection, project_id)


def evaluation_set(ws: Workspace, actor: Actor, project_id: str, name: str) -> EvaluationSet:
    """By name or id. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.get_set(connection, project_id, name)
    if found is None:
        raise NotFound("error.evaluation_set_unknown", name=name[:80])
    return found


def questions(
    ws: Workspace, actor: Actor, project_id: str, name: str, limit: int = 50, offset: int = 0
) -> tuple[list[EvaluationQuestion], int]:
    """In the order of the set, and how many there are."""
    found = evaluation_set(ws, actor, project_id, name)
    with ws.db.read() as connection:
        total = rows.question_count(connection, found.id)
        return rows.questions(connection, found.id, limit, offset), total


def add_questions(
    ws: Workspace, actor: Actor, project_id: str, name: str, drafts: Sequence[QuestionDraft]
) -> AddedQuestions:
    """To a set that has no campaign yet, all or none. What it has already is passed over.

    Raises UserError where a text is missing or too long, or the set would grow too large, and
    StaleWrite where the set is frozen.
    """
    require(actor, "evaluate")
    found = evaluation_set(ws, actor, project_id, name)
    fresh = [checked(draft) for draft in drafts]
    with ws.db.read() as connection:
        asked = {question_hash(text) for text in rows.example_questions(connection, project_id)}
    at = ws.clock()
    with ws.db.write() as connection:
        locked = rows.lock_set(connection, found.id)
        before = rows.question_count(connection, found.id)
        if before + len(fresh) > MOST_QUESTIONS:
            raise UserError("error.evaluation_too_many", name=found.name, most=MOST_QUESTIONS)
        known = {q.content_hash for q in rows.questions(connection, found.id)}
        first = rows.last_seq(connection, found.id) + 1
        made: dict[str, EvaluationQuestion] = {}
        for draft in fresh:
            digest = draft.digest()
            if digest not in known and digest not in made:
                made[digest] = _question(found, draft, first + len(made), actor, at)
        every = list(made.values())
        if every:
            _still_open(locked)
        for start in range(0, len(every), MAX_ROWS_PER_TRANSACTION):
            rows.add_questions(connection, every[start : start + MAX_ROWS_PER_TRANSACTION])
    return AddedQuestions(
        set=found,
        added=len(every),
        known=len(fresh) - len(every),
        overlapping=sum(digest in asked for digest in made),
    )


def _question(
    found: EvaluationSet, draft: QuestionDraft, seq: int, actor: Actor, at: object
) -> EvaluationQuestion:
    return EvaluationQuestion.model_validate(
        {
            **draft.model_dump(),
            "id": new_id(),
            "project_id": found.project_id,
            "set_id": found.id,
            "seq": seq,
            "content_hash": draft.digest(),
            "created_at": at,
            "created_by": actor.name,
        }
    )


def rows_of_file(ws: Workspace, path: Path, name: str) -> list[tuple[int, dict[str, str]]]:
    """Numbered rows of a CSV, TSV, XLSX, JSON or JSONL file, by column name. Raises UserError where
    it is none of these or cannot be read."""
    limits = Limits.of(ws.settings)
    media_type = inspect(path, name, limits)
    with parse(path, name, media_type, limits, images=False, scratch=ws.scratch()) as parsed:
        return [
            (element.locator.row or index, row)
            for index, element in enumerate(parsed.elements(), start=1)
            if (row := row_values(element.cells))
        ]


def import_questions(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    path: Path,
    name: str,
    set_name: str,
    level: ConfidentialityLevel = "confidential",
) -> AddedQuestions:
    """Into a set of that name, made where there is none; nothing is written where the file cannot
    be used."""
    require(actor, "evaluate")
    drafts = drafts_of(rows_of_file(ws, path, name), name)
    with ws.db.read() as connection:
        found = rows.get_set(connection, project_id, set_name.strip())
    if found is None:
        found = create_set(ws, actor, project_id, set_name, level)
    return add_questions(ws, actor, project_id, found.id, drafts)


def edit_question(
    ws: Workspace, actor: Actor, project_id: str, question_id: str, draft: QuestionDraft
) -> EvaluationQuestion:
    """Raises StaleWrite where the set is frozen, or has this question already."""
    require(actor, "evaluate")
    draft = checked(draft)
    with ws.db.write() as connection:
        found = rows.question(connection, project_id, question_id)
        if found is None:
            raise NotFound("error.evaluation_question_unknown", id=question_id[:40])
        _still_open(rows.lock_set(connection, found.set_id))
        changed = {**draft.model_dump(), "content_hash": draft.digest()}
        if not rows.change_question(connection, found.id, **changed):
            raise StaleWrite("error.evaluation_question_exists")
    return found.model_copy(update=changed)


def remove_question(ws: Workspace, actor: Actor, project_id: str, question_id: str) -> None:
    """Raises StaleWrite where the set is frozen. One that is gone already stays gone."""
    require(actor, "evaluate")
    with ws.db.write() as connection:
        found = rows.question(connection, project_id, question_id)
        if found is not None:
            _still_open(rows.lock_set(connection, found.set_id))
            rows.remove_question(connection, found.id)


def copy_set(
    ws: Workspace, actor: Actor, project_id: str, name: str, new_name: str
) -> EvaluationSet:
    """The same questions under a new name, open to be changed."""
    require(actor, "evaluate")
    found = evaluation_set(ws, actor, project_id, name)
    with ws.db.read() as connection:
        every = rows.questions(connection, found.id)
    made = create_set(ws, actor, project_id, new_name, found.level)
    drafts = [QuestionDraft(**q.model_dump(include=set(QuestionDraft.model_fields))) for q in every]
    add_questions(ws, actor, project_id, made.id, drafts)
    return made


def set_level(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    level: ConfidentialityLevel,
    reason: str = "",
) -> EvaluationSet:
    """Raising needs the right to evaluate, lowering the right to lower and a reason."""
    found = evaluation_set(ws, actor, project_id, name)
    order = CONFIDENTIALITY_LEVELS.index
    lowers = order(level) < order(found.level)
    require(actor, "lower_level" if lowers else "evaluate")
    if lowers and not reason.strip():
        raise UserError("error.level_reason_missing")
    action = "level_lowered" if lowers else "level_raised"
    event = _event(ws, actor, found, action, reason.strip())
    with ws.db.write() as connection:
        rows.change_set(connection, found.id, level=level)
        audit.record(connection, event)
    return found.model_copy(update={"level": level})


def _still_open(found: EvaluationSet | None) -> None:
    if found is not None and found.frozen_at is not None:
        raise StaleWrite("error.evaluation_set_frozen", name=found.name)


def _event(
    ws: Workspace, actor: Actor, found: EvaluationSet, action: str, reason: str = ""
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=found.project_id,
        actor=actor.name,
        action=action,
        subject_kind="evaluation_set",
        subject_id=found.id,
        reason=reason,
        at=ws.clock(),
    )
