"""A document is read in a process of its own: a crash, a hang or greed costs that document only."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from random import Random

import psutil
import pytest

from tests.ingest.pdfs import manual
from tests.ingest.test_pdf import encrypted
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


def test_text_stays_in_the_scratch_folder_and_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))
    data = tmp_path / "data"
    with sandbox.parse(path, "a.pdf", PDF, Limits(), images=False, scratch=data) as parsed:
        assert parsed.folder.parent == data / "parsing"
        held = parsed.folder
        with sandbox.parse(path, "a.pdf", PDF, Limits(), images=False, scratch=data):
            assert held.is_dir()
    assert list((data / "parsing").iterdir()) == []


HELD = """
import sys, time
from pathlib import Path
from random import Random
from workbench.ingest import sandbox
from workbench.ingest.media import PDF
from workbench.ingest.parsed import Limits
path = Path(sys.argv[1])
with sandbox.parse(path, "a.pdf", PDF, Limits(), images=False, scratch=path.parent / "data"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_process_left_goes_with_the_next_document(path: Path) -> None:
    data = path.parent / "data"
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    (left,) = (data / "parsing").glob("*/elements.jsonl")
    with sandbox.parse(path, "a.pdf", PDF, Limits(), images=False, scratch=data):
        assert not left.parent.exists()
    assert list((data / "parsing").iterdir()) == []


SLOW = """
import json, subprocess, sys, os, time
from dataclasses import asdict
from pathlib import Path
from random import Random
from workbench.ingest.parsed import Limits
folder = Path(sys.argv[1])
code = (
    "import sys, time; from pathlib import Path; from workbench.ingest import sandbox;"
    "sandbox._read = lambda *_: time.sleep(60); sandbox.main(Path(sys.argv[1]))"
)
request = {"name": "a", "limits": asdict(Limits()), "parent": os.getpid()}
request["media_type"] = "text/html"
(folder / "request.json").write_text(json.dumps(request))
print(subprocess.Popen([sys.executable, "-c", code, str(folder)]).pid, flush=True)
time.sleep(60)
"""


def test_the_reading_process_ends_with_its_parent_and_takes_its_text_along(tmp_path: Path) -> None:
    folder = tmp_path / "reading"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(folder)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        time.sleep(0.5)
        assert child.is_running()
        process.kill()
    try:
        until = time.monotonic() + 10
        while folder.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert not folder.exists()
    finally:
        if child.is_running():
            child.kill()


BAD_PAGE = """
import sys, time
from pathlib import Path
from random import Random
from workbench.ingest import sandbox
from workbench.ingest.layout import scan
from workbench.ingest.readers import pdf
whole = pdf.scan_page
def scan_page(page, number, weights=None):
    if number == 2:
        {what}
    return whole(page, number, weights)
pdf.scan_page = scan_page
sys.exit(sandbox.main(Path(sys.argv[-1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
@pytest.mark.parametrize(
    "what", ["import os; os.abort()", "raise ValueError('x')", "\n        while True: pass"]
)
def test_a_bad_page_is_flagged_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(manual(3))
    replace_child(monkeypatch, tmp_path, BAD_PAGE.format(what=what))
    with sandbox.parse(file, "a.pdf", PDF, Limits(page_s=1), images=True) as parsed:
        elements = list(parsed.elements())
        assert [notice.key for notice in parsed.notices] == ["problem.unreadable"]
        assert parsed.image(2) is None
        assert parsed.image(3) is not None
    assert [e.flags for e in elements if e.page == 2] == [("unreadable",)]
    assert any("제3장" in e.text for e in elements)


def test_a_password_reaches_the_child_and_no_file(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(encrypted("비밀-secret"))
    with pytest.raises(UserError, match=r"error\.encrypted_pdf"), reading(file, None):
        pass
    with pytest.raises(UserError, match=r"error\.wrong_password"), reading(file, "other"):
        pass
    with reading(file, "비밀-secret") as parsed:
        assert any(element.text == "보안 업무 매뉴얼" for element in parsed.elements())
        for path in parsed.folder.rglob("*"):
            assert path.is_dir() or "secret" not in path.read_text(encoding="utf-8")


def reading(file: Path, password: str | None) -> contextlib.AbstractContextManager[sandbox.Parsed]:
    return sandbox.parse(file, file.name, PDF, Limits(password=password), images=False)


def test_of_an_office_file_what_is_inside_is_mutated_too() -> None:
    from bench.ingest.fuzz import mutated

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document>" + "<w:p/>" * 200 + "</w:document>")
    opened = []
    for seed in range(20):
        try:
            with zipfile.ZipFile(io.BytesIO(mutated(made.getvalue(), Random(seed)))) as archive:
                opened.append(archive.read("word/document.xml"))
        except (zipfile.BadZipFile, KeyError, EOFError, OSError, zlib.error, NotImplementedError):
            continue
    assert len(set(opened)) > 5  # whole archives whose document is another one each


@pytest.mark.slow
def test_mutated_files_are_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    from bench.ingest.fuzz import outcomes

    source = tmp_path / "source.pdf"
    source.write_bytes(manual(3))
    counts, bad = outcomes([source], 12, tmp_path, seed=5)
    assert bad == []
    assert counts.total() == 12
