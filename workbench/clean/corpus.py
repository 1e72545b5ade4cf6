"""Analysed rows, and the pairs of them that are worth a comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from workbench.clean import sketch
from workbench.clean.forms import FACT, Analyser, Form
from workbench.clean.korean_forms import SIGNS
from workbench.clean.pairs import Pair, digest, preference, written

KEYS = 3 + sketch.BANDS
INFORMATIVE = 3
"""Stems of an answer from which on two questions with that answer are worth a look."""
RARE = 30
"""Rows that may share a word for it to be a reason for a comparison."""
RARE_WINDOW = 4
NAMES = 8
"""Words that stand in one place from which on it is a place for names."""
_Contexts = tuple[dict[str, set[tuple[str, str]]], Counter[str], Counter[str]]
"""Neighbours of each stem; how many stems follow one, and how many stand before one."""


class Corpus:
    """`pairs` differ in more than writing, and stand in an order that their texts decide."""

    def __init__(self, pairs: Sequence[Pair], analyser: Analyser) -> None:
        self.pairs = pairs
        self.protected = analyser.protected
        self.questions: list[Form] = []
        self.answers: list[Form] = []
        self._counts: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        self._contexts: _Contexts | None = None
        self._facts = np.zeros(0, np.uint64)
        shared: dict[Form, Form] = {}
        for pair in pairs:
            question, answer = analyser.form(pair.question), analyser.form(pair.answer)
            self.questions.append(shared.setdefault(question, question))
            self.answers.append(shared.setdefault(answer, answer))
            self._counts.update(question.bag | answer.bag)

    def frequency(self, stem: str) -> int:
        """In how many rows it occurs."""
        return self._counts[stem]

    def in_slot(self, stem: str) -> bool:
        """Whether it stands, somewhere, between two words that each have many other neighbours
        on that side: between them stand names."""
        if self._contexts is None:
            self._contexts = _contexts((*self.questions, *self.answers))
        places, behind, before = self._contexts
        return any(
            behind[one] > NAMES and before[other] > NAMES for one, other in places.get(stem, ())
        )

    def weight(self, stem: str) -> float:
        known = self._weights.get(stem)
        if known is None:
            known = log(1 + (len(self.pairs) + 1) / (1 + self._counts[stem]))
            self._weights[stem] = known
        return known

    def similarity(self, one: Form, other: Form) -> float:
        """Weighted Jaccard index of the stems, 0..1: rare words count more."""
        every = sum(map(self.weight, one.bag | other.bag))
        return sum(map(self.weight, one.bag & other.bag)) / every if every else 1.0

    def candidates(self) -> sketch.U64:
        """Codes `low << 32 | high` of the rows to compare."""
        if len(self.pairs) < 2:
            return np.zeros(0, np.uint64)
        rank = np.empty(len(self.pairs), dtype=np.int64)
        preferred = sorted(range(len(self.pairs)), key=lambda row: preference(self.pairs[row]))
        rank[preferred] = np.arange(len(self.pairs))
        found = [_stars(self._form_keys(self.questions, 1), rank)]
        answers = self._form_keys(self.answers, INFORMATIVE)
        found += [_stars(answers, rank), sketch.bucket_pairs(answers), self._similar()]
        found.append(self._sharing_rare_words())
        both = sketch.mixed(
            self._form_keys(self.questions, 0)
            ^ sketch.mixed(self._form_keys(self.answers, 0) + np.uint64(1))
        )
        found.append(_stars(both, rank))
        return np.unique(np.concatenate(found))

    def keys(self) -> sketch.U64:
        """One row of KEYS for each pair: its identity in writing, its question, its answer, its
        bands. Two rows that share none of the last ones and are not written alike are never
        compared, so that only rows that share a key with another one need to be looked at."""
        own = np.array(
            [int.from_bytes(written(pair)[:8], "big") for pair in self.pairs], dtype=np.uint64
        )
        signatures = self._signatures()
        columns = [own]
        for forms, least in ((self.questions, 1), (self.answers, INFORMATIVE)):
            short = np.array([len(form.bag) < least for form in forms], dtype=bool)
            columns.append(np.where(short, own, self._form_keys(forms, least)))
        columns += [sketch.band_keys(signatures, self._facts, b) for b in range(sketch.BANDS)]
        numbers = np.arange(len(columns), dtype=np.uint64)[:, None]
        return sketch.mixed(np.stack(columns) ^ sketch.mixed(numbers + np.uint64(1))).T.copy()

    def _form_keys(self, forms: Sequence[Form], least: int) -> sketch.U64:
        """Equal for texts with the same stems and facts; below `least` stems equal to none."""
        keys = np.empty(len(forms), dtype=np.uint64)
        for row, form in enumerate(forms):
            said = sorted(form.bag)
            if len(said) < least:
                keys[row] = np.uint64(row + 1)
                continue
            parts = (*said, "\x1e", *sorted(form.facts), "\x1e", *self.pairs[row].history)
            keys[row] = np.uint64(int.from_bytes(digest(*parts, size=8), "big"))
        return keys

    def _similar(self) -> sketch.U64:
        return sketch.similar_pairs(self._signatures(), self._facts)

    def _signatures(self) -> npt.NDArray[np.uint32]:
        stem_ids: dict[str, int] = {"": 0}
        flat: list[int] = []
        offsets = np.zeros(len(self.pairs) + 1, dtype=np.int64)
        facts = np.empty(len(self.pairs), dtype=np.uint64)
        for row, (question, answer) in enumerate(zip(self.questions, self.answers, strict=True)):
            words = sorted(s for s in question.bag | answer.bag if s[0] != FACT and s not in SIGNS)
            flat.extend([stem_ids.setdefault(word, len(stem_ids)) for word in words] or [0])
            offsets[row + 1] = len(flat)
            facts[row] = self._facts_key(row)
        self._facts = facts
        by_stem = sketch.stem_signatures(list(stem_ids))
        flat_ids = np.array(flat, dtype=np.uint32)
        return sketch.row_signatures(by_stem, flat_ids, offsets)

    def _sharing_rare_words(self) -> sketch.U64:
        """Rows with the same facts and a rare word: rewordings have little else in common."""
        rows: list[int] = []
        keys: list[int] = []
        counts, most = self._counts, RARE
        numbers: dict[str, int] = {}
        for row, (question, answer) in enumerate(zip(self.questions, self.answers, strict=True)):
            for stem in question.bag | answer.bag:
                if 1 < counts[stem] <= most and stem[0] != FACT:
                    rows.append(row)
                    keys.append(numbers.setdefault(stem, len(numbers) + 1))
        if not rows:
            return np.zeros(0, np.uint64)
        which = np.array(rows)
        mixed = sketch.mixed(np.array(keys, dtype=np.uint64) << np.uint64(20)) ^ self._facts[which]
        order = np.lexsort((which, mixed))
        return sketch.bucket_pairs(mixed[order], RARE_WINDOW, which[order])

    def _facts_key(self, row: int) -> np.uint64:
        question, answer = self.questions[row], self.answers[row]
        known = {f for f in question.facts | answer.facts if not f.startswith("=neg:")}
        negations = str(question.negations + answer.negations)
        parts = (*sorted(known), negations, "\x1e", *self.pairs[row].history)
        return np.uint64(int.from_bytes(digest(*parts, size=8), "big"))


def _stars(keys: sketch.U64, rank: sketch.I64) -> sketch.U64:
    """Codes of each row of a bucket with the preferred one of it."""
    order = np.lexsort((rank, keys))
    ordered = keys[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[first, len(order)])
    heads = np.repeat(order[first], sizes).astype(np.uint64)
    rows = order.astype(np.uint64)
    codes = np.minimum(heads, rows) << np.uint64(32) | np.maximum(heads, rows)
    return np.asarray(codes[heads != rows], dtype=np.uint64)


def _contexts(forms: Iterable[Form]) -> _Contexts:
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    for form in forms:
        padded = ("^", *form.stems, "$")
        pairs.update(pairwise(padded))
        for before, stem, behind in zip(padded, padded[1:], padded[2:], strict=False):
            places[stem].add((before, behind))
    return places, Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
