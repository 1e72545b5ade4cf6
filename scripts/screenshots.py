"""Pictures of every page in Korean and English, with the sample project in it: docs/images/*.png.

    python -m scripts.screenshots [folder]

It fills a data folder of its own, so that what is shown is the same on every machine, and takes
some minutes. Needs Playwright and Chromium, as the browser tests do, and tesseract for the scan.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.ui import READY, chromium, served
from scripts import screenshot_documents
from workbench import demo, jobs
from workbench.access import OWNER, Actor
from workbench.answer.service import ask
from workbench.answer.system_service import BUILT_IN
from workbench.augment.params import DraftParams
from workbench.augment.service import start_drafting
from workbench.clean.service import start_checks
from workbench.export.freeze_service import start_freeze
from workbench.export.plan import FreezeParams
from workbench.grade import grading_service as grading
from workbench.grade.blind import GradeInput
from workbench.grade.report_service import import_answers
from workbench.grade.service import close, start_campaign
from workbench.grade.set_service import import_questions
from workbench.ingest.service import list_documents
from workbench.records import Job, Project, new_id
from workbench.review.cards import DecisionInput
from workbench.review.decision_service import submit
from workbench.review.service import claim, enqueue_examples
from workbench.settings import Settings
from workbench.stories.marking import marks
from workbench.train.plan import TrainParams
from workbench.train.start_service import start_run
from workbench.workspace import Workspace, open_workspace

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
LOCALES = {"ko": "ko-KR", "en": "en-US"}
SIZE = {"width": 1366, "height": 768}
COLOURS = 256
"""A palette keeps each picture well below 300 KB, and a page has no more."""
REVIEWED = 60
SCROLLED = {"duplicates": 620}
"""Pixels: pictures of what stands below the first screen."""
QUESTION = "비밀번호는 며칠마다 바꿔야 합니까?"
REVIEWER = Actor(name="lee", roles=("reviewer",))


def fill(ws: Workspace) -> dict[str, str]:
    """The sample, read, drafted, checked, partly reviewed and frozen; page name -> its address."""
    project = demo.load_sample(ws, OWNER)
    _work(ws, jobs.recent_jobs(ws, project.id)[0])
    _work(ws, start_drafting(ws, OWNER, project.id, DraftParams()))
    _work(ws, start_checks(ws, OWNER, project.id))
    enqueue_examples(ws, OWNER, project.id)
    _review(ws, project, REVIEWED)
    _work(ws, start_freeze(ws, OWNER, project.id, FreezeParams()))
    _train(ws, project)
    asked = ask(ws, OWNER, project.id, QUESTION)
    _grade(ws, project)
    rows, _ = list_documents(ws, OWNER, project.id)
    manual = next(row.document for row in rows if row.document.name.endswith("_ko.pdf"))
    pages = {
        "overview": "",
        "ingest": "ingest",
        "document": f"ingest?document={manual.id}&at=3",
        "augment": "augment",
        "clean": "clean?tab=pii",
        "duplicates": "clean?tab=duplicates",
        "review": "review",
        "export": "export",
        "version": "export?version=1",
        "train": "train",
        "run": "train?run=1",
        "answer": f"answer?chat={asked.chat_id}",
        "grade": "grade?campaign=2&part=grading",
        "report": "grade?campaign=1&part=report",
        "settings": "settings?tab=versions",
    }
    return {name: in_project(address, project) for name, address in pages.items()}


def in_project(address: str, project: Project) -> str:
    """There are several projects, so an address names its own."""
    return f"{address}{'&' if '?' in address else '?'}project={project.id}"


def _work(ws: Workspace, job: Job) -> None:
    ended = jobs.run_here(ws, job.project_id, job.id)
    if ended.state != "done" or ended.failed:
        raise RuntimeError(f"{ended.kind}: {ended.state}, {ended.failed} failed, {ended.error}")


def _train(ws: Workspace, project: Project) -> None:
    params = TrainParams(max_steps=40, checkpoint_every=20, tiny_vocabulary=1000)
    run = start_run(ws, OWNER, project.id, "1", params)
    _work(ws, jobs.job(ws, project.id, run.job_id))


def _review(ws: Workspace, project: Project, number: int) -> None:
    for _ in range(number):
        card = next(iter(claim(ws, REVIEWER, project.id)), None)
        if card is None:
            return
        doubtful = bool(card.findings)
        decision = DecisionInput(
            key=new_id(),
            action="reject" if doubtful else "approve",
            slot_id=card.slot_id,
            token=card.token,
            revision_id=card.revision.id,
            reason="어색한 표현" if doubtful else "",
        )
        submit(ws, REVIEWER, project.id, decision)


def _grade(ws: Workspace, project: Project) -> None:
    """Two campaigns over the sample's questions: one graded by rule and closed, one open."""
    path = ROOT / "examples" / "security-manual" / "evaluation_ko.csv"
    made = import_questions(ws, OWNER, project.id, path, path.name, path.stem, "internal").set
    names = [BUILT_IN, _elsewhere(ws, project, path)]
    for number in range(2):
        started = start_campaign(ws, OWNER, project.id, made.id, names, graders=1)
        _work(ws, jobs.job(ws, project.id, str(started.job_id)))
        if number:
            return
        while hand := grading.claim(ws, REVIEWER, project.id, started.id, 50):
            for card in hand:
                given = GradeInput(
                    key=new_id(), slot_id=card.slot_id, token=card.token, marks=marks(card)
                )
                grading.submit(ws, REVIEWER, project.id, given)
        close(ws, OWNER, project.id, started.id)


def _elsewhere(ws: Workspace, project: Project, questions: Path) -> str:
    """Answers of somebody who knows two of three."""
    with questions.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "answers.csv"
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("question", "answer"))
            for number, row in enumerate(rows):
                known = "담당 부서에 문의하십시오." if number % 3 == 0 else row["정답"]
                writer.writerow((row["질문"], known))
        return import_answers(ws, OWNER, project.id, target, target.name, "상담원 답변").id


def take(browser: Browser, url: str, pages: dict[str, str], folder: Path) -> None:
    for language, locale in LOCALES.items():
        with _page(browser, locale, "light") as page:
            for name, address in pages.items():
                target = folder / f"{name}-{language}.png"
                _shoot(page, f"{url}/{address}", target, SCROLLED.get(name, 0))
    with _page(browser, LOCALES["ko"], "dark") as page:
        _shoot(page, f"{url}/{pages['review']}", folder / "review-dark-ko.png")


@contextmanager
def _page(browser: Browser, locale: str, color_scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        locale=locale,
        color_scheme=color_scheme,  # type: ignore[arg-type]
        viewport=SIZE,  # type: ignore[arg-type]
    )
    yield context.new_page()
    context.close()


def _shoot(page: Page, url: str, target: Path, down: int = 0) -> None:
    page.goto(url)
    page.wait_for_selector("[data-testid=stMain] h1")
    page.wait_for_selector(READY)
    page.wait_for_timeout(2500)
    if down:
        page.mouse.move(SIZE["width"] / 2, SIZE["height"] / 2)
        page.mouse.wheel(0, down)
        page.wait_for_timeout(1000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {target.stat().st_size // 1024} KB")


def main(folder: Path = IMAGES, prepare: Callable[[Workspace], dict[str, str]] = fill) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="workbench-screenshots-") as data:
        ws = open_workspace(Settings(data_dir=Path(data), database_url=None))
        pages = prepare(ws)
        pages |= screenshot_documents.fill(ws)
        ws.close()
        with served(ROOT / "Home.py", Path(data), worker=True) as url, sync_playwright() as driver:
            browser = chromium(driver)
            take(browser, url, pages, folder)
            browser.close()


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
