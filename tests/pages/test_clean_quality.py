"""The tabs of quality and distribution: a threshold tried out, applied; skew in sentences."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.clean.conftest import AddExample, add_example
from tests.pages.conftest import OpenPage
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.clean import finding_service, quality_service, service
from workbench.records import Project
from workbench.workspace import Workspace

__all__ = ["add_example"]
NAME = "refers_to_document"


@pytest.fixture
def checked(workspace: Workspace, project: Project, add_example: AddExample) -> Project:
    add_example(workspace, project, "예약금은 얼마입니까?", "위 표에 따르면 <3만 원>입니다.")
    add_example(workspace, project, "예약 서류는?", "아래 사항을 냅니다.\n1. 신청서\n2. 신분증")
    add_example(workspace, project, "신청은?", "고객님의 접수번호는 20240315-0042입니다.")
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    return project


def words(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*at.markdown, *at.caption))


def open_types(ws: Workspace, project: Project) -> list[str]:
    page = finding_service.list_findings(ws, OWNER, project.id, kinds=("quality",))
    return sorted(case.finding.type for case in page.cases)


def quality_tab(open_page: OpenPage, project: Project, **more: object) -> AppTest:
    return open_page("clean", project, tab="quality", limit=NAME, **more)


def test_a_threshold_is_tried_without_changing_anything_and_then_applied(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = quality_tab(open_page, checked)
    assert "1건 표시, 1건 숨김" in words(at)
    assert [b.key for b in at.main.button if str(b.key).startswith("apply")] == []
    at.main.slider[0].set_value(30).run()
    assert "2건 표시, 0건 숨김" in words(at)
    assert open_types(workspace, checked) == ["case_value", NAME]
    at.main.button(key=f"apply-{NAME}").click().run()
    assert open_types(workspace, checked) == ["case_value", NAME, NAME]
    assert at.main.slider[0].value == 30
    at.main.button(key=f"reset-{NAME}").click().run()
    assert open_types(workspace, checked) == ["case_value", NAME]


def test_a_check_is_switched_off_and_on_again(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = quality_tab(open_page, checked)
    at.main.button(key=f"switch-{NAME}").click().run()
    assert open_types(workspace, checked) == ["case_value"]
    assert "이 검사는 꺼져 있어" in words(at)
    at.main.button(key=f"switch-{NAME}").click().run()
    assert open_types(workspace, checked) == ["case_value", NAME]


def test_a_value_of_a_case_is_shown_with_the_slot_in_its_place(
    open_page: OpenPage, checked: Project
) -> None:
    shown = words(quality_tab(open_page, checked))
    assert "고객님의 접수번호는 \\[접수번호\\]입니다" in shown
    assert "\\<3만 원\\>" in shown


@pytest.mark.parametrize("language", ["ko", "en"])
def test_who_only_reviews_sees_thresholds_and_sets_none(
    open_page: OpenPage, checked: Project, reviewer: Actor, language: str
) -> None:
    at = quality_tab(open_page, checked, actor=reviewer, language=language)
    keys = [str(button.key) for button in at.main.button]
    assert not [key for key in keys if key.startswith(("apply", "switch", "reset"))]
    assert "quality." not in words(at) and not at.error


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_distribution_says_what_is_skewed_and_is_filtered(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    add_example: AddExample,
    language: str,
) -> None:
    for n in range(40):
        add_example(workspace, project, f"보험 {n}호는 무엇인가요?", f"상품 {n}호입니다.")
    add_example(workspace, project, "What is a policy?", "A contract.", status="approved")
    at = open_page("clean", project, tab="distribution", language=language)
    assert not at.error
    assert ("98%가 '보험'" if language == "ko" else "98% of the questions begin") in words(at)
    assert "distribution." not in words(at)
    at = open_page("clean", project, tab="distribution", language=language, of="approved")
    assert "1건입니다" in words(at) or "1 example of" in words(at)
    at = open_page("clean", project, tab="distribution", language=language, of="disputed")
    assert ("고른 조건의 예시가 없습니다." if language == "ko" else "No examples of") in words(at)


def test_the_distribution_needs_no_check(
    open_page: OpenPage, workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    add_example(workspace, project, "보험은 무엇인가요?", "계약입니다.")
    at = open_page("clean", project, tab="distribution")
    assert "눈에 띄는 치우침이 없습니다." in words(at)
    assert quality_service.quality_checks(workspace, OWNER, project.id)[0].scores == ()
