"""Near duplicates among many rows: who stays, families, slots for names, the queue's length."""

from __future__ import annotations

import random
import subprocess
import sys

import numpy as np
import pytest

from workbench.clean.dedup import Glossary, Match, Pair, deduplicate, shown
from workbench.clean.forms import Analyser

ANSWER = "총무팀에 신청서를 내면 3일 안에 받을 수 있습니다."
ROWS = [
    Pair("a", "사원증은 어떻게 신청합니까?", ANSWER, created="1"),
    Pair("b", "사원증 신청 방법 알려 주세요", "총무팀에 신청서 내면 3일 이내에 받을 수 있어요", created="2"),
    Pair("c", "사원증은 어떻게 신청합니까?", "총무팀에 신청서를 내면 5일 안에 받을 수 있습니다.", created="3"),
    Pair("d", "명함은 어떻게 신청합니까?", ANSWER, created="4"),
    Pair("e", "사원증이 필요한데 어디에 말하죠?", ANSWER, created="5"),
    Pair("f", "사원증은 어떻게 신쳥합니까?", ANSWER, created="6"),
]  # fmt: skip


def by_id(matches: list[Match]) -> dict[str, Match]:
    return {match.id: match for match in matches}


def test_one_says_the_same_one_contradicts_one_is_worth_a_look_and_one_is_another_thing() -> None:
    found = by_id(deduplicate(ROWS))
    assert (found["b"].outcome, found["b"].dup_of, found["b"].level) == ("merge", "a", "form")
    assert (found["f"].outcome, found["f"].dup_of, found["f"].level) == ("merge", "a", "slip")
    assert found["c"].contradicts and found["c"].dup_of == "a"
    assert (found["e"].outcome, found["e"].level) == ("review", "answer")
    assert found["d"].score < found["e"].score or found["d"].outcome == "keep"
    assert found["a"].outcome == "keep" and found["a"].level == "slip"


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_near_duplicates_changes_nothing(seed: int) -> None:
    shuffled = random.Random(seed).sample(ROWS, len(ROWS))
    assert by_id(deduplicate(shuffled)) == by_id(deduplicate(ROWS))


def test_another_process_finds_the_same() -> None:
    script = (
        "from tests.clean.test_near import ROWS; from workbench.clean.dedup import deduplicate;"
        "print([(m.id, m.outcome, m.dup_of, m.score) for m in deduplicate(ROWS)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_an_approved_row_survives_a_longer_one() -> None:
    rows = [ROWS[0], Pair("b", ROWS[1].question, ROWS[1].answer, approved=True)]
    found = by_id(deduplicate(rows))
    assert found["a"].dup_of == "b" and found["a"].reason.params["kept"] == "approved"


def test_paraphrases_are_flagged_when_too_close_and_never_merged() -> None:
    rows = [
        ROWS[0],
        Pair("b", ROWS[1].question, ROWS[1].answer, parent="a"),
        Pair("c", ROWS[0].question, ROWS[0].answer, parent="a"),
        Pair(
            "d", "사원증을 받으려면 무엇을 내야 하죠?", "신청서입니다. 총무팀에 냅니다.", parent="a"
        ),
    ]
    found = by_id(deduplicate(rows))
    assert {found[i].outcome for i in "bc"} == {"review"}
    assert {found[i].level for i in "bc"} == {"paraphrase"}
    assert found["d"].outcome == "keep"
    assert min(found[i].score for i in "bc") >= 0.9


def test_siblings_of_a_parent_that_is_gone_are_a_family() -> None:
    rows = [Pair(name, ROWS[0].question, ANSWER, parent="x") for name in "bc"]
    assert sorted(m.outcome for m in deduplicate(rows)) == ["keep", "review"]


def test_a_protected_term_is_never_a_slip_and_a_synonym_is_the_same_word() -> None:
    slip = [
        Pair("1", "프로그램은?", "프로그램을 설치합니다."),
        Pair("2", "프로그램은?", "프로그렘을 설치합니다."),
    ]
    assert by_id(deduplicate(slip))["2"].outcome == "merge"
    protected = Glossary.of(protected=["프로그렘"])
    assert "merge" not in {m.outcome for m in deduplicate(slip, protected)}
    terms = [
        Pair("1", "사내 전산망은?", "사내 전산망에 접속합니다."),
        Pair("2", "인트라넷은?", "인트라넷에 접속합니다."),
    ]
    assert "merge" not in {m.outcome for m in deduplicate(terms)}
    same = Glossary.of(synonyms=[("인트라넷", "사내 전산망")])
    (merged,) = (m for m in deduplicate(terms, same) if m.outcome == "merge")
    assert merged.level == "synonym"


def test_a_rare_name_beside_many_names_is_no_slip() -> None:
    names = "가람 나래 다솜 마루 바다 사랑 아름 자람 차오 카이 타래".split()  # noqa: SIM905
    rows = [
        Pair(f"{n}.{k}", f"{name}누리 지점 {k}호 번호는?", f"{name}누리 지점은 {k}층입니다.")
        for n, name in enumerate(names)
        for k in range(25)
    ]
    rows.append(Pair("x", "가럄누리 지점 3호 번호는?", "가럄누리 지점은 3층입니다."))
    assert "merge" not in {match.outcome for match in deduplicate(rows)}


def test_the_queue_holds_the_best_clusters_and_every_contradiction() -> None:
    rows = ROWS * 1
    matches = deduplicate(rows)
    assert {m.outcome for m in shown(matches, threshold=0.9)} == {"keep", "merge", "review"}
    left = [m for m in shown(matches, threshold=0.9) if m.outcome == "review"]
    assert left and all(m.contradicts for m in left)
    assert shown(matches, threshold=0.4) == matches


def test_a_model_suggests_for_review_and_facts_stay_the_gate() -> None:
    rows = [
        Pair("1", "강아지를 데려가도 됩니까?", "반려동물은 함께 탈 수 있습니다."),
        Pair("2", "개랑 같이 타도 되나요?", "애완견 동반 승차가 허용됩니다."),
        Pair("3", "개 2마리랑 같이 타도 되나요?", "애완견 동반 승차가 허용됩니다."),
    ]

    def embed(texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 3), dtype=np.float32)

    found = by_id(deduplicate(rows, embed=embed))  # type: ignore[arg-type]
    assert "merge" not in {match.outcome for match in found.values()}
    linked = [m for m in found.values() if m.level == "meaning"]
    assert len(linked) == 1 and {linked[0].id, linked[0].dup_of} == {"1", "2"}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("1시간 30분 이내", {"=≤time:5400"}), ("최소 여덟 자리", {"=≥character:8"}),
        ("하루에 한 번", {"=day:1", "=times:1"}), ("한번 확인해 주세요", set()),
        ("오후 3시 30분까지", {"=clock:15:30"}), ("2026년 3월 2일", {"=date:2026-03-02"}),
        ("5만 5천원", {"=krw:55000"}), ("WF-1000XM5를 켠다", {"=id:wf1000xm5"}),
        ("하면 안 됩니다", {"=neg:1"}), ("010-1234-5678로", {"=tel:01012345678"}),
        ("안내 데스크", set()), ("두꺼운 네트워크 한국 열쇠", set()),
        ("March 2, 2026", {"=date:2026-03-02"}), ("twice a day", {"=times:2", "=day:1"}),
        ("at most 5 people", {"=≤person:5"}), ("within 24 hours", {"=≤time:86400"}),
        ("never", {"=neg:1"}), ("notify a nobleman", set()),
    ],
)  # fmt: skip
def test_the_facts_of_a_text(text: str, facts: set[str]) -> None:
    assert Analyser().form(text).facts == facts
