"""What has become stale because a source changed: examples, and the versions, runs and systems made
from them.

An example is stale where its chunk no longer counts (workbench.ingest.chunk_service marks it). The
rest follows from the rows of a version: it is stale as far as they are of stale examples, and a run
and its system as far as their version is. Nothing of that is stored, so it is never out of date.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage import audit
from storage import chunks as chunk_rows
from storage import documents as document_rows
from storage import runs as run_rows
from storage import stale as rows
from storage import systems as system_rows
from storage import versions as version_rows
from storage.stale import StaleExample as StaleExample
from workbench.access import Actor, require
from workbench.errors import NotFound
from workbench.export.parquet import count_ids
from workbench.records import (
    AuditEvent,
    Chunk,
    DatasetVersion,
    Record,
    System,
    TrainingRun,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

_MOST = 1000
"""Versions and runs that are looked at, the newest."""
_REMEMBERED = 5000
_known: dict[tuple[str, str], int] = {}
"""(sha256 of a file, hash of the example ids) -> rows."""


class StaleVersion(Record):
    version: DatasetVersion
    rows: int
    """Of stale examples."""
    total: int


class Staleness(Record):
    examples: int
    versions: tuple[StaleVersion, ...] = ()
    """Newest first."""
    runs: tuple[TrainingRun, ...] = ()
    """Of these versions."""
    systems: tuple[System, ...] = ()
    """That answer with models of these runs."""

    @property
    def is_empty(self) -> bool:
        return not self.examples


def of_project(ws: Workspace, actor: Actor, project_id: str) -> Staleness:
    require(actor, "read")
    with ws.db.read() as connection:
        ids = rows.ids(connection, project_id)
    return _made_from(ws, project_id, ids)


def of_document(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> Staleness:
    """Because of a document: what was made from what it, or an edition that it supersedes, no
    longer says. Raises NotFound."""
    require(actor, "read")
    sources = _sources(ws, project_id, document_id)
    with ws.db.read() as connection:
        ids = rows.of_documents(connection, project_id, sources)
    return _made_from(ws, project_id, ids)


def examples_of_document(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    limit: int = 50,
    offset: int = 0,
) -> list[StaleExample]:
    """The stale examples of `of_document`, oldest first."""
    require(actor, "read")
    sources = _sources(ws, project_id, document_id)
    with ws.db.read() as connection:
        return rows.page(connection, project_id, sources, limit, offset)


def stale_rows(
    ws: Workspace, actor: Actor, project_id: str, versions: Sequence[DatasetVersion]
) -> dict[str, int]:
    """Version id -> how many of its rows are of stale examples; those without any are left out."""
    require(actor, "read")
    with ws.db.read() as connection:
        ids = rows.ids(connection, project_id)
    return _stale_rows(ws, versions, ids)


def stale_run_ids(
    ws: Workspace, actor: Actor, project_id: str, runs: Sequence[TrainingRun]
) -> set[str]:
    """Which of these runs were trained on a version that is stale."""
    require(actor, "read")
    with ws.db.read() as connection:
        ids = rows.ids(connection, project_id)
        wanted = {run.version_id for run in runs} if ids else set()
        versions = [
            found
            for key in sorted(wanted)
            if (found := version_rows.get(connection, project_id, key)) is not None
        ]
    stale = _stale_rows(ws, versions, ids)
    return {run.id for run in runs if run.version_id in stale}


def confirm(ws: Workspace, actor: Actor, project_id: str, example_ids: Sequence[str]) -> int:
    """A person's word that stale examples still hold: each goes over to the chunk that says most of
    what its own said, and is stale no more. Returns how many; those without such a chunk stay."""
    require(actor, "review")
    with ws.db.read() as connection:
        found = rows.sources(connection, project_id, example_ids)
        moves: list[tuple[str, Chunk]] = []
        for example_id, chunk in found:
            line = document_rows.editions(connection, project_id, chunk.document_id)
            newest = [each.id for each in line if each.status == "ready"][-1:]
            now = [c for c in chunk_rows.of_documents(connection, newest) if not c.retired]
            if (successor := _successor(chunk, now)) is not None:
                moves.append((example_id, successor))
    for start in range(0, len(moves), 400):
        block = moves[start : start + 400]
        with ws.db.write() as connection:
            done = sum(rows.move(connection, example_id, chunk) for example_id, chunk in block)
            audit.record(
                connection,
                AuditEvent(
                    id=new_id(),
                    project_id=project_id,
                    actor=actor.name,
                    action="stale_confirmed",
                    subject_kind="example",
                    subject_id=block[0][0],
                    counts={"examples": done},
                    at=ws.clock(),
                ),
            )
    return len(moves)


def _successor(chunk: Chunk, now: Sequence[Chunk]) -> Chunk | None:
    """The one that is most like it; a third of it at least has to be there."""
    from rapidfuzz import fuzz

    scored = [
        (fuzz.ratio(chunk.text, each.text) + 10 * (chunk.section_path == each.section_path), each)
        for each in now
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= 33 else None


def _sources(ws: Workspace, project_id: str, document_id: str) -> list[str]:
    """The document and the editions that it supersedes."""
    with ws.db.read() as connection:
        line = document_rows.editions(connection, project_id, document_id)
    by_id = {document.id: document for document in line}
    if document_id not in by_id:
        raise NotFound("error.document_unknown", id=document_id)
    found: list[str] = []
    at: str | None = document_id
    while at is not None and at in by_id and at not in found:
        found.append(at)
        at = by_id[at].supersedes
    return found


def _made_from(ws: Workspace, project_id: str, ids: Sequence[str]) -> Staleness:
    if not ids:
        return Staleness(examples=0)
    with ws.db.read() as connection:
        versions, _ = version_rows.page(connection, project_id, _MOST, 0)
        runs, _ = run_rows.page(connection, project_id, _MOST, 0)
        systems = system_rows.every(connection, project_id)
    stale = _stale_rows(ws, versions, ids)
    stale_runs = tuple(run for run in runs if run.version_id in stale)
    run_ids = {run.id for run in stale_runs}
    return Staleness(
        examples=len(ids),
        versions=tuple(
            StaleVersion(version=each, rows=stale[each.id], total=sum(f.rows for f in each.files))
            for each in versions
            if each.id in stale
        ),
        runs=stale_runs,
        systems=tuple(each for each in systems if each.run_id in run_ids),
    )


def _stale_rows(
    ws: Workspace, versions: Sequence[DatasetVersion], ids: Sequence[str]
) -> dict[str, int]:
    if not ids:
        return {}
    found: dict[str, int] = {}
    key = content_hash(*ids)
    for version in versions:
        number = sum(
            _counted(ws, file.sha256, ids, key)
            for file in version.files
            if file.rows and ws.files.has(file.sha256)
        )
        if number:
            found[version.id] = number
    return found


def _counted(ws: Workspace, sha256: str, ids: Sequence[str], key: str) -> int:
    """A file never changes, so what was counted in it for the same examples is still so."""
    if (sha256, key) not in _known:
        if len(_known) > _REMEMBERED:
            _known.clear()
        _known[sha256, key] = count_ids(ws.files.local_path(sha256), ids)
    return _known[sha256, key]
