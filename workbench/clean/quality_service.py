"""The limits of quality checks: which are on, from which score on they speak, who changed that.

Scores are stored with the findings; a limit is applied at reading (storage.quality), so that
another one needs no other check. What a person decided is never hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage import audit as audit_rows
from storage import findings as finding_rows
from storage import quality as rows
from workbench.access import Actor, require
from workbench.clean.cases import Case, QualityCheck, ScoreCount
from workbench.clean.finding_service import case_of
from workbench.clean.quality import CHECK_NAMES, THRESHOLD
from workbench.errors import UserError
from workbench.records import AuditEvent, Finding, QualityLimit, new_id
from workbench.workspace import Workspace

LEAST, MOST = 0.2, 1.0
"""Between these a threshold may be set; checks mention nothing that scores less."""


def quality_checks(ws: Workspace, actor: Actor, project_id: str) -> list[QualityCheck]:
    """Every check with its limit, and how many open findings that shows and hides."""
    require(actor, "read")
    with ws.db.read() as connection:
        limits = rows.limits(connection, project_id)
        scores = rows.scores(connection, project_id, finding_rows.CHECKED_STATUSES)
    return [_check(name, limits.get(name), scores) for name in CHECK_NAMES]


def _check(
    name: str, limit: QualityLimit | None, scores: Sequence[tuple[str, str, float, int]]
) -> QualityCheck:
    counts = tuple(
        ScoreCount(type=name, state="open", score=score, count=count)
        for kind, state, score, count in scores
        if kind == name and state == "open"
    )
    return QualityCheck(
        name=name,
        threshold=limit.threshold if limit else THRESHOLD,
        enabled=limit.enabled if limit else True,
        changed_by=limit.changed_by if limit else "",
        changed_at=limit.changed_at if limit else None,
        scores=counts,
    )


def set_limit(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    *,
    threshold: float | None = None,
    enabled: bool | None = None,
) -> bool:
    """Returns whether that changed anything. Raises UserError for a check that there is none of and
    for a threshold outside of LEAST..MOST."""
    require(actor, "curate")
    if name not in CHECK_NAMES:
        raise UserError("error.quality_check_unknown", name=name, known=", ".join(CHECK_NAMES))
    if threshold is not None and not LEAST <= threshold <= MOST:
        raise UserError("error.quality_threshold", least=LEAST, most=MOST)
    with ws.db.write() as connection:
        before = rows.limits(connection, project_id).get(name)
        old = (before.threshold, before.enabled) if before else (THRESHOLD, True)
        new = (
            old[0] if threshold is None else round(threshold, 2),
            old[1] if enabled is None else enabled,
        )
        if new == old:
            return False
        rows.put(
            connection,
            QualityLimit(
                project_id=project_id,
                name=name,
                threshold=new[0],
                enabled=new[1],
                changed_at=ws.clock(),
                changed_by=actor.name,
            ),
        )
        audit_rows.record(connection, _event(ws, actor, project_id, name, old, new))
    return True


def _event(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    old: tuple[float, bool],
    new: tuple[float, bool],
) -> AuditEvent:
    switched = old[1] != new[1]
    action = ("enable" if new[1] else "disable") if switched else "limit"
    percents = {"percent_before": round(old[0] * 100), "percent_after": round(new[0] * 100)}
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=f"{action}_quality_check",
        subject_kind="quality_check",
        subject_id=name,
        counts={} if old[0] == new[0] else percents,
        at=ws.clock(),
    )


def cases_beside(
    ws: Workspace, actor: Actor, project_id: str, name: str, threshold: float, limit: int = 3
) -> tuple[list[Case], list[Case]]:
    """Open findings next to a threshold that is tried out: those that it would just show, and those
    that it would just hide."""
    require(actor, "read")
    with ws.db.read() as connection:
        statuses = finding_rows.CHECKED_STATUSES
        shown, hidden = rows.beside(connection, project_id, statuses, name, threshold, limit)
        ids = sorted({finding.subject_id for finding in (*shown, *hidden)})
        examples = finding_rows.examples_of(connection, project_id, ids)

    def cases(found: Sequence[Finding]) -> list[Case]:
        return [case_of(finding, examples) for finding in found]

    return cases(shown), cases(hidden)
