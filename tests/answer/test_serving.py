"""Models of this machine: a real server on loopback, adopted by the next who asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.answer.conftest import AddDocument
from workbench.access import Actor
from workbench.answer import serving
from workbench.answer.context import context_of
from workbench.errors import MissingDependency, UserError
from workbench.records import Project
from workbench.workspace import Workspace

needs_models = pytest.mark.skipif(not serving.is_installed(), reason="the extra is not installed")


def test_without_its_packages_the_way_to_install_them_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PACKAGES", ("no_such_package",))
    with pytest.raises(MissingDependency) as missing:
        serving.ensure(tmp_path)
    assert missing.value.key == "error.serve_extra"


@pytest.mark.parametrize("noted", ["", "{}", '{"pid": 1, "started": 0, "port": 1}'])
def test_a_process_that_is_another_s_is_not_taken_for_the_server(
    tmp_path: Path, noted: str
) -> None:
    (tmp_path / "server.json").write_text(noted)
    assert serving.address(tmp_path) is None
    assert not serving.stop(tmp_path)


def test_a_server_that_does_not_come_up_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PACKAGES", ())
    monkeypatch.setattr(serving.sys, "executable", "/bin/false")
    with pytest.raises(UserError) as failed:
        serving.ensure(tmp_path)
    assert failed.value.key == "error.server_not_started"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch")
    from workbench.export.template import render_prompt
    from workbench.train.formatting import TrainingRow
    from workbench.train.models import _make_tiny
    from workbench.train.plan import TrainParams

    folder = tmp_path_factory.mktemp("models") / "tiny"
    row = TrainingRow(prompt=render_prompt("비밀번호 주기는?"), completion="90일마다 바꾼다.")
    params = TrainParams(tiny_layers=1, tiny_hidden=32, tiny_vocabulary=500, max_length=128)
    _make_tiny(folder, params, [row] * 10)
    return folder


@pytest.fixture
def stopped(workspace: Workspace) -> Iterator[Path]:
    folder = workspace.settings.data_dir.absolute() / "serving"
    yield folder
    serving.stop(folder)


@needs_models
def test_what_a_model_can_take_in_is_read_from_its_folder(tiny: Path, tmp_path: Path) -> None:
    found = context_of(tiny)
    assert found is not None and found.tokens == 128
    assert 1 <= found.count("비밀번호") <= 12
    assert context_of(tmp_path) is None
    assert context_of(tmp_path / "none") is None


@needs_models
@pytest.mark.slow
def test_a_base_model_of_this_machine_answers_and_its_server_is_found_again(
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    engineer: Actor,
    tiny: Path,
    stopped: Path,
) -> None:
    from workbench.answer import service, system_service

    add_document(workspace, project)
    add = system_service.add_system
    for name, retrieval in (("base", False), ("base+rag", True)):
        made = add(workspace, engineer, project.id, name, retrieval=retrieval, base_model=str(tiny))
        assert made.random_weights
        told = service.ask(
            workspace,
            engineer,
            project.id,
            "비밀번호는 며칠마다 바꾸어야 합니까?",
            system_name=name,
        )
        assert told.random_weights and not told.extractive and told.error is None
        assert told.text
    pid = json.loads((stopped / "server.json").read_text())["pid"]
    assert psutil.pid_exists(pid)
    assert serving.ensure(stopped) == serving.address(stopped)
    assert json.loads((stopped / "server.json").read_text())["pid"] == pid
    # A server that died is started again.
    psutil.Process(pid).kill()
    psutil.Process(pid).wait(10) if psutil.pid_exists(pid) else None
    told = service.ask(
        workspace, engineer, project.id, "보안 예외는 누가 승인합니까?", system_name="base"
    )
    assert told.text
    assert json.loads((stopped / "server.json").read_text())["pid"] != pid


def _says_one_word(folder: Path) -> None:
    """A model that says 번 until it is stopped: its last layer sees nothing else."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from workbench.train.formatting import TrainingRow
    from workbench.train.models import _make_tiny
    from workbench.train.plan import TrainParams

    row = TrainingRow(prompt="비밀번호 주기는?", completion="90일마다 바꾼다.")
    params = TrainParams(tiny_layers=4, tiny_hidden=256, tiny_vocabulary=400, max_length=512)
    _make_tiny(folder, params, [row] * 10)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    word = next(n for n in range(len(tokenizer)) if "번" in tokenizer.decode([n]))
    model = AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        model.transformer.ln_f.weight.zero_()
        model.transformer.ln_f.bias.copy_(100 * model.transformer.wte.weight[word])
    model.save_pretrained(folder)


@needs_models
@pytest.mark.slow
def test_a_served_model_that_is_killed_in_mid_answer_leaves_its_words_and_is_started_again(
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    engineer: Actor,
    tmp_path: Path,
    stopped: Path,
) -> None:
    from workbench.answer import service, system_service

    _says_one_word(tmp_path / "long")
    add_document(workspace, project)
    system = system_service.add_system(
        workspace,
        engineer,
        project.id,
        "오래 쓰는 모델",
        retrieval=False,
        base_model=str(tmp_path / "long"),
    )
    killed: list[str] = []

    def kill(text: str) -> None:
        if text.strip() and not killed:
            killed.append(text)
            psutil.Process(json.loads((stopped / "server.json").read_text())["pid"]).kill()

    question = "비밀번호는 며칠마다 바꾸어야 합니까?"
    told = service.ask(
        workspace, engineer, project.id, question, system_name=system.id, on_piece=kill
    )
    assert told.error is not None and told.error.key == "error.endpoint_cut_off"
    assert killed and told.text.startswith(killed[0].strip())
    assert service.chat(workspace, engineer, project.id, told.chat_id) == [told]
    again = service.ask(
        workspace, engineer, project.id, question, system_name=system.id, chat_id=told.chat_id
    )
    assert again.error is None
    assert len(again.text) > len(told.text)
