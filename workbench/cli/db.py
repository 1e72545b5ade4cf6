"""`workbench db`: upgrade, back up, restore and check the installation's data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import JsonOption, UserOption, actor, emit, say, workspace

db_app = typer.Typer(help="The database: upgrade, backup, restore, check.", no_args_is_help=True)


@db_app.command()
def upgrade(json_output: JsonOption = False) -> None:
    """Bring the database to this release (every start does this too)."""
    from storage.migrations import HEAD

    ws = workspace()
    emit({"revision": HEAD, "database": ws.db.url.render_as_string()}, json_output)


@db_app.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="File to write; a name by time in backups/ otherwise.")
    ] = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write every row and every file into one ZIP; works while the workbench runs."""
    from workbench.backup import backup as write_backup

    report = write_backup(workspace(), actor(acting), target)
    emit(report.model_dump(), json_output)


@db_app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file that `workbench db backup` wrote.")],
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Fill an empty installation from a backup (SQLite or PostgreSQL, whichever is set)."""
    from workbench.backup import restore as read_backup

    report = read_backup(workspace(), actor(acting), source)
    emit(report.model_dump(), json_output)


@db_app.command()
def check(acting: UserOption = None, json_output: JsonOption = False) -> None:
    """Check the database and compare every stored file with its sha256; exit 1 on a problem."""
    from workbench.backup import check as run_check

    report = run_check(workspace(), actor(acting))
    emit({"rows": report.rows, "files": report.files, "problems": report.problems}, json_output)
    if report.problems:
        for problem in report.problems:
            say(problem)
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    app.add_typer(db_app, name="db")
