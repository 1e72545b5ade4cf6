"""Answers without a model: the sentences of the documents that say what was asked, word for word.

How sure that is, is told by how much of the question stands in the passage, rare terms counting
more. Between an answer and none there is a third state, `near`, because refusing all that is unsure
would refuse much that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.answer.index import coverage, terms_of
from workbench.answer.terms import asked_terms, question_terms, terms
from workbench.augment.blocks import blocks, sentences
from workbench.records import AnswerState

ANSWER_AT, NEAR_AT = 0.4, 0.12
"""Least coverage for `answer` and for `near`; a system's parameters can set others. On 126
questions to the near-duplicate chapters of a manual and 15 that it cannot answer, 97 % and none
reached the first, 100 % and five the second."""
CLOSE_AT = 0.4
"""Least closeness in meaning for `near`: well above what any two texts of the collection have."""
SAME_QUESTION, LIKE_QUESTION = 0.8, 0.55
"""Overlap with an approved question from which its answer is this one's, or where to look."""
HEADING_ASKED = 0.7
"""Share of the question in the heading from which the section as a whole was asked for."""
IN_HEADING = 0.3
"""What a term that the heading has already adds to a sentence."""
SECOND = 0.2
"""Least share of the question that a second sentence must add."""
NAMED = 0.6
"""Share of the thing asked for that must stand in the passage."""
MOST_CHARACTERS = 400
"""Of a section that was asked for as a whole."""


@dataclass(frozen=True)
class Quote:
    """Words of a passage, with their place in it (code points, end exclusive)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    quotes: tuple[Quote, ...]
    told: bool
    """Whether they say what was asked; else the passage only is about the same thing."""


def state_of(
    covered: float,
    told: bool = True,
    answer_at: float = ANSWER_AT,
    near_at: float = NEAR_AT,
    closeness: float = 0.0,
) -> AnswerState:
    """What is only close in meaning is near: a model finds something close to everything, and
    that the passage answers is told by the words of the question that stand in it."""
    if covered >= answer_at and told:
        return "answer"
    return "near" if covered >= near_at or closeness >= CLOSE_AT else "not_found"


def quotes(text: str, section_path: Sequence[str], weights: Mapping[str, float]) -> Found:
    """One or two sentences or table rows of a passage, in their order; the beginning of the
    passage where nothing but its heading is in the question; nothing where there is no text.

    `weights` are those of the question's terms (workbench.answer.index.Index.weights).
    """
    units = list(_units(text, tuple(section_path)))
    if not units:
        return Found((), told=False)
    heading = {term for title in section_path for term in terms(title)}
    own = {unit: set(terms(unit.text)) for unit in units}
    telling = {t: w * (IN_HEADING if t in heading else 1.0) for t, w in weights.items()}
    best = max(units, key=lambda unit: (_gain(telling, own[unit]), -len(unit.text), -unit.start))
    if not own[best] & (weights.keys() - heading):
        told = coverage(weights, heading) >= HEADING_ASKED
        return Found((_beginning(text, units),), told)
    left = {term: weight for term, weight in telling.items() if term not in own[best]}
    others = [unit for unit in units if unit is not best]
    second = max(others, key=lambda unit: _gain(left, own[unit]), default=None)
    if second is None or _gain(left, own[second]) < SECOND * sum(telling.values()):
        return Found((best,), told=True)
    first, last = sorted((best, second), key=lambda unit: unit.start)
    return Found((first, last), told=True)


def named(question: str, text: str, section_path: Sequence[str]) -> bool:
    """Whether a passage speaks of the very thing a question asks for. `보안 담당자의 전화번호는?`
    shares most with a passage on security officers that has no number of theirs."""
    asked = asked_terms(question)
    present = terms_of((text, *section_path))
    return sum(term in present for term in asked) >= NAMED * len(asked)


def _units(text: str, section_path: tuple[str, ...]) -> Iterable[Quote]:
    for block in blocks(text, section_path):
        if block.kind == "row":
            yield Quote(text[block.start : block.end].strip(), block.start, block.end)
        elif block.kind != "heading":
            for found in sentences(text, block):
                yield Quote(text[found.start : found.end], found.start, found.end)


def _gain(weights: Mapping[str, float], present: set[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in present)


def _beginning(text: str, units: Sequence[Quote]) -> Quote:
    """Whole units from the first, with its bullet, as many as fit."""
    start = text.rfind("\n", 0, units[0].start) + 1
    end = units[0].end
    for unit in units[1:]:
        if unit.end - start > MOST_CHARACTERS:
            break
        end = unit.end
    return Quote(text[start:end], start, end)


def likeness(question: str, other: str) -> float:
    """0..1: the share of terms that two questions have in common (Dice)."""
    first, second = set(question_terms(question)), set(question_terms(other))
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


__all__ = [
    "ANSWER_AT",
    "CLOSE_AT",
    "LIKE_QUESTION",
    "NEAR_AT",
    "SAME_QUESTION",
    "Found",
    "Quote",
    "coverage",
    "likeness",
    "named",
    "quotes",
    "state_of",
]
