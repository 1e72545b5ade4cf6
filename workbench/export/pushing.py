"""What pushes of versions and of models have in common: the gate before, and the record after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workbench import egress
from workbench.errors import ConfidentialityBlocked, UserError
from workbench.export.hub_process import deliver
from workbench.export.hub_request import HubFile, HubRequest, HubResult, RepoType, push_url
from workbench.export.hub_target import Hub, admit, hub_of
from workbench.records import ConfidentialityLevel, Job, Push, new_id
from workbench.workspace import Workspace


@dataclass(frozen=True)
class Subject:
    kind: Literal["version", "run"]
    id: str
    level: ConfidentialityLevel
    tag: str
    title: str
    owned: tuple[str, ...]
    files: Sequence[HubFile]

    @property
    def repo_type(self) -> RepoType:
        return "dataset" if self.kind == "version" else "model"


@dataclass(frozen=True)
class Pushed:
    push: Push
    already: bool
    files: int

    def as_result(self) -> dict[str, Any]:
        """Of the job."""
        push = self.push.model_dump(mode="json")
        return {**push, "already": self.already, "url": push_url(self.push)}


def admitted(
    ws: Workspace, project_id: str, actor_name: str, level: ConfidentialityLevel, public: bool
) -> Hub:
    """The hub of the settings. Raises, after recording a refusal, where this may not go there."""
    hub = hub_of(ws.settings)
    admit(hub, level, public, egress.recorder(ws, actor_name, project_id))
    return hub


def hub_for(ws: Workspace, job: Job, level: ConfidentialityLevel) -> Hub:
    """The hub of a job that was started. Raises UserError where this worker would push to another
    one than the person who started it saw, and what `admitted` raises."""
    endpoint = hub_of(ws.settings).endpoint
    if endpoint != job.parameters["endpoint"]:
        raise UserError("error.hub_other_endpoint", host=egress.host_of(endpoint))
    return admitted(ws, job.project_id, job.created_by, level, bool(job.parameters["public"]))


def carry_out(ws: Workspace, job: Job, hub: Hub, subject: Subject) -> Pushed:
    """Push and wait. Raises UserError with the sentence of what went wrong."""
    request = HubRequest(
        endpoint=hub.endpoint,
        declared=hub.declared,
        level=subject.level,
        repo_type=subject.repo_type,
        repo_id=str(job.parameters["repo_id"]),
        private=not job.parameters["public"],
        tag=subject.tag,
        title=subject.title,
        owned=subject.owned,
        files=tuple(subject.files),
    )
    try:
        result = deliver(hub, request)
    except ConfidentialityBlocked as refused:
        # The hub named an address for its files that the level forbids.
        record = egress.recorder(ws, job.created_by, job.project_id)
        record(subject.level, "external", str(refused.params.get("host", hub.host)))
        raise
    return Pushed(_record(ws, job, request, subject, result), result.already, len(request.files))


def _record(
    ws: Workspace, job: Job, request: HubRequest, subject: Subject, result: HubResult
) -> Push:
    return Push(
        id=new_id(),
        project_id=job.project_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        endpoint=request.endpoint,
        repo_id=request.repo_id,
        commit=result.commit,
        tag=request.tag,
        private=result.private,
        created_at=ws.clock(),
        created_by=job.created_by,
    )
