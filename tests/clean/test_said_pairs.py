"""The table of pairs that people wrote: what says the same merges, what does not never does."""

from __future__ import annotations

import pytest

from tests.clean.said_pairs import OTHER, SAME, table
from workbench.clean.dedup import Match, Pair, deduplicate

QUESTION = "무엇을 알아야 하나요?"
ANSWER = "담당 부서에 확인한 뒤 안내해 드립니다."


def together(one: tuple[str, str], other: tuple[str, str]) -> list[Match]:
    return deduplicate([Pair("1", *one), Pair("2", *other)])


@pytest.mark.parametrize(("category", "one", "other"), table(SAME))
def test_the_same_in_other_words_is_merged(category: str, one: str, other: str) -> None:
    wanted = {"review"} if category == "reword" else {"merge"}
    as_answer = together((QUESTION, one), (QUESTION, other))
    as_question = together((one, ANSWER), (other, ANSWER))
    for matches in (as_answer, as_question):
        assert {match.outcome for match in matches} - {"keep"} == wanted


@pytest.mark.parametrize(("category", "one", "other"), table(OTHER))
def test_another_fact_is_never_merged(category: str, one: str, other: str) -> None:
    assert "merge" not in {m.outcome for m in together((one, ANSWER), (other, ANSWER))}
    as_answer = together((QUESTION, one), (QUESTION, other))
    assert {match.outcome for match in as_answer} == {"keep", "review"}


@pytest.mark.parametrize(
    "category", ["number", "unit", "compare", "negation"], ids=lambda category: category
)
def test_other_facts_in_the_answer_contradict(category: str) -> None:
    for found, one, other in table(OTHER):
        if found == category:
            matches = together((QUESTION, one), (QUESTION, other))
            assert any(match.contradicts for match in matches), (one, other)
