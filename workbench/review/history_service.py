"""Looking back: lists of examples, what was decided on them, and how far the review is."""

from __future__ import annotations

from storage import decisions as rows
from storage import reviewed, slots
from workbench.access import Actor, require
from workbench.errors import NotFound
from workbench.records import DecisionAction
from workbench.review.cards import DecisionRow, ExampleFilter, History, Progress, ReviewRow
from workbench.review.fold import undone_ids
from workbench.review.pace import minutes_left, pace_per_hour
from workbench.workspace import Workspace

PACE_WINDOW = 60
"""The pace is that of this many newest decisions."""


def list_examples(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    filters: ExampleFilter | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ReviewRow], int]:
    """In the order they were made, and how many match."""
    require(actor, "read")
    query = reviewed.select_examples(project_id, **(filters or ExampleFilter()).model_dump())
    with ws.db.read() as connection:
        ids, total = reviewed.examples_page(connection, query, limit, offset)
        found = reviewed.material(connection, project_id, ids, with_sources=False)
    listed = []
    for example_id in ids:
        example, revision = found.examples[example_id], found.revisions[example_id]
        document = found.documents.get(example.document_id or "")
        listed.append(
            ReviewRow(
                example=example,
                question=revision.question,
                answer=revision.answer,
                document_name=document.name if document else "",
                findings=tuple(f for f in found.findings[example_id] if f.state == "open"),
            )
        )
    return listed, total


def facets(ws: Workspace, actor: Actor, project_id: str) -> dict[str, list[str]]:
    """The categories and styles that examples of the project have, for filters."""
    require(actor, "read")
    with ws.db.read() as connection:
        return {
            column: reviewed.values_in_use(connection, project_id, column)
            for column in ("category", "style")
        }


def history(ws: Workspace, actor: Actor, project_id: str, example_id: str) -> History:
    """All revisions and decisions of one example, oldest first. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = reviewed.material(connection, project_id, [example_id])
        if example_id not in found.examples:
            raise NotFound("error.example_unknown", example=example_id)
        decided = rows.of_examples(connection, project_id, [example_id])[example_id]
        revisions = reviewed.revisions_of(connection, project_id, [example_id])[example_id]
    example = found.examples[example_id]
    return History(
        example=example,
        revisions=tuple(revisions),
        decisions=tuple(decided),
        undone=undone_ids(decided),
        chunk=found.chunks.get(example.chunk_id or ""),
        document=found.documents.get(example.document_id or ""),
        findings=tuple(found.findings[example_id]),
    )


def decisions(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    reviewer: str | None = None,
    action: DecisionAction | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[DecisionRow], int]:
    """Newest first, each with the question it was about, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        page, total = rows.page(
            connection, project_id, reviewer=reviewer, action=action, limit=limit, offset=offset
        )
        example_ids = list({decision.example_id for decision in page})
        revisions = reviewed.revisions_of(connection, project_id, example_ids)
        related = rows.of_examples(connection, project_id, example_ids)
    words = {revision.id: revision for each in revisions.values() for revision in each}
    gone = undone_ids([decision for each in related.values() for decision in each])
    listed = [
        DecisionRow(
            decision=decision,
            question=words[decision.revision_id].question,
            undone=decision.id in gone,
        )
        for decision in page
    ]
    return listed, total


def progress(ws: Workspace, actor: Actor, project_id: str) -> Progress:
    require(actor, "read")
    midnight = ws.clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with ws.db.read() as connection:
        by_action = rows.counts_since(connection, project_id, actor.name, midnight)
        times = rows.times_of(connection, project_id, actor.name, PACE_WINDOW)
        waiting = slots.waiting(connection, project_id)
    pace = pace_per_hour(times)
    return Progress(
        today=sum(number for action, number in by_action.items() if action != "skip"),
        by_action=by_action,
        waiting=waiting,
        per_hour=pace,
        minutes_left=minutes_left(waiting, pace),
    )


def page_image(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, number: int
) -> bytes:
    """The page as WebP. Raises NotFound where the project has no such page, or it has no image."""
    require(actor, "read")
    with ws.db.read() as connection:
        sha256 = reviewed.page_image(connection, project_id, document_id, number)
    if sha256 is None:
        raise NotFound("error.review_no_page_image", page=number)
    return ws.files.read(sha256)
