"""A project's own lists: what they find and leave alone, and patterns that cannot be slow."""

from __future__ import annotations

import time

import pytest

from workbench.clean import recognizers, rules
from workbench.clean.known_values import Value
from workbench.clean.masking import mask
from workbench.clean.patterns import compiled, matches
from workbench.clean.sealing import seal, unseal, value_digest
from workbench.errors import UserError

DENIED = (
    Value("PERSON", "김민수"),
    Value("PERSON", "허준"),
    Value("PERSON", "남궁서연"),
    Value("PERSON", "Jane Smith"),
    Value("PHONE", "02-345-6789"),
    Value("ACCOUNT", "123-45-678901"),
    Value("EMAIL", "a.b@corp.example"),
    Value("ADDRESS", "서울시 가상구 꿈길 12"),
)
RULES = rules.build(
    deny=DENIED,
    words=[Value("PROJECT_CODE", "파랑새")],
    allow=[Value("PHONE", "1588-1234"), Value("PHONE", "010-7777-8888"), Value("PERSON", "박보람")],
    patterns=[("EMPLOYEE_NO", compiled(r"EMP-\d{4,6}"))],
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.type) for s in recognizers.find(text, RULES)]


@pytest.mark.parametrize(
    ("text", "value", "span_type"),
    [
        ("어제 본 김민수입니다", "김민수", "PERSON"),
        ("접수자김민수처리", "김민수", "PERSON"),
        ("김 민 수 씨가 전화했습니다", "김 민 수", "PERSON"),
        ("민수 님께 전달 부탁드립니다", "민수", "PERSON"),
        ("민수씨는 자리에 없습니다", "민수", "PERSON"),
        ("허준이 확인했습니다", "허준", "PERSON"),
        ("서연 님이 문의", "서연", "PERSON"),
        ("call JANE SMITH now", "JANE SMITH", "PERSON"),
        ("0 2 3 4 5 6 7 8 9로 거십시오", "0 2 3 4 5 6 7 8 9", "PHONE"),
        ("+82 2 345 6789", "+82 2 345 6789", "PHONE"),
        ("023456789에", "023456789", "PHONE"),
        ("입금은 12345 678901로", "12345 678901", "ACCOUNT"),
        ("１２３-４５-６７８９０１로", "１２３-４５-６７８９０１", "ACCOUNT"),
        ("A.B@corp.example로", "A.B@corp.example", "EMAIL"),
        ("서울시 가상구 꿈길12에서", "서울시 가상구 꿈길12", "ADDRESS"),
        ("파랑새 사업의 일정", "파랑새", "PROJECT_CODE"),
        ("사번 EMP-12345를 적습니다", "EMP-12345", "EMPLOYEE_NO"),
    ],
)
def test_a_listed_value_is_found_however_it_is_written(
    text: str, value: str, span_type: str
) -> None:
    assert (value, span_type) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "민수네 집 앞",  # a given name alone is anybody's
        "튀김 민수기를 샀다",
        "허준비를 마쳤다",
        "Jane Smithson wrote",
        "99023456789012",  # within a longer number
        "5123-45-6789012",
        "대표번호 1588-1234로 거십시오",
        "상담은 010-7777-8888입니다",
        "상담은 +82 10 7777 8888입니다",
        "박보람 님께 문의",
        "[EMPLOYEE_NO_k7f2q9]와 [PROJECT_CODE_000000]",
    ],
)
def test_what_is_allowed_or_only_looks_alike_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_deny_list_goes_before_the_allow_list() -> None:
    both = rules.build(deny=[Value("PERSON", "김민수")], allow=[Value("PERSON", "김민수")])
    assert len(recognizers.find("김민수 님", both)) == 1


def test_a_type_of_ones_own_has_placeholders_that_are_stable_and_left_alone() -> None:
    key = bytes(32)
    text = "EMP-12345는 파랑새를 맡습니다."
    once = mask(text, recognizers.find(text, RULES), key)
    assert once.startswith("[EMPLOYEE_NO_") and "[PROJECT_CODE_" in once
    assert mask(once, recognizers.find(once, RULES), key) == once


def test_ten_thousand_names_cost_little_more_than_one() -> None:
    family, first, last = "김이박최정강조윤장임", "가나다라마바사아자차", "연우준호민서윤하진수"
    names = [f + a + b + c for f in family for a in first for b in last for c in last]
    many = rules.build(deny=[Value("PERSON", name) for name in names])
    few = rules.build(deny=[Value("PERSON", names[0])])
    text = "상담 내용을 정리하면 다음과 같고 별다른 특이 사항은 없었습니다. " * 20

    def cost(of: rules.Rules) -> float:
        begun = time.process_time()
        for _ in range(20):
            of.denied(text)
        return time.process_time() - begun

    assert len(names) == 10_000
    assert cost(many) < 10 * cost(few) + 0.2


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (r"(a+)+b", "error.pattern_slow"),
        (r"(a|a)*x", "error.pattern_slow"),
        (r"(\w{1,9}){1,20}x", "error.pattern_slow"),
        (r".*.*x", "error.pattern_slow"),
        (r"(\d\d)\1+", "error.pattern_slow"),
        (r"[0-9", "error.pattern_invalid"),
        (r"\d", "error.pattern_short"),
        (r"a*", "error.pattern_short"),
        ("", "error.pattern_length"),
        ("ab" * 200, "error.pattern_length"),
    ],
)
def test_a_pattern_that_could_take_forever_is_refused(source: str, key: str) -> None:
    with pytest.raises(UserError) as refused:
        compiled(source)
    assert refused.value.key == key


@pytest.mark.parametrize(
    "source", [r"EMP-\d+", r"[A-Z]{2}\d{3,8}", r"(?:가|나)-\d{2}", r"(?<!\d)\d{7}(?!\d)"]
)
def test_ordinary_patterns_are_accepted_and_found_across_pieces(source: str) -> None:
    pattern = compiled(source)
    sample = {"E": "EMP-123", "[": "AB12345", "(": "가-12"}.get(source[0], "")
    sample = "1234567" if source.startswith("(?<!") else sample
    text = "가" * 4_990 + " " + sample + " " + "나" * 6_000
    assert [text[a:b] for a, b in matches(pattern, text)] == [sample]


def test_values_are_sealed_and_compared_under_the_projects_key() -> None:
    one, other = "11" * 32, "22" * 32
    sealed = seal(one, "김민수")
    assert unseal(one, sealed) == "김민수" and "김민수" not in sealed
    assert sealed != seal(one, "김민수")
    assert value_digest(one, "PHONE", "+82 10-1234-5678") == value_digest(
        one, "PHONE", "01012345678"
    )
    assert value_digest(one, "PERSON", "김민수") != value_digest(other, "PERSON", "김민수")
