"""What a campaign comes to: scores with n and interval, and what they rest on. Records only."""

from __future__ import annotations

from typing import Literal

from workbench.grade.statistics import Agreement, Difference, Estimate
from workbench.records import (
    Answer,
    Campaign,
    ConfidentialityLevel,
    EvaluationQuestion,
    EvaluationSet,
    Message,
    Record,
    SystemKind,
)

Axis = Literal["accuracy", "detail"]
AXES: tuple[Axis, ...] = ("accuracy", "detail")
Grouping = Literal["category", "style"]


class SystemFacts(Record):
    """A system as a report names it."""

    id: str
    name: str
    kind: SystemKind
    random_weights: bool = False
    """Its answers mean nothing and are in no mean."""


class GroupScore(Record):
    """One system on the questions of one category or style; `name` is empty where there is none."""

    grouping: Grouping
    name: str
    accuracy: Estimate
    detail: Estimate
    against: Difference | None = None
    """Accuracy against the baseline; None for the baseline itself."""


class SystemScore(Record):
    system: SystemFacts
    questions: int
    """That have at least one grade."""
    accuracy: Estimate
    detail: Estimate
    right: Estimate
    """Share of questions on which everybody gave accuracy 2."""
    against: Difference | None = None
    """Accuracy against the baseline; None for the baseline and for random weights."""
    against_detail: Difference | None = None
    corrected_p: float | None = None
    """Of `against`, corrected for the number of systems compared (Holm)."""
    mcnemar_p: float | None = None
    """Of right-or-not against the baseline."""
    groups: tuple[GroupScore, ...] = ()
    refused: int = 0
    """Answers that say that there is none."""
    refused_rightly: int = 0
    """Of these, to questions that the documents do not answer."""
    unanswerable: int = 0
    """Questions of the set that the documents do not answer."""
    characters: float | None = None
    """Median length of its answers."""
    took_ms: float | None = None
    """Median time of its answers."""
    personal_data: int = 0
    """Answers that hold personal data, by the rules of cleaning and the project's lists."""
    memorised: int = 0
    """Of these, answers with a value that the project knows: it stands in its examples or lists."""
    invented: int = 0
    """Of these, the others."""


class QuestionResult(Record):
    """A question with what each system said and was given; for the list and for export."""

    question: EvaluationQuestion
    answers: dict[str, Answer]
    """By system id."""
    accuracy: dict[str, float]
    """Mean over graders, by system id; systems that were not graded are left out."""
    detail: dict[str, float]
    comments: tuple[str, ...] = ()
    spread: float = 0.0
    """Highest minus lowest accuracy of the systems that count: where they differ most."""


class Report(Record):
    campaign: Campaign
    set: EvaluationSet
    level: ConfidentialityLevel
    """The highest of the set and of all that was answered from."""
    interim: bool
    """Grading has not been closed."""
    questions: int
    """Of the set."""
    graded: int
    """Questions with at least one grade."""
    graders: dict[str, int]
    """Name -> questions graded."""
    scores: tuple[SystemScore, ...]
    """In the campaign's order; the first is the baseline."""
    agreement: dict[Axis, Agreement]
    overlapping: int = 0
    """Questions that stand, in other writing at most, among the project's examples: what a tuned
    system was trained on."""
    findings: tuple[Message, ...]
    """One sentence for the whole, then one a category: which system is better and by how much, or
    that this cannot be told."""
    results: tuple[QuestionResult, ...]

    @property
    def baseline(self) -> SystemScore | None:
        return next((s for s in self.scores if not s.system.random_weights), None)
