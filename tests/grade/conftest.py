from __future__ import annotations

from pathlib import Path

import pytest

from tests.grade.campaigns import Grading
from workbench.access import Actor
from workbench.records import Project
from workbench.workspace import Workspace


@pytest.fixture
def grading(
    request: pytest.FixtureRequest, project: Project, engineer: Actor, tmp_path: Path
) -> Grading:
    """In `any_workspace` where the test uses that, else in `workspace`."""
    name = "any_workspace" if "any_workspace" in request.fixturenames else "workspace"
    ws: Workspace = request.getfixturevalue(name)
    return Grading(ws, project, engineer, tmp_path)


@pytest.fixture
def second() -> Actor:
    return Actor(name="jung", roles=("reviewer",))
