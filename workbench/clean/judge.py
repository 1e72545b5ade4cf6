"""What two rows are to each other: the same, a contradiction, worth a look, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.clean import sketch
from workbench.clean.corpus import INFORMATIVE, Corpus
from workbench.clean.forms import FACT, Analyser, Form
from workbench.clean.guard import SAME, Compared, compare, slipped
from workbench.clean.korean_forms import SIGNS
from workbench.clean.pairs import MERGED, SCORES, Level
from workbench.clean.word_lists import OPPOSITES
from workbench.records import Message

SLOT = 2
"""More words than this in one place of otherwise equal texts: it is a slot for names."""
FLOOR = 0.4
"""Pairs that score less are not worth a look at any threshold."""
MOST = 0.89
"""No pair that a person must look at scores more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    level: Level
    score: float
    reason: Message
    contradicts: bool = False

    @property
    def merges(self) -> bool:
        return self.level in MERGED


class Judge:
    def __init__(self, corpus: Corpus, literal: Analyser) -> None:
        """`literal` analyses without synonyms: it tells which merges rest on one."""
        self._corpus, self._literal = corpus, literal
        self._slots: dict[tuple[str, ...], set[str]] = defaultdict(set)

    def verdicts(self, codes: sketch.U64) -> dict[tuple[int, int], Verdict]:
        """Verdicts on pairs of rows (low, high); pairs that are nothing to each other are left
        out. All are compared first, since it takes many rows to see where names stand."""
        lows, highs = sketch.rows_of(codes)
        compared = []
        for one, other in zip(lows.tolist(), highs.tolist(), strict=True):
            question, answer = self._compare(one, other)
            if question.how in ("facts", "opposite"):
                continue
            self._learn(question)
            self._learn(answer)
            compared.append((one, other, question, answer))
        found = {}
        for one, other, question, answer in compared:
            verdict = self._verdict(one, other, question, answer)
            if verdict is not None:
                found[one, other] = verdict
        return found

    def verdict(self, one: int, other: int) -> Verdict | None:
        return self._verdict(one, other, *self._compare(one, other))

    def _compare(self, one: int, other: int) -> tuple[Compared, Compared]:
        corpus = self._corpus
        question = compare(corpus.questions[one], corpus.questions[other])
        if question.how in ("facts", "opposite"):
            return question, question
        return question, compare(corpus.answers[one], corpus.answers[other])

    def _learn(self, compared: Compared) -> None:
        if compared.how == "other" and len(compared.left) == len(compared.right) == 1:
            self._slots[compared.common].update((*compared.left, *compared.right))

    def _settled(self, compared: Compared) -> Compared:
        if compared.how != "other":
            return compared
        return slipped(compared, self._corpus)

    def _verdict(
        self, one: int, other: int, question: Compared, answer: Compared
    ) -> Verdict | None:
        if question.how in ("facts", "opposite"):
            return None
        if self._corpus.pairs[one].history != self._corpus.pairs[other].history:
            return None
        question, answer = self._settled(question), self._settled(answer)
        if question.same and answer.same:
            return self._merged(one, other, question, answer)
        if question.same:
            return self._disputed(one, other, answer)
        if answer.same:
            return self._same_answer(one, other, question)
        if answer.how in ("facts", "opposite"):
            return None
        return self._similar(one, other, question, answer)

    def _merged(self, one: int, other: int, question: Compared, answer: Compared) -> Verdict:
        worst = max(question.how, answer.how, key=SAME.index)
        level: Level = "slip" if worst == "slip" else "order" if worst == "order" else "form"
        if level != "slip" and self._rests_on_synonym(one, other):
            level = "synonym"
        return Verdict(level, SCORES[level], Message(key=f"clean.reason.{level}"))

    def _rests_on_synonym(self, one: int, other: int) -> bool:
        mine, theirs = self._corpus.pairs[one], self._corpus.pairs[other]
        for text, against in ((mine.question, theirs.question), (mine.answer, theirs.answer)):
            if text != against:
                here, there = self._literal.form(text), self._literal.form(against)
                if not compare(here, there).same:
                    return True
        return False

    def _disputed(self, one: int, other: int, answer: Compared) -> Verdict:
        mine, theirs = self._corpus.answers[one], self._corpus.answers[other]
        numbers = _numbers(mine) != _numbers(theirs)
        if numbers:
            return _question("numbers", 0.89, True)
        if mine.negations != theirs.negations:
            return _question("negation", 0.8, True)
        if answer.how == "opposite":
            return _question("opposite", 0.85, True)
        if answer.how == "role":
            return _question("role", 0.75, True)
        alike = self._corpus.similarity(mine, theirs)
        return _question("wording", round(0.55 + 0.25 * alike, 2), False)

    def _same_answer(self, one: int, other: int, question: Compared) -> Verdict | None:
        answer = self._corpus.answers[one]
        if len(set(answer.stems)) < INFORMATIVE:
            return None
        alike = self._corpus.similarity(self._corpus.questions[one], self._corpus.questions[other])
        named = len(self._slots.get(question.common, ())) > SLOT
        swapped = len(question.left) == len(question.right) == 1
        score = 0.5 + 0.3 * alike + self._topic(one, other)
        score -= 0.25 if named else 0.15 if swapped else 0.0
        return _worth("answer", score)

    def _topic(self, one: int, other: int) -> float:
        """How much more or less two rows are worth a look for what they are about: a rewording
        keeps its subject, the first word of a Korean question and often the last of an English
        one; another subject in the same sentence is another question."""
        corpus = self._corpus
        kept = 0
        for mine, theirs in ((one, other), (other, one)):
            words = [s for s in corpus.questions[mine].stems if s in corpus.questions[mine].bag]
            words = [s for s in words if s not in SIGNS and s not in OPPOSITES]
            known = corpus.questions[theirs].bag | corpus.answers[theirs].bag
            if words:
                kept += words[0 if "가" <= words[0][0] <= "힣" else -1] in known
        return (-0.12, -0.02, 0.1)[kept]

    def _similar(
        self, one: int, other: int, question: Compared, answer: Compared
    ) -> Verdict | None:
        if question.left and (question.left, question.right) == (answer.left, answer.right):
            return None  # one name for another all through: two things, not one
        corpus = self._corpus
        asked = corpus.similarity(corpus.questions[one], corpus.questions[other])
        told = corpus.similarity(corpus.answers[one], corpus.answers[other])
        if any(len(self._slots.get(c.common, ())) > SLOT for c in (question, answer)):
            asked *= 0.7
        return _worth("similar", 0.15 + 0.4 * asked + 0.35 * told + self._topic(one, other))


def _numbers(form: Form) -> frozenset[str]:
    return frozenset(f for f in form.facts if not f.startswith(f"{FACT}neg:"))


def _question(why: str, score: float, contradicts: bool) -> Verdict:
    return Verdict("question", score, Message(key=f"clean.reason.same_question_{why}"), contradicts)


def _worth(level: Level, score: float) -> Verdict | None:
    if score < FLOOR:
        return None
    return Verdict(level, round(min(score, MOST), 2), Message(key=f"clean.reason.{level}"))


def merging(verdicts: dict[tuple[int, int], Verdict]) -> Iterable[tuple[int, int]]:
    return (pair for pair, verdict in verdicts.items() if verdict.merges)
