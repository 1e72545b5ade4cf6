"""People: who they are, what they may do, and their signed-in browsers."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from storage import audit, users
from workbench.access import OWNER, Actor, require
from workbench.errors import NotFound, UserError
from workbench.records import ROLES, AuditEvent, Role, Session, User, new_id
from workbench.workspace import Workspace

MIN_PASSWORD = 10
"""Characters. A minimum length and nothing else, after NIST SP 800-63B section 5.1.1."""


def has_users(ws: Workspace) -> bool:
    """Once somebody can sign in, everybody must."""
    with ws.db.read() as connection:
        return users.any_active(connection)


def list_users(ws: Workspace, actor: Actor) -> list[User]:
    require(actor, "administer")
    with ws.db.read() as connection:
        return users.every(connection)


def add_user(
    ws: Workspace, actor: Actor, name: str, roles: tuple[Role, ...], password: str
) -> User:
    """Raises UserError for a name that is taken, no or unknown roles, or a short password.

    The first user must be an admin, or nobody could administer from then on.
    """
    require(actor, "administer")
    name = name.strip()
    _check_roles(roles)
    if not name:
        raise UserError("error.user_name_missing")
    user = User(
        id=new_id(),
        name=name,
        roles=roles,
        password_hash=_hash(password),
        created_at=ws.clock(),
    )
    with ws.db.write() as connection:
        if users.by_name(connection, name) is not None:
            raise UserError("error.user_exists", name=name)
        if "admin" not in roles and not users.any_active(connection):
            raise UserError("error.first_user_admin")
        users.add(connection, user)
        audit.record(connection, _event(ws, actor, "user_added", user.id))
    return user


def set_roles(ws: Workspace, actor: Actor, name: str, roles: tuple[Role, ...]) -> User:
    require(actor, "administer")
    _check_roles(roles)
    return _change(ws, actor, name, "user_roles", roles=roles)


def set_active(ws: Workspace, actor: Actor, name: str, active: bool) -> User:
    """Deactivating ends the user's sessions; the name stays on what was decided."""
    require(actor, "administer")
    return _change(ws, actor, name, "user_active", active=active)


def set_password(ws: Workspace, actor: Actor, name: str, password: str) -> User:
    """One's own, or as admin anybody's. Ends all of that user's sessions."""
    if actor.name != name:
        require(actor, "administer")
    return _change(ws, actor, name, "user_password", password_hash=_hash(password))


def sign_in(ws: Workspace, name: str, password: str) -> str:
    """A new session's token, for an HttpOnly cookie. The refusal does not say which was wrong."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    with ws.db.read() as connection:
        user = users.by_name(connection, name.strip())
    try:
        PasswordHasher().verify(user.password_hash if user else _UNKNOWN_USER_HASH, password)
    except (VerificationError, InvalidHashError):
        raise UserError("error.sign_in_failed") from None
    if user is None or not user.active:
        raise UserError("error.sign_in_failed")
    token = secrets.token_urlsafe(32)
    now = ws.clock()
    session = Session(
        token_sha256=_digest(token),
        user_id=user.id,
        expires_at=now + timedelta(hours=ws.settings.session_hours),
    )
    with ws.db.write() as connection:
        users.close_expired(connection, now)
        users.open_session(connection, session)
    return token


def sign_out(ws: Workspace, token: str) -> None:
    with ws.db.write() as connection:
        users.close_session(connection, _digest(token))


def actor_for_token(ws: Workspace, token: str) -> Actor | None:
    """The signed-in user, read from the database each time: a revoked session ends at once."""
    with ws.db.read() as connection:
        user = users.user_of_session(connection, _digest(token), ws.clock())
    return None if user is None else Actor(name=user.name, roles=user.roles)


def actor_for_name(ws: Workspace, name: str | None) -> Actor:
    """The actor of a command: a user by name, or the owner of an installation without users.

    Whoever can read the data folder can run commands, so no password is asked here.
    """
    if name is None:
        return OWNER
    with ws.db.read() as connection:
        user = users.by_name(connection, name)
    if user is None or not user.active:
        raise NotFound("error.user_unknown", name=name)
    return Actor(name=user.name, roles=user.roles)


_UNKNOWN_USER_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$d29ya2JlbmNod29ya2Jl$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""Verified when the name is unknown, so that both answers take equally long."""


def _hash(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < MIN_PASSWORD:
        raise UserError("error.password_short", least=MIN_PASSWORD)
    return PasswordHasher().hash(password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_roles(roles: tuple[Role, ...]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise UserError("error.roles_unknown", roles=", ".join(unknown), known=", ".join(ROLES))


def _change(ws: Workspace, actor: Actor, name: str, action: str, **changes: object) -> User:
    with ws.db.write() as connection:
        user = users.by_name(connection, name)
        if user is None:
            raise NotFound("error.user_unknown", name=name)
        changed = user.model_copy(update=changes)
        others = [u for u in users.every(connection) if u.id != user.id]
        if not any(u.active and "admin" in u.roles for u in [*others, changed]):
            raise UserError("error.last_admin", name=name)
        users.save(connection, changed)
        if action != "user_roles":
            users.close_sessions_of(connection, user.id)
        audit.record(connection, _event(ws, actor, action, user.id))
    return changed


def _event(ws: Workspace, actor: Actor, action: str, subject_id: str) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=None,
        actor=actor.name,
        action=action,
        subject_kind="user",
        subject_id=subject_id,
        at=ws.clock(),
    )
