"""How well a row's words fit a project, told from which words stand together: no model.

Rows are vectors of their stems (tf-idf). `fit` of a row is its mean similarity to all others; the
company of a stem is the mean fit of the rows that have it; a row is judged by the company of its
stems, its own fit taken out. So a rare word of the trade is known by the words beside it, and a row
of another trade is not helped by words that everyone uses, nor by a few more rows of its kind.

It cannot tell a small trade of the project's own from noise: both are few rows with their own words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from workbench.clean.quality.base import HANGUL, content
from workbench.clean.quality.general import GENERAL

Floats = npt.NDArray[np.float64]
LEAST_STEMS = 3
"""Known stems that a row must have to be judged."""
CORE_SHARE = 0.02
"""Of the rows: a word that so many have, and that is no word of general use, is the trade's own."""
MANY_ROWS = 500
RARELY = 0.05
ALONE = 0.7
"""Score of a row that shares no word of a trade with any of so many, where few rows are so."""
MOST_FAR = 0.2
"""Share of rows far from the middle from which on the project has several trades."""
VOUCHES = 3.0
"""How much a word of the trade takes from the doubt, times the share of rows that have it."""


@dataclass(frozen=True)
class Topic:
    index: dict[str, int]
    weight: Floats
    """Of each stem: log(rows / rows that have it)."""
    number: Floats
    """Rows that have each stem."""
    pull: Floats
    """Sum of all rows' vectors."""
    company: Floats
    """Sum of the fits of the rows that have each stem."""
    rows: int
    middle: float
    """Median of what rows score."""
    alone: float
    """Share of rows with fewer known stems than can be judged."""
    trust: float
    """1, or less where so many rows are far from the middle that there is none."""

    def strangeness(self, question: str, answer: str) -> float | None:
        """0..1; None where too little of it is known."""
        if not self.middle:
            return None
        stems = words_of(question, answer)
        ids = np.array(sorted(self.index[s] for s in stems if s in self.index), dtype=np.int64)
        known = ids[self.number[ids] > 1] if len(ids) else ids
        if len(known) < LEAST_STEMS:
            return self._alone(stems)
        ratio = self._score(known) / self.middle
        doubt = float(np.clip(1.25 - 1.5 * ratio, 0.0, 0.95))
        return self.trust * doubt * (1.0 - self._vouched(stems))

    def _alone(self, stems: Collection[str]) -> float | None:
        """Of a row of which no word of any trade stands in another row, where there are many rows
        and such a row is rare."""
        own = [stem for stem in stems if stem not in GENERAL and stem[0] not in "0123456789"]
        known = sum(stem in self.index and self.number[self.index[stem]] > 1 for stem in own)
        if self.rows < MANY_ROWS or len(own) < 2 * LEAST_STEMS or self.alone > RARELY:
            return None
        return ALONE if known == 0 else None

    def _vouched(self, stems: Collection[str]) -> float:
        """0..1: how many words of the trade there are among the stems, and how common they are."""
        shares = [
            self.number[self.index[stem]] / self.rows
            for stem in stems
            if stem in self.index and stem not in GENERAL
        ]
        return float(min(1.0, VOUCHES * sum(s for s in shares if s >= CORE_SHARE)))

    def _score(self, ids: npt.NDArray[np.int64]) -> float:
        weights = self.weight[ids]
        length = float(np.sqrt((weights**2).sum()))
        if not length:
            return 1.0
        fit = (float(weights @ self.pull[ids]) / length - 1.0) / (self.rows - 1)
        others = (self.company[ids] - fit) / (self.number[ids] - 1)
        return float(weights @ others / weights.sum())


def words_of(*texts: str) -> set[str]:
    """Stems of the texts; of a Korean compound its halves too, so that 치아보험 speaks of 보험."""
    stems = {stem for text in texts for stem in content(text)}
    halves = {half for s in stems if len(s) > 2 and HANGUL.match(s) for half in (s[:2], s[-2:])}
    return stems | halves


def topic_of(texts: Sequence[tuple[str, str]], passages: Collection[str] = ()) -> Topic:
    """Of rows (question, answer) and the passages that they were made from, which count as rows
    that are not judged."""
    bags = [tuple(sorted(words_of(*pair))) for pair in sorted(texts)]
    rows = len(bags)
    bags += [tuple(sorted(words_of(passage))) for passage in sorted(passages)]
    index = {stem: n for n, stem in enumerate(sorted(set(chain.from_iterable(bags))))}
    ends = np.cumsum([0, *map(len, bags)])
    ids = np.fromiter((index[s] for bag in bags for s in bag), np.int64, count=int(ends[-1]))
    table = sp.csr_matrix((np.ones(len(ids)), ids, ends), shape=(len(bags), len(index)))
    number = np.asarray(table.sum(axis=0)).ravel()
    weight = np.where(number > 1, np.log(max(2, len(bags)) / np.maximum(number, 1)), 0.0)
    weighted = table @ sp.diags(weight)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    vectors = sp.diags(1 / np.where(length > 0, length, 1)) @ weighted
    pull = np.asarray(vectors.sum(axis=0)).ravel()
    fit = (np.asarray(vectors @ pull).ravel() - (length > 0)) / max(1, len(bags) - 1)
    company = np.asarray(table.T @ fit).ravel()
    made = Topic(index, weight, number, pull, company, len(bags), 0.0, 1.0, 0.0)
    scores = _scores(table[:rows], made, fit[:rows])
    if not len(scores) or (middle := float(np.median(scores))) <= 0:
        return made
    far = float(np.mean(scores < middle / 2))
    alone = 1.0 - len(scores) / rows
    return replace(made, middle=middle, alone=alone, trust=min(1.0, MOST_FAR / far) if far else 1.0)


def _scores(table: sp.csr_matrix, topic: Topic, fit: Floats) -> Floats:
    """Of the rows that can be judged."""
    known = (topic.number > 1).astype(float)
    weight = topic.weight * known
    per_stem = weight / np.maximum(topic.number - 1, 1)
    upper = table @ (topic.company * per_stem) - fit * (table @ per_stem)
    lower = np.asarray(table @ weight).ravel()
    judged = (np.asarray(table @ known).ravel() >= LEAST_STEMS) & (lower > 0)
    return np.asarray(np.asarray(upper).ravel()[judged] / lower[judged], dtype=np.float64)
