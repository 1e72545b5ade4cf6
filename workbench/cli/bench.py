"""`workbench bench NAME`: measure against limits, side by side with what it is compared with."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import JsonOption, emit
from workbench.errors import UserError

if TYPE_CHECKING:
    from bench import Figure


def bench(
    name: Annotated[str | None, typer.Argument(help="Which; none lists them.")] = None,
    docs: Annotated[
        Path | None,
        typer.Option(
            help="ingest: a folder of PDFs, each with NAME.gt.json beside it.", exists=True
        ),
    ] = None,
    fuzz: Annotated[int, typer.Option(min=0, help="ingest: read so many mutated files.")] = 0,
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
    given = {"docs": docs, "fuzz": fuzz or None, "rows": rows}
    options = {option: value for option, value in given.items() if value is not None}
    run = import_module(BENCHES[name]).run
    for option in options:
        if option not in signature(run).parameters:
            raise typer.BadParameter(f"{name} knows no --{option}.")
    figures: list[Figure] = run(**options)
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
                "least": figure.least,
                "ok": figure.ok,
                "peers": {peer: round(value, 4) for peer, value in figure.peers.items()},
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
    line = f"{figure.name:<42} {_shown(figure, figure.value):>8} {figure.unit:<2}"
    if figure.limit is not None:
        line += f"  limit {figure.limit:g}  {'ok' if figure.ok else 'MISSED'}"
    elif figure.least is not None:
        line += f"  least {figure.least:g}  {'ok' if figure.ok else 'MISSED'}"
    known = [(peer, value) for peer, value in figure.peers.items() if value == value]
    line += "".join(f"  {peer} {_shown(figure, value)}" for peer, value in known)
    return line.rstrip()


def _shown(figure: Figure, value: float) -> str:
    """A small difference is not shown as none; a share of one is told apart from a whole."""
    if 0 < abs(value) < 0.005:
        return f"{value:.2e}"
    digits = 3 if figure.least is not None and figure.least < 1 else 2
    return f"{value:.{digits}f}"


def register(app: typer.Typer) -> None:
    app.command()(bench)
