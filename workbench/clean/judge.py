"""What two rows are to each other: the same, a contradiction, worth a look, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from workbench.clean import sketch
from workbench.clean.columns import F32, Differences, Mask, firsts
from workbench.clean.corpus import INFORMATIVE, Corpus
from workbench.clean.forms import Analyser
from workbench.clean.guard import FAR, SAME, SLIPS, Compared, compare, opposed, slipped, slips
from workbench.clean.korean_forms import CAN
from workbench.clean.pairs import MERGED, SCORES, Level
from workbench.records import Message

SLOT = 2
"""More words than this in one place of otherwise equal texts: it is a slot for names."""
FLOOR = 0.4
"""Pairs that score less are not worth a look at any threshold."""
MOST = 0.89
"""No pair that a person must look at scores more."""
_ON_TOPIC = np.array([-0.12, 0.06, 0.1], np.float32)


@dataclass(frozen=True, slots=True)
class Verdict:
    level: Level
    score: float
    reason: Message
    contradicts: bool = False

    @property
    def merges(self) -> bool:
        return self.level in MERGED


_ANSWER: Message = Message(key="clean.reason.answer")
_SIMILAR: Message = Message(key="clean.reason.similar")


@dataclass(slots=True)
class Judged:
    """Verdicts on pairs of rows: those that merge or dispute one by one, all others in arrays."""

    single: dict[tuple[int, int], Verdict]
    low: sketch.I64
    high: sketch.I64
    level: npt.NDArray[np.uint8]
    """1 for `answer`, 0 for `similar`."""
    score: F32

    def verdict(self, place: int) -> Verdict:
        if self.level[place]:
            return Verdict("answer", round(float(self.score[place]), 2), _ANSWER)
        return Verdict("similar", round(float(self.score[place]), 2), _SIMILAR)


class Judge:
    def __init__(self, corpus: Corpus, literal: Analyser) -> None:
        """`literal` analyses without synonyms: it tells which merges rest on one."""
        self._corpus, self._literal = corpus, literal

    def verdicts(self, codes: sketch.U64) -> Judged:
        """Verdicts on pairs of rows (low, high); pairs that are nothing to each other are left
        out. All are compared first, since it takes many rows to see where names stand."""
        corpus, columns = self._corpus, self._corpus.columns
        low, high = sketch.rows_of(codes)
        kept = columns.fact_keys[2 * low] == columns.fact_keys[2 * high]
        kept &= corpus.histories[low] == corpus.histories[high]
        low, high = low[kept], high[kept]
        asked = columns.differences(2 * low, 2 * high, corpus.weights)
        told = columns.differences(2 * low + 1, 2 * high + 1, corpus.weights)
        other_facts = columns.fact_keys[2 * low + 1] != columns.fact_keys[2 * high + 1]
        asked_same = columns.form_keys[2 * low] == columns.form_keys[2 * high]
        told_same = columns.form_keys[2 * low + 1] == columns.form_keys[2 * high + 1]
        may_ask = self._may_be_same(2 * low, 2 * high, asked) & ~asked_same
        may_tell = self._may_be_same(2 * low + 1, 2 * high + 1, told) & ~other_facts & ~told_same
        single: dict[tuple[int, int], Verdict] = {}
        out = np.zeros(len(low), bool)
        for place in np.flatnonzero(may_ask | may_tell | asked_same).tolist():
            one, other = int(low[place]), int(high[place])
            question = _EQUAL if asked_same[place] else _OTHER
            if may_ask[place]:
                question = self._question(one, other)
            if question.how == "opposite":
                out[place] = True
                continue
            asked_same[place] = question.same
            if not (may_tell[place] or question.same):
                continue
            answer = _EQUAL if told_same[place] else _FACTS
            if not (told_same[place] or other_facts[place]):
                answer = self._answer(one, other)
            told_same[place] = answer.same
            if question.same:
                verdict = (
                    self._merged(one, other, question, answer)
                    if answer.same
                    else self._disputed(one, other, answer, float(told.alike[place]))
                )
                single[one, other] = verdict
                out[place] = True
        named = self._named(low, high, asked, told, ~other_facts)
        topic = self._topic(low, high)
        score = np.where(
            told_same,
            self._same_answer(asked, named[0]) + topic,
            self._similar(asked, told, named[0] | named[1]) + topic,
        )
        score = np.round(np.minimum(score, MOST), 2).astype(np.float32)
        out |= score < FLOOR
        out |= np.where(
            told_same, columns.sizes[2 * low + 1] < INFORMATIVE,
            other_facts | _one_for_another(asked, told),
        )  # fmt: skip
        for place in np.flatnonzero(
            ~out & (_may_oppose(asked) | (_may_oppose(told) & ~told_same))
        ).tolist():
            one, other = int(low[place]), int(high[place])
            out[place] = opposed(corpus.question(one), corpus.question(other)) or (
                not told_same[place] and opposed(corpus.answer(one), corpus.answer(other))
            )
        kept = ~out
        return Judged(single, low[kept], high[kept], told_same[kept].astype(np.uint8), score[kept])

    def verdict(self, one: int, other: int) -> Verdict | None:
        """On one pair, if it merges or disputes; None otherwise."""
        question = self._question(one, other)
        if not question.same:
            return None
        if self._corpus.pairs[one].history != self._corpus.pairs[other].history:
            return None
        answer = self._answer(one, other)
        if answer.same:
            return self._merged(one, other, question, answer)
        return self._disputed(one, other, answer, 0.0)

    def _question(self, one: int, other: int) -> Compared:
        return self._settled(compare(self._corpus.question(one), self._corpus.question(other)))

    def _answer(self, one: int, other: int) -> Compared:
        return self._settled(compare(self._corpus.answer(one), self._corpus.answer(other)))

    def _may_be_same(self, one: sketch.I64, other: sketch.I64, apart: Differences) -> Mask:
        """False where two texts with equal facts surely do not say the same: stems differ that
        neither spacing nor a slip explains."""
        columns = self._corpus.columns
        apart_in_all = apart.left.astype(np.int64) + apart.right
        spaced = (columns.letters[one] == columns.letters[other]) & (apart.far <= FAR)
        fewer = np.minimum(apart.left, apart.right)
        slip = (apart_in_all <= SLIPS) & (apart.known <= fewer)
        slip &= (apart.never == 0) & (apart.rare >= fewer - np.minimum(apart.known, fewer))
        slip |= apart_in_all == 1  # 할 수 있다 and 된다
        able = np.flatnonzero(slip & ~spaced & (apart_in_all > 0))
        single = (apart.left[able] <= 1) & (apart.right[able] <= 1)
        few, more = able[single], able[~single]
        slip[few] = self._slips(apart, few)
        stems = self._corpus.stems
        slip[more] = [
            slips([stems[n] for n in left], [stems[n] for n in right], self._corpus)
            for left, right in columns.apart(one[more], other[more])
        ]
        return np.asarray(spaced | slip)

    def _slips(self, apart: Differences, places: sketch.I64) -> Mask:
        """Whether the one stem of each side, or of one of them, may be a slip."""
        nothing = len(self._corpus.columns.words.hashes)
        left = np.where(apart.left[places] > 0, apart.left_stem[places], nothing)
        right = np.where(apart.right[places] > 0, apart.right_stem[places], nothing)
        codes = left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
        distinct = sketch.unique(codes)
        stems = [*self._corpus.stems, None]
        found = np.fromiter(
            (
                _may_slip(stems[one], stems[other], self._corpus)
                for one, other in zip(*(c.tolist() for c in sketch.rows_of(distinct)), strict=True)
            ),
            bool, len(distinct),
        )  # fmt: skip
        return found[np.searchsorted(distinct, codes)] if len(distinct) else np.zeros(0, bool)

    def _named(
        self, low: sketch.I64, high: sketch.I64, asked: Differences, told: Differences, able: Mask
    ) -> tuple[Mask, Mask]:
        """Whether question and answer differ in one word, where many other words stand."""
        places, commons, stems = [], [], []
        for texts, apart in ((low * 2, asked), (low * 2 + 1, told)):
            swapped = (apart.left == 1) & (apart.right == 1) & (apart.far <= FAR)
            swapped &= able if apart is told else True
            at = np.flatnonzero(swapped)
            with np.errstate(over="ignore"):
                common = self._corpus.columns.bag_keys[texts[at]] - apart.left_key[at]
            places.append(at)
            commons.append(common)
            stems += [(common, apart.left_stem[at]), (common, apart.right_stem[at])]
        keys = np.concatenate([key for key, _ in stems])
        words = np.concatenate([word for _, word in stems])
        order = np.lexsort((words, keys))
        keys, words = keys[order], words[order]
        once = firsts(keys) | firsts(words)
        keys = keys[once]
        slots, number = np.unique(keys, return_counts=True)
        result = []
        for at, common in zip(places, commons, strict=True):
            found = np.zeros(len(low), bool)
            found[at] = number[np.searchsorted(slots, common)] > SLOT if len(slots) else False
            result.append(found)
        return result[0], result[1]

    def _topic(self, low: sketch.I64, high: sketch.I64) -> F32:
        """How much more or less two rows are worth a look for what they are about: a rewording
        keeps its subject, the first word of a Korean question and often the last of an English
        one; another subject in the same sentence is another question."""
        known = self._corpus.row_stems
        kept = np.zeros(len(low), np.int64)
        for mine, theirs in ((low, high), (high, low)):
            mains = self._corpus.subjects[mine]
            wanted = theirs.astype(np.uint64) << np.uint64(32) | np.maximum(mains, 0).astype(
                np.uint64
            )
            at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
            kept += (mains >= 0) & (known[at] == wanted) if len(known) else 0
        return _ON_TOPIC[kept]

    def _same_answer(self, asked: Differences, named: Mask) -> F32:
        swapped = (asked.left == 1) & (asked.right == 1)
        less = np.where(named | swapped, 0.25, 0.0)
        return np.asarray(0.5 + 0.3 * asked.alike - less, np.float32)

    def _similar(self, asked: Differences, told: Differences, named: Mask) -> F32:
        questions = asked.alike * np.where(named, 0.7, 1.0)
        return np.asarray(0.15 + 0.4 * questions + 0.35 * told.alike, np.float32)

    def _settled(self, compared: Compared) -> Compared:
        if compared.how != "other":
            return compared
        return slipped(compared, self._corpus)

    def _merged(self, one: int, other: int, question: Compared, answer: Compared) -> Verdict:
        worst = max(question.how, answer.how, key=SAME.index)
        level: Level = "slip" if worst == "slip" else "order" if worst == "order" else "form"
        if level != "slip" and self._rests_on_synonym(one, other):
            level = "synonym"
        return Verdict(level, SCORES[level], _reason(f"clean.reason.{level}"))

    def _rests_on_synonym(self, one: int, other: int) -> bool:
        corpus = self._corpus
        forms = (corpus.question(one), corpus.question(other), corpus.answer(one))
        if all(map(corpus.literal, (*forms, corpus.answer(other)))):
            return False
        mine, theirs = corpus.pairs[one], corpus.pairs[other]
        for text, against in ((mine.question, theirs.question), (mine.answer, theirs.answer)):
            if text != against:
                here, there = self._literal.form(text), self._literal.form(against)
                if not compare(here, there).same:
                    return True
        return False

    def _disputed(self, one: int, other: int, answer: Compared, alike: float) -> Verdict:
        """`alike`: the similarity of the answers."""
        columns, mine, theirs = self._corpus.columns, 2 * one + 1, 2 * other + 1
        if columns.number_keys[mine] != columns.number_keys[theirs]:
            return _question("numbers", 0.89, True)
        if columns.negations[mine] != columns.negations[theirs]:
            return _question("negation", 0.8, True)
        if answer.how == "opposite":
            return _question("opposite", 0.85, True)
        if answer.how == "role":
            return _question("role", 0.75, True)
        return _question("wording", round(0.68 + 0.2 * alike, 2), False)


_OTHER, _EQUAL, _FACTS = Compared("other"), Compared("equal"), Compared("facts")


def _may_slip(one: str | None, other: str | None, corpus: Corpus) -> bool:
    left, right = ((one,) if one else ()), ((other,) if other else ())
    return (left, right) in (((CAN,), ()), ((), (CAN,))) or slips(left, right, corpus)


def _one_for_another(asked: Differences, told: Differences) -> Mask:
    """One name for another all through: two things, not one."""
    return np.asarray(
        (asked.left > 0) & (asked.far <= FAR) & (told.far <= FAR)
        & (asked.left_key == told.left_key) & (asked.right_key == told.right_key)
    )  # fmt: skip


def _may_oppose(apart: Differences) -> Mask:
    return np.asarray(apart.left_opposes & apart.right_opposes & (apart.far <= FAR))


@cache
def _reason(key: str) -> Message:
    return Message(key=key)


def _question(why: str, score: float, contradicts: bool) -> Verdict:
    return Verdict("question", score, _reason(f"clean.reason.same_question_{why}"), contradicts)
