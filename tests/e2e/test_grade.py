"""Grading in a real browser: from a file of questions to a report, blind and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from storage import schema as s
from storage.database import many
from tests.e2e.conftest import (
    WAIT_MS,
    NewVisitor,
    Server,
    choose,
    open_settled,
    running_server,
    settled,
)
from tests.e2e.test_access import PASSWORD, fill_in
from tests.grade.campaigns import QUESTIONS, Grading
from tests.review.material import add_document
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.accounts import add_user
from workbench.answer import index_service
from workbench.grade import grading_service, service
from workbench.projects import create_project
from workbench.records import Campaign, Grade, Project, new_id
from workbench.workspace import Workspace

CARD = ".card[data-slot]:not([data-slot=''])"
BETWEEN_MS = 250
"""A person looks at a card before grading it; see UNSEEN_MS in base.js."""
PEOPLE: dict[str, tuple[str, ...]] = {
    "kim": ("admin",),
    "park": ("engineer",),
    "lee": ("reviewer",),
    "han": ("reviewer",),
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this file, with users; each test has a project of its own."""
    data_dir: Path = tmp_path_factory.mktemp("grade") / "data"
    with running_server(data_dir, WORKBENCH_WORKER="none") as started:
        with started.workspace() as ws:
            for name, roles in PEOPLE.items():
                add_user(ws, OWNER, name, roles, PASSWORD)  # type: ignore[arg-type]
        yield started


Result = TypeVar("Result")
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(installation: Server, new_visitor: NewVisitor) -> SignIn:
    """`sign_in("lee", "grade?...")`: a browser of that person's own, on that page."""

    def enter(name: str, address: str, color_scheme: str = "light") -> Page:
        page = new_visitor(color_scheme=color_scheme).page()
        page.goto(f"{installation.url}/{address}")
        fill_in(page, name, PASSWORD)
        page.wait_for_selector("[data-testid=stMain] h1")
        settled(page)
        return page

    return enter


def beside(work: Callable[[], Result]) -> Result:
    """In a thread of its own: the browser's driver has the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def project_of(ws: Workspace) -> Project:
    return create_project(ws, OWNER, f"채점 {new_id()}")


def prepared(installation: Server, folder: Path, graders: int = 1) -> Campaign:
    """A campaign of three questions over a right and a wrong system, one of random weights too."""
    with installation.workspace() as ws:
        grading = Grading(ws, project_of(ws), Actor(name="park", roles=("engineer",)), folder)
        grading.set()
        right = grading.system("좋은 시스템", lambda draft: draft.gold or "모릅니다.")
        wrong = grading.system("나쁜 시스템", lambda draft: f"{draft.question}?")
        noise = grading.system("작은 모델", lambda _: "가나다라")
        with ws.db.write() as connection:
            marked = sa.update(s.systems).where(s.systems.c.id == noise.id)
            connection.execute(marked.values(random_weights=True))
        return beside(lambda: grading.campaign([wrong, right, noise], graders))


def card_of(page: Page) -> str:
    return str(page.locator(CARD).get_attribute("data-slot"))


def look(page: Page) -> None:
    page.wait_for_selector(CARD)
    page.wait_for_timeout(BETWEEN_MS)


def letters(page: Page) -> dict[str, str]:
    """Letter -> the text under it."""
    answers = page.locator(".answer-card")
    return {
        str(answers.nth(n).get_attribute("data-letter")): answers.nth(n)
        .locator(".pane")
        .inner_text()
        for n in range(answers.count())
    }


def grade_card(page: Page, marks: Callable[[str], str]) -> None:
    """Two digits an answer, then Enter."""
    before = card_of(page)
    for text in letters(page).values():
        for digit in marks(text):
            page.keyboard.press(digit)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).not_to_have_attribute("data-slot", before)
    page.wait_for_timeout(BETWEEN_MS)


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_be_visible(timeout=WAIT_MS)


def grades(server: Server, campaign_id: str) -> list[Grade]:
    query = sa.select(s.grades).where(s.grades.c.campaign_id == campaign_id)
    with server.workspace() as ws, ws.db.read() as connection:
        return many(connection, Grade, query.order_by(s.grades.c.at, s.grades.c.id))


def address(campaign: Campaign, part: str) -> str:
    return f"grade?project={campaign.project_id}&campaign={campaign.number}&part={part}"


def test_from_a_file_of_questions_to_a_report(
    installation: Server, sign_in: SignIn, tmp_path: Path
) -> None:
    with installation.workspace() as ws:
        project = project_of(ws)
        add_document(ws, project)
        job = index_service.start_indexing(ws, OWNER, project.id)
        beside(lambda: jobs.run_here(ws, project.id, job.id))
    lines = [
        f"{d.question},{d.gold},{d.category},{'예' if d.answerable else '아니오'}"
        for d in QUESTIONS
    ]
    questions, answers = tmp_path / "보안 질문.csv", tmp_path / "외부.csv"
    questions.write_text("질문,정답,유형,답변 가능\n" + "\n".join(lines), encoding="utf-8")
    answers.write_text(
        "질문,답변\n" + "\n".join(f"{d.question},{d.gold}" for d in QUESTIONS), encoding="utf-8"
    )

    page = sign_in("park", f"grade?project={project.id}")
    page.get_by_role("button", name="새 평가셋").click()
    page.locator("input[type=file]").set_input_files(questions)
    expect(page.get_by_text(questions.name)).to_be_visible()
    settled(page)
    page.get_by_role("button", name="만들기", exact=True).click()
    expect(
        page.get_by_text("보안 질문: 질문 3개를 추가했고 0개는 이미 있었습니다.")
    ).to_be_visible()

    page.get_by_role("button", name="이 평가셋으로 채점").click()
    page.get_by_role("button", name="답변 가져오기").click()
    page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(answers)
    expect(page.get_by_text(answers.name)).to_be_visible()
    settled(page)
    page.get_by_role("button", name="가져오기", exact=True).click()
    expect(page.get_by_text("답변 3개를 시스템 '외부'로 가져왔습니다.")).to_be_visible()
    systems = page.get_by_role("combobox", name=re.compile("답변 시스템"))
    for name in ("rag · 검색", "외부 · 가져온 답변"):
        choose(page, systems, name)
    expect(page.get_by_text("답변 6개")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="시작", exact=True).dblclick()
    expect(page.get_by_role("heading", name="채점 1")).to_be_visible()
    with installation.workspace() as ws:
        found, total = service.campaigns(ws, OWNER, project.id)
        assert total == 1  # though the button was pressed twice
        ended = beside(lambda: jobs.run_here(ws, project.id, str(found[0].campaign.job_id)))
        assert (ended.done, ended.failed) == (6, 0), jobs.failed_items(ws, project.id, ended.id)
    campaign = found[0].campaign
    assert campaign.graders == 2

    for name in ("lee", "han"):
        grader = sign_in(name, address(campaign, "grading"))
        look(grader)
        for _ in QUESTIONS:
            grade_card(grader, lambda text: "22" if text in {d.gold for d in QUESTIONS} else "01")
        saved(grader)
        expect(grader.locator(".nothing")).to_contain_text(re.compile("채점했습니다"))
    assert {(g.grader, g.revision) for g in grades(installation, campaign.id)} == {
        ("lee", 1),
        ("han", 1),
    }

    open_settled(page, f"{installation.url}/{address(campaign, 'progress')}")
    page.get_by_role("button", name="마감", exact=True).click()
    page.get_by_role("button", name="6건으로 마감").click()
    expect(page.get_by_text("질문 3개 가운데 3개를 채점했습니다")).to_be_visible()
    expect(page.get_by_text("함께 채점한 질문이 적어").first).to_be_visible()
    expect(page.get_by_role("heading", name="채점자 일치도")).to_be_visible()
    page.get_by_role("button", name="내보내기").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV: 답변마다 한 행").click()
    told = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert len(told.splitlines()) == 7 and "외부" in told


def test_two_graders_see_orders_of_their_own_and_marks_survive_a_reload(
    installation: Server, sign_in: SignIn, tmp_path: Path
) -> None:
    campaign = prepared(installation, tmp_path, graders=2)
    with installation.workspace() as ws:
        orders = {}
        for name in ("lee", "han"):
            who = Actor(name=name, roles=("reviewer",))
            hand = grading_service.claim(ws, who, campaign.project_id, campaign.id)
            orders[name] = [[answer.text for answer in card.answers] for card in hand]
    page = sign_in("lee", address(campaign, "grading"))
    look(page)
    assert list(letters(page).values()) == orders["lee"][0]
    assert "좋은 시스템" not in page.content()
    other = sign_in("han", address(campaign, "grading"))
    look(other)
    assert list(letters(other).values()) == orders["han"][0]
    # Three questions of three answers: the same order for both would be one case in 216.
    assert sorted(orders["lee"][0]) == sorted(orders["han"][0])

    for digit in "210":
        page.keyboard.press(digit)
    page.keyboard.press("m")
    page.keyboard.type("반쯤 0 1 g")
    page.keyboard.press("Escape")
    slot = card_of(page)
    page.reload()
    look(page)
    assert card_of(page) == slot
    checked = page.locator("[role=radio][aria-checked=true]")
    expect(checked).to_have_text([re.compile("^2"), re.compile("^1"), re.compile("^0")])
    expect(page.locator(".actions input")).to_have_value("반쯤 0 1 g")
    assert grades(installation, campaign.id) == []
    for digit in "000":
        page.keyboard.press(digit)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).not_to_have_attribute("data-slot", slot)
    saved(page)
    page.wait_for_timeout(BETWEEN_MS)
    made = grades(installation, campaign.id)
    assert len(made) == len({grade.answer_id for grade in made}) == 3
    assert {grade.comment for grade in made} == {"반쯤 0 1 g"}
    assert sorted((grade.accuracy, grade.detail) for grade in made) == [(0, 0), (0, 0), (2, 1)]


def test_keys_move_correct_and_undo(installation: Server, sign_in: SignIn, tmp_path: Path) -> None:
    campaign = prepared(installation, tmp_path)
    page = sign_in("lee", address(campaign, "grading"))
    look(page)
    first = card_of(page)
    page.keyboard.press("Enter")
    expect(page.locator(".ready")).to_have_text("빠진 점수가 있습니다.")
    now = page.locator(".answer-card.now")
    expect(now).to_have_attribute("data-letter", "A")
    page.keyboard.press("]")
    expect(now).to_have_attribute("data-letter", "B")
    page.keyboard.press("k")
    expect(now).to_have_attribute("data-letter", "A")
    for digit in "22":
        page.keyboard.press(digit)
    page.keyboard.press("Backspace")
    expect(page.locator(".scores.now")).to_have_attribute("aria-label", "A 상세함")
    for digit in "1112":
        page.keyboard.press(digit)
    page.locator(".answer-card[data-letter=C] .accuracy .score").nth(1).click()
    page.locator(".answer-card[data-letter=C] .detail .score").nth(0).click()
    page.keyboard.press("2")  # behind the last answer a digit too many changes nothing
    page.keyboard.press("g")
    expect(page.locator(".gold-text")).to_be_visible()
    page.locator("button.submit").dblclick()
    expect(page.locator(".card")).not_to_have_attribute("data-slot", first)
    saved(page)
    page.wait_for_timeout(BETWEEN_MS)
    assert len(grades(installation, campaign.id)) == 3

    page.reload()
    look(page)
    page.keyboard.press("u")
    expect(page.locator(".card")).to_have_attribute("data-slot", first)
    checked = page.locator("[role=radio][aria-checked=true] strong")
    expect(checked).to_have_text(["2", "1", "1", "1", "1", "0"])
    saved(page)
    page.keyboard.press("k")
    page.keyboard.press("0")
    page.keyboard.press("0")
    page.wait_for_timeout(BETWEEN_MS)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).not_to_have_attribute("data-slot", first)
    saved(page)
    made = grades(installation, campaign.id)
    assert [grade.revision for grade in made].count(2) == 3
    last = [(grade.accuracy, grade.detail) for grade in made if grade.revision == 2]
    assert sorted(last) == [(0, 0), (1, 1), (2, 1)]


def test_answers_of_random_weights_are_marked_and_in_no_chart(
    installation: Server, sign_in: SignIn, tmp_path: Path
) -> None:
    campaign = prepared(installation, tmp_path)
    page = sign_in("lee", address(campaign, "grading"))
    look(page)
    noise = page.locator(".answer-card").filter(has_text="가나다라")
    expect(noise.locator(".badge.orange")).to_have_text("무작위 가중치")
    expect(page.locator(".badge.orange")).to_have_count(1)
    for _ in QUESTIONS:
        grade_card(page, lambda text: "02" if "?" in text else "21")
    saved(page)
    with installation.workspace() as ws:
        service.close(ws, OWNER, campaign.project_id, campaign.id)
    page = sign_in("park", address(campaign, "report"))
    expect(page.get_by_text("평균과 그림에서 제외한 시스템: 작은 모델.")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_have_count(2)
    page.get_by_text("그림의 수치").click()
    expect(page.get_by_text("무작위 가중치", exact=True).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_can_be_read(
    installation: Server, sign_in: SignIn, tmp_path: Path, scheme: str
) -> None:
    from tests.e2e.test_review import _CONTRAST

    campaign = prepared(installation, tmp_path)
    page = sign_in("lee", address(campaign, "grading"), scheme)
    look(page)
    for key in "21?g":
        page.keyboard.press(key)
    assert page.evaluate(_CONTRAST) == []
