"""`workbench pii|dedup|quality` on files, and `workbench clean` on a project."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    OutputOption,
    ProjectOption,
    UserOption,
    actor,
    atomic_output,
    cannot_read,
    emit,
    follow,
    language,
    read_jsonl,
    resolve_project,
    tell,
    workspace,
)
from workbench.errors import UserError
from workbench.records import FindingState

if TYPE_CHECKING:
    from workbench.clean.pairs import Match
    from workbench.clean.part_tasks import Lists, Tally, Task

SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="IN", help="JSONL or Parquet: a file, or a pattern such as 'data/*.parquet'."
    ),
]
PartsOption = Annotated[
    Path,
    typer.Option(
        "--output", "-o", help="File to write; of a pattern a folder, with one part a file."
    ),
]
EngineOption = Annotated[
    str,
    typer.Option(help="native: this process; daft: all cores; ray://HOST:PORT: a Ray cluster."),
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", help="Only this field; may be repeated. Default: all but id."),
]
MIN_KEY_BYTES = 16

pii_app = typer.Typer(help="Personal data in JSON lines.", no_args_is_help=True)
clean_app = typer.Typer(
    help="Duplicates, personal data and quality of a project's examples.", no_args_is_help=True
)


glossary_app = typer.Typer(help="Terms that duplicates are judged by.", no_args_is_help=True)
clean_app.add_typer(glossary_app, name="glossary")


class TermKind(StrEnum):
    protected = "protected"
    synonym = "synonym"


class Verdict(StrEnum):
    accept = "accept"
    dismiss = "dismiss"
    reopen = "reopen"


STATES: dict[Verdict, FindingState] = {
    Verdict.accept: "accepted",
    Verdict.dismiss: "dismissed",
    Verdict.reopen: "open",
}


# ---- files -------------------------------------------------------------------------------------


@pii_app.command()
def scan(
    source: SourceArgument,
    output: PartsOption,
    field: FieldOption = None,
    engine: EngineOption = "native",
    project: Annotated[
        str | None,
        typer.Option(
            "--project", "-p", help="Its lists count too; says which values it knows (`known`)."
        ),
    ] = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Say where personal data stands; the values themselves are never written."""
    from workbench.clean.part_tasks import Scan
    from workbench.clean.recognizers import RULE_VERSION

    fields, lists = tuple(field or ()), _lists(project, acting)
    tally = _worked(Scan(fields, lists), source, output, engine, fields)
    told = {} if lists is None else {"known": tally.known}
    emit({**_spans(tally), **told, "rules": RULE_VERSION, "output": str(output)}, json_output)


def _lists(project: str | None, acting: str | None) -> Lists | None:
    """What a project says of personal data and knows of it, where one is named."""
    if project is None:
        return None
    from workbench.clean.part_tasks import Lists
    from workbench.finder import finder_for, originals_for, stamp_of

    ws, who = workspace(), actor(acting)
    chosen = resolve_project(project, who)
    return Lists(
        finder_for(ws, chosen, rendered=True), originals_for(ws, chosen), stamp_of(ws, chosen)
    )


@pii_app.command("mask")
def mask_command(
    source: SourceArgument,
    output: PartsOption,
    field: FieldOption = None,
    key_file: Annotated[
        Path | None,
        typer.Option(help="Secret of at least 16 bytes; with the same one, equal placeholders."),
    ] = None,
    engine: EngineOption = "native",
    json_output: JsonOption = False,
) -> None:
    """Write the same rows with typed placeholders, such as [PHONE_k7f2q9], for personal data."""
    from workbench.clean.part_files import is_pattern
    from workbench.clean.part_tasks import Mask
    from workbench.clean.parts import forget_key, key_of_run

    fields = tuple(field or ())
    if key_file is not None:
        key = _read_key(key_file)
    else:
        key = key_of_run(output.resolve()) if is_pattern(source) else secrets.token_bytes(32)
    tally = _worked(Mask(fields, key), source, output, engine, fields)
    if key_file is None:
        forget_key(output.resolve())
    emit({**_spans(tally), "output": str(output)}, json_output)


def _worked(task: Task, source: str, output: Path, engine: str, needed: Sequence[str]) -> Tally:
    """One file to a file, the files of a pattern to a folder."""
    from workbench.clean.part_files import is_pattern
    from workbench.clean.parts import beside, into_file, into_folder

    output = output.resolve()
    if not is_pattern(source):
        return into_file(task, Path(source), output, engine, needed)
    try:
        return into_folder(task, source, output, engine, _progress, needed)
    except KeyboardInterrupt:
        tell("clean.interrupted", name=beside(output).name)
        raise


def _spans(tally: Tally) -> dict[str, Any]:
    found = dict(sorted(tally.found.items()))
    return {"rows": tally.rows, "spans": sum(found.values()), "types": found}


def dedup(
    source: SourceArgument,
    output: OutputOption,
    engine: Annotated[
        str | None,
        typer.Option(help="native, daft or ray://HOST:PORT: by partition, for files of any size."),
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.4, max=0.9, help="Score from which pairs are for review.")
    ] = 0.5,
    json_output: JsonOption = False,
) -> None:
    """Group question-answer pairs that say the same; say which stays, and why."""
    from workbench.clean.part_files import PARQUET, is_pattern, line, partitions

    path = Path(source)
    outcomes: Counter[str] = Counter()
    single = engine is None and path.suffix != PARQUET and not is_pattern(source)
    sources = [path] if single else partitions(source)
    with atomic_output(output, *sources) as out:
        found = (
            _in_one(path, threshold)
            if single
            else _in_partitions(sources, engine or "native", output, threshold)
        )
        for group in found:
            outcomes[group["outcome"]] += 1
            out.write(line(group))
    counted = {name: outcomes[name] for name in ("keep", "merge", "review")}
    emit({"rows": outcomes.total(), **counted, "output": str(output)}, json_output)


def _in_one(source: Path, threshold: float) -> Iterator[dict[str, Any]]:
    from workbench.clean.dedup import deduplicate, shown
    from workbench.clean.part_files import naming
    from workbench.clean.rows import pair_of, related, row_id

    pairs, ids = [], []
    with naming(source):
        for line, row in read_jsonl(source):
            pairs.append(pair_of(row, line))
            ids.append(row_id(row, line))
    own = {pair.id: own_id for pair, own_id in zip(pairs, ids, strict=True)}
    for match in shown(deduplicate(related(pairs, ids)), threshold):
        yield _group(own[match.id], match, own.__getitem__)


def _in_partitions(
    files: list[Path], engine: str, output: Path, threshold: float
) -> Iterator[dict[str, Any]]:
    from workbench.clean.partitions import deduplicated
    from workbench.clean.parts import beside

    work = beside(output)
    try:
        for own_id, match, named in deduplicated(files, engine, work, _progress, threshold):
            yield _group(own_id, match, named)
    except KeyboardInterrupt:
        tell("clean.interrupted", name=work.name)
        raise


def _progress(done: int, total: int) -> None:
    tell("clean.partitions", done=done, total=total)


def _group(own_id: Any, match: Match, named: Callable[[str], Any]) -> dict[str, Any]:
    from workbench.ui.text import render

    return {
        "id": own_id,
        "cluster": own_id if match.cluster == match.id else named(match.cluster),
        "outcome": match.outcome,
        "dup_of": named(match.dup_of) if match.dup_of else None,
        "level": match.level,
        "score": match.score,
        "reason": render(match.reason.key, match.reason.params, language()),
    }


def quality(
    source: SourceArgument,
    output: PartsOption,
    engine: EngineOption = "native",
    json_output: JsonOption = False,
) -> None:
    """Name what is wrong with question-answer pairs, each with its reason."""
    from workbench.clean.part_tasks import Quality
    from workbench.ui.text import render

    tally = _worked(Quality(language(), render), source, output, engine, ())
    checks = dict(sorted(tally.found.items()))
    counted = {"rows": tally.rows, "findings": sum(checks.values()), "checks": checks}
    emit({**counted, "output": str(output)}, json_output)


def _read_key(path: Path) -> bytes:
    try:
        raw = path.read_bytes().strip()
    except OSError as error:
        raise cannot_read(path, error) from None
    if len(raw) < MIN_KEY_BYTES:
        raise UserError("error.key_short", name=path.name, least=MIN_KEY_BYTES)
    try:
        return bytes.fromhex(raw.decode("ascii"))
    except ValueError:
        return raw


# ---- a project ---------------------------------------------------------------------------------


@clean_app.command()
def check(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Check all drafts, queued and approved examples, and wait for the result."""
    from workbench.clean.service import start_checks

    ws, who = workspace(), actor(acting)
    ended = follow(ws, start_checks(ws, who, resolve_project(project, who).id))
    emit({"job": ended.id, "state": ended.state, **ended.result}, json_output)


@clean_app.command()
def findings(
    project: ProjectOption = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="pii, duplicate, contradiction, quality.")
    ] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="PHONE, exact, …")] = None,
    state: Annotated[str, typer.Option(help="open, accepted, dismissed or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """List findings, surest first: ids and reasons, never the words they are about."""
    from workbench.clean.finding_service import list_findings
    from workbench.ui.text import render

    ws, who = workspace(), actor(acting)
    page = list_findings(
        ws,
        who,
        resolve_project(project, who).id,
        kinds=kind or (),
        types=type_ or (),
        states=() if state == "all" else (state,),
        limit=limit,
        offset=offset,
    )
    rows = []
    for case in page.cases:
        found = case.finding.model_dump(mode="json", exclude={"project_id", "reason"})
        reason = case.finding.reason
        rows.append({**found, "reason": render(reason.key, reason.params, language())})
    counts = [count.model_dump() for count in page.counts]
    lines = [
        f"{r['id']}  {r['kind']}/{r['type']}  {r['score']:.2f}  {r['state']}  {r['subject_id']}"
        f"  {r['reason']}"
        for r in rows
    ]
    payload = {"total": page.total, "findings": rows, "counts": counts}
    emit(payload, json_output, [*lines, f"{len(rows)} / {page.total}"])


@clean_app.command()
def decide(
    verdict: Annotated[Verdict, typer.Argument(help="accept, dismiss or reopen.")],
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of findings.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Instead of ids: all open ones of this kind.")
    ] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only of this type.")] = None,
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.0,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Decide findings. Accepted personal data is masked, an accepted duplicate is left out."""
    from workbench.clean.finding_service import decide_all, decide_findings

    if bool(ids) == bool(kind):
        raise typer.BadParameter("Give either ids or --kind.")
    ws, who = workspace(), actor(acting)
    project_id = resolve_project(project, who).id
    if ids:
        changed = decide_findings(ws, who, project_id, ids, STATES[verdict])
    else:
        if verdict is Verdict.reopen:
            raise typer.BadParameter("Reopening needs ids.")
        chosen = decide_all(
            ws,
            who,
            project_id,
            STATES[verdict],
            kinds=kind or (),
            types=type_ or (),
            min_score=min_score,
        )
        changed = len(chosen)
    emit({"changed": changed, "state": STATES[verdict]}, json_output)


@glossary_app.command("list")
def glossary_list(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Protected terms and synonyms, as the search for duplicates heeds them."""
    from workbench.clean.glossary_service import glossary_entries

    ws, who = workspace(), actor(acting)
    entries = glossary_entries(ws, who, resolve_project(project, who).id)
    rows = [{"id": e.id, "kind": e.kind, "terms": list(e.terms)} for e in entries]
    lines = [f"{e.id}  {e.kind}  {' = '.join(e.terms)}" for e in entries]
    emit({"entries": rows}, json_output, lines)


@glossary_app.command("add")
def glossary_add(
    kind: Annotated[TermKind, typer.Argument(help="protected or synonym.")],
    terms: Annotated[
        list[str], typer.Argument(help="One protected term, or two synonyms or more.")
    ],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Add a term that is never another one, or terms that are one. Heeded by the next check."""
    from workbench.clean.glossary_service import add_entry

    ws, who = workspace(), actor(acting)
    entry = add_entry(ws, who, resolve_project(project, who).id, kind.value, terms)
    emit({"id": entry.id, "kind": entry.kind, "terms": list(entry.terms)}, json_output)


@glossary_app.command("remove")
def glossary_remove(
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Remove an entry; what was decided stays."""
    from workbench.clean.glossary_service import remove_entry

    ws, who = workspace(), actor(acting)
    remove_entry(ws, who, resolve_project(project, who).id, entry_id)
    emit({"removed": entry_id}, json_output)


def register(app: typer.Typer) -> None:
    app.add_typer(pii_app, name="pii")
    app.command("dedup")(dedup)
    app.command("quality")(quality)
    from workbench.cli.pii_mapping import mapping_app
    from workbench.cli.pii_rules import add_marking, rules_app

    add_marking(clean_app)
    clean_app.add_typer(rules_app, name="rules")
    clean_app.add_typer(mapping_app, name="mapping")
    app.add_typer(clean_app, name="clean")
