"""A real server and a real browser: `streamlit run Home.py` on a free port, headless Chromium.

One server and one browser serve all tests of a run; each test gets a fresh browser context. Tests
that change an installation (users, an empty one) start a server of their own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from workbench.settings import Settings
from workbench.workspace import Workspace, open_workspace

ROOT = Path(__file__).parents[2]
START_S, STOP_S = 60.0, 20.0
WAIT_MS = 30_000
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """A running installation: where it is served, and its data folder."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """The same data, opened beside the server, to look at what was written."""
        ws = open_workspace(Settings(data_dir=self.data_dir))
        try:
            yield ws
        finally:
            ws.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(data_dir: Path, **environment: str) -> Iterator[Server]:
    """Home.py on a free port until the block ends; its worker is its own child."""
    data_dir.mkdir(parents=True, exist_ok=True)
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}
    settings = {"WORKBENCH_DATA_DIR": str(data_dir), "HF_HUB_OFFLINE": "1", **environment}
    command = [sys.executable, "-m", "streamlit", "run", "Home.py", f"--server.port={port}"]
    with (data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | settings, stdout=log, stderr=subprocess.STDOUT
        )
    server = Server(f"http://localhost:{port}", data_dir, process)
    try:
        _await_health(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_health(server: Server) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.process.poll() is not None:
                break
            time.sleep(0.2)
    log = (server.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")
    raise AssertionError(f"the server did not start:\n{log}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One installation for all tests that only add to it; empty at first, worker included."""
    with running_server(tmp_path_factory.mktemp("e2e") / "data") as started:
        yield started


StartServer = Callable[..., Server]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """`start_server(prepare=None, **environment)`: an installation of one test's own, no worker.

    `prepare(workspace)` fills the data folder before the server starts.
    """
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(prepare: Callable[[Workspace], None] | None = None, **env: str) -> Server:
            data_dir = tmp_path / "installation"
            if prepare is not None:
                ws = open_workspace(Settings(data_dir=data_dir))
                prepare(ws)
                ws.close()
            return stack.enter_context(
                running_server(data_dir, **{"WORKBENCH_WORKER": "none", **env})
            )

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        executable = found or playwright.chromium.executable_path
        if not Path(executable).exists():
            if os.environ.get("WORKBENCH_TEST_REQUIRE_ALL"):
                pytest.fail("Chromium is not installed: python -m playwright install chromium")
            pytest.skip("Chromium is not installed on this machine")
        launched = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_ARGUMENTS)
        )
        yield launched
        launched.close()


@dataclass
class Visitor:
    """A browser context that keeps account of requests and of what the console complained about."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss"):
            self.requests.append(request.url)

    def elsewhere(self) -> list[str]:
        """Requests that left the machine."""
        here = ("localhost", "127.0.0.1")
        return [url for url in self.requests if urlsplit(url).hostname not in here]

    def page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on(
            "console",
            lambda line: (
                self.refused.append(line.text) if "Content Security Policy" in line.text else None
            ),
        )
        return page


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def new_visitor(browser: Browser) -> Iterator[NewVisitor]:
    """`new_visitor(locale="ko-KR", color_scheme="light")`: somebody else, with no cookies yet."""
    opened: list[BrowserContext] = []

    def visit(locale: str = "ko-KR", color_scheme: str = "light") -> Visitor:
        context = browser.new_context(
            locale=locale,
            color_scheme=color_scheme,  # type: ignore[arg-type]
            viewport={"width": 1366, "height": 768},
        )
        opened.append(context)
        visitor = Visitor(context)
        context.on("request", visitor.note)
        return visitor

    yield visit
    for context in opened:
        context.close()


@pytest.fixture
def page(new_visitor: NewVisitor) -> Page:
    """A fresh Korean browser page."""
    return new_visitor().page()


def settled(page: Page) -> None:
    """Wait until the script has run and the page has been painted."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-connection-state=CONNECTED]"
        "[data-test-script-state=notRunning]"
    )
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")


def choose(page: Page, chooser: Locator, name: str) -> None:
    """Take the option `name` of a list that may be drawn anew, and close, under the hand.

    A script's answer that arrives between typing and pressing empties the field, so the option
    is looked for again, as a person would.
    """
    option = page.get_by_role("option", name=name)
    taken = page.get_by_test_id("stMultiSelect").filter(has_text=name)
    for _ in range(10):
        settled(page)
        if taken.count():
            return
        try:
            chooser.fill(name, timeout=3_000)
            option.click(timeout=3_000)
        except PlaywrightError:  # drawn anew meanwhile, or twice for a moment
            continue
    raise AssertionError(f"the list never showed {name}")


def open_settled(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-testid=stMain] h1, [data-testid=stMain] p")
    settled(page)
