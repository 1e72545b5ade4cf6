"""Corrections by hand: an element's kind, level, text and place; what stands in no chunk; undo.

Each is an append-only row and a change of the element, in one transaction. The chunks follow when
the document is cut again (`chunk_service.start_rechunk`); until then it has pending corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage import audit
from storage import corrections as rows
from storage import documents as document_rows
from storage import elements as element_rows
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.ingest.corrections import (
    EDITABLE_KINDS,
    HEADING_LEVELS,
    WRITTEN_KINDS,
    Edits,
    folded,
    key_of,
    left_out,
)
from workbench.records import (
    AuditEvent,
    Correction,
    CorrectionField,
    Document,
    Element,
    ElementKind,
    Record,
    new_id,
)
from workbench.workspace import Workspace

MOST_STEPS = 400
"""Elements that one move may pass: each of them gets another place in the same transaction."""
MOST_TEXT = 20_000
"""Characters."""
Value = str | int | bool | None


class ElementChange(Record):
    """What shall be different; None leaves it as it is."""

    kind: ElementKind | None = None
    level: int | None = None
    """Of a heading, 1 to 6; where it becomes one and nothing is said, 2."""
    text: str | None = None
    excluded: bool | None = None
    """Stands in no chunk."""
    section: bool | None = None
    """Of a heading: nothing under it stands in a chunk."""


def correct(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    element_id: str,
    change: ElementChange,
) -> int:
    """How many fields changed. Raises NotFound, or UserError for what an element cannot be."""
    require(actor, "curate")
    with ws.db.write() as connection:
        _counting(connection, project_id, document_id)
        element = _element(connection, project_id, document_id, element_id)
        state = folded(rows.of_document(connection, project_id, document_id))
        values = _changes(element, state, change)
        at = ws.clock()
        made = [
            _row(ws, actor, element, field, old, new, at) for field, (old, new) in values.items()
        ]
        if made:
            _change_element(connection, element, {f: new for f, (_, new) in values.items()})
            rows.add(connection, made)
            _audit(connection, ws, actor, made, "element_corrected")
    return len(made)


def _changes(
    element: Element, state: Edits, change: ElementChange
) -> dict[CorrectionField, tuple[Value, Value]]:
    """Field -> (old, new), of what is different."""
    kind = change.kind or element.kind
    text = element.text if change.text is None else change.text.strip()
    if kind != element.kind and (kind not in EDITABLE_KINDS or element.kind not in WRITTEN_KINDS):
        raise UserError("error.kind_fixed")
    if text != element.text and element.kind not in WRITTEN_KINDS:
        raise UserError("error.text_fixed")
    if change.text is not None and not (0 < len(text) <= MOST_TEXT):
        raise UserError("error.element_text", most=MOST_TEXT)
    level = None
    if kind == "heading":
        level = change.level or element.level or 2
        if level not in HEADING_LEVELS:
            raise UserError("error.heading_level", most=HEADING_LEVELS[-1])
    found: dict[CorrectionField, tuple[Value, Value]] = {
        "kind": (element.kind, kind),
        "level": (element.level, level),
        "text": (element.text, text),
    }
    if change.excluded is not None:
        found["excluded"] = (element.id in state.excluded, change.excluded)
    if change.section is not None and kind == "heading":
        found["section"] = (element.id in state.sections, change.section)
    return {field: (old, new) for field, (old, new) in found.items() if old != new}


def _change_element(
    connection: sa.Connection, element: Element, values: dict[CorrectionField, Value]
) -> None:
    written = {field: values[field] for field in ("kind", "level", "text") if field in values}
    if written:
        element_rows.change(connection, element.document_id, element.id, **written)


def move(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    element_id: str,
    behind: str | None,
) -> None:
    """Put an element behind another one; None is the very beginning. Raises NotFound, or UserError
    where that is more than 400 elements away."""
    require(actor, "curate")
    with ws.db.write() as connection:
        _counting(connection, project_id, document_id)
        element = _element(connection, project_id, document_id, element_id)
        old = _moved(connection, element, behind)
        if old == behind:
            return
        made = [_row(ws, actor, element, "order", old, behind, ws.clock())]
        rows.add(connection, made)
        _audit(connection, ws, actor, made, "element_corrected")


def _moved(connection: sa.Connection, element: Element, behind: str | None) -> str | None:
    """Give it its new place; returns what it stood behind before."""
    target = -1
    if behind is not None:
        found = _element(connection, element.project_id, element.document_id, behind)
        target = found.seq
    first, last = min(target, element.seq - 1), max(target, element.seq)
    if last - first > MOST_STEPS:
        raise UserError("error.move_far", most=MOST_STEPS)
    around = element_rows.between(connection, element.document_id, first, last)
    place = next(i for i, each in enumerate(around) if each.id == element.id)
    before = around[place - 1].id if place else None
    if before == behind or behind == element.id:
        return behind
    order = [each for each in around if each.id != element.id]
    at = 0
    if behind is not None:
        at = next(i for i, each in enumerate(order) if each.id == behind) + 1
    order.insert(at, around[place])
    for each, seq in zip(order, [one.seq for one in around], strict=True):
        if each.seq != seq:
            element_rows.change(connection, element.document_id, each.id, seq=seq)
    return before


def exclude_page(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, page: int, excluded: bool
) -> int:
    """Leave out what begins on a page, or take it in again; 0 where it was so already."""
    require(actor, "curate")
    with ws.db.write() as connection:
        document = _counting(connection, project_id, document_id)
        if not 1 <= page <= (document.page_count or 0):
            raise UserError("error.no_such_page", page=page)
        state = folded(rows.of_document(connection, project_id, document_id))
        if (page in state.pages) == excluded:
            return 0
        made = [_page_row(ws, actor, document, page, excluded)]
        rows.add(connection, made)
        _audit(connection, ws, actor, made, "page_excluded" if excluded else "page_included")
    return 1


def _page_row(
    ws: Workspace, actor: Actor, document: Document, page: int, excluded: bool
) -> Correction:
    return Correction(
        id=new_id(),
        project_id=document.project_id,
        document_id=document.id,
        page=page,
        field="page",
        old=not excluded,
        new=excluded,
        actor=actor.name,
        at=ws.clock(),
    )


def undo(ws: Workspace, actor: Actor, project_id: str, correction_id: str) -> int:
    """Take back a correction and what was corrected with it; returns how many fields that were.

    Raises UserError where something later was done to the same field: that comes first.
    """
    require(actor, "curate")
    with ws.db.write() as connection:
        asked = rows.get(connection, project_id, correction_id)
        if asked is None:
            raise NotFound("error.correction_unknown", id=correction_id)
        _counting(connection, project_id, asked.document_id)
        known = rows.of_document(connection, project_id, asked.document_id)
        last = {key_of(row): row.id for row in known}
        together = [
            row
            for row in known
            if (row.at, row.element_id, row.page) == (asked.at, asked.element_id, asked.page)
        ]
        if asked.undoes or any(last[key_of(row)] != row.id for row in together):
            raise UserError("error.correction_not_last")
        at = ws.clock()
        made = [_undone(connection, actor, row, at) for row in together]
        rows.add(connection, made)
        _audit(connection, ws, actor, made, "correction_undone")
    return len(made)


def _undone(connection: sa.Connection, actor: Actor, row: Correction, at: datetime) -> Correction:
    if row.element_id is not None:
        element = _element(connection, row.project_id, row.document_id, row.element_id)
        if row.field == "order":
            _moved(connection, element, None if row.old is None else str(row.old))
        else:
            _change_element(connection, element, {row.field: row.old})
    return row.model_copy(
        update={
            "id": new_id(),
            "old": row.new,
            "new": row.old,
            "undoes": row.id,
            "carried_from": None,
            "actor": actor.name,
            "at": at,
        }
    )


# What pages and the command line show -------------------------------------------------------------


class CorrectionRow(Record):
    """A correction in the history; `can_undo` where nothing later was done to the same."""

    correction: Correction
    element: Element | None
    undone: bool
    can_undo: bool


def history(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    document_id: str,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[CorrectionRow], int]:
    """Newest first, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        found, total = rows.page(connection, project_id, document_id, limit, offset)
        known = rows.of_document(connection, project_id, document_id)
        ids = sorted({row.element_id for row in found if row.element_id})
        named = {e.id: e for e in element_rows.by_ids(connection, project_id, ids, document_id)}
    last = {key_of(row): row.id for row in known}
    undone = {row.undoes for row in known if row.undoes}
    return [
        CorrectionRow(
            correction=row,
            element=named.get(row.element_id or ""),
            undone=row.id in undone,
            can_undo=row.undoes is None and last[key_of(row)] == row.id,
        )
        for row in found
    ], total


def edits(ws: Workspace, actor: Actor, project_id: str, document_id: str) -> Edits:
    """What the corrections of a document come to."""
    require(actor, "read")
    with ws.db.read() as connection:
        return folded(rows.of_document(connection, project_id, document_id))


def left_out_ids(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, elements: Sequence[Element]
) -> set[str]:
    """Which of these elements of a document stand in no chunk by hand."""
    require(actor, "read")
    with ws.db.read() as connection:
        state = folded(rows.of_document(connection, project_id, document_id))
        if not (state.sections or state.excluded or state.pages):
            return set()
        tree = element_rows.headings(connection, project_id, document_id)
    by_id = {each.id: each for each in (*tree, *elements)}
    ordered = sorted(by_id.values(), key=lambda each: each.seq)
    return left_out(ordered, state) & {each.id for each in elements}


def element_before(
    ws: Workspace, actor: Actor, project_id: str, document_id: str, element_id: str
) -> str | None:
    """The element that one follows; None for the first."""
    require(actor, "read")
    with ws.db.read() as connection:
        element = _element(connection, project_id, document_id, element_id)
        return element_rows.before(connection, document_id, element.seq)


# Parts -------------------------------------------------------------------------------------------


def _counting(connection: sa.Connection, project_id: str, document_id: str) -> Document:
    """The document, ready and superseded by none. Raises NotFound or UserError."""
    found = document_rows.get(connection, project_id, document_id)
    if found is None:
        raise NotFound("error.document_unknown", id=document_id)
    if found.status != "ready" or document_rows.superseded_by(connection, [document_id]):
        raise UserError("error.document_not_current", name=found.name)
    return found


def _element(
    connection: sa.Connection, project_id: str, document_id: str, element_id: str
) -> Element:
    found = element_rows.in_document(connection, project_id, document_id, element_id)
    if found is None:
        raise NotFound("error.element_unknown", id=element_id)
    return found


def _row(
    ws: Workspace,
    actor: Actor,
    element: Element,
    field: CorrectionField,
    old: Value,
    new: Value,
    at: datetime,
) -> Correction:
    return Correction(
        id=new_id(),
        project_id=element.project_id,
        document_id=element.document_id,
        element_id=element.id,
        field=field,
        read_hash=element.content_hash,
        old=old,
        new=new,
        actor=actor.name,
        at=at,
    )


def _audit(
    connection: sa.Connection, ws: Workspace, actor: Actor, made: Sequence[Correction], action: str
) -> None:
    event = AuditEvent(
        id=new_id(),
        project_id=made[0].project_id,
        actor=actor.name,
        action=action,
        subject_kind="document",
        subject_id=made[0].document_id,
        counts={"fields": len(made), **({"page": made[0].page} if made[0].page else {})},
        at=ws.clock(),
    )
    audit.record(connection, event)
