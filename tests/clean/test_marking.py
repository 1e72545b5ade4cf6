"""Findings that people change and add: another type, words that no rule saw, values allowed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.clean.conftest import AddExample
from tests.clean.test_service import check, found
from tests.export.filled import Filled
from tests.export.test_service import freeze, refused, text_of
from workbench.access import Actor
from workbench.clean import finding_service, marking_service, rule_service
from workbench.errors import NotAllowed, NotFound, StaleWrite, UserError
from workbench.records import Project, new_id
from workbench.workspace import Workspace

PHONE = "010-1234-5678"


def test_a_finding_of_another_type_is_accepted_under_it_and_not_found_again(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    for number in range(2):
        add_example(ws, project, f"{number}번 값은?", f"값은 {PHONE}입니다.")
    add_example(ws, project, "다른 값은?", "값은 010-9999-8888입니다.")
    check(ws, curator, project)
    one = next(c for c in found(ws, curator, project, "pii").cases if c.value == PHONE).finding
    ids = marking_service.retype_finding(ws, curator, project.id, one.id, "ACCOUNT", True)
    assert len(ids) == 2 and one.id in ids
    accepted = found(ws, curator, project, "pii", state="accepted").cases
    assert {(c.finding.type, c.finding.score) for c in accepted} == {("ACCOUNT", 1.0)}
    check(ws, curator, project)
    assert [c.value for c in found(ws, curator, project, "pii").cases] == ["010-9999-8888"]
    finding_service.decide_findings(ws, curator, project.id, [one.id], "open")
    assert found(ws, curator, project, "pii").total == 2


def test_words_that_no_rule_saw_are_marked_wherever_they_stand(
    any_workspace: Workspace, project: Project, reviewer: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    example = add_example(ws, project, "누구입니까?", "봄내음 담당, 다시 봄내음에게\n봄내음 올림")
    ids = marking_service.add_finding(
        ws, reviewer, project.id, example.id, "answer", " 봄내음 ", "PERSON"
    )
    assert len(ids) == 3
    again = marking_service.add_finding(
        ws, reviewer, project.id, example.id, "answer", "봄내음", "PERSON"
    )
    assert sorted(again) == sorted(ids)
    cases = found(ws, reviewer, project, "pii", state="accepted").cases
    assert [case.value for case in cases] == ["봄내음"] * 3
    check(ws, Actor(name="kim", roles=("curator",)), project)
    assert found(ws, reviewer, project, "pii", state="accepted").total == 3


def test_words_that_do_not_stand_there_are_refused_without_being_repeated(
    workspace: Workspace, project: Project, reviewer: Actor, add_example: AddExample
) -> None:
    example = add_example(workspace, project, "누구입니까?", "봄내음입니다.")

    def mark(example_id: str, field: str, words: str, span_type: str = "PERSON") -> None:
        marking_service.add_finding(
            workspace, reviewer, project.id, example_id, field, words, span_type
        )

    for words in ("겨울눈", "", "  ", "봄내음입니까"):
        with pytest.raises(UserError) as error:
            mark(example.id, "answer", words)
        assert error.value.key == "error.words_not_there"
        assert "겨울눈" not in str(error.value)
    with pytest.raises(UserError, match="no_such_field"):
        mark(example.id, "title", "봄내음")
    with pytest.raises(UserError, match="pii_type"):
        mark(example.id, "answer", "봄내음", "person")
    with pytest.raises(NotFound):
        mark("nothing", "answer", "봄내음")


def test_marking_for_the_whole_project_needs_a_curator(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    reviewer: Actor,
    viewer: Actor,
    add_example: AddExample,
) -> None:
    example = add_example(workspace, project, "누구입니까?", "봄내음입니다.")
    other = add_example(workspace, project, "또 누구입니까?", "봄내음 올림")
    given = (project.id, example.id, "answer", "봄내음", "PERSON")
    with pytest.raises(NotAllowed):
        marking_service.add_finding(workspace, reviewer, *given, everywhere=True)
    with pytest.raises(NotAllowed):
        marking_service.add_finding(workspace, viewer, *given)
    marking_service.add_finding(workspace, curator, *given, everywhere=True)
    check(workspace, curator, project)
    cases = found(workspace, curator, project, "pii").cases
    assert [case.finding.subject_id for case in cases] == [other.id]


def test_allowing_from_a_case_settles_all_its_equals(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    add_example(workspace, project, "번호는?", f"{PHONE}입니다.")
    add_example(workspace, project, "그 번호는?", "+82 10 1234 5678입니다.")
    check(workspace, curator, project)
    finding = found(workspace, curator, project, "pii").cases[0].finding
    assert marking_service.allow_value(workspace, curator, project.id, finding.id).dismissed == 2
    check(workspace, curator, project)
    assert found(workspace, curator, project, "pii").total == 0
    assert rule_service.list_rules(workspace, curator, project.id).counts == {"allow": 1}


def test_a_finding_that_is_gone_is_said_to_be(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    with pytest.raises(StaleWrite):
        marking_service.retype_finding(workspace, curator, project.id, "gone", "PHONE")
    with pytest.raises(StaleWrite):
        marking_service.allow_value(workspace, curator, project.id, "gone")


def test_what_a_person_marked_stays_masked_after_an_edit(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    filled = Filled(workspace, project)
    filled.example(None)
    example_id = filled.example(None, "누구입니까?", "봄내음입니다.")
    marking_service.add_finding(
        workspace, curator, project.id, example_id, "answer", "봄내음", "PERSON"
    )
    revision = filled.revision(example_id, new_id(), 2, "봄내음이 누구입니까?", "봄 내음입니다!")
    with workspace.db.write() as connection:
        mine = s.examples.c.id == example_id
        connection.execute(sa.update(s.examples).where(mine).values(revision_id=revision.id))
    filled.decision(example_id, revision.id, "edit")
    text = text_of(workspace, freeze(workspace, curator, project.id, validation_share=0.5))
    assert "봄내음" not in text and "봄 내음" not in text
    assert text.count("[PERSON_") >= 2


def test_marked_words_are_masked_and_others_still_block(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    filled = Filled(workspace, project)
    example_id = filled.example(None, "누구입니까?", f"봄내음, {PHONE}")
    marking_service.add_finding(
        workspace, curator, project.id, example_id, "answer", "봄내음", "PERSON"
    )
    assert refused(workspace, curator, project.id).params["unseen"] == 1
