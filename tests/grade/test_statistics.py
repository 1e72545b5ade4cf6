"""Intervals, paired differences and agreement against figures that were published or counted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.grade.statistics import (
    agreement,
    difference,
    estimate,
    holm,
    mcnemar,
    share,
)


def test_a_mean_says_its_n_and_interval() -> None:
    found = estimate([0, 1, 2, 2, 1, 2, 0, 1, 2, 2])
    assert (found.n, found.mean) == (10, pytest.approx(1.3))
    assert found.low is not None and found.high is not None
    assert 0.7 <= found.low < 1.3 < found.high <= 1.9


@pytest.mark.parametrize("scores", [[], [2]])
def test_below_two_there_is_no_interval(scores: list[float]) -> None:
    found = estimate(scores)
    assert (found.n, found.low, found.high) == (len(scores), None, None)


@pytest.mark.parametrize("score", [0, 1, 2])
def test_equal_scores_of_few_questions_are_not_known_to_the_point(score: int) -> None:
    few, many = estimate([score] * 3), estimate([score] * 300)
    assert few.low is not None and few.high is not None
    assert many.low is not None and many.high is not None
    assert 0 <= few.low <= score <= few.high <= 2
    assert few.high - few.low > 0.8 > 0.25 > many.high - many.low


def test_equal_differences_have_an_interval_too() -> None:
    found = difference({str(n): 2.0 for n in range(3)}, {str(n): 0.0 for n in range(3)})
    assert found.low is not None and found.high == pytest.approx(2)
    assert found.low < 1


def test_the_same_grades_give_the_same_interval() -> None:
    scores = [0.5, 1, 2, 0, 1.5, 2, 1]
    assert estimate(scores) == estimate(scores)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        found = estimate(list(draw.choice([0, 1, 2], p=[0.2, 0.3, 0.5], size=50)))
        assert found.low is not None and found.high is not None
        hits += found.low <= 1.3 <= found.high
    assert 0.89 <= hits / 200 <= 0.99


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_a_share_has_wilson_s_interval(hits: int, n: int, low: float, high: float) -> None:
    """The last row is the example of Newcombe 1998, table I."""
    found = share(hits, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))


def test_a_difference_is_paired_by_question() -> None:
    found = difference({"a": 2, "b": 2, "c": 1, "x": 0}, {"a": 1, "b": 0, "c": 1, "y": 2})
    assert (found.n, found.mean) == (3, pytest.approx(1.0))


@pytest.mark.parametrize(
    ("values", "p"),
    [
        ([1, 1, 1, 1], 2 / 16),
        ([1, -1], 1.0),
        ([0, 0, 0], 1.0),
        ([2, 1, 1, 0, 1, 1], 2 / 32),
    ],
)
def test_few_questions_are_tested_exactly(values: list[float], p: float) -> None:
    scores = {str(i): value for i, value in enumerate(values)}
    assert difference(scores, dict.fromkeys(scores, 0.0)).p == pytest.approx(p)


def test_many_questions_are_tested_by_random_signs() -> None:
    draw = np.random.default_rng(3)
    scores = {str(i): float(v) for i, v in enumerate(draw.normal(0.5, 1, 60))}
    p = difference(scores, dict.fromkeys(scores, 0.0)).p
    values = np.array(list(scores.values()))
    z = values.mean() / (values.std(ddof=1) / math.sqrt(60))
    assert p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)), abs=0.01)


def test_the_detectable_difference_shrinks_with_the_root_of_n() -> None:
    def of(n: int) -> float:
        scores = {str(i): float(i % 2) for i in range(n)}
        found = difference(scores, dict.fromkeys(scores, 0.0)).detectable
        assert found is not None
        return found

    assert of(400) / of(100) == pytest.approx(0.5, abs=0.01)
    assert of(100) == pytest.approx(2.8016 * 0.5025 / 10, abs=0.001)


def test_holm_corrects_in_order_and_passes_over_what_is_unknown() -> None:
    assert holm([0.01, None, 0.04, 0.03]) == [
        pytest.approx(0.03),
        None,
        pytest.approx(0.06),
        pytest.approx(0.06),
    ]


@pytest.mark.parametrize(
    ("first", "second", "p"), [(0, 0, None), (5, 5, 1.0), (10, 0, 2 / 1024), (1, 9, 22 / 1024)]
)
def test_mcnemar_is_exact(first: int, second: int, p: float | None) -> None:
    assert mcnemar(first, second) == (None if p is None else pytest.approx(p))


def test_full_agreement_is_one_by_every_measure() -> None:
    found = agreement([[0, 0], [1, 1], [2, 2], [2, 2]])
    assert (found.answers, found.percent) == (4, 1.0)
    assert (found.kappa, found.alpha, found.ac2) == (
        pytest.approx(1),
        pytest.approx(1),
        pytest.approx(1),
    )


def test_graders_who_always_say_the_same_are_called_constant() -> None:
    found = agreement([[2, 2], [2, 2], [2, 2]])
    assert (found.percent, found.kappa, found.alpha) == (1.0, None, None)
    assert found.ac2 == pytest.approx(1.0)


def test_alpha_agrees_with_the_definition_by_coincidences() -> None:
    """Krippendorff 2011: 1 - (n - 1) * sum(o * d) / sum(n_c * n_k * d), worked out by hand.

    Units (0,0) (0,1) (1,1) (2,2) (2,1): o_01 = 1, o_12 = 1, marginals 3, 4, 3.
    """
    expected = 1 - 9 * (1 + 1) / (3 * 4 * 1 + 4 * 3 * 1 + 3 * 3 * 4)
    found = agreement([[0, 0], [0, 1], [1, 1], [2, 2], [2, 1]])
    assert found.alpha == pytest.approx(expected)


def test_kappa_has_quadratic_weights() -> None:
    """Counted: pairs (0,0) (0,1) (1,1) (2,2) (2,1), made symmetric."""
    observed = (1 + 0.75 + 1 + 1 + 0.75) / 5
    margin = (0.3, 0.4, 0.3)
    weights = [[1 - ((a - b) / 2) ** 2 for b in range(3)] for a in range(3)]
    chance = sum(weights[a][b] * margin[a] * margin[b] for a in range(3) for b in range(3))
    found = agreement([[0, 0], [0, 1], [1, 1], [2, 2], [2, 1]])
    assert found.kappa == pytest.approx((observed - chance) / (1 - chance))


def test_skewed_scores_keep_ac2_high_where_kappa_falls() -> None:
    found = agreement([[2, 2]] * 18 + [[2, 1], [1, 2]])
    assert found.kappa is not None and found.kappa < 0.1
    assert found.ac2 is not None and found.ac2 > 0.9


def test_answers_of_one_grader_are_no_agreement() -> None:
    assert agreement([[2], [1]]).answers == 0
