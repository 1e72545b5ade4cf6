"""The command line: the same functions as the pages. `python -m workbench` is the same command.

Exit codes: 0 done, 1 something a person can put right (one line on stderr), 2 wrong usage.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

app = typer.Typer(
    name="workbench",
    help="From a team's manuals and chat logs to an approved, versioned, leak-free dataset.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

STAGES = (
    "up",
    "jobs",
    "demo",
    "project",
    "ingest",
    "augment",
    "clean",
    "review",
    "export",
    "train",
    "answer",
    "grade",
    "user",
    "db",
    "bench",
)
"""Modules of this package; each adds its commands with `register(app)`. The order of --help."""

for _stage in STAGES:
    import_module(f"workbench.cli.{_stage}").register(app)


def main() -> None:
    """Run a command; a WorkbenchError becomes one line in the person's language and exit 1."""
    from pydantic import ValidationError

    from workbench.cli.common import language, say
    from workbench.errors import WorkbenchError
    from workbench.ui.text import render, render_error

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except WorkbenchError as error:
        say(render_error(error, language()))
        sys.exit(1)
    except ValidationError as error:
        if error.title != "Settings":
            raise
        for wrong in error.errors(include_input=False, include_url=False):
            name = "WORKBENCH_" + "_".join(map(str, wrong["loc"])).upper()
            say(render("error.setting_invalid", {"name": name, "reason": wrong["msg"]}, language()))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
