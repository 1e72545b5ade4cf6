"""Reading documents: parsed in a process of their own, stored, and cut into chunks.

A document is read by a job item: a process of its own parses it (workbench.ingest.sandbox), then
its pages, elements and chunks are stored in blocks of at most 500 rows, because one transaction
could not hold those of a long manual. Their ids follow from the document and their place, so that
a second attempt after a crash stores nothing twice; and only the transaction that ends the item
makes the document `ready`, so that nobody sees a part of it.

A document that is read again, or that supersedes another one, is compared with what was there:
elements that say the same keep their ids and what was corrected by hand, chunks their examples.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from storage import chunks as chunk_rows
from storage import corrections as correction_rows
from storage import documents as document_rows
from storage import elements as element_rows
from storage import pages as page_rows
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError, WorkbenchError
from workbench.ingest import children_service as children
from workbench.ingest.chunk_service import Cut, blocks, cut, mark_superseded, note, one_at_a_time
from workbench.ingest.corrections import carried, corrected, folded, pages_kept
from workbench.ingest.gate import inspect
from workbench.ingest.matching import Known, matched
from workbench.ingest.media import ZIP
from workbench.ingest.parsed import Limits, ParsedElement, element_hash, element_id
from workbench.ingest.sandbox import Parsed, parse
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.records import (
    Document,
    Element,
    Job,
    JobItem,
    Message,
    Page,
    Record,
)
from workbench.workspace import Workspace

BLOCK_ROWS = 500
_MAX_DEPTH = 2
"""Documents within documents within documents are read, deeper ones wait for a person."""


def start_ingest(ws: Workspace, actor: Actor, project_id: str, document_ids: Sequence[str]) -> Job:
    """A job that reads those of the documents that were not read yet, one item each.

    Raises UserError where none of them waits for it.
    """
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    waiting = [document.id for document in found if document.status != "ready"]
    if not waiting:
        raise UserError("error.nothing_to_read")
    return enqueue(ws, actor, project_id, "ingest", {"document_ids": waiting})


def retry(ws: Workspace, actor: Actor, project_id: str, document_ids: Sequence[str]) -> Job:
    """Read documents again that failed."""
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
    failed = (document for document in found if document.status == "failed")
    for block in blocks(failed, BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            for document in block:
                document_rows.set_status(connection, document.id, "queued")
    return start_ingest(ws, actor, project_id, document_ids)


def read_again(ws: Workspace, actor: Actor, project_id: str, document_ids: Sequence[str]) -> Job:
    """Read documents once more, ready ones too, as after an update of the readers: what says the
    same keeps its ids and corrections. Raises UserError where there is nothing to read."""
    require(actor, "curate")
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, project_id, document_ids)
        newer = document_rows.superseded_by(connection, [document.id for document in found])
    ids = [document.id for document in found if document.id not in newer]
    if not ids:
        raise UserError("error.nothing_to_read")
    return enqueue(ws, actor, project_id, "ingest", {"document_ids": ids, "again": True})


def unlock(ws: Workspace, actor: Actor, project_id: str, document_id: str, password: str) -> Job:
    """Read an encrypted document again with its password.

    The password goes to the job in a file of its own that only this user may read and that the job
    removes before it reads on; it is in no database, no log and no parameter of a job.
    """
    require(actor, "curate")
    if not password:
        raise UserError("error.password_missing")
    with ws.db.read() as connection:
        if document_rows.get(connection, project_id, document_id) is None:
            raise NotFound("error.document_unknown", id=document_id)
    path = _password_path(ws, document_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(password.encode())
    return retry(ws, actor, project_id, [document_id])


def _password_path(ws: Workspace, document_id: str) -> Path:
    return ws.scratch() / "unlocking" / document_id


def _take_password(ws: Workspace, document_id: str) -> str | None:
    """The password that waits for a document, once."""
    path = _password_path(ws, document_id)
    try:
        password = path.read_bytes().decode()
    except FileNotFoundError:
        return None
    path.unlink(missing_ok=True)
    return password


@contextlib.contextmanager
def disk() -> Iterator[None]:
    """A database that cannot grow is a full disk: one clear sentence."""
    try:
        yield
    except sa.exc.OperationalError as error:
        if "disk is full" in str(error.orig) or "No space left" in str(error.orig):
            raise UserError("error.disk_full") from None
        raise


class _Read(Record):
    """What ends the item: the document's new state."""

    page_count: int | None
    problem: Message | None
    cut: Cut | None
    """None of an archive, which has no chunks."""
    supersedes: str | None
    """The edition that it takes the place of: the newest that was ready."""


def _plan(ws: Workspace, job: Job) -> list[str]:
    """The documents of the job, and before an archive those that it holds."""
    ids = [str(key) for key in job.parameters["document_ids"]]
    with ws.db.read() as connection:
        found = document_rows.by_ids(connection, job.project_id, ids)
    archives = {document.id: document for document in found if document.media_type == ZIP}
    keys: list[str] = []
    for key in ids:
        if key in archives:
            # One that cannot be read fails by itself, when its own turn comes.
            with contextlib.suppress(UserError), disk():
                children.expand(ws, archives[key], Limits.of(ws.settings))
            keys += children.child_ids(ws, archives[key])
        keys.append(key)
    return list(dict.fromkeys(keys))


async def _run(ws: Workspace, job: Job, item: JobItem) -> _Read | None:
    again = bool(job.parameters.get("again"))
    return await asyncio.to_thread(_read, ws, job.project_id, item.key, again)


def _read_child(ws: Workspace, project_id: str, document_id: str, depth: int) -> None:
    """A document that was found in another: it fails by itself."""
    with contextlib.suppress(WorkbenchError):
        result = _read(ws, project_id, document_id, depth=depth)
        if result is not None:
            with disk(), ws.db.write() as connection:
                _note(connection, document_id, result)


def _read(
    ws: Workspace, project_id: str, document_id: str, again: bool = False, depth: int = 0
) -> _Read | None:
    """Parse and store one document; None where it is ready already. Raises WorkbenchError, and
    then the document has failed with that message, unless it was ready before."""
    with one_at_a_time(ws, project_id, document_id):
        with ws.db.read() as connection:
            document = document_rows.get(connection, project_id, document_id)
        if document is None:
            raise NotFound("error.document_unknown", id=document_id)
        if document.status == "ready" and not again:
            return None
        try:
            result, within = _read_one(ws, document)
        except WorkbenchError as error:
            problem = Message(key=error.key, params=error.params)
            with (
                contextlib.suppress(UserError, sa.exc.OperationalError),
                ws.db.write() as connection,
            ):
                document_rows.set_failed(connection, document.id, problem)
            raise
    for child in within if depth < _MAX_DEPTH else []:
        _read_child(ws, project_id, child, depth + 1)
    return result


def _read_one(ws: Workspace, document: Document) -> tuple[_Read, list[str]]:
    """What ends its item, and the documents that were found inside of it."""
    with ws.db.read() as connection:
        earlier = document_rows.earlier(connection, document.project_id, document.id)
    if document.media_type == ZIP:
        notice = children.archive_notice(ws, document)
        newest = earlier[0] if earlier else None
        return _Read(page_count=None, problem=notice, cut=None, supersedes=newest), []
    path = ws.files.local_path(document.sha256)
    # Asked again: a file of an archive that was refused may be tried a second time.
    most = replace(Limits.of(ws.settings), password=_take_password(ws, document.id))
    media_type = inspect(path, document.name, most)
    with parse(path, document.name, media_type, most, images=True, scratch=ws.scratch()) as parsed:
        result = _store(ws, document, earlier, parsed)
        within = children.attached(ws, document, parsed, most) if parsed.attached else []
    return result, within


def _store(ws: Workspace, document: Document, earlier: Sequence[str], parsed: Parsed) -> _Read:
    """`earlier`: the editions that it supersedes, newest first."""
    was_read = document.status == "ready" or document.chunk_revision > 0
    if was_read and not parsed.readable:
        raise _unreadable(parsed)
    _store_pages(ws, document, parsed)
    if was_read:
        _put_elements(ws, document, _reread(ws, document, parsed))
    elif earlier:
        _put_elements(ws, document, _new_edition(ws, document, earlier[0], parsed))
    else:
        _first_elements(ws, document, _elements(document, parsed.elements()))
    if not parsed.readable:
        raise _unreadable(parsed)
    done = cut(ws, document, earlier)
    return _Read(
        page_count=len(parsed.pages) or None,
        problem=parsed.notices[0] if parsed.notices else _without_body(ws, document),
        cut=done,
        supersedes=earlier[0] if earlier else None,
    )


def _without_body(ws: Workspace, document: Document) -> Message | None:
    """Ready and yet without a chunk: said, or nobody would know why."""
    with ws.db.read() as connection:
        args = (connection, document.project_id, document.id)
        total = element_rows.page(*args, limit=1)[1]
        if total and element_rows.page(*args, ("furniture",), limit=1)[1] == total:
            return Message(key="problem.no_body")
    return None


def _unreadable(parsed: Parsed) -> UserError:
    notice = parsed.notices[0] if parsed.notices else Message(key="problem.no_text")
    return UserError(notice.key, **notice.params)


def _elements(document: Document, found: Iterable[ParsedElement]) -> Iterator[Element]:
    for seq, element in enumerate(found):
        yield _element(document, seq, element, element_id(document.id, seq, element))


def _element(document: Document, seq: int, element: ParsedElement, key: str) -> Element:
    return Element(
        id=key,
        project_id=document.project_id,
        document_id=document.id,
        seq=seq,
        content_hash=element_hash(element),
        **dict(element),
    )


def _matching(document: Document, before: Sequence[Element], parsed: Parsed) -> list[Element]:
    """As read now, with the ids that they had before."""
    found = list(parsed.elements())
    known = [Known(each.id, each.section_path, each.content_hash) for each in before]
    ids = matched(known, [(each.section_path, element_hash(each)) for each in found])
    taken = {each.id for each in before}
    elements: list[Element] = []
    for seq, (element, same) in enumerate(zip(found, ids, strict=True)):
        key, made = document.id, same
        while made is None or (same is None and made in taken):
            made = element_id(key, seq, element)
            key += "+"
        taken.add(made)
        elements.append(_element(document, seq, element, made))
    return elements


def _reread(ws: Workspace, document: Document, parsed: Parsed) -> list[Element]:
    with ws.db.read() as connection:
        before = list(element_rows.stream(connection, document.project_id, document.id))
        rows = correction_rows.of_document(connection, document.project_id, document.id)
    return corrected(_matching(document, before, parsed), folded(rows))


def _new_edition(ws: Workspace, document: Document, old_id: str, parsed: Parsed) -> list[Element]:
    """What the earlier edition says as well keeps its ids and its corrections."""
    with ws.db.read() as connection:
        before = list(element_rows.stream(connection, document.project_id, old_id))
        old_rows = correction_rows.of_document(connection, document.project_id, old_id)
    elements = _matching(document, before, parsed)
    kept = {each.id: each.content_hash for each in elements}
    rows = carried(old_rows, document.id, kept, pages_kept(before, elements))
    for block in blocks(rows, BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            correction_rows.add(connection, block)
    return corrected(elements, folded(rows))


def _first_elements(ws: Workspace, document: Document, records: Iterable[Element]) -> None:
    """Streamed, in place of what an attempt of an older release left."""
    with ws.db.read() as connection:
        left = set(element_rows.ids(connection, document.id))
        cut_before = [each.id for each in chunk_rows.of_documents(connection, [document.id])]
    for ids in blocks(cut_before, BLOCK_ROWS):
        with ws.db.write() as connection:
            chunk_rows.drop(connection, ids)
    if left:
        records = list(records)
        for ids in blocks(sorted(left - {record.id for record in records}), BLOCK_ROWS):
            with ws.db.write() as connection:
                element_rows.drop(connection, document.id, ids)
    for block in blocks(records, BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            element_rows.add(connection, block)


def _put_elements(ws: Workspace, document: Document, final: Sequence[Element]) -> None:
    """These and no others; those that are there as they shall be are not touched."""
    with ws.db.read() as connection:
        there = list(element_rows.stream(connection, document.project_id, document.id))
    by_id = {each.id: each for each in there}
    wanted = {each.id for each in final}
    for ids in blocks([each.id for each in there if each.id not in wanted], BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            element_rows.drop(connection, document.id, ids)
    changed = [each for each in final if by_id.get(each.id) != each]
    for block in blocks(changed, BLOCK_ROWS):
        with disk(), ws.db.write() as connection:
            element_rows.drop(connection, document.id, [each.id for each in block])
            element_rows.add(connection, block)


def _store_pages(ws: Workspace, document: Document, parsed: Parsed) -> None:
    """Images first: a page row names an image that is there."""
    for block in blocks(parsed.pages, BLOCK_ROWS):
        records = []
        for page in block:
            image = parsed.image(page.number)
            records.append(
                Page(
                    document_id=document.id,
                    image_sha256=None if image is None else ws.files.put_path(image),
                    **page.model_dump(),
                )
            )
        with disk(), ws.db.write() as connection:
            page_rows.put(connection, records)


def _save(
    connection: sa.Connection, ws: Workspace, job: Job, item: JobItem, result: _Read | None
) -> None:
    if result is not None:
        _note(connection, item.key, result)


def _note(connection: sa.Connection, document_id: str, result: _Read) -> None:
    """The document is ready, and from now on takes the place of what it supersedes."""
    document_rows.set_status(connection, document_id, "ready", result.problem, result.page_count)
    if result.supersedes is not None:
        document_rows.change(connection, document_id, supersedes=result.supersedes)
    if result.cut is not None:
        note(connection, document_id, result.cut)


def _finish(ws: Workspace, job: Job) -> dict[str, int]:
    """Examples that were being drafted from an earlier edition meanwhile are marked as well."""
    ids = [str(key) for key in job.parameters["document_ids"]]
    with ws.db.read() as connection:
        for key in list(ids):
            ids += document_rows.children(connection, job.project_id, key)
        found = document_rows.by_ids(connection, job.project_id, ids)
        made = len(chunk_rows.ids(connection, job.project_id, ids))
    for document in found:
        if document.status == "ready" and document.supersedes is not None:
            mark_superseded(ws, document.supersedes)
            with ws.db.read() as connection:
                left = document_rows.children(connection, job.project_id, document.supersedes)
            for child in left:
                mark_superseded(ws, child)
    states = [document.status for document in found]
    return {"ready": states.count("ready"), "failed": states.count("failed"), "chunks": made}


JOB_KINDS.add(
    "ingest",
    JobKind(
        name="ingest",
        plan=_plan,
        run=_run,
        save=_save,
        finish=_finish,
        concurrency=max(1, min(2, os.cpu_count() or 1)),
    ),
)
