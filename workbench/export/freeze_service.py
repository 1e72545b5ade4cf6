"""Decisions → dataset version: every approved row masked, scanned, split and stored for good.

A version is made by one job of one item: `run` masks and scans every approved row and puts the
Parquet files into the file store, `save` inserts the version in the transaction that ends the item.
Whatever is interrupted before leaves at most files that nothing names.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa

from storage import audit, evaluation
from storage import versions as store
from workbench.access import Actor, require
from workbench.clean.dedup import equal_pairs
from workbench.clean.masking import mask
from workbench.clean.normal import question_key
from workbench.clean.pseudonyms import Wanted, replace, wanted
from workbench.clean.rules import Find
from workbench.clean.spans import Span
from workbench.errors import UserError
from workbench.export.card import render_card
from workbench.export.card_facts import card_facts, masked
from workbench.export.gate import Checked, Judged, Masker, check_row, judged_values
from workbench.export.parquet import write_rows
from workbench.export.plan import Candidate, FreezeParams, Selection, select
from workbench.export.rows import SPLITS, Source
from workbench.export.tally import KEPT_IDS, Tally
from workbench.export.template import TEMPLATE_HASH
from workbench.finder import allocate, finder_for
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.projects import project_of
from workbench.records import (
    AuditEvent,
    DatasetFile,
    DatasetVersion,
    Finding,
    Job,
    JobItem,
    Override,
    Project,
    Split,
    new_id,
)
from workbench.workspace import Workspace

BATCH = 500
"""Rows read, masked and scanned at a time."""
REMEMBERED = 256
"""Texts whose scan is kept for a moment."""


# What is frozen -----------------------------------------------------------------------------------


def check_params(params: FreezeParams) -> None:
    """Raises UserError for a share of validation rows that is not above 0 and up to 0.5."""
    if not 0 < params.validation_share <= 0.5:
        raise UserError("error.validation_share", share=params.validation_share)


def selected(ws: Workspace, project_id: str, params: FreezeParams) -> Selection:
    """The approved examples that a freeze keeps, split, and why others are left out.

    Equal pairs share a split whether a check has found them or not, and whatever was decided. What
    an evaluation set asks is in no version.
    """
    with ws.db.read() as connection:
        equal = equal_pairs(store.approved_texts(connection, project_id))
        asked = set(map(question_key, evaluation.question_texts(connection, project_id)))
        texts = store.approved_texts(connection, project_id) if asked else iter(())
        held_out = {example for example, question, _ in texts if question_key(question) in asked}
        return select(
            store.approved(connection, project_id, Candidate),
            store.decisions(connection, project_id),
            store.accepted_duplicates(connection, project_id),
            held_out,
            [*store.links(connection, project_id), *equal],
            store.not_approved(connection, project_id),
            params,
        )


def checked_rows(
    ws: Workspace,
    project: Project,
    selection: Selection,
    candidates: Sequence[Candidate],
    mask_unseen: bool = False,
    masker: Masker | None = None,
) -> Iterator[Checked]:
    """Masked and scanned rows, in order; a batch is read at a time, nothing stays open between.
    Without a `masker` values become typed placeholders."""
    replace = masker or partial(mask, key=bytes.fromhex(project.secret_key))
    # Most texts are looked at twice, before masking and after, and file names again and again.
    remembered = lru_cache(maxsize=REMEMBERED)(finder_for(ws, project))
    rendered = remembered
    if masker is not None:
        rendered = lru_cache(maxsize=REMEMBERED)(finder_for(ws, project, rendered=True))
    for start in range(0, len(candidates), BATCH):
        batch = candidates[start : start + BATCH]
        for source, findings, judged in _sources(ws, project.id, selection, batch):
            yield check_row(source, findings, judged, replace, remembered, mask_unseen, rendered)


def _sources(
    ws: Workspace, project_id: str, selection: Selection, batch: Sequence[Candidate]
) -> Iterator[tuple[Source, list[Finding], Judged]]:
    ids = [candidate.example_id for candidate in batch]
    with ws.db.read() as connection:
        found = store.pii_findings(connection, project_id, ids)
        named = {f.revision_id for f in found if f.revision_id}
        wanted = named | {candidate.revision_id for candidate in batch}
        revisions = store.revisions(connection, project_id, wanted)
        examples = store.examples(connection, project_id, set(ids))
        chunks = store.chunks(connection, project_id, {c.chunk_id for c in batch if c.chunk_id})
        documents = store.documents(
            connection, project_id, {c.document_id for c in batch if c.document_id}
        )
    by_example: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_example[finding.subject_id].append(finding)
    for candidate in batch:
        findings = by_example[candidate.example_id]
        source = Source(
            example=examples[candidate.example_id],
            revision=revisions[candidate.revision_id],
            decision=selection.deciding[candidate.example_id],
            document=documents.get(candidate.document_id or ""),
            chunk=chunks.get(candidate.chunk_id or ""),
        )
        yield source, findings, judged_values(findings, revisions)


# Freezing -----------------------------------------------------------------------------------------


def start_freeze(ws: Workspace, actor: Actor, project_id: str, params: FreezeParams) -> Job:
    """Freeze all approved examples as the project's next version, in a job.

    The job fails where personal data is undecided; an `override_reason` lets it pass, which needs
    the permission `override_gate` and is named on the version, its card and in the audit log.
    """
    require(actor, "export")
    check_params(params)
    project_of(ws, project_id)
    if params.override_reason is not None:
        require(actor, "override_gate")
        if not params.override_reason.strip():
            raise UserError("error.override_reason")
    if not selected(ws, project_id, params).kept:
        raise UserError("error.nothing_to_freeze")
    return enqueue(ws, actor, project_id, "freeze", params.model_dump(mode="json"))


def _freeze(ws: Workspace, started: Job) -> DatasetVersion:
    """The version without its number. Raises UserError at the gate."""
    params = FreezeParams.model_validate(started.parameters)
    project = project_of(ws, started.project_id)
    selection = selected(ws, project.id, params)
    if not selection.kept:
        raise UserError("error.nothing_to_freeze")
    tally = Tally()
    forced = params.override_reason is not None
    masker = None
    if params.masking == "pseudonym":
        masker = _pseudonyms(ws, project, selection, forced)
    files = tuple(
        _write_split(ws, project, selection, split, tally, forced, masker)
        for split in SPLITS
        if selection.of_split(split)
    )
    if tally.undecided and params.override_reason is None:
        ids = list(dict.fromkeys([*tally.open_ids, *tally.unseen_ids]))
        raise UserError(
            "error.pii_gate",
            open=len(tally.open_findings),
            unseen=tally.unseen.total(),
            examples=len(ids),
            ids=", ".join(ids[:KEPT_IDS]),
        )
    find = finder_for(ws, project)
    override = _override(project, started, params, tally, find)
    version = DatasetVersion(
        id=started.id,
        project_id=project.id,
        number=0,
        note=masked(project, params.note.strip(), find),
        level=selection.level(),
        files=files,
        card_sha256="",
        decisions_sha256=ws.files.put(json.dumps(selection.resting).encode()),
        template_hash=TEMPLATE_HASH,
        parameters={
            **params.model_dump(mode="json", exclude={"note", "override_reason"}),
            "groups": selection.split.groups,
            "wanted": selection.split.wanted,
            "left_out": dict(selection.left_out),
            "masked": dict(tally.masked),
        },
        override=override,
        created_at=ws.clock(),
        created_by=started.created_by,
    )
    with ws.db.read() as connection:
        kept = {candidate.revision_id for candidate in selection.kept}
        findings = store.findings_on(connection, project.id, kept)
    facts = card_facts(project, version, params, selection, tally, findings, find)
    card = render_card(facts)
    return version.model_copy(update={"card_sha256": ws.files.put(card.encode())})


def _write_split(
    ws: Workspace,
    project: Project,
    selection: Selection,
    split: Split,
    tally: Tally,
    mask_unseen: bool,
    masker: Masker | None,
) -> DatasetFile:
    candidates = selection.of_split(split)
    checked = checked_rows(ws, project, selection, candidates, mask_unseen, masker)
    with tempfile.TemporaryFile(dir=ws.scratch()) as out:
        try:
            rows = write_rows(tally.passing(checked), out)
        except OSError as error:
            raise UserError("error.cannot_store", reason=error.strerror or "?") from error
        size = out.tell()
        out.seek(0)
        sha256 = ws.files.put(out)
    return DatasetFile(split=split, sha256=sha256, rows=rows, size=size)


def _pseudonyms(ws: Workspace, project: Project, selection: Selection, mask_unseen: bool) -> Masker:
    """Every value that will be masked gets its pseudonym first, so that none is given that is the
    value of another row. Writes them in short transactions of its own: a repetition finds them."""
    found: dict[Wanted, None] = {}

    def collect(text: str, spans: Sequence[Span]) -> str:
        for span in spans:
            value = text[span.start : span.end]
            found.setdefault(wanted(project.secret_key, span.type, value))
        return text

    for _ in checked_rows(ws, project, selection, selection.kept, mask_unseen, collect):
        pass
    table = allocate(ws, project, list(found))
    return lambda text, spans: replace(text, spans, table, project.secret_key)


def _override(
    project: Project, started: Job, params: FreezeParams, tally: Tally, find: Find
) -> Override | None:
    """Only where there was something to override."""
    if params.override_reason is None or not tally.undecided:
        return None
    reason = masked(project, params.override_reason.strip(), find)
    return Override(actor=started.created_by, reason=reason, findings=tally.undecided)


async def _run_freeze(ws: Workspace, started: Job, _item: JobItem) -> DatasetVersion:
    return await asyncio.to_thread(_freeze, ws, started)


def _save_version(
    connection: sa.Connection, ws: Workspace, started: Job, _item: JobItem, made: DatasetVersion
) -> None:
    if store.get(connection, made.project_id, made.id) is not None:
        return
    version = store.add(connection, made)
    counts: dict[str, int] = {file.split: file.rows for file in version.files}
    audit.record(connection, _event(ws, version, started.created_by, "version_frozen", counts))
    if version.override is not None:
        found = {"findings": version.override.findings}
        event = _event(ws, version, version.override.actor, "gate_overridden", found)
        audit.record(connection, event.model_copy(update={"reason": version.override.reason}))


def _finish_freeze(ws: Workspace, ended: Job) -> dict[str, Any]:
    with ws.db.read() as connection:
        version = store.get(connection, ended.project_id, ended.id)
    if version is None:
        return {}
    rows: dict[str, int] = {file.split: file.rows for file in version.files}
    return {"version_id": version.id, "number": version.number, **rows}


def _event(
    ws: Workspace, version: DatasetVersion, actor: str, action: str, counts: dict[str, int]
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=version.project_id,
        actor=actor,
        action=action,
        subject_kind="version",
        subject_id=version.id,
        counts=counts,
        at=ws.clock(),
    )


JOB_KINDS.add(
    "freeze",
    JobKind(
        name="freeze",
        plan=lambda _ws, _job: ["version"],
        run=_run_freeze,
        save=_save_version,
        finish=_finish_freeze,
        permission="export",
    ),
)
