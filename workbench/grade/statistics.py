"""Means, intervals, paired differences and agreement. Pure; numbers in, numbers out.

A question is the unit: what several people gave one answer is averaged first, and every resampling
draws whole questions. Scores are 0..2. Random draws have a fixed seed, so that the same grades
give the same report.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from workbench.records import Record

RESAMPLES = 2000
SEED = 20_240_501
LEVEL = 0.95
HIGHEST = 2
"""Of a score."""
LEAST_N = 8
"""Questions under which a mean is shown in grey: it says next to nothing."""
_Z = 1.959964
_POWER = 0.841621
"""Quantiles of the normal distribution: two-sided 5 %, power 80 %."""


class Estimate(Record):
    """A mean with its interval; `low` and `high` are None where n is below 2."""

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


class Difference(Record):
    """Of paired scores, system minus baseline, over the questions that both have."""

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    """Two-sided, by flipping signs; not yet corrected for several comparisons."""
    detectable: float | None = None
    """The smallest true difference that n questions would show with a power of 80 %."""


class Agreement(Record):
    """Of two or more graders on the answers that they share."""

    answers: int
    percent: float | None = None
    """Share of pairs of graders that gave the same score."""
    kappa: float | None = None
    """Cohen's, quadratic weights, over all pairs; None where everybody always gave one score."""
    alpha: float | None = None
    """Krippendorff's, ordinal read as interval; None in the same case."""
    ac2: float | None = None
    """Gwet's, quadratic weights: steady where nearly all scores are one value."""


def estimate(scores: Sequence[float]) -> Estimate:
    """Mean of one score a question, percentile bootstrap interval of 95 %."""
    n = len(scores)
    if n == 0:
        return Estimate(n=0)
    values = np.asarray(scores, dtype=float)
    if n == 1:
        return Estimate(n=1, mean=float(values[0]))
    low, high = _interval(values, 0, HIGHEST)
    return Estimate(n=n, mean=float(values.mean()), low=low, high=high)


def share(hits: float, n: int) -> Estimate:
    """A proportion with Wilson's interval (Wilson 1927)."""
    if n == 0:
        return Estimate(n=0)
    p, z2 = hits / n, _Z**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(n=n, mean=p, low=max(0.0, middle - half), high=min(1.0, middle + half))


def difference(scores: Mapping[str, float], baseline: Mapping[str, float]) -> Difference:
    """`scores` and `baseline` are question -> score; only questions that both have count."""
    shared = sorted(scores.keys() & baseline.keys())
    n = len(shared)
    if n == 0:
        return Difference(n=0)
    values = np.asarray([scores[q] - baseline[q] for q in shared], dtype=float)
    if n == 1:
        return Difference(n=1, mean=float(values[0]))
    low, high = _interval(values, -HIGHEST, HIGHEST)
    spread = float(values.std(ddof=1))
    return Difference(
        n=n,
        mean=float(values.mean()),
        low=low,
        high=high,
        p=_sign_flip(values),
        detectable=(_Z + _POWER) * spread / math.sqrt(n) if spread else None,
    )


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Corrected for several comparisons (Holm 1979); None stays None."""
    known = sorted((p, index) for index, p in enumerate(ps) if p is not None)
    corrected: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, index) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        corrected[index] = highest
    return corrected


def mcnemar(only_first: int, only_second: int) -> float | None:
    """Exact two-sided p of two right-or-wrong systems (McNemar 1947); None without a difference."""
    n = only_first + only_second
    if n == 0:
        return None
    tail = sum(math.comb(n, k) for k in range(min(only_first, only_second) + 1)) / 2**n
    return float(min(1.0, 2 * tail))


def agreement(units: Sequence[Sequence[int]]) -> Agreement:
    """`units` holds, for each answer, the scores 0..2 that different graders gave it."""
    shared = [list(unit) for unit in units if len(unit) > 1]
    if not shared:
        return Agreement(answers=0)
    pairs = [(a, b) for unit in shared for i, a in enumerate(unit) for b in unit[i + 1 :]]
    same = sum(a == b for a, b in pairs) / len(pairs)
    return Agreement(
        answers=len(shared),
        percent=same,
        kappa=_kappa(pairs),
        alpha=_alpha(shared),
        ac2=_ac2(shared),
    )


def _interval(values: np.ndarray, least: float, most: float) -> tuple[float, float]:
    """Of the mean of values in `least`..`most`, by drawing questions again and again.

    Where all are equal there is nothing to draw from, and an interval of no width would claim to
    know: Wilson's then, for the share of the range, which no bounded score spreads wider than.
    """
    if np.ptp(values) == 0:
        part = share((float(values[0]) - least) / (most - least) * len(values), len(values))
        assert part.low is not None and part.high is not None
        return least + (most - least) * part.low, least + (most - least) * part.high
    draw = np.random.default_rng(SEED)
    means = np.empty(RESAMPLES)
    for start in range(0, RESAMPLES, 200):  # in parts: 2,000 x 5,000 numbers would be 80 MB
        rows = draw.integers(0, len(values), size=(200, len(values)))
        means[start : start + 200] = values[rows].mean(axis=1)
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


def _sign_flip(values: np.ndarray) -> float:
    """Share of random signs under which the mean is at least as far from zero; exact up to 12."""
    values = values[values != 0]
    n = len(values)
    if n == 0:
        return 1.0
    total = abs(values.sum()) - 1e-12
    if n <= 12:
        signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        return float((np.abs(signs @ values) >= total).mean())
    draw = np.random.default_rng(SEED)
    rounds = 10_000
    hits = 0
    for _ in range(rounds // 500):
        signs = 1 - 2 * draw.integers(0, 2, size=(500, n))
        hits += int((np.abs(signs @ values) >= total).sum())
    return (hits + 1) / (rounds + 1)


def _weight(a: int, b: int) -> float:
    """Quadratic agreement of two scores, 1 where they are the same."""
    return 1 - ((a - b) / 2) ** 2


def _kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen 1968, symmetric: which of two graders comes first means nothing here."""
    table = np.zeros((3, 3))
    for a, b in pairs:
        table[a, b] += 0.5
        table[b, a] += 0.5
    table /= table.sum()
    weights = np.array([[_weight(a, b) for b in range(3)] for a in range(3)])
    margin = table.sum(axis=1)
    expected = float((weights * np.outer(margin, margin)).sum())
    if expected >= 1 - 1e-12:
        return None
    return (float((weights * table).sum()) - expected) / (1 - expected)


def _alpha(units: Sequence[Sequence[int]]) -> float | None:
    """Krippendorff 2011, interval metric, any number of graders an answer."""
    values = [score for unit in units for score in unit]
    total = len(values)
    observed = sum(
        sum((a - b) ** 2 for a in unit for b in unit) / (len(unit) - 1) for unit in units
    )
    expected = sum((a - b) ** 2 for a in values for b in values) / (total - 1)
    return None if expected == 0 else 1 - observed / expected


def _ac2(units: Sequence[Sequence[int]]) -> float:
    """Gwet 2014, chapter 5: chance is taken from how evenly the scores are used."""
    weights = np.array([[_weight(a, b) for b in range(3)] for a in range(3)])
    observed, used = 0.0, np.zeros(3)
    for unit in units:
        held = np.bincount(unit, minlength=3).astype(float)
        weighted = weights @ held
        size = len(unit)
        observed += float((held * (weighted - 1)).sum()) / (size * (size - 1))
        used += held / size
    observed /= len(units)
    used /= len(units)
    chance = float(weights.sum()) / (3 * 2) * float((used * (1 - used)).sum())
    return (observed - chance) / (1 - chance) if chance < 1 else 0.0
