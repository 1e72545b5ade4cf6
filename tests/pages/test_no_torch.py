"""Opening a page never loads what takes seconds and gigabytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.answer.conftest import add_document, tables
from tests.pages.conftest import APP, ROOT
from workbench.access import OWNER
from workbench.answer import service as answer_service
from workbench.projects import create_project
from workbench.workspace import Workspace

__all__ = ["add_document", "tables"]

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
HEAVY = (
    *("torch", "transformers", "sentence_transformers", "chromadb", "datasets", "peft", "trl"),
    *("pypdfium2", "tokenizers", "accelerate"),
)
SCRIPT = """
import json, sys
from streamlit.testing.v1 import AppTest
app, root, project, query, heavy = json.loads(sys.argv[1])
at = AppTest.from_file(app, default_timeout=60)
at.session_state["project_id"] = project
at.run()
opened = {}
for stem, values in query.items():
    at.switch_page(f"{root}/pages/{stem}.py")
    for name, value in values.items():
        at.query_params[name] = value
    at.run()
    shown = [e.value for e in (*at.exception, *at.error)]
    opened[stem] = [len(at.main.children), shown, [n for n in heavy if n in sys.modules]]
print(json.dumps(opened))
"""


@pytest.mark.slow
def test_no_page_loads_a_heavy_library(workspace: Workspace, add_document: object) -> None:
    """In a fresh process; each page as a person finds it who has worked with it before."""
    project = create_project(workspace, OWNER, "보안")
    add_document(workspace, project)  # type: ignore[operator]
    told = answer_service.ask(workspace, OWNER, project.id, "비밀번호는 며칠마다 바꿉니까?")
    query: dict[str, dict[str, str]] = {stem: {} for stem in PAGES}
    query["answer"] = {"chat": told.chat_id}
    done = subprocess.run(
        [
            *(sys.executable, "-c", SCRIPT),
            json.dumps([str(APP), str(ROOT), project.id, query, HEAVY]),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
        env={**os.environ, "WORKBENCH_DATA_DIR": str(workspace.settings.data_dir.absolute())},
    )
    opened = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(opened) == set(PAGES)
    for stem, (elements, errors, loaded) in opened.items():
        assert elements > 0, stem
        assert errors == [], stem
        assert loaded == [], stem


def test_every_page_is_opened() -> None:
    assert {"train", "answer", "overview"} <= set(PAGES)
    assert Path(APP).is_file()
