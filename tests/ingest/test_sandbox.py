"""A document is read in a process of its own: a crash, a hang or greed costs that document only."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ingest.pdfs import manual
from workbench.errors import UserError
from workbench.ingest import sandbox
from workbench.ingest.media import CSV, PDF
from workbench.ingest.parsed import Limits


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.pdf"
    file.write_bytes(manual(2))
    return file


def test_elements_pages_and_images_come_back(path: Path) -> None:
    with sandbox.parse(path, "a.pdf", PDF, Limits(), images=True) as parsed:
        elements = list(parsed.elements())
        image = parsed.image(2)
        assert [page.number for page in parsed.pages] == [1, 2]
        assert image is not None
        assert image.read_bytes()[8:12] == b"WEBP"
        assert parsed.image(3) is None
        folder = parsed.folder
    assert elements[0].text == "보안 업무 매뉴얼"
    assert not folder.exists()


def test_this_process_never_loads_pdfium(path: Path) -> None:
    with sandbox.parse(path, "a.pdf", PDF, Limits(), images=False) as parsed:
        assert parsed.readable
    code = "import sys, workbench.ingest.service; sys.exit('pypdfium2' in sys.modules)"
    import subprocess

    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def replace_child(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Another program in the place of the reading process."""
    stand_in = folder / "python"
    stand_in.write_text(f"#!{sys.executable}\n{code}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sandbox.sys, "executable", str(stand_in))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("import os; os.abort()", "error.parser_crashed"),
        ("raise SystemExit(0)", "error.parser_crashed"),
        ("import time; time.sleep(60)", "error.parse_timeout"),
        ("raise SystemExit(3)", "error.parse_memory"),
        ("raise SystemExit(4)", "error.disk_full"),
    ],
)
def test_a_child_that_dies_or_hangs_is_one_sentence(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, key: str
) -> None:
    replace_child(monkeypatch, tmp_path, code)
    with (
        pytest.raises(UserError) as refused,
        sandbox.parse(path, "a.pdf", PDF, Limits(timeout_s=1), images=False),
    ):
        pass
    assert refused.value.key == key


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_the_reading_process_is_not_told_keys_and_passwords(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("WORKBENCH_LLM_API_KEY", "sk-secret")
    replace_child(
        monkeypatch, tmp_path, f"import os; open({str(seen)!r}, 'w').write(str(os.environ))"
    )
    with pytest.raises(UserError), sandbox.parse(path, "a.pdf", PDF, Limits(), images=False):
        pass
    assert "PYTHONPATH" in seen.read_text()
    assert "sk-secret" not in seen.read_text()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs RLIMIT_AS")
def test_a_document_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    greedy = tmp_path / "a.json"
    greedy.write_text("[" + ",".join(['{"question": "q", "answer": "a"}'] * 1_000_000) + "]")
    from workbench.ingest.media import JSON

    limits = Limits(memory_bytes=160 << 20)
    with (
        pytest.raises(UserError, match=r"error\.parse_memory"),
        sandbox.parse(greedy, "a.json", JSON, limits, images=False),
    ):
        pass


def test_a_refusal_comes_back_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n\xff\x80\x81\n")
    with (
        pytest.raises(UserError, match=r"error\.unknown_encoding"),
        sandbox.parse(file, "a.csv", CSV, Limits(), images=False),
    ):
        pass
