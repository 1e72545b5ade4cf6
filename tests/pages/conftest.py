"""Pages under AppTest: the real frame and the real page, on the workspace of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from tests.fake_hub import FakeHub
from workbench.access import Actor
from workbench.records import Project
from workbench.ui import context
from workbench.workspace import Workspace

ROOT = Path(__file__).parents[2]
APP = ROOT / "workbench" / "ui" / "app.py"
TIMEOUT_S = 60.0

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """`open_page("review", project, actor=reviewer, language="en", tab="search")` -> AppTest, run.

    The project may be left out where there is none or only one. Without an actor the owner of an
    installation without users acts. What else is named becomes the URL's query. An exception fails
    the test; errors shown as a sentence are in `at.error`.
    """
    monkeypatch.setitem(context._opened, workspace.settings, workspace)

    def open_one(
        stem: str,
        project: Project | None = None,
        *,
        actor: Actor | None = None,
        language: str = "ko",
        **query: str,
    ) -> AppTest:
        if actor is not None:
            monkeypatch.setattr(context, "signed_in", lambda: actor)
        at = AppTest.from_file(APP, default_timeout=TIMEOUT_S)
        at.session_state["language"] = language
        if project is not None:
            at.session_state["project_id"] = project.id
        at.run()
        at.switch_page(str(ROOT / "pages" / f"{stem}.py"))
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception, [element.value for element in at.exception]
        return at

    yield open_one


@contextmanager
def pushing_to(ws: Workspace, hub: FakeHub) -> Iterator[Workspace]:
    """Pages have the settings of somebody who pushes to `hub`; the workspace that a worker with
    the same ones has."""
    changes = {"hub_endpoint": hub.endpoint, "hub_token": SecretStr(hub.token)}
    changed = replace(ws, settings=ws.settings.model_copy(update=changes))
    before = dict(context._opened)
    context._opened[ws.settings] = changed
    yield changed
    context._opened.clear()
    context._opened.update(before)
