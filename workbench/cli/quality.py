"""`workbench quality` on files, `workbench clean quality` and `clean stats` on a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.clean import EngineOption, PartsOption, SourceArgument
from workbench.cli.clean import _worked as worked
from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    atomic_output,
    emit,
    language,
    resolve_project,
    workspace,
)
from workbench.errors import UserError


def quality(
    source: SourceArgument,
    output: PartsOption,
    engine: EngineOption = "native",
    threshold: Annotated[
        list[str] | None,
        typer.Option(help="CHECK=SCORE: show this check from that score on; may be repeated."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Leave this check out; may be repeated.")
    ] = None,
    every_score: Annotated[
        bool, typer.Option("--every-score", help="Also what scores below its threshold.")
    ] = False,
    json_output: JsonOption = False,
) -> None:
    """Name what is wrong with question-answer pairs, each with its reason.

    Each file is read twice: first for what is usual in it (lengths, endings, topic), then by row.
    """
    from workbench.clean.part_tasks import Quality
    from workbench.ui.text import render

    task = Quality(
        language(),
        render,
        tuple(sorted(_thresholds(threshold or ()).items())),
        tuple(sorted({_known(name) for name in without or ()})),
        every_score,
    )
    tally = worked(task, source, output, engine, ())
    checks = dict(sorted(tally.found.items()))
    counted = {"rows": tally.rows, "findings": sum(checks.values()), "checks": checks}
    emit({**counted, "output": str(output)}, json_output)


def _thresholds(given: list[str] | tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for pair in given:
        name, _, score = pair.partition("=")
        try:
            found[_known(name)] = float(score)
        except ValueError:
            raise UserError("error.quality_pair", given=pair) from None
    return found


def _known(name: str) -> str:
    from workbench.clean.quality import CHECK_NAMES

    if name not in CHECK_NAMES:
        raise UserError("error.quality_check_unknown", name=name, known=", ".join(CHECK_NAMES))
    return name


def quality_limits(
    check: Annotated[
        str | None, typer.Argument(help="The check to set; none lists all of them.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="Show its findings from this score on (0.2 to 1).")
    ] = None,
    on: Annotated[
        bool | None, typer.Option("--on/--off", help="Switch the check on or off.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List the quality checks of a project, or set from which score on one of them is shown."""
    from workbench.clean.quality_service import quality_checks, set_limit

    ws, who = workspace(), actor(acting)
    project_id = resolve_project(project, who).id
    if check is None and (threshold is not None or on is not None):
        raise typer.BadParameter("Name the check to set.")
    if check is not None:
        set_limit(ws, who, project_id, _known(check), threshold=threshold, enabled=on)
    rows = [
        {
            "check": found.name,
            "threshold": found.threshold,
            "enabled": found.enabled,
            "shown": found.number(),
            "hidden": found.number(0) - found.number(),
            "changed_by": found.changed_by or None,
            "changed_at": found.changed_at.isoformat() if found.changed_at else None,
        }
        for found in quality_checks(ws, who, project_id)
        if check in (None, found.name)
    ]
    lines = [
        f"{r['check']:<20} {r['threshold']:.2f}  {'on' if r['enabled'] else 'off':<3}"
        f"  {r['shown']:>7,} / {r['hidden']:,}  {r['changed_by'] or '-'}"
        for r in rows
    ]
    emit({"checks": rows}, json_output, lines)


def stats(
    status: Annotated[
        str, typer.Option(help="draft, queued, approved, rejected or disputed; default: all.")
    ] = "",
    language_: Annotated[
        str, typer.Option("--language", help="ko, en or other; default: all.")
    ] = "",
    table: Annotated[
        Path | None, typer.Option("--csv", help="Also write all numbers as a CSV file.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """How a project's examples are spread: lengths, categories, styles, documents, first words."""
    from workbench.clean.distribution import as_csv
    from workbench.clean.distribution_service import distribution_of
    from workbench.ui.text import render

    ws, who = workspace(), actor(acting)
    found = distribution_of(ws, who, resolve_project(project, who).id, status, language_)
    if table is not None:
        with atomic_output(table) as out:
            out.write(as_csv(found))
    said = [render(w.key, w.params, language()) for w in found.warnings]
    payload = {
        "rows": found.rows,
        "warnings": said,
        "lengths": [length.model_dump(mode="json") for length in found.lengths],
        "counts": {
            dimension: {share.value: share.count for share in shares}
            for dimension, shares in found.counts.items()
        },
    }
    lines = [f"{found.rows:,}"]
    for dimension, shares in found.counts.items():
        top = "  ".join(f"{s.value or '-'} {s.count:,}" for s in shares[:5])
        lines.append(f"{dimension:<12} {top}")
    for length in found.lengths:
        span = f"{length.middle:,} ({length.low:,}-{length.high:,}, {length.most:,})"
        lines.append(f"{length.measure} {length.unit:<12} {span}")
    emit(payload, json_output, [*lines, *said])


def register(app: typer.Typer, clean_app: typer.Typer) -> None:
    app.command("quality")(quality)
    clean_app.command("quality")(quality_limits)
    clean_app.command("stats")(stats)
