"""What a grader sees tells nothing of whose answer it is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from workbench.grade.blind import blind_answers, lettered
from workbench.records import Answer, Citation


def answer(system: str, text: str, question: str = "q", random_weights: bool = False) -> Answer:
    return Answer(
        id=f"{question}-{system}",
        project_id="p",
        campaign_id="c",
        question_id=question,
        system_id=system,
        state="answer",
        text=text,
        extractive=False,
        level="internal",
        random_weights=random_weights,
        took_ms=7,
        citations=(
            Citation(
                number=1, chunk_id="k", document_id="d", document_name="manual", level="internal"
            ),
        ),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


ANSWERS = [answer("base", "모릅니다."), answer("rag", "90일입니다 [1]."), answer("peft", "60일")]


def order(grader: str, seed: str = "s", question: str = "q") -> list[str]:
    given = [answer(a.system_id, a.text, question) for a in ANSWERS]
    return [group[0].system_id for group in lettered(given, seed, grader).values()]


def test_the_order_stays_for_one_grader_and_question() -> None:
    assert order("lee") == order("lee")
    assert lettered(ANSWERS, "s", "lee") == lettered(ANSWERS[::-1], "s", "lee")


def test_every_order_comes_up_about_as_often() -> None:
    seen = Counter(tuple(order(grader, question=f"q{n}")) for grader in "ab" for n in range(600))
    assert len(seen) == 6
    assert max(seen.values()) - min(seen.values()) < 90


def test_another_seed_and_another_grader_give_other_orders() -> None:
    questions = [f"q{n}" for n in range(40)]
    assert [order("lee", question=q) for q in questions] != [
        order("kim", question=q) for q in questions
    ]
    assert [order("lee", "s", q) for q in questions] != [order("lee", "t", q) for q in questions]


def test_equal_texts_stand_under_one_letter() -> None:
    groups = lettered([*ANSWERS, answer("peft_rag", "90일입니다.")], "s", "lee")
    assert list(groups) == ["A", "B", "C"]
    assert sorted(len(group) for group in groups.values()) == [1, 1, 2]


def test_sources_and_names_are_not_on_the_card() -> None:
    shown = blind_answers(lettered(ANSWERS, "s", "lee"))
    words = "".join(each.model_dump_json() for each in shown)
    assert "90일입니다." in words
    for telling in ("[1]", "manual", "base", "rag", "peft", "took"):
        assert telling not in words


def test_random_weights_are_marked_and_never_share_a_letter() -> None:
    groups = lettered(
        [answer("a", "같은 글"), answer("b", "같은 글", random_weights=True)], "s", "lee"
    )
    assert [each.random_weights for each in blind_answers(groups)].count(True) == 1
