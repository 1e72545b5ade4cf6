"""Duplicates and contradictions by cluster, best first, and what is decided on a contradiction.

The threshold is applied here, at reading: scores are stored with the findings, so that another
threshold needs no other check.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from storage import audit as audit_rows
from storage import findings as rows
from workbench.access import Actor, require
from workbench.clean.cases import Case, Cluster, ClusterPage, Keep, ScoreCount
from workbench.clean.checks import finding_id
from workbench.clean.dedup import RULE_VERSION, THRESHOLD
from workbench.clean.finding_service import PICKED, case_of, case_text, event
from workbench.errors import StaleWrite, UserError
from workbench.records import Finding, FindingState, Message
from workbench.workspace import Workspace

KINDS = ("duplicate", "contradiction")


def list_clusters(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    *,
    kinds: Sequence[str] = KINDS,
    types: Sequence[str] = (),
    state: FindingState = "open",
    min_score: float = THRESHOLD,
    limit: int = 20,
    offset: int = 0,
) -> ClusterPage:
    """A page of clusters with findings that score at least `min_score`, surest first."""
    require(actor, "read")
    with ws.db.read() as connection:
        ids, total, number = rows.clusters(
            connection, project_id, kinds, types, state, min_score, limit, offset
        )
        found = rows.in_clusters(connection, project_id, ids, kinds, types, state, min_score)
        wanted = {f.subject_id for f in found} | {f.other_id for f in found if f.other_id}
        examples = rows.examples_of(connection, project_id, sorted(wanted | set(ids)))
    members: dict[str, tuple[Case, ...]] = {
        cluster: tuple(case_of(finding, examples) for finding in findings)
        for cluster, findings in groupby(found, key=lambda f: f.cluster or "")
    }
    return ClusterPage(
        clusters=tuple(
            Cluster(
                id=cluster,
                head=case_text(*examples[cluster]) if cluster in examples else None,
                cases=members[cluster],
            )
            for cluster in ids
            if cluster in members
        ),
        total=total,
        findings=number,
    )


def duplicate_scores(ws: Workspace, actor: Actor, project_id: str) -> list[ScoreCount]:
    """How many duplicates have which score, for the choice of a threshold."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.scores(connection, project_id)
    return [
        ScoreCount.model_validate({"type": t, "state": st, "score": sc, "count": n})
        for t, st, sc, n in found
    ]


def settle_contradiction(
    ws: Workspace, actor: Actor, project_id: str, finding_id_: str, keep: Keep
) -> None:
    """Say which answer of a contradiction stays. The other example is left out of exports as a
    duplicate is; with `both` (they hold for different cases) none is. Reopening the contradiction
    takes all of it back. Raises StaleWrite where it was changed or decided meanwhile."""
    require(actor, "review")
    with ws.db.write() as connection:
        found = rows.get(connection, project_id, [finding_id_])
        if not found or found[0].kind != "contradiction" or not found[0].other_id:
            raise StaleWrite("error.findings_gone", count=1)
        finding = found[0]
        if finding.state != "open":
            raise UserError("error.finding_decided")
        state: FindingState = "dismissed" if keep == "both" else "accepted"
        rows.set_state(connection, project_id, [finding.id], state, actor.name, ws.clock())
        if keep != "both":
            examples = rows.examples_of(
                connection, project_id, [finding.subject_id, finding.other_id or ""]
            )
            rows.add(connection, [_picked(ws, actor, finding, keep, examples)])
        counts = {"contradiction": 1}
        audit_rows.record(connection, event(ws, actor, project_id, state, [finding.id], counts))


def _picked(
    ws: Workspace, actor: Actor, finding: Finding, keep: Keep, examples: rows.Examples
) -> Finding:
    """An accepted duplicate: the example whose answer does not stay."""
    subject, other = finding.subject_id, finding.other_id or ""
    if keep == "this":
        subject, other = other, subject
    if subject not in examples:
        raise StaleWrite("error.findings_gone", count=1)
    revision = examples[subject][1].id
    return Finding(
        id=finding_id(subject, revision, "duplicate", PICKED, other),
        project_id=finding.project_id,
        kind="duplicate",
        type=PICKED,
        subject_kind="example",
        subject_id=subject,
        revision_id=revision,
        other_id=other,
        cluster=finding.cluster,
        score=1.0,
        reason=Message(key="clean.reason.picked"),
        rule_version=RULE_VERSION,
        state="accepted",
        decided_by=actor.name,
        decided_at=ws.clock(),
        created_at=ws.clock(),
    )
