"""What models returned, per project: the same request is never paid twice."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import insert_new, one
from storage.schema import responses
from workbench.records import Response


def get(connection: sa.Connection, project_id: str, key: str) -> Response | None:
    r = responses.c
    query = sa.select(responses).where(r.project_id == project_id, r.key == key)
    return one(connection, Response, query)


def keep(connection: sa.Connection, made: Sequence[Response]) -> int:
    """Returns how many were not there yet."""
    return insert_new(connection, responses, list(made))


def tokens(connection: sa.Connection, project_id: str) -> tuple[int, int]:
    """Prompt and completion tokens of all that is kept."""
    r = responses.c
    query = sa.select(
        sa.func.coalesce(sa.func.sum(r.prompt_tokens), 0),
        sa.func.coalesce(sa.func.sum(r.completion_tokens), 0),
    ).where(r.project_id == project_id)
    row = connection.execute(query).one()
    return int(row[0]), int(row[1])
