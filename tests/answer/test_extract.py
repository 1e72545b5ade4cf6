"""The sentences that answer, and how sure that is."""

from __future__ import annotations

import pytest

from workbench.answer.extract import likeness, named, quotes, state_of
from workbench.answer.terms import question_terms

SECTION = ("제4장 순찰 및 경비", "4.2 업무 절차")
PASSAGE = """1. 경비반 담당자는 업무 시작 전에 점검표 4-A를 확인한다.
2. 순찰 태그 누락 상황이 확인되면 다음 순번 근무자가 해당 구간을 재순찰한다.
3. 조치 결과를 20분 이내에 상황보고 시스템(코드 E04-68)에 입력한다.
표 4-1 위험 등급별 대응 기준
등급: 심각, 판단 기준: 인명 피해 우려, 보고 시한: 6분 이내, 보고 대상: 보안책임자
등급: 주의, 판단 기준: 1회 발생, 보고 시한: 당일 18:00까지, 보고 대상: 경비반"""


def told(question: str) -> list[str]:
    return [quote.text for quote in quotes(PASSAGE, SECTION, question_terms(question)).quotes]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("순찰 태그가 누락되면 누가 다시 순찰합니까?", "다음 순번 근무자가"),
        ("심각 등급은 몇 분 이내에 보고합니까?", "등급: 심각"),
        ("조치 결과는 몇 분 안에 입력합니까?", "20분 이내"),
        ("E04-68", "코드 E04-68"),
    ],
)
def test_the_sentence_or_row_that_says_it_is_quoted(question: str, words: str) -> None:
    found = told(question)
    assert any(words in quote for quote in found) and len(found) <= 2


def test_quotes_stand_in_the_passage_word_for_word() -> None:
    for quote in quotes(PASSAGE, SECTION, question_terms("심각 등급의 점검표 확인")).quotes:
        assert PASSAGE[quote.start : quote.end] == quote.text


def test_a_question_about_the_heading_gets_the_section() -> None:
    found = quotes(PASSAGE, SECTION, question_terms("순찰 및 경비 업무 절차를 알려 주세요."))
    assert found.told and found.quotes[0].text.startswith("1. 경비반 담당자는")
    assert "E04-68" in found.quotes[0].text


def test_sharing_only_a_part_of_the_heading_is_not_an_answer() -> None:
    found = quotes("기록은 2년간 보존한다.", SECTION, question_terms("경비 휴게실 전화번호"))
    assert not found.told
    assert state_of(0.9, found.told) == "near"


def test_an_empty_passage_has_nothing_to_quote() -> None:
    assert quotes("", (), question_terms("순찰")).quotes == ()


@pytest.mark.parametrize(
    ("covered", "state"),
    [(0.0, "not_found"), (0.119, "not_found"), (0.12, "near"), (0.4, "answer")],
)
def test_three_states(covered: float, state: str) -> None:
    assert state_of(covered) == state


def test_likeness_of_questions() -> None:
    assert likeness("비밀번호 변경 주기는 며칠입니까?", "비밀번호의 변경 주기를 알려 주세요.") > 0.9
    assert likeness("비밀번호 변경 주기는?", "출입 카드 분실 신고는?") < 0.2


@pytest.mark.parametrize(
    ("question", "is_named"),
    [
        ("순찰 담당자의 전화번호는?", False),
        ("경비반의 반장은 누구인가요?", False),
        ("심각 등급의 보고 시한은?", True),
        ("보고 대상은 누구입니까?", True),
        ("조치 결과는 몇 분 안에 입력합니까?", True),
        ("What is the phone number of the guard?", False),
        ("순찰 태그가 누락되면 누가 다시 순찰합니까?", True),
        ("E04-68", True),
    ],
)
def test_a_passage_without_the_very_thing_asked_for_is_near_at_most(
    question: str, is_named: bool
) -> None:
    assert named(question, PASSAGE, SECTION) is is_named
