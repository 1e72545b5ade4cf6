"""What can be said of an example only beside all others: topic, length, endings.

The statistics are made once, at the end of a check, from all examples that are checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from storage import findings as rows
from storage.database import MAX_ROWS_PER_TRANSACTION
from workbench.clean import quality
from workbench.clean.checks import quality_findings, subject_of
from workbench.records import ExampleRevision
from workbench.workspace import Workspace

BATCH = 500


def check_against_all(ws: Workspace, project_id: str) -> int:
    """Add the findings; the blocks of the check have removed open ones of earlier checks. Their ids
    say what they are about, so that a second run after a crash adds nothing twice."""
    passages: dict[str, str] = {}
    kept = [
        (revision, subject.model_copy(update={"passage": passages.setdefault(passage, passage)}))
        for revision, subject, passage in _subjects(ws, project_id)
    ]
    statistics = quality.gathered(subject for _, subject in kept)
    at = ws.clock()
    found = [
        finding
        for revision, subject in kept
        for finding in quality_findings(revision, quality.examine_against(subject, statistics), at)
    ]
    for start in range(0, len(found), MAX_ROWS_PER_TRANSACTION):
        with ws.db.write() as connection:
            rows.add(connection, found[start : start + MAX_ROWS_PER_TRANSACTION])
    return len(found)


def _subjects(
    ws: Workspace, project_id: str
) -> Iterator[tuple[ExampleRevision, quality.Subject, str]]:
    after = ""
    while True:
        with ws.db.read() as connection:
            ids = rows.checked_ids(connection, project_id, after, BATCH)
            heads = rows.heads(connection, project_id, ids[0], ids[-1]) if ids else []
        if not ids:
            return
        for example, revision, passage in heads:
            category = example.category
            yield revision, subject_of(revision, "", example.answerable, category), passage
        after = ids[-1]
