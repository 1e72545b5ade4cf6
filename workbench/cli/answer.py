"""`workbench index|search` on files, and `workbench answer` on a project."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
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
    emit,
    follow,
    language,
    read_jsonl,
    resolve_project,
    workspace,
    write_line,
)
from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.access import Actor
    from workbench.answer.building import Passage
    from workbench.records import Exchange, System

MOST_QUERY = 10_000
"""Characters of one query."""
_NO_STRING = "\x00"

answer_app = typer.Typer(
    help="Questions to a project's documents, and the systems that answer.", no_args_is_help=True
)


# ---- files -------------------------------------------------------------------------------------


def index(
    source: Annotated[Path, typer.Argument(metavar="PASSAGES.jsonl")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the index.")],
    json_output: JsonOption = False,
) -> None:
    """Index passages (id, text, heading, questions[]); what DIR held before is replaced."""
    from workbench.answer.building import build
    from workbench.answer.index import INDEX_FILE

    if output.exists() and not output.is_dir():
        raise UserError("error.index_no_folder", name=output.name)
    before = output.exists()
    try:
        built = build(_passages(source), output / INDEX_FILE)
    except BaseException:
        if not before and output.is_dir() and not any(output.iterdir()):
            output.rmdir()
        raise
    emit({"passages": built.passages, "output": str(output)}, json_output)


def search(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `index` has written.")],
    queries: Annotated[Path, typer.Argument(metavar="QUERIES.jsonl")],
    output: OutputOption,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Most hits a query.")] = 5,
    json_output: JsonOption = False,
) -> None:
    """Find the passages for queries (id, text): query_id, rank from 1, passage_id, score."""
    from workbench.answer.index import INDEX_FILE, Index
    from workbench.clean.rows import row_id

    path = folder / INDEX_FILE
    if not path.is_file():
        raise UserError("error.index_missing", name=folder.name)
    found = Counter[str]()
    with Index(path) as opened, atomic_output(output) as out:
        for line, row in read_jsonl(queries):
            text = _text(queries, line, row, "text")
            if len(text) > MOST_QUERY:
                raise UserError("error.query_long", name=queries.name, line=line, most=MOST_QUERY)
            hits = opened.search(text, k)
            for rank, hit in enumerate(hits, start=1):
                write_line(
                    out,
                    {
                        "query_id": row_id(row, line),
                        "rank": rank,
                        "passage_id": _read_id(hit.passage_id),
                        "score": hit.score,
                    },
                )
            found.update(queries=1, hits=len(hits), without=not hits)
    counted = {"queries": found["queries"], "hits": found["hits"], "without": found["without"]}
    emit({**counted, "output": str(output)}, json_output)


def _passages(source: Path) -> Iterator[Passage]:
    from workbench.answer.building import Passage
    from workbench.clean.rows import row_id

    for line, row in read_jsonl(source):
        questions = row.get("questions") or []
        if not isinstance(questions, list) or not all(isinstance(q, str) for q in questions):
            raise UserError("error.passage_field", name=source.name, line=line, field="questions")
        yield Passage(
            id=_written_id(row_id(row, line)),
            text=_text(source, line, row, "text"),
            heading=_text(source, line, row, "heading", needed=False),
            questions=tuple(map(_storable, questions)),
        )


def _text(source: Path, line: int, row: dict[str, Any], field: str, needed: bool = True) -> str:
    """The string of a field; a list of headings is joined."""
    value = row.get(field)
    if field == "heading" and isinstance(value, list):
        value = "\n".join(str(part) for part in value)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise UserError("error.passage_field", name=source.name, line=line, field=field)
    return _storable(value)


def _storable(text: str) -> str:
    """Half surrogates, which UTF-8 cannot hold, become `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _written_id(value: object) -> str:
    """Ids keep their type: `7` and `"7"` are two."""
    return _storable(value) if isinstance(value, str) else f"{_NO_STRING}{json.dumps(value)}"


def _read_id(value: str) -> Any:
    return json.loads(value[1:]) if value.startswith(_NO_STRING) else value


# ---- a project ---------------------------------------------------------------------------------


@answer_app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Or - to read it from standard input.")],
    project: ProjectOption = None,
    system: Annotated[
        str | None, typer.Option(help="Name or id; the documents' own words otherwise.")
    ] = None,
    beside: Annotated[
        str | None, typer.Option(help="Another system (name or id) that answers the same.")
    ] = None,
    chat: Annotated[str | None, typer.Option(help="Id of a chat to go on with.")] = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Answer a question from the project's documents, with document, section and page."""
    from workbench.answer.service import ask as ask_documents
    from workbench.answer.service import checked_question

    question = checked_question(sys.stdin.read() if question == "-" else question)
    ws, who = workspace(), actor(acting)
    project_id = resolve_project(project, who).id
    _fresh_index(who, project_id)
    told = [ask_documents(ws, who, project_id, question, system_name=system, chat_id=chat)]
    if beside:
        goes_on = told[0].chat_id
        told += [ask_documents(ws, who, project_id, question, system_name=beside, chat_id=goes_on)]
    found = [each.model_dump(mode="json") for each in told]
    lines = [line for each in told for line in _lines(each, named=bool(beside))]
    emit({"answers": found} if beside else found[0], json_output, lines)
    for each in told:
        if each.error is not None:
            raise UserError(each.error.key, **each.error.params)


def _fresh_index(who: Actor, project_id: str) -> None:
    from workbench.answer.index_service import index_is_ready, start_indexing

    ws = workspace()
    if not index_is_ready(ws, who, project_id):
        follow(ws, start_indexing(ws, who, project_id))


def _lines(told: Exchange, named: bool) -> list[str]:
    from workbench.ui.text import render

    spoken = language()
    how = "extract" if told.extractive else "generated"
    kind = how if told.state == "answer" else told.state
    label = render(f"answer.label_{kind}", {}, spoken)
    lines = [f"{told.system_name} · {label}" if named else label, told.text]
    if told.random_weights:
        lines.append(render("answer.random_weights", {}, spoken))
    for each in told.citations:
        page = "" if each.page is None else render("common.page_number", {"n": each.page}, spoken)
        place = " › ".join(part for part in (each.document_name, *each.section_path, page) if part)
        lines.append(f"[{each.number}] {place}")
        lines += [f"    {quote}" for quote in each.quotes]
    return lines


@answer_app.command("index")
def index_project(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Bring the project's index up to date; questions do so by themselves."""
    from workbench.answer.index_service import start_indexing

    ws, who = workspace(), actor(acting)
    ended = follow(ws, start_indexing(ws, who, resolve_project(project, who).id))
    emit({"job": ended.id, "state": ended.state, **ended.result}, json_output)


@answer_app.command("systems")
def systems_command(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """List what can be asked."""
    from workbench.answer.system_service import list_systems

    ws, who = workspace(), actor(acting)
    found = list_systems(ws, who, resolve_project(project, who).id)
    payload = {"systems": [each.model_dump(mode="json") for each in found]}
    emit(payload, json_output, [_system_line(each) for each in found])


def _system_line(system: System) -> str:
    from workbench.ui.text import render

    line = f"{system.id}  {system.kind:<8}  {system.name}"
    if system.random_weights:
        line += f"  ({render('answer.random_badge', {}, language())})"
    return line


@answer_app.command("add-system")
def add_system_command(
    name: Annotated[str, typer.Argument()],
    endpoint: Annotated[str, typer.Option(help="Name or id of an endpoint.")] = "",
    run: Annotated[str, typer.Option(help="Number or id of a training run.")] = "",
    model: Annotated[str, typer.Option(help="Folder of a base model, or its hub name.")] = "",
    retrieval: Annotated[
        bool, typer.Option("--retrieval/--no-retrieval", help="Give it passages to answer from.")
    ] = True,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Add a system that writes its answers: at an endpoint, or by a model of this machine."""
    from workbench.answer.system_service import add_system, endpoint_named, run_named

    ws, who = workspace(), actor(acting)
    project_id = resolve_project(project, who).id
    made = add_system(
        ws,
        who,
        project_id,
        name,
        retrieval=retrieval,
        endpoint_id=endpoint_named(ws, who, endpoint).id if endpoint else "",
        run_id=run_named(ws, who, project_id, run).id if run else "",
        base_model=model,
    )
    emit(made.model_dump(mode="json"), json_output, [_system_line(made)])


def register(app: typer.Typer) -> None:
    app.command("index")(index)
    app.command("search")(search)
    app.add_typer(answer_app, name="answer")
