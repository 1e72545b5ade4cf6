"""Saved endpoints of models: an admin names them and says how far they are trusted."""

from __future__ import annotations

from storage import audit
from storage import endpoints as rows
from workbench import egress
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.records import AuditEvent, Endpoint, new_id
from workbench.workspace import Workspace


def list_endpoints(ws: Workspace, actor: Actor) -> list[Endpoint]:
    require(actor, "read")
    with ws.db.read() as connection:
        return rows.every(connection)


def save_endpoint(ws: Workspace, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Add or change one. Raises UserError for an address or a trust that cannot be right."""
    require(actor, "administer")
    name, model = endpoint.name.strip(), endpoint.model.strip()
    if not name or not model:
        raise UserError("error.endpoint_incomplete")
    egress.host_of(endpoint.base_url)
    trust = egress.effective_trust(endpoint.base_url, endpoint.trust)
    if endpoint.trust == "local" and trust != "local":
        raise UserError("error.endpoint_not_local", host=egress.host_of(endpoint.base_url))
    if not 1 <= endpoint.concurrency <= 64:
        raise UserError("error.endpoint_concurrency", most=64)
    kept = endpoint.model_copy(update={"name": name, "model": model})
    with ws.db.write() as connection:
        same = rows.named(connection, name)
        if same is not None and same.id != kept.id:
            raise UserError("error.endpoint_exists", name=name)
        rows.put(connection, kept)
        audit.record(connection, _event(ws, actor, kept.id, "save_endpoint", kept.trust))
    return kept


def delete_endpoint(ws: Workspace, actor: Actor, endpoint_id: str) -> None:
    require(actor, "administer")
    with ws.db.write() as connection:
        if rows.get(connection, endpoint_id) is None:
            raise NotFound("error.endpoint_unknown", name=endpoint_id)
        rows.remove(connection, endpoint_id)
        audit.record(connection, _event(ws, actor, endpoint_id, "delete_endpoint"))


def _event(
    ws: Workspace, actor: Actor, endpoint_id: str, action: str, reason: str = ""
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=None,
        actor=actor.name,
        action=action,
        subject_kind="endpoint",
        subject_id=endpoint_id,
        reason=reason,
        at=ws.clock(),
    )
