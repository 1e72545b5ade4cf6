"""One question, several systems: what stands together, and what each of them remembers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answer.conftest import AddDocument, add_document, tables
from tests.answer.streaming import streaming_model
from tests.answer.test_service import QUESTION, ask, generating
from workbench.answer.beside import own_history, side_by_side
from workbench.records import Exchange, Project, utc_now
from workbench.workspace import Workspace

__all__ = ["add_document", "tables"]


def exchange(system: str, question: str, text: str = "답") -> Exchange:
    values: dict[str, Any] = {
        "id": f"{system}-{question}-{text}",
        "project_id": "p",
        "chat_id": "c",
        "system_id": system,
        "system_name": system,
        "question": question,
        "state": "answer",
        "text": text,
        "extractive": True,
        "level": "internal",
        "took_ms": 1,
        "created_at": utc_now(),
        "created_by": "choi",
    }
    return Exchange.model_validate(values)


def shape(*exchanges: Exchange) -> list[list[str]]:
    return [[each.system_id for each in group] for group in side_by_side(exchanges)]


def test_the_same_question_to_another_system_stands_beside_it() -> None:
    assert shape(exchange("a", "1"), exchange("b", "1"), exchange("a", "2")) == [["a", "b"], ["a"]]


def test_asking_one_system_twice_is_two_exchanges() -> None:
    assert shape(exchange("a", "1"), exchange("a", "1")) == [["a"], ["a"]]
    assert shape(exchange("a", "1"), exchange("b", "1"), exchange("a", "1")) == [["a", "b"], ["a"]]


def test_questions_that_do_not_follow_each_other_are_apart() -> None:
    assert shape(exchange("a", "1"), exchange("a", "2"), exchange("b", "1")) == [
        ["a"],
        ["a"],
        ["b"],
    ]


@pytest.mark.parametrize(("system", "kept"), [("a", "eins"), ("b", "zwei"), ("c", "zwei")])
def test_a_system_remembers_its_own_answer_else_the_last(system: str, kept: str) -> None:
    told = [exchange("a", "1", "eins"), exchange("b", "1", "zwei")]
    assert [each.text for each in own_history(told, system, "2")] == [kept]


def test_what_another_answered_to_this_very_question_is_not_told() -> None:
    told = [exchange("a", "1"), exchange("a", "2")]
    assert [each.question for each in own_history(told, "b", " 2 ")] == ["1"]
    assert [each.question for each in own_history(told, "a", "2")] == ["1", "2"]


def test_the_second_system_is_not_shown_the_first_one_s_answer(
    workspace: Workspace, project: Project, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    first = ask(workspace, project, QUESTION)
    with streaming_model() as model:
        system = generating(workspace, project, model)
        second = ask(workspace, project, QUESTION, system_name=system.id, chat_id=first.chat_id)
        sent = model.calls[-1]["messages"]
    assert second.chat_id == first.chat_id
    assert [message["role"] for message in sent] == ["system", "user"]
