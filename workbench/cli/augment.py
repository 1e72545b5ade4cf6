"""`workbench draft` on files, and `workbench augment` on a project."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    OutputOption,
    ProjectOption,
    UserOption,
    actor,
    atomic_output,
    emit,
    follow,
    language,
    read_jsonl,
    resolve_project,
    say,
    tell,
    workspace,
    write_line,
)
from workbench.errors import ConfidentialityBlocked, UserError, WorkbenchError

if TYPE_CHECKING:
    from workbench.augment.drafters import Drafted, DraftOptions
    from workbench.augment.pairs import Passage
    from workbench.llm import OpenAIChat
    from workbench.records import Job

augment_app = typer.Typer(help="Examples of a project: draft, import, list.", no_args_is_help=True)


class DrafterName(StrEnum):
    offline = "offline"
    llm = "llm"


class TrustName(StrEnum):
    local = "local"
    trusted = "trusted"
    external = "external"


DrafterOption = Annotated[DrafterName, typer.Option(help="Rules, or a language model.")]
UrlOption = Annotated[str | None, typer.Option(help="OpenAI-compatible address, up to /v1.")]
ModelOption = Annotated[str | None, typer.Option(help="Name of the model at that address.")]
PerChunkOption = Annotated[int, typer.Option(min=1, max=20, help="At most so many pairs a chunk.")]
SeedOption = Annotated[int, typer.Option(help="Equal seeds give equal choices.")]


# ---- files -------------------------------------------------------------------------------------


def draft(
    source: Annotated[Path, typer.Argument(metavar="chunks.jsonl", help="From `workbench chunk`.")],
    output: OutputOption,
    drafter: DrafterOption = DrafterName.offline,
    base_url: UrlOption = None,
    model: ModelOption = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Calls at once.")] = 4,
    trust: Annotated[
        TrustName, typer.Option(help="Where the address stands; loopback is local by itself.")
    ] = TrustName.external,
    per_chunk: PerChunkOption = 4,
    seed: SeedOption = 0,
    json_output: JsonOption = False,
) -> None:
    """Draft question-answer pairs; what failed goes to OUTPUT.failed.jsonl with its reason."""
    from workbench.augment.drafters import DraftOptions
    from workbench.ui.augment_empty import empty_line

    client = _client(drafter, base_url, model, trust, concurrency)
    options = DraftOptions(per_chunk, seed)
    failed_path = output.with_name(f"{output.name.removesuffix('.jsonl')}.failed.jsonl")
    tally: Counter[str] = Counter()
    failures: list[dict[str, Any]] = []
    with atomic_output(output, source) as out:
        work = _draft_all(source, drafter, options, client, concurrency, out, tally, failures)
        asyncio.run(work)
        _keep_failures(failed_path, failures)
        if failures and len(failures) == tally["chunks"]:
            raise UserError("error.nothing_drafted", failed=len(failures), name=failed_path.name)
    counted = {name: tally[name] for name in ("chunks", "examples", "empty", "dropped", "failed")}
    files = {"output": str(output), "failures": str(failed_path) if failures else None}
    reasons = {
        name.removeprefix("empty: "): n
        for name, n in tally.most_common()
        if name.startswith("empty: ")
    }
    result = {**counted, "empty_reasons": reasons, "blocked": tally["blocked"], **files}
    emit(result, json_output)
    if line := empty_line(result, language()):
        say(line)
    if tally["blocked"]:
        tell("error.some_blocked", blocked=tally["blocked"], name=failed_path.name)
        raise typer.Exit(1)


def _keep_failures(path: Path, failures: list[dict[str, Any]]) -> None:
    """Written only where something failed; an older file would tell of another run."""
    if not failures:
        path.unlink(missing_ok=True)
        return
    with atomic_output(path) as out:
        for row in failures:
            write_line(out, row)


def _client(
    drafter: DrafterName,
    base_url: str | None,
    model: str | None,
    trust: TrustName,
    concurrency: int,
) -> OpenAIChat | None:
    if drafter is DrafterName.offline:
        return None
    from workbench.egress import Gate
    from workbench.llm import OpenAIChat
    from workbench.settings import Settings

    if not base_url or not model:
        raise UserError("error.endpoint_needed")
    gate = Gate(base_url, trust.value, secrets.token_bytes(32))
    _ = gate.trust  # an address that cannot be read is refused before anything is
    return OpenAIChat(gate, model, Settings().llm_api_key, concurrency)


async def _draft_all(
    source: Path,
    drafter: DrafterName,
    options: DraftOptions,
    client: OpenAIChat | None,
    concurrency: int,
    out: IO[str],
    tally: Counter[str],
    failures: list[dict[str, Any]],
) -> None:
    """Rows are read as they are needed and written in their order."""
    from workbench.augment.empty import why_empty

    try:
        async for passage, result in _in_order(source, drafter, options, client, concurrency):
            tally["chunks"] += 1
            if isinstance(result, WorkbenchError):
                tally["failed"] += 1
                tally["blocked"] += isinstance(result, ConfidentialityBlocked)
                failures.append(_failure(passage, result))
                continue
            tally["dropped"] += len(result.dropped)
            if not result.pairs:
                tally["empty"] += 1
                tally[f"empty: {why_empty(passage)}"] += 1
            for row in _rows(passage, result):
                tally["examples"] += 1
                write_line(out, row)
    finally:
        if client is not None:
            await client.close()


async def _in_order(
    source: Path,
    drafter: DrafterName,
    options: DraftOptions,
    client: OpenAIChat | None,
    concurrency: int,
) -> AsyncIterator[tuple[Passage, Drafted | WorkbenchError]]:
    running: deque[tuple[Passage, asyncio.Task[Drafted | WorkbenchError]]] = deque()
    try:
        for passage in _passages(source):
            task = asyncio.create_task(_draft_one(passage, drafter, options, client))
            running.append((passage, task))
            if len(running) >= 2 * concurrency:
                first, task = running.popleft()
                yield first, await task
        while running:
            first, task = running.popleft()
            yield first, await task
    finally:
        for _, task in running:
            task.cancel()


def _passages(source: Path) -> Iterator[Passage]:
    from pydantic import ValidationError

    from workbench.augment.pairs import Passage

    for line, row in read_jsonl(source):
        try:
            yield Passage(
                id=str(row.get("id") or line),
                text=row["text"],
                section_path=tuple(row.get("section_path") or ()),
                level=row.get("confidentiality") or "confidential",
            )
        except (KeyError, TypeError, ValidationError):
            raise UserError("error.chunk_line", name=source.name, line=line) from None


async def _draft_one(
    passage: Passage, drafter: DrafterName, options: DraftOptions, client: OpenAIChat | None
) -> Drafted | WorkbenchError:
    from workbench.augment.drafters import Asked, Told, draft_through
    from workbench.llm import chat_request

    async def ask(asked: Asked) -> Told:
        assert client is not None
        reply = await client.complete(
            chat_request(
                asked.messages, passage.level, asked.json_schema, asked.max_tokens, asked.seed
            )
        )
        return Told(reply.text, reply.finish_reason)

    try:
        way = client.gate if client else None
        return await draft_through(way, drafter.value, passage, options, ask)
    except WorkbenchError as error:
        return error


def _rows(passage: Passage, done: Drafted) -> Iterator[dict[str, Any]]:
    from workbench.records import content_hash

    for pair in done.pairs:
        yield {
            "id": content_hash(pair.question, pair.answer, passage.id)[:26],
            "chunk_id": passage.id,
            "question": pair.question,
            "answer": pair.answer,
            "evidence_quote": pair.evidence_quote,
            "category": pair.category,
            "style": pair.style,
            "answerable": pair.answerable,
            "origin": "drafted",
        }


def _failure(passage: Passage, error: WorkbenchError) -> dict[str, Any]:
    from workbench.ui.text import render_error

    reason = render_error(error, language())
    return {"chunk_id": passage.id, "error": error.key.removeprefix("error."), "reason": reason}


# ---- projects ----------------------------------------------------------------------------------


@augment_app.command("draft")
def draft_project(
    project: ProjectOption = None,
    user: UserOption = None,
    drafter: DrafterOption = DrafterName.offline,
    endpoint: Annotated[str | None, typer.Option(help="Name of a saved endpoint.")] = None,
    base_url: UrlOption = None,
    model: ModelOption = None,
    per_chunk: PerChunkOption = 4,
    seed: SeedOption = 0,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document (name or id); may be repeated.")
    ] = None,
    only_uncovered: Annotated[
        bool, typer.Option("--only-uncovered", help="Only chunks without examples.")
    ] = False,
    json_output: JsonOption = False,
) -> None:
    """Draft examples from the chunks of a project, as a job."""
    from workbench.augment import endpoint_service, service
    from workbench.augment.params import DraftParams

    ws, who = workspace(), actor(user)
    found = resolve_project(project, who)
    endpoints = {e.name: e.id for e in endpoint_service.list_endpoints(ws, who)}
    if endpoint and endpoint not in endpoints:
        raise UserError("error.endpoint_unknown", name=endpoint)
    known = service.draftable_documents(ws, who, found.id)
    params = DraftParams(
        drafter=drafter.value,
        endpoint_id=endpoints[endpoint] if endpoint else None,
        base_url=base_url,
        model=model,
        per_chunk=per_chunk,
        seed=seed,
        document_ids=tuple(_document_id(known, name) for name in document or ()),
        only_uncovered=only_uncovered,
    )
    _emit_job(follow(ws, service.start_drafting(ws, who, found.id, params)), json_output)


@augment_app.command("import")
def import_project(
    document: Annotated[str, typer.Argument(help="Document of rows or dialogues (name or id).")],
    project: ProjectOption = None,
    user: UserOption = None,
    question: Annotated[str | None, typer.Option(help="Column of the question.")] = None,
    answer: Annotated[str | None, typer.Option(help="Column of the answer.")] = None,
    category: Annotated[str | None, typer.Option(help="Column of the category.")] = None,
    personal: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE=COLUMN", help="A column of personal data; none= for none."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="One sheet of several.")] = None,
    json_output: JsonOption = False,
) -> None:
    """Import pairs or dialogues as examples; columns are suggested by their names."""
    from workbench.augment import import_service

    ws, who = workspace(), actor(user)
    found = resolve_project(project, who)
    document_id = _document_id(import_service.importable_documents(ws, who, found.id), document)
    mapping = import_service.suggest_mapping(ws, who, found.id, document_id, sheet)
    named = {"question": question, "answer": answer, "category": category}
    chosen = {role: column for role, column in named.items() if column}
    if question or answer:
        chosen["kind"] = "pairs"
    mapping = mapping.model_copy(update={**chosen, **_personal(personal)})
    _emit_job(
        follow(ws, import_service.import_pairs(ws, who, found.id, document_id, mapping)),
        json_output,
    )


def _personal(given: list[str] | None) -> dict[str, dict[str, str]]:
    """What was named replaces what the names of the columns suggest."""
    from workbench.augment.personal import COLUMN_TYPES

    if not given:
        return {}
    pairs = [value.partition("=") for value in given if value != "none="]
    for span_type, _, column in pairs:
        if span_type not in COLUMN_TYPES or not column:
            known = ", ".join(COLUMN_TYPES)
            raise typer.BadParameter(f"Write TYPE=COLUMN with one of {known}.")
    return {"personal": {column: span_type for span_type, _, column in pairs}}


def _emit_job(job: Job, json_output: bool) -> None:
    from workbench.ui.augment_empty import empty_line

    counted = {"job": job.id, "state": job.state, "failed": job.failed}
    emit({**counted, **job.result}, json_output)
    if line := empty_line(job.result, language()):
        say(line)


@augment_app.command("list")
def list_project(
    project: ProjectOption = None,
    user: UserOption = None,
    status: Annotated[str | None, typer.Option(help="draft, queued, approved, …")] = None,
    query: Annotated[str | None, typer.Option(help="Part of a question or an answer.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    json_output: JsonOption = False,
) -> None:
    """The newest examples of a project."""
    from workbench.augment import example_service

    ws, who = workspace(), actor(user)
    found = resolve_project(project, who)
    rows, total = example_service.list_examples(
        ws, who, found.id, status=_status(status), query=query, limit=limit
    )
    listed = [
        {
            "id": row.example.id,
            "status": row.example.status,
            "origin": row.example.origin,
            "category": row.example.category,
            "question": row.revision.question,
            "answer": row.revision.answer,
            "document": row.document_name,
            "page": row.page,
        }
        for row in rows
    ]
    lines = (f"{row['status']}\t{row['question']}\t{row['answer']}" for row in listed)
    emit({"total": total, "examples": listed}, json_output, lines)


def _status(name: str | None) -> Any:
    from typing import get_args

    from workbench.records import ExampleStatus

    known = get_args(ExampleStatus)
    if name is not None and name not in known:
        raise UserError("error.unknown_name", what="status", name=name, known=", ".join(known))
    return name


def _document_id(documents: list[Any], name: str) -> str:
    """By id, else by name; raises UserError where none or several have it."""
    found = [d.id for d in documents if d.id == name] or [d.id for d in documents if d.name == name]
    if len(found) != 1:
        known = ", ".join(d.name for d in documents[:10]) or "-"
        raise UserError("error.document_to_use", name=name, known=known)
    return str(found[0])


def register(app: typer.Typer) -> None:
    app.command("draft")(draft)
    app.add_typer(augment_app, name="augment")
