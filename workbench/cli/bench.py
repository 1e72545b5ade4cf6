"""`workbench bench NAME`: measure against limits, side by side with what it is compared with."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import JsonOption, emit
from workbench.errors import UserError

if TYPE_CHECKING:
    from bench import Figure


def bench(
    name: Annotated[str | None, typer.Argument(help="Which; none lists them.")] = None,
    rows: Annotated[
        int | None, typer.Option(min=1000, help="One more point of a cost curve, as 1000000.")
    ] = None,
    json_output: JsonOption = False,
) -> None:
    """Run a benchmark; exit code 1 where a limit is not kept."""
    from bench import BENCHES

    if name is None:
        about = {each: _about(module) for each, module in BENCHES.items()}
        emit({"benches": about}, json_output, [f"{each}: {text}" for each, text in about.items()])
        return
    if name not in BENCHES:
        raise UserError("error.bench_unknown", name=name, known=", ".join(BENCHES))
    run = import_module(BENCHES[name]).run
    if rows is not None and "rows" not in signature(run).parameters:
        raise typer.BadParameter(f"{name} has no cost curve.")
    figures: list[Figure] = run() if rows is None else run(rows)
    passed = all(figure.ok for figure in figures)
    payload = {
        "bench": name,
        "ok": passed,
        "figures": [
            {
                "name": figure.name,
                "value": round(figure.value, 4),
                "unit": figure.unit,
                "limit": figure.limit,
                "ok": figure.ok,
            }
            for figure in figures
        ],
    }
    emit(payload, json_output, [_line(figure) for figure in figures])
    if not passed:
        raise typer.Exit(1)


def _about(module: str) -> str:
    return (import_module(module).__doc__ or "").strip().splitlines()[0]


def _line(figure: Figure) -> str:
    line = f"{figure.name:<42} {figure.value:8.2f} {figure.unit:<2}"
    if figure.limit is None:
        return line.rstrip()
    return f"{line}  limit {figure.limit:g}  {'ok' if figure.ok else 'MISSED'}"


def register(app: typer.Typer) -> None:
    app.command()(bench)
