"""`workbench project`: projects and where each of them stands."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    emit,
    follow,
    resolve_project,
    workspace,
)

project_app = typer.Typer(help="Projects: create, list, show.", no_args_is_help=True)


@project_app.command()
def create(
    name: Annotated[str, typer.Argument(help="Unique name.")],
    purpose: Annotated[str, typer.Option(help="One sentence: what the model shall be for.")] = "",
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Create a project."""
    from workbench.projects import create_project

    made = create_project(workspace(), actor(acting), name, purpose)
    emit({"id": made.id, "name": made.name}, json_output)


@project_app.command("list")
def list_command(acting: UserOption = None, json_output: JsonOption = False) -> None:
    """List all projects with their counts."""
    from workbench.projects import list_projects, overview

    who = actor(acting)
    rows = []
    for project in list_projects(workspace(), who):
        counts = overview(workspace(), who, project.id)
        rows.append(
            {
                "id": project.id,
                "name": project.name,
                "documents": sum(counts.documents.values()),
                "examples": counts.all_examples(),
                "approved": counts.examples.get("approved", 0),
                "versions": counts.versions,
            }
        )
    lines = (
        f"{r['name']}  ({r['documents']} documents, {r['examples']} examples, "
        f"{r['approved']} approved, {r['versions']} versions)"
        for r in rows
    )
    emit({"projects": rows}, json_output, lines)


@project_app.command()
def show(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Show how far a project is, stage by stage."""
    from workbench.projects import overview

    who = actor(acting)
    found = resolve_project(project, who)
    counts = overview(workspace(), who, found.id)
    emit({"id": found.id, "name": found.name, **counts.model_dump()}, json_output)


@project_app.command()
def sample(acting: UserOption = None, json_output: JsonOption = False) -> None:
    """Load the sample project (two fictional manuals, dialogues, question-answer pairs)."""
    from workbench.demo import load_sample
    from workbench.jobs import recent_jobs

    ws = workspace()
    made = load_sample(ws, actor(acting))
    for job in recent_jobs(ws, made.id):
        if job.state in ("queued", "running"):
            follow(ws, job)
    emit({"id": made.id, "name": made.name}, json_output)


def register(app: typer.Typer) -> None:
    app.add_typer(project_app, name="project")
