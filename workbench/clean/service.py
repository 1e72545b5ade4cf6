"""Checking a project: the job that looks for findings in its examples.

Findings are re-made with every check: open ones are replaced, decided ones stay and are not found
again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import sqlalchemy as sa

from storage import findings as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench import jobs
from workbench.access import Actor, require
from workbench.clean.checks import duplicate_findings, findings_for, kinds_checked
from workbench.clean.corpus_service import check_against_all
from workbench.clean.dedup import Pair, deduplicate
from workbench.clean.glossary_service import glossary_of
from workbench.clean.token_model import checked_folder
from workbench.errors import UserError
from workbench.finder import finder_for
from workbench.items import JOB_KINDS, JobKind
from workbench.projects import project_of
from workbench.records import Example, ExampleRevision, Finding, FindingKind, Job, JobItem
from workbench.workspace import Workspace

BLOCK = 40
"""Examples in one item of a check; its findings are one transaction."""
DUPLICATE_KINDS: tuple[FindingKind, ...] = ("duplicate", "contradiction")


def start_checks(ws: Workspace, actor: Actor, project_id: str) -> Job:
    """Check all drafts, queued and approved examples. Raises UserError where there are none, or
    where the detector of the settings cannot be used."""
    require(actor, "curate")
    if ws.settings.pii_model is not None:
        checked_folder(ws.settings.pii_model)
    with ws.db.read() as connection:
        if not rows.checked_ids(connection, project_id, limit=1):
            raise UserError("error.nothing_to_check")
    return jobs.enqueue(ws, actor, project_id, "check", {})


def _plan(ws: Workspace, job: Job) -> list[str]:
    keys: list[str] = []
    after = ""
    while True:
        with ws.db.read() as connection:
            ids = rows.checked_ids(connection, job.project_id, after, BLOCK)
        if not ids:
            return keys
        keys.append(f"{ids[0]}:{ids[-1]}")
        after = ids[-1]


async def _run(ws: Workspace, job: Job, item: JobItem) -> tuple[list[str], list[Finding]]:
    return await asyncio.to_thread(_check_block, ws, job.project_id, item.key)


def _check_block(ws: Workspace, project_id: str, key: str) -> tuple[list[str], list[Finding]]:
    first, _, last = key.partition(":")
    with ws.db.read() as connection:
        heads = rows.heads(connection, project_id, first, last)
    at = ws.clock()
    find = finder_for(ws, project_of(ws, project_id), model=True)
    found = [
        finding
        for example, revision, passage in heads
        for finding in findings_for(
            revision,
            passage,
            answerable=example.answerable,
            category=example.category,
            at=at,
            find=find,
        )
    ]
    return [example.id for example, _, _ in heads], found


def _save(
    connection: sa.Connection,
    ws: Workspace,
    job: Job,
    item: JobItem,
    result: tuple[list[str], list[Finding]],
) -> None:
    ids, found = result
    rows.replace_open(connection, job.project_id, ids, kinds_checked(), found)


def _finish(ws: Workspace, job: Job) -> dict[str, Any]:
    """Duplicates, and what is unlike the rest, are a matter of all examples at once: they are
    looked for when every block is done, and written in transactions of their own."""
    check_against_all(ws, job.project_id)
    checked = _check_duplicates(ws, job.project_id)
    with ws.db.read() as connection:
        counted = rows.counts(connection, job.project_id)
    found: Counter[str] = Counter()
    for kind, _, state, number in counted:
        if state == "open":
            found[kind] += number
    kinds = (*kinds_checked(), *DUPLICATE_KINDS)
    return {"checked": checked, **{kind: found[kind] for kind in kinds}}


def _check_duplicates(ws: Workspace, project_id: str) -> int:
    """Returns how many examples were compared."""
    with ws.db.read() as connection:
        decided, accepted = rows.settled(connection, project_id)
    pairs, revisions = _pairs(ws, project_id, accepted)
    matches = deduplicate(pairs, glossary_of(ws, project_id))
    found = duplicate_findings(matches, revisions, decided, project_id, ws.clock())
    deleted = MAX_ROWS_PER_TRANSACTION
    while deleted == MAX_ROWS_PER_TRANSACTION:
        with ws.db.write() as connection:
            deleted = rows.delete_open(
                connection, project_id, DUPLICATE_KINDS, MAX_ROWS_PER_TRANSACTION
            )
    for start in range(0, len(found), MAX_ROWS_PER_TRANSACTION):
        with ws.db.write() as connection:
            rows.add(connection, found[start : start + MAX_ROWS_PER_TRANSACTION])
    return len(pairs) + len(accepted)


def _pairs(ws: Workspace, project_id: str, without: set[str]) -> tuple[list[Pair], dict[str, str]]:
    pairs: list[Pair] = []
    revisions: dict[str, str] = {}
    after = ""
    while True:
        with ws.db.read() as connection:
            ids = rows.checked_ids(connection, project_id, after, 500)
            heads = rows.heads(connection, project_id, ids[0], ids[-1]) if ids else []
        if not ids:
            return pairs, revisions
        for example, revision, _ in heads:
            if example.id not in without:
                pairs.append(_pair(example, revision))
                revisions[example.id] = revision.id
        after = ids[-1]


def _pair(example: Example, revision: ExampleRevision) -> Pair:
    return Pair(
        id=example.id,
        question=revision.question,
        answer=revision.answer,
        history=tuple(turn.content for turn in revision.history),
        approved=example.status == "approved",
        edited=revision.number > 1 or example.origin == "written",
        evidence=bool(revision.evidence_quote),
        created=example.created_at.isoformat(),
        parent=example.parent_id or "",
    )


JOB_KINDS.add("check", JobKind("check", plan=_plan, run=_run, save=_save, finish=_finish))
