"""The way back from a masked version, for those at home only: an encrypted mapping under a key that
lies in the data folder, is in no database, no export and no backup, and can be destroyed.

Without the key nothing leads back from an export; a destroyed key makes every mapping file that was
written under it unreadable for good.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.fernet import Fernet

from storage import audit, findings, pii_rules, pseudonyms, versions
from workbench.access import Actor, require
from workbench.clean.checks import text_of
from workbench.clean.mapping import Stood, locked, stood, unlocked
from workbench.clean.sealing import unseal
from workbench.clean.spans import Span, resolve
from workbench.errors import UserError
from workbench.finder import finder_for
from workbench.projects import project_of
from workbench.records import AuditEvent, ExampleRevision, Finding, Project, Record, new_id
from workbench.workspace import Workspace


class MappingReport(Record):
    path: str
    values: int
    pseudonyms: int
    """Of these values, how many have one."""


def export_mapping(ws: Workspace, actor: Actor, project_id: str, target: Path) -> MappingReport:
    """Write the encrypted mapping of all values that nobody dismissed, and of the always-find list.
    The first export makes the key. Raises UserError where nothing is known yet."""
    require(actor, "administer")
    project = project_of(ws, project_id)
    with ws.db.read() as connection:
        made = {(p.type, p.digest): p.replacement for p in pseudonyms.every(connection, project_id)}
    rows = stood(project.secret_key, _values(ws, project), made)
    if not rows:
        raise UserError("error.mapping_empty")
    _write_private(target, locked(rows, _key(ws, project_id)))
    _record(ws, actor, project_id, "pii_mapping_exported", len(rows))
    held = sum(row.pseudonym is not None for row in rows)
    return MappingReport(path=str(target), values=len(rows), pseudonyms=held)


def open_mapping(ws: Workspace, actor: Actor, project_id: str, source: Path, target: Path) -> int:
    """Write the mapping of `source` in the clear, readable for its owner only; returns how many
    values it has. Raises UserError where its key is not here any more."""
    require(actor, "administer")
    project_of(ws, project_id)
    try:
        content = source.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_read", name=source.name, reason=reason) from None
    rows: list[Stood] = unlocked(content, _kept_key(ws, project_id))
    lines = "".join(row.model_dump_json() + "\n" for row in rows)
    # Written down before it can be read: an opened mapping without a trace is worse than a trace
    # of one that could not be written.
    _record(ws, actor, project_id, "pii_mapping_opened", len(rows))
    _write_private(target, lines.encode())
    return len(rows)


def destroy_mapping_key(ws: Workspace, actor: Actor, project_id: str) -> bool:
    """Overwrite and delete the key; returns whether there was one. Every mapping that was written
    under it is unreadable from then on. Doing it again changes nothing."""
    require(actor, "administer")
    project_of(ws, project_id)
    path = _key_path(ws, project_id)
    try:
        with path.open("r+b") as held:
            held.write(b"\0" * path.stat().st_size)
            held.flush()
            os.fsync(held.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    _record(ws, actor, project_id, "pii_mapping_destroyed", 0)
    return True


# ---- what is in it -----------------------------------------------------------------------------


def _values(ws: Workspace, project: Project) -> Iterator[tuple[str, str]]:
    """(type, value) as they stand in the texts: what freezing replaces there."""
    find = finder_for(ws, project)
    after = ""
    while True:
        with ws.db.read() as connection:
            batch = findings.originals(connection, project.id, after)
            named = {finding.revision_id for finding in batch if finding.revision_id}
            revisions = versions.revisions(connection, project.id, named)
        if not batch:
            break
        after = batch[-1].id
        for finding in batch:
            revision = revisions.get(finding.revision_id or "")
            if revision is not None:
                text, claimed = _claimed(revision, finding)
                # A wider claim than the finding is replaced whole, in another piece.
                wider = [s for s in find(text) if s.overlaps(claimed.start, claimed.end)]
                for span in {claimed, *resolve(text, [claimed, *wider])}:
                    yield span.type, text[span.start : span.end]
    with ws.db.read() as connection:
        rules = pii_rules.every(connection, project.id)
    for rule in rules:
        if rule.kind == "deny":
            yield rule.type, unseal(project.secret_key, rule.sealed)


def _claimed(revision: ExampleRevision, finding: Finding) -> tuple[str, Span]:
    start, end = finding.start or 0, finding.end or 0
    span = Span(start, end, finding.type, finding.score, finding.rule_version, "finding")
    return text_of(revision, finding.field), span


# ---- its key -----------------------------------------------------------------------------------


def _key_path(ws: Workspace, project_id: str) -> Path:
    return ws.settings.data_dir / "keys" / f"{project_id}.mapping"


def _kept_key(ws: Workspace, project_id: str) -> bytes | None:
    """None where there is none; zeros are what a destruction left that was interrupted."""
    try:
        key = _key_path(ws, project_id).read_bytes()
    except FileNotFoundError:
        return None
    return key if key.strip(b"\0") else None


def _key(ws: Workspace, project_id: str) -> bytes:
    """The key of a project, made where there is none: whole or not there, and one only."""
    kept = _kept_key(ws, project_id)
    if kept is not None:
        return kept
    path = _key_path(ws, project_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        path.unlink()
    part = path.with_name(f".{path.name}.{new_id()}")
    _write_private(part, Fernet.generate_key())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path.read_bytes()


def _write_private(target: Path, content: bytes) -> None:
    """Beside its place and renamed, for its owner only. Raises UserError where it cannot be."""
    part = target.with_name(f".{target.name}.part-{new_id()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or "?"
        raise UserError("error.cannot_write", name=target.name, reason=reason) from error


def _record(ws: Workspace, actor: Actor, project_id: str, action: str, number: int) -> None:
    event = AuditEvent(
        id=new_id(),
        project_id=project_id,
        actor=actor.name,
        action=action,
        subject_kind="pii_mapping",
        subject_id=project_id,
        counts={"values": number} if number else {},
        at=ws.clock(),
    )
    with ws.db.write() as connection:
        audit.record(connection, event)
