"""What a campaign comes to, for those who may see it already; and the answers of systems that were
written elsewhere."""

from __future__ import annotations

from pathlib import Path

from storage import audit, grading, systems
from storage import evaluation as rows
from workbench.access import Actor, require
from workbench.clean.leaks import leak_of
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.finder import finder_for, originals_for
from workbench.grade import imported
from workbench.grade.outcome import Report
from workbench.grade.questions import drafts_of, question_hash
from workbench.grade.report import Material, build
from workbench.grade.service import campaign, systems_of
from workbench.grade.set_service import rows_of_file
from workbench.projects import project_of
from workbench.records import AuditEvent, Campaign, System, new_id
from workbench.workspace import Workspace


def may_see_report(ws: Workspace, actor: Actor, found: Campaign) -> bool:
    """After it is closed everybody who may read; before, those who run campaigns, unless they grade
    in this one: names would end their blindness."""
    if found.closed_at is not None:
        return actor.may("read")
    if not actor.may("evaluate"):
        return False
    with ws.db.read() as connection:
        counts = grading.counts(connection, found.id)
        holds = grading.held(connection, found.id, actor.name)
    return actor.name not in counts.by and not holds


def report(ws: Workspace, actor: Actor, project_id: str, name: str) -> Report:
    """By number or id. Raises UserError where names would end the actor's blindness."""
    require(actor, "read")
    found = campaign(ws, actor, project_id, name)
    if not may_see_report(ws, actor, found):
        raise UserError("error.report_blind", number=found.number)
    project = project_of(ws, project_id)
    find, originals = finder_for(ws, project, rendered=True), originals_for(ws, project)
    with ws.db.read() as connection:
        chosen = rows.get_set(connection, project_id, found.set_id)
        if chosen is None:
            raise NotFound("error.evaluation_set_unknown", name=found.set_id)
        asked = rows.questions(connection, found.set_id)
        known = {question_hash(text) for text in rows.example_questions(connection, project_id)}
        material = Material(
            campaign=found,
            set=chosen,
            systems=systems_of(connection, found),
            questions=asked,
            answers=rows.answers(connection, found.id),
            grades=grading.standing(connection, found.id),
            overlapping=sum(question.content_hash in known for question in asked),
            leak_of=lambda text: leak_of(text, find, originals),
        )
    return build(material)


def import_answers(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    path: Path,
    name: str,
    system_name: str,
    key: str | None = None,
) -> System:
    """A system that answers from a file of question and answer. Raises UserError where the file
    cannot be used, and StaleWrite where the name is taken.

    A `key` (of `new_id`) makes it safe to ask twice: the system made first is returned.
    """
    require(actor, "evaluate")
    if not system_name.strip():
        raise UserError("error.system_incomplete")
    drafts = drafts_of(rows_of_file(ws, path, name), name, needs_gold=False)
    made = System(
        id=key or new_id(),
        project_id=project_id,
        name=system_name.strip()[:200],
        kind="imported",
        parameters={
            "answers_sha256": ws.files.put(imported.stored(drafts)),
            "answers": len(drafts),
        },
        created_at=ws.clock(),
        created_by=actor.name,
    )
    event = AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action="import_answers",
        subject_kind="system",
        subject_id=made.id,
        counts={"answers": len(drafts)},
        at=ws.clock(),
    )
    with ws.db.write() as connection:
        if key is not None and (there := systems.get(connection, project_id, key)):
            return there
        if not systems.add(connection, made):
            raise StaleWrite("error.system_exists", name=made.name)
        audit.record(connection, event)
    return made
