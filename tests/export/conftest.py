from __future__ import annotations

import pytest

from tests.export.filled import Filled
from workbench.records import Project
from workbench.workspace import Workspace


@pytest.fixture
def filled(request: pytest.FixtureRequest, project: Project) -> Filled:
    name = "any_workspace" if "any_workspace" in request.fixturenames else "workspace"
    ws: Workspace = request.getfixturevalue(name)
    return Filled(ws, project)
