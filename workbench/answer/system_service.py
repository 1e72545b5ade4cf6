"""Systems that can be asked, and where their models are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage import audit, systems
from storage import endpoints as endpoint_rows
from storage import runs as run_rows
from workbench import egress
from workbench.access import Actor, require
from workbench.answer import serving
from workbench.answer.composing import TEXT_DEFAULTS, AnswerParams
from workbench.answer.context import Context, context_of
from workbench.errors import NotFound, StaleWrite, UserError
from workbench.records import (
    AuditEvent,
    Endpoint,
    System,
    SystemKind,
    TrainingRun,
    Trust,
    content_hash,
    new_id,
)
from workbench.train.base import folder_facts, has_random_weights, is_hub_name
from workbench.train.following import copy_whole
from workbench.train.hub_model import refuse_unknown
from workbench.train.run_folder import COMPLETE, RunFolder, is_complete
from workbench.workspace import Workspace

BUILT_IN = "rag"
"""Name of the system that every project has: retrieval, and the documents' own words."""
RETRIEVING = ("rag", "peft_rag")


def list_systems(
    ws: Workspace, actor: Actor, project_id: str, imported: bool = False
) -> list[System]:
    """The built-in one first, then as they were made. Those whose answers were imported cannot be
    asked what is not in their file, and are there for `imported` only."""
    require(actor, "read")
    built_in = _built_in(ws, project_id)
    with ws.db.read() as connection:
        found = systems.every(connection, project_id)
    others = [s for s in found if s.id != built_in.id and (imported or s.kind != "imported")]
    return [built_in, *others]


def system(ws: Workspace, actor: Actor, project_id: str, name: str | None = None) -> System:
    """By id or by name; the built-in one where none is named. Raises NotFound."""
    require(actor, "read")
    return system_of(ws, project_id, name or BUILT_IN)


def system_of(ws: Workspace, project_id: str, name: str) -> System:
    if name == BUILT_IN:
        return _built_in(ws, project_id)
    with ws.db.read() as connection:
        found = systems.get(connection, project_id, name)
        found = found or systems.by_name(connection, project_id, name)
    if found is None:
        raise NotFound("error.system_unknown", id=name[:80])
    return found


def _built_in(ws: Workspace, project_id: str) -> System:
    """A row like any other, written down when it is first asked for."""
    with ws.db.read() as connection:
        found = systems.by_name(connection, project_id, BUILT_IN)
    if found is not None:
        return found
    made = System(
        id=content_hash(project_id, BUILT_IN)[:26],
        project_id=project_id,
        name=BUILT_IN,
        kind="rag",
        created_at=ws.clock(),
        created_by="workbench",
    )
    with ws.db.write() as connection:
        systems.add(connection, made)
    return made


def add_system(
    ws: Workspace,
    actor: Actor,
    project_id: str,
    name: str,
    *,
    retrieval: bool,
    endpoint_id: str = "",
    run_id: str = "",
    base_model: str = "",
    parameters: AnswerParams | None = None,
) -> System:
    """A system that generates: at an endpoint, by a model tuned here, or by a base model (a folder,
    or a name on the hub); with retrieval before it or without. Raises UserError where not exactly
    one of the three is named, and StaleWrite where the name is taken."""
    require(actor, "train")
    if [bool(endpoint_id), bool(run_id), bool(base_model)].count(True) != 1 or not name.strip():
        raise UserError("error.system_incomplete")
    random_weights = bool(base_model) and has_random_weights(Path(base_model).expanduser())
    if run_id:
        random_weights = _run(ws, project_id, run_id).random_weights
    if endpoint_id:
        _endpoint(ws, endpoint_id)
    made = System(
        id=new_id(),
        project_id=project_id,
        name=name.strip()[:200],
        kind=_kind(retrieval, endpoint_id, run_id),
        run_id=run_id or None,
        model=base_model,
        endpoint_id=endpoint_id or None,
        random_weights=random_weights,
        parameters=parameters.model_dump(mode="json", exclude_unset=True) if parameters else {},
        created_at=ws.clock(),
        created_by=actor.name,
    )
    with ws.db.write() as connection:
        if not systems.add(connection, made):
            raise StaleWrite("error.system_exists", name=made.name)
        audit.record(connection, _event(ws, actor, made))
    return made


def _kind(retrieval: bool, endpoint_id: str, run_id: str) -> SystemKind:
    if retrieval:
        return "peft_rag" if run_id else "rag"
    return "api" if endpoint_id else "peft" if run_id else "base"


def _event(ws: Workspace, actor: Actor, made: System) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=made.project_id,
        actor=actor.name,
        action="add_system",
        subject_kind="system",
        subject_id=made.id,
        at=ws.clock(),
    )


def _run(ws: Workspace, project_id: str, run_id: str) -> TrainingRun:
    with ws.db.read() as connection:
        found = run_rows.get(connection, project_id, run_id)
    if found is None:
        raise NotFound("error.run_unknown", id=run_id)
    return found


def _endpoint(ws: Workspace, endpoint_id: str) -> Endpoint:
    with ws.db.read() as connection:
        found = endpoint_rows.get(connection, endpoint_id)
    if found is None:
        raise NotFound("error.endpoint_unknown", name=endpoint_id)
    return found


def list_endpoints(ws: Workspace, actor: Actor) -> list[Endpoint]:
    require(actor, "read")
    with ws.db.read() as connection:
        return endpoint_rows.every(connection)


def endpoint_named(ws: Workspace, actor: Actor, name: str) -> Endpoint:
    """By name or id. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = endpoint_rows.named(connection, name) or endpoint_rows.get(connection, name)
    if found is None:
        raise NotFound("error.endpoint_unknown", name=name[:80])
    return found


def run_named(ws: Workspace, actor: Actor, project_id: str, name: str) -> TrainingRun:
    """By number or id. Raises NotFound."""
    require(actor, "read")
    with ws.db.read() as connection:
        found = run_rows.get(connection, project_id, name)
        if found is None and name.isdecimal() and len(name) < 9:
            found = run_rows.by_number(connection, project_id, int(name))
    if found is None:
        raise NotFound("error.run_unknown", id=name[:40])
    return found


def generates(system: System) -> bool:
    return bool(system.endpoint_id or system.run_id or system.model)


def retrieves(system: System) -> bool:
    return system.kind in RETRIEVING


def params_of(system: System) -> AnswerParams:
    own = {k: v for k, v in system.parameters.items() if k in AnswerParams.model_fields}
    local = generates(system) and not system.endpoint_id
    return AnswerParams.model_validate({**(TEXT_DEFAULTS if local else {}), **own})


@dataclass(frozen=True)
class Target:
    base_url: str
    trust: Trust
    model: str
    name: str
    """Of the model, as people know it."""
    context: Context | None = None
    """What a model of this machine can take in; None where that is not known."""
    log: str = ""
    """Of the server, where it is ours."""


def target_of(ws: Workspace, project_id: str, asked: System) -> Target:
    """Where the system's model is asked; a model of this machine is served first."""
    if asked.endpoint_id:
        endpoint = _endpoint(ws, asked.endpoint_id)
        trust = egress.effective_trust(endpoint.base_url, endpoint.trust)
        return Target(endpoint.base_url, trust, endpoint.model, endpoint.model)
    model = _local_model(ws, project_id, asked)
    folder = ws.settings.data_dir.absolute() / "serving"
    base_url = serving.ensure(folder)
    log = str(folder / serving.LOG)
    return Target(base_url, "local", model, asked.name, context_of(Path(model)), log)


def _local_model(ws: Workspace, project_id: str, asked: System) -> str:
    """A folder, or a name on the hub. Raises UserError where it is no model that can be loaded."""
    if asked.run_id:
        return str(_model_folder(ws, _run(ws, project_id, asked.run_id)))
    if not is_hub_name(asked.model):
        folder = Path(asked.model).expanduser()
        folder_facts(folder)
        return str(folder.absolute())
    refuse_unknown(asked.model)
    return asked.model


def _model_folder(ws: Workspace, run: TrainingRun) -> Path:
    """Of a run that is done; put together from the file store where it was trained elsewhere."""
    if run.state != "done":
        raise UserError("error.run_not_done", number=run.number)
    folder = RunFolder(ws.settings.data_dir.absolute() / "runs" / run.id).model
    if not is_complete(folder):
        for file in sorted(run.files, key=lambda file: file.path == COMPLETE):
            copy_whole(ws.files.local_path(file.sha256), folder / file.path)
    return folder
