"""Limits of quality checks: what they hide, who set them; and the distribution of a project."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from storage import projects as project_rows
from storage import schema as s
from tests.clean.conftest import AddExample
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.clean import finding_service, quality_service, service
from workbench.clean.cases import QualityCheck
from workbench.clean.distribution import Row, as_csv, distribution, tallied
from workbench.clean.distribution_service import distribution_of
from workbench.errors import NotAllowed, UserError
from workbench.projects import create_project
from workbench.records import Project
from workbench.review import history_service
from workbench.review.cards import ExampleFilter
from workbench.ui.text import render
from workbench.workspace import Workspace


@pytest.fixture
def fill(add_example: AddExample) -> AddExample:
    """One clear reference (.85), one that leads to a list (.3) and one vague question (.65)."""

    def add(ws: Workspace, project: Project) -> None:
        add_example(ws, project, "예약금은 얼마입니까?", "위 표에 따르면 3만 원입니다.")
        add_example(ws, project, "예약 서류는?", "아래 사항을 냅니다.\n1. 신청서\n2. 신분증")
        add_example(ws, project, "조건이 뭔가요?", "예약금 3만 원입니다.")
        jobs.run_here(ws, project.id, service.start_checks(ws, OWNER, project.id).id)

    return add


def shown(ws: Workspace, project: Project, state: str = "open") -> list[tuple[str, float]]:
    page = finding_service.list_findings(ws, OWNER, project.id, kinds=("quality",), states=(state,))
    assert page.total == len(page.cases)
    return sorted((case.finding.type, case.finding.score) for case in page.cases)


def check_of(ws: Workspace, project: Project, name: str) -> QualityCheck:
    checks = quality_service.quality_checks(ws, OWNER, project.id)
    return next(check for check in checks if check.name == name)


def test_a_threshold_changes_what_is_shown_and_counted_without_another_check(
    any_workspace: Workspace, project: Project, curator: Actor, fill: AddExample
) -> None:
    ws = any_workspace
    fill(ws, project)
    assert shown(ws, project) == [("refers_to_document", 0.85), ("too_vague", 0.65)]
    check = check_of(ws, project, "refers_to_document")
    assert (check.number(), check.number(0.2), check.changed_by) == (1, 2, "")
    name = "refers_to_document"
    assert quality_service.set_limit(ws, curator, project.id, name, threshold=0.25)
    assert shown(ws, project)[:2] == [(name, 0.3), (name, 0.85)]
    assert quality_service.set_limit(ws, curator, project.id, name, threshold=0.9)
    assert shown(ws, project) == [("too_vague", 0.65)]
    assert quality_service.set_limit(ws, curator, project.id, "too_vague", enabled=False)
    assert shown(ws, project) == []
    with ws.db.read() as connection:
        assert "quality" not in project_rows.stage_counts(connection, project.id)["open_findings"]
    assert check_of(ws, project, name).changed_by == "kim"
    assert quality_service.set_limit(ws, curator, project.id, "too_vague", enabled=True)
    assert shown(ws, project) == [("too_vague", 0.65)]


def test_a_limit_holds_in_review_too(
    workspace: Workspace, project: Project, curator: Actor, fill: AddExample
) -> None:
    fill(workspace, project)
    wanted = ExampleFilter(finding="quality")

    def listed() -> list[str]:
        rows, total = history_service.list_examples(workspace, curator, project.id, wanted)
        assert total == len(rows)
        return sorted(finding.type for row in rows for finding in row.findings)

    assert listed() == ["refers_to_document", "too_vague"]
    quality_service.set_limit(workspace, curator, project.id, "too_vague", enabled=False)
    assert listed() == ["refers_to_document"]


def test_what_a_person_decided_is_never_hidden(
    any_workspace: Workspace, project: Project, curator: Actor, fill: AddExample
) -> None:
    ws = any_workspace
    fill(ws, project)
    page = finding_service.list_findings(ws, OWNER, project.id, kinds=("quality",))
    ids = [case.finding.id for case in page.cases]
    finding_service.decide_findings(ws, curator, project.id, ids, "accepted")
    for name in ("refers_to_document", "too_vague"):
        quality_service.set_limit(ws, curator, project.id, name, enabled=False)
    assert shown(ws, project, "accepted") == [("refers_to_document", 0.85), ("too_vague", 0.65)]


def test_deciding_all_leaves_what_is_hidden_undecided(
    workspace: Workspace, project: Project, curator: Actor, fill: AddExample
) -> None:
    fill(workspace, project)
    ids = finding_service.decide_all(workspace, curator, project.id, "accepted", kinds=("quality",))
    assert len(ids) == 2
    quality_service.set_limit(workspace, curator, project.id, "refers_to_document", threshold=0.3)
    assert shown(workspace, project) == [("refers_to_document", 0.3)]


def test_a_change_is_audited_once_with_the_percents_before_and_after(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    for _ in range(2):
        quality_service.set_limit(workspace, curator, project.id, "too_vague", threshold=0.7)
    quality_service.set_limit(workspace, curator, project.id, "too_vague", enabled=False)
    with workspace.db.read() as connection:
        events = connection.execute(
            sa.select(s.audit_events).where(s.audit_events.c.subject_kind == "quality_check")
        ).all()
    assert [(e.action, e.subject_id, e.counts) for e in events] == [
        ("limit_quality_check", "too_vague", {"percent_before": 50, "percent_after": 70}),
        ("disable_quality_check", "too_vague", {}),
    ]


def test_limits_are_for_curators_for_known_checks_and_of_one_project(
    workspace: Workspace, project: Project, admin: Actor, curator: Actor, reviewer: Actor
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    with pytest.raises(NotAllowed):
        quality_service.set_limit(workspace, reviewer, project.id, "too_vague", threshold=0.7)
    with pytest.raises(UserError, match="quality_check_unknown"):
        quality_service.set_limit(workspace, curator, project.id, "nothing", threshold=0.7)
    with pytest.raises(UserError, match="quality_threshold"):
        quality_service.set_limit(workspace, curator, project.id, "too_vague", threshold=0.1)
    quality_service.set_limit(workspace, curator, project.id, "too_vague", threshold=0.7)
    assert check_of(workspace, project, "too_vague").threshold == 0.7
    assert check_of(workspace, other, "too_vague").threshold == 0.5


def test_cases_beside_a_threshold_are_the_least_sure_above_and_the_surest_below(
    any_workspace: Workspace, project: Project, fill: AddExample
) -> None:
    fill(any_workspace, project)
    above, below = quality_service.cases_beside(
        any_workspace, OWNER, project.id, "refers_to_document", 0.6
    )
    assert [case.finding.score for case in above] == [0.85]
    assert [case.finding.score for case in below] == [0.3]
    assert above[0].value == "위 표"


def test_what_only_the_project_tells_is_found_by_the_check_and_not_twice(
    any_workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    ws = any_workspace
    for n in range(40):
        add_example(
            ws, project, f"호텔 {n}호실은 언제 청소합니까?", f"호텔 {n}호실은 10시에 청소합니다."
        )
    long = " ".join(f"호텔 {n}층 복도를 지나 {n + 1}시에 청소합니다." for n in range(30))
    add_example(ws, project, "호텔 복도는 언제 청소합니까?", long)
    for _ in range(2):
        jobs.run_here(ws, project.id, service.start_checks(ws, OWNER, project.id).id)
        assert [name for name, _ in shown(ws, project)] == ["length_outlier"]


# ---- distribution --------------------------------------------------------------------------------


def rows(number: int, **change: object) -> list[Row]:
    fixed = {
        "status": "draft", "category": "definition", "style": "plain", "origin": "imported",
        "answerable": True, "document": "약관.pdf",
    }  # fmt: skip
    return [
        Row(**{**fixed, "question": f"보험 {n}호는 무엇인가요?", "answer": f"보험 {n}호입니다.", **change})  # type: ignore[arg-type]
        for n in range(number)
    ]  # fmt: skip


def warned(of: list[Row]) -> set[str]:
    return {w.key.rpartition(".")[2] for w in distribution(tallied(of)).warnings}


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("document", [*rows(70), *rows(30, document="안내.pdf")]),
        ("category", [*rows(80), *rows(20, category="procedure")]),
        ("style", [*rows(90), *rows(10, style="colloquial")]),
        ("first_word", rows(50)),
        ("last_word", rows(50)),
        ("language", [*rows(95), *rows(5, question="What is it for?", answer="For testing.")]),
        ("answerable", rows(50, answerable=False)),
        ("same_answer", rows(50, answer="고객센터에 문의하십시오.")),
        ("long_answers", [*rows(90), *rows(10, answer="보험 약관의 내용입니다. " * 60)]),
    ],
)
def test_skew_is_said_in_a_sentence(kind: str, of: list[Row]) -> None:
    assert kind in warned(of)
    for warning in distribution(tallied(of)).warnings:
        for language in ("ko", "en"):
            assert "{" not in render(warning.key, warning.params, language)


def test_what_is_even_or_little_is_not_warned_of() -> None:
    words = ["계약", "보장", "해지", "청구", "납입", "환급", "가입", "면책", "심사", "갱신"]
    even = [
        Row("draft", f"c{n % 3}", f"s{n % 3}", "imported", True, f"d{n % 4}",
            f"{words[n % 10]} {n}번은 언제 {words[n // 10]}{'합니까' if n % 2 else '하나요'}?", f"{n}일입니다.")
        for n in range(100)
    ]  # fmt: skip
    assert warned(even) == set()
    assert warned(rows(10)) == set()


def test_lengths_are_counted_in_bins_that_hold_every_row() -> None:
    found = distribution(tallied(rows(50, answer="가" * 30)))
    answers = next(x for x in found.lengths if (x.measure, x.unit) == ("answer", "characters"))
    assert (answers.middle, answers.low, answers.high, answers.most) == (30, 30, 30, 30)
    for length in found.lengths:
        assert sum(one.count for one in length.bins) == found.rows == 50


def test_a_view_is_of_one_status_and_language_and_its_table_adds_up() -> None:
    tallies = tallied(
        [*rows(6), *rows(3, status="approved", question="What is a policy?", answer="x")]
    )
    assert distribution(tallies).rows == 9
    assert distribution(tallies, "approved").rows == 3
    assert distribution(tallies, "approved", "ko").rows == 0
    table = list(csv.reader(io.StringIO(as_csv(distribution(tallies)).lstrip("\ufeff"))))
    assert sum(int(count) for kind, _, count, _ in table[1:] if kind == "language") == 9


def test_a_csv_runs_nothing_in_a_spreadsheet() -> None:
    assert "'=cmd" in as_csv(distribution(tallied(rows(1, category="=cmd|' /C calc'!A0"))))


def test_the_distribution_of_a_project_follows_what_changes(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    assert distribution_of(ws, curator, project.id).rows == 0
    first = add_example(ws, project, "보험은 무엇입니까?", "계약입니다.")
    add_example(ws, project, "What is a policy?", "A contract.", status="approved")
    assert distribution_of(ws, curator, project.id).rows == 2
    assert distribution_of(ws, curator, project.id, "approved", "en").rows == 1
    with ws.db.write() as connection:
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == first.id).values(status="rejected")
        )
    statuses = distribution_of(ws, curator, project.id).counts["status"]
    assert {share.value: share.count for share in statuses} == {"approved": 1, "rejected": 1}
    with pytest.raises(UserError, match="status_unknown"):
        distribution_of(ws, curator, project.id, "nothing")
    with pytest.raises(UserError, match="language_unknown"):
        distribution_of(ws, curator, project.id, "", "fr")
