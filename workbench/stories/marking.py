"""How a story grades without a person: by the words and numbers of the expected answer. Pure.

A rule, not a judge: it cannot read. The report says that these grades are the rule's.
"""

from __future__ import annotations

from workbench.clean.normal import normalised, numbers
from workbench.grade.blind import BlindAnswer, GradingCard, Score

FULL, PARTLY = 0.6, 0.3
"""Share of the expected answer's pairs of characters from which on it is told whole, or in part."""


def marks(card: GradingCard) -> dict[str, tuple[Score, Score]]:
    """Letter -> accuracy, detail."""
    return {answer.letter: _marks(card, answer) for answer in card.answers}


def _marks(card: GradingCard, answer: BlindAnswer) -> tuple[Score, Score]:
    refused = answer.state == "not_found"
    if not card.question.answerable:
        return (2, 2) if refused else (0, 0)
    if refused:
        return 0, 0
    told = covered(card.question.gold, answer.text)
    wanted, held = set(numbers(card.question.gold)), set(numbers(answer.text))
    if told >= FULL and wanted <= held:
        return 2, 2 if told >= (1 + FULL) / 2 else 1
    if told >= PARTLY and (not wanted or wanted & held):
        return 1, 1
    return 0, 0


def covered(gold: str, text: str) -> float:
    """Share of the pairs of neighbouring characters of `gold` that stand in `text`, 0..1."""
    wanted, held = _pairs(gold), _pairs(text)
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _pairs(text: str) -> set[str]:
    bare = normalised(text)
    return {bare[i : i + 2] for i in range(len(bare) - 1)}
