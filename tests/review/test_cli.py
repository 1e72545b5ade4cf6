"""`workbench review`: the queue from a script."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.review.material import add_document, add_examples
from workbench.cli import common
from workbench.cli import review as review_commands
from workbench.errors import UserError
from workbench.records import Project
from workbench.workspace import Workspace


@pytest.fixture
def run(workspace: Workspace, project: Project, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`run("next", "-n", "2")` -> the JSON object on stdout; errors are raised."""
    common.workspace.cache_clear()
    monkeypatch.setattr(review_commands, "workspace", lambda: workspace)
    monkeypatch.setattr(common, "workspace", lambda: workspace)
    app = typer.Typer()
    review_commands.register(app)
    app.command("other")(lambda: None)

    def invoke(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(app, ["review", *arguments, "--json"])
        if result.exception is not None:
            raise result.exception
        lines = result.stdout.splitlines()
        assert len(lines) == 1
        payload: dict[str, Any] = json.loads(lines[0])
        return payload

    return invoke


def test_from_drafts_to_a_decision_and_back(
    run: Any, workspace: Workspace, project: Project
) -> None:
    document, chunk = add_document(workspace, project)
    add_examples(workspace, project, 3, chunk)
    assert run("queue", "--document", document.id) == {"queued": 3, "waiting": 3}
    assert run("queue") == {"queued": 0, "waiting": 3}
    first, second = run("next", "-n", "2")["cards"]
    assert first["passage"] and first["document"] == document.name
    assert run("decide", first["slot"], "approve")["status"] == "approved"
    edited = run("decide", second["slot"], "edit", "--answer", "새 답변입니다.")
    assert edited["action"] == "edit" and edited["revision"] != second["revision"]
    assert run("undo")["status"] == "queued"
    [again] = run("next")["cards"]
    assert again["slot"] == second["slot"] and again["answer"] == second["answer"]
    shown = run("progress")
    assert (shown["today"], shown["waiting"]) == (1, 2)


def test_repeating_a_command_with_its_key_decides_once(
    run: Any, workspace: Workspace, project: Project
) -> None:
    add_examples(workspace, project, 1)
    run("queue")
    [card] = run("next")["cards"]
    command = ("decide", card["slot"], "reject", "--reason", "중복", "--key", "press-0001")
    assert not run(*command)["repeated"]
    assert run(*command)["repeated"]


@pytest.mark.parametrize("action", ["approve", "skip"])
def test_a_card_that_is_not_in_hand_is_refused(
    run: Any, workspace: Workspace, project: Project, action: str
) -> None:
    add_examples(workspace, project, 1)
    run("queue")
    with pytest.raises(UserError, match="slot_unknown"):
        run("decide", "nothing", action)
