"""Settings: people, backups, what is installed, and the audit log."""

from __future__ import annotations

import pytest

from tests.pages.conftest import OpenPage
from workbench import accounts, backup
from workbench.access import OWNER, Actor
from workbench.records import Project
from workbench.workspace import Workspace

PASSWORD = "correct horse battery"


def test_without_users_the_page_says_who_may_do_what(open_page: OpenPage) -> None:
    at = open_page("settings", language="en")
    assert any("No user is registered" in element.value for element in at.main.markdown)


def test_the_first_user_is_added_as_admin(open_page: OpenPage, workspace: Workspace) -> None:
    at = open_page("settings", actor=OWNER)
    at.main.text_input[0].input("kim")
    at.main.text_input[1].input(PASSWORD)
    at.main.button[0].click().run()
    assert not at.exception
    users = accounts.list_users(workspace, OWNER)
    assert [(user.name, user.roles) for user in users] == [("kim", ("admin",))]


def test_a_short_password_is_one_sentence_and_adds_nobody(
    open_page: OpenPage, workspace: Workspace
) -> None:
    at = open_page("settings", actor=OWNER)
    at.main.text_input[0].input("kim")
    at.main.text_input[1].input("short")
    at.main.button[0].click().run()
    assert len(at.error) == 1
    assert accounts.list_users(workspace, OWNER) == []


def test_roles_change_where_they_are_shown(
    open_page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    lee = accounts.add_user(workspace, OWNER, "lee", ("reviewer",), PASSWORD)
    at = open_page("settings", actor=admin)
    at.multiselect(key=f"roles-{lee.id}").set_value(["curator"]).run()
    assert not at.exception
    roles = {user.name: user.roles for user in accounts.list_users(workspace, admin)}
    assert roles["lee"] == ("curator",)


def test_the_last_admin_stays(open_page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    kim = accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    at = open_page("settings", actor=admin)
    at.button(key=f"active-{kim.id}").click().run()
    assert ["마지막 관리자" in element.value for element in at.error] == [True]
    assert accounts.list_users(workspace, admin)[0].active


def test_only_admins_see_people_and_backups(open_page: OpenPage, reviewer: Actor) -> None:
    at = open_page("settings", actor=reviewer)
    assert at.main.radio[0].options == ["구성 요소", "감사 기록"]


def test_a_hidden_part_cannot_be_opened_by_its_url(open_page: OpenPage, reviewer: Actor) -> None:
    at = open_page("settings", actor=reviewer, tab="people")
    assert at.main.radio[0].value == "versions"


def test_a_backup_is_made_and_listed(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    at = open_page("settings", project, tab="storage")
    at.button(key="backup_now").click().run()
    assert not at.exception
    names = [path.name for path in backup.list_backups(workspace, OWNER)]
    assert len(names) == 1
    assert list(at.main.dataframe[0].value.iloc[:, 0]) == names


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_missing_is_said_with_how_to_install(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    from importlib import util

    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "torch" else real(name))
    at = open_page("settings", language=language, tab="versions")
    assert any("curation-workbench[train]" in element.value for element in at.main.code)


def test_the_audit_log_lists_who_did_what(open_page: OpenPage, project: Project) -> None:
    at = open_page("settings", project, tab="audit")
    table = at.main.dataframe[0].value
    assert list(table.iloc[:, 1]) == ["admin"]
    assert list(table.iloc[:, 2]) == ["프로젝트 만듦"]


def test_the_second_page_of_the_audit_log_is_in_the_url(
    open_page: OpenPage, workspace: Workspace, project: Project, admin: Actor
) -> None:
    from workbench.projects import create_project

    for number in range(60):
        create_project(workspace, admin, f"프로젝트 {number}")
    at = open_page("settings", project, tab="audit", page="2")
    assert len(at.main.dataframe[0].value) == 11
