"""Elements → chunks: stored, previewed with other sizes, and cut again.

A document is cut again after its sizes or corrections changed, and when it is read again or
superseded. What says the same keeps its id; what does not is retired, its examples marked stale.
New chunks are put down unseen, and one transaction lets them take the place of the old ones; of a
document with more than 450 changes it is several, each a part of the document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from filelock import FileLock

from storage import audit
from storage import chunks as chunk_rows
from storage import corrections as correction_rows
from storage import documents as document_rows
from storage import elements as element_rows
from storage import projects as project_rows
from storage import stale as stale_rows
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.ingest.chunking import Passage, checked, chunk
from workbench.ingest.corrections import chunkable, folded, with_sections
from workbench.ingest.preview import ChunkPreview, preview
from workbench.ingest.rechunking import ChunkPlan, planned
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.projects import project_of
from workbench.records import (
    AuditEvent,
    ChunkParams,
    Correction,
    Document,
    Element,
    Job,
    JobItem,
    Record,
    new_id,
)
from workbench.workspace import Workspace

AT_ONCE = 450
"""Chunks that change their place in one transaction, each written at most twice."""
_RESHAPING = ("kind", "level", "text", "order")
T = TypeVar("T")


def params_of(ws: Workspace, document: Document) -> ChunkParams:
    """Its own, else the project's."""
    return document.chunk_params or project_of(ws, document.project_id).chunk_params


def preview_chunks(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, params: ChunkParams
) -> ChunkPreview:
    """What cutting it again with these sizes would come to; nothing is changed.

    Raises NotFound, or UserError for sizes that do not go together.
    """
    require(actor, "read")
    checked(params)
    document = _ready(ws, project_id, document_id)
    elements, rows = _read_back(ws, document)
    passages = list(_passages(elements, rows, params))
    with ws.db.read() as connection:
        before = chunk_rows.of_documents(connection, [document.id])
        plan = planned(document, passages, before)
        examples = stale_rows.made_from(connection, [each.id for each in plan.gone])
    return preview(plan, params, examples)


def start_rechunk(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_ids: Sequence[str],
    params: ChunkParams | None = None,
) -> Job:
    """Cut documents again, with these sizes as their own, or with those that they have.

    Raises UserError where none of them is ready, NotFound where one is unknown.
    """
    require(actor, "curate")
    if params is not None:
        checked(params)
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    if unknown := set(document_ids) - {document.id for document in found}:
        raise NotFound("error.document_unknown", id=min(unknown))
    ready = [document for document in found if document.status == "ready"]
    if not ready:
        raise UserError("error.nothing_to_chunk")
    given = None if params is None else params.model_dump(mode="json")
    for block in blocks(ready, 500):
        with ws.db.write() as connection:
            for document in block if params is not None else ():
                document_rows.change(connection, document.id, chunk_params=given)
    ids = [document.id for document in ready]
    event = _event(ws, actor, project_id, "rechunked", ids[0], {"documents": len(ids)})
    with ws.db.write() as connection:
        audit.record(connection, event)
    return enqueue(ws, actor, project_id, "rechunk", {"document_ids": ids})


def set_project_params(ws: Workspace, actor: Actor, project_id: str, params: ChunkParams) -> Job:
    """The sizes of all documents of the project that have none of their own, and of those to come;
    all that count are cut again. Raises UserError where there is none yet: the sizes are kept."""
    require(actor, "curate")
    checked(params)
    with ws.db.write() as connection:
        project_rows.set_chunk_params(connection, project_id, params)
        event = _event(ws, actor, project_id, "chunk_sizes_set", project_id, params.model_dump())
        audit.record(connection, event.model_copy(update={"subject_kind": "project"}))
    with ws.db.read() as connection:
        ids = document_rows.following_project(connection, project_id)
    if not ids:
        raise UserError("error.nothing_to_chunk")
    return enqueue(ws, actor, project_id, "rechunk", {"document_ids": ids})


def reset_params(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> Job:
    """Give up a document's own sizes and cut it again with the project's."""
    require(actor, "curate")
    document = _ready(ws, project_id, document_id)
    with ws.db.write() as connection:
        document_rows.change(connection, document.id, chunk_params=None)
    return start_rechunk(ws, actor, project_id, [document_id])


def _ready(ws: Workspace, project_id: str, document_id: str) -> Document:
    with ws.db.read() as connection:
        found = document_rows.get(connection, project_id, document_id)
    if found is None:
        raise NotFound("error.document_unknown", id=document_id)
    if found.status != "ready":
        raise UserError("error.nothing_to_chunk")
    return found


# Storing ----------------------------------------------------------------------------------------


class Cut(Record):
    """What ends the cutting of a document: to be written down with `note`."""

    params: ChunkParams
    edits: int
    """Corrections that were taken into account."""
    changes: int
    """Chunks that came, went or moved."""


def cut(ws: Workspace, document: Document, earlier: Sequence[str] = ()) -> Cut:
    """Cut a document whose elements are stored. `earlier`: the editions that it supersedes; what
    they say as well comes over with its examples. Safe to repeat after a crash at any point."""
    params = params_of(ws, document)
    with ws.db.read() as connection:
        now = document_rows.get(connection, document.project_id, document.id)
    edits = now.edits if now else 0
    elements, rows = _read_back(ws, document)
    if any(row.field in _RESHAPING for row in rows):
        elements = _resectioned(ws, document, elements)
    passages = list(_passages(elements, rows, params))
    with ws.db.read() as connection:
        before = chunk_rows.of_documents(connection, [document.id, *earlier])
    plan = planned(document, passages, before)
    _apply(ws, document, plan)
    _mark(ws, document, earlier)
    return Cut(
        params=params,
        edits=edits,
        changes=len(plan.new) + len(plan.changed) + len(plan.gone),
    )


def note(connection: sa.Connection, document_id: str, done: Cut) -> None:
    """Write down what the chunks were made with, in the transaction that ends the item."""
    document_rows.note_chunks(
        connection, document_id, done.params, done.edits, changed=done.changes > 0
    )


def _read_back(ws: Workspace, document: Document) -> tuple[list[Element], list[Correction]]:
    with ws.db.read() as connection:
        rows = correction_rows.of_document(connection, document.project_id, document.id)
        elements = list(element_rows.stream(connection, document.project_id, document.id))
    return elements, rows


def _passages(
    elements: list[Element], rows: Sequence[Correction], params: ChunkParams
) -> Iterator[Passage]:
    if any(row.field in _RESHAPING for row in rows):
        elements = list(with_sections(elements))
    return chunk(chunkable(elements, folded(rows)), params)


def _resectioned(ws: Workspace, document: Document, elements: list[Element]) -> list[Element]:
    """Section paths follow corrected headings, in the rows too."""
    after = list(with_sections(elements))
    moved = [new for old, new in zip(elements, after, strict=True) if old != new]
    for block in blocks(moved, 500):
        with ws.db.write() as connection:
            for element in block:
                path = list(element.section_path)
                element_rows.change(connection, document.id, element.id, section_path=path)
    return after


def _apply(ws: Workspace, document: Document, plan: ChunkPlan) -> None:
    own = [each for each in plan.before.values() if each.document_id == document.id]
    if not own and not plan.changed:
        for block in blocks(plan.new, 500):
            with ws.db.write() as connection:
                chunk_rows.add(connection, block)
        return
    with ws.db.read() as connection:
        free = chunk_rows.lowest_seq(connection, document.id) - 1
    unseen = [
        each.model_copy(update={"seq": free - index, "retired": True})
        for index, each in enumerate(plan.new)
    ]
    for block in blocks(unseen, 500):
        with ws.db.write() as connection:
            chunk_rows.add(connection, block)
    free -= len(unseen)
    own_ids = {each.id for each in own}
    leaving = [each for each in plan.changed if each.id in own_ids] + list(plan.gone)
    parked = {each.id: free - index for index, each in enumerate(leaving)}
    retired = [
        each.model_copy(update={"seq": parked[each.id], "retired": True}) for each in plan.gone
    ]
    final = [*plan.new, *plan.changed, *retired]
    if len(final) <= AT_ONCE:
        with ws.db.write() as connection:
            _place(connection, parked, final)
        return
    for places in blocks(parked.items(), 2 * AT_ONCE):
        with ws.db.write() as connection:
            _place(connection, dict(places), [])
    for block in blocks(final, 2 * AT_ONCE):
        with ws.db.write() as connection:
            _place(connection, {}, block)


def _place(connection: sa.Connection, parked: dict[str, int], final: Iterable[Any]) -> None:
    chunk_rows.park(connection, parked)
    for each in final:
        chunk_rows.put(connection, each)


def _mark(ws: Workspace, document: Document, earlier: Sequence[str]) -> None:
    """Examples come along with their chunk; those whose chunk is gone are stale, those whose chunk
    is back are not."""
    _until_none(ws, lambda connection: stale_rows.follow(connection, document.id))
    _until_none(ws, lambda connection: stale_rows.mark(connection, document.id, False, False))
    _until_none(ws, lambda connection: stale_rows.mark(connection, document.id, True, True))
    for old in earlier:
        mark_superseded(ws, old)


def mark_superseded(ws: Workspace, document_id: str) -> None:
    """What was made from chunks that only an earlier edition has is stale."""
    _until_none(ws, lambda connection: stale_rows.mark(connection, document_id, True, None))


def _until_none(ws: Workspace, act: Any) -> None:
    done = 1
    while done:
        with ws.db.write() as connection:
            done = act(connection)


def blocks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block


# The job ----------------------------------------------------------------------------------------


def _plan(_ws: Workspace, job: Job) -> list[str]:
    return [str(key) for key in job.parameters["document_ids"]]


async def _run(ws: Workspace, job: Job, item: JobItem) -> Cut | None:
    return await asyncio.to_thread(_again, ws, job.project_id, item.key)


def _again(ws: Workspace, project_id: str, document_id: str) -> Cut | None:
    with one_at_a_time(ws, project_id, document_id):
        with ws.db.read() as connection:
            document = document_rows.get(connection, project_id, document_id)
            newer = document_rows.superseded_by(connection, [document_id])
        if document is None or document.status != "ready" or newer:
            return None
        return cut(ws, document)


@contextmanager
def one_at_a_time(ws: Workspace, project_id: str, document_id: str) -> Iterator[None]:
    """Whoever stores elements or chunks of a document, or of another edition of it, waits for who
    does so already: jobs overlap, and a button may be pressed twice."""
    with ws.db.read() as connection:
        line = document_rows.editions(connection, project_id, document_id)
    folder = ws.settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{line[0].id if line else document_id}.lock"):
        yield


def _save(
    connection: sa.Connection, _ws: Workspace, _job: Job, item: JobItem, result: Cut | None
) -> None:
    if result is not None:
        note(connection, item.key, result)


def _finish(ws: Workspace, job: Job) -> dict[str, int]:
    ids = [str(key) for key in job.parameters["document_ids"]]
    with ws.db.read() as connection:
        stale = len(stale_rows.of_documents(connection, job.project_id, ids))
        made = len(chunk_rows.ids(connection, job.project_id, ids))
    return {"documents": len(ids), "chunks": made, "stale": stale}


JOB_KINDS.add("rechunk", JobKind(name="rechunk", plan=_plan, run=_run, save=_save, finish=_finish))


def _event(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    action: str,
    document_id: str,
    counts: dict[str, int],
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="document",
        subject_id=document_id,
        counts=counts,
        at=ws.clock(),
    )
