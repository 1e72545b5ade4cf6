"""`workbench clean rules|retype|mark|allow`: a project's own lists, and what people mark."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    cannot_read,
    emit,
    resolve_project,
    workspace,
)
from workbench.errors import UserError

rules_app = typer.Typer(
    help="Values to find always or never, and types by word or pattern.", no_args_is_help=True
)


class RuleKind(StrEnum):
    allow = "allow"
    deny = "deny"
    pattern = "pattern"
    words = "words"


KindArgument = Annotated[RuleKind, typer.Argument(help="allow, deny, pattern or words.")]
TypeArgument = Annotated[str, typer.Argument(metavar="TYPE", help="PHONE, …, or one of your own.")]


@rules_app.command("add")
def add(
    kind: KindArgument,
    type_: TypeArgument,
    values: Annotated[
        list[str] | None, typer.Argument(help="Values; none or - reads lines from stdin.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Add values. On stdin they stay out of the shell's history."""
    given = values if values and values != ["-"] else sys.stdin.read().splitlines()
    _add(kind, type_, given, project, acting, json_output)


@rules_app.command("import")
def import_command(
    kind: KindArgument,
    type_: TypeArgument,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="One value a line, UTF-8.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Add all lines of a file."""
    try:
        given = source.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=source.name) from None
    except OSError as error:
        raise cannot_read(source, error) from None
    _add(kind, type_, given, project, acting, json_output)


def _add(
    kind: RuleKind,
    span_type: str,
    values: list[str],
    project: str | None,
    acting: str | None,
    json_output: bool,
) -> None:
    from workbench.clean.rule_service import add_rules

    ws, who = workspace(), actor(acting)
    chosen = resolve_project(project, who)
    added = add_rules(ws, who, chosen.id, kind.value, span_type, values)
    emit(added.model_dump(), json_output)


@rules_app.command("list")
def list_command(
    kind: Annotated[RuleKind | None, typer.Option(help="Only this list.")] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only this type.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List them, newest first; values are veiled for those who are not curators."""
    from workbench.clean.rule_service import list_rules

    ws, who = workspace(), actor(acting)
    page = list_rules(
        ws,
        who,
        resolve_project(project, who).id,
        kinds=(kind.value,) if kind else (),
        types=type_ or (),
        limit=limit,
        offset=offset,
    )
    lines = [f"{rule.id}  {rule.kind}  {rule.type}  {rule.shown}" for rule in page.rules]
    emit(page.model_dump(), json_output, [*lines, f"{len(page.rules)} / {page.total}"])


@rules_app.command("remove")
def remove(
    ids: Annotated[list[str], typer.Argument(help="Ids, as `list` shows them.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take values off their lists."""
    from workbench.clean.rule_service import remove_rules

    ws, who = workspace(), actor(acting)
    removed = remove_rules(ws, who, resolve_project(project, who).id, ids)
    emit({"removed": removed}, json_output)


# ---- single values -----------------------------------------------------------------------------


def retype(
    finding: Annotated[str, typer.Argument(help="Id of a finding.")],
    type_: TypeArgument,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="All open findings of an equal value too.")
    ] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Accept personal data under another type."""
    from workbench.clean.marking_service import retype_finding

    ws, who = workspace(), actor(acting)
    project_id = resolve_project(project, who).id
    ids = retype_finding(ws, who, project_id, finding, type_, everywhere)
    emit({"changed": len(ids), "type": type_}, json_output)


def mark(
    example: Annotated[str, typer.Argument(help="Id of an example.")],
    field: Annotated[str, typer.Argument(help="question, answer, evidence_quote, history.0 …")],
    type_: TypeArgument,
    words: Annotated[
        str | None, typer.Option(help="As they stand in the text; read from stdin where left out.")
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Always find them in this project.")
    ] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Mark words that no rule saw as personal data."""
    from workbench.clean.marking_service import add_finding

    ws, who = workspace(), actor(acting)
    given = sys.stdin.read() if words is None else words
    project_id = resolve_project(project, who).id
    ids = add_finding(ws, who, project_id, example, field, given, type_, everywhere)
    emit({"findings": ids}, json_output)


def allow(
    finding: Annotated[str, typer.Argument(help="Id of a finding.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Put the value of a finding on the allow list."""
    from workbench.clean.marking_service import allow_value

    ws, who = workspace(), actor(acting)
    added = allow_value(ws, who, resolve_project(project, who).id, finding)
    emit(added.model_dump(), json_output)


def add_marking(app: typer.Typer) -> None:
    for command in (retype, mark, allow):
        app.command()(command)
