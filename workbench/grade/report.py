"""From grades to a report. Pure: records in, a Report out."""

from __future__ import annotations

import statistics as plain
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.clean.leaks import Leak
from workbench.grade.outcome import (
    AXES,
    Axis,
    Grouping,
    GroupScore,
    QuestionResult,
    Report,
    SystemFacts,
    SystemScore,
)
from workbench.grade.statistics import (
    LEAST_N,
    Difference,
    agreement,
    difference,
    estimate,
    holm,
    mcnemar,
    share,
)
from workbench.records import (
    Answer,
    Campaign,
    EvaluationQuestion,
    EvaluationSet,
    Grade,
    Message,
    highest_level,
)

RIGHT = 2


@dataclass(frozen=True)
class Material:
    """What a report is made of."""

    campaign: Campaign
    set: EvaluationSet
    systems: Sequence[SystemFacts]
    """In the campaign's order."""
    questions: Sequence[EvaluationQuestion]
    answers: Sequence[Answer]
    grades: Sequence[Grade]
    """Those that count."""
    overlapping: int = 0
    leak_of: Callable[[str], Leak] = lambda _text: "none"


Scores = Mapping[str, float]
"""Question -> mean over its graders."""


def build(material: Material) -> Report:
    by_system = _scores(material)
    baseline = next((s.id for s in material.systems if not s.random_weights), None)
    scores = [_system_score(s, material, by_system, baseline) for s in material.systems]
    corrected = holm([s.against.p if s.against else None for s in scores])
    scores = [
        s.model_copy(update={"corrected_p": p}) for s, p in zip(scores, corrected, strict=True)
    ]
    graders: dict[str, set[str]] = defaultdict(set)
    for grade in material.grades:
        graders[grade.grader].add(grade.question_id)
    return Report(
        campaign=material.campaign,
        set=material.set,
        level=highest_level([material.set.level, *(a.level for a in material.answers)]),
        interim=material.campaign.closed_at is None,
        questions=len(material.questions),
        graded=len({grade.question_id for grade in material.grades}),
        graders={name: len(done) for name, done in sorted(graders.items())},
        scores=tuple(scores),
        agreement={axis: agreement(_units(material.grades, axis)) for axis in AXES},
        overlapping=material.overlapping,
        findings=tuple(_findings(scores)),
        results=tuple(_results(material, by_system)),
    )


def _scores(material: Material) -> dict[Axis, dict[str, dict[str, float]]]:
    """Axis -> system -> question -> mean over graders."""
    system_of = {answer.id: answer.system_id for answer in material.answers}
    given: dict[Axis, dict[str, dict[str, list[int]]]] = {
        axis: defaultdict(lambda: defaultdict(list)) for axis in AXES
    }
    for grade in material.grades:
        for axis in AXES:
            given[axis][system_of[grade.answer_id]][grade.question_id].append(getattr(grade, axis))
    return {
        axis: {
            system: {question: plain.fmean(values) for question, values in by_question.items()}
            for system, by_question in systems.items()
        }
        for axis, systems in given.items()
    }


def _system_score(
    system: SystemFacts,
    material: Material,
    by_system: Mapping[Axis, Mapping[str, Scores]],
    baseline: str | None,
) -> SystemScore:
    own = [answer for answer in material.answers if answer.system_id == system.id]
    answerable = {question.id: question.answerable for question in material.questions}
    refused = [answer for answer in own if answer.state == "not_found"]
    accuracy: Scores = {} if system.random_weights else by_system["accuracy"].get(system.id, {})
    detail: Scores = {} if system.random_weights else by_system["detail"].get(system.id, {})
    compared = baseline is not None and system.id != baseline and not system.random_weights
    base: Scores = by_system["accuracy"].get(baseline or "", {}) if compared else {}
    base_detail: Scores = by_system["detail"].get(baseline or "", {}) if compared else {}
    graded = by_system["accuracy"].get(system.id, {})
    leaks = Counter(material.leak_of(answer.text) for answer in own)
    return SystemScore(
        system=system,
        questions=len(graded),
        accuracy=estimate(list(accuracy.values())),
        detail=estimate(list(detail.values())),
        right=share(sum(v == RIGHT for v in accuracy.values()), len(accuracy)),
        against=difference(accuracy, base) if compared else None,
        against_detail=difference(detail, base_detail) if compared else None,
        mcnemar_p=_mcnemar(accuracy, base) if compared else None,
        groups=tuple(_groups(material.questions, accuracy, detail, base if compared else None)),
        refused=len(refused),
        refused_rightly=sum(not answerable[answer.question_id] for answer in refused),
        unanswerable=sum(not yes for yes in answerable.values()),
        characters=plain.median(len(answer.text) for answer in own) if own else None,
        took_ms=plain.median(answer.took_ms for answer in own) if own else None,
        personal_data=leaks["memorised"] + leaks["invented"],
        memorised=leaks["memorised"],
        invented=leaks["invented"],
    )


def _mcnemar(scores: Scores, base: Scores) -> float | None:
    shared = scores.keys() & base.keys()
    only = sum(scores[q] == RIGHT and base[q] != RIGHT for q in shared)
    other = sum(base[q] == RIGHT and scores[q] != RIGHT for q in shared)
    return mcnemar(only, other)


def _groups(
    questions: Sequence[EvaluationQuestion],
    accuracy: Scores,
    detail: Scores,
    base: Scores | None,
) -> list[GroupScore]:
    """By category, then by style, each in the order in which the set first has it."""
    found = []
    groupings: tuple[Grouping, ...] = ("category", "style")
    for grouping in groupings:
        for name in dict.fromkeys(getattr(question, grouping) for question in questions):
            ids = {q.id for q in questions if getattr(q, grouping) == name}
            inside = {q: score for q, score in accuracy.items() if q in ids}
            found.append(
                GroupScore(
                    grouping=grouping,
                    name=name,
                    accuracy=estimate(list(inside.values())),
                    detail=estimate([score for q, score in detail.items() if q in ids]),
                    against=None if base is None else difference(inside, base),
                )
            )
    return found


def _units(grades: Sequence[Grade], axis: Axis) -> list[list[int]]:
    """Scores of each answer, one a grader."""
    units: dict[str, list[int]] = defaultdict(list)
    for grade in grades:
        units[grade.answer_id].append(getattr(grade, axis))
    return list(units.values())


def _results(
    material: Material, by_system: Mapping[Axis, Mapping[str, Scores]]
) -> list[QuestionResult]:
    answers: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in material.answers:
        answers[answer.question_id][answer.system_id] = answer
    comments: dict[str, dict[str, None]] = defaultdict(dict)
    for grade in material.grades:
        if grade.comment:
            comments[grade.question_id][grade.comment] = None
    counting = {system.id for system in material.systems if not system.random_weights}
    results = []
    for question in material.questions:
        per_axis: dict[Axis, dict[str, float]] = {
            axis: {
                system: scores[question.id]
                for system, scores in by_system[axis].items()
                if question.id in scores
            }
            for axis in AXES
        }
        counted = [v for system, v in per_axis["accuracy"].items() if system in counting]
        results.append(
            QuestionResult(
                question=question,
                answers=answers[question.id],
                accuracy=per_axis["accuracy"],
                detail=per_axis["detail"],
                comments=tuple(comments[question.id]),
                spread=max(counted) - min(counted) if counted else 0.0,
            )
        )
    return results


# ---- sentences -----------------------------------------------------------------------------------


def _findings(scores: Sequence[SystemScore]) -> list[Message]:
    counted = [score for score in scores if not score.system.random_weights]
    if not counted or not any(score.accuracy.n for score in counted):
        return []
    if len(counted) == 1:
        only = counted[0]
        return [_message("grade.finding_one", only.system.name, n=only.accuracy.n)]
    baseline, others = counted[0], counted[1:]
    best = max(others, key=lambda score: score.accuracy.mean or 0.0)
    found = [_sentence("", baseline.system.name, best, best.against, "")]
    for group in baseline.groups:
        if group.grouping != "category":
            continue
        in_group = [
            (score, own.against)
            for score in others
            for own in score.groups
            if own.grouping == "category" and own.name == group.name and own.against
        ]
        winner = max(in_group, key=lambda pair: pair[1].mean or 0.0, default=None)
        if winner is not None and winner[1].n:
            found.append(
                _sentence(
                    "category_",
                    baseline.system.name,
                    winner[0],
                    winner[1],
                    group.name,
                )
            )
    return found


def _sentence(
    scope: str, baseline: str, score: SystemScore, against: Difference | None, group: str
) -> Message:
    """`better`, `worse`, `open` where the interval holds zero, `few` below LEAST_N questions."""
    if (
        against is None
        or against.n < LEAST_N
        or against.mean is None
        or against.low is None
        or against.high is None
    ):
        return _message(
            f"grade.finding_{scope}few", score.system.name, baseline=baseline, group=group
        )
    verdict = "better" if against.low > 0 else "worse" if against.high < 0 else "open"
    return _message(
        f"grade.finding_{scope}{verdict}",
        score.system.name,
        baseline=baseline,
        group=group,
        n=against.n,
        mean=round(against.mean, 2),
        by=round(abs(against.mean), 2),
        low=round(against.low, 2),
        high=round(against.high, 2),
        detectable=round(against.detectable or 0.0, 2),
    )


def _message(key: str, system: str, **params: str | int | float) -> Message:
    return Message(key=key, params={"system": system, **params})
