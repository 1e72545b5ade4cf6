"""Importing pairs and dialogues of a sheet as examples: the mapping, its preview, the job."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage import audit, pii_rules
from storage import examples as rows
from workbench.access import Actor, require
from workbench.augment import importing, making, personal
from workbench.augment.pairs import DraftPair
from workbench.augment.params import ImportMapping, ImportPreview
from workbench.clean.sealing import sealed_rule
from workbench.errors import NotFound, UserError
from workbench.ingest.columns import values as column_values
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.projects import project_of
from workbench.records import AuditEvent, Document, Job, JobItem, PiiRule, new_id
from workbench.workspace import Workspace

IMPORT = "import"
PREVIEW_ROWS = 200
PERSONAL_ROWS = 300
"""Rows whose cells of one personal column are one item; a cell may name three people."""
SHEETS = 50
"""Sheets that are compared with each other."""
IMPORT_ROWS = 400
"""Rows of a sheet in one item of an import: each gives at most one example, of two rows."""


def importable_documents(ws: Workspace, actor: Actor, project_id: str) -> list[Document]:
    """Documents with rows or turns, newest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.ready_documents(connection, project_id, sheets=True)


def suggest_mapping(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, sheet: str | None = None
) -> ImportMapping:
    return preview_import(ws, actor, project_id, document_id, sheet=sheet).mapping


def preview_import(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    mapping: ImportMapping | None = None,
    sheet: str | None = None,
) -> ImportPreview:
    """The first rows and the pairs that they give; without a mapping, by the suggested one of a
    sheet. Where sheets have different columns and none is named, it is the first."""
    require(actor, "read")
    sheet = mapping.sheet if mapping is not None else sheet
    with ws.db.read() as connection:
        sheets = rows.sheets(connection, project_id, document_id)
        alike = _alike(connection, project_id, document_id, sheets)
        if sheet is None and not alike:
            sheet = sheets[0]
        _, elements = rows.chunk_block(connection, project_id, document_id, 0, PREVIEW_ROWS, sheet)
    if not elements:
        raise NotFound("error.no_rows_to_import")
    columns = importing.columns_of(elements)
    if mapping is None:
        first = importing.suggest(columns)
        mapping = importing.suggest(columns, importing.speakers_of(elements, first.speaker))
        mapping = mapping.model_copy(update={"sheet": sheet})
    values = [column_values(element) for element in elements]
    try:
        importing.checked(mapping, columns)
        found = list(importing.pairs_of(elements, mapping))
    except UserError:
        found = []
    shown = found[:5]
    return ImportPreview(
        sheets=tuple(sheets),
        alike=alike,
        columns=columns,
        mapping=mapping,
        speakers=importing.speakers_of(elements, mapping.speaker),
        rows=tuple(tuple(row.get(name, "") for name in columns) for row in values[:8]),
        pairs=tuple(
            DraftPair(
                question=pair.question,
                answer=pair.answer,
                evidence_quote="",
                category=pair.category,
                style=pair.style,
            )
            for pair in shown
        ),
        histories=tuple(len(pair.history) for pair in shown),
        skipped=max(0, len(elements) - len(found)) if mapping.kind == "pairs" else 0,
    )


def _alike(
    connection: sa.Connection, project_id: str, document_id: str, sheets: Sequence[str]
) -> bool:
    """Whether all sheets have the same columns, by their first rows."""
    found = set()
    for sheet in sheets[:SHEETS]:
        _, elements = rows.chunk_block(connection, project_id, document_id, 0, 3, sheet)
        found.add(frozenset(importing.columns_of(elements)))
    return len(found) < 2


def import_pairs(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, mapping: ImportMapping
) -> Job:
    """Raises UserError where a needed column is missing. Importing the same twice adds nothing."""
    require(actor, "curate")
    shown = preview_import(ws, actor, project_id, document_id, mapping)
    if mapping.sheet is None and not shown.alike:
        raise UserError("error.import_sheet_missing", sheets=", ".join(shown.sheets[:SHEETS]))
    if mapping.sheet is not None and mapping.sheet not in shown.sheets:
        raise UserError("error.import_sheet_missing", sheets=", ".join(shown.sheets[:SHEETS]))
    importing.checked(mapping, shown.columns)
    parameters = {"document_id": document_id, "mapping": mapping.model_dump(mode="json")}
    return enqueue(ws, actor, project_id, IMPORT, parameters)


def _import_plan(ws: Workspace, job: Job) -> Sequence[str]:
    """Personal columns first: what they hold is found before an example is there to be exported.

    `pii:START:CHUNKS:COLUMN:PART` names a column by its place in the mapping, and at most
    PERSONAL_ROWS of the block's rows; `START:CHUNKS` is a block of examples.
    """
    mapping = ImportMapping.model_validate(job.parameters["mapping"])
    with ws.db.read() as connection:
        sizes = rows.chunk_sizes(
            connection, job.project_id, job.parameters["document_id"], mapping.sheet
        )
    cut = blocks(sizes)
    personal_keys = [
        f"pii:{start}:{number}:{column}:{part}"
        for start, number in cut
        for column in range(len(mapping.personal))
        for part in range(-(-sum(sizes[start : start + number]) // PERSONAL_ROWS))
    ]
    return [*personal_keys, *(f"{start}:{number}" for start, number in cut)]


def blocks(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """(first chunk, how many) of each item: whole chunks, together at most IMPORT_ROWS rows; a
    longer dialogue is an item of its own."""
    found: list[tuple[int, int]] = []
    start = held = 0
    for number, size in enumerate(sizes):
        if number > start and held + size > IMPORT_ROWS:
            found.append((start, number - start))
            start, held = number, 0
        held += size
    return [*found, (start, len(sizes) - start)] if sizes else []


async def _import_run(ws: Workspace, job: Job, item: JobItem) -> list[making.Made] | list[PiiRule]:
    if item.key.startswith("pii:"):
        return await asyncio.to_thread(_personal_block, ws, job, item.key)
    start, _, number = item.key.partition(":")
    return await asyncio.to_thread(_import_block, ws, job, int(start), int(number))


def _personal_block(ws: Workspace, job: Job, key: str) -> list[PiiRule]:
    """Cells of one personal column as rows of the deny-list; each value once."""
    start, number, column, part = map(int, key.split(":")[1:])
    mapping = ImportMapping.model_validate(job.parameters["mapping"])
    name, span_type = list(mapping.personal.items())[column]
    document_id = job.parameters["document_id"]
    with ws.db.read() as connection:
        _, elements = rows.chunk_block(
            connection, job.project_id, document_id, start, number, mapping.sheet
        )
    some = elements[part * PERSONAL_ROWS : (part + 1) * PERSONAL_ROWS]
    found, _ = personal.values_in(some, name, span_type)
    project = project_of(ws, job.project_id)
    made: dict[str, PiiRule] = {}
    for value in found:
        rule = sealed_rule(
            project, "deny", span_type, value, job.created_by, ws.clock(), document_id
        )
        made.setdefault(rule.digest, rule)
    return list(made.values())


def _import_block(ws: Workspace, job: Job, offset: int, number: int) -> list[making.Made]:
    mapping = ImportMapping.model_validate(job.parameters["mapping"])
    document_id = job.parameters["document_id"]
    with ws.db.read() as connection:
        chunks, elements = rows.chunk_block(
            connection, job.project_id, document_id, offset, number, mapping.sheet
        )
    pairs = list(importing.pairs_of(elements, mapping))
    return making.imported(chunks, pairs, job.created_by, ws.clock())


def _import_save(
    connection: sa.Connection,
    ws: Workspace,
    job: Job,
    item: JobItem,
    result: list[Any],
) -> None:
    if not item.key.startswith("pii:"):
        rows.add_new(connection, result)
    elif result and (new := pii_rules.add(connection, result)):
        audit.record(connection, _listed(ws, job, new))


def _listed(ws: Workspace, job: Job, number: int) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=job.project_id,
        actor=job.created_by,
        action="pii_rules_added",
        subject_kind="document",
        subject_id=job.parameters["document_id"],
        counts={"deny": number},
        at=ws.clock(),
    )


def _import_finish(ws: Workspace, job: Job) -> dict[str, Any]:
    document_id = job.parameters["document_id"]
    with ws.db.read() as connection:
        kept = rows.made_since(
            connection, job.project_id, "imported", job.created_at, document_id=document_id
        )
        listed = pii_rules.of_document(connection, job.project_id, document_id)
    return {"examples": kept, "document_id": document_id, "personal": listed}


JOB_KINDS.add(
    IMPORT, JobKind(IMPORT, _import_plan, _import_run, _import_save, _import_finish, group=1)
)
