"""`workbench train`: start, follow, list, show, compare, stop, resume; push models."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
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
    say,
    tell,
    workspace,
)

if TYPE_CHECKING:
    from workbench.access import Actor
    from workbench.records import TrainingRun
    from workbench.train.plan import Estimate

train_app = typer.Typer(
    help="Training runs: start, follow, list, show, compare, stop, resume, push.",
    no_args_is_help=True,
)
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Number or id.")]
DetachOption = Annotated[
    bool, typer.Option("--detach", help="Return when the trainer runs; it goes on by itself.")
]
LOOK_S = 0.5


class Method(StrEnum):
    full = "full"
    lora = "lora"


@train_app.command()
def start(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Number or id.")],
    base: Annotated[
        str, typer.Option(help="Model folder, name on the hub, or tiny (random weights).")
    ] = "tiny",
    method: Annotated[Method, typer.Option()] = Method.full,
    epochs: Annotated[float, typer.Option()] = 3.0,
    max_steps: Annotated[int | None, typer.Option(help="Wins over --epochs.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Left out: what suits.")] = None,
    batch_size: Annotated[int, typer.Option()] = 8,
    accumulate: Annotated[int, typer.Option(help="Batches that one step adds up.")] = 1,
    max_length: Annotated[int, typer.Option(help="Tokens; longer rows are left out.")] = 512,
    seed: Annotated[int, typer.Option()] = 0,
    checkpoint_every: Annotated[int, typer.Option(help="Steps.")] = 50,
    lora_rank: Annotated[int, typer.Option()] = 16,
    lora_alpha: Annotated[int | None, typer.Option(help="Left out: twice the rank.")] = None,
    samples: Annotated[int, typer.Option(help="Validation rows it answers as it learns.")] = 3,
    save_memory: Annotated[bool, typer.Option("--save-memory")] = False,
    threads: Annotated[int | None, typer.Option(help="CPU threads; one a core.")] = None,
    override_reason: Annotated[
        str | None,
        typer.Option(help="Mask undecided personal data and train all the same. Admins only."),
    ] = None,
    detach: DetachOption = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Train a model on a dataset version and register it as a system."""
    from workbench.train.plan import TrainParams
    from workbench.train.start_service import estimate, start_run

    who = actor(acting)
    found = resolve_project(project, who)
    params = TrainParams(
        base_model=base,
        method=method.value,
        epochs=epochs,
        max_steps=max_steps,
        learning_rate=learning_rate,
        batch_size=batch_size,
        accumulate=accumulate,
        max_length=max_length,
        seed=seed,
        checkpoint_every=checkpoint_every,
        lora_rank=lora_rank,
        lora_alpha=2 * lora_rank if lora_alpha is None else lora_alpha,
        samples=samples,
        save_memory=save_memory,
        threads=threads,
    )
    ws = workspace()
    _say_expected(estimate(ws, who, found.id, version, params))
    run = start_run(ws, who, found.id, version, params, override_reason)
    _follow(who, run, detach, json_output)


@train_app.command("list")
def list_command(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List runs, newest first."""
    from workbench.train.service import runs

    who = actor(acting)
    found, total = runs(workspace(), who, resolve_project(project, who).id, limit)
    rows = [_summary(run) for run in found]
    emit({"runs": rows, "total": total}, json_output, (_line(run) for run in found))


@train_app.command()
def show(
    run: RunArgument,
    log: Annotated[int, typer.Option(min=0, help="Lines of the log's end.")] = 10,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show a run: its state, losses, last error, and the end of its log."""
    from workbench.train import push_service, service

    who = actor(acting)
    ws, project_id = workspace(), resolve_project(project, who).id
    found = service.run(ws, who, project_id, run)
    measured = service.events(ws, who, project_id, found.id)
    tail = service.log_tail(ws, who, project_id, found.id, log)
    answered = service.samples(ws, who, project_id, found.id)
    payload = {
        **_summary(found),
        "parameters": found.parameters,
        "metrics": found.metrics,
        "pushes": push_rows(push_service.pushes(ws, who, project_id, found.id)),
        "events": [e.model_dump(mode="json", exclude={"run_id"}) for e in measured],
        "samples": [each.model_dump() for each in answered],
        "log": tail,
    }
    lines = [_line(found), *([_error(found)] if found.error else []), *tail]
    lines += [f"{each.step:>6}  {each.question}  →  {each.text}" for each in answered]
    emit(payload, json_output, lines)


@train_app.command("follow")
def follow_command(
    run: RunArgument,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Say how a run goes until it ends; a worker is started where none is alive."""
    from workbench.train import service

    who = actor(acting)
    found = service.run(workspace(), who, resolve_project(project, who).id, run)
    _follow(who, found, False, json_output)


@train_app.command()
def compare(
    runs: Annotated[list[str], typer.Argument(metavar="RUN...", help="Numbers or ids.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Compare runs: the settings in which they differ, and what came of them."""
    from workbench.train import service
    from workbench.train.comparing import MEASURED

    who = actor(acting)
    found = service.compare(workspace(), who, resolve_project(project, who).id, runs)
    results = {
        name: [run.metrics.get(name) for run in found.runs]
        for name in MEASURED
        if any(name in run.metrics for run in found.runs)
    }
    payload = {
        "runs": [_summary(run) for run in found.runs],
        "differences": {each.name: list(each.values) for each in found.differences},
        "results": results,
    }
    numbers = [f"#{run.number}" for run in found.runs]
    table = [("", numbers), *((d.name, list(d.values)) for d in found.differences)]
    table += list(results.items())
    emit(payload, json_output, (_row(name, values) for name, values in table))


def _row(name: str, values: Sequence[Any]) -> str:
    return "  ".join([f"{name:<16}", *(f"{_cell(value):>12}" for value in values)])


def _cell(value: Any) -> str:
    """A long path by its end, so that the columns stand."""
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else str(value)[-12:]


@train_app.command()
def stop(
    run: RunArgument,
    detach: Annotated[bool, typer.Option("--detach", help="Ask, and do not wait.")] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Have a run end its step, save a checkpoint and stop; wait until it has."""
    from workbench.train.start_service import stop as stop_run
    from workbench.ui.text import render

    who = actor(acting)
    found = stop_run(workspace(), who, resolve_project(project, who).id, run)
    if detach:
        line = render("train.cli_stopping", {"number": found.number}, language())
        emit(_summary(found), json_output, [line])
        return
    tell("train.cli_stopping", number=found.number)
    _follow(who, found, False, json_output)


@train_app.command()
def resume(
    run: RunArgument,
    detach: DetachOption = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Go on with a run that was stopped or failed, from its newest complete checkpoint."""
    from workbench.train.start_service import resume as resume_run

    who = actor(acting)
    found = resume_run(workspace(), who, resolve_project(project, who).id, run)
    _follow(who, found, detach, json_output)


@train_app.command()
def push(
    run: RunArgument,
    repo: RepoOption,
    public: PublicOption = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Push the model of a run to a hub, its card naming the dataset version."""
    from workbench.train.push_service import start_push

    who = actor(acting)
    started = start_push(workspace(), who, resolve_project(project, who).id, run, repo, public)
    emit_push(follow(workspace(), started), json_output)


def _follow(who: Actor, run: TrainingRun, detach: bool, json_output: bool) -> None:
    """Say how it goes on stderr until it ends. Ctrl-C leaves the trainer running."""
    from workbench.errors import UserError
    from workbench.supervise import ensure_worker
    from workbench.train import service
    from workbench.ui.text import render

    ws = workspace()
    shown = None
    with ensure_worker(ws):
        while True:
            now = service.run(ws, who, run.project_id, run.id)
            if now.state in ("done", "stopped", "failed"):
                break
            if (state := (now.state, now.step)) != shown:
                _say_progress(now)
                shown = state
            if detach and now.state == "running":
                tell("train.follow_detached", number=now.number)
                emit(_summary(now), json_output, [_line(now)])
                return
            try:
                time.sleep(LOOK_S)
            except KeyboardInterrupt:
                tell("train.follow_detached", number=now.number)
                raise
    if now.state == "failed":
        error = now.error
        raise UserError(error.key, **error.params) if error else UserError("error.job_failed")
    if now.state == "stopped":
        key, params = "train.cli_stopped", {"number": now.number, "step": now.step}
        emit(_summary(now), json_output, [render(key, params, language())])
        return
    folder = str(service.model_folder(ws, who, run.project_id, run.id))
    line = render("train.cli_done", {"number": now.number, "folder": folder}, language())
    emit({**_summary(now), "model_folder": folder}, json_output, [line])


def _say_expected(found: Estimate) -> None:
    """Steps, memory and time, and what to look out for; on stderr."""
    from workbench.ui.text import duration, render, size

    tell("train.estimate_steps", steps=found.steps, tokens=found.tokens)
    if found.memory is not None and found.fastest_s is not None and found.slowest_s is not None:
        fastest, slowest = (duration(s, language()) for s in (found.fastest_s, found.slowest_s))
        key = "train.estimate_same" if fastest == slowest else "train.estimate_memory"
        tell(key, memory=size(found.memory), fastest=fastest, slowest=slowest)
    for warning in found.warnings:
        say(f"! {render(warning.key, warning.params, language())}")


def _say_progress(run: TrainingRun) -> None:
    if run.state == "queued" or not run.total_steps or "loss" not in run.metrics:
        if run.state == "queued":
            tell("train.follow_waiting", number=run.number)
        return
    tell(
        "train.follow_step",
        number=run.number,
        step=run.step,
        total=run.total_steps,
        loss=run.metrics["loss"],
    )


def _summary(run: TrainingRun) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "number": run.number,
        "version_id": run.version_id,
        "base_model": run.base_model,
        "method": run.method,
        "state": run.state,
        "step": run.step,
        "total_steps": run.total_steps,
        "loss": run.metrics.get("loss"),
        "eval_loss": run.metrics.get("eval_loss"),
        "random_weights": run.random_weights,
        "system_id": run.system_id,
        "job_id": run.job_id,
        "error": run.error.model_dump() if run.error else None,
        "created_at": run.created_at.isoformat(timespec="seconds"),
        "created_by": run.created_by,
    }


def _line(run: TrainingRun) -> str:
    loss = run.metrics.get("loss")
    measured = f"  {loss:.4f}" if loss is not None else ""
    steps = f"{run.step}/{run.total_steps or '?'}"
    return f"#{run.number}  {run.state:<8}  {steps}{measured}  {run.base_model}  {run.method}"


def _error(run: TrainingRun) -> str:
    from workbench.ui.text import render

    return render(run.error.key, run.error.params, language()) if run.error else ""


def register(app: typer.Typer) -> None:
    app.add_typer(train_app, name="train")
