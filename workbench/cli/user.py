"""`workbench user`: people and roles. Once there is one, pages ask everybody to sign in."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from workbench.cli.common import JsonOption, UserOption, actor, emit, workspace

user_app = typer.Typer(help="People, roles and passwords.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="The name that decisions carry.")]
RoleOption = Annotated[
    list[str], typer.Option("--role", help="viewer, reviewer, curator, engineer or admin.")
]


def _ask_password() -> str:
    """From WORKBENCH_NEW_PASSWORD, or typed twice: never on the command line, which others see."""
    given = os.environ.get("WORKBENCH_NEW_PASSWORD")
    return given or str(
        typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    )


@user_app.command()
def add(
    name: NameArgument, role: RoleOption, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Add a person; the first must be an admin."""
    from workbench.accounts import add_user

    user = add_user(workspace(), actor(acting), name, tuple(role), _ask_password())  # type: ignore[arg-type]
    emit({"id": user.id, "name": user.name, "roles": list(user.roles)}, json_output)


@user_app.command()
def roles(
    name: NameArgument, role: RoleOption, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Set a person's roles."""
    from workbench.accounts import set_roles

    user = set_roles(workspace(), actor(acting), name, tuple(role))  # type: ignore[arg-type]
    emit({"id": user.id, "name": user.name, "roles": list(user.roles)}, json_output)


@user_app.command()
def password(
    name: NameArgument, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Set a password; the person's sessions end."""
    from workbench.accounts import set_password

    user = set_password(workspace(), actor(acting), name, _ask_password())
    emit({"id": user.id, "name": user.name}, json_output)


@user_app.command()
def deactivate(
    name: NameArgument, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """End a person's access; the name stays on what was decided."""
    from workbench.accounts import set_active

    user = set_active(workspace(), actor(acting), name, False)
    emit({"id": user.id, "name": user.name, "active": user.active}, json_output)


@user_app.command("list")
def list_command(acting: UserOption = None, json_output: JsonOption = False) -> None:
    """List people and their roles."""
    from workbench.accounts import list_users

    people = [
        {"id": u.id, "name": u.name, "roles": list(u.roles), "active": u.active}
        for u in list_users(workspace(), actor(acting))
    ]
    lines = (f"{p['name']}: {', '.join(p['roles'])}" for p in people)  # type: ignore[arg-type]
    emit({"users": people}, json_output, lines)


def register(app: typer.Typer) -> None:
    app.add_typer(user_app, name="user")
