from __future__ import annotations

import pytest

from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.projects import audit, create_project, list_projects, overview, project_named
from workbench.records import new_id
from workbench.workspace import Workspace


def test_a_project_is_found_by_name_and_by_id(any_workspace: Workspace, admin: Actor) -> None:
    made = create_project(any_workspace, admin, "  보안   매뉴얼 ", "질문에 답하는 모델")
    assert made.name == "보안 매뉴얼"
    assert project_named(any_workspace, admin, "보안 매뉴얼") == made
    assert project_named(any_workspace, admin, made.id) == made


def test_the_only_project_needs_no_name(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(NotFound, match="no_project"):
        project_named(workspace, admin, None)
    first = create_project(workspace, admin, "one")
    assert project_named(workspace, admin, None) == first
    create_project(workspace, admin, "two")
    with pytest.raises(UserError, match="one, two"):
        project_named(workspace, admin, None)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_that_cannot_be_is_refused(workspace: Workspace, admin: Actor, name: str) -> None:
    with pytest.raises(UserError):
        create_project(workspace, admin, name)
    assert list_projects(workspace, admin) == []


def test_a_form_sent_twice_makes_one_project(any_workspace: Workspace, admin: Actor) -> None:
    key = new_id()
    made = create_project(any_workspace, admin, "same", key=key)
    assert create_project(any_workspace, admin, "same", key=key) == made
    assert list_projects(any_workspace, admin) == [made]


def test_one_name_is_one_project(any_workspace: Workspace, admin: Actor) -> None:
    create_project(any_workspace, admin, "same")
    with pytest.raises(UserError, match="project_exists"):
        create_project(any_workspace, admin, "same")


def test_a_reviewer_creates_no_project(workspace: Workspace, reviewer: Actor) -> None:
    with pytest.raises(NotAllowed):
        create_project(workspace, reviewer, "mine")


def test_an_empty_project_says_so(any_workspace: Workspace, admin: Actor) -> None:
    made = create_project(any_workspace, admin, "empty")
    assert overview(any_workspace, admin, made.id).is_empty


def test_the_secret_key_is_never_shown(workspace: Workspace, admin: Actor) -> None:
    made = create_project(workspace, admin, "keys")
    assert len(bytes.fromhex(made.secret_key)) == 32
    assert made.secret_key not in repr(made)


def test_the_audit_is_paged_newest_first(workspace: Workspace, admin: Actor) -> None:
    made = create_project(workspace, admin, "a")
    create_project(workspace, admin, "b")
    events, total = audit(workspace, admin, made.id)
    assert total == 1
    assert events[0].action == "project_created"
