"""Lists of a project in the database, and every gate that looks with them."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.clean.conftest import AddExample
from tests.clean.test_service import check, found
from tests.export.filled import Filled
from workbench import egress, jobs
from workbench.access import Actor
from workbench.clean import rule_service
from workbench.errors import NotAllowed, UserError
from workbench.export import freeze_service
from workbench.export.plan import FreezeParams
from workbench.finder import finder_for
from workbench.projects import create_project
from workbench.records import Job, PiiRuleKind, Project
from workbench.workspace import Workspace

NAME = "봄내음"
"""No recognizer sees a name in it."""


def add(
    ws: Workspace, actor: Actor, project: Project, kind: PiiRuleKind, span_type: str, *values: str
) -> rule_service.Added:
    return rule_service.add_rules(ws, actor, project.id, kind, span_type, values)


def freeze(ws: Workspace, actor: Actor, project: Project) -> Job:
    job = freeze_service.start_freeze(ws, actor, project.id, FreezeParams(validation_share=0.5))
    return jobs.run_here(ws, project.id, job.id)


def test_adding_twice_adds_once_and_removing_takes_off(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    first = add(ws, curator, project, "deny", "PHONE", "010-1234-5678", "+82 10 1234 5678", "12")
    assert (first.added, first.known, first.refused) == (1, 1, 1)
    assert add(ws, curator, project, "deny", "PHONE", "01012345678").added == 0
    page = rule_service.list_rules(ws, curator, project.id)
    assert (page.total, page.counts, page.types) == (1, {"deny": 1}, {"PHONE": 1})
    assert page.rules[0].shown == "010-1234-5678"
    assert rule_service.remove_rules(ws, curator, project.id, [page.rules[0].id]) == 1
    assert rule_service.list_rules(ws, curator, project.id).total == 0
    assert finder_for(ws, project)("0101234 5678로") != []  # the recognizers still look


def test_values_are_encrypted_at_rest_and_in_no_audit_row(
    any_workspace: Workspace, project: Project, curator: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    ws = any_workspace
    with caplog.at_level(logging.DEBUG):
        add(ws, curator, project, "deny", "PERSON", "김민수", "이서연")
        with pytest.raises(UserError) as refused:
            add(ws, curator, project, "allow", "PERSON", "김민수")
    with ws.db.read() as connection:
        stored = [
            str(row)
            for t in (s.pii_rules, s.audit_events)
            for row in connection.execute(t.select())
        ]
    assert len(stored) == 4  # two rules; the project was created and the list grew
    for text in (*stored, caplog.text, str(refused.value), str(refused.value.params)):
        assert "김민수" not in text and "이서연" not in text


def test_only_curators_change_the_lists_and_see_the_values(
    workspace: Workspace, project: Project, curator: Actor, reviewer: Actor
) -> None:
    add(workspace, curator, project, "deny", "PERSON", "김민수")
    page = rule_service.list_rules(workspace, reviewer, project.id)
    assert page.rules[0].shown == "김**"
    with pytest.raises(NotAllowed):
        add(workspace, reviewer, project, "deny", "PERSON", "이서연")
    with pytest.raises(NotAllowed):
        rule_service.remove_rules(workspace, reviewer, project.id, [page.rules[0].id])


@pytest.mark.parametrize("name", ["emp", "A", "A-B", "ÄB", "A" * 21, ""])
def test_a_type_is_capitals_and_underscores(
    workspace: Workspace, project: Project, curator: Actor, name: str
) -> None:
    with pytest.raises(UserError) as refused:
        add(workspace, curator, project, "words", name, "파랑새")
    assert refused.value.key == "error.pii_type"


def test_projects_do_not_share_lists(
    workspace: Workspace, project: Project, admin: Actor, curator: Actor
) -> None:
    other = create_project(workspace, admin, "다른 프로젝트")
    add(workspace, curator, project, "deny", "PERSON", NAME)
    assert len(finder_for(workspace, project)(f"{NAME} 확인")) == 1
    assert finder_for(workspace, other)(f"{NAME} 확인") == []


def test_the_finder_follows_its_lists(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    assert finder_for(ws, project)(f"{NAME} 확인") == []
    add(ws, curator, project, "deny", "PERSON", NAME)
    assert len(finder_for(ws, project)(f"{NAME} 확인")) == 1
    page = rule_service.list_rules(ws, curator, project.id)
    rule_service.remove_rules(ws, curator, project.id, [page.rules[0].id])
    assert finder_for(ws, project)(f"{NAME} 확인") == []


def test_a_check_finds_what_is_denied_and_passes_over_what_is_allowed(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add(ws, curator, project, "deny", "PERSON", NAME)
    add(ws, curator, project, "allow", "PHONE", "010-1234-5678")
    add(ws, curator, project, "pattern", "EMPLOYEE_NO", r"EMP-\d{4}")
    add_example(ws, project, "누가 맡습니까?", f"{NAME}, EMP-1234, 010-1234-5678")
    check(ws, curator, project)
    values = {(case.finding.type, case.value) for case in found(ws, curator, project, "pii").cases}
    assert values == {("PERSON", NAME), ("EMPLOYEE_NO", "EMP-1234")}


def test_allowing_a_value_settles_its_open_findings(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add_example(ws, project, "번호 하나?", "010-1234-5678입니다.")
    add_example(ws, project, "번호 둘?", "+82 10 1234 5678 그리고 010-9999-8888입니다.")
    check(ws, curator, project)
    assert add(ws, curator, project, "allow", "PHONE", "01012345678").dismissed == 2
    assert [c.value for c in found(ws, curator, project, "pii").cases] == ["010-9999-8888"]


# ---- gates -------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["question", "answer", "evidence_quote"])
def test_a_denied_name_blocks_the_freeze(
    any_workspace: Workspace, project: Project, curator: Actor, field: str
) -> None:
    ws = any_workspace
    filled = Filled(ws, project)
    chunk = filled.chunk(filled.document(), "1장")
    filled.example(chunk, **{"question": "누구입니까?", field: f"{NAME}에게 묻습니다."})
    add(ws, curator, project, "deny", "PERSON", NAME)
    ended = freeze(ws, curator, project)
    assert ended.state == "failed" and ended.error is not None
    assert ended.error.key == "error.pii_gate"
    with ws.db.read() as connection:
        rows = [
            str(row)
            for t in (s.jobs, s.job_items, s.audit_events)
            for row in connection.execute(sa.select(t))
        ]
    assert not any(NAME in row for row in rows)


def test_an_allowed_number_leaves_as_it_is(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    filled = Filled(workspace, project)
    for _ in range(2):
        filled.example(None, "", "대표 번호는 010-1234-5678입니다.")
    assert freeze(workspace, curator, project).state == "failed"
    add(workspace, curator, project, "allow", "PHONE", "010-1234-5678")
    assert freeze(workspace, curator, project).state == "done"


def test_what_goes_to_an_endpoint_is_masked_with_the_projects_lists(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    add(workspace, curator, project, "deny", "PERSON", NAME)
    add(workspace, curator, project, "allow", "PHONE", "010-1234-5678")
    gate = egress.gate_for(
        workspace, curator, project.id, project.secret_key, "https://llm.example.com/v1", "external"
    )
    sent = gate.outgoing(f"{NAME}, 010-1234-5678")
    assert NAME not in sent and "010-1234-5678" in sent
    assert list(gate.placeholders(f"{NAME}에게").values()) == [NAME]
