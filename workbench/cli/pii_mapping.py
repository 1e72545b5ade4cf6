"""`workbench clean mapping`: the way back from placeholders, under a key that stays at home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    emit,
    resolve_project,
    workspace,
)
from workbench.errors import UserError

mapping_app = typer.Typer(
    help="Which placeholder stands for which value, encrypted under a key of this machine.",
    no_args_is_help=True,
)


@mapping_app.command("export")
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The encrypted file.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write the encrypted mapping of a project; the first time makes its key."""
    from workbench.clean.mapping_service import export_mapping

    ws, who = workspace(), actor(acting)
    made = export_mapping(ws, who, resolve_project(project, who).id, output)
    emit(made.model_dump(), json_output)


@mapping_app.command("open")
def open_command(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="An exported mapping.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON lines, in the clear.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write an exported mapping in the clear, where its key still is."""
    from workbench.clean.mapping_service import open_mapping

    if output.exists() and source.exists() and output.samefile(source):
        raise UserError("error.output_is_input", name=output.name)
    ws, who = workspace(), actor(acting)
    values = open_mapping(ws, who, resolve_project(project, who).id, source, output)
    emit({"values": values, "output": str(output)}, json_output)


@mapping_app.command("destroy")
def destroy(
    yes: Annotated[bool, typer.Option("--yes", help="It cannot be taken back.")] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Destroy the key: every mapping that was exported is unreadable from then on."""
    from workbench.clean.mapping_service import destroy_mapping_key

    if not yes:
        raise UserError("error.mapping_destroy_unsure")
    ws, who = workspace(), actor(acting)
    destroyed = destroy_mapping_key(ws, who, resolve_project(project, who).id)
    emit({"destroyed": destroyed}, json_output)
