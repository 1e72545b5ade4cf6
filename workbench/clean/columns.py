"""Analysed texts as arrays: what two of them share is counted for thousands of pairs at once.

Text 2r is the question of row r, text 2r + 1 its answer. Keys are hashes of the words themselves,
so that they are equal in every process; numbers of words are not and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.clean.forms import FACT, HIDDEN, Analyser
from workbench.clean.korean_forms import NEG, SIGNS
from workbench.clean.pairs import digest
from workbench.clean.sketch import I64, U64, mixed
from workbench.clean.word_lists import OPPOSITES, OPTIONAL

U32 = npt.NDArray[np.uint32]
F32 = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
BLOCK = 1 << 16
"""Pairs of texts that are compared at once."""
_TIMES_BITS = 4
"""A stem that a text has k times is k elements; from 16 on they are one."""


class Vocabulary:
    """Of the stems of an analyser, by their numbers: what sort of stem each is."""

    def __init__(self, stems: list[str]) -> None:
        self.hashes = np.frombuffer(b"".join(digest(stem, size=8) for stem in stems), np.uint64)
        self.facts = _flags(stems, lambda stem: stem[0] == FACT)
        self.signs = _flags(stems, SIGNS.__contains__)
        self.optional = _flags(stems, OPTIONAL.__contains__)
        self.opposites = _flags(stems, OPPOSITES.__contains__)
        self.negations = _flags(stems, NEG.__eq__)
        self.korean = _flags(stems, lambda stem: "가" <= stem[0] <= "힣")
        self.letters = _letters(stems)


def _flags(stems: list[str], holds: object) -> Mask:
    return np.fromiter(map(holds, stems), bool, len(stems))  # type: ignore[arg-type]


def _letters(stems: list[str]) -> U64:
    """For each stem a sum over its characters, equal for stems cut in other places."""
    sizes = np.fromiter(map(len, stems), np.int64, len(stems))
    points = np.frombuffer("".join(stems).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.cumsum(sizes) - sizes
    with np.errstate(over="ignore"):
        return np.add.reduceat(mixed(points.astype(np.uint64)), starts) if len(starts) else points.astype(np.uint64)


class Columns:
    """The texts of some rows. `tokens` are those of `Analyser.coded`."""

    def __init__(self, texts: Iterable[str], analyser: Analyser) -> None:
        code = bytearray()
        ends = [0]
        for text in texts:
            code += analyser.coded(text)
            ends.append(len(code) >> 2)
        self.tokens: U32 = np.frombuffer(bytes(code), np.uint32)
        del code
        self.starts: I64 = np.array(ends, np.int64)
        del ends
        self.words = Vocabulary(analyser.stems)
        self.count = len(self.starts) - 1
        self._keyed()

    def _keyed(self) -> None:
        """Keys of texts: `form_keys` of stems and roles in order, `stem_keys` of stems in order,
        `bag_keys` of stems, `fact_keys` of facts; `elements` are the sorted stems of each text."""
        words, owner = self.words, np.repeat(np.arange(self.count), np.diff(self.starts))
        stems = self.tokens >> np.uint32(8)
        said = (self.tokens & np.uint32(HIDDEN)) != HIDDEN
        place = (np.arange(len(owner)) - self.starts[owner]).astype(np.uint64)
        with np.errstate(over="ignore"):
            placed = mixed(words.hashes[stems] + mixed(place + np.uint64(1)))
        self.stem_keys = self._sums(placed * said, owner)
        self.has_roles = self.tokens & np.uint32(HIDDEN)
        roles = mixed(placed + self.has_roles.astype(np.uint64))
        self.form_keys = self._sums(roles, owner)
        with np.errstate(over="ignore"):
            kept = (said & ~words.optional[stems]).astype(np.uint64)
            self.letters = self._sums(words.letters[stems] * kept, owner)
        self.negations = np.bincount(owner, words.negations[stems] & said, self.count)
        self._bags(stems, said, owner)
        self.mains = self._main_words(stems, said, owner)

    def _sums(self, values: U64, owner: I64) -> U64:
        """Sums of the values of each text, modulo 2^64."""
        result = np.zeros(self.count, np.uint64)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(values) and len(owner):
            with np.errstate(over="ignore"):
                result[filled] = np.add.reduceat(values, self.starts[filled])
        return result

    def _bags(self, stems: U32, said: Mask, owner: I64) -> None:
        words = self.words
        codes = np.sort(owner.astype(np.uint64) << np.uint64(32) | stems)
        first = _firsts(codes)
        facts = codes[first & words.facts[codes & np.uint64(0xFFFFFFFF)]]
        self.fact_keys = self._by_text(facts) ^ mixed(self.negations.astype(np.uint64))
        kept = said & ~words.optional[stems]
        codes = np.sort(owner[kept].astype(np.uint64) << np.uint64(32) | stems[kept])
        first = _firsts(codes)
        self.bag_keys = self._by_text(codes[first])
        starts = np.flatnonzero(first)
        times = np.arange(len(codes)) - np.repeat(starts, np.diff(np.r_[starts, len(codes)]))
        times = np.minimum(times, (1 << _TIMES_BITS) - 1).astype(np.uint32)
        self.elements = (codes.astype(np.uint32) << np.uint32(_TIMES_BITS)) | times
        texts = (codes >> np.uint64(32)).astype(np.int64)
        self.element_starts = np.searchsorted(texts, np.arange(self.count + 1))
        self.sizes = np.bincount(texts[first], minlength=self.count)

    def _by_text(self, codes: U64) -> U64:
        """Sums of the hashes of the stems in `text << 32 | stem`."""
        result = np.zeros(self.count, np.uint64)
        hashed = mixed(self.words.hashes[(codes & np.uint64(0xFFFFFFFF)).astype(np.int64)])
        texts = (codes >> np.uint64(32)).astype(np.int64)
        starts = np.flatnonzero(_firsts(codes >> np.uint64(32)))
        if len(starts):
            with np.errstate(over="ignore"):
                result[texts[starts]] = np.add.reduceat(hashed, starts)
        return result

    def _main_words(self, stems: U32, said: Mask, owner: I64) -> I64:
        """The stem that says what a text is about, -1 where none does: the first word of a Korean
        sentence, the last of an English one."""
        words = self.words
        able = said & ~words.optional[stems] & ~words.signs[stems] & ~words.opposites[stems]
        places = np.flatnonzero(able)
        result = np.full(self.count, -1, np.int64)
        texts = owner[places]
        last = np.flatnonzero(np.r_[texts[1:] != texts[:-1], True]) if len(texts) else texts
        result[texts[last]] = stems[places[last]]
        first = np.flatnonzero(_firsts(texts))
        opening = stems[places[first]]
        korean = words.korean[opening]
        result[texts[first[korean]]] = opening[korean]
        return result

    def row_stems(self) -> tuple[I64, U32]:
        """(row, stem), once each, rows ascending: the stems of question and answer together."""
        once = (self.elements & np.uint32((1 << _TIMES_BITS) - 1)) == 0
        texts = np.repeat(np.arange(self.count), np.diff(self.element_starts))[once]
        stems = (self.elements[once] >> np.uint32(_TIMES_BITS)).astype(np.uint64)
        codes = np.sort((texts // 2).astype(np.uint64) << np.uint64(32) | stems)
        codes = codes[_firsts(codes)]
        return (codes >> np.uint64(32)).astype(np.int64), codes.astype(np.uint32)

    def differences(self, one: I64, other: I64, of: Weights) -> Differences:
        """What the texts `one[i]` and `other[i]` have apart."""
        parts = [
            self._differences(one[low : low + BLOCK], other[low : low + BLOCK], of)
            for low in range(0, max(len(one), 1), BLOCK)
        ]
        return Differences(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _differences(self, one: I64, other: I64, of: Weights) -> tuple[npt.NDArray[np.generic], ...]:  # fmt: skip
        pairs, words = len(one), self.words
        mine, theirs = self._gathered(one), self._gathered(other)
        codes = np.concatenate((mine << np.uint64(1), theirs << np.uint64(1) | np.uint64(1)))
        codes.sort()
        which = (codes >> np.uint64(33)).astype(np.int64)
        element = (codes >> np.uint64(1)).astype(np.uint32)
        matched = np.zeros(len(codes), bool)
        twice = codes[1:] >> np.uint64(1) == codes[:-1] >> np.uint64(1)
        matched[1:] |= twice
        matched[:-1] |= twice
        stem = element >> np.uint32(_TIMES_BITS)
        right = (codes & np.uint64(1)).astype(bool)
        bag = element & np.uint32((1 << _TIMES_BITS) - 1) == 0
        weight = of.weights[stem]
        common = np.bincount(which, weight * (bag & matched), pairs) / 2
        apart = np.bincount(which, weight * (bag & ~matched), pairs)
        whole = common + apart
        alike = np.where(whole > 0, common / np.where(whole > 0, whole, 1), 1.0)
        on_left, on_right = ~matched & ~right, ~matched & right
        sides = []
        for side in (on_left, on_right):
            at, stems = which[side], stem[side]
            single = np.zeros(pairs, np.uint32)
            single[at] = stems
            keys = np.zeros(pairs, np.uint64)
            starts = np.flatnonzero(_firsts(at))
            if len(starts):
                with np.errstate(over="ignore"):
                    keys[at[starts]] = np.add.reduceat(mixed(words.hashes[stems]), starts)
            sides += [np.bincount(at, minlength=pairs), single, keys,
                      np.bincount(at, words.opposites[stems], pairs) > 0]  # fmt: skip
        for sort in (of.known, of.rare, of.never):
            sides.append(np.bincount(which, ~matched & sort[stem], pairs).astype(np.int64))
        far = np.bincount(which, bag & ~matched, pairs).astype(np.int64)
        return (*sides, far, alike.astype(np.float32))

    def _gathered(self, texts: I64) -> U64:
        """`place in texts << 32 | element` of all elements of the texts."""
        starts, ends = self.element_starts[texts], self.element_starts[texts + 1]
        sizes = ends - starts
        which = np.repeat(np.arange(len(texts)), sizes)
        before = np.cumsum(sizes) - sizes
        places = np.arange(len(which)) - before[which] + starts[which]
        return which.astype(np.uint64) << np.uint64(32) | self.elements[places]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each stem of a vocabulary, what the rows say of it."""

    weights: F32
    known: Mask
    rare: Mask
    never: Mask


@dataclass(frozen=True, slots=True)
class Differences:
    """One place for each pair of texts. Stems that only one of the two has: how many, one of them
    (the only one where there is one), the sum of their hashes, whether one has an opposite."""

    left: I64
    left_stem: U32
    left_key: U64
    left_opposes: Mask
    right: I64
    right_stem: U32
    right_key: U64
    right_opposes: Mask
    known: I64
    """How many on both sides are common words; how many are rare; how many can be no slip."""
    rare: I64
    never: I64
    far: I64
    """Different stems that one of the two has not."""
    alike: F32
    """Weighted Jaccard index of the stems, 0..1."""


def _firsts(ordered: npt.NDArray[np.generic]) -> Mask:
    """Where a value is not the one before it."""
    if not len(ordered):
        return np.zeros(0, bool)
    return np.concatenate((np.ones(1, bool), ordered[1:] != ordered[:-1]))


firsts = _firsts
