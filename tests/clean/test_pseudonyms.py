"""Pseudonyms: of the value's form, nobody's, the same everywhere, and in agreement with Korean."""

from __future__ import annotations

import re

import pytest

from workbench.clean.masking import agree
from workbench.clean.pseudonyms import draw, final_of, replace, wanted
from workbench.clean.recognizers.card import RECOGNIZER as CARD
from workbench.clean.sealing import value_digest
from workbench.clean.spans import PII_TYPES, Span

KEY = "5a" * 32

FORMS = {
    "PERSON": r"[가-힣]{3}",
    "PHONE": r"010-0000-\d{4}",
    "EMAIL": r"user\.[a-z]{6}@example\.com",
    "RRN": r"\d{4}00-1\d{6}",
    "FRN": r"\d{4}00-5\d{6}",
    "BRN": r"000-00-\d{5}",
    "CARD": r"0000-\d{4}-\d{4}-\d{4}",
    "ACCOUNT": r"000-0000-\d{7}",
    "PASSPORT": r"M000\d{5}",
    "LICENCE": r"00-00-\d{6}-00",
    "PLATE": r"00[가-힣]\d{4}",
    "ADDRESS": r"가상시 .+구 .+[길로] \d+",
    "IP": r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+",
}


@pytest.mark.parametrize("span_type", PII_TYPES)
def test_every_type_has_a_range_of_its_own_that_belongs_to_nobody(span_type: str) -> None:
    one = wanted(KEY, span_type, "홍길동의 값 12345678")
    drawn = draw(KEY, one, 0)
    assert drawn is not None and re.fullmatch(FORMS[span_type], drawn)
    assert draw(KEY, one, 0) == drawn
    assert len({draw(KEY, one, attempt) for attempt in range(40)}) > 20


def test_a_drawn_card_fails_its_check_digit() -> None:
    for number in range(200):
        drawn = draw(KEY, wanted(KEY, "CARD", f"{number:016d}"), 0)
        assert drawn is not None and list(CARD.find(drawn)) == []


def test_a_type_of_ones_own_gets_a_placeholder() -> None:
    one = wanted(KEY, "EMPLOYEE_NO", "EMP-1234")
    assert draw(KEY, one, 0) is None
    text = replace("EMP-1234를", [Span(0, 8, "EMPLOYEE_NO", 1.0, "t", "t")], {}, KEY)
    assert re.fullmatch(r"\[EMPLOYEE_NO_[0-9a-z]{6}\]를", text)


@pytest.mark.parametrize(
    ("word", "final"),
    [
        ("한가람", "ㄱ"), ("한나래", None), ("김아슬", "ㄹ"), ("010-0000-1230", "ㅇ"),
        ("010-0000-1231", "ㄹ"), ("010-0000-1232", None), ("010-0000-1233", "ㅁ"),
        ("010-0000-1236", "ㄱ"), ("010-0000-1239", None), ("user.abc@example.com", "ㅁ"),
        ("Cedar Pinewold", None), ("Fern Greymoor", None),
    ],
)  # fmt: skip
def test_how_a_pseudonym_is_read_at_its_end(word: str, final: str | None) -> None:
    assert final_of(word) == final


@pytest.mark.parametrize(
    ("value", "stand_in", "before", "after"),
    [
        ("김민수", "한가람", "김민수는 왔다", "한가람은 왔다"),
        ("김민수", "한가람", "김민수가 왔다", "한가람이 왔다"),
        ("김민수", "한가람", "김민수를 봤다", "한가람을 봤다"),
        ("김민수", "한가람", "김민수와 함께", "한가람과 함께"),
        ("김민수", "한가람", "김민수랑 함께", "한가람이랑 함께"),
        ("김민수", "한가람", "김민수로 바꿨다", "한가람으로 바꿨다"),
        ("박영훈", "한나래", "박영훈은 왔다", "한나래는 왔다"),
        ("박영훈", "한나래", "박영훈이랑 함께", "한나래랑 함께"),
        ("박영훈", "김아슬", "박영훈으로 바꿨다", "김아슬로 바꿨다"),
        ("010-1234-5676", "010-0000-1231", "010-1234-5676으로", "010-0000-1231로"),
        ("010-1234-5672", "010-0000-1236", "010-1234-5672로", "010-0000-1236으로"),
        ("010-1234-5672", "010-0000-1236", "010-1234-5672가", "010-0000-1236이"),
        ("김민수", "한가람", "김민수 님은", "한가람 님은"),
    ],
)
def test_the_particle_follows_the_pseudonym(
    value: str, stand_in: str, before: str, after: str
) -> None:
    span_type = "PHONE" if value[0] == "0" else "PERSON"
    table = {(span_type, value_digest(KEY, span_type, value)): stand_in}
    span = Span(0, len(value), span_type, 1.0, "t", "t")
    assert replace(before, [span], table, KEY) == after


def test_placeholders_take_the_colloquial_particle_too() -> None:
    assert agree("PERSON", "랑 통화") == "이랑 통화"
    assert agree("PHONE", "이랑 주소") == "랑 주소"
