"""The password of an encrypted document opens it once and is kept nowhere."""

from __future__ import annotations

import pytest

from tests.ingest.test_pdf import encrypted
from tests.ingest.test_service import ingest, only
from workbench import jobs
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.ingest import service
from workbench.records import Project
from workbench.workspace import Workspace

SECRET = "k7Qz9-열쇠"


def unlock(ws: Workspace, who: Actor, project: Project, password: str) -> str:
    document = only(ws, who, project)
    job = service.unlock(ws, who, project.id, document.id, password)
    return jobs.run_here(ws, project.id, job.id).state


def test_an_encrypted_document_is_read_with_its_password_which_leaves_no_trace(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    ingest(ws, curator, project, ("잠긴 문서.pdf", encrypted(SECRET)))
    locked = only(ws, curator, project)
    assert locked.status == "failed"
    assert locked.problem is not None
    assert locked.problem.key == "error.encrypted_pdf"

    unlock(ws, curator, project, "other")
    refused = only(ws, curator, project)
    assert refused.problem is not None
    assert refused.problem.key == "error.wrong_password"

    unlock(ws, curator, project, SECRET)
    assert only(ws, curator, project).status == "ready"
    data = ws.settings.data_dir
    assert not list((data / "unlocking").iterdir())
    left = [path for path in data.rglob("*") if path.is_file()]
    assert not [path for path in left if b"k7Qz9" in path.read_bytes()]


def test_unlocking_needs_a_password_a_document_and_the_right(
    any_workspace: Workspace, project: Project, curator: Actor, viewer: Actor
) -> None:
    ws = any_workspace
    with pytest.raises(UserError, match=r"error\.password_missing"):
        service.unlock(ws, curator, project.id, "any", "")
    with pytest.raises(NotFound):
        service.unlock(ws, curator, project.id, "any", SECRET)
    with pytest.raises(NotAllowed):
        service.unlock(ws, viewer, project.id, "any", SECRET)
