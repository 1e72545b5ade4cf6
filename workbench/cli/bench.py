"""`workbench bench NAME`: measure against limits, side by side with what it is compared with."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import JsonOption, emit
from workbench.errors import UserError

if TYPE_CHECKING:
    from bench import Figure


def bench(
    name: Annotated[str | None, typer.Argument(help="Which; none lists them.")] = None,
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
    figures: list[Figure] = import_module(BENCHES[name]).run()
    passed = all(figure.ok for figure in figures)
    payload = {
        "bench": name,
        "ok": passed,
        "figures": [
            {
                "name": figure.name,
                "value": figure.value if abs(figure.value) < 0.01 else round(figure.value, 4),
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
    line = f"{figure.name:<42} {_shown(figure.value):>8} {figure.unit:<2}"
    if figure.limit is None:
        return line.rstrip()
    return f"{line}  limit {figure.limit:g}  {'ok' if figure.ok else 'MISSED'}"


def _shown(value: float) -> str:
    """A small difference is not shown as none."""
    return f"{value:.2e}" if 0 < abs(value) < 0.005 else f"{value:.2f}"


def register(app: typer.Typer) -> None:
    app.command()(bench)
