"""Analysed texts as arrays: what two of them share is counted for thousands of pairs at once.

Text 2r is the question of row r, text 2r + 1 its answer. Keys are hashes of the words themselves,
so that they are equal in every process; numbers of words are not and decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.clean.forms import FACT, HIDDEN, Analyser
from workbench.clean.korean_forms import NEG, SIGNS
from workbench.clean.pairs import digest
from workbench.clean.sketch import I64, U64, mixed, unique
from workbench.clean.word_lists import OPPOSITES, OPTIONAL

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
F32 = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
_Columns = tuple[npt.NDArray[np.generic], ...]
BLOCK = 1 << 13
"""Pairs of texts that are compared at once."""
TEXTS = 1 << 13
"""Texts whose keys are made at once."""
MOST = 255
"""More stems than this are counted as this many."""
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


def _flags(stems: list[str], holds: Callable[[str], bool]) -> Mask:
    return np.fromiter(map(holds, stems), bool, len(stems))


def _letters(stems: list[str]) -> U64:
    """For each stem a sum over its characters, equal for stems cut in other places."""
    sizes = np.fromiter(map(len, stems), np.int64, len(stems))
    points = np.frombuffer("".join(stems).encode("utf-32-le", "surrogatepass"), np.uint32)
    return _sums(
        mixed(points.astype(np.uint64)), np.repeat(np.arange(len(stems)), sizes), len(stems)
    )


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
        hashes = [int.from_bytes(digest(role, size=8), "little") for role in analyser.roles]
        self._role_hashes = np.zeros(HIDDEN + 1, np.uint64)
        self._role_hashes[: len(hashes)] = hashes
        self._keyed()

    def _keyed(self) -> None:
        """Of each text `form_keys` of its stems and roles in order, `bag_keys` of its stems,
        `number_keys` of its facts without negations and `fact_keys` of all, `letters` of its
        stems written as one word; and `elements`, its sorted stems."""
        self.form_keys, self.bag_keys, self.number_keys, self.letters = (
            np.zeros(self.count, np.uint64) for _ in range(4)
        )
        self.negations, self.sizes, counts = (np.zeros(self.count, np.uint16) for _ in range(3))
        elements = np.empty(len(self.tokens), np.uint32)
        filled = 0
        for low in range(0, self.count, TEXTS):
            part = slice(low, min(low + TEXTS, self.count))
            found = self._block(part, counts)
            elements[filled : filled + len(found)] = found
            filled += len(found)
        self.elements = elements[:filled]
        self.element_starts = np.concatenate(
            (np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64))
        )
        self.fact_keys = self.number_keys ^ mixed(self.negations.astype(np.uint64))

    def _block(self, part: slice, counts: npt.NDArray[np.uint16]) -> U32:
        """Fills in the keys of some texts and how many elements each has; the elements."""
        words, starts = self.words, self.starts[part.start : part.stop + 1]
        tokens, starts = self.tokens[starts[0] : starts[-1]], starts - starts[0]
        texts = part.stop - part.start
        owner = np.repeat(np.arange(texts), np.diff(starts))
        stems = tokens >> np.uint32(8)
        said = (tokens & np.uint32(HIDDEN)) != HIDDEN
        kept = said & ~words.optional[stems]
        place = (np.arange(len(owner)) - starts[owner]).astype(np.uint64)
        roles = self._role_hashes[tokens & np.uint32(HIDDEN)]
        with np.errstate(over="ignore"):
            placed = mixed(words.hashes[stems] + mixed(place + np.uint64(1)) ^ roles)
        self.form_keys[part] = _sums(placed, owner, texts)
        self.letters[part] = _sums(words.letters[stems[kept]], owner[kept], texts)
        self.negations[part] = np.bincount(owner[words.negations[stems] & said], minlength=texts)
        facts = unique(owner.astype(np.uint64) << np.uint64(32) | stems)
        facts = facts[words.facts[facts & np.uint64(0xFFFFFFFF)]]
        self.number_keys[part] = self._by_text(facts, texts)
        codes = np.sort(owner[kept].astype(np.uint64) << np.uint64(32) | stems[kept])
        first = firsts(codes)
        self.bag_keys[part] = self._by_text(codes[first], texts)
        begins = np.flatnonzero(first)
        times = np.arange(len(codes)) - np.repeat(begins, np.diff(np.r_[begins, len(codes)]))
        times = np.minimum(times, (1 << _TIMES_BITS) - 1).astype(np.uint32)
        holders = (codes >> np.uint64(32)).astype(np.int64)
        counts[part] = np.bincount(holders, minlength=texts)
        self.sizes[part] = np.bincount(holders[first], minlength=texts)
        return np.asarray((codes.astype(np.uint32) << np.uint32(_TIMES_BITS)) | times, np.uint32)

    def _by_text(self, codes: U64, texts: int) -> U64:
        """Sums of the hashes of the stems in `text << 32 | stem`."""
        stems = (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
        owner = (codes >> np.uint64(32)).astype(np.int64)
        return _sums(mixed(self.words.hashes[stems]), owner, texts)

    def row_stems(self) -> U64:
        """`row << 32 | stem`, once each, ascending: the stems of question and answer together."""
        found = []
        for low in range(0, self.count, TEXTS):
            high = min(low + TEXTS, self.count)
            ends = self.element_starts[low : high + 1]
            elements = self.elements[ends[0] : ends[-1]]
            once = (elements & np.uint32((1 << _TIMES_BITS) - 1)) == 0
            rows = np.repeat(np.arange(low, high, dtype=np.uint64) >> np.uint64(1), np.diff(ends))
            stems = (elements[once] >> np.uint32(_TIMES_BITS)).astype(np.uint64)
            found.append(unique(rows[once] << np.uint64(32) | stems))
        return np.concatenate(found) if found else np.zeros(0, np.uint64)

    def telling(self, side: int, weights: F32, most: int) -> tuple[I64, U32]:
        """(row, stem): the `most` stems of each question (side 0) or answer (1) that tell it from
        others, the first in its text of two that are as rare."""
        words = self.words
        able = ~words.facts & ~words.signs & ~words.optional & ~words.opposites
        parts = [
            self._telling(side, weights, most, able, low) for low in range(0, self.count, TEXTS)
        ]
        rows = [rows for rows, _ in parts] or [np.zeros(0, np.int64)]
        stems = [stems for _, stems in parts] or [np.zeros(0, np.uint32)]
        return np.concatenate(rows), np.concatenate(stems)

    def _telling(self, side: int, weights: F32, most: int, able: Mask, low: int) -> tuple[I64, U32]:
        ends = self.starts[low : low + TEXTS + 1]
        stems = self.tokens[ends[0] : ends[-1]] >> np.uint32(8)
        texts = np.repeat(np.arange(low, low + len(ends) - 1), np.diff(ends))
        places = np.flatnonzero(able[stems] & (texts % 2 == side))
        texts, stems = texts[places], stems[places]
        order = np.lexsort((places, -weights[stems], texts))
        texts, stems = texts[order], stems[order]
        once = firsts(texts) | firsts(stems)
        texts, stems = texts[once], stems[once]
        starts = np.flatnonzero(firsts(texts))
        rank = np.arange(len(texts)) - np.repeat(starts, np.diff(np.append(starts, len(texts))))
        kept = rank < most
        return texts[kept] // 2, stems[kept]

    def differences(self, one: I64, other: I64, of: Weights) -> Differences:
        """What the texts `one[i]` and `other[i]` have apart."""
        apart = np.flatnonzero(self.form_keys[one] != self.form_keys[other])
        found = Differences.none(len(one))
        for low in range(0, len(apart), BLOCK):
            places = apart[low : low + BLOCK]
            found.fill(places, self._differences(one[places], other[places], of))
        return found

    def _differences(self, one: I64, other: I64, of: Weights) -> _Columns:
        pairs, words = len(one), self.words
        which, element, right, matched = self._merged(one, other)
        stem = element >> np.uint32(_TIMES_BITS)
        bag = element & np.uint32((1 << _TIMES_BITS) - 1) == 0
        weight = of.weights[stem]
        common = np.bincount(which, weight * (bag & matched), pairs) / 2
        apart = np.bincount(which, weight * (bag & ~matched), pairs)
        whole = common + apart
        alike = np.where(whole > 0, common / np.where(whole > 0, whole, 1), 1.0)
        on_left, on_right = ~matched & ~right, ~matched & right
        sides: list[npt.NDArray[np.generic]] = []
        for side in (on_left, on_right):
            at, stems = which[side], stem[side]
            single = np.zeros(pairs, np.uint32)
            single[at] = stems
            keys = _sums(mixed(words.hashes[stems]), at, pairs)
            opposing = at[words.opposites[stems]]
            sides += [_counted(at, pairs), single, keys, _counted(opposing, pairs) > 0]
        for sort in (of.known, of.rare, of.never):
            sides.append(_counted(which[~matched & sort[stem]], pairs))
        far = _counted(which[bag & ~matched], pairs)
        return (*sides, far, alike.astype(np.float32))

    def apart(self, one: I64, other: I64) -> list[tuple[list[int], list[int]]]:
        """The stems that only one of the two texts has, for each pair."""
        found: list[tuple[list[int], list[int]]] = [([], []) for _ in range(len(one))]
        for low in range(0, len(one), BLOCK):
            which, stems, right, matched = self._merged(
                one[low : low + BLOCK], other[low : low + BLOCK]
            )
            left = ~matched
            for pair, stem, side in zip(
                which[left].tolist(), stems[left].tolist(), right[left].tolist(), strict=True
            ):
                found[low + pair][side].append(stem >> _TIMES_BITS)
        return found

    def _merged(self, one: I64, other: I64) -> tuple[I64, U32, Mask, Mask]:
        """Of the elements of both texts of each pair: the pair, the element, whether it is of the
        second text, whether the other one has it as well."""
        mine, theirs = self._gathered(one), self._gathered(other)
        codes = np.concatenate((mine << np.uint64(1), theirs << np.uint64(1) | np.uint64(1)))
        codes.sort()
        matched = np.zeros(len(codes), bool)
        twice = codes[1:] >> np.uint64(1) == codes[:-1] >> np.uint64(1)
        matched[1:] |= twice
        matched[:-1] |= twice
        which = (codes >> np.uint64(33)).astype(np.int64)
        element = (codes >> np.uint64(1)).astype(np.uint32)
        return which, element, (codes & np.uint64(1)).astype(bool), matched

    def _gathered(self, texts: I64) -> U64:
        """`place in texts << 32 | element` of all elements of the texts."""
        starts, ends = self.element_starts[texts], self.element_starts[texts + 1]
        sizes = ends - starts
        which = np.repeat(np.arange(len(texts)), sizes)
        before = np.cumsum(sizes) - sizes
        places = np.arange(len(which)) - before[which] + starts[which]
        codes = which.astype(np.uint64) << np.uint64(32) | self.elements[places]
        return np.asarray(codes, np.uint64)


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

    left: U8
    left_stem: U32
    left_key: U64
    left_opposes: Mask
    right: U8
    right_stem: U32
    right_key: U64
    right_opposes: Mask
    known: U8
    """How many on both sides are common words; how many are rare; how many can be no slip."""
    rare: U8
    never: U8
    far: U8
    """Different stems that one of the two has not."""
    alike: F32
    """Weighted Jaccard index of the stems, 0..1."""

    @classmethod
    def none(cls, pairs: int) -> Differences:
        def sides() -> tuple[U8, U32, U64, Mask]:
            return (
                np.zeros(pairs, np.uint8),
                np.zeros(pairs, np.uint32),
                np.zeros(pairs, np.uint64),
                np.zeros(pairs, bool),
            )

        known, rare, never, far = (np.zeros(pairs, np.uint8) for _ in range(4))
        return cls(*sides(), *sides(), known, rare, never, far, np.ones(pairs, np.float32))

    def fill(self, places: I64, columns: Sequence[npt.NDArray[np.generic]]) -> None:
        for name, column in zip(self.__slots__, columns, strict=True):
            getattr(self, name)[places] = column


def firsts(ordered: npt.NDArray[np.generic]) -> Mask:
    """Where a value is not the one before it."""
    if not len(ordered):
        return np.zeros(0, bool)
    return np.concatenate((np.ones(1, bool), ordered[1:] != ordered[:-1]))


def _counted(pairs: I64, among: int) -> U8:
    return np.minimum(np.bincount(pairs, minlength=among), MOST).astype(np.uint8)


def _sums(values: U64, owner: I64, texts: int) -> U64:
    """Sums of the values of each text, modulo 2^64; `owner` ascends."""
    result: U64 = np.zeros(texts, np.uint64)
    starts = np.flatnonzero(firsts(owner))
    if len(starts):
        with np.errstate(over="ignore"):
            result[owner[starts]] = np.add.reduceat(values, starts)
    return result
