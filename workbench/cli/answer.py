"""`workbench index|search` on files, and `workbench answer` on a project."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
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
    from workbench.answer.index import Hit, Index
    from workbench.answer.vectors import Near
    from workbench.records import Exchange, System

VECTORS_FOLDER = "vectors"
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
    embedding_model: Annotated[
        str | None,
        typer.Option(help="SentenceTransformer folder, or hub name, to search by meaning too."),
    ] = None,
    json_output: JsonOption = False,
) -> None:
    """Index passages (id, text, heading, questions[]); what DIR held before is replaced."""
    if output.exists() and not output.is_dir():
        raise UserError("error.index_no_folder", name=output.name)
    before = output.exists()
    try:
        told = _indexed(source, output, embedding_model)
    except BaseException:
        if not before:
            shutil.rmtree(output, ignore_errors=True)
        raise
    emit({**told, "output": str(output)}, json_output)


def _indexed(source: Path, output: Path, model: str | None) -> dict[str, int]:
    """The passages are in their place when all else is there: a search finds both or the old."""
    from workbench.answer.building import build
    from workbench.answer.embedder import check_installed, prepared
    from workbench.answer.index import INDEX_FILE
    from workbench.answer.vector_building import build_vectors, forget_others

    root = output / VECTORS_FOLDER
    if model is None:
        told = {"passages": build(_passages(source), output / INDEX_FILE).passages}
        shutil.rmtree(root, ignore_errors=True)
        return told
    check_installed()
    prepared(model)
    part = output / f".{secrets.token_hex(4)}.sqlite"
    fresh = not root.exists()
    try:
        number = build(_passages(source), part).passages
        with _embedding_bar() as progress:
            vectors = build_vectors(part, root, model, progress=progress)
        part.replace(output / INDEX_FILE)
        forget_others(root, vectors.folder)
    except BaseException:
        if fresh:
            shutil.rmtree(root, ignore_errors=True)
        raise
    finally:
        part.unlink(missing_ok=True)
    return {"passages": number, "vectors": vectors.rows}


def search(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `index` has written.")],
    queries: Annotated[Path, typer.Argument(metavar="QUERIES.jsonl")],
    output: OutputOption,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Most hits a query.")] = 5,
    embedding_model: Annotated[
        str | None,
        typer.Option(help="The model of the index, where it is no longer where it was."),
    ] = None,
    json_output: JsonOption = False,
) -> None:
    """Find the passages for queries (id, text): query_id, rank from 1, passage_id, score."""
    from workbench.answer.index import INDEX_FILE, Index
    from workbench.clean.rows import row_id

    path = folder / INDEX_FILE
    if not path.is_file():
        raise UserError("error.index_missing", name=folder.name)
    found = Counter[str]()
    with (
        Index(path) as opened,
        _nearest(folder, opened, embedding_model) as nearest,
        atomic_output(output, queries) as out,
    ):
        for line, row in read_jsonl(queries):
            text = _text(queries, line, row, "text")
            if len(text) > MOST_QUERY:
                raise UserError("error.query_long", name=queries.name, line=line, most=MOST_QUERY)
            hits = _hits(opened, nearest, text, k)
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


Nearest = Callable[[str, int], "list[Near]"]


@contextlib.contextmanager
def _nearest(folder: Path, index: Index, name: str | None) -> Iterator[Nearest | None]:
    """How vectors are searched, the model loaded; None where the index has none.

    Raises UserError where the model is not the one that they were made with.
    """
    from workbench.answer.embedder import Model, prepared
    from workbench.answer.vectors import Vectors, find

    found = find(folder / VECTORS_FOLDER, index.content)
    if found is None:
        if name is not None:
            raise UserError("error.index_no_vectors", name=folder.name)
        yield None
        return
    place, facts = found
    embedder = prepared(name or facts.model)
    if embedder.identity != facts.embedder:
        raise UserError("error.embedding_changed", name=folder.name, model=embedder.name)
    model, opened = Model(embedder), Vectors(place)
    try:
        yield lambda text, k: opened.nearest(model.questions([text])[0], k)
    finally:
        opened.close()


def _hits(index: Index, nearest: Nearest | None, text: str, k: int) -> list[Hit]:
    from workbench.answer.fusing import depth, fused

    if nearest is None:
        return index.search(text, k)
    weights = index.weights(text)
    words = index.search(text, depth(k), weights)
    near = nearest(text, depth(k)) if text.strip() else []
    return fused(words, near, index, weights, k)


@contextlib.contextmanager
def _embedding_bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    shown = Console(stderr=True)
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bars:
        task = bars.add_task("", total=None)
        yield lambda done, total: bars.update(task, total=total, completed=done)


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
    """Where only the vectors fail, words answer, and the answer says why."""
    from workbench.answer.index_service import index_is_due, start_indexing, words_are_ready

    ws = workspace()
    if not index_is_due(ws, who, project_id):
        return
    try:
        follow(ws, start_indexing(ws, who, project_id))
    except UserError:
        if not words_are_ready(ws, project_id):
            raise


def _lines(told: Exchange, named: bool) -> list[str]:
    from workbench.ui.text import render

    spoken = language()
    how = "extract" if told.extractive else "generated"
    kind = how if told.state == "answer" else told.state
    label = render(f"answer.label_{kind}", {}, spoken)
    lines = [f"{told.system_name} · {label}" if named else label, told.text]
    if told.notice is not None:
        reason = render(told.notice.key, told.notice.params, spoken)
        lines.append(render("answer.words_only", {"reason": reason}, spoken))
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
