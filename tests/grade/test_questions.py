"""What a file of evaluation questions may look like."""

from __future__ import annotations

import pytest

from workbench.errors import UserError
from workbench.grade.questions import columns, drafts_of, question_hash


@pytest.mark.parametrize(
    ("names", "question", "gold"),
    [
        (["question", "gold"], "question", "gold"),
        (["번호", "질문", "정답", "유형"], "질문", "정답"),
        (["Question", "Expected answer", "Category"], "Question", "Expected answer"),
        (["질문", "답변"], "질문", "답변"),
        (["답 변 가 능", "질문", "모범 답안"], "질문", "모범 답안"),
        (["prompt", "completion"], "prompt", "completion"),
    ],
)
def test_columns_are_known_in_both_languages(names: list[str], question: str, gold: str) -> None:
    found = columns(names)
    assert (found["question"], found["gold"]) == (question, gold)


def test_missing_columns_are_named_with_those_there_are() -> None:
    with pytest.raises(UserError) as told:
        columns(["제목", "내용"])
    assert told.value.key == "error.evaluation_columns"
    assert told.value.params == {"missing": "question, gold", "found": "제목, 내용"}


@pytest.mark.parametrize(
    ("said", "answerable"),
    [("예", True), ("", True), ("Y", True), ("아니오", False), ("no", False), ("FALSE", False)],
)
def test_answerable_is_read_as_people_write_it(said: str, answerable: bool) -> None:
    rows = [(2, {"질문": "휴가는?", "정답": "15일", "답변 가능": said})]
    assert drafts_of(rows, "a.csv")[0].answerable is answerable


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"질문": "", "정답": "15일"}, "error.evaluation_question_empty_row"),
        ({"질문": "휴가는?", "정답": " "}, "error.gold_missing_row"),
        ({"질문": "휴" * 2001, "정답": "15일"}, "error.question_long_row"),
        ({"질문": "휴가는?", "정답": "가" * 20_001}, "error.gold_long_row"),
        ({"질문": "휴가는?", "정답": "15일", "답변 가능": "글쎄"}, "error.evaluation_answerable"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(row: dict[str, str], key: str) -> None:
    with pytest.raises(UserError) as told:
        drafts_of([(2, {"질문": "좋다", "정답": "예"}), (7, row)], "set.xlsx")
    assert (told.value.key, told.value.params["row"]) == (key, 7)


def test_a_question_without_answer_may_have_no_gold() -> None:
    rows = [(2, {"question": "Lunch?", "gold": "", "answerable": "no"})]
    assert drafts_of(rows, "a.csv")[0].gold == ""


def test_an_empty_file_is_said() -> None:
    with pytest.raises(UserError, match="no_rows"):
        drafts_of([], "a.csv")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("비밀번호는 며칠마다 바꿉니까?", "비밀번호는  며칠마다 바꿉니까", True),
        ("ＶＰＮ 접속", "vpn 접속", True),
        ("3일 안에?", "5일 안에?", False),
    ],
)
def test_questions_that_differ_in_writing_only_are_one(one: str, other: str, equal: bool) -> None:
    assert (question_hash(one) == question_hash(other)) is equal
