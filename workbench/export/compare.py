"""What changed from one version to another. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.export.rows import Row
from workbench.records import Record, Split

SHOWN = 200
"""Ids that are kept of each list; the counts are of all rows."""


CONTENT = (
    "question", "answer", "history", "evidence_quote", "category", "style", "answerable"
)  # fmt: skip
"""What a row says; approving the same words again changes nothing here."""


class VersionDiff(Record):
    """Rows by example id. `changed` rows differ in a column of CONTENT, `moved` ones in split."""

    before: int
    after: int
    added: int
    removed: int
    changed: int
    moved: int
    same: int
    added_ids: tuple[str, ...]
    removed_ids: tuple[str, ...]
    changed_ids: tuple[str, ...]


def compare(before: Iterable[tuple[Split, Row]], after: Iterable[tuple[Split, Row]]) -> VersionDiff:
    """Holds a hash a row of `before`, not the rows."""
    known = {row.id: (split, _digest(row)) for split, row in before}
    size, total, moved, same = len(known), 0, 0, 0
    added: list[str] = []
    changed: list[str] = []
    for split, row in after:
        total += 1
        old = known.pop(row.id, None)
        if old is None:
            added.append(row.id)
            continue
        moved += old[0] != split
        if old[1] == _digest(row):
            same += 1
        else:
            changed.append(row.id)
    removed = sorted(known)
    return VersionDiff(
        before=size,
        after=total,
        added=len(added),
        removed=len(removed),
        changed=len(changed),
        moved=moved,
        same=same,
        added_ids=tuple(added[:SHOWN]),
        removed_ids=tuple(removed[:SHOWN]),
        changed_ids=tuple(changed[:SHOWN]),
    )


def _digest(row: Row) -> int:
    return hash(tuple(getattr(row, column) for column in CONTENT))
