"""Checking a project: the job, its findings, decisions that stay decided, and what is audited."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.clean.conftest import AddExample
from workbench import jobs
from workbench.access import Actor
from workbench.clean import finding_service, service
from workbench.clean.cases import CasePage
from workbench.errors import NotAllowed, StaleWrite, UserError
from workbench.projects import create_project
from workbench.records import Job, Project, Turn
from workbench.workspace import Workspace

PHONE = "담당자 번호는 010-1234-5678입니다."


def check(ws: Workspace, actor: Actor, project: Project) -> Job:
    return jobs.run_here(ws, project.id, service.start_checks(ws, actor, project.id).id)


def found(
    ws: Workspace, actor: Actor, project: Project, *kinds: str, state: str = "open"
) -> CasePage:
    return finding_service.list_findings(ws, actor, project.id, kinds=kinds, states=(state,))


def test_a_check_finds_personal_data_duplicates_and_poor_answers(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add_example(ws, project, "담당자 번호는 무엇입니까?", PHONE)
    add_example(ws, project, "담당자 번호는 무엇입니까", "담당자 번호는 010-1234-5678 입니다")
    add_example(ws, project, "보존 기간은?", "위 표에 따르면 3년입니다.")
    add_example(ws, project, "보존 기간은?", "위 표에 따르면 5년입니다.")
    ended = check(ws, curator, project)
    assert ended.state == "done"
    assert ended.result == {
        "checked": 4,
        "pii": 2,
        "quality": 2,
        "duplicate": 1,
        "contradiction": 1,
    }
    case = found(ws, curator, project, "pii").cases[0]
    assert case.value == "010-1234-5678"
    assert case.field_text[case.finding.start : case.finding.end] == case.value


def test_checking_again_replaces_open_findings_and_asks_nothing_twice(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    for _ in range(3):
        add_example(ws, project, "담당자 번호는 무엇입니까?", PHONE)
    check(ws, curator, project)
    first = found(ws, curator, project)
    dismissed = found(ws, curator, project, "pii").cases[0].finding
    duplicate = found(ws, curator, project, "duplicate").cases[0].finding
    finding_service.decide_findings(ws, curator, project.id, [dismissed.id], "dismissed")
    finding_service.decide_findings(ws, curator, project.id, [duplicate.id], "accepted")
    check(ws, curator, project)
    again = found(ws, curator, project)
    assert again.total == first.total - 2
    assert {dismissed.id, duplicate.id}.isdisjoint(case.finding.id for case in again.cases)
    assert found(ws, curator, project, state="dismissed").cases[0].finding.id == dismissed.id


def test_a_decided_pair_is_not_found_the_other_way_round(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    """The survivor becomes another one when an example is approved; the decision still stands."""
    kept = add_example(workspace, project, "기간은 얼마입니까?", "3년입니다.")
    later = add_example(workspace, project, "기간은 얼마입니까", "3년입니다")
    check(workspace, curator, project)
    finding = found(workspace, curator, project, "duplicate").cases[0].finding
    assert (finding.subject_id, finding.other_id) == (later.id, kept.id)
    finding_service.decide_findings(workspace, curator, project.id, [finding.id], "dismissed")
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == later.id).values(status="approved")
        )
    check(workspace, curator, project)
    assert found(workspace, curator, project, "duplicate").total == 0


def test_rejected_examples_are_not_checked_and_their_findings_not_shown(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    example = add_example(workspace, project, "번호는 무엇입니까?", PHONE)
    add_example(workspace, project, "번호는 무엇입니까?", PHONE, status="rejected")
    assert check(workspace, curator, project).result["checked"] == 1
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == example.id).values(status="rejected")
        )
    assert found(workspace, curator, project).total == 0


def test_earlier_turns_are_checked_too(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    turns = (Turn(role="user", content="안녕하세요"), Turn(role="assistant", content=PHONE))
    add_example(
        workspace, project, "그 번호로 걸면 됩니까?", "그렇게 하시면 됩니다.", history=turns
    )
    check(workspace, curator, project)
    case = found(workspace, curator, project, "pii").cases[0]
    assert (case.finding.field, case.value) == ("history.1", "010-1234-5678")


def test_a_decision_for_one_value_holds_for_all_equal_ones_however_written(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add_example(ws, project, "번호 하나는?", PHONE)
    add_example(ws, project, "번호 둘은?", "+82 10 1234 5678로 거십시오.")
    add_example(ws, project, "번호 셋은?", "010-9999-5678로 거십시오.")
    check(ws, curator, project)
    one = next(c for c in found(ws, curator, project, "pii").cases if c.value == "010-1234-5678")
    ids = finding_service.decide_equal_values(ws, curator, project.id, one.finding.id, "accepted")
    assert len(ids) == 2
    assert [c.value for c in found(ws, curator, project, "pii").cases] == ["010-9999-5678"]


def test_bulk_acts_are_undone_and_audited_with_counts_and_no_text(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    for number in range(3):
        add_example(
            workspace, project, f"번호 {number}은 무엇입니까?", f"010-1234-567{number}입니다."
        )
    check(workspace, curator, project)
    ids = finding_service.decide_all(workspace, curator, project.id, "accepted", kinds=("pii",))
    assert len(ids) == 3
    assert finding_service.decide_findings(workspace, curator, project.id, ids, "open") == 3
    assert found(workspace, curator, project, "pii").total == 3
    with workspace.db.read() as connection:
        rows = connection.execute(
            sa.select(s.audit_events).where(s.audit_events.c.subject_kind == "findings")
        ).all()
    assert [(row.action, row.counts) for row in rows] == [
        ("accept_findings", {"pii": 3}),
        ("reopen_findings", {"pii": 3}),
    ]
    assert "010" not in str([row.counts for row in rows])


def test_projects_are_kept_apart(
    workspace: Workspace, project: Project, admin: Actor, curator: Actor, add_example: AddExample
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    add_example(workspace, project, "번호는 무엇입니까?", PHONE)
    add_example(workspace, other, "번호는 무엇입니까?", PHONE)
    check(workspace, curator, project)
    finding = found(workspace, curator, project, "pii").cases[0].finding
    assert found(workspace, curator, project, "duplicate").total == 0
    assert found(workspace, curator, other).total == 0
    with pytest.raises(StaleWrite):
        finding_service.decide_findings(workspace, curator, other.id, [finding.id], "dismissed")


def test_viewers_read_and_decide_nothing(
    workspace: Workspace, project: Project, viewer: Actor, reviewer: Actor, add_example: AddExample
) -> None:
    add_example(workspace, project, "번호는 무엇입니까?", PHONE)
    finding_service.list_findings(workspace, viewer, project.id)
    with pytest.raises(NotAllowed):
        service.start_checks(workspace, viewer, project.id)
    with pytest.raises(NotAllowed):
        finding_service.decide_findings(workspace, viewer, project.id, ["x"], "dismissed")
    with pytest.raises(NotAllowed):
        finding_service.decide_all(workspace, reviewer, project.id, "dismissed", kinds=("pii",))


def test_a_project_without_examples_says_so(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    with pytest.raises(UserError, match="nothing_to_check"):
        service.start_checks(workspace, curator, project.id)


def test_more_findings_than_a_transaction_holds_are_written_in_several(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    monkeypatch: pytest.MonkeyPatch,
    add_example: AddExample,
) -> None:
    monkeypatch.setattr(service, "BLOCK", 3)
    monkeypatch.setattr(service, "MAX_ROWS_PER_TRANSACTION", 4)
    for number in range(11):
        add_example(workspace, project, "기간은 얼마입니까?", f"{number % 2 + 3}년입니다.")
    ended = check(workspace, curator, project)
    assert ended.total == 4
    assert (ended.result["duplicate"], ended.result["contradiction"]) == (9, 1)
    assert check(workspace, curator, project).result == ended.result
