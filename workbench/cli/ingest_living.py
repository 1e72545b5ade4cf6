"""`workbench ingest …` on documents that change: chunk sizes, corrections, what became stale."""

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
    resolve_project,
    workspace,
)
from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.records import ChunkParams

DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its id.")]
ElementArgument = Annotated[str, typer.Argument(metavar="ELEMENT", help="Its id.")]


def rechunk(
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="[DOCUMENT...]", help="Ids; none is the project.")
    ] = None,
    target: Annotated[int | None, typer.Option(help="Tokens at which a section is cut.")] = None,
    max: Annotated[int | None, typer.Option(help="Most tokens of a chunk.")] = None,
    overlap: Annotated[int | None, typer.Option(help="Tokens that the next chunk repeats.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Cut documents into chunks again: with other sizes, or after corrections.

    Sizes are kept as the documents' own; without documents, as the project's.
    """
    from workbench.ingest import chunk_service, service

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    given = {"target": target, "max": max, "overlap": overlap}
    changes = {name: value for name, value in given.items() if value is not None}
    if dry_run:
        if not documents:
            raise UserError("error.dry_run_documents")
        shown = [
            _previewed(ws, who, service.document(ws, who, found.id, key), changes)
            for key in documents
        ]
        lines = [
            f"{row['document']}  {row['chunks_now']} -> {row['chunks_then']}  "
            f"same {row['same']}  stale {row['examples']}"
            for row in shown
        ]
        emit({"documents": shown}, json_output, lines)
        return
    if documents:
        params = None
        if changes:
            first = service.document(ws, who, found.id, documents[0])
            params = chunk_service.params_of(ws, first).model_copy(update=changes)
        job = chunk_service.start_rechunk(ws, who, found.id, documents, params)
    else:
        params = found.chunk_params.model_copy(update=changes)
        job = chunk_service.set_project_params(ws, who, found.id, params)
    job = follow(ws, job)
    emit({"job": job.id, **job.result}, json_output)


def _previewed(ws: Any, who: Any, document: Any, changes: dict[str, int]) -> dict[str, Any]:
    from workbench.ingest import chunk_service

    params: ChunkParams = chunk_service.params_of(ws, document).model_copy(update=changes)
    shown = chunk_service.preview_chunks(ws, who, document.project_id, document.id, params)
    return {
        "document": document.id,
        "chunks_now": shown.now.count,
        "chunks_then": shown.then.count,
        "smallest": shown.then.smallest,
        "middle": shown.then.middle,
        "largest": shown.then.largest,
        "same": shown.same,
        "gone": len(shown.gone),
        "examples": shown.examples,
    }


def correct(
    document: DocumentArgument,
    element: ElementArgument,
    kind: Annotated[
        str | None, typer.Option(help="heading, paragraph, list_item or furniture.")
    ] = None,
    level: Annotated[int | None, typer.Option(help="Depth of a heading, from 1.")] = None,
    text: Annotated[str | None, typer.Option(help="What it says.")] = None,
    behind: Annotated[
        str | None, typer.Option(help="Id of the element that it follows, or `start`.")
    ] = None,
    exclude: Annotated[
        bool | None, typer.Option("--exclude/--include", help="Out of chunks, or in again.")
    ] = None,
    section: Annotated[
        bool | None,
        typer.Option("--exclude-section/--include-section", help="The same for its section."),
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Correct an element by hand; `rechunk` brings it into the chunks."""
    from pydantic import ValidationError

    from workbench.ingest import correction_service
    from workbench.ingest.correction_service import ElementChange

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    try:
        change = ElementChange.model_validate(
            {"kind": kind, "level": level, "text": text, "excluded": exclude, "section": section}
        )
    except ValidationError:
        raise UserError("error.kind_fixed") from None
    if behind is not None:
        after = None if behind == "start" else behind
        correction_service.move(ws, who, found.id, document, element, after)
    changed = correction_service.correct(ws, who, found.id, document, element, change)
    emit({"changed": changed, "moved": behind is not None}, json_output)


def exclude_page(
    document: DocumentArgument,
    page: Annotated[int, typer.Argument(help="Its number, from 1.")],
    include: Annotated[bool, typer.Option("--include", help="Take it in again.")] = False,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Leave a page out of the chunks; `rechunk` brings it about."""
    from workbench.ingest import correction_service

    who = actor(acting)
    found = resolve_project(project, who)
    changed = correction_service.exclude_page(
        workspace(), who, found.id, document, page, not include
    )
    emit({"changed": changed, "page": page}, json_output)


def undo(
    correction: Annotated[str, typer.Argument(metavar="CORRECTION", help="From `history`.")],
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take back a correction."""
    from workbench.ingest import correction_service

    who = actor(acting)
    found = resolve_project(project, who)
    changed = correction_service.undo(workspace(), who, found.id, correction)
    emit({"changed": changed}, json_output)


def history(
    document: DocumentArgument,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """The editions of a document, and what was corrected in it by hand."""
    from workbench.ingest import correction_service, edition_service

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    editions = edition_service.editions(ws, who, found.id, document)
    rows, total = correction_service.history(ws, who, found.id, document, limit)
    listed = [
        {**row.correction.model_dump(mode="json", exclude={"project_id"}), "undone": row.undone}
        for row in rows
    ]
    lines = [
        f"{each.id}  {each.status}  {each.created_at:%Y-%m-%d}  {each.name}" for each in editions
    ]
    lines += [f"{row['id']}  {row['at'][:16]}  {row['actor']}  {row['field']}" for row in listed]
    payload = {"editions": [each.id for each in editions], "corrections": listed, "total": total}
    emit(payload, json_output, lines)


def stale(
    document: Annotated[
        str | None, typer.Argument(metavar="[DOCUMENT]", help="Its id; none is the project.")
    ] = None,
    confirm: Annotated[
        list[str] | None, typer.Option(metavar="EXAMPLE", help="Still right: stale no more.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """What became stale because a source changed: examples, versions, runs, systems."""
    from workbench import staleness

    who = actor(acting)
    found = resolve_project(project, who)
    ws = workspace()
    confirmed = staleness.confirm(ws, who, found.id, confirm) if confirm else 0
    if document is None:
        known = staleness.of_project(ws, who, found.id)
        listed = []
    else:
        known = staleness.of_document(ws, who, found.id, document)
        listed = staleness.examples_of_document(ws, who, found.id, document, limit=1000)
    payload = {
        "examples": known.examples,
        "example_ids": [each.id for each in listed],
        "versions": [
            {"number": each.version.number, "rows": each.rows, "total": each.total}
            for each in known.versions
        ],
        "runs": [run.number for run in known.runs],
        "systems": [system.name for system in known.systems],
        "confirmed": confirmed,
    }
    lines = [f"examples {known.examples}"]
    lines += [f"{each.id}  {each.status}" for each in listed]
    lines += [f"v{each.version.number}  {each.rows}/{each.total}" for each in known.versions]
    lines += [f"run {run.number}" for run in known.runs]
    lines += [system.name for system in known.systems]
    emit(payload, json_output, lines)


def register(app: typer.Typer) -> None:
    app.command()(rechunk)
    app.command()(correct)
    app.command("exclude-page")(exclude_page)
    app.command()(undo)
    app.command()(history)
    app.command()(stale)
