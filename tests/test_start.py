"""`python start.py` with stand-ins for what it starts: nothing is installed here."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.cli import app

Fake = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, looking at a folder of its own."""
    spec = importlib.util.spec_from_file_location("start", Path(__file__).parents[1] / "start.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    for name in module.REQUIREMENTS.values():
        (tmp_path / name).write_text(f"# {name}\ntorch==2.13.0\ntyper==0.29.2\n")
    return module


@pytest.fixture
def pip(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip was asked to install; it is there as soon as an environment was made whole."""
    installed: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        whole = (start.VENV / "pip").exists()
        if "install" in command:
            installed.append(command[command.index("install") + 1 :])
        return subprocess.CompletedProcess(command, 0 if whole else 1)

    def create(folder: Path, **_: Any) -> None:
        python_of(start).parent.mkdir(parents=True, exist_ok=True)
        python_of(start).write_text("")
        (folder / "pip").write_text("")

    monkeypatch.setattr(start.subprocess, "run", run)
    monkeypatch.setattr(start.venv, "create", create)
    return installed


def python_of(start: ModuleType) -> Path:
    path: Path = start.python()
    return path


def test_every_command_that_it_starts_exists(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(start, "call", lambda arguments: called.append(arguments) or 0)
    monkeypatch.setattr(start, "install", lambda *_: True)
    monkeypatch.setattr(start.os, "chdir", lambda _: None)
    for arguments in ([], ["--no-open", "--port", "8600"], ["bench"]):
        monkeypatch.setattr(sys, "argv", ["start.py", *arguments])
        assert start.main() == 0
    for call in called:
        assert call[:2] == ["-m", "workbench"]
        shown = CliRunner().invoke(app, [*call[2:], "--help"])
        assert shown.exit_code == 0, shown.output


def test_an_environment_that_was_half_made_is_made_again(
    start: ModuleType, pip: list[list[str]]
) -> None:
    python_of(start).parent.mkdir(parents=True)
    python_of(start).write_text("")
    assert start.install("run", without_train=False)
    assert pip[0] == ["-q", "torch==2.13.0"]


def test_an_environment_that_cannot_be_made_is_said(
    start: ModuleType,
    pip: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_ensurepip(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(1, ["python", "-m", "ensurepip"])

    monkeypatch.setattr(start.venv, "create", no_ensurepip)
    assert not start.install("run", without_train=False)
    assert "could not be made" in capsys.readouterr().out
    assert not pip


def test_nothing_is_installed_twice_and_new_pins_are(
    start: ModuleType, pip: list[list[str]], tmp_path: Path
) -> None:
    assert start.install("test", without_train=False)
    number = len(pip)
    assert start.install("test", without_train=False)
    assert start.install("run", without_train=False)
    assert len(pip) == number
    pins = tmp_path / "requirements.txt"
    before = pins.read_text()
    pins.write_text(before.replace("0.29.2", "0.29.3"))
    assert start.install("run", without_train=False)
    pins.write_text(before)
    installed = len(pip)
    assert start.install("run", without_train=False), "the older pins are no longer there"
    assert len(pip) > installed


def test_a_fresh_environment_can_build_the_project(start: ModuleType, pip: list[list[str]]) -> None:
    """A new virtual environment has no setuptools, or an old one: pip brings its own."""
    assert start.install("run", without_train=True)
    assert "--no-build-isolation" not in pip[-1]
    assert pip[-1][-2] == "-e"
