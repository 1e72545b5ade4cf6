"""Grading: a grader's hand of blind cards, and the grades that come back.

A question is leased to one grader at a time for each grading it needs; the token grows with every
lease, so that what comes from somebody who lost it meanwhile changes nothing. Ids of answers and
names of systems never leave the server before the campaign is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import chunks, grading, passages
from storage import evaluation as rows
from workbench.access import Actor, require
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.grade.blind import (
    GradeInput,
    GradingCard,
    Score,
    blind_answers,
    lettered,
)
from workbench.records import (
    Answer,
    Campaign,
    EvaluationQuestion,
    Grade,
    GradeSlot,
    Record,
    new_id,
)
from workbench.workspace import Workspace

HAND = 4
"""Cards that a grader holds at a time."""
MOST_COMMENT = 2000
_CLAIM_TRIES = 3


class GradingProgress(Record):
    mine: int
    """Questions that the actor has graded."""
    waiting: int
    """Gradings that are still needed, those in somebody's hand included."""
    total: int
    latest: str | None = None
    """Key of the actor's latest grading: what an undo takes back next."""


def claim(
    ws: Workspace, actor: Actor, project_id: str, campaign_id: str, n: int = HAND
) -> list[GradingCard]:
    """The actor's hand, filled up to `n` cards. Asking again returns the same cards and keeps their
    leases alive. Raises UserError where the campaign is closed."""
    require(actor, "review")
    campaign = _open_campaign(ws, project_id, campaign_id)
    now = ws.clock()
    until = now + timedelta(minutes=ws.settings.lease_minutes)
    return _cards(ws, actor, campaign, _fill(ws, campaign.id, actor.name, n, now, until))


def _open_campaign(ws: Workspace, project_id: str, campaign_id: str) -> Campaign:
    with ws.db.read() as connection:
        found = rows.get_campaign(connection, project_id, campaign_id)
    if found is None:
        raise NotFound("error.campaign_unknown", id=campaign_id[:40])
    if found.closed_at is not None:
        raise UserError("error.campaign_closed", number=found.number)
    return found


def _fill(
    ws: Workspace, campaign_id: str, grader: str, n: int, now: datetime, until: datetime
) -> list[GradeSlot]:
    for attempt in range(_CLAIM_TRIES):
        try:
            with ws.db.write() as connection:
                grading.renew(connection, campaign_id, grader, until)
                hand = grading.held(connection, campaign_id, grader)
                while len(hand) < n:
                    slot = grading.claim_next(connection, campaign_id, grader, now, until)
                    if slot is None:
                        break
                    hand.append(slot)
                return hand
        except sa.exc.IntegrityError:
            # Two windows of one grader took two gradings of one question at once.
            if attempt == _CLAIM_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _cards(
    ws: Workspace, actor: Actor, campaign: Campaign, hand: Sequence[GradeSlot]
) -> list[GradingCard]:
    if not hand:
        return []
    with ws.db.read() as connection:
        asked = {q.id: q for q in rows.questions(connection, campaign.set_id)}
        found = rows.answers(connection, campaign.id, [slot.question_id for slot in hand])
        before = {
            slot.id: grading.of_slot(connection, slot.id, slot.revision)
            for slot in hand
            if slot.revision
        }
        sources = _sources(connection, campaign.project_id, [asked[s.question_id] for s in hand])
    cards = []
    for slot in hand:
        groups = _groups(campaign, slot, found, actor.name)
        passage, source = sources.get(slot.question_id, ("", ""))
        cards.append(
            GradingCard(
                slot_id=slot.id,
                token=slot.token,
                question=asked[slot.question_id],
                answers=blind_answers(groups),
                marks=_marks(groups, before.get(slot.id, [])),
                comment=next((g.comment for g in before.get(slot.id, [])), ""),
                passage=passage,
                source=source,
            )
        )
    return cards


def _groups(
    campaign: Campaign, slot: GradeSlot, found: Sequence[Answer], grader: str
) -> dict[str, list[Answer]]:
    own = [answer for answer in found if answer.question_id == slot.question_id]
    return lettered(own, campaign.seed, grader)


def _marks(
    groups: dict[str, list[Answer]], given: Sequence[Grade]
) -> dict[str, tuple[Score, Score]]:
    by_answer = {grade.answer_id: grade for grade in given}
    return {
        letter: (by_answer[group[0].id].accuracy, by_answer[group[0].id].detail)
        for letter, group in groups.items()
        if group[0].id in by_answer
    }


def _sources(
    connection: sa.Connection, project_id: str, asked: Sequence[EvaluationQuestion]
) -> dict[str, tuple[str, str]]:
    """Question -> text and place of the passage that holds the expected answer."""
    wanted = [q.chunk_id for q in asked if q.chunk_id]
    by_id = {chunk.id: chunk for chunk in chunks.by_ids(connection, project_id, wanted)}
    named = {
        document.id: document.name
        for document in passages.documents(
            connection, project_id, sorted({chunk.document_id for chunk in by_id.values()})
        )
    }
    found = {}
    for question in asked:
        chunk = by_id.get(question.chunk_id or "")
        if chunk is not None:
            page = (f"p. {chunk.page}",) if chunk.page else ()
            place = (named.get(chunk.document_id, ""), *chunk.section_path, *page)
            found[question.id] = (chunk.text, " › ".join(part for part in place if part))
    return found


def submit(ws: Workspace, actor: Actor, project_id: str, given: GradeInput) -> GradeSlot:
    """Grade every answer of a card. Sending the same key again changes nothing.

    Raises UserError where a letter has no marks or the campaign is closed, and StaleWrite where the
    card is somebody else's by now.
    """
    require(actor, "review")
    if len(given.comment) > MOST_COMMENT:
        raise UserError("error.grade_comment_long", most=MOST_COMMENT)
    at = ws.clock()
    with ws.db.write() as connection:
        slot = grading.lock(connection, project_id, given.slot_id)
        if slot is None:
            raise NotFound("error.grade_slot_unknown", id=given.slot_id[:40])
        if grading.by_key(connection, project_id, given.key):
            return slot
        campaign = rows.get_campaign(connection, project_id, slot.campaign_id)
        if campaign is None or campaign.closed_at is not None:
            raise UserError("error.campaign_closed", number=campaign.number if campaign else 0)
        if slot.grader != actor.name or slot.token != given.token or slot.done:
            raise StaleWrite("error.grade_stale")
        found = rows.answers(connection, campaign.id, [slot.question_id])
        groups = _groups(campaign, slot, found, actor.name)
        if set(given.marks) != set(groups):
            raise UserError("error.grade_incomplete", letters=", ".join(groups))
        revision = slot.revision + 1
        grades = [
            Grade(
                id=new_id(),
                key=given.key,
                project_id=project_id,
                campaign_id=campaign.id,
                slot_id=slot.id,
                question_id=slot.question_id,
                answer_id=answer.id,
                grader=actor.name,
                revision=revision,
                accuracy=given.marks[letter][0],
                detail=given.marks[letter][1],
                comment=given.comment.strip(),
                at=at,
            )
            for letter, group in groups.items()
            for answer in group
        ]
        grading.add_grades(connection, grades)
        changed = {"done": True, "revision": revision, "lease_until": None}
        grading.change(connection, slot.id, **changed)
    return slot.model_copy(update=changed)


def slot_token(ws: Workspace, actor: Actor, project_id: str, slot_id: str) -> int:
    """Of a card in the actor's hand; 0, which is nobody's, where it is not there."""
    require(actor, "review")
    with ws.db.write() as connection:
        slot = grading.lock(connection, project_id, slot_id)
    return slot.token if slot is not None and slot.grader == actor.name else 0


def undo(
    ws: Workspace, actor: Actor, project_id: str, campaign_id: str, undoes: str | None = None
) -> GradeSlot:
    """Take back the actor's last graded card: it is in their hand again, with its marks. The grades
    stay on record and count no more. Raises UserError where there is none.

    With the key of a grading in `undoes` it is that one, and asking twice takes back nothing else.
    The token stays, because the card has not changed hands.
    """
    require(actor, "review")
    campaign = _open_campaign(ws, project_id, campaign_id)
    until = ws.clock() + timedelta(minutes=ws.settings.lease_minutes)
    with ws.db.write() as connection:
        slot, revision = _last_graded(connection, campaign, actor, undoes)
        if undoes and (not slot.done or slot.revision != revision):
            return slot
        changed = {"done": False, "lease_until": until}
        grading.change(connection, slot.id, **changed)
    return slot.model_copy(update=changed)


def _last_graded(
    connection: sa.Connection, campaign: Campaign, actor: Actor, undoes: str | None
) -> tuple[GradeSlot, int]:
    """The slot, locked, and the revision of its grading that is meant."""
    if undoes is None:
        last = grading.last_done(connection, campaign.id, actor.name)
        latest = last and grading.lock(connection, campaign.project_id, last.id)
        if latest and latest.done:
            return latest, latest.revision
        raise UserError("error.grade_nothing_to_undo")
    given = grading.by_key(connection, campaign.project_id, undoes)
    own = next((g for g in given if (g.grader, g.campaign_id) == (actor.name, campaign.id)), None)
    slot = own and grading.lock(connection, campaign.project_id, own.slot_id)
    if own is None or not slot or slot.grader != actor.name:
        raise UserError("error.grade_nothing_to_undo")
    return slot, own.revision


def progress(ws: Workspace, actor: Actor, project_id: str, campaign_id: str) -> GradingProgress:
    require(actor, "read")
    with ws.db.read() as connection:
        found = rows.get_campaign(connection, project_id, campaign_id)
        if found is None:
            raise NotFound("error.campaign_unknown", id=campaign_id[:40])
        counts = grading.counts(connection, found.id)
        last = grading.last_done(connection, found.id, actor.name)
        given = grading.of_slot(connection, last.id, last.revision) if last else []
    return GradingProgress(
        mine=counts.by.get(actor.name, 0),
        waiting=counts.slots - counts.done,
        total=counts.slots,
        latest=given[0].key if given else None,
    )
