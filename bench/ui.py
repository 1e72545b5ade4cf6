"""Page load and click-to-paint in Chromium, beside the smallest possible Streamlit page.

Both servers run at once on this machine and are asked in turn. A page is loaded when its script has
run and its heading is painted; cold is a browser with an empty cache, warm the same browser again.
A click is painted when what it asked for is in the document and the next frame was drawn. The
review key decides in the browser and is recorded behind it, so its paint waits for no server.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench import Figure
from storage.database import insert
from storage.schema import chunks, documents, example_revisions, examples
from workbench.access import OWNER
from workbench.errors import MissingDependency
from workbench.projects import create_project
from workbench.records import Chunk, Document, Example, ExampleRevision, Project, new_id
from workbench.review.service import enqueue_examples
from workbench.settings import Settings
from workbench.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).parents[1]
DRAFTS = 300
COLD_LOADS, WARM_LOADS, CLICKS = 3, 5, 9
LOAD_LIMIT, CLICK_LIMIT = 2.0, 4.0
"""Times the smallest page; what is above them is ours, not Streamlit's or the machine's."""
READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
BARE = """import streamlit as st
st.title("Bare")
st.write("chosen: " + st.radio("tab", ["one", "two"], horizontal=True))
"""
CLICK = """([number, text]) => new Promise((done, fail) => {
  const started = performance.now();
  document.querySelectorAll('[data-testid=stMain] input[type=radio]')[number].click();
  const look = () => {
    if (document.querySelector('[data-testid=stMain]').innerText.includes(text))
      requestAnimationFrame(() => done(performance.now() - started));
    else if (performance.now() - started > 20000) fail(new Error('not painted: ' + text));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
QUESTION = """const question = () => { for (const host of document.querySelectorAll('*')) {
  const found = host.shadowRoot && /Question \\d+/.exec(host.shadowRoot.textContent);
  if (found) return found[0]; } return null; };"""
QUESTION_SHOWN = f"() => {{ {QUESTION} return question() !== null; }}"
APPROVE = f"""() => new Promise((done, fail) => {{ {QUESTION}
  const before = question(), started = performance.now();
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', {{ key: 'a', code: 'KeyA', bubbles: true, composed: true }}));
  const look = () => {{
    const now = question();
    if (now && now !== before) requestAnimationFrame(() => done(performance.now() - started));
    else if (performance.now() - started > 20000) fail(new Error('no next card'));
    else requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}})"""


def run() -> list[Figure]:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise MissingDependency("error.bench_needs_browser") from None
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder, ExitStack() as stack:
        project = _fill(Path(folder))
        (Path(folder) / "bare.py").write_text(BARE, encoding="utf-8")
        ours = stack.enter_context(served(ROOT / "Home.py", Path(folder)))
        bare = stack.enter_context(served(Path(folder) / "bare.py", Path(folder)))
        browser = chromium(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        return _figures(browser, ours, bare, project)


def chromium(playwright: Playwright) -> Browser:
    """The system's Chromium where there is one, else the one that Playwright installed."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )


def _figures(browser: Browser, ours: str, bare: str, project: Project) -> list[Figure]:
    cold, warm = _loads(browser, f"{ours}/?project={project.id}")
    bare_cold, bare_warm = _loads(browser, bare)
    page = browser.new_page(locale="en-US")
    _open(page, f"{ours}/settings?project={project.id}&tab=storage")
    click = _clicks(page, (2, "Optional components"), (1, "ZIP file"))
    _open(page, bare)
    bare_click = _clicks(page, (1, "chosen: two"), (0, "chosen: one"))
    _open(page, f"{ours}/review?project={project.id}")
    key = _review_keys(page)
    return [
        Figure("cold load, overview", cold, "s"),
        Figure("cold load, against the smallest page", cold / bare_cold, "x", LOAD_LIMIT),
        Figure("warm load, overview", warm, "s"),
        Figure("warm load, against the smallest page", warm / bare_warm, "x", LOAD_LIMIT),
        Figure("click to paint, settings", click, "ms"),
        Figure("click to paint, against the smallest page", click / bare_click, "x", CLICK_LIMIT),
        Figure("review key to next card", key, "ms"),
        Figure("review key, against the smallest page's click", key / bare_click, "x", 1.0),
    ]


def _loads(browser: Browser, url: str) -> tuple[float, float]:
    """Median seconds of a cold and of a warm load."""
    cold: list[float] = []
    warm: list[float] = []
    for number in range(COLD_LOADS):
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        cold.append(_open(page, url))
        if number == COLD_LOADS - 1:
            warm = [_open(page, url) for _ in range(WARM_LOADS)]
        context.close()
    return statistics.median(cold), statistics.median(warm)


def _open(page: Page, url: str) -> float:
    """Seconds until the page has run and its heading is painted."""
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("[data-testid=stMain] h1")
    page.wait_for_selector(READY)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")
    return time.perf_counter() - started


def _clicks(page: Page, *steps: tuple[int, str]) -> float:
    """Median milliseconds from a click on the radio of that number until its text is painted."""
    taken: list[float] = []
    for number in range(CLICKS):
        radio, text = steps[number % len(steps)]
        taken.append(float(page.evaluate(CLICK, [radio, text])))
        page.wait_for_selector(READY)
    return statistics.median(taken)


def _review_keys(page: Page) -> float:
    """Median milliseconds from the approve key until another question is painted."""
    page.wait_for_function(QUESTION_SHOWN)
    taken = []
    for _ in range(CLICKS):
        taken.append(float(page.evaluate(APPROVE)))
        page.wait_for_timeout(250)
    return statistics.median(taken)


@contextmanager
def served(script: Path, data_dir: Path, worker: bool = False) -> Iterator[str]:
    """`streamlit run script` on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "WORKBENCH_DATA_DIR": str(data_dir),
        "WORKBENCH_WORKER": "embedded" if worker else "none",
    }
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    process = subprocess.Popen(
        [*command, f"--server.port={port}", "--browser.gatherUsageStats=false"],
        env=os.environ | settings,
        cwd=script.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(lambda: urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close())
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _await(ask: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            ask()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _fill(data_dir: Path) -> Project:
    """A project whose queue holds DRAFTS examples of one document."""
    ws = open_workspace(Settings(data_dir=data_dir, database_url=None))
    project = create_project(ws, OWNER, "Bench")
    _add_rows(ws, project)
    enqueue_examples(ws, OWNER, project.id)
    ws.close()
    return project


def _add_rows(ws: Workspace, project: Project) -> None:
    now, made = ws.clock(), {"project_id": project.id, "created_at": ws.clock()}
    document = Document(
        id=new_id(),
        name="manual.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        size=1,
        status="ready",
        created_by="bench",
        **made,
    )
    chunk = Chunk(
        id=new_id(),
        project_id=project.id,
        document_id=document.id,
        seq=0,
        text="Visitors wear a badge at all times and are accompanied by their host. " * 8,
        element_ids=(),
        tokens=100,
        content_hash="0" * 64,
    )
    with ws.db.write() as connection:
        insert(connection, documents, document)
        insert(connection, chunks, chunk)
        for number in range(DRAFTS):
            revision = ExampleRevision(
                id=new_id(),
                project_id=project.id,
                example_id=new_id(),
                number=1,
                question=f"Question {number}: who accompanies a visitor?",
                answer="The host of the visitor.",
                editor="bench",
                created_at=now,
            )
            example = Example(
                id=revision.example_id,
                document_id=document.id,
                chunk_id=chunk.id,
                origin="written",
                revision_id=revision.id,
                content_hash=new_id(),
                created_by="bench",
                **made,
            )
            insert(connection, examples, example)
            insert(connection, example_revisions, revision)
