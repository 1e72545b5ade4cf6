"""Analysed rows, and the pairs of them that are worth a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workbench.clean import sketch
from workbench.clean.columns import TEXTS, Columns, Mask, Weights, firsts
from workbench.clean.forms import Analyser, Form
from workbench.clean.guard import RARELY
from workbench.clean.guard import is_known as known
from workbench.clean.pairs import Pair, digest, preference, ranked, written

KEYS = 3 + sketch.BANDS
INFORMATIVE = 3
"""Stems of an answer from which on two questions with that answer are worth a look."""
TELLING = 2
"""Words of a question that are a reason for a comparison, the rarest first."""
RARE = 30
"""Rows that may share facts and such a word for it to be one."""
RARE_WINDOW = 4
NAMES = 8
"""Words that stand in one place from which on it is a place for names."""
_FORMS = 2_000
"""Forms that are kept spelled out."""


class Corpus:
    """`pairs` differ in more than writing, and stand in an order that their texts decide."""

    def __init__(self, pairs: Sequence[Pair], analyser: Analyser) -> None:
        self.pairs = pairs
        self.protected = analyser.protected
        self.columns = Columns(_texts(pairs), analyser)
        self.histories = np.array([_history_key(pair) for pair in pairs], np.uint64)
        self._analyser = analyser
        self._forms: dict[int, Form] = {}

    def question(self, row: int) -> Form:
        return self._form(2 * row)

    def answer(self, row: int) -> Form:
        return self._form(2 * row + 1)

    def literal(self, form: Form) -> bool:
        """Whether no synonym surely stands for another word in it."""
        stand_ins = self._analyser.stand_ins
        return stand_ins is not None and stand_ins.isdisjoint(form.bag)

    def _form(self, text: int) -> Form:
        known = self._forms.get(text)
        if known is None:
            columns = self.columns
            low, high = columns.starts[text], columns.starts[text + 1]
            known = self._analyser.decoded(columns.tokens[low:high])
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            self._forms[text] = known
        return known

    @property
    def stems(self) -> list[str]:
        """By their numbers."""
        return self._analyser.stems

    @cached_property
    def row_stems(self) -> sketch.U64:
        """`row << 32 | stem`, once each, ascending."""
        return self.columns.row_stems()

    @cached_property
    def counts(self) -> sketch.I64:
        """In how many rows each stem occurs."""
        return np.bincount(
            self.row_stems.astype(np.uint32), minlength=len(self.columns.words.hashes)
        )

    @cached_property
    def weights(self) -> Weights:
        """Of each stem: rare words count more; what may be a slip of what."""
        rows, stems, words = len(self.pairs) + 1, self.stems, self.columns.words
        never = words.facts | words.signs
        for term in self.protected:
            number = self._analyser.number(term)
            if number is not None:
                never[number] = True
        return Weights(
            np.log(1 + rows / (1 + self.counts)).astype(np.float32),
            np.fromiter(map(known, stems), bool, len(stems)),
            (self.counts <= RARELY) & ~self._in_slot,
            never,
        )

    @cached_property
    def subjects(self) -> sketch.I64:
        """Of each row, the stem that tells its question from others; -1 where there is none."""
        result = np.full(len(self.pairs), -1, np.int64)
        rows, stems = self.columns.telling(0, self.weights.weights, 1)
        result[rows] = stems
        return result

    @cached_property
    def rank(self) -> sketch.I64:
        """Place of each row among all, the preferred one first."""
        pairs = self.pairs
        first = np.array([ranked(pair) for pair in pairs], np.int64)
        order = np.argsort(first, kind="stable")
        starts = np.flatnonzero(firsts(first[order])).tolist()
        for low, high in pairwise((*starts, len(pairs))):
            if high - low > 1:
                order[low:high] = sorted(
                    order[low:high].tolist(), key=lambda row: preference(pairs[row])
                )
        rank = np.empty(len(pairs), dtype=np.int64)
        rank[order] = np.arange(len(pairs))
        return rank

    def frequency(self, stem: str) -> int:
        """In how many rows it occurs."""
        number = self._analyser.number(stem)
        return 0 if number is None else int(self.counts[number])

    def in_slot(self, stem: str) -> bool:
        """Whether it stands, somewhere, between two words that each have many other neighbours
        on that side: between them stand names."""
        number = self._analyser.number(stem)
        return number is not None and bool(self._in_slot[number])

    @cached_property
    def _in_slot(self) -> Mask:
        start, stop = (len(self.stems) + n for n in (0, 1))
        beside = np.zeros(0, np.uint64)
        for stems in self._padded(start, stop):
            pairs = stems[:-1].astype(np.uint64) << np.uint64(32) | stems[1:]
            beside = sketch.unique(np.concatenate((beside, pairs[stems[:-1] != stop])))
        ones, others = sketch.rows_of(beside)
        behind = np.bincount(ones, minlength=stop + 1) > NAMES
        before = np.bincount(others, minlength=stop + 1) > NAMES
        found = np.zeros(stop + 1, bool)
        for stems in self._padded(start, stop):
            found[stems[1:-1][behind[stems[:-2]] & before[stems[2:]]]] = True
        return found[:start]

    def _padded(self, start: int, stop: int) -> Iterator[npt.NDArray[np.uint32]]:
        """The stems of some texts after one another, `start` before and `stop` behind each."""
        columns = self.columns
        for low in range(0, columns.count, TEXTS):
            ends = columns.starts[low : low + TEXTS + 1]
            texts = np.arange(len(ends) - 1)
            stems = np.full(int(ends[-1] - ends[0]) + 2 * len(texts), stop, np.uint32)
            stems[ends[:-1] - ends[0] + 2 * texts] = start
            inner = np.arange(int(ends[-1] - ends[0]))
            inner += 2 * np.repeat(texts, np.diff(ends)) + 1
            stems[inner] = columns.tokens[ends[0] : ends[-1]] >> np.uint32(8)
            yield stems

    def candidates(self) -> sketch.U64:
        """Codes `low << 32 | high` of the rows to compare."""
        if len(self.pairs) < 2:
            return np.zeros(0, np.uint64)
        questions, answers = self._keys(0), self._keys(1)
        found = [_stars(self._said(0, 1), self.rank)]
        told = self._said(1, INFORMATIVE)
        found += [_stars(told, self.rank), sketch.bucket_pairs(told)]
        found.append(sketch.similar_pairs(self.signatures(), self._facts))
        found.append(self._sharing_rare_words())
        both = sketch.mixed(questions ^ sketch.mixed(answers + np.uint64(1)))
        found.append(_stars(both, self.rank))
        return sketch.unique(np.concatenate(found))

    def keys(self) -> sketch.U64:
        """One row of KEYS for each pair: its identity in writing, its question, its answer, its
        bands. Two rows that share none of the last ones and are not written alike are never
        compared, so that only rows that share a key with another one need to be looked at; but for
        what `_sharing_rare_words` adds for review, since what is rare is a matter of all rows."""
        own = np.array(
            [int.from_bytes(written(pair)[:8], "big") for pair in self.pairs], dtype=np.uint64
        )
        signatures = self.signatures()
        columns = [own]
        for side, least in ((0, 1), (1, INFORMATIVE)):
            columns.append(np.where(self._short(side, least), own, self._keys(side)))
        columns += [sketch.band_keys(signatures, self._facts, b) for b in range(sketch.BANDS)]
        numbers = np.arange(len(columns), dtype=np.uint64)[:, None]
        return sketch.mixed(np.stack(columns) ^ sketch.mixed(numbers + np.uint64(1))).T.copy()

    def _keys(self, side: int) -> sketch.U64:
        """Equal for texts with the same stems and facts, after the same turns."""
        columns = self.columns
        facts = sketch.mixed(columns.fact_keys[side::2] + np.uint64(1))
        return sketch.mixed(columns.bag_keys[side::2] ^ facts ^ sketch.mixed(self.histories))

    def _short(self, side: int, least: int) -> Mask:
        return np.asarray(self.columns.sizes[side::2] < least)

    def _said(self, side: int, least: int) -> sketch.U64:
        """`_keys`; of a text of less than `least` stems equal to none."""
        rows = np.arange(1, len(self.pairs) + 1, dtype=np.uint64)
        return np.where(self._short(side, least), rows, self._keys(side))

    @cached_property
    def _facts(self) -> sketch.U64:
        """Equal for rows with the same facts in all, after the same turns."""
        words = self.columns.words
        negations = self.columns.negations[::2].astype(np.uint64) + self.columns.negations[1::2]
        rows, stems = self._row_facts()
        result = np.zeros(len(self.pairs), np.uint64)
        starts = np.flatnonzero(firsts(rows))
        if len(starts):
            with np.errstate(over="ignore"):
                summed = np.add.reduceat(sketch.mixed(words.hashes[stems]), starts)
            result[rows[starts]] = summed
        return sketch.mixed(result ^ sketch.mixed(negations) ^ sketch.mixed(self.histories))

    def _row_facts(self) -> tuple[sketch.I64, sketch.I64]:
        columns = self.columns
        stems = columns.tokens >> np.uint32(8)
        texts = np.repeat(np.arange(columns.count), np.diff(columns.starts))
        fact = columns.words.facts[stems]
        codes = sketch.unique((texts[fact] // 2).astype(np.uint64) << np.uint64(32) | stems[fact])
        return sketch.rows_of(codes)

    def signatures(self) -> sketch.Signatures:
        """Of the stems of each row that are neither facts nor grammar."""
        words, codes, rows = self.columns.words, self.row_stems, len(self.pairs)
        by_stem = sketch.stem_signatures([*self.stems, ""])
        plain = ~words.facts & ~words.signs
        result = np.empty((rows, sketch.PERMUTATIONS), np.uint16)
        for low in range(0, rows, sketch.CHUNK):
            high = min(low + sketch.CHUNK, rows)
            ends = np.searchsorted(codes, np.array([low, high], np.uint64) << np.uint64(32))
            held, stems = sketch.rows_of(codes[ends[0] : ends[1]])
            kept = plain[stems]
            # One empty stem to each, so that no row has none: all of its minima are the largest.
            held = np.concatenate((np.arange(low, high), held[kept]))
            stems = np.concatenate((np.full(high - low, len(by_stem) - 1), stems[kept]))
            order = np.argsort(held, kind="stable")
            starts = np.flatnonzero(firsts(held[order]))
            result[low:high] = np.minimum.reduceat(by_stem[stems[order]], starts, axis=0)
        return result

    def _sharing_rare_words(self) -> sketch.U64:
        """Rows with the same facts and a word that tells their questions from others: rewordings
        have little else in common."""
        rows, stems = self.columns.telling(0, self.weights.weights, TELLING)
        keys = sketch.mixed(self.columns.words.hashes[stems]) ^ self._facts[rows]
        ordered = np.sort(keys)
        sizes = np.searchsorted(ordered, keys, "right") - np.searchsorted(ordered, keys)
        kept = (sizes > 1) & (sizes <= RARE)
        return sketch.bucket_pairs(keys[kept], RARE_WINDOW, rows[kept])


def _texts(pairs: Sequence[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.question
        yield pair.answer


def _history_key(pair: Pair) -> int:
    return int.from_bytes(digest(*pair.history, size=8), "big") if pair.history else 0


def _stars(keys: sketch.U64, rank: sketch.I64) -> sketch.U64:
    """Codes of each row of a bucket with the preferred one of it."""
    order = np.lexsort((rank, keys))
    ordered = keys[order]
    first = np.flatnonzero(firsts(ordered))
    sizes = np.diff(np.r_[first, len(order)])
    heads = np.repeat(order[first], sizes).astype(np.uint64)
    rows = order.astype(np.uint64)
    codes = np.minimum(heads, rows) << np.uint64(32) | np.maximum(heads, rows)
    return np.asarray(codes[heads != rows], dtype=np.uint64)
