"""Masking: the same value has the same placeholder, particles agree, and twice is once."""

from __future__ import annotations

import pytest

from workbench.clean.masking import PLACEHOLDER, canonical, mask, placeholder
from workbench.clean.recognizers import find
from workbench.clean.spans import PII_TYPES, Span, resolve

KEY = bytes(range(32))


def masked(text: str) -> str:
    return mask(text, find(text), KEY)


TEXTS = [
    "담당자: 김민수, 010-1234-5678로 연락하십시오.",
    "메일은 hong@example.com으로, 주소는 서울특별시 강남구 테헤란로 152입니다.",
    "국민은행 123456-78-901234로 입금, 카드 4111-1111-1111-1111은 취소",
    "Contact: Jane Doe, jane@example.com or (415) 555-0132.",
    "홍길동 님과 이수진 과장이 12가3456을 211.234.100.12에서 조회했습니다.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = masked(text)
    assert once != text
    assert find(once) == []
    assert masked(once) == once


@pytest.mark.parametrize(
    "written",
    ["010-1234-5678", "010 1234 5678", "01012345678", "+82-10-1234-5678", "+82 (0)10-1234-5678",
     "0082-10-1234-5678", "０１０－１２３４－５６７８", "010.1234.5678"],
)  # fmt: skip
def test_one_value_has_one_placeholder_however_it_is_written(written: str) -> None:
    assert masked(f"{written} 확인") == f"{placeholder('PHONE', '010-1234-5678', KEY)} 확인"


def test_other_values_types_and_keys_have_other_placeholders() -> None:
    one = placeholder("PHONE", "010-1234-5678", KEY)
    assert one != placeholder("PHONE", "010-1234-5679", KEY)
    assert one[-8:] != placeholder("ACCOUNT", "010-1234-5678", KEY)[-8:]
    assert one != placeholder("PHONE", "010-1234-5678", b"another key of thirty-two bytes!")


def test_a_foreign_number_keeps_its_country_code() -> None:
    assert canonical("PHONE", "+44 20 7946 0958") == "442079460958"


@pytest.mark.parametrize("span_type", PII_TYPES)
def test_a_placeholder_is_never_found_as_personal_data(span_type: str) -> None:
    for value in range(200):
        made = placeholder(span_type, str(value), KEY)
        assert PLACEHOLDER.fullmatch(made)
        assert find(f"담당자: {made} 국민은행 {made}로, 여권 {made} 님") == []


def test_what_only_looks_like_a_placeholder_is_scanned() -> None:
    assert [span.type for span in find("[PHONE_01012345678]")] == ["PHONE"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("담당자: 김민수는 없습니다.", "]은 없습니다."),
        ("담당자: 홍길동은 없습니다.", "]은 없습니다."),
        ("담당자: 김민수가 왔습니다.", "]이 왔습니다."),
        ("담당자: 김민수로 합니다.", "]으로 합니다."),
        ("010-1234-5676을 씁니다.", "]를 씁니다."),
        ("010-1234-5676으로 거십시오.", "]로 거십시오."),
        ("010-1234-5676과 같습니다.", "]와 같습니다."),
        ("hong@example.com으로 보냅니다.", "]로 보냅니다."),
        ("hong@example.com는 없습니다.", "]은 없습니다."),
        ("010-1234-5676으로는 안 됩니다.", "]로는 안 됩니다."),
        ("010-1234-5676입니다.", "]입니다."),
        ("담당자: 김민수의 것", "]의 것"),
    ],
)
def test_the_particle_after_a_placeholder_agrees(before: str, after: str) -> None:
    assert masked(before).endswith(after)


def test_what_a_weaker_claim_covers_is_not_left_open() -> None:
    text = "서울 12가3456-789"
    spans = [Span(3, 10, "PLATE", 0.9, "a", ""), Span(0, 14, "ADDRESS", 0.5, "b", "")]
    assert [(s.start, s.end, s.type) for s in resolve(text, spans)] == [
        (0, 2, "ADDRESS"), (3, 10, "PLATE"), (11, 14, "ADDRESS"),
    ]  # fmt: skip
