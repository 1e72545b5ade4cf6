"""Quality: what is wrong with a question-answer pair, each with its reason.

A check is a function `Subject -> Iterable[Hit]` in the registry CHECKS; one that needs to know the
whole project is a function `(Subject, Statistics) -> Iterable[Hit]` in CORPUS_CHECKS. Scores say how
sure a check is; which of them are shown is decided at reading, by a threshold (`limits`).
"""

from __future__ import annotations

from workbench.clean.normal import normalised
from workbench.clean.quality import case_values, form, grounding, saying, standing
from workbench.clean.quality.base import CHECKS, RULE_VERSION, THRESHOLD, Check, Hit, Subject, hit
from workbench.clean.quality.corpus import CORPUS_CHECKS, Statistics, gathered

EMPTY = "empty"
CHECK_NAMES: tuple[str, ...] = tuple(
    dict.fromkeys((EMPTY, *CHECKS.names(), *CORPUS_CHECKS.names()))
)


def examine(subject: Subject, statistics: Statistics | None = None) -> list[Hit]:
    """What all checks say, in the order they are registered; with `statistics` of the project,
    also what can be said in view of it."""
    if not normalised(subject.question) or not normalised(subject.answer):
        field = "answer" if normalised(subject.question) else "question"
        return [*form.broken_text(subject), hit(EMPTY, 1.0, field)]
    found = [one for check in CHECKS for one in check(subject)]
    return found if statistics is None else [*found, *examine_in(subject, statistics, found)]


def examine_against(subject: Subject, statistics: Statistics) -> list[Hit]:
    """What `examine` says with `statistics` and does not say without."""
    if not normalised(subject.question) or not normalised(subject.answer):
        return []
    known = [one for n in CORPUS_CHECKS.names() if n in CHECKS for one in CHECKS[n](subject)]
    return examine_in(subject, statistics, known)


def examine_in(subject: Subject, statistics: Statistics, known: list[Hit]) -> list[Hit]:
    """What can be said in view of the project only; nothing that `known` says already."""
    said = {one.check for one in known}
    return [
        one
        for check in CORPUS_CHECKS
        for one in check(subject, statistics)
        if one.check not in said
    ]


__all__ = [
    "CHECKS", "CHECK_NAMES", "CORPUS_CHECKS", "EMPTY", "RULE_VERSION", "THRESHOLD", "Check", "Hit",
    "Statistics", "Subject", "case_values", "examine", "examine_against", "examine_in", "form", "gathered", "grounding",
    "saying", "standing",
]  # fmt: skip
