"""What a freeze would keep, leave out, split and be stopped by; nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage import versions as store
from workbench.access import Actor, require
from workbench.export.freeze_service import check_params, checked_rows, selected
from workbench.export.outcome import Gate, GateState, LeftOut, Share, VersionPlan
from workbench.export.plan import FreezeParams, Selection
from workbench.export.tally import KEPT_IDS, Tally
from workbench.projects import project_of
from workbench.workspace import Workspace

PLAN_SCAN_ROWS = 500
"""A plan scans at most so many rows, so that a page stays quick; a freeze scans all."""


def plan_version(ws: Workspace, actor: Actor, project_id: str, params: FreezeParams) -> VersionPlan:
    """What a freeze would keep, leave out, split and be stopped by. Changes nothing."""
    require(actor, "read")
    check_params(params)
    project = project_of(ws, project_id)
    selection = selected(ws, project_id, params)
    tally = Tally()
    for checked in checked_rows(ws, project, selection, selection.kept[:PLAN_SCAN_ROWS]):
        tally.add(checked)
    kept = {candidate.revision_id: candidate.example_id for candidate in selection.kept}
    with ws.db.read() as connection:
        doubtful = store.open_on(connection, project_id, "quality")
        undecided = store.open_on(connection, project_id, "pii")
    tally.open_findings = [found for found, revision in undecided if revision in kept]
    tally.open_ids = _named(undecided, kept)
    return VersionPlan(
        rows=len(selection.kept),
        train=len(selection.kept) - selection.split.got,
        validation=selection.split.got,
        wanted=selection.split.wanted,
        groups=selection.split.groups,
        level=selection.level(),
        categories=_shares(selection, "category", "style"),
        documents=_shares(selection, "document", "level"),
        left_out=tuple(LeftOut(reason=r, examples=n) for r, n in selection.left_out.items()),
        gates=_gates(selection, tally, _named(doubtful, kept)),
        scanned=tally.rows,
    )


def _named(findings: Sequence[tuple[str, str]], kept: Mapping[str, str]) -> list[str]:
    """Examples whose approved revision has one of these (finding, revision) pairs, each once."""
    return list(dict.fromkeys(kept[revision] for _, revision in findings if revision in kept))


def _shares(selection: Selection, *fields: str) -> tuple[Share, ...]:
    counted = selection.count_by(*fields).most_common()
    return tuple(Share(values=values, rows=rows) for values, rows in counted)


def _gates(selection: Selection, tally: Tally, doubtful: Sequence[str]) -> tuple[Gate, ...]:
    rows = len(selection.kept)
    clear: GateState = "ok" if tally.rows == rows else "unknown"
    open_count, unseen = len(tally.open_findings), tally.unseen.total()
    return (
        Gate(name="approved", state="ok" if rows else "blocked", count=rows),
        Gate(
            name="open_pii",
            state="blocked" if open_count else "ok",
            count=open_count,
            ids=tuple(tally.open_ids[:KEPT_IDS]),
        ),
        Gate(
            name="unseen_pii",
            state="blocked" if unseen else clear,
            count=unseen,
            ids=tuple(tally.unseen_ids[:KEPT_IDS]),
        ),
        Gate(
            name="groups",
            state="ok" if selection.split.groups > 1 else "warning",
            count=selection.split.groups,
        ),
        Gate(
            name="quality",
            state="warning" if doubtful else "ok",
            count=len(doubtful),
            ids=tuple(doubtful[:KEPT_IDS]),
        ),
    )
