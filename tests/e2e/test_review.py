"""The review card in a real browser: keys, double clicks, reloads, lost connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from bench.review_card import measure
from storage import schema as s
from storage.database import many
from tests.e2e.conftest import WAIT_MS, NewVisitor, Server, Visitor, running_server
from tests.review.material import add_document, add_examples
from workbench.access import OWNER, Actor
from workbench.projects import create_project
from workbench.records import Decision, Project, new_id
from workbench.review import history_service, service

READY = ".card[data-slot]:not([data-slot=''])"
BETWEEN_MS = 250
"""A person looks at a card before deciding; see UNSEEN_MS in card.js."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this file; each has a project of its own."""
    data_dir: Path = tmp_path_factory.mktemp("review") / "data"
    with running_server(data_dir, WORKBENCH_WORKER="none") as started:
        yield started


@pytest.fixture
def queue(installation: Server) -> Project:
    """A project with twelve examples that wait for review."""
    with installation.workspace() as ws:
        project = create_project(ws, OWNER, f"검수 {new_id()}")
        _, chunk = add_document(ws, project)
        add_examples(ws, project, 12, chunk)
        service.enqueue_examples(ws, OWNER, project.id)
    return project


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    return new_visitor()


@pytest.fixture
def page(installation: Server, queue: Project, visitor: Visitor) -> Page:
    return _open(installation, queue, visitor.page())


def _open(server: Server, project: Project, page: Page) -> Page:
    page.goto(f"{server.url}/review?project={project.id}")
    page.wait_for_selector(READY)
    page.wait_for_timeout(BETWEEN_MS)
    return page


def shown(page: Page) -> str:
    return str(page.locator(".card").get_attribute("data-slot"))


def press(page: Page, key: str) -> None:
    """A key that decides: wait until the next card is there, then look at it."""
    before = shown(page)
    page.keyboard.press(key)
    expect(page.locator(".card")).not_to_have_attribute("data-slot", before)
    page.wait_for_timeout(BETWEEN_MS)


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_be_visible(timeout=WAIT_MS)


def decisions(server: Server, project: Project) -> list[Decision]:
    """Oldest first, straight from the database."""
    query = sa.select(s.decisions).where(s.decisions.c.project_id == project.id)
    with server.workspace() as ws, ws.db.read() as connection:
        return many(connection, Decision, query.order_by(s.decisions.c.at, s.decisions.c.id))


def actions(server: Server, project: Project) -> list[str]:
    return [decision.action for decision in decisions(server, project)]


def test_reviewing_by_keyboard(installation: Server, queue: Project, page: Page) -> None:
    press(page, "a")
    press(page, "f")
    press(page, "s")
    page.keyboard.press("x")
    press(page, "2")
    page.keyboard.press("x")
    page.keyboard.press("0")
    page.keyboard.type("출처가 오래됨")
    press(page, "Enter")
    page.keyboard.press("e")
    page.keyboard.type(" 자세한 것은 보안팀에 문의합니다.")
    press(page, "Control+Enter")
    saved(page)
    made = decisions(installation, queue)
    expected = ["approve", "flag", "skip", "reject", "reject", "edit"]
    assert [decision.action for decision in made] == expected
    assert [decision.reason for decision in made[3:5]] == ["근거에 없음", "출처가 오래됨"]
    with installation.workspace() as ws:
        told = history_service.history(ws, OWNER, queue.id, made[5].example_id)
    assert told.revisions[1].answer.endswith(" 자세한 것은 보안팀에 문의합니다.")
    assert told.revisions[1].question == told.revisions[0].question


def test_undo_brings_the_card_and_the_words_back(
    installation: Server, queue: Project, page: Page
) -> None:
    first = shown(page)
    page.keyboard.press("e")
    page.keyboard.type(" 고침")
    press(page, "Control+Enter")
    press(page, "z")
    assert shown(page) == first
    expect(page.locator("p.answer")).not_to_contain_text("고침")
    page.keyboard.press("e")
    expect(page.locator("textarea.answer")).to_have_value(_ending(" 고침"))
    page.keyboard.press("Escape")
    press(page, "a")
    saved(page)
    assert actions(installation, queue) == ["edit", "undo", "approve"]
    with installation.workspace() as ws:
        told = history_service.history(
            ws, OWNER, queue.id, decisions(installation, queue)[0].example_id
        )
    assert told.example.status == "approved"
    assert told.example.revision_id == told.revisions[0].id


def _ending(text: str) -> object:
    import re

    return re.compile(f".*{re.escape(text)}$")


def test_undo_after_a_reload_takes_back_the_latest(
    installation: Server, queue: Project, page: Page
) -> None:
    first = shown(page)
    press(page, "a")
    saved(page)
    page.reload()
    page.wait_for_selector(READY)
    page.keyboard.press("z")
    expect(page.locator(".card")).to_have_attribute("data-slot", first)
    saved(page)
    assert actions(installation, queue) == ["approve", "undo"]


def test_a_double_click_records_one_decision(
    installation: Server, queue: Project, page: Page
) -> None:
    page.locator("button.approve").dblclick()
    saved(page)
    page.wait_for_timeout(BETWEEN_MS)
    assert actions(installation, queue) == ["approve"]


def test_a_slow_double_click_records_one_decision(
    installation: Server, queue: Project, page: Page
) -> None:
    box = page.locator("button.approve").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    for count in (1, 2):
        page.mouse.down(click_count=count)
        page.mouse.up(click_count=count)
        page.wait_for_timeout(BETWEEN_MS)
    saved(page)
    assert actions(installation, queue) == ["approve"]


def test_two_fast_presses_record_one_decision(
    installation: Server, queue: Project, page: Page
) -> None:
    page.keyboard.press("a")
    page.keyboard.press("a")
    saved(page)
    page.wait_for_timeout(BETWEEN_MS)
    assert actions(installation, queue) == ["approve"]


def test_a_held_key_decides_one_card(installation: Server, queue: Project, page: Page) -> None:
    for _ in range(6):  # down without up repeats, as a key that is held does
        page.keyboard.down("a")
        page.wait_for_timeout(60)
    page.keyboard.up("a")
    saved(page)
    assert actions(installation, queue) == ["approve"]


def test_each_card_is_decided_once_at_the_pace_of_a_hurried_reviewer(
    installation: Server, queue: Project, page: Page
) -> None:
    for _ in range(12):
        page.keyboard.press("a")
        page.wait_for_timeout(200)
    expect(page.get_by_text("대기열을 모두 마쳤습니다.")).to_be_visible(timeout=WAIT_MS)
    made = decisions(installation, queue)
    assert len(made) == len({decision.slot_id for decision in made}) == 12


def _key_event(page: Page, **event: object) -> None:
    page.evaluate(
        "(e) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " { bubbles: true, composed: true, cancelable: true, ...e }))",
        event,
    )


def test_keys_work_on_a_hangul_layout(installation: Server, queue: Project, page: Page) -> None:
    before = shown(page)
    _key_event(page, key="ㅁ", code="KeyA", isComposing=True)
    assert shown(page) == before
    _key_event(page, key="ㅁ", code="KeyA")
    expect(page.locator(".card")).not_to_have_attribute("data-slot", before)
    saved(page)
    assert actions(installation, queue) == ["approve"]


def test_keys_with_a_modifier_belong_to_the_browser(
    installation: Server, queue: Project, page: Page
) -> None:
    before = shown(page)
    for key in ("Control+a", "Alt+x", "Meta+s"):
        page.keyboard.press(key)
    page.wait_for_timeout(BETWEEN_MS)
    assert shown(page) == before
    assert actions(installation, queue) == []


def test_typing_fires_no_shortcut(installation: Server, queue: Project, page: Page) -> None:
    before = shown(page)
    page.keyboard.press("e")
    page.keyboard.type("axfszjkp?")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("0")
    page.keyboard.type("axfszjkp?")
    page.keyboard.press("Escape")
    assert shown(page) == before
    assert actions(installation, queue) == []


def test_a_returning_save_leaves_a_half_typed_edit_alone(
    installation: Server, queue: Project, page: Page
) -> None:
    press(page, "a")
    page.keyboard.press("e")
    field = page.locator("textarea.answer")
    page.keyboard.type(" 반쯤")
    saved(page)
    page.wait_for_timeout(500)
    page.keyboard.type(" 쓴 글")
    expect(field).to_have_value(_ending(" 반쯤 쓴 글"))
    assert actions(installation, queue) == ["approve"]


def test_a_half_typed_edit_survives_a_reload(page: Page) -> None:
    slot = shown(page)
    page.keyboard.press("e")
    page.keyboard.type(" 반쯤 쓴 글")
    page.reload()
    page.wait_for_selector(READY)
    assert shown(page) == slot
    expect(page.locator("textarea.answer")).to_have_value(_ending(" 반쯤 쓴 글"))


@pytest.mark.parametrize("lost", ["what is sent", "what is answered"])
def test_unsaved_decisions_are_sent_again_after_a_reload(
    installation: Server, queue: Project, visitor: Visitor, lost: str
) -> None:
    page = visitor.page()
    cut = _cuttable(page)
    _open(installation, queue, page)
    cut.add(lost)
    for _ in range(3):
        press(page, "a")
    expect(page.locator(".unsaved")).to_have_attribute("data-unsaved", "3")
    cut.clear()
    page.reload()
    page.wait_for_selector(READY)
    saved(page)
    made = decisions(installation, queue)
    assert len(made) == len({decision.slot_id for decision in made}) == 3
    assert {decision.action for decision in made} == {"approve"}


def test_a_lost_message_is_sent_again_without_a_reload(
    installation: Server, queue: Project, visitor: Visitor
) -> None:
    page = visitor.page()
    cut = _cuttable(page)
    _open(installation, queue, page)
    cut.add("what is sent")
    press(page, "a")
    cut.clear()
    saved(page)
    assert actions(installation, queue) == ["approve"]


def _cuttable(page: Page) -> set[str]:
    """The connection to the server loses whatever is named in the set that is returned."""
    cut: set[str] = set()

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def forward(send: Callable[[str | bytes], None], name: str) -> Callable[..., None]:
            def passed(message: str | bytes) -> None:
                if name not in cut:
                    send(message)

            return passed

        socket.on_message(forward(server.send, "what is sent"))
        server.on_message(forward(socket.send, "what is answered"))

    page.route_web_socket("**/_stcore/stream*", through)
    return cut


def test_a_refused_edit_keeps_its_words(installation: Server, queue: Project, page: Page) -> None:
    slot = shown(page)
    page.keyboard.press("e")
    page.keyboard.type(" 지켜야 할 글")
    with installation.workspace() as ws:
        service.release(ws, OWNER, queue.id, [slot])
        service.claim(ws, Actor(name="lee", roles=("reviewer",)), queue.id, 1)
    page.keyboard.press("Control+Enter")
    note = page.locator(".note")
    expect(note).to_contain_text("다른 검수자에게")
    expect(note.locator("textarea")).to_have_value(_ending(" 지켜야 할 글"))
    page.reload()
    page.wait_for_selector(READY)
    expect(note.locator("textarea")).to_have_value(_ending(" 지켜야 할 글"))
    note.get_by_role("button").click()
    expect(note).to_have_count(0)
    assert actions(installation, queue) == []


def test_moving_among_cards_and_looking_at_the_page(page: Page) -> None:
    first = shown(page)
    page.keyboard.press("j")
    second = shown(page)
    page.keyboard.press("k")
    assert shown(page) == first != second
    page.keyboard.press("p")
    image = page.locator(".sheet img")
    expect(image).to_be_visible()
    expect(page.locator(".sheet .box")).to_be_visible()
    assert str(image.get_attribute("src")).startswith("data:image/")
    page.keyboard.press("p")
    expect(page.locator("mark.evidence")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".help dl")).to_be_visible()


def test_earlier_turns_of_a_dialogue_are_shown(page: Page) -> None:
    for _ in range(8):
        if page.locator(".turns").count():
            break
        page.keyboard.press("j")
    expect(page.locator(".turns li")).to_have_text(["사용자이전 질문", "답변자이전 답변"])


def test_every_button_has_a_name_and_shows_its_key(page: Page) -> None:
    buttons: Locator = page.locator(".actions button")
    names = [" ".join(text.split()) for text in buttons.all_inner_texts()]
    assert names == ["승인 A", "반려 X", "수정 E", "표시 F", "건너뛰기 S", "되돌리기 Z"]
    assert buttons.first.get_attribute("aria-keyshortcuts") == "A"


def test_the_next_card_is_painted_without_waiting_for_the_server(
    installation: Server, queue: Project, visitor: Visitor
) -> None:
    page = visitor.page()
    cut = _cuttable(page)
    _open(installation, queue, page)
    cut.add("what is sent")
    assert len(measure(page, 5)) == 5
    assert actions(installation, queue) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_can_be_read(
    installation: Server, queue: Project, new_visitor: NewVisitor, scheme: str
) -> None:
    page = _open(installation, queue, new_visitor(color_scheme=scheme).page())
    page.keyboard.press("?")
    faint: list[str] = page.evaluate(_CONTRAST)
    assert faint == []
    page.keyboard.press("x")
    assert page.evaluate(_CONTRAST) == []


_CONTRAST = """
() => {
  const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot;
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => i < 3 ? v : v / 255);
  };
  const up = (e) => e.parentElement || (e.getRootNode().host ?? null);
  const behind = (element) => {
    const all = [];
    for (let e = element; e; e = up(e)) all.push(parse(getComputedStyle(e).backgroundColor));
    return all.reverse().reduce((b, c) => [0, 1, 2].map(i => c[i] * c[3] + b[i] * (1 - c[3])),
                                [255, 255, 255]);
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => {
    const v = c[i] / 255;
    return sum + w * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const failing = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !element || element.closest('style, [disabled], .live')) continue;
    const below = behind(element), colour = parse(getComputedStyle(element).color);
    let opacity = colour[3];
    for (let e = element; e; e = up(e)) opacity *= Number(getComputedStyle(e).opacity);
    const seen = [0, 1, 2].map(i => colour[i] * opacity + below[i] * (1 - opacity));
    const [b, a] = [light(seen), light(below)].sort((x, y) => x - y);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) failing.push(`${ratio.toFixed(2)} ${text.slice(0, 30)}`);
  }
  return failing;
}
"""
