"""What the decisions on an example amount to. Pure: the stored status is a cache of this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.records import Decision, DecisionAction, ExampleRevision, ExampleStatus

VERDICTS: dict[DecisionAction, ExampleStatus] = {
    "approve": "approved",
    "edit": "approved",
    "reject": "rejected",
    "flag": "disputed",
}
"""What an action makes of its example; skipping leaves it, undoing takes another one back."""


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda decision: (decision.at, decision.id))


def undone_ids(decisions: Iterable[Decision]) -> frozenset[str]:
    """Ids of the decisions that another one took back."""
    return frozenset(d.undoes for d in decisions if d.action == "undo" and d.undoes)


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Oldest first, those that say something and were not taken back."""
    gone = undone_ids(decisions)
    return [d for d in in_order(decisions) if d.action in VERDICTS and d.id not in gone]


def fold(decisions: Sequence[Decision]) -> ExampleStatus:
    """The status that `decisions` of one example give it; none that stand leave it queued.

    The last one of each slot counts. Slots that differ, and a flag on any of them, are disputed.
    """
    last_by_slot = {d.slot_id: VERDICTS[d.action] for d in standing(decisions)}
    verdicts = set(last_by_slot.values())
    if not verdicts:
        return "queued"
    if len(verdicts) > 1:
        return "disputed"
    return verdicts.pop()


def head_revision(
    revisions: Sequence[ExampleRevision], decisions: Sequence[Decision]
) -> ExampleRevision:
    """The newest revision that was not made by an edit which has been taken back.

    The first revision is nobody's edit, so one is always left. Raises ValueError for no revisions.
    """
    gone = undone_ids(decisions)
    withdrawn = {d.revision_id for d in decisions if d.action == "edit" and d.id in gone}
    return max((r for r in revisions if r.id not in withdrawn), key=lambda r: r.number)
