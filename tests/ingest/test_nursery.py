"""Readers forked from a kept process: as isolated as started ones, and the keeper may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import UserError
from workbench.ingest import nursery, sandbox
from workbench.ingest.media import HTML, TEXT
from workbench.ingest.parsed import Limits

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a.html"
    path.write_bytes("<h1>제목</h1><p>본문입니다.</p>".encode())
    return path


@pytest.fixture(autouse=True)
def closed() -> None:
    nursery.close()


def kinds(path: Path, limits: Limits | None = None) -> list[str]:
    with sandbox.parse(path, path.name, HTML, limits or Limits(), images=False) as parsed:
        return [element.kind for element in parsed.elements()]


def test_what_a_keeper_holds_is_small_and_starts_no_threads() -> None:
    program = (
        "import sys, threading; from workbench.ingest import nursery; nursery._load(); "
        "print(threading.active_count(), *{'numpy', 'pandas', 'pypdfium2'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.stdout.split() == ["1"], told.stderr


def test_documents_are_read_by_one_keeper_one_after_the_other(page: Path) -> None:
    assert kinds(page) == kinds(page) == ["heading", "paragraph"]
    assert len(nursery._idle) == 1


def test_a_document_that_takes_too_long_is_ended_and_the_next_one_is_read(page: Path) -> None:
    folder = page.parent / "reading"
    folder.mkdir()
    os.mkfifo(folder / "request.json")  # nobody ever writes into it
    with pytest.raises(subprocess.TimeoutExpired):
        nursery.read(folder, 0.2, os.environ)
    assert kinds(page) == ["heading", "paragraph"]


def test_a_reader_that_crashes_costs_its_document_only(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "no-request"
    folder.mkdir()
    assert nursery.read(folder, 60, os.environ) == 1
    assert kinds(page) == ["heading", "paragraph"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs RLIMIT_AS")
def test_a_forked_reader_has_a_memory_limit_and_the_next_one_its_own(
    page: Path, tmp_path: Path
) -> None:
    big = tmp_path / "a.txt"
    big.write_text("가나다라 마바사\n" * 4_000_000, encoding="utf-8")
    with (
        pytest.raises(UserError, match=r"error\.parse_memory"),
        sandbox.parse(big, "a.txt", TEXT, Limits(memory_bytes=250 << 20), images=False),
    ):
        pass
    assert kinds(page) == ["heading", "paragraph"]


def test_a_keeper_that_was_killed_is_replaced(page: Path) -> None:
    kinds(page)
    (keeper,) = nursery._idle
    os.kill(keeper.pid, signal.SIGKILL)
    keeper.wait()
    assert kinds(page) == ["heading", "paragraph"]
    assert kinds(page) == ["heading", "paragraph"]
    assert [kept.pid for kept in nursery._idle] != [keeper.pid]


def test_readers_are_not_told_keys(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_LLM_API_KEY", "sk-secret")
    kinds(page)
    (keeper,) = nursery._idle
    environment = Path(f"/proc/{keeper.pid}/environ")
    if environment.exists():
        assert b"sk-secret" not in environment.read_bytes()
