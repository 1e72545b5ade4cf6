"""The answer page: a chat with sources, the cited page beside it, and what is made of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from storage import schema as s
from tests.answer.conftest import AddDocument, add_document, tables
from tests.answer.streaming import StreamingModel, streaming_model
from tests.answer.test_service import generating
from tests.pages.conftest import OpenPage
from workbench.access import OWNER, Actor
from workbench.answer import service, system_service
from workbench.augment import example_service
from workbench.records import Document, Project
from workbench.settings import Settings
from workbench.ui import context
from workbench.workspace import Workspace

__all__ = ["add_document", "tables"]

QUESTION = "비밀번호는 며칠마다 바꾸어야 합니까?"


@pytest.fixture
def manual(workspace: Workspace, project: Project, add_document: AddDocument) -> Document:
    return add_document(workspace, project)


def shown(at: AppTest) -> str:
    elements = [*at.main.markdown, *at.main.caption, *at.main.warning, *at.main.error]
    return "\n".join(str(element.value) for element in elements)


def asked(at: AppTest, question: str) -> AppTest:
    at.chat_input(key="question").set_value(question).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_opens(
    open_page: OpenPage, project: Project, manual: Document, language: str
) -> None:
    at = open_page("answer", project, language=language)
    assert not at.error and "answer." not in shown(at)


def test_a_project_without_documents_shows_the_way_to_them(
    open_page: OpenPage, project: Project
) -> None:
    at = open_page("answer", project)
    assert [button.key for button in at.main.button] == ["answer.to_ingest"]


def test_a_question_is_answered_with_its_source(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    at = asked(open_page("answer", project), QUESTION)
    assert "비밀번호는 90일마다 바꾸어야 한다" in shown(at)
    assert "-badge[발췌 답변]" in shown(at)
    sources = [b.label for b in at.main.button if str(b.key).startswith("source-")]
    assert sources and sources[0].startswith("**[1]** 매뉴얼.pdf")
    assert "chat" in at.query_params


def test_not_found_looks_like_an_answer(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    at = asked(open_page("answer", project), "구내식당 점심 메뉴는 무엇입니까?")
    assert not at.error and not at.warning
    assert "답변을 찾을 수 없습니다" in shown(at)


def test_a_chat_is_there_again_at_its_address(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    told = service.ask(workspace, OWNER, project.id, QUESTION)
    at = open_page("answer", project, chat=told.chat_id)
    assert "비밀번호는 90일마다 바꾸어야 한다" in shown(at)
    at.main.button(key="new-chat").click().run()
    assert "비밀번호는 90일마다" not in shown(at)
    at.main.button(key=f"chat-{told.chat_id}").click().run()
    assert "비밀번호는 90일마다 바꾸어야 한다" in shown(at)


def test_somebody_else_s_chat_is_not_opened(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document, viewer: Actor
) -> None:
    told = service.ask(workspace, OWNER, project.id, QUESTION)
    at = open_page("answer", project, actor=viewer, chat=told.chat_id)
    assert len(at.error) == 1 and "90일마다" not in shown(at)


def test_a_question_of_a_hundred_thousand_characters_is_one_sentence(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    at = asked(open_page("answer", project), "가" * 100_000)
    assert len(at.error) == 1 and "100,000자" in at.error[0].value


def test_a_question_that_is_too_long_does_not_hide_the_sentence_about_it(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    at = asked(open_page("answer", project), "가" * 5000)
    assert "5,000자" in at.error[0].value
    assert max(len(str(element.value)) for element in at.main.markdown) < 500


def test_two_systems_answer_side_by_side(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    with streaming_model() as model:
        model.pieces = ("구십 일입니다. [1]",)
        system = generating(workspace, project, model)
        at = open_page("answer", project)
        at.selectbox(key="answer-beside").select(system.id).run()
        assert at.query_params["beside"] in ([system.id], system.id)
        at = asked(at, QUESTION)
    text = shown(at)
    assert "비밀번호는 90일마다 바꾸어야 한다" in text and "구십 일입니다" in text
    assert text.count(QUESTION) == 1
    sources = [str(b.key) for b in at.main.button if str(b.key).startswith("source-")]
    assert len({key.split(".")[0] for key in sources}) == 2


def test_where_one_of_two_cannot_answer_the_other_s_answer_stays(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    with streaming_model() as model:
        gone = generating(workspace, project, model)
    at = open_page("answer", project, beside=gone.id)
    at.chat_input(key="question").set_value(QUESTION).run()
    assert len(at.error) == 1
    (chat,) = service.chats(workspace, OWNER, project.id)
    kept = service.chat(workspace, OWNER, project.id, chat.id)
    assert [each.text for each in kept] == ["비밀번호는 90일마다 바꾸어야 한다."]


def test_without_a_second_system_there_is_nothing_to_choose(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    at = open_page("answer", project)
    assert "answer-beside" not in {str(box.key) for box in at.selectbox}


def test_a_model_that_dies_leaves_its_words_and_one_sentence(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    with streaming_model() as model:
        model.dies_after = 1
        system = generating(workspace, project, model)
        at = asked(open_page("answer", project, system=system.id), QUESTION)
    assert "90일마다" in shown(at)
    assert len(at.warning) == 1 and "끊겼습니다" in at.warning[0].value


def test_markup_in_a_model_s_words_is_shown_as_it_is(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    model: StreamingModel
    with streaming_model() as model:
        model.pieces = ("<b>90일</b> ![x](http://elsewhere.example/x.png) [1]",)
        system = generating(workspace, project, model)
        at = asked(open_page("answer", project, system=system.id), QUESTION)
    assert "<b>" not in shown(at) and "![x](" not in shown(at)


def test_answers_of_random_weights_are_marked(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    with streaming_model() as model:
        system = generating(workspace, project, model)
        with workspace.db.write() as connection:
            connection.execute(sa.update(s.systems).values(random_weights=True))
        at = asked(open_page("answer", project, system=system.id), QUESTION)
    assert "-badge[무작위 가중치]" in shown(at)


def test_an_answer_becomes_an_example_with_its_evidence(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    told = service.ask(workspace, OWNER, project.id, QUESTION)
    at = open_page("answer", project, chat=told.chat_id)
    save = next(b for b in at.main.button if "FormSubmitter:example-" in str(b.key))
    save.click().run()
    assert not at.error
    (row,), _ = example_service.list_examples(workspace, OWNER, project.id)
    assert (row.revision.question, row.revision.evidence_quote) == (QUESTION, told.text)
    assert row.example.chunk_id == told.citations[0].chunk_id


def test_a_viewer_asks_but_makes_nothing(
    open_page: OpenPage, project: Project, manual: Document, viewer: Actor
) -> None:
    at = asked(open_page("answer", project, actor=viewer), QUESTION)
    assert "90일마다" in shown(at)
    assert not [b for b in at.main.button if "FormSubmitter" in str(b.key)]


def test_a_system_is_added_on_the_page(
    open_page: OpenPage, workspace: Workspace, project: Project, manual: Document
) -> None:
    with streaming_model() as model:
        made = generating(workspace, project, model)
        at = open_page("answer", project)
        at.main.text_input[0].set_value("우리 모델")
        save = next(b for b in at.main.button if "FormSubmitter:add-system" in str(b.key))
        save.click().run()
    found = system_service.list_systems(workspace, OWNER, project.id)
    assert [each.name for each in found] == ["rag", made.name, "우리 모델"]
    assert at.query_params["system"] in ([found[-1].id], found[-1].id)


@pytest.fixture
def no_model(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """An embedding model is named that is none."""
    monkeypatch.setenv("WORKBENCH_EMBEDDING_MODEL", str(tmp_path / "none"))
    settings = Settings()
    ws = Workspace(settings=settings, db=workspace.db, files=workspace.files)
    monkeypatch.setitem(context._opened, settings, ws)
    yield


def test_an_answer_found_by_words_alone_says_why(
    open_page: OpenPage, project: Project, manual: Document, no_model: None
) -> None:
    pytest.importorskip("chromadb")
    at = asked(open_page("answer", project), QUESTION)
    assert "비밀번호는 90일마다 바꾸어야 한다" in shown(at)
    assert "의미 검색 없이 낱말로만 찾았습니다. 임베딩 모델" in shown(at)


def test_the_settings_page_says_how_documents_are_searched(
    open_page: OpenPage, project: Project, no_model: None
) -> None:
    at = open_page("settings", project, tab="versions", language="en")
    assert "By words alone. Embedding model" in shown(at)


def test_without_an_embedding_model_nothing_is_said_of_meaning(
    open_page: OpenPage, project: Project, manual: Document
) -> None:
    assert "의미 검색" not in shown(asked(open_page("answer", project), QUESTION))
