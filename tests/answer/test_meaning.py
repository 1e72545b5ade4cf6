"""A project with an embedding model: vectors by a job, questions by the server on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from tests.answer.conftest import AddDocument
from tests.answer.embedders import synonyms
from tests.cli.conftest import ROOT
from workbench import jobs
from workbench.access import Actor
from workbench.answer import detached, embedder, index_service, service, vector_service
from workbench.records import Document, Project
from workbench.settings import Settings
from workbench.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not embedder.is_installed(), reason="the extra is not installed"),
]
QUESTION = "암호 교체?"


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synonyms(tmp_path_factory.mktemp("embedders") / "synonyms")


def with_model(ws: Workspace, model: str) -> Workspace:
    settings = Settings(
        data_dir=ws.settings.data_dir,
        database_url=ws.settings.database_url,
        embedding_model=model,
    )
    return Workspace(settings=settings, db=ws.db, files=ws.files, clock=ws.clock)


@pytest.fixture
def ws(workspace: Workspace, model_folder: Path) -> Iterator[Workspace]:
    yield with_model(workspace, str(model_folder))
    detached.stop(workspace.settings.data_dir.absolute() / "serving" / "vectors")


@pytest.fixture
def manual(ws: Workspace, project: Project, add_document: AddDocument) -> Document:
    return add_document(ws, project)


def index_now(ws: Workspace, viewer: Actor, project: Project) -> None:
    job = index_service.start_indexing(ws, viewer, project.id)
    ended = jobs.run_here(ws, project.id, job.id)
    assert (ended.state, ended.error) == ("done", None)


ASKS_IN_A_FRESH_PROCESS = """
import json, sys
from pathlib import Path
from storage.database import Database
from storage.files import FileStore
from workbench.access import Actor
from workbench.answer import service
from workbench.settings import Settings
from workbench.workspace import Workspace
import workbench.ui.answer_chat, workbench.ui.answer_systems, workbench.ui.settings_parts
settings = Settings()
ws = Workspace(settings=settings, db=Database(settings.resolved_database_url),
               files=FileStore(settings.data_dir / "files"))
told = service.ask(ws, Actor(name="choi", roles=("viewer",)), sys.argv[1], sys.argv[2])
heavy = [n for n in ("torch", "transformers", "sentence_transformers", "chromadb")
         if n in sys.modules]
print(json.dumps([told.state, told.text, told.notice is None, heavy]))
"""


def test_meaning_finds_what_words_do_not_and_the_asking_process_loads_nothing(
    ws: Workspace,
    project: Project,
    manual: Document,
    viewer: Actor,
    model_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not index_service.ensure_index(ws, viewer, project.id)
    first = service.ask(ws, viewer, project.id, QUESTION)
    assert first.state == "not_found"
    assert first.notice is not None and first.notice.key == "error.vectors_building"
    index_now(ws, viewer, project)
    assert index_service.ensure_index(ws, viewer, project.id)
    monkeypatch.setenv("WORKBENCH_EMBEDDING_MODEL", str(model_folder))
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", ws.settings.resolved_database_url)
    done = subprocess.run(
        [sys.executable, "-c", ASKS_IN_A_FRESH_PROCESS, project.id, QUESTION],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    state, text, no_notice, heavy = json.loads(done.stdout.splitlines()[-1])
    assert (state, no_notice, heavy) == ("near", True, [])
    assert "비밀번호" in text
    again = service.ask(ws, viewer, project.id, QUESTION)
    assert again.citations[0].score > 0.3 and again.notice is None
    kept = service.chat(ws, viewer, project.id, first.chat_id)
    assert kept[0].notice == first.notice
    nothing = service.ask(ws, viewer, project.id, "주차장 요금은 얼마입니까?")
    assert nothing.state == "not_found"


def test_new_documents_and_deleted_vectors_are_made_up_for_by_the_job(
    ws: Workspace, project: Project, manual: Document, viewer: Actor, add_document: AddDocument
) -> None:
    index_now(ws, viewer, project)
    add_document(ws, project, "둘째.pdf", ("출입 카드는 총무팀이 준다.",))
    assert index_service.index_is_due(ws, viewer, project.id)
    told = service.ask(ws, viewer, project.id, "출입 카드는 어디에서 주는가?")
    assert told.state == "answer" and told.notice is not None
    shutil.rmtree(ws.settings.data_dir / "indexes" / project.id / "vectors")
    index_now(ws, viewer, project)
    assert service.ask(ws, viewer, project.id, QUESTION).notice is None


def test_a_caller_without_the_token_learns_nothing(
    ws: Workspace, project: Project, manual: Document, viewer: Actor
) -> None:
    index_now(ws, viewer, project)
    service.ask(ws, viewer, project.id, QUESTION)
    folder = ws.settings.data_dir.absolute() / "serving" / "vectors"
    server = detached.living(folder)
    assert server is not None and (folder / "server.json").stat().st_mode & 0o077 == 0
    for said in (b'{"token": "guessed"}', b"no json", b"[]", b"{}"):
        with Client(("127.0.0.1", server.port)) as connection:
            connection.send_bytes(said)
            with contextlib.suppress(EOFError):
                assert b"near" not in connection.recv_bytes()
    assert service.ask(ws, viewer, project.id, QUESTION).notice is None


def test_where_the_model_fails_words_answer_and_say_why(
    workspace: Workspace,
    project: Project,
    manual: Document,
    viewer: Actor,
    model_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = "비밀번호는 며칠마다 바꾸어야 합니까?"
    for model, key in (
        (str(tmp_path / "no folder"), "error.embedding_missing"),
        (str(tmp_path), "error.embedding_no_model"),
        ("nobody/no-such-model", "error.embedding_not_cached"),
    ):
        broken = with_model(workspace, model)
        assert index_service.ensure_index(broken, viewer, project.id)
        told = service.ask(broken, viewer, project.id, asked)
        assert told.state == "answer" and told.notice is not None
        assert told.notice.key == key
    (tmp_path / "modules.json").write_text("[]")
    broken = with_model(workspace, str(tmp_path))
    assert not index_service.ensure_index(broken, viewer, project.id)
    job = index_service.start_indexing(broken, viewer, project.id)
    ended = jobs.run_here(broken, project.id, job.id)
    assert ended.state == "failed" and ended.error is not None
    assert ended.error.key == "error.embedding_broken"
    assert not index_service.index_is_due(broken, viewer, project.id)
    told = service.ask(broken, viewer, project.id, asked)
    assert told.state == "answer" and told.notice == ended.error
    fine = with_model(workspace, str(model_folder))
    assert index_service.index_is_due(fine, viewer, project.id)


def test_a_server_that_does_not_answer_leaves_it_to_the_words(
    ws: Workspace,
    project: Project,
    manual: Document,
    viewer: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index_now(ws, viewer, project)
    monkeypatch.setattr(vector_service, "WAIT_S", 0.0)
    told = service.ask(ws, viewer, project.id, "비밀번호는 며칠마다 바꾸어야 합니까?")
    assert told.state == "answer"
    assert told.notice is not None and told.notice.key == "error.vectors_late"
