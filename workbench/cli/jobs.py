"""`workbench worker` carries jobs; `workbench jobs` shows, cancels and retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    emit,
    follow,
    language,
    resolve_project,
    tell,
    workspace,
)

if TYPE_CHECKING:
    from workbench.records import Job, Message

jobs_app = typer.Typer(help="Jobs: list, show, cancel, retry.", no_args_is_help=True)
JobArgument = Annotated[str, typer.Argument(help="Id of the job.", metavar="JOB")]


def worker(
    queues: Annotated[
        str | None, typer.Option(help="Queues to work on, separated by commas; all otherwise.")
    ] = None,
    slot: Annotated[int, typer.Option(min=0, help="Number of this worker on this machine.")] = 0,
    parent: Annotated[int | None, typer.Option(help="End when this process ends.")] = None,
    load: Annotated[list[str] | None, typer.Option(help="Module with more kinds of jobs.")] = None,
) -> None:
    """Carry jobs until Ctrl-C or SIGTERM; what was cut off goes on at the next start."""
    from workbench.jobs import QUEUES
    from workbench.settings import Settings
    from workbench.worker import leave, log_path, run_worker

    settings = Settings()
    names = [name.strip() for name in (queues or "").split(",") if name.strip()] or list(QUEUES)
    log = str(log_path(settings, slot))
    tell("jobs.worker_starts", slot=slot, queues=", ".join(names), log=log)
    run_worker(settings, names, slot, parent, tuple(load or ()))
    leave(0)


@jobs_app.command("list")
def list_command(
    project: ProjectOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List the newest jobs, and whether a worker is alive."""
    from workbench import jobs

    ws, who = workspace(), actor(acting)
    found = jobs.recent_jobs(ws, resolve_project(project, who).id, limit)
    alive = sum(jobs.is_alive(worker, ws.clock()) for worker in jobs.workers(ws))
    payload = {"workers": alive, "jobs": [_fields(job) for job in found]}
    lines = [_line(job) for job in found] or [_text("jobs.none")]
    emit(payload, json_output, [*lines, _text("jobs.worker_alive" if alive else _MISSING)])


@jobs_app.command()
def show(
    job: JobArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show a job, and the reasons of the first 50 items that failed."""
    from workbench import jobs

    ws, project_id = workspace(), resolve_project(project, actor(acting)).id
    found = jobs.job(ws, project_id, job)
    failed = jobs.failed_items(ws, project_id, job)
    items = [{"key": item.key, "error": _sentence(item.error)} for item in failed]
    lines = [_line(found), *(f"  {item['key']}: {item['error']}" for item in items)]
    emit({**_fields(found), "failed_items": items}, json_output, lines)


@jobs_app.command()
def cancel(
    job: JobArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Ask a job to stop: no new item starts, items that run may finish."""
    from workbench import jobs

    who = actor(acting)
    asked = jobs.cancel(workspace(), who, resolve_project(project, who).id, job)
    emit(_fields(asked), json_output, [_text("jobs.cancelled", id=job)])


@jobs_app.command()
def retry(
    job: JobArgument,
    project: ProjectOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Run it to its end now.")] = False,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Run again what failed or was never done; what is done stays done."""
    from workbench import jobs

    ws, who = workspace(), actor(acting)
    waiting = jobs.retry(ws, who, resolve_project(project, who).id, job)
    if wait:
        waiting = follow(ws, waiting)
    emit(_fields(waiting), json_output, [_text("jobs.retried", id=job)])


_MISSING = "jobs.worker_missing"


def _text(key: str, **params: str | int | float) -> str:
    from workbench.ui.text import render

    return render(key, params, language())


def _sentence(message: Message | None) -> str | None:
    return None if message is None else _text(message.key, **message.params)


def _line(job: Job) -> str:
    through = f"{job.done + job.failed}/{job.total}"
    line = f"{job.id}  {job.kind:<10} {_text(f'jobs.state.{job.state}')}  {through}"
    if job.failed:
        line += f"  {_text('jobs.failed')}: {job.failed}"
    return f"{line}  {_sentence(job.error)}" if job.error else line


def _fields(job: Job) -> dict[str, Any]:
    from workbench.jobs import eta_s

    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "total": job.total,
        "done": job.done,
        "failed": job.failed,
        "eta_s": eta_s(job, workspace().clock()),
        "error": _sentence(job.error),
        "cancel_requested": job.cancel_requested,
        "created_at": job.created_at.isoformat(),
        "created_by": job.created_by,
        "result": job.result,
    }


def register(app: typer.Typer) -> None:
    app.command()(worker)
    app.add_typer(jobs_app, name="jobs")
