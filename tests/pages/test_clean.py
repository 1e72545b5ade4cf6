"""The cleaning page: what waits in plain numbers, and decisions in place."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.clean.conftest import AddExample, add_example
from tests.pages.conftest import OpenPage
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.clean import finding_service, glossary_service, service
from workbench.records import Project
from workbench.workspace import Workspace

__all__ = ["add_example"]


@pytest.fixture
def checked(workspace: Workspace, project: Project, add_example: AddExample) -> Project:
    add_example(workspace, project, "담당자 번호는?", "김민수 과장, 010-1234-5678로 연락합니다.")
    add_example(workspace, project, "담당자 번호는", "김민수 과장, 010-1234-5678로 연락합니다")
    add_example(workspace, project, "보존 기간은?", "<b>위 표</b>에 따르면 3년입니다.")
    add_example(workspace, project, "보존 기간은?", "위 표에 따르면 5년입니다.")
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    return project


def markdown(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in at.markdown)


def open_findings(ws: Workspace, project: Project, *kinds: str) -> int:
    return finding_service.list_findings(ws, OWNER, project.id, kinds=kinds).total


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", ["duplicates", "pii", "quality"])
@pytest.mark.parametrize("state", ["open", "accepted"])
def test_every_tab_opens(
    open_page: OpenPage, checked: Project, language: str, tab: str, state: str
) -> None:
    at = open_page("clean", checked, language=language, tab=tab, state=state)
    assert not at.error
    assert "clean." not in markdown(at)


def test_an_empty_project_shows_the_way_to_examples(open_page: OpenPage, project: Project) -> None:
    at = open_page("clean", project)
    assert [button.key for button in at.main.button] == ["clean.go_augment"]


def test_personal_data_carries_its_type_in_words(open_page: OpenPage, checked: Project) -> None:
    shown = markdown(open_page("clean", checked, tab="pii"))
    assert "-badge[전화번호]" in shown and "-badge[이름]" in shown


def test_masking_one_value_everywhere_and_taking_it_back(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked, tab="pii", type="PHONE")
    next(
        button for button in at.main.button if str(button.key).startswith("equal-accept-")
    ).click().run()
    assert open_findings(workspace, checked, "pii") == 2
    at.main.button(key="undo").click().run()
    assert open_findings(workspace, checked, "pii") == 4


def test_all_shown_duplicates_are_left_out_with_one_press(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked, tab="duplicates")
    shown = markdown(at)
    assert "badge[유지]" in shown and "답변이 더 긴 예시" in shown
    assert ":green-background[**5년입니다" in shown or ":red-background[~~" in shown
    at.main.button(key="accept-shown").click().run()
    assert open_findings(workspace, checked, "duplicate", "contradiction") == 0


def test_the_answer_of_a_contradiction_that_stays_is_chosen_and_taken_back(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked, tab="duplicates", show="contradiction")
    keep = next(b for b in at.main.button if str(b.key).startswith("keep-this-"))
    keep.click().run()
    assert open_findings(workspace, checked, "contradiction") == 0
    at.main.button(key="undo").click().run()
    assert open_findings(workspace, checked, "contradiction") == 1


def test_the_threshold_hides_what_scores_less_without_another_check(
    open_page: OpenPage, workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    answer = "총무팀에 신청서를 내면 3일 안에 받을 수 있습니다."
    add_example(workspace, project, "사원증은 어떻게 신청합니까?", answer)
    add_example(workspace, project, "사원증이 필요한데 어디에 말하죠?", answer)
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    at = open_page("clean", project, tab="duplicates")
    assert any(str(b.key).startswith("accept-") for b in at.main.button)
    at.main.slider(key="threshold").set_value(90).run()
    assert at.query_params["from"] == "0.90"
    assert not any(str(b.key).startswith("accept-") for b in at.main.button)


def test_all_sure_duplicates_go_with_one_press(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked, tab="duplicates")
    at.main.button(key="accept-sure").click().run()
    assert open_findings(workspace, checked, "duplicate") == 0
    assert open_findings(workspace, checked, "contradiction") == 1


def test_a_protected_term_is_added_and_removed(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked, tab="duplicates")
    at.main.text_input(key="glossary-text-protected").set_value("한빛 라이트")
    at.main.button(key="glossary-add-protected").click().run()
    (entry,) = glossary_service.glossary_entries(workspace, OWNER, checked.id)
    assert entry.terms == ("한빛 라이트",)
    at.main.button(key=f"glossary-remove-{entry.id}").click().run()
    assert glossary_service.glossary_entries(workspace, OWNER, checked.id) == []


def test_what_stands_on_other_pages_is_decided_at_once_and_taken_back(
    open_page: OpenPage, workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    for n in range(25):
        add_example(workspace, project, f"{n}번 창구의 번호는?", f"010-1234-{5600 + n}입니다.")
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    at = open_page("clean", project, tab="pii")
    at.main.button(key="accept-every").click().run()
    assert open_findings(workspace, project, "pii") == 0
    at.main.button(key="undo").click().run()
    assert open_findings(workspace, project, "pii") == 25


def test_text_of_a_record_is_never_markup(open_page: OpenPage, checked: Project) -> None:
    at = open_page("clean", checked, tab="quality")
    assert "<b>" not in markdown(at).replace("\\<b\\>", "")


def test_drafts_go_to_the_review_queue(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked)
    at.main.button(key="queue").click().run()
    assert finding_service.list_findings(workspace, OWNER, checked.id).drafts == 0


def test_the_check_is_started_from_the_page(
    open_page: OpenPage, workspace: Workspace, checked: Project
) -> None:
    at = open_page("clean", checked)
    at.main.button(key="run").click().run()
    assert [job.kind for job in jobs.recent_jobs(workspace, checked.id)] == ["check", "check"]


def test_a_viewer_sees_and_decides_nothing(
    open_page: OpenPage, checked: Project, viewer: Actor
) -> None:
    at = open_page("clean", checked, actor=viewer, tab="pii")
    assert [str(button.key) for button in at.main.button] == []


def test_a_name_put_on_the_list_is_found_by_the_next_check(
    open_page: OpenPage, workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    add_example(workspace, project, "누가 맡습니까?", "봄내음에게 물어봅니다.")
    at = open_page("clean", project, tab="pii", view="lists")
    area = at.main.text_area[0]
    area.set_value("봄내음\n\n12345678901234567890" + "가" * 300)
    at.main.button(key="add-deny").click().run()
    assert not at.error and "봄내음" in markdown(at)
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    assert open_findings(workspace, project, "pii") == 1
    remove = next(b for b in at.main.button if str(b.key).startswith("remove-"))
    remove.click().run()
    assert "봄내음" not in markdown(at)


@pytest.mark.parametrize("kind", ["deny", "allow", "words", "pattern"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_list_opens(open_page: OpenPage, checked: Project, language: str, kind: str) -> None:
    at = open_page("clean", checked, language=language, tab="pii", view="lists", list=kind)
    assert not at.error and "personal." not in markdown(at)


def test_a_pattern_that_cannot_be_used_stays_written(open_page: OpenPage, checked: Project) -> None:
    at = open_page("clean", checked, tab="pii", view="lists", list="pattern")
    at.main.text_input[0].set_value("emp_no")
    at.main.text_area[0].set_value("(a+)+b")
    at.main.button(key="add-pattern").click().run()
    assert "패턴" in at.error[0].value
    assert at.main.text_area[0].value == "(a+)+b"


def test_a_viewer_sees_the_lists_veiled_and_without_buttons(
    open_page: OpenPage, workspace: Workspace, checked: Project, viewer: Actor
) -> None:
    from workbench.clean import rule_service

    rule_service.add_rules(workspace, OWNER, checked.id, "deny", "PERSON", ["봄내음"])
    at = open_page("clean", checked, actor=viewer, tab="pii", view="lists")
    assert "봄\\*\\*" in markdown(at) and "봄내음" not in markdown(at)
    assert [str(button.key) for button in at.main.button] == []


def test_a_value_gets_another_type_and_a_missed_one_is_added_on_its_card(
    open_page: OpenPage, workspace: Workspace, project: Project, add_example: AddExample
) -> None:
    add_example(workspace, project, "누가 맡습니까?", "봄내음, 010-1234-5678")
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)
    at = open_page("clean", project, tab="pii")
    words = next(box for box in at.main.text_input if str(box.key).endswith("-words"))
    words.set_value("봄내음")
    next(b for b in at.main.button if str(b.key).startswith("add-mark-")).click().run()
    assert not at.error
    chosen = next(box for box in at.main.selectbox if str(box.key).startswith("retype-to-"))
    chosen.set_value("ACCOUNT")
    next(b for b in at.main.button if str(b.key).startswith("retype-")).click().run()
    page = finding_service.list_findings(workspace, OWNER, project.id, states=("accepted",))
    assert {(c.finding.type, c.value) for c in page.cases} == {
        ("PERSON", "봄내음"),
        ("ACCOUNT", "010-1234-5678"),
    }
