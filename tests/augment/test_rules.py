"""The offline drafter on whole passages: tables, lists, choice, determinism, the sample manual."""

from __future__ import annotations

import pytest

from workbench.augment.blocks import heading_title
from workbench.augment.pairs import Passage, find_quote, language_of
from workbench.augment.rules import candidates, draft_by_rules
from workbench.augment.tables import tables_of
from workbench.records import Cell

BACKUP = """표 8 시스템 등급별 백업 기준
등급: A등급, 대상 시스템: 결제, 고객 인증, 백업 주기: 15분마다, 보관 기간: 1년
등급: B등급, 대상 시스템: 고객 관리, 백업 주기: 4시간마다, 보관 기간: 6개월
등급: C등급, 대상 시스템: 그룹웨어, 백업 주기: 해당 없음, 보관 기간: 3개월"""
TERMS = """표 1 용어의 정의
용어: 정보자산, 뜻: 회사가 업무에 쓰는 정보와 시설
용어: 침해사고, 뜻: 정보자산에 피해가 생긴 사건"""
LIST = """정보보안팀은 다음 업무를 맡는다.
• 정보보안팀은 보안관제실을 운영한다.
• 정보보안팀은 매뉴얼을 해마다 고친다."""


def questions(passage: Passage) -> list[str]:
    return [candidate.question for candidate in candidates(passage)]


def passage(text: str, *section: str) -> Passage:
    return Passage(id="c1", text=text, section_path=section)


def test_a_row_of_a_table_is_asked_by_its_name_and_the_column() -> None:
    asked = questions(passage(BACKUP))
    assert "A등급 시스템의 백업 보관 기간은 얼마입니까?" in asked
    assert "B등급 시스템의 백업 대상 시스템은 무엇입니까?" in asked


def test_an_empty_or_inapplicable_cell_is_not_asked() -> None:
    assert not [q for q in questions(passage(BACKUP)) if "C등급" in q and "주기" in q]


def test_a_table_is_read_from_the_line_a_row_form_and_values_keep_their_commas() -> None:
    (table,) = tables_of(passage(BACKUP))
    assert table.caption == "시스템 등급별 백업 기준"
    assert table.headers == ("등급", "대상 시스템", "백업 주기", "보관 기간")
    assert table.rows[0] == ("A등급", "결제, 고객 인증", "15분마다", "1년")


def test_cells_and_lines_of_the_same_table_give_the_same_questions() -> None:
    (table,) = tables_of(passage(BACKUP))
    cells = [
        Cell(row=r, col=c, text=text, header=r == 0)
        for r, row in enumerate((table.headers, *table.rows))
        for c, text in enumerate(row)
    ]
    with_cells = passage(BACKUP).model_copy(
        update={"tables": (tuple(cells),), "captions": ("표 8 시스템 등급별 백업 기준",)}
    )
    assert questions(with_cells) == questions(passage(BACKUP))


def test_a_table_of_terms_is_asked_for_meanings() -> None:
    found = {c.question: c.answer for c in candidates(passage(TERMS))}
    assert found["정보자산이란 무엇입니까?"] == (
        "정보자산이란 회사가 업무에 쓰는 정보와 시설을 말합니다."
    )


def test_under_a_turned_table_the_columns_are_the_things() -> None:
    text = """표 4 등급별 취급 기준
구분: 저장 위치, 1등급 극비: 전용 서버, 2등급 대외비: 통제 문서함
구분: 반출 승인, 1등급 극비: 대표이사, 2등급 대외비: 부서장"""
    found = {c.question: c.answer for c in candidates(passage(text))}
    assert found["1등급 극비의 저장 위치는 어디입니까?"] == (
        "1등급 극비의 저장 위치는 전용 서버입니다."
    )
    assert found["2등급 대외비의 반출은 누가 승인합니까?"] == (
        "2등급 대외비의 반출은 부서장이 승인합니다."
    )


def test_a_list_is_one_answer() -> None:
    found = {c.question: c.answer for c in candidates(passage(LIST, "2.3 정보보안팀"))}
    assert found["정보보안팀은 어떤 업무를 맡습니까?"] == (
        "정보보안팀의 업무는 다음과 같습니다. 1) 정보보안팀은 보안관제실을 운영합니다. "
        "2) 정보보안팀은 매뉴얼을 해마다 고칩니다."
    )


def test_english_tables_are_asked_too() -> None:
    text = """Table 7 Log retention
Log: Sign-in records, Retention: 1 year, Review: Daily
Log: VPN connections, Retention: 6 months, Review: Weekly"""
    asked = questions(passage(text))
    assert "What is the retention period for sign-in records?" in asked
    assert "What is the retention period for VPN connections?" in asked


def test_english_rows_keep_articles_numbers_and_names() -> None:
    found = [
        (c.question, c.answer)
        for c in candidates(
            passage(
                "Table 2 Contacts\n"
                "Contact: Incident hotline, Telephone: 02-000-2190\n"
                "Contact: Security Operations, Telephone: 02-000-2191\n"
                "Contact: Facilities, Telephone: 02-000-2400\n\n"
                "Table 3 Severity\n"
                "Severity: Severity 1, Updates: Every hour\n"
                "Severity: Severity 2, Updates: Every 4 hours"
            )
        )
    ]
    for answer in (
        "The telephone number for the incident hotline is 02-000-2190.",
        "The telephone number for Security Operations is 02-000-2191.",
        "The telephone number for facilities is 02-000-2400.",
        "The interval of updates for severity 2 is every 4 hours.",
    ):
        assert answer in [said for _, said in found]


@pytest.mark.parametrize("datum", ["HNS-SEC-M-010", "1 April 2025", "2025년 4월 1일", "2.1"])
def test_a_list_of_two_columns_without_a_header_is_not_asked(datum: str) -> None:
    text = f"Document number | {datum}\nEdition | second\nOwner | Security Operations"
    assert tables_of(passage(text)) == []
    assert tables_of(passage(text.replace(datum, "Value"))) != []


@pytest.mark.parametrize("text", [BACKUP, TERMS, LIST])
def test_every_evidence_stands_in_the_passage_word_for_word(text: str) -> None:
    drafted = draft_by_rules(passage(text), 20, 0)
    assert drafted
    assert all(pair.evidence_quote in text for pair in drafted)


def test_a_paragraph_that_was_wrapped_is_quoted_as_it_stands() -> None:
    text = "비밀번호는 모든 업무 시스템에서 반드시 90일마다 한 번씩\n새로 바꾸어야 한다."
    drafted = draft_by_rules(passage(text), 5, 0)
    assert drafted[0].evidence_quote == text
    assert "\n" not in drafted[0].answer


def test_equal_seeds_give_equal_pairs_and_another_seed_chooses_anew() -> None:
    many = passage("\n".join([BACKUP, TERMS]))
    first = draft_by_rules(many, 4, 1)
    assert first == draft_by_rules(many, 4, 1)
    assert len({tuple(draft_by_rules(many, 4, seed)) for seed in range(6)}) > 1


def test_no_more_than_asked_for_and_no_question_twice() -> None:
    drafted = draft_by_rules(passage(BACKUP), 3, 0)
    assert len(drafted) == 3
    assert len({pair.question for pair in drafted}) == 3


def test_choice_takes_each_sentence_before_a_second_question_of_one() -> None:
    text = (
        "출입 카드를 잃어버린 사람은 30분 안에 총무팀에 신고해야 한다. "
        "출입 카드의 재발급 비용은 10,000원이다. 출입 기록은 3년 동안 보관한다."
    )
    assert len({pair.evidence_quote for pair in draft_by_rules(passage(text), 3, 0)}) == 3


@pytest.mark.parametrize("text", ["", "\n\n", "제1장 총칙", "가나다", "???", "- \n- ", "|||\n|||"])
def test_nothing_is_made_of_nothing(text: str) -> None:
    assert draft_by_rules(passage(text, "제1장 총칙"), 5, 0) == []


def test_headings_lose_their_numbers() -> None:
    assert heading_title("4.2.1 작성 규칙") == "작성 규칙"
    assert heading_title("제4장 계정과 접근 통제") == "계정과 접근 통제"
    assert heading_title("부록 가. 비상 연락망") == "비상 연락망"
    assert heading_title("3D 프린터") == "3D 프린터"


def test_the_language_is_told_by_its_letters() -> None:
    assert language_of("VPN 접속은 AES-256 방식이다.") == "ko"
    assert language_of("Passwords must be changed.") == "en"


def test_a_quote_is_found_across_line_breaks() -> None:
    assert find_quote("한 번 더", "그리고 한 번\n  더 한다") == "한 번\n  더"
    assert find_quote("두 번", "그리고 한 번 더 한다") is None
    assert find_quote("  ", "글") is None
