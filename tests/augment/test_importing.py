"""Rows of a sheet into pairs: columns by their names, dialogues into turns with history."""

from __future__ import annotations

import pytest

from workbench.augment.importing import checked, columns_of, pairs_of, speakers_of, suggest
from workbench.augment.params import ImportMapping
from workbench.errors import UserError
from workbench.records import Cell, Element, Turn


def rows(kind: str, columns: list[str], *values: list[str]) -> list[Element]:
    return [
        Element.model_validate(
            {
                "id": f"e{n}",
                "project_id": "p",
                "document_id": "d",
                "seq": n,
                "kind": kind,
                "text": " ".join(row),
                "cells": [
                    cell
                    for col, (name, value) in enumerate(zip(columns, row, strict=True))
                    for cell in (
                        Cell(row=0, col=col, text=name, header=True),
                        Cell(row=n + 1, col=col, text=value),
                    )
                ],
                "content_hash": str(n),
            }
        )
        for n, row in enumerate(values)
    ]


CALLS = rows(
    "turn",
    ["상담번호", "화자", "발화"],
    ["1", "고객", "요금제를 바꾸고 싶습니다."],
    ["1", "상담사", "어떤 요금제로 바꾸시겠습니까?"],
    ["1", "고객", "베이직이요."],
    ["1", "고객", "오늘부터요."],
    ["1", "상담사", "바꾸었습니다."],
    ["2", "상담사", "안녕하십니까."],
    ["2", "고객", "해지하겠습니다."],
    ["2", "상담사", ""],
    ["2", "상담사", "접수했습니다."],
)


@pytest.mark.parametrize(
    ("columns", "question", "answer"),
    [
        (["질문", "답변", "유형"], "질문", "답변"),
        (["No", "문의 내용", "답변내용"], "문의 내용", "답변내용"),
        (["Question", "Answer"], "Question", "Answer"),
        (["instruction", "output"], "instruction", "output"),
    ],
)
def test_columns_are_suggested_by_their_names(
    columns: list[str], question: str, answer: str
) -> None:
    found = suggest(columns)
    assert (found.kind, found.question, found.answer) == ("pairs", question, answer)


def test_a_dialogue_is_recognised_and_its_agents_too() -> None:
    columns = columns_of(CALLS)
    found = suggest(columns, speakers_of(CALLS, "화자"))
    assert found.kind == "dialogue"
    assert (found.dialogue, found.speaker, found.text) == ("상담번호", "화자", "발화")
    assert found.agents == ("상담사",)


def test_unknown_columns_are_left_to_the_person() -> None:
    assert suggest(["가", "나"]) == ImportMapping()


def test_rows_with_an_empty_side_give_no_pair() -> None:
    made = rows("row", ["질문", "답변"], ["가?", "나."], ["다?", " "], ["", "라."])
    found = list(pairs_of(made, suggest(["질문", "답변"])))
    assert [(pair.question, pair.answer, pair.element_id) for pair in found] == [
        ("가?", "나.", "e0")
    ]


def test_a_customer_s_turn_and_the_agent_s_answer_are_a_pair_with_history() -> None:
    mapping = suggest(columns_of(CALLS), speakers_of(CALLS, "화자"))
    first, second, third = pairs_of(CALLS, mapping)
    assert (first.question, first.answer, first.history) == (
        "요금제를 바꾸고 싶습니다.",
        "어떤 요금제로 바꾸시겠습니까?",
        (),
    )
    assert second.question == "베이직이요.\n오늘부터요."
    assert second.history == (
        Turn(role="user", content="요금제를 바꾸고 싶습니다."),
        Turn(role="assistant", content="어떤 요금제로 바꾸시겠습니까?"),
    )
    assert second.element_id == "e4"
    assert (third.question, third.answer) == ("해지하겠습니다.", "접수했습니다.")
    assert third.history == (Turn(role="assistant", content="안녕하십니까."),)


def test_who_answers_can_be_chosen() -> None:
    mapping = suggest(columns_of(CALLS)).model_copy(update={"agents": ("고객",)})
    assert next(iter(pairs_of(CALLS, mapping))).question == "어떤 요금제로 바꾸시겠습니까?"


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        (ImportMapping(question="질문"), "error.import_column_missing"),
        (ImportMapping(question="질문", answer="없음"), "error.import_column_unknown"),
        (ImportMapping(question="질문", answer="질문"), "error.import_column_twice"),
        (ImportMapping(kind="dialogue", dialogue="질문"), "error.import_column_missing"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(mapping: ImportMapping, key: str) -> None:
    with pytest.raises(UserError) as raised:
        checked(mapping, ("질문", "답변"))
    assert raised.value.key == key
