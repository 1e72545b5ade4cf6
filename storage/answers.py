"""Questions that were asked of a project's documents, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import insert, many, one
from storage.schema import exchanges
from workbench.records import Exchange


@dataclass(frozen=True)
class Chat:
    id: str
    first_question: str
    at: datetime


def add(connection: sa.Connection, exchange: Exchange) -> None:
    insert(connection, exchanges, exchange)


def get(
    connection: sa.Connection, project_id: str, asked_by: str, exchange_id: str
) -> Exchange | None:
    t = exchanges.c
    query = sa.select(exchanges).where(
        t.id == exchange_id, t.project_id == project_id, t.created_by == asked_by
    )
    return one(connection, Exchange, query)


def of_chat(
    connection: sa.Connection, project_id: str, asked_by: str, chat_id: str, limit: int = 50
) -> list[Exchange]:
    """The newest `limit` of a person's own chat, oldest first."""
    t = exchanges.c
    query = sa.select(exchanges).where(
        t.chat_id == chat_id, t.project_id == project_id, t.created_by == asked_by
    )
    return many(connection, Exchange, query.order_by(t.id.desc()).limit(limit))[::-1]


def chats(connection: sa.Connection, project_id: str, asked_by: str, limit: int = 20) -> list[Chat]:
    """A person's own, the one begun last first."""
    t = exchanges.c
    query = (
        sa.select(t.id, t.question, t.created_at)
        .where(t.project_id == project_id, t.created_by == asked_by, t.id == t.chat_id)
        .order_by(t.id.desc())
        .limit(limit)
    )
    return [Chat(*row) for row in connection.execute(query)]
