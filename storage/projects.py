"""Projects, and the counts that the overview shows of one."""

from __future__ import annotations

import sqlalchemy as sa

from storage import chunks, documents
from storage import schema as s
from storage.database import insert, many, one
from workbench.records import ChunkParams, Project


def add(connection: sa.Connection, project: Project) -> None:
    insert(connection, s.projects, project)


def get(connection: sa.Connection, project_id: str) -> Project | None:
    return one(connection, Project, sa.select(s.projects).where(s.projects.c.id == project_id))


def by_name(connection: sa.Connection, name: str) -> Project | None:
    return one(connection, Project, sa.select(s.projects).where(s.projects.c.name == name))


def set_chunk_params(connection: sa.Connection, project_id: str, params: ChunkParams) -> None:
    connection.execute(
        sa.update(s.projects)
        .where(s.projects.c.id == project_id)
        .values(chunk_params=params.model_dump(mode="json"))
    )


def every(connection: sa.Connection) -> list[Project]:
    return many(connection, Project, sa.select(s.projects).order_by(s.projects.c.created_at))


def counts_by(connection: sa.Connection, column: sa.Column[str], project_id: str) -> dict[str, int]:
    """How many rows of the project have each value of `column`."""
    table = column.table
    rows = connection.execute(
        sa.select(column, sa.func.count()).where(table.c.project_id == project_id).group_by(column)
    )
    return {str(value): int(number) for value, number in rows}


def total(connection: sa.Connection, table: sa.Table, project_id: str) -> int:
    query = sa.select(sa.func.count()).where(table.c.project_id == project_id)
    return int(connection.execute(query).scalar_one())


def stage_counts(connection: sa.Connection, project_id: str) -> dict[str, dict[str, int]]:
    """Counts for the strip of stages: by status where a record has one, else under `all`."""
    open_findings = connection.execute(
        sa.select(s.findings.c.kind, sa.func.count())
        .where(s.findings.c.project_id == project_id, s.findings.c.state == "open")
        .group_by(s.findings.c.kind)
    )
    stale = sa.select(sa.func.count()).where(
        s.examples.c.project_id == project_id, s.examples.c.stale.is_(True)
    )
    return {
        "documents": documents.status_counts(connection, project_id),
        "chunks": {"all": chunks.total(connection, project_id)},
        "examples": counts_by(connection, s.examples.c.status, project_id),
        "pending": {"all": documents.pending_count(connection, project_id)},
        "stale": {"all": int(connection.execute(stale).scalar_one())},
        "open_findings": {str(kind): int(number) for kind, number in open_findings},
        "decisions": {"all": total(connection, s.decisions, project_id)},
        "versions": {"all": total(connection, s.dataset_versions, project_id)},
        "jobs": counts_by(connection, s.jobs.c.state, project_id),
    }
