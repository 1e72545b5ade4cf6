"""People and their signed-in browsers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.database import insert, many, one, to_row
from storage.schema import sessions, users
from workbench.records import Session, User


def add(connection: sa.Connection, user: User) -> None:
    insert(connection, users, user)


def by_name(connection: sa.Connection, name: str) -> User | None:
    return one(connection, User, sa.select(users).where(users.c.name == name))


def every(connection: sa.Connection) -> list[User]:
    return many(connection, User, sa.select(users).order_by(users.c.name))


def any_active(connection: sa.Connection) -> bool:
    query = sa.select(sa.exists().where(users.c.active.is_(True)))
    return bool(connection.execute(query).scalar_one())


def save(connection: sa.Connection, user: User) -> None:
    row = to_row(user)
    connection.execute(sa.update(users).where(users.c.id == user.id).values(**row))


def open_session(connection: sa.Connection, session: Session) -> None:
    insert(connection, sessions, session)


def user_of_session(connection: sa.Connection, token_sha256: str, now: datetime) -> User | None:
    query = (
        sa.select(users)
        .join(sessions, sessions.c.user_id == users.c.id)
        .where(
            sessions.c.token_sha256 == token_sha256,
            sessions.c.expires_at > now,
            users.c.active.is_(True),
        )
    )
    return one(connection, User, query)


def close_session(connection: sa.Connection, token_sha256: str) -> None:
    connection.execute(sa.delete(sessions).where(sessions.c.token_sha256 == token_sha256))


def close_sessions_of(connection: sa.Connection, user_id: str) -> None:
    connection.execute(sa.delete(sessions).where(sessions.c.user_id == user_id))


def close_expired(connection: sa.Connection, now: datetime) -> None:
    connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= now))
