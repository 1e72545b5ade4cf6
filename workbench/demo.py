"""The sample project, and the stories that run unattended: `workbench demo security-manual`.

A story walks the same services and jobs as a person on the pages. Each step looks first at what is
there already, so that a story that was killed goes on where it stopped when it is run again, and
one that is through only says once more what it made. Decisions are made by the actor `demo`, by
rules: the dataset's card and the report say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench import jobs, projects
from workbench.access import DEMO, Actor, require
from workbench.augment import service as augment
from workbench.augment.params import DraftParams
from workbench.clean import finding_service
from workbench.clean import service as clean
from workbench.errors import NotFound, UserError
from workbench.export import archive_service, freeze_service
from workbench.export import service as export
from workbench.export.plan import FreezeParams
from workbench.export.rows import Row
from workbench.ingest import service as ingest
from workbench.records import (
    ConfidentialityLevel,
    DatasetVersion,
    Document,
    FindingKind,
    Job,
    Project,
    Record,
    new_id,
)
from workbench.registry import Registry
from workbench.report import Facts, Sample, render_report
from workbench.review import decision_service
from workbench.review import service as review
from workbench.review.cards import DecisionInput, ReviewCard
from workbench.ui.text import Language, render
from workbench.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SAMPLE_NAME = "샘플 프로젝트 (Sample)"
SAMPLE_FILES: tuple[tuple[str, ConfidentialityLevel], ...] = (
    ("security-manual/security_manual_ko.pdf", "internal"),
    ("security-manual/security_manual_en.pdf", "internal"),
    ("call-center/call_center_dialogues.xlsx", "confidential"),
    ("call-center/faq_pairs.csv", "confidential"),
)
REPORT_SAMPLES = 12
FOUND_KINDS: tuple[FindingKind, ...] = ("pii", "duplicate", "contradiction", "quality")
HAND = 50
"""Cards that the story takes from the queue at a time."""

Follow = Callable[[Workspace, Job], Job]
"""Waits for a job, showing its progress; raises UserError where it failed."""
Say = Callable[[str], None]


# The sample project -------------------------------------------------------------------------------


def load_sample(ws: Workspace, actor: Actor) -> Project:
    """The sample project, its documents on their way to the worker. A second time adds nothing."""
    require(actor, "curate")
    project = _project(ws, actor, SAMPLE_NAME, "sample_purpose")
    waiting = [_added(ws, actor, project, name, level) for name, level in SAMPLE_FILES]
    unread = [document.id for document in waiting if document.status == "queued"]
    if unread and not _is_being_read(ws, project):
        ingest.start_ingest(ws, actor, project.id, unread)
    return project


def _project(ws: Workspace, actor: Actor, name: str, purpose: str) -> Project:
    try:
        return projects.project_named(ws, actor, name)
    except NotFound:
        text = " / ".join(render(f"demo.{purpose}", {}, language) for language in ("ko", "en"))
        return projects.create_project(ws, actor, name, text)


def _added(
    ws: Workspace, actor: Actor, project: Project, name: str, level: ConfidentialityLevel
) -> Document:
    path = EXAMPLES / name
    if not path.is_file():
        raise UserError("error.sample_missing", name=name)
    batch = ingest.add_documents(ws, actor, project.id, [(path.name, path)], level)
    for refusal in batch.refused:
        raise UserError(refusal.error.key, **refusal.error.params)
    return (batch.added or batch.known)[0]


def _is_being_read(ws: Workspace, project: Project) -> bool:
    recent = jobs.recent_jobs(ws, project.id)
    return any(j.kind == "ingest" and j.state in ("queued", "running") for j in recent)


# Stories ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """Where a story plays: how it waits, what it says, and in which language."""

    ws: Workspace
    project: Project
    output: Path
    follow: Follow
    say: Say
    language: Language

    def tell(self, key: str, **params: str | int) -> None:
        self.say(render(f"demo.{key}", params, self.language))

    def job(self, kind: str, start: Callable[[], Job]) -> Job:
        """The project's newest job of this kind, ended: taken up, or started, where it has not."""
        recent = (j for j in jobs.recent_jobs(self.ws, self.project.id, 200) if j.kind == kind)
        found = next(recent, None)
        if found is None or found.state in ("failed", "cancelled"):
            found = start()
        if found.state != "done":
            found = self.follow(self.ws, found)
        if found.state != "done":
            raise UserError("error.demo_stopped", kind=kind)
        return found


class DemoResult(Record):
    """Counts and paths, as `--json` prints them."""

    story: str
    project: str
    project_id: str
    documents: int
    pages: int
    chunks: int
    examples: int
    findings: dict[str, int]
    """By kind, as the check found them."""
    approved: int
    rejected: int
    version: int
    version_id: str
    train: int
    validation: int
    masked: dict[str, int]
    """Values replaced in the version, by PII type."""
    decided_by: str
    paths: dict[str, str]
    """dataset, xlsx, csv, report."""


Story = Callable[[Stage], DemoResult]
STORIES: Registry[Story] = Registry("story")


def run_story(
    ws: Workspace,
    name: str,
    project_name: str | None,
    output: Path,
    follow: Follow,
    say: Say,
    language: Language,
) -> DemoResult:
    """Run the story to its end, or take it up where it was interrupted.

    Raises UserError where a project of that name belongs to somebody else, or where `output` holds
    something that this story did not write.
    """
    story = STORIES[name]
    project = _project(ws, DEMO, project_name or f"demo {name}", f"purpose_{name}")
    if project.created_by != DEMO.name:
        raise UserError("error.project_exists", name=project.name)
    return story(Stage(ws, project, output.absolute(), follow, say, language))


@STORIES.register("security-manual")
def security_manual(stage: Stage) -> DemoResult:
    """A PDF manual → pairs → checked, decided, frozen → dataset folder, workbook, CSV, report."""
    ws, project_id = stage.ws, stage.project.id
    name, level = SAMPLE_FILES[0]
    document = _added(ws, DEMO, stage.project, name, level)
    stage.tell("step_ingest", name=document.name)
    stage.job("ingest", lambda: ingest.start_ingest(ws, DEMO, project_id, [document.id]))
    stage.tell("step_draft")
    stage.job("draft", lambda: augment.start_drafting(ws, DEMO, project_id, DraftParams()))
    stage.tell("step_check")
    checked = stage.job("check", lambda: clean.start_checks(ws, DEMO, project_id))
    _settle_findings(stage)
    stage.tell("step_review")
    _decide(stage)
    stage.tell("step_freeze")
    note = FreezeParams(note=render("demo.note", {}, stage.language))
    frozen = stage.job("freeze", lambda: freeze_service.start_freeze(ws, DEMO, project_id, note))
    version = export.version(ws, DEMO, project_id, frozen.id)
    stage.tell("step_write", path=str(stage.output))
    found: dict[str, int] = {kind: int(checked.result.get(kind, 0)) for kind in FOUND_KINDS}
    return _write(stage, document, version, found)


def _settle_findings(stage: Stage) -> None:
    """Personal data is masked, exact repetitions are left out; all else is for the review."""
    ws, project_id = stage.ws, stage.project.id
    finding_service.decide_all(ws, DEMO, project_id, "accepted", kinds=("pii",))
    same = ("exact", "normalised")
    finding_service.decide_all(ws, DEMO, project_id, "accepted", kinds=("duplicate",), types=same)


def _decide(stage: Stage) -> None:
    """Reject what has open findings, approve all else, one decision an example."""
    ws, project_id = stage.ws, stage.project.id
    review.enqueue_examples(ws, DEMO, project_id)
    while hand := review.claim(ws, DEMO, project_id, HAND):
        for card in hand:
            decision_service.submit(ws, DEMO, project_id, _verdict(card, stage.language))


def _verdict(card: ReviewCard, language: Language) -> DecisionInput:
    found = sorted({finding.type for finding in card.findings})
    reason = render("demo.reject_reason", {"types": ", ".join(found)}, language) if found else ""
    return DecisionInput(
        key=new_id(),
        action="reject" if found else "approve",
        slot_id=card.slot_id,
        token=card.token,
        revision_id=card.revision.id,
        reason=reason,
    )


# What a story leaves ------------------------------------------------------------------------------


def _write(
    stage: Stage, document: Document, version: DatasetVersion, found: dict[str, int]
) -> DemoResult:
    paths = {
        "dataset": stage.output / "dataset",
        "xlsx": stage.output / "dataset.xlsx",
        "csv": stage.output / "dataset.csv",
        "report": stage.output / "report.html",
    }
    ours = _is_ours(stage, paths["dataset"], version)
    for format_name, target in (("hf", "dataset"), ("xlsx", "xlsx"), ("csv", "csv")):
        if ours and paths[target].exists():
            continue
        archive_service.write_version(
            stage.ws, DEMO, stage.project.id, version.id, format_name, paths[target]
        )
    told = {name: str(path) for name, path in paths.items()}
    result = _result(stage, version, found, told)
    facts = _report_facts(stage, document, version, result)
    _replace_text(paths["report"], render_report(facts, stage.language))
    return result


def _is_ours(stage: Stage, folder: Path, version: DatasetVersion) -> bool:
    """Whether the folder holds this very version: written before, whole, by this story."""
    readme = folder / "README.md"
    return readme.is_file() and readme.read_text(encoding="utf-8") == export.card(stage.ws, version)


def _replace_text(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError("error.cannot_write", name=str(path), reason=str(error.strerror)) from error


def _result(
    stage: Stage, version: DatasetVersion, found: dict[str, int], paths: dict[str, str]
) -> DemoResult:
    ws, project_id = stage.ws, stage.project.id
    counts = projects.overview(ws, DEMO, project_id)
    listed, documents = ingest.list_documents(ws, DEMO, project_id)
    rows = {file.split: file.rows for file in version.files}
    return DemoResult(
        story="security-manual",
        project=stage.project.name,
        project_id=project_id,
        documents=documents,
        pages=sum(row.document.page_count or 0 for row in listed),
        chunks=counts.chunks,
        examples=counts.all_examples(),
        findings=found,
        approved=counts.examples.get("approved", 0),
        rejected=counts.examples.get("rejected", 0),
        version=version.number,
        version_id=version.id,
        train=rows.get("train", 0),
        validation=rows.get("validation", 0),
        masked=dict(version.parameters["masked"]),
        decided_by=DEMO.name,
        paths=paths,
    )


def _report_facts(
    stage: Stage, document: Document, version: DatasetVersion, result: DemoResult
) -> Facts:
    return Facts(
        project=stage.project.name,
        document=document.name,
        version=version,
        pages=result.pages,
        chunks=result.chunks,
        examples=result.examples,
        approved=result.approved,
        rejected=result.rejected,
        findings=result.findings,
        samples=[Sample(split, row) for split, row in _samples(stage, version)],
        paths=result.paths,
    )


def _samples(stage: Stage, version: DatasetVersion) -> list[tuple[str, Row]]:
    """Rows from all over the version, evenly spaced."""
    every = [
        (str(file.split), row)
        for file in version.files
        for row in export.read_rows(stage.ws, version, file.split, file.rows)
    ]
    shown = min(REPORT_SAMPLES, len(every))
    return [every[n * (len(every) - 1) // max(1, shown - 1)] for n in range(shown)]
