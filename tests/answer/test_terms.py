"""How texts and questions become terms."""

from __future__ import annotations

import pytest

from workbench.answer.terms import JOINED, question_terms, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("보안", ["보안"]),
        ("출입증을", ["출입", "입증", "증을"]),
        ("출입 카드", ["출입", "입카", "카드"]),
        ("칼", ["칼"]),
        ("30일 이상", ["30", "일이", "이상"]),
        ("USB메모리", ["usb", "메모", "모리"]),
        ("E06-52", ["e06", "e", "06", "52"]),
        ("passwords", ["passwords", "passw"]),
        ("ＶＰＮ 접속", ["vpn", "접속"]),
        ("출입", ["출입"]),
        ("!?… \n", []),
        ("", []),
    ],
)
def test_texts_become_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_spacing_does_not_matter() -> None:
    assert terms("정보자산 반출입") == terms("정보자산반출입")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("비밀번호는 무엇입니까?", {"비밀", "밀번", "번호"}),
        ("순찰은 누가 하나요?", {"순찰"}),
        (
            "출입증을 잃어버리면 어떻게 해야 하나요?",
            {"출입", "입증", "잃어", "어버", "버리", "리면"},
        ),
        ("What is the password policy?", {"password", "passw", "policy", "polic"}),
        ("무엇입니까?", {"무엇", "엇입", "입니", "니까"}),
    ],
)
def test_words_that_only_ask_and_particles_are_left_out(question: str, asked: set[str]) -> None:
    assert {term for term, tells in question_terms(question).items() if tells == 1} == asked


def test_pairs_across_a_space_tell_less() -> None:
    assert question_terms("출입 카드")["입카"] == JOINED


@pytest.mark.parametrize("length", [1, 2, 31, 32, 33, 500])
def test_runs_of_any_length_become_all_their_pairs(length: int) -> None:
    run = "".join(chr(first + n % 90) for n in range(length) for first in (0xAC00, 0x4E00))
    pairs = [run[n : n + 2] for n in range(len(run) - 1)]
    assert terms(run) == pairs
    assert terms(f"{run}. {run}") == pairs * 2
