"""Who gets in: deep links, sign-in, sign-out, and that nothing is fetched from elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewVisitor, Server, StartServer, open_settled, settled
from tests.e2e.contrast import too_faint
from workbench.access import OWNER
from workbench.accounts import add_user, set_active
from workbench.projects import create_project
from workbench.workspace import Workspace

PASSWORD = "correct horse battery"
PAGES = ("", "ingest", "augment", "clean", "review", "export", "settings")


def two_people(ws: Workspace) -> None:
    add_user(ws, OWNER, "kim", ("admin",), PASSWORD)
    add_user(ws, OWNER, "lee", ("reviewer",), PASSWORD)
    create_project(ws, OWNER, "비밀 프로젝트")


def fill_in(page: Page, name: str, password: str) -> None:
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="로그인").click()


def test_a_deep_link_on_a_fresh_server_asks_to_sign_in_and_keeps_its_page(
    start_server: StartServer, page: Page
) -> None:
    server = start_server(two_people)
    page.goto(f"{server.url}/settings?tab=audit")
    expect(page.locator("form input[name=password]")).to_be_visible()
    assert "비밀 프로젝트" not in page.content()
    assert page.locator("[data-testid=stSidebarContent] a").count() == 0

    fill_in(page, "kim", "wrong password")
    expect(page.get_by_text("이름 또는 암호가 맞지 않습니다")).to_be_visible()

    fill_in(page, "kim", PASSWORD)
    expect(page.get_by_role("heading", name="설정")).to_be_visible()
    expect(page.get_by_role("radio", name="감사 기록")).to_be_checked()
    assert "tab=audit" in page.url
    cookie = next(c for c in page.context.cookies() if c["name"] == "workbench_session")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"

    page.reload()
    expect(page.get_by_role("heading", name="설정")).to_be_visible()
    page.get_by_role("button", name="로그아웃").click()
    expect(page.locator("form input[name=password]")).to_be_visible()
    page.reload()
    expect(page.locator("form input[name=password]")).to_be_visible()


def test_somebody_switched_off_is_out_at_the_next_click(
    start_server: StartServer, page: Page
) -> None:
    server = start_server(two_people)
    page.goto(f"{server.url}/settings")
    fill_in(page, "lee", PASSWORD)
    expect(page.get_by_role("heading", name="설정")).to_be_visible()
    with server.workspace() as ws:
        set_active(ws, OWNER, "lee", False)
    page.get_by_text("감사 기록", exact=True).click()
    expect(page.locator("form input[name=password]")).to_be_visible()


def test_the_language_is_the_browsers_until_somebody_chooses(
    server: Server, new_visitor: NewVisitor
) -> None:
    page = new_visitor(locale="en-US").page()
    open_settled(page, f"{server.url}/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.get_by_text("한국어").click()
    expect(page.get_by_role("heading", name="설정")).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_role("heading", name="설정")).to_be_visible()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_every_page_is_readable_and_asks_nobody_else(
    server: Server, new_visitor: NewVisitor, color_scheme: str
) -> None:
    with server.workspace() as ws:
        create_project(ws, OWNER, f"색 {color_scheme}")
    visitor = new_visitor(color_scheme=color_scheme)
    page = visitor.page()
    faint: dict[str, list[str]] = {}
    for path in PAGES:
        open_settled(page, f"{server.url}/{path}")
        assert page.locator("[data-testid=stException]").count() == 0
        if found := too_faint(page):
            faint[path] = found
    assert faint == {}
    assert visitor.elsewhere() == []
    assert visitor.refused == []
    assert any("/app/static/fonts/Pretendard" in url for url in visitor.requests)


def test_an_address_shows_the_same_project_to_somebody_else(
    start_server: StartServer, new_visitor: NewVisitor
) -> None:
    def two_projects(ws: Workspace) -> None:
        create_project(ws, OWNER, "첫째")
        create_project(ws, OWNER, "둘째")

    server = start_server(two_projects)
    mine = new_visitor().page()
    open_settled(mine, server.url)
    expect(mine.get_by_role("heading", name="둘째")).to_be_visible()
    mine.get_by_role("combobox", name="프로젝트").click()
    mine.get_by_role("option", name="첫째").click()
    expect(mine.get_by_role("heading", name="첫째")).to_be_visible()
    mine.get_by_role("link", name="설정", exact=True).click()
    expect(mine.get_by_role("heading", name="설정")).to_be_visible()
    mine.get_by_text("감사 기록", exact=True).click()
    mine.wait_for_url("**/settings?project=*&tab=audit")
    address = mine.url

    mine.get_by_role("link", name="현황", exact=True).click()
    expect(mine.get_by_role("heading", name="첫째")).to_be_visible()
    mine.go_back()
    expect(mine.get_by_role("radio", name="감사 기록")).to_be_checked()

    theirs = new_visitor().page()
    open_settled(theirs, address)
    expect(theirs.get_by_role("radio", name="감사 기록")).to_be_checked()
    expect(theirs.get_by_role("combobox", name="프로젝트")).to_have_value("첫째")


def test_a_link_to_the_open_page_survives_the_next_click(
    start_server: StartServer, new_visitor: NewVisitor
) -> None:
    server = start_server(
        lambda ws: [create_project(ws, OWNER, f"프로젝트 {n}") for n in range(60)]
    )
    page = new_visitor().page()
    open_settled(page, f"{server.url}/settings?tab=audit")
    page.get_by_role("button", name="Page 2").click()
    expect(page.get_by_text("51–60 / 전체 60")).to_be_visible()
    page.wait_for_url("**page=2*")
    page.reload()
    expect(page.get_by_text("51–60 / 전체 60")).to_be_visible()
