"""Drafting examples from chunks: what it would send where, the preview, and the job."""

from __future__ import annotations

import asyncio
import weakref
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import examples as rows
from storage import jobs as job_rows
from storage import responses as response_rows
from storage.examples import Source
from workbench import egress
from workbench.access import Actor, require
from workbench.augment import making, rules
from workbench.augment.empty import EmptyReason, why_empty
from workbench.augment.example_service import chunk_source
from workbench.augment.model_service import client_for, draft_chunk, target_of
from workbench.augment.pairs import Passage
from workbench.augment.params import DraftEstimate, DraftParams, LevelPlan, PreviewChunk, Target
from workbench.augment.prompts import draft_prompt, max_tokens
from workbench.errors import ConfidentialityBlocked, NotFound, UserError, WorkbenchError
from workbench.ingest.chunking import estimate_tokens
from workbench.items import JOB_KINDS, JobKind
from workbench.jobs import enqueue
from workbench.llm import OpenAIChat
from workbench.projects import project_of
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    Document,
    Job,
    JobItem,
    Message,
    Project,
    Record,
    Response,
    highest_level,
)
from workbench.workspace import Workspace

DRAFT = "draft"
PREVIEW_CHUNKS = 3
DRAFT_GROUP = 20
"""Chunks in one commit: up to 20 pairs of two rows each, two replies and the item."""
EXPLAINED = 500
"""Chunks without examples that are looked at once more for the reason."""

# ---- before the job ----------------------------------------------------------------------------


def draftable_documents(ws: Workspace, actor: Actor, project_id: str) -> list[Document]:
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.ready_documents(connection, project_id, sheets=False)


def estimate(ws: Workspace, actor: Actor, project_id: str, params: DraftParams) -> DraftEstimate:
    """What would be sent where at which level; nothing is sent or written."""
    require(actor, "read")
    target = target_of(ws, params)
    with ws.db.read() as connection:
        levels = rows.draftable_levels(
            connection, project_id, params.document_ids, params.only_uncovered
        )
    plans = tuple(
        LevelPlan(
            level=count.level,
            chunks=count.chunks,
            allowed=target is None or egress.may_leave(count.level, target.trust),
        )
        for count in levels
    )
    chunks = sum(plan.chunks for plan in plans if plan.allowed)
    sent = sum(count.tokens for count, plan in zip(levels, plans, strict=True) if plan.allowed)
    empty = draft_prompt(Passage(id="", text=""), params.per_chunk, 0, params.language or "ko")
    overhead = estimate_tokens(empty.system + empty.user)
    return DraftEstimate(
        levels=plans,
        chunks=chunks,
        blocked=sum(plan.chunks for plan in plans if not plan.allowed),
        calls=chunks if target else 0,
        prompt_tokens=sent + overhead * chunks if target else 0,
        completion_tokens=max_tokens(params.per_chunk) * chunks if target else 0,
        target=target,
        masked=target is not None and target.trust != "local",
    )


def start_drafting(ws: Workspace, actor: Actor, project_id: str, params: DraftParams) -> Job:
    """Raises UserError where there is nothing to draft from, and ConfidentialityBlocked, recorded,
    where the level of every chosen chunk forbids the way."""
    require(actor, "curate")
    planned = estimate(ws, actor, project_id, params)
    if not planned.levels:
        raise UserError("error.nothing_to_draft")
    if planned.blocked and planned.target is not None:
        _refuse(ws, actor, project_id, planned, planned.target)
    parameters = params.model_dump(mode="json") | {
        "blocked": planned.blocked,
        "target": planned.target.model_dump(mode="json") if planned.target else None,
    }
    return enqueue(ws, actor, project_id, DRAFT, parameters)


def _refuse(
    ws: Workspace, actor: Actor, project_id: str, planned: DraftEstimate, target: Target
) -> None:
    """One audit row for all chunks whose level forbids the way; raises where these are all."""
    record = egress.recorder(ws, actor.name, project_id, {"chunks": planned.blocked})
    worst = highest_level([plan.level for plan in planned.levels if not plan.allowed])
    try:
        egress.check(worst, target.trust, target.base_url, record)
    except ConfidentialityBlocked:
        if not planned.chunks:
            raise


def preview(
    ws: Workspace, actor: Actor, project_id: str, params: DraftParams
) -> list[PreviewChunk]:
    """What up to three chunks would give, without keeping examples. A model's replies are kept, so
    that the job does not pay for them again."""
    require(actor, "curate")
    target = target_of(ws, params)
    with ws.db.read() as connection:
        ids = _chosen(connection, project_id, params, target)
        step = max(1, len(ids) // PREVIEW_CHUNKS)
        chosen = ids[step // 2 :: step][:PREVIEW_CHUNKS]
        found = [rows.source(connection, project_id, chunk_id) for chunk_id in chosen]
    project = project_of(ws, project_id)

    async def drafted() -> list[PreviewChunk]:
        client = client_for(ws, actor.name, project, target)
        try:
            return [
                await _previewed(ws, project, source, params, client) for source in found if source
            ]
        finally:
            if client is not None:
                await client.close()

    return asyncio.run(drafted())


async def _previewed(
    ws: Workspace,
    project: Project,
    source: Source,
    params: DraftParams,
    client: OpenAIChat | None,
) -> PreviewChunk:
    shown = PreviewChunk(
        chunk_id=source.chunk.id,
        document_name=source.document.name,
        section_path=source.chunk.section_path,
        page=source.chunk.page,
        text=source.chunk.text,
        pairs=(),
    )
    try:
        done, responses = await draft_chunk(ws, project, source, params, client)
    except WorkbenchError as error:
        return shown.model_copy(update={"error": Message(key=error.key, params=error.params)})
    if responses:
        with ws.db.write() as connection:
            response_rows.keep(connection, responses)
    return shown.model_copy(update={"pairs": done.pairs, "dropped": done.dropped})


class FailedChunk(Record):
    """A chunk that a drafting job could not draft from, and why."""

    item: JobItem
    document_name: str
    section_path: tuple[str, ...]
    page: int | None


def failed(
    ws: Workspace, actor: Actor, project_id: str, job_id: str, limit: int = 50, offset: int = 0
) -> list[FailedChunk]:
    require(actor, "read")
    with ws.db.read() as connection:
        if job_rows.get(connection, project_id, job_id) is None:
            raise NotFound("error.job_not_found", id=job_id)
        found = []
        for item in job_rows.failed(connection, job_id, limit, offset):
            source = rows.source(connection, project_id, item.key)
            found.append(
                FailedChunk(
                    item=item,
                    document_name=source.document.name if source else "",
                    section_path=source.chunk.section_path if source else (),
                    page=source.chunk.page if source else None,
                )
            )
    return found


# ---- the job -----------------------------------------------------------------------------------


@dataclass
class _Running:
    """What the items of one run of a job share."""

    project: Project
    client: OpenAIChat | None


_running: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Running] = (
    weakref.WeakKeyDictionary()
)
"""By event loop, because each run of a job has its own and a client must not outlive it."""


def _shared(ws: Workspace, job: Job) -> _Running:
    loop = asyncio.get_running_loop()
    if loop not in _running:
        project = project_of(ws, job.project_id)
        target = target_of(ws, _draft_params(job))
        _running[loop] = _Running(project, client_for(ws, job.created_by, project, target))
    return _running[loop]


def _draft_params(job: Job) -> DraftParams:
    return DraftParams.model_validate(
        {k: v for k, v in job.parameters.items() if k in DraftParams.model_fields}
    )


def _chosen(
    connection: sa.Connection, project_id: str, params: DraftParams, target: Target | None
) -> list[str]:
    """Ids of the chunks that may go where the drafter is."""
    levels = [
        level
        for level in CONFIDENTIALITY_LEVELS
        if target is None or egress.may_leave(level, target.trust)
    ]
    return rows.draftable(
        connection, project_id, params.document_ids, params.only_uncovered, levels
    )


def _draft_plan(ws: Workspace, job: Job) -> Sequence[str]:
    params = _draft_params(job)
    target = target_of(ws, params)
    with ws.db.read() as connection:
        return _chosen(connection, job.project_id, params, target)


async def _draft_run(
    ws: Workspace, job: Job, item: JobItem
) -> tuple[list[making.Made], list[Response]]:
    shared = _shared(ws, job)
    source = await asyncio.to_thread(chunk_source, ws, job.project_id, item.key)
    params = _draft_params(job)
    done, responses = await draft_chunk(ws, shared.project, source, params, shared.client)
    model = shared.client.model if shared.client else rules.MODEL
    made = making.drafted(
        source.chunk, done.pairs, model, done.template_hash, job.created_by, ws.clock()
    )
    return made, responses


def _draft_save(
    connection: sa.Connection,
    _ws: Workspace,
    _job: Job,
    _item: JobItem,
    result: tuple[list[making.Made], list[Response]],
) -> None:
    made, responses = result
    rows.add_new(connection, made)
    response_rows.keep(connection, responses)


def _draft_finish(ws: Workspace, job: Job) -> dict[str, Any]:
    with ws.db.read() as connection:
        kept = rows.made_since(connection, job.project_id, "drafted", job.created_at, job_id=job.id)
        reasons, empty = _empty(connection, job)
    blocked = job.parameters.get("blocked", 0)
    counted = {"examples": kept, "chunks": job.total, "empty": empty, "blocked": blocked}
    return {**counted, "empty_reasons": reasons}


def _empty(connection: sa.Connection, job: Job) -> tuple[dict[EmptyReason, int], int]:
    """Chunks that gave no new example, by reason (of the first EXPLAINED), and how many."""
    never, repeated = rows.empty_chunks(connection, job.project_id, job.id, job.created_at)
    found: Counter[EmptyReason] = Counter()
    if repeated:
        found["repeated"] = repeated
    for chunk_id in never[:EXPLAINED]:
        source = rows.source(connection, job.project_id, chunk_id)
        if source is not None:
            passage = making.passage_of(source.chunk, source.elements, source.document.level)
            found[why_empty(passage)] += 1
    return dict(found.most_common()), len(never) + repeated


def _draft_slots(ws: Workspace, job: Job) -> int:
    target = target_of(ws, _draft_params(job))
    return target.concurrency if target else 2


JOB_KINDS.add(
    DRAFT,
    JobKind(
        DRAFT,
        _draft_plan,
        _draft_run,
        _draft_save,
        _draft_finish,
        concurrency=_draft_slots,
        group=DRAFT_GROUP,
    ),
)
