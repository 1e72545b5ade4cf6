"""The glossary of a project: terms that are never another one, and terms that are one.

It takes part in the next check; what was found before stays until then.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage import audit as audit_rows
from storage import glossary as rows
from workbench.access import Actor, require
from workbench.clean.checks import finding_id
from workbench.clean.forms import Glossary
from workbench.clean.normal import plain
from workbench.errors import NotFound, UserError
from workbench.records import AuditEvent, GlossaryEntry, GlossaryKind, new_id
from workbench.workspace import Workspace

LONGEST = 100
"""Characters of one term."""


def glossary_entries(ws: Workspace, actor: Actor, project_id: str) -> list[GlossaryEntry]:
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.every(connection, project_id)


def glossary_of(ws: Workspace, project_id: str) -> Glossary:
    """As the search for duplicates heeds it."""
    with ws.db.read() as connection:
        entries = rows.every(connection, project_id)
    return Glossary.of(
        (entry.terms[0] for entry in entries if entry.kind == "protected"),
        (entry.terms for entry in entries if entry.kind == "synonym"),
    )


def add_entry(
    ws: Workspace, actor: Actor, project_id: str, kind: GlossaryKind, terms: Sequence[str]
) -> GlossaryEntry:
    """Adding the same again, in any order or writing, changes nothing. Raises UserError for a
    protected entry that is not one term, a synonym of fewer than two, an empty or a long term."""
    require(actor, "curate")
    kept = _checked(kind, terms)
    entry = GlossaryEntry(
        id=finding_id(project_id, kind, *sorted(map(plain, kept))),
        project_id=project_id,
        kind=kind,
        terms=kept,
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with ws.db.write() as connection:
        if rows.add(connection, entry):
            audit_rows.record(connection, _event(ws, actor, project_id, "add_glossary", entry.id))
    return entry


def remove_entry(ws: Workspace, actor: Actor, project_id: str, entry_id: str) -> None:
    """Raises NotFound where the project has no such entry."""
    require(actor, "curate")
    with ws.db.write() as connection:
        if not rows.remove(connection, project_id, [entry_id]):
            raise NotFound("error.glossary_not_found", id=entry_id)
        audit_rows.record(connection, _event(ws, actor, project_id, "remove_glossary", entry_id))


def _checked(kind: GlossaryKind, terms: Sequence[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for term in terms:
        if written := " ".join(term.split()):
            kept.setdefault(plain(written), written)
    if any(len(term) > LONGEST for term in kept):
        raise UserError("error.glossary_long", most=LONGEST)
    if kind == "protected" and len(kept) != 1:
        raise UserError("error.glossary_one")
    if kind == "synonym" and len(kept) < 2:
        raise UserError("error.glossary_two")
    return tuple(kept.values())


def _event(ws: Workspace, actor: Actor, project_id: str, action: str, entry_id: str) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="glossary",
        subject_id=entry_id,
        counts={"entries": 1},
        at=ws.clock(),
    )
