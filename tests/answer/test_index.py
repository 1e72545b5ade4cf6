"""The index: what it finds, how it is made anew, and what it does when its file is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from workbench.answer import building
from workbench.answer.building import Built, Passage, build
from workbench.answer.index import Index
from workbench.errors import UserError

MANUAL = [
    Passage("password", "비밀번호는 90일마다 바꾸어야 한다.", "계정 관리"),
    Passage("card", "출입 카드를 잃어버린 사람은 총무팀에 신고한다.", "출입 통제"),
    Passage("cctv", "영상기록은 30일 이상 보관한다.", "영상감시(CCTV) 운영"),
    Passage("vpn", "Remote workers use the VPN. Passwords are never shared.", "Remote work"),
    Passage("empty", "", ""),
]


def found(path: Path, question: str, k: int = 5) -> list[str]:
    with Index(path) as index:
        return [hit.passage_id for hit in index.search(question, k)]


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    path = tmp_path / "manual.sqlite"
    assert build(MANUAL, path) == Built(passages=5, changed=5)
    return path


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("비밀번호 변경 주기는?", "password"),
        ("출입카드 분실", "card"),
        ("CCTV는 며칠 보관합니까?", "cctv"),
        ("신고", "card"),
        ("password", "vpn"),
        ("계정 관리", "password"),
        ('"OR" AND NOT * NEAR(', None),
        ("구내식당 메뉴", None),
        ("", None),
    ],
)
def test_the_passage_that_answers_comes_first(
    manual: Path, question: str, best: str | None
) -> None:
    assert found(manual, question)[:1] == ([best] if best else [])


def test_a_passage_with_all_that_is_asked_comes_before_one_that_repeats_a_part(
    tmp_path: Path,
) -> None:
    path = tmp_path / "chapters.sqlite"
    repeats = Passage("repeats", "순찰 순찰 순찰 기록.", "순찰")
    whole = Passage(
        "whole",
        "이 장은 이상 징후를 조기에 발견한다는 것을 목적으로 한다. 주관 부서는 경비반이며, 세부 "
        "기준이 법령과 다를 때에는 법령을 우선 적용하고 그 사유를 기록하여 제출하여야 한다. "
        + "근무자는 정해진 경로와 시각에 따라 움직이고 인계할 것을 다음 사람에게 말로 전한다. "
        * 8,
        "순찰 및 경비",
    )
    others = [Passage(f"other{n}", f"{n}호 서식에 기록하여 제출한다.") for n in range(20)]
    build([repeats, whole, *others], path)
    assert found(path, "순찰의 주관 부서는 어디입니까?")[0] == "whole"


def test_an_approved_question_leads_to_the_passage_that_answers_it(tmp_path: Path) -> None:
    path = tmp_path / "asked.sqlite"
    asked = Passage("card", MANUAL[1].text, questions=("사원증을 분실하면 누구에게 알립니까?",))
    build([*MANUAL[:1], asked], path)
    assert found(path, "사원증 분실") == ["card"]


def test_hits_are_scored_and_their_number_is_limited(manual: Path) -> None:
    with Index(manual) as index:
        hits = index.search("출입 카드와 비밀번호와 CCTV 신고", 2)
    assert len(hits) == 2
    assert 1 >= hits[0].score >= hits[1].score >= 0
    assert all(0 <= hit.coverage <= 1 for hit in hits)


def test_equal_passages_come_in_the_order_in_which_they_were_indexed(tmp_path: Path) -> None:
    path = tmp_path / "equal.sqlite"
    build([Passage(f"p{n}", "같은 내용의 단락이다.") for n in range(40)], path)
    assert found(path, "같은 내용", 3) == ["p0", "p1", "p2"]


def test_what_changed_is_indexed_again_and_nothing_else(manual: Path, tmp_path: Path) -> None:
    changed = [
        MANUAL[0],
        Passage("card", "카드를 잃어버리면 보안팀에 알린다.", "출입 통제"),
        *MANUAL[3:],
        Passage("new", "흡연은 옥상에서만 한다."),
    ]
    path = tmp_path / "changed.sqlite"
    assert build(changed, path, start_from=manual) == Built(passages=5, changed=3)
    assert found(path, "보안팀") == ["card"]
    assert found(path, "흡연") == ["new"]
    assert found(path, "총무팀에 신고") == []
    assert found(path, "영상기록") == []
    assert found(manual, "영상기록") == ["cctv"]


def test_an_index_made_in_steps_finds_what_one_made_at_once_finds(tmp_path: Path) -> None:
    first, second, whole = (tmp_path / f"{name}.sqlite" for name in ("first", "second", "whole"))
    build(MANUAL[:3], first)
    build(MANUAL, second, start_from=first)
    build(MANUAL, whole)
    for question in ("비밀번호", "카드를 잃어버리면", "VPN", "30일"):
        with Index(second) as stepwise, Index(whole) as at_once:
            assert stepwise.search(question, 5) == at_once.search(question, 5)


def test_the_same_id_twice_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        build([MANUAL[0], MANUAL[0]], tmp_path / "twice.sqlite")
    assert refused.value.key == "error.passage_twice"
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_does_not_find_its_passages_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO words(words) VALUES ('delete-all')")

    monkeypatch.setattr(building, "_count_terms", forgetful)
    with pytest.raises(UserError) as refused:
        build(MANUAL, tmp_path / "damaged.sqlite")
    assert refused.value.key == "error.index_damaged"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be read"])
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        Index(path)
    assert refused.value.key == "error.index_unreadable"
    build(MANUAL, tmp_path / "y.sqlite", start_from=path)
    assert found(tmp_path / "y.sqlite", "VPN") == ["vpn"]


def test_an_index_of_another_release_is_refused(manual: Path) -> None:
    with sqlite3.connect(manual) as db:
        db.execute("UPDATE facts SET value = '0' WHERE name = 'version'")
    with pytest.raises(UserError) as refused:
        Index(manual)
    assert refused.value.key == "error.index_version"
