"""`workbench export`: plan, freeze, list, show, write, verify and push dataset versions."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    PublicOption,
    RepoOption,
    UserOption,
    actor,
    emit,
    emit_push,
    follow,
    language,
    push_rows,
    resolve_project,
    workspace,
)

if TYPE_CHECKING:
    from workbench.export.outcome import VersionPlan
    from workbench.export.plan import FreezeParams
    from workbench.records import DatasetVersion

export_app = typer.Typer(
    help="Dataset versions: plan, freeze, list, show, write, verify, push.", no_args_is_help=True
)


class Level(StrEnum):
    public = "public"
    internal = "internal"
    confidential = "confidential"


class MaskingStyle(StrEnum):
    placeholder = "placeholder"
    pseudonym = "pseudonym"


class Format(StrEnum):
    hf = "hf"
    xlsx = "xlsx"
    csv = "csv"


ShareOption = Annotated[
    float, typer.Option("--validation-share", help="Of the rows, above 0 and up to 0.5.")
]
SeedOption = Annotated[int, typer.Option(help="Fixes which groups are drawn for validation.")]
CapOption = Annotated[
    Level | None, typer.Option("--level-cap", help="Leave out documents above this level.")
]
VersionArgument = Annotated[str, typer.Argument(metavar="VERSION", help="Number or id.")]


@export_app.command()
def plan(
    validation_share: ShareOption = 0.1,
    seed: SeedOption = 0,
    level_cap: CapOption = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Say what a freeze would keep, leave out and split, and what stands in its way."""
    from workbench.export.plan_service import plan_version

    who = actor(acting)
    found = resolve_project(project, who)
    params = _params(validation_share, seed, level_cap)
    planned = plan_version(workspace(), who, found.id, params)
    payload = {**planned.model_dump(mode="json"), "blocked": planned.blocked}
    emit(payload, json_output, _plan_lines(planned))


@export_app.command()
def freeze(
    validation_share: ShareOption = 0.1,
    seed: SeedOption = 0,
    level_cap: CapOption = None,
    note: Annotated[str, typer.Option(help="One line about this version.")] = "",
    license_name: Annotated[
        str | None, typer.Option("--license", help="As the Hugging Face hub writes it.")
    ] = None,
    masking: Annotated[
        MaskingStyle, typer.Option(help="What stands in the place of personal data.")
    ] = MaskingStyle.placeholder,
    override_reason: Annotated[
        str | None,
        typer.Option(help="Freeze in spite of open personal data; goes on the card. Admins only."),
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Freeze the approved examples as the next version."""
    from workbench.export.freeze_service import start_freeze
    from workbench.export.service import version
    from workbench.ui.text import render

    who = actor(acting)
    found = resolve_project(project, who)
    params = _params(validation_share, seed, level_cap).model_copy(
        update={
            "note": note,
            "license": license_name,
            "override_reason": override_reason,
            "masking": masking.value,
        }
    )
    ended = follow(workspace(), start_freeze(workspace(), who, found.id, params))
    made = version(workspace(), who, found.id, ended.id)
    payload = _summary(made)
    counts = {name: payload[name] for name in ("number", "train", "validation")}
    emit(payload, json_output, [render("export.frozen_version", counts, language())])


@export_app.command("list")
def list_command(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List versions, newest first."""
    from workbench.export.service import versions

    who = actor(acting)
    found, total = versions(workspace(), who, resolve_project(project, who).id, limit)
    rows = [_summary(version) for version in found]
    lines = (
        f"v{r['number']}  {r['train']} + {r['validation']}  {r['level']}  {r['created_at']}  "
        f"{r['note']}"
        for r in rows
    )
    emit({"versions": rows, "total": total}, json_output, lines)


@export_app.command()
def show(
    number: VersionArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show a version's card."""
    from workbench.export.push_service import pushes
    from workbench.export.service import card

    made = _named(number, project, acting)
    text = card(workspace(), made)
    pushed = pushes(workspace(), actor(acting), made.project_id, made.id)
    emit({**_summary(made), "pushes": push_rows(pushed), "card": text}, json_output, [text])


@export_app.command()
def write(
    number: VersionArgument,
    target: Annotated[
        Path, typer.Option("--output", "-o", help="Folder (hf) or file (xlsx, csv); new or empty.")
    ],
    format_name: Annotated[Format, typer.Option("--format", "-f")] = Format.hf,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write a version as a Hugging Face folder, an Excel workbook or a CSV."""
    from workbench.export.archive_service import write_version
    from workbench.ui.text import render

    who = actor(acting)
    found = resolve_project(project, who)
    made = write_version(workspace(), who, found.id, number, format_name, target)
    line = render("export.written", {"number": made.number, "target": str(target)}, language())
    payload = {"number": made.number, "format": format_name.value, "output": str(target)}
    emit(payload, json_output, [line])


@export_app.command()
def verify(
    number: VersionArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Compare every stored file of a version with its hash; exit 1 where one differs."""
    from workbench.export.service import verify as check
    from workbench.ui.text import render

    made = _named(number, project, acting)
    checked = check(workspace(), made)
    key = "export.verified" if checked.ok else "export.damaged"
    payload = {"number": made.number, "ok": checked.ok, **checked.model_dump(mode="json")}
    emit(payload, json_output, [render(key, {}, language())])
    if not checked.ok:
        raise typer.Exit(1)


@export_app.command()
def push(
    number: VersionArgument,
    repo: RepoOption,
    public: PublicOption = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Push a version to a hub: one commit, one tag. Pushing it again changes nothing."""
    from workbench.export.push_service import start_push

    who = actor(acting)
    found = resolve_project(project, who)
    started = start_push(workspace(), who, found.id, number, repo, public)
    emit_push(follow(workspace(), started), json_output)


def _named(number: str, project: str | None, acting: str | None) -> DatasetVersion:
    from workbench.export.service import version

    who = actor(acting)
    return version(workspace(), who, resolve_project(project, who).id, number)


def _params(share: float, seed: int, level_cap: Level | None) -> FreezeParams:
    from workbench.export.plan import FreezeParams

    cap = level_cap.value if level_cap else None
    return FreezeParams.model_validate({"validation_share": share, "seed": seed, "level_cap": cap})


def _summary(version: DatasetVersion) -> dict[str, Any]:
    rows = {file.split: file.rows for file in version.files}
    return {
        "version_id": version.id,
        "number": version.number,
        "rows": sum(rows.values()),
        "train": rows.get("train", 0),
        "validation": rows.get("validation", 0),
        "level": version.level,
        "note": version.note,
        "created_at": version.created_at.isoformat(timespec="seconds"),
        "created_by": version.created_by,
        "override": version.override.model_dump() if version.override else None,
    }


def _plan_lines(planned: VersionPlan) -> list[str]:
    from workbench.ui.text import render

    spoken = language()
    counts = {name: getattr(planned, name) for name in ("rows", "train", "validation", "groups")}
    lines = [render("export.kept", counts, spoken)]
    for out in planned.left_out:
        reason = render(f"export.left_out_reason.{out.reason}", {}, spoken)
        lines.append(f"  - {reason}: {out.examples:,}")
    marks = {"ok": "✓", "blocked": "✗", "warning": "!", "unknown": "?"}
    for gate in planned.gates:
        sentence = render(f"export.gate.{gate.name}_{gate.state}", {"n": gate.count}, spoken)
        lines.append(f"{marks[gate.state]} {sentence}")
    return lines


def register(app: typer.Typer) -> None:
    app.add_typer(export_app, name="export")
