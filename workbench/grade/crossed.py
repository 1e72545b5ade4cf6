"""Means of one system by category and style together, from a report. Pure."""

from __future__ import annotations

from collections import defaultdict

from workbench.grade.outcome import Report
from workbench.grade.statistics import Estimate, estimate
from workbench.records import Record


class Cell(Record):
    """One system's accuracy on the questions of one category and one style."""

    category: str
    style: str
    accuracy: Estimate


def crossed(report: Report, system_id: str) -> list[Cell]:
    """Of a system that counts, in the order in which the set first has each; nothing for one of
    random weights."""
    if any(s.system.id == system_id and s.system.random_weights for s in report.scores):
        return []
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for result in report.results:
        scores = found[result.question.category, result.question.style]
        if system_id in result.accuracy:
            scores.append(result.accuracy[system_id])
    return [
        Cell(category=category, style=style, accuracy=estimate(scores))
        for (category, style), scores in found.items()
    ]
