"""`workbench review`: the queue on the command line, card by card or from a script."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import (
    JsonOption,
    ProjectOption,
    UserOption,
    actor,
    emit,
    resolve_project,
    workspace,
)

if TYPE_CHECKING:
    from workbench.review.cards import ReviewCard

review_app = typer.Typer(
    help="Review examples: queue them, take cards, decide, undo.", no_args_is_help=True
)


class Action(StrEnum):
    approve = "approve"
    edit = "edit"
    reject = "reject"
    flag = "flag"
    skip = "skip"


@review_app.command("queue")
def queue_command(
    examples: Annotated[
        list[str] | None, typer.Argument(help="Ids of drafts; all drafts where none is given.")
    ] = None,
    document: Annotated[str | None, typer.Option(help="Only drafts of this document's id.")] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Send drafts to the review queue; those that are there already are left."""
    from workbench.review import history_service, service
    from workbench.review.cards import ExampleFilter

    who = actor(acting)
    found = resolve_project(project, who)
    filters = ExampleFilter(document_id=document)
    queued = service.enqueue_examples(workspace(), who, found.id, filters, examples or None)
    waiting = history_service.progress(workspace(), who, found.id).waiting
    emit({"queued": queued, "waiting": waiting}, json_output)


@review_app.command("next")
def next_command(
    number: Annotated[int, typer.Option("-n", min=1, max=100, help="How many cards.")] = 1,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show the cards in hand, taken from the queue where fewer than asked for are held."""
    from workbench.review import service

    who = actor(acting)
    found = resolve_project(project, who)
    cards = service.claim(workspace(), who, found.id, number)[:number]
    shown = [_card(card) for card in cards]
    emit({"cards": shown}, json_output, (line for card in shown for line in _lines(card)))


def _card(card: ReviewCard) -> dict[str, Any]:
    return {
        "slot": card.slot_id,
        "token": card.token,
        "example": card.example.id,
        "revision": card.revision.id,
        "document": card.document_name,
        "page": card.page,
        "section_path": card.section_path,
        "level": card.level,
        "question": card.revision.question,
        "answer": card.revision.answer,
        "evidence_quote": card.revision.evidence_quote,
        "passage": card.passage,
        "findings": [
            {"kind": f.kind, "type": f.type, "field": f.field, "start": f.start, "end": f.end}
            for f in card.findings
        ],
    }


def _lines(card: dict[str, Any]) -> list[str]:
    where = f"{card['document']} p.{card['page']}" if card["page"] else card["document"]
    found = ", ".join(finding["type"] for finding in card["findings"]) or "-"
    return [
        f"slot {card['slot']}  [{card['level']}]  {where}",
        f"Q: {card['question']}",
        f"A: {card['answer']}",
        f"evidence: {card['evidence_quote'] or '-'}",
        f"findings: {found}",
        "",
    ]


@review_app.command()
def decide(
    slot: Annotated[str, typer.Argument(help="The card's slot, as `review next` shows it.")],
    action: Annotated[Action, typer.Argument(help="What to do with the example.")],
    question: Annotated[str | None, typer.Option(help="For edit: the new question.")] = None,
    answer: Annotated[str | None, typer.Option(help="For edit: the new answer.")] = None,
    reason: Annotated[str, typer.Option(help="Why; needed to reject.")] = "",
    token: Annotated[
        int | None, typer.Option(help="The card's token; that of the card in hand by default.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Repeating a command with one key decides once.")
    ] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Decide on one card."""
    from workbench.records import new_id
    from workbench.review import decision_service, service
    from workbench.review.cards import DecisionInput

    who = actor(acting)
    found = resolve_project(project, who)
    if token is None:
        held = {card.slot_id: card for card in service.claim(workspace(), who, found.id, 0)}
        # Not in hand: 0 is nobody's token, and the service says why, or that it is done already.
        token = held[slot].token if slot in held else 0
    wanted = DecisionInput(
        key=key or new_id(),
        slot_id=slot,
        token=token,
        action=action.value,
        question=question,
        answer=answer,
        reason=reason,
    )
    _emit_outcome(decision_service.submit(workspace(), who, found.id, wanted), json_output)


@review_app.command()
def undo(
    decision: Annotated[
        str | None, typer.Argument(help="Id or key of a decision; your latest by default.")
    ] = None,
    bulk: Annotated[str | None, typer.Option(help="Take back a bulk act by its id.")] = None,
    project: ProjectOption = None,
    acting: UserOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take a decision back; its card is in your hand again."""
    from workbench.records import new_id
    from workbench.review import bulk_service, decision_service
    from workbench.review.cards import DecisionInput

    who = actor(acting)
    found = resolve_project(project, who)
    if bulk is not None:
        emit({"undone": bulk_service.undo_bulk(workspace(), who, found.id, bulk)}, json_output)
        return
    wanted = DecisionInput(key=new_id(), action="undo", undoes=decision)
    _emit_outcome(decision_service.submit(workspace(), who, found.id, wanted), json_output)


@review_app.command()
def progress(
    project: ProjectOption = None, acting: UserOption = None, json_output: JsonOption = False
) -> None:
    """Decided today, waiting, pace an hour and minutes left."""
    from workbench.review import history_service

    who = actor(acting)
    found = resolve_project(project, who)
    emit(history_service.progress(workspace(), who, found.id).model_dump(), json_output)


def _emit_outcome(outcome: Any, json_output: bool) -> None:
    made = outcome.decision
    emit(
        {
            "decision": made.id,
            "action": made.action,
            "example": made.example_id,
            "revision": made.revision_id,
            "status": outcome.status,
            "repeated": outcome.repeated,
        },
        json_output,
    )


def register(app: typer.Typer) -> None:
    app.add_typer(review_app, name="review")
