"""Checks in view of the whole project: off topic, length, endings. Pure, and of no row order."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from workbench.clean.quality.base import HANGUL, Hit, Subject, hit, is_korean
from workbench.clean.quality.form import CLOSED
from workbench.clean.quality.topic import Topic, topic_of
from workbench.registry import Registry

LEAST_ROWS = 30
"""Rows of a category (or a language) below which its distribution says nothing."""
FAR = 3.5
"""Robust standard deviations from the median (Iglewicz and Hoaglin, 1993) at which a length is an
outlier; scores begin at the threshold there."""
LEAST_SPREAD = 0.25
"""Of the logarithm of lengths: answers made by one template are not all outliers."""
MOSTLY_CLOSED = 0.9
SHORT = 0.5
"""Of the score of a short answer: it mostly is a name or a yes, and right; see `too_short`."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of answers in characters, by their natural logarithm."""

    rows: int
    middle: float
    spread: float
    """1.4826 x MAD: the standard deviation where lengths are log-normal."""


@dataclass(frozen=True)
class Statistics:
    """Of a project's rows, made once a run. Equal for equal rows in any order."""

    rows: int
    lengths: Mapping[tuple[str, str], Lengths]
    """By (language, category); category "" is all of a language."""
    closed: Mapping[str, float]
    """Share of answers of several words that end as a sentence, by language."""
    topics: Mapping[str, Topic] = field(repr=False)


CorpusCheck = Callable[[Subject, Statistics], Iterable[Hit]]
CORPUS_CHECKS: Registry[CorpusCheck] = Registry("quality check of a corpus")


def language_of(subject: Subject) -> str:
    return "ko" if is_korean(subject.answer) or HANGUL.search(subject.question) else "en"


def gathered(subjects: Iterable[Subject]) -> Statistics:
    lengths: dict[tuple[str, str], list[float]] = defaultdict(list)
    closed: dict[str, Counter[bool]] = defaultdict(Counter)
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    passages: dict[str, set[str]] = defaultdict(set)
    rows = 0
    for subject in subjects:
        rows += 1
        language = language_of(subject)
        logarithm = _logarithm(subject.answer)
        for category in {"", subject.category}:
            lengths[language, category].append(logarithm)
        if subject.answer.count(" ") >= 4:
            closed[language][_is_closed(subject.answer)] += 1
        texts[language].append((subject.question, subject.answer))
        if subject.passage and is_korean(subject.passage) == (language == "ko"):
            passages[language].add(subject.passage)
    return Statistics(
        rows=rows,
        lengths={key: _lengths(found) for key, found in sorted(lengths.items())},
        closed={
            language: count[True] / count.total()
            for language, count in sorted(closed.items())
            if count.total() >= LEAST_ROWS
        },
        topics={
            language: topic_of(found, passages[language])
            for language, found in sorted(texts.items())
            if len(found) >= LEAST_ROWS
        },
    )


def _logarithm(answer: str) -> float:
    return math.log(max(1, len(answer.strip())))


def _lengths(logarithms: Sequence[float]) -> Lengths:
    middle = median(logarithms)
    spread = 1.4826 * median(abs(value - middle) for value in logarithms)
    return Lengths(len(logarithms), middle, max(spread, LEAST_SPREAD))


def _is_closed(answer: str) -> bool:
    return CLOSED.search(answer) is not None


@CORPUS_CHECKS.register("length_outlier")
def length_outlier(subject: Subject, statistics: Statistics) -> Iterator[Hit]:
    """Far longer or shorter than the answers of its category, or of all where those are few."""
    language = language_of(subject)
    of = statistics.lengths.get((language, subject.category))
    if of is None or of.rows < LEAST_ROWS:
        of = statistics.lengths.get((language, ""))
    if of is None or of.rows < LEAST_ROWS:
        return
    away = (_logarithm(subject.answer) - of.middle) / of.spread
    score = min(0.95, 0.5 + (abs(away) - FAR) * 0.1) * (1.0 if away > 0 else SHORT)
    if score >= 0.3:
        yield hit(
            "length_outlier",
            score,
            "answer",
            None,
            "long" if away > 0 else "short",
            count=len(subject.answer.strip()),
            usual=round(math.exp(of.middle)),
        )


@CORPUS_CHECKS.register("truncated")
def unclosed(subject: Subject, statistics: Statistics) -> Iterator[Hit]:
    """Where nearly every answer of the project ends as a sentence, one that does not was cut."""
    answer = subject.answer.rstrip()
    share = statistics.closed.get(language_of(subject), 0.0)
    if share < MOSTLY_CLOSED or answer.count(" ") < 4 or _is_closed(answer):
        return
    if "\n" not in answer and not answer[-1].isdigit() and not _is_list(answer):
        span = (len(answer) - 1, len(answer))
        yield hit("truncated", 0.4 + 2 * (share - MOSTLY_CLOSED), "answer", span, "unlike_others")


def _is_list(answer: str) -> bool:
    parts = answer.replace("·", ",").split(",")
    return len(parts) > 2 and max(map(len, parts)) < 30


@CORPUS_CHECKS.register("off_topic")
def off_topic(subject: Subject, statistics: Statistics) -> Iterator[Hit]:
    """Its words keep company with few words of the project: see `topic`."""
    topic = statistics.topics.get(language_of(subject))
    judged = None if topic is None else topic.strangeness(subject.question, subject.answer)
    if judged is not None and judged >= 0.2:
        yield hit("off_topic", judged, "question")
