"""`workbench parse|chunk` on files, and `workbench ingest` on a project."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
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
    workspace,
    write_line,
)
from workbench.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.ingest.parsed import Limits, ParsedElement
    from workbench.ingest.service import DocumentRow, IngestBatch
    from workbench.records import Message


class Level(StrEnum):
    public = "public"
    internal = "internal"
    confidential = "confidential"


class Problem(StrEnum):
    any = "any"
    unread = "unread"
    notice = "notice"
    pending = "pending"
    stale = "stale"
    none = "none"


class State(StrEnum):
    queued = "queued"
    ready = "ready"
    failed = "failed"


_MAX_DEPTH = 2
"""Files within files within files are read, deeper ones are not."""
PathsArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Files, folders and ZIP archives to read.")
]
LevelOption = Annotated[Level, typer.Option(help="How far the text may travel.")]

TargetOption = Annotated[
    int, typer.Option(help="Tokens at which a section that does not fit is cut.")
]
MaxOption = Annotated[int, typer.Option(help="Most tokens of a chunk.")]
OverlapOption = Annotated[int, typer.Option(help="Tokens of a chunk that the next one repeats.")]

ingest_app = typer.Typer(help="Documents of a project.", no_args_is_help=True)


# ---- files -------------------------------------------------------------------------------------


def parse(
    files: PathsArgument,
    output: OutputOption,
    level: LevelOption = Level.confidential,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Ask for the password of encrypted PDFs.")
    ] = False,
    json_output: JsonOption = False,
) -> None:
    """Read documents into elements, one JSON object a line; a bad file does not stop the others.

    Folders and ZIP archives are read file by file.
    """
    from workbench.ingest.service import limits
    from workbench.settings import Settings

    most = limits(Settings())
    if ask_password:
        most = replace(most, password=_password())
    counted = {"files": 0, "elements": 0, "failed": 0}
    with atomic_output(output, *files) as out:
        for name, file in _documents(files, most):
            if isinstance(file, UserError):
                _say(file.key, file.params)
                counted["failed"] += 1
            else:
                _parse_one(name, file, level, out, most, counted)
        if not counted["files"] and not counted["elements"]:
            raise typer.Exit(1)
    emit({**counted, "output": str(output)}, json_output)
    if counted["failed"]:
        raise typer.Exit(1)


def _password() -> str:
    from workbench.ui.text import render

    asked = render("ingest.password", {}, language())
    return str(typer.prompt(asked, hide_input=True, err=True))


def _documents(files: list[Path], most: Limits) -> Iterator[tuple[str, Path | UserError]]:
    """Each file, those of folders and archives one by one, with what it is called.

    A file of an archive is there until the next one is asked for.
    """
    import tempfile

    from workbench.ingest.archive import extracted, folder_files
    from workbench.ingest.gate import clean_name, inspect
    from workbench.ingest.media import ZIP

    for file in files:
        if file.is_dir():
            for inside in folder_files(file)[0]:
                relative = inside.relative_to(file).as_posix()
                yield f"{clean_name(file.resolve().name)}/{relative}", inside
            continue
        name = clean_name(file.name)
        if file.suffix.lower() != ".zip":
            yield name, file
            continue
        try:
            if inspect(file, name, most) != ZIP:
                continue
            with tempfile.TemporaryDirectory(prefix="workbench-archive-") as folder:
                for member, found in extracted(file, Path(folder), most.max_bytes):
                    yield f"{name}/{member.path}", found
        except UserError as error:
            yield name, error


def _parse_one(
    name: str, file: Path, level: Level, out: IO[str], most: Limits, counted: dict[str, int],
    depth: int = 0,
) -> None:  # fmt: skip
    """Write a document's elements, then those of the documents inside of it; count what came."""
    import hashlib

    from workbench.ingest.gate import inspect
    from workbench.ingest.sandbox import parse as parse_file

    try:
        media_type = inspect(file, name, most)
        with file.open("rb") as source:
            key = f"{name}:{hashlib.file_digest(source, 'sha256').hexdigest()}"
        with parse_file(file, name, media_type, most, images=False) as parsed:
            for seq, element in enumerate(parsed.elements()):
                write_line(out, _element_line(key, seq, name, level, element))
                counted["elements"] += 1
            for notice in parsed.notices:
                _say_notice(name, notice)
            counted["files" if parsed.readable else "failed"] += 1
            for found in parsed.attached if depth < _MAX_DEPTH else ():
                if _is_document(found.name):
                    inside, path = f"{name}/{found.name}", parsed.attachment(found)
                    _parse_one(inside, path, level, out, most, counted, depth + 1)
    except UserError as error:
        _say(error.key, error.params)
        counted["failed"] += 1


def _is_document(name: str) -> bool:
    from workbench.ingest.media import ENDINGS, ZIP

    return ENDINGS.get(Path(name).suffix.lower(), ZIP) != ZIP


def _element_line(
    key: str, seq: int, name: str, level: Level, element: ParsedElement
) -> dict[str, Any]:
    from workbench.ingest.parsed import element_id

    return {
        "document": name,
        "id": element_id(key, seq, element),
        "kind": element.kind,
        "text": element.text,
        "level": element.level,
        "page": element.page,
        "bbox": element.bbox,
        "locator": element.locator.model_dump(exclude_defaults=True),
        "section_path": element.section_path,
        "cells": [cell.model_dump() for cell in element.cells],
        "flags": element.flags,
        **({"recognition": element.recognition.model_dump()} if element.recognition else {}),
        "confidentiality": level.value,
    }


def _say(key: str, params: Any) -> None:
    from workbench.ui.text import render

    say(render(key, params, language()))


def _say_notice(name: str, notice: Message) -> None:
    from workbench.ui.text import render

    line = render(notice.key, notice.params, language())
    say(line if line.startswith(f"{name}:") else f"{name}: {line}")


def chunk(
    elements: Annotated[Path, typer.Argument(metavar="elements.jsonl", help="From `parse`.")],
    output: OutputOption,
    target: TargetOption = 300,
    max: MaxOption = 800,
    overlap: OverlapOption = 0,
    json_output: JsonOption = False,
) -> None:
    """Cut elements into chunks: passages of one section, one JSON object a line."""
    from workbench.ingest.chunking import checked
    from workbench.ingest.chunking import chunk as passages_of
    from workbench.ingest.parsed import chunk_id
    from workbench.records import ChunkParams

    params = checked(ChunkParams(target=target, max=max, overlap=overlap))
    documents = chunks = 0
    with atomic_output(output, elements) as out:
        for name, rows in _by_document(elements):
            documents += 1
            levels: set[str] = set()
            for seq, passage in enumerate(passages_of(_pieces(elements, rows, levels), params)):
                chunks += 1
                key = f"{name}:{passage.element_ids[0]}"
                line = {
                    "id": chunk_id(key, seq, passage.text),
                    "text": passage.text,
                    "section_path": passage.section_path,
                    "element_ids": passage.element_ids,
                    "tokens": passage.tokens,
                    "confidentiality": _highest(levels),
                }
                write_line(out, line)
    emit({"documents": documents, "chunks": chunks, "output": str(output)}, json_output)


def _by_document(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, dict[str, Any]]]]]:
    """Consecutive lines of one document, streamed."""
    from itertools import groupby

    yield from groupby(read_jsonl(path), key=lambda row: str(row[1].get("document", "")))


def _pieces(
    path: Path, rows: Iterator[tuple[int, dict[str, Any]]], levels: set[str]
) -> Iterator[tuple[str, ParsedElement]]:
    """Lines as elements; `levels` collects what their document carries (unlabelled: confidential).

    Raises UserError naming a line that is no element.
    """
    from pydantic import ValidationError

    from workbench.ingest.parsed import ParsedElement

    known = set(ParsedElement.model_fields)
    for line, row in rows:
        try:
            element = ParsedElement.model_validate({k: v for k, v in row.items() if k in known})
        except ValidationError:
            raise UserError("error.elements_line", name=path.name, line=line) from None
        if not isinstance(row.get("id"), str | int):
            raise UserError("error.elements_line", name=path.name, line=line)
        levels.add(str(row.get("confidentiality") or "confidential"))
        yield str(row["id"]), element


def _highest(levels: set[str]) -> str:
    from workbench.records import CONFIDENTIALITY_LEVELS, highest_level

    return highest_level(
        [next((k for k in CONFIDENTIALITY_LEVELS if k == name), "confidential") for name in levels]
    )


# ---- project -----------------------------------------------------------------------------------


@ingest_app.command()
def add(
    files: PathsArgument,
    level: LevelOption = Level.confidential,
    supersedes: Annotated[
        str | None, typer.Option(metavar="DOCUMENT", help="The document that it is newer than.")
    ] = None,
    supersede: Annotated[
        bool, typer.Option(help="Files that have the name of a document are newer editions of it.")
    ] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take files into a project and read them; the same bytes twice are recognised.

    A folder becomes an archive of its documents, like a ZIP of them.
    """
    from workbench.ingest import edition_service, service

    if supersedes is not None and len(files) != 1:
        raise UserError("error.supersede_one_file")
    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    with _uploads(files) as uploads:
        batch = service.add_documents(ws, who, found.id, uploads, level.value)
    for refusal in batch.refused:
        _say(refusal.error.key, refusal.error.params)
    for document in batch.known:
        older = edition_service.superseded_by(ws, who, found.id, document.id)
        _say("ingest.known_older" if older else "ingest.known", {"name": document.name})
    waiting = [each for each in (*batch.added, *batch.known) if each.status != "ready"]
    newer = _newer(ws, who, found.id, waiting, supersedes, supersede)
    for key, older_id in newer.items():
        follow(ws, edition_service.supersede(ws, who, found.id, key, older_id))
    rest = [each.id for each in waiting if each.id not in newer]
    if rest:
        follow(ws, service.start_ingest(ws, who, found.id, rest))
    read = [service.document(ws, who, found.id, each.id) for each in waiting]
    payload = {**_batch_payload(batch, read), "supersedes": newer}
    emit(payload, json_output)
    if batch.refused or payload["failed"]:
        raise typer.Exit(1)


@contextmanager
def _uploads(files: list[Path]) -> Iterator[list[tuple[str, Path]]]:
    """Each file under its name; a folder packed into one archive, one that holds nothing to read
    as an empty one, which is refused like any other."""
    import tempfile

    from workbench.ingest.archive import packed

    with tempfile.TemporaryDirectory(prefix="workbench-folder-") as scratch:
        uploads: list[tuple[str, Path]] = []
        for number, file in enumerate(files):
            if not file.is_dir():
                uploads.append((file.name, file))
                continue
            target = Path(scratch) / f"{number}.zip"
            packed(file, target)
            uploads.append((f"{file.resolve().name}.zip", target))
        yield uploads


def _newer(
    ws: Any, who: Any, project_id: str, waiting: list[Any], older: str | None, by_name: bool
) -> dict[str, str]:
    """Document -> the one that it shall supersede; a name that is there already is said aloud."""
    from workbench.ingest import edition_service

    if older is not None:
        return {document.id: older for document in waiting}
    offers = edition_service.same_name(ws, who, project_id, waiting)
    if by_name:
        return {offer.document.id: offer.older.id for offer in offers}
    for offer in offers:
        _say("ingest.same_name", {"name": offer.document.name, "id": offer.older.id})
    return {}


def _batch_payload(batch: IngestBatch, read: list[Any]) -> dict[str, Any]:
    failed = [document for document in read if document.status == "failed"]
    for document in read:
        if document.problem is not None:
            _say_notice(document.name, document.problem)
    return {
        "added": [document.id for document in batch.added],
        "known": [document.id for document in batch.known],
        "refused": [refusal.name for refusal in batch.refused],
        "failed": [document.id for document in failed],
    }


@ingest_app.command("list")
def list_command(
    query: Annotated[str, typer.Option(help="Part of the name.")] = "",
    level: Annotated[Level | None, typer.Option(help="Only this level.")] = None,
    status: Annotated[State | None, typer.Option(help="Only this state.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only this kind of file: pdf, xlsx, csv ...")
    ] = None,
    problem: Annotated[Problem | None, typer.Option(help="Only with such a problem.")] = None,
    superseded: Annotated[bool, typer.Option(help="Only superseded editions.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Documents, newest first, with what came out of each."""
    from workbench.ingest.service import list_documents

    who = actor(acting)
    found = resolve_project(project, who)
    rows, total = list_documents(
        workspace(), who, found.id, query,
        level.value if level else None, status.value if status else None, limit, offset,
        _media_type(kind), problem.value if problem else None, superseded,
    )  # fmt: skip
    listed = [
        {
            **row.document.model_dump(mode="json", exclude={"project_id", "chunk_params"}),
            "chunks": row.chunks,
            "examples": row.examples,
            "problems": row.problems,
            "stale": row.stale,
            "superseded_by": row.superseded_by,
        }
        for row in rows
    ]
    emit({"documents": listed, "total": total}, json_output, _listed_lines(rows, total, offset))


def _listed_lines(rows: list[DocumentRow], total: int, offset: int) -> Iterator[str]:
    """A line a document under a line of names, why one failed below it, and how many there are."""
    from workbench.ui.text import render

    if not rows:
        yield render("ingest.none_found", {}, language())
        return
    yield f"{'id':<26}  {'state':<6}  {'level':<12}  chunks  problems  stale  name"
    for row in rows:
        each = row.document
        yield (
            f"{each.id}  {each.status:<6}  {each.level:<12}  {row.chunks:>6,}  {row.problems:>8,}"
            f"  {row.stale:>5,}  {each.name}"
        )
        if each.status == "failed" and each.problem is not None:
            why = render(each.problem.key, each.problem.params, language())
            yield f"{'':<28}{why.removeprefix(f'{each.name}: ')}"
    if total > len(rows):
        params = {"first": offset + 1, "last": offset + len(rows), "total": total}
        yield render("common.page_range", params, language())


def _media_type(kind: str | None) -> str | None:
    """Raises UserError for an ending that no reader knows."""
    from workbench.ingest.media import ENDINGS

    if kind is None:
        return None
    known = ENDINGS.get("." + kind.lower().lstrip("."))
    if known is None:
        names = ", ".join(ending.lstrip(".") for ending in ENDINGS)
        raise UserError("error.kind_unknown", kind=kind, known=names)
    return known


@ingest_app.command("level")
def level_command(
    level: Annotated[Level, typer.Argument(help="The new level.")],
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Ids.")],
    reason: Annotated[str, typer.Option(help="Needed to lower a level.")] = "",
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Give documents a level; lowering one needs the right and a reason."""
    from workbench.ingest.service import set_level

    who = actor(acting)
    found = resolve_project(project, who)
    changed = set_level(workspace(), who, found.id, documents, level.value, reason)
    emit({"changed": changed, "level": level.value}, json_output)


@ingest_app.command("unlock")
def unlock_command(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read an encrypted document with its password, which is asked for and stored nowhere."""
    from workbench.ingest import service

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    job = follow(ws, service.unlock(ws, who, found.id, document, _password()))
    emit({"job": job.id, **job.result}, json_output)


@ingest_app.command("retry")
def retry_command(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Ids.")],
    ready: Annotated[
        bool, typer.Option("--ready", help="Ready ones too; ids and corrections are kept.")
    ] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read documents again that failed; with --ready, those that are ready too."""
    from workbench.ingest import service

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    again = service.read_again if ready else service.retry
    job = follow(ws, again(ws, who, found.id, documents))
    emit({"job": job.id, **job.result}, json_output)


def register(app: typer.Typer) -> None:
    from workbench.cli import ingest_living

    ingest_living.register(ingest_app)
    app.command()(parse)
    app.command()(chunk)
    app.add_typer(ingest_app, name="ingest")
