"""`workbench demo STORY`: a whole story, unattended, on the samples of the workbench."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import JsonOption, emit, follow, language, say, workspace


def demo(
    story: Annotated[str, typer.Argument(metavar="STORY", help="security-manual or call-center")],
    project: Annotated[
        str | None, typer.Option("--project", "-p", help="Name of the project to make.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for what the story leaves.")
    ] = None,
    train: Annotated[
        bool, typer.Option("--train/--no-train", help="Go on to a model, answers and grades.")
    ] = True,
    json_output: JsonOption = False,
) -> None:
    """Run a story to its end; run it again and it goes on where it was interrupted."""
    from workbench.demo import run_story
    from workbench.supervise import ensure_worker
    from workbench.ui.text import pick_language, render

    spoken = pick_language(language())
    target = output or Path(f"demo-{story}")
    with ensure_worker(workspace()):
        made = run_story(workspace(), story, project, target, follow, say, spoken, train)
    names = {
        "pages": made.pages,
        "chunks": made.chunks,
        "examples": made.examples,
        "approved": made.approved,
        "rows": made.train + made.validation,
    }
    if made.comparison:
        names |= {"answers": made.comparison.answers}
    if made.leaks:
        names |= {
            "leaked_masked": made.leaks.masked.memorised,
            "leaked_unmasked": made.leaks.unmasked.memorised,
        }
    lines = [f"{render(f'demo.count_{name}', {}, spoken)}: {n:,}" for name, n in names.items()]
    lines += [f"{render(f'demo.path_{name}', {}, spoken)}: {p}" for name, p in made.paths.items()]
    emit(made.model_dump(mode="json"), json_output, lines)


def register(app: typer.Typer) -> None:
    app.command()(demo)
