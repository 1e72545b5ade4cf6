from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.access import OWNER, Actor
from workbench.accounts import (
    actor_for_token,
    add_user,
    has_users,
    set_active,
    set_password,
    set_roles,
    sign_in,
    sign_out,
)
from workbench.errors import NotAllowed, UserError
from workbench.records import utc_now
from workbench.workspace import Workspace

PASSWORD = "correct horse battery"


def test_signing_in_gives_the_roles_of_the_user(any_workspace: Workspace) -> None:
    add_user(any_workspace, OWNER, "kim", ("admin", "curator"), PASSWORD)
    token = sign_in(any_workspace, "kim", PASSWORD)
    assert actor_for_token(any_workspace, token) == Actor(name="kim", roles=("admin", "curator"))


def test_everybody_must_sign_in_once_somebody_can(workspace: Workspace) -> None:
    assert not has_users(workspace)
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    assert has_users(workspace)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(workspace: Workspace) -> None:
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    for name, password in (("kim", "wrong password"), ("nobody", PASSWORD), ("", "")):
        with pytest.raises(UserError, match=r"^error\.sign_in_failed$"):
            sign_in(workspace, name, password)


def test_deactivating_ends_sessions_at_once(workspace: Workspace) -> None:
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    add_user(workspace, OWNER, "lee", ("reviewer",), PASSWORD)
    token = sign_in(workspace, "lee", PASSWORD)
    set_active(workspace, OWNER, "lee", False)
    assert actor_for_token(workspace, token) is None
    with pytest.raises(UserError):
        sign_in(workspace, "lee", PASSWORD)


def test_signing_out_or_a_new_password_ends_the_session(workspace: Workspace) -> None:
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    first, second = (sign_in(workspace, "kim", PASSWORD) for _ in range(2))
    sign_out(workspace, first)
    assert actor_for_token(workspace, first) is None
    assert actor_for_token(workspace, second) is not None
    set_password(workspace, Actor(name="kim", roles=("viewer",)), "kim", "another password")
    assert actor_for_token(workspace, second) is None


def test_a_session_ends_with_its_hours(workspace: Workspace) -> None:
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    token = sign_in(workspace, "kim", PASSWORD)
    hours = timedelta(hours=workspace.settings.session_hours, seconds=1)
    later = Workspace(
        settings=workspace.settings,
        db=workspace.db,
        files=workspace.files,
        clock=lambda: utc_now() + hours,
    )
    assert actor_for_token(later, token) is None


def test_the_last_admin_stays(workspace: Workspace) -> None:
    add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    with pytest.raises(UserError, match="last_admin"):
        set_roles(workspace, OWNER, "kim", ("viewer",))
    with pytest.raises(UserError, match="last_admin"):
        set_active(workspace, OWNER, "kim", False)


@pytest.mark.parametrize(
    ("name", "roles", "password", "key"),
    [
        ("kim", ("reviewer",), PASSWORD, "first_user_admin"),
        ("  ", ("admin",), PASSWORD, "user_name_missing"),
        ("kim", (), PASSWORD, "roles_unknown"),
        ("kim", ("emperor",), PASSWORD, "roles_unknown"),
        ("kim", ("admin",), "short", "password_short"),
    ],
)
def test_a_user_that_cannot_be_is_refused(
    workspace: Workspace, name: str, roles: tuple[str, ...], password: str, key: str
) -> None:
    with pytest.raises(UserError, match=key):
        add_user(workspace, OWNER, name, roles, password)  # type: ignore[arg-type]
    assert not has_users(workspace)


def test_a_curator_adds_nobody(workspace: Workspace, curator: Actor) -> None:
    with pytest.raises(NotAllowed):
        add_user(workspace, curator, "kim", ("admin",), PASSWORD)


def test_a_password_is_never_stored_or_shown(workspace: Workspace) -> None:
    user = add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    assert PASSWORD not in user.password_hash
    assert user.password_hash not in repr(user)
