"""Word forms: particles, formal endings, clauses."""

from __future__ import annotations

import pytest

from workbench.augment.korean import attach, formal_from_connective, formal_stem, polite
from workbench.augment.korean_clause import clauses, is_adnominal


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("비밀번호", "은/는", "비밀번호는"),
        ("계정", "은/는", "계정은"),
        ("부서", "을/를", "부서를"),
        ("서식", "을/를", "서식을"),
        ("방식", "으로/로", "방식으로"),
        ("서울", "으로/로", "서울로"),
        ("부서", "으로/로", "부서로"),
        ("2등급(대외비)", "으로/로", "2등급(대외비)으로"),
        ("USB", "은/는", "USB는"),
        ("VPN", "은/는", "VPN은"),
        ("AES-256", "이/가", "AES-256이"),
        ("7", "이/가", "7이"),
        ("5", "이/가", "5가"),
        ("정보자산", "이란/란", "정보자산이란"),
        ("침해사고", "이란/란", "침해사고란"),
        ("‘단말기’", "과/와", "‘단말기’와"),
    ],
)
def test_particles_follow_the_sound_of_the_word(word: str, pair: str, expected: str) -> None:
    assert attach(word, pair) == expected


@pytest.mark.parametrize(
    ("plain", "formal"),
    [
        ("비밀번호는 90일마다 바꾸어야 한다.", "비밀번호는 90일마다 바꾸어야 합니다."),
        ("계정은 삭제된다.", "계정은 삭제됩니다."),
        ("임기는 2년이다.", "임기는 2년입니다."),
        ("기록은 5년 동안 보관할 수 있다.", "기록은 5년 동안 보관할 수 있습니다."),
        ("비밀번호는 등록되지 않는다.", "비밀번호는 등록되지 않습니다."),
        ("부서장의 승인을 받는다.", "부서장의 승인을 받습니다."),
        ("백업 사본을 만든다.", "백업 사본을 만듭니다."),
        ("시스템을 다시 연다.", "시스템을 다시 엽니다."),
        ("계정은 30분 동안 잠긴다.", "계정은 30분 동안 잠깁니다."),
        ("등급에 따라 다르다.", "등급에 따라 다릅니다."),
        ("신청서를 제출했다.", "신청서를 제출했습니다."),
        ("이미 보관합니다.", "이미 보관합니다."),
    ],
)
def test_plain_statements_become_formal(plain: str, formal: str) -> None:
    assert polite(plain) == formal


@pytest.mark.parametrize("word", ["제출", "보고서", "바다", "하십시오", "간다니까"])
def test_what_is_no_known_ending_is_left_alone(word: str) -> None:
    assert formal_stem(word) is None
    assert polite(f"계정은 {word}") == f"계정은 {word}"


@pytest.mark.parametrize(
    ("connective", "stem"),
    [("저장하며,", "저장합니"), ("만들고,", "만듭니"), ("있으며,", "있습니"), ("이며,", "입니")],
)
def test_a_clause_that_goes_on_can_end_instead(connective: str, stem: str) -> None:
    assert formal_from_connective(connective) == stem


def test_a_later_clause_takes_the_topic_of_the_first() -> None:
    first, second, third = clauses(
        "백업 사본은 3개를 만들고, 2종류의 매체에 저장하며, 원본은 본사에 둔다."
    )
    assert first.topic == second.topic == ("백업", "사본은")
    assert third.topic == ("원본은",)


def test_a_later_clause_takes_the_owner_of_the_first_topic() -> None:
    second = clauses("보안관제실의 신고 전화는 119이고, 주소는 가온시이다.")[1]
    assert second.topic_noun == "보안관제실의 주소"


@pytest.mark.parametrize("word", ["승인한", "쓰는", "받는", "정지된", "긴", "발급할"])
def test_describing_words_are_known(word: str) -> None:
    assert is_adnominal(word)


@pytest.mark.parametrize(
    "word", ["권한", "기한", "원본", "시간", "개인", "역할", "코드는", "편지는"]
)
def test_nouns_are_not_taken_for_describing_words(word: str) -> None:
    assert not is_adnominal(word)
