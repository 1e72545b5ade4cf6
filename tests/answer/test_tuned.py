"""Systems of training runs: the tuned model is asked as it was trained, or with passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage import runs as run_rows
from storage.schema import training_runs
from tests.answer.streaming import StreamingModel
from tests.export.filled import Filled
from tests.train.conftest import filled, version
from workbench.access import Actor
from workbench.answer import service, serving, system_service
from workbench.errors import UserError
from workbench.export.template import CONTEXT_HASH, TEMPLATE_HASH
from workbench.records import DatasetVersion, Project, RunFile, TrainingRun, new_id
from workbench.train.run_folder import is_complete, mark_complete
from workbench.workspace import Workspace

__all__ = ["filled", "version"]


@pytest.fixture
def run(
    workspace: Workspace, project: Project, version: DatasetVersion, tmp_path: Path
) -> TrainingRun:
    """Done, on another machine: its files are in the store only."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2", "n_positions": 256}))
    mark_complete(folder)
    files = tuple(
        RunFile(path=path.name, sha256=workspace.files.put_path(path), size=path.stat().st_size)
        for path in sorted(folder.iterdir())
    )
    made = TrainingRun(
        id=new_id(),
        project_id=project.id,
        number=0,
        version_id=version.id,
        base_model="tiny",
        method="full",
        parameters={},
        state="done",
        random_weights=True,
        files=files,
        created_at=workspace.clock(),
        created_by="park",
    )
    with workspace.db.write() as connection:
        return run_rows.add(connection, made)


@pytest.mark.parametrize(
    ("retrieval", "kind", "form"),
    [(True, "peft_rag", CONTEXT_HASH), (False, "peft", TEMPLATE_HASH)],
)
def test_a_tuned_model_is_put_together_and_asked_as_it_was_trained(
    workspace: Workspace,
    project: Project,
    filled: Filled,
    run: TrainingRun,
    engineer: Actor,
    model: StreamingModel,
    monkeypatch: pytest.MonkeyPatch,
    retrieval: bool,
    kind: str,
    form: str,
) -> None:
    monkeypatch.setattr(serving, "ensure", lambda _folder: model.base_url)
    made = system_service.add_system(
        workspace, engineer, project.id, "우리 모델", retrieval=retrieval, run_id=run.id
    )
    assert (made.kind, made.random_weights) == (kind, True)
    with workspace.db.read() as connection:
        (text,) = connection.exec_driver_sql("SELECT text FROM chunks LIMIT 1").one()
    question = text.splitlines()[0][:60]
    told = service.ask(workspace, engineer, project.id, question, system_name="우리 모델")
    assert told.random_weights and told.prompt_hash == form and told.level == "internal"
    assert bool(told.citations) is retrieval
    call = model.calls[0]
    assert model.paths == ["/v1/completions"]
    assert call["prompt"].endswith(f"### Question\n{question}\n\n### Answer\n")
    assert ("### Context" in call["prompt"]) is retrieval
    assert is_complete(Path(call["model"])) and Path(call["model"]).parent.name == run.id


def test_a_run_that_is_not_done_cannot_answer(
    workspace: Workspace, project: Project, run: TrainingRun, engineer: Actor
) -> None:
    with workspace.db.write() as connection:
        connection.execute(training_runs.update().values(state="failed"))
    system_service.add_system(workspace, engineer, project.id, "x", retrieval=False, run_id=run.id)
    with pytest.raises(UserError) as refused:
        service.ask(workspace, engineer, project.id, "질문입니다", system_name="x")
    assert refused.value.key == "error.run_not_done"
