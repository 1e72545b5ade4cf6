from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.export.filled import Filled, sections
from tests.export.test_service import PHONE, freeze, personal
from tests.fake_hub import fake_hub
from tests.pages.conftest import OpenPage, pushing_to
from workbench import jobs
from workbench.access import Actor
from workbench.export import archive_service
from workbench.records import Project
from workbench.workspace import Workspace


@pytest.fixture
def filled(workspace: Workspace, project: Project) -> Filled:
    return Filled(workspace, project)


def words(at: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (at.markdown, at.caption, at.subheader) for e in kind)


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button if button.key}


def test_an_empty_project_has_one_sentence_and_one_button(
    open_page: OpenPage, project: Project
) -> None:
    at = open_page("export", project)
    assert "승인된 예시도 없습니다" in words(at)
    assert "export.to_review" in keys(at)
    assert "freeze" not in keys(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_plan_says_what_goes_in_and_what_stays_out(
    open_page: OpenPage, filled: Filled, language: str
) -> None:
    sections(filled, 5)
    filled.example(next(iter(filled.chunks)), status="rejected")
    at = open_page("export", filled.project, language=language)
    text = words(at)
    kept = {"ko": "예시 10개: 학습 8, 검증 2", "en": "10 (8 training, 2 validation"}
    assert kept[language] in text
    assert ("반려" if language == "ko" else "rejected") in text
    assert not at.button(key="freeze").disabled


def test_the_button_starts_a_job_and_the_version_is_listed(
    open_page: OpenPage, filled: Filled, workspace: Workspace
) -> None:
    sections(filled, 4)
    at = open_page("export", filled.project)
    at.text_input(key="note").set_value("첫 버전").run()
    at.button(key="freeze").click().run()
    assert not at.exception
    (started,) = jobs.recent_jobs(workspace, filled.project.id)
    assert started.kind == "freeze"
    jobs.run_here(workspace, filled.project.id, started.id)
    at = open_page("export", filled.project)
    assert "첫 버전" in words(at)
    assert "new" in keys(at)


def test_open_personal_data_disables_the_button_and_only_admins_see_the_override(
    open_page: OpenPage, filled: Filled, engineer: Actor, admin: Actor
) -> None:
    sections(filled, 2)
    filled.check(personal(filled), "open")
    at = open_page("export", filled.project, actor=engineer)
    assert at.button(key="freeze").disabled
    assert "미결 개인정보 1건" in words(at)
    assert not at.text_area
    assert PHONE not in words(at)
    at = open_page("export", filled.project, actor=admin)
    assert [area.key for area in at.text_area] == ["override_reason"]


def test_an_override_without_a_reason_is_one_sentence(
    open_page: OpenPage, filled: Filled, admin: Actor, workspace: Workspace
) -> None:
    sections(filled, 2)
    filled.check(personal(filled), "open")
    at = open_page("export", filled.project, actor=admin)
    submit = next(b for b in at.button if b.label == "예외로 확정")
    submit.click().run()
    assert "사유" in at.error[0].value
    assert jobs.recent_jobs(workspace, filled.project.id) == []


def test_a_viewer_sees_the_plan_but_no_button(
    open_page: OpenPage, filled: Filled, viewer: Actor
) -> None:
    sections(filled, 2)
    at = open_page("export", filled.project, actor=viewer)
    assert "freeze" not in keys(at)
    assert "묶음" in words(at)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", ["card", "rows", "files", "diff"])
def test_each_tab_of_a_version_opens(
    open_page: OpenPage,
    filled: Filled,
    workspace: Workspace,
    engineer: Actor,
    tab: str,
    language: str,
) -> None:
    sections(filled, 4)
    freeze(workspace, engineer, filled.project.id)
    filled.example(next(iter(filled.chunks)))
    freeze(workspace, engineer, filled.project.id)
    at = open_page("export", filled.project, language=language, version="2", tab=tab)
    assert not at.error
    if tab == "card":
        assert any("version 2" in e.value for e in at.markdown)
    elif tab == "diff":
        assert [m.value for m in at.metric] == ["1", "0", "0", *[m.value for m in at.metric][3:]]
    else:
        assert len(at.dataframe) == 1


def test_an_unknown_version_is_one_sentence(open_page: OpenPage, filled: Filled) -> None:
    sections(filled, 2)
    at = open_page("export", filled.project, version="9")
    assert "9" in at.error[0].value


def test_a_format_is_made_by_a_job_and_then_downloaded(
    open_page: OpenPage, filled: Filled, workspace: Workspace, engineer: Actor
) -> None:
    sections(filled, 4)
    version = freeze(workspace, engineer, filled.project.id)
    at = open_page("export", filled.project, version="1")
    assert {"make-hf", "make-xlsx", "make-csv"} <= keys(at)
    at.button(key="make-csv").click().run()
    started = jobs.recent_jobs(workspace, filled.project.id)[0]
    jobs.run_here(workspace, filled.project.id, started.id)
    at = open_page("export", filled.project, version="1")
    assert "make-csv" not in keys(at)
    (made,) = archive_service.archives(workspace, engineer, filled.project.id, version.id)
    assert made.format == "csv"


def push_form(at: AppTest) -> set[str]:
    return {str(field.key) for field in at.text_input if "push-repo" in str(field.key)}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_version_is_pushed_from_its_page_and_listed_there(
    open_page: OpenPage, filled: Filled, workspace: Workspace, engineer: Actor, language: str
) -> None:
    sections(filled, 4)
    version = freeze(workspace, engineer, filled.project.id)
    with fake_hub() as hub, pushing_to(workspace, hub) as ws:
        at = open_page("export", filled.project, language=language, version="1", tab="push")
        assert "127.0.0.1" in words(at)
        assert at.toggle(key=f"push-public-{version.id}").disabled
        at.text_input(key=f"push-repo-{version.id}").set_value("no name")
        at.button(key=f"push-{version.id}-go").click().run()
        assert len(at.error) == 1 and "no name" in at.error[0].value
        at.text_input(key=f"push-repo-{version.id}").set_value("team/a")
        at.button(key=f"push-{version.id}-go").click().run()
        assert not at.error and not at.exception
        started = jobs.recent_jobs(workspace, filled.project.id)[0]
        assert (started.kind, started.parameters["public"]) == ("push", False)
        jobs.run_here(ws, filled.project.id, started.id)
        at = open_page("export", filled.project, language=language, version="1", tab="push")
        shown = at.dataframe[0].value.iloc[0].tolist()
        assert {"team/a", "v1", f"{hub.endpoint}/datasets/team/a/tree/v1"} <= set(shown)
        assert "export." not in words(at)


def test_what_may_not_leave_has_a_sentence_and_no_form(
    open_page: OpenPage, filled: Filled, workspace: Workspace, engineer: Actor, viewer: Actor
) -> None:
    sections(filled, 4, level="confidential")
    freeze(workspace, engineer, filled.project.id)
    at = open_page("export", filled.project, version="1", tab="push")
    assert "기밀 등급이므로 huggingface" in at.info[0].value
    assert push_form(at) == set()
    at = open_page("export", filled.project, actor=viewer, version="1", tab="push")
    assert not at.info and push_form(at) == set()
