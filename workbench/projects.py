"""Projects: kept apart from each other, and where each of them stands."""

from __future__ import annotations

import secrets

from storage import audit as audit_rows
from storage import evaluation, projects
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.records import AuditEvent, Project, Record, new_id
from workbench.workspace import Workspace

MAX_NAME = 100
"""Characters."""


class Overview(Record):
    """Counts of a project by stage; `examples` by status, `documents` by status."""

    documents: dict[str, int]
    chunks: int
    examples: dict[str, int]
    stale: int
    """Examples whose source changed."""
    pending: int = 0
    """Documents with corrections that their chunks do not know of."""
    open_findings: dict[str, int]
    """By kind."""
    decisions: int
    versions: int
    jobs: dict[str, int]
    grading: dict[str, int]
    """Evaluation `sets`, gradings `graded` and `waiting`, answers `missing`."""

    @property
    def is_empty(self) -> bool:
        return not self.documents and not self.examples

    def all_examples(self) -> int:
        return sum(self.examples.values())


def create_project(
    ws: Workspace, actor: Actor, name: str, purpose: str = "", key: str | None = None
) -> Project:
    """Raises UserError for a name that is empty, too long, or taken.

    A `key` (of `new_id`) makes it safe to ask twice: the project made first is returned.
    """
    require(actor, "curate")
    name = " ".join(name.split())
    if not name:
        raise UserError("error.project_name_missing")
    if len(name) > MAX_NAME:
        raise UserError("error.project_name_long", most=MAX_NAME)
    project = Project(
        id=key or new_id(),
        name=name,
        purpose=purpose.strip(),
        secret_key=secrets.token_hex(32),
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with ws.db.write() as connection:
        if key is not None and (made := projects.get(connection, key)) is not None:
            return made
        if projects.by_name(connection, name) is not None:
            raise UserError("error.project_exists", name=name)
        projects.add(connection, project)
        audit_rows.record(
            connection,
            AuditEvent(
                id=new_id(),
                project_id=project.id,
                actor=actor.name,
                action="project_created",
                subject_kind="project",
                subject_id=project.id,
                at=ws.clock(),
            ),
        )
    return project


def list_projects(ws: Workspace, actor: Actor) -> list[Project]:
    require(actor, "read")
    with ws.db.read() as connection:
        return projects.every(connection)


def project(ws: Workspace, actor: Actor, project_id: str) -> Project:
    """Raises NotFound."""
    require(actor, "read")
    return project_of(ws, project_id)


def project_of(ws: Workspace, project_id: str) -> Project:
    """The project of a job, or of an act whose actor was checked. Raises NotFound."""
    with ws.db.read() as connection:
        found = projects.get(connection, project_id)
    if found is None:
        raise NotFound("error.project_unknown", name=project_id)
    return found


def project_named(ws: Workspace, actor: Actor, name: str | None) -> Project:
    """By name or id; None is the only one there is. Raises NotFound, or UserError if unclear."""
    known = list_projects(ws, actor)
    if name is None:
        if len(known) == 1:
            return known[0]
        if not known:
            raise NotFound("error.no_project")
        raise UserError("error.which_project", known=", ".join(p.name for p in known))
    for candidate in known:
        if name in (candidate.name, candidate.id):
            return candidate
    raise NotFound("error.project_unknown", name=name)


def overview(ws: Workspace, actor: Actor, project_id: str) -> Overview:
    require(actor, "read")
    with ws.db.read() as connection:
        counts = projects.stage_counts(connection, project_id)
        grading = evaluation.stage_counts(connection, project_id)
    return Overview(
        documents=counts["documents"],
        chunks=counts["chunks"]["all"],
        examples=counts["examples"],
        stale=counts["stale"]["all"],
        pending=counts["pending"]["all"],
        open_findings=counts["open_findings"],
        decisions=counts["decisions"]["all"],
        versions=counts["versions"]["all"],
        jobs=counts["jobs"],
        grading=grading,
    )


def audit(
    ws: Workspace, actor: Actor, project_id: str | None, limit: int = 50, offset: int = 0
) -> tuple[list[AuditEvent], int]:
    """Newest first, and how many there are. Without a project: all, for admins."""
    require(actor, "read" if project_id else "administer")
    with ws.db.read() as connection:
        return audit_rows.page(connection, project_id, limit, offset)
