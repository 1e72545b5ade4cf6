"""Duplicates: what is merged, what is reviewed, who stays; the same for every order of the rows."""

from __future__ import annotations

import random

import pytest

from workbench.clean.dedup import Match, Pair, deduplicate
from workbench.clean.normal import normalised, numbers

QUESTION, ANSWER = "비밀번호는 며칠마다 바꿉니까?", "90일마다 바꿉니다."


def pair(number: int, question: str = QUESTION, answer: str = ANSWER, **more: object) -> Pair:
    return Pair(id=str(number), question=question, answer=answer, **more)  # type: ignore[arg-type]


def outcome(*pairs: Pair) -> dict[str, Match]:
    return {match.id: match for match in deduplicate(pairs)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("90일마다 바꿉니다.", "90 일마다  바꿉니다"),
        ("９０일마다 바꿉니다．", "90일마다 바꿉니다."),
        ("VPN을 켭니다.", "vpn을 켭니다"),
        ("“관리자”에게 묻습니다!", "관리자에게 묻습니다."),
        ("1,000원입니다.", "1000원입니다."),
        ("zero\u200bwidth", "zerowidth"),
        ("범위는 3–5일", "범위는 3-5일"),
        ("• 첫째, 승인", "첫째 승인"),
    ],
)
def test_writing_is_no_difference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5배", "15배"), ("90일", "60일"), ("10%", "10"), ("-5도", "5도"), ("3-5일", "35일"),
        ("C#", "C"), ("C++", "C"), ("제3 4항", "제34항"), ("10²", "102"), ("a < b", "a > b"),
        ("12:30", "1230"), ("됩니다", "안 됩니다"), ("1Gbps", "1Mbps"), ("₩100", "$100"),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_a_difference(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_equal_pairs_are_merged_and_say_at_which_level() -> None:
    found = outcome(pair(1), pair(2), pair(3, answer="90 일마다 바꿉니다"), pair(4, "다른 질문?"))
    assert [found[i].outcome for i in "1234"] == ["keep", "merge", "merge", "keep"]
    assert [found[i].level for i in "1234"] == ["normalised", "exact", "normalised", "unique"]
    assert [found[i].dup_of for i in "1234"] == [None, "1", "1", None]
    assert [found[i].cluster for i in "1234"] == ["1", "1", "1", "4"]


def test_same_question_with_other_facts_is_a_contradiction_and_never_merged() -> None:
    found = outcome(pair(1, created="1"), pair(2, answer="60일마다 바꿉니다.", created="2"))
    assert found["2"].outcome == "review" and found["2"].contradicts
    assert found["2"].dup_of == found["2"].cluster == "1"


def test_a_negation_is_a_contradiction_other_words_are_not() -> None:
    found = outcome(
        pair(1, answer="반출할 수 있으니 신청하십시오."), pair(2, answer="반출할 수 없습니다."),
        pair(3, answer="신청하면 반출됩니다."),
    )  # fmt: skip
    assert (found["2"].contradicts, found["3"].contradicts) == (True, False)
    assert {found["2"].outcome, found["3"].outcome} == {"review"}


def test_a_number_written_with_other_dashes_is_no_contradiction() -> None:
    assert numbers("010-1234-5678") == numbers("010 1234 5678")


def test_the_same_words_after_another_conversation_are_not_the_same() -> None:
    found = outcome(
        pair(1, history=("요금제를 바꾸고 싶어요.",)), pair(2, history=("해지할게요.",))
    )
    assert {match.outcome for match in found.values()} == {"keep"}


LADDER = [
    ({"approved": True}, {"edited": True}, "approved"),
    ({"edited": True}, {"evidence": True}, "edited"),
    ({"evidence": True}, {"answer": ANSWER + "!!"}, "evidence"),
    ({"answer": ANSWER + "!!"}, {"created": "2020"}, "longer"),
    ({"created": "2020"}, {"created": "2021"}, "older"),
]


@pytest.mark.parametrize(("kept", "dropped", "why"), LADDER)
def test_who_stays_and_why(kept: dict[str, object], dropped: dict[str, object], why: str) -> None:
    """Approved > edited by a person > has evidence > longer answer > older."""
    base: dict[str, object] = {"created": "2022"}
    found = outcome(pair(1, **{**base, **dropped}), pair(2, **{**base, **kept}))
    assert found["1"].dup_of == "2"
    assert found["1"].reason.params["kept"] == why


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [
        pair(n, f"질문 {n % 3}?", f"{n % 2}일{'.' * (n % 4)}", approved=n == 7, created=str(n // 5))
        for n in range(40)
    ]
    expected = outcome(*rows)
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert outcome(*shuffled) == expected
        assert [match.id for match in deduplicate(shuffled)] == [row.id for row in shuffled]


def test_nothing_is_nothing() -> None:
    assert deduplicate([]) == []
