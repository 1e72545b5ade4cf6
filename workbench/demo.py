"""The sample project, and the frame of the stories: `workbench demo security-manual`.

A story walks the same services and jobs as a person on the pages. Each step looks first at what is
there already, so that a story that was killed goes on where it stopped when it is run again, and
one that is through only says once more what it made. Decisions are made by the actor `demo`, by
rules: the dataset's card and the report say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from workbench import jobs, projects
from workbench.access import DEMO, Actor, require
from workbench.errors import NotFound, UserError
from workbench.ingest import service as ingest
from workbench.records import (
    ConfidentialityLevel,
    Document,
    Job,
    Project,
    Record,
)
from workbench.registry import Registry
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

Follow = Callable[[Workspace, Job], Job]
"""Waits for a job, showing its progress; raises UserError where it failed."""
Say = Callable[[str], None]


# The sample project -------------------------------------------------------------------------------


def load_sample(ws: Workspace, actor: Actor) -> Project:
    """The sample project, its documents on their way to the worker. A second time adds nothing."""
    require(actor, "curate")
    project = project_for(ws, actor, SAMPLE_NAME, "sample_purpose")
    waiting = [added(ws, actor, project, name, level) for name, level in SAMPLE_FILES]
    unread = [document.id for document in waiting if document.status == "queued"]
    if unread and not _is_being_read(ws, project):
        ingest.start_ingest(ws, actor, project.id, unread)
    return project


def project_for(ws: Workspace, actor: Actor, name: str, purpose: str) -> Project:
    try:
        return projects.project_named(ws, actor, name)
    except NotFound:
        text = " / ".join(render(f"demo.{purpose}", {}, language) for language in ("ko", "en"))
        return projects.create_project(ws, actor, name, text)


def added(
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
    train: bool = True
    """Whether the story goes on from the dataset to a model, answers and grades."""

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
    training: Trained | None = None
    comparison: Compared | None = None
    leaks: Leaked | None = None
    """None for both where the story ended with the dataset."""
    decided_by: str
    paths: dict[str, str]
    """dataset, xlsx, csv, report; model, index, answers, comparison where a model was trained."""


class Trained(Record):
    run: int
    steps: int
    loss: float
    eval_loss: float | None = None
    parameters: int
    random_weights: bool
    """The base model was built from nothing: what the tuned one answers means nothing."""


class Compared(Record):
    """Grades by the rule of workbench.stories.marking, in the name of `demo`."""

    campaign: int
    questions: int
    answers: int
    not_found: dict[str, int]
    """Answers that say that there is none, by system."""
    accuracy: dict[str, float | None]
    """Mean of 0..2 by system; None for random weights, which are in no mean."""
    n: dict[str, int]


class LeakSide(Record):
    """What one model gave away."""

    answers: int
    """That hold a value of the project."""
    memorised: int
    """Different values of the project in them."""
    invented: int
    """Different values that look personal and are not the project's."""


class Leaked(Record):
    """Two models asked the masked prompts of their training rows; counts, and words that are masked
    again."""

    run_id: str
    prompts: int
    masked: LeakSide
    unmasked: LeakSide
    unmasked_losses: tuple[float, ...]
    samples: tuple[tuple[str, str, str], ...] = ()
    """Question, answer of the masked model, answer of the unmasked one."""


Story = Callable[[Stage], DemoResult]
STORIES: Registry[Story] = Registry("story")
STORY_MODULES = ("workbench.stories.security_manual", "workbench.stories.call_center")
"""Importing them registers their stories."""


def run_story(
    ws: Workspace,
    name: str,
    project_name: str | None,
    output: Path,
    follow: Follow,
    say: Say,
    language: Language,
    train: bool = True,
) -> DemoResult:
    """Run the story to its end, or take it up where it was interrupted. Without `train` it ends
    with the dataset.

    Raises UserError where a project of that name belongs to somebody else, or where `output` holds
    something that this story did not write.
    """
    for module in STORY_MODULES:
        import_module(module)
    story = STORIES[name]
    project = project_for(ws, DEMO, project_name or f"demo {name}", f"purpose_{name}")
    if project.created_by != DEMO.name:
        raise UserError("error.project_exists", name=project.name)
    return story(Stage(ws, project, output.absolute(), follow, say, language, train))
