"""The analysed form of a text: its stems in order, each with a role, and its facts.

Two texts of one form say the same in other words of grammar: particles, endings, politeness,
spacing. Facts are numbers with units, dates, model names, protected terms and how often it is
negated; texts that differ in one of them never say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.clean import english_forms as english
from workbench.clean import korean_forms as korean
from workbench.clean.facts import CLOSE, OPEN, marked
from workbench.clean.korean_forms import CAN, HOW, MUST, NEG
from workbench.clean.normal import plain
from workbench.clean.word_lists import COMPARES, OPTIONAL, SYNONYMS

FACT = "="
"""First character of a stem that is a fact."""
_WORD = re.compile(
    rf"{OPEN}(?P<fact>[0-9]+){CLOSE}(?P<rest>[가-힣]*)|(?P<sign>[\ue020-\ue023])|(?P<korean>[a-z0-9_+#]*[가-힣]+)"
    r"|(?P<latin>[a-z][a-z0-9_+#]*(?:'[a-z]+)?)|(?P<other>[^\W_]+)|(?P<symbol>[→<>=₩$€£])"
)
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[a-z]{2}")
_ASKED = frozenset({HOW, "언제", "어디", "누구", "when_", "wher", "who"})
"""어디로 가야 하나요, 가면 되나요 and 갑니까 ask the same: there duty says nothing."""
_OR_MORE = re.compile(r"([0-9]+) (or (?:more|less|fewer)) ([a-z]+)")
_TIME_LEFT = frozenset({"간", "동안", "짜리", "이"})
"""Behind a number and its unit without a meaning of their own."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a project says of its words. Terms are in the form of `normal.plain`."""

    protected: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """Term -> the term that stands for it."""

    @classmethod
    def of(
        cls, protected: Iterable[str] = (), synonyms: Iterable[tuple[str, ...]] = ()
    ) -> Glossary:
        """`synonyms` are groups of terms that may stand for one another."""
        same = {plain(t): plain(group[0]) for group in synonyms for t in group[1:]}
        return cls(tuple(sorted({plain(term) for term in protected})), same)


@dataclass(frozen=True, slots=True)
class Form:
    stems: tuple[str, ...]
    roles: tuple[str, ...]
    facts: frozenset[str]
    bag: frozenset[str]
    """Its stems, those left out that say nothing alone."""

    @property
    def negations(self) -> int:
        return self.stems.count(NEG)


_HALF = re.compile(r"(?<![a-z])half\san?\s(?=(?:hour|day|week|month|year)(?![a-z]))")
_AND_HALF = re.compile(r"(?<![0-9.])([0-9]{1,6})\sand\sa\shalf(?![a-z])")
_ONE_AND_HALF = re.compile(
    r"(?<![a-z])(?:an?|one)\s(hour|day|week|month|year)\sand\sa\shalf(?![a-z])"
)
_SOUNDS = re.compile("[\u1100-\u11ff\u3131-\u318e]{2,}")
"""ㅠㅠ and ㅋㅋㅋ: letters that are no syllables."""


class Analyser:
    """Analyses texts under a glossary. `synonyms=False` leaves the built-in synonyms apart."""

    def __init__(self, glossary: Glossary | None = None, synonyms: bool = True) -> None:
        known = glossary or Glossary()
        self._same = SYNONYMS if synonyms else {}
        self.protected = frozenset(known.protected)
        self._protected = _any_of(known.protected)
        self._synonyms = _any_of(known.synonyms) if synonyms else None
        self._replaced = known.synonyms

    def form(self, text: str) -> Form:
        spoken = plain(text)
        if self._synonyms is not None:
            spoken = self._synonyms.sub(lambda m: self._replaced[m[0]], spoken)
        spoken = _SOUNDS.sub(" ", spoken)
        if "half" in spoken:
            spoken = _ONE_AND_HALF.sub(
                r"1.5 \1s", _AND_HALF.sub(r"\1.5", _HALF.sub("0.5 ", spoken))
            )
        if " or " in spoken:
            spoken = _OR_MORE.sub(r"\1 \3 \2", spoken)
        terms = [] if self._protected is None else self._protected.findall(spoken)
        written, facts = marked(spoken)
        if _HANGUL.search(written):
            written = korean.loosened(written)
        if _LATIN.search(written):
            written = english.loosened(written)
        stems, roles = _arranged(written, facts, self._same)
        if MUST in stems and not _ASKED.isdisjoint(stems):
            kept = [n for n, stem in enumerate(stems) if stem != MUST]
            stems, roles = [stems[n] for n in kept], [roles[n] for n in kept]
        said = {stem for stem in stems if stem[0] == FACT}
        said |= {f"{FACT}term:{term}" for term in terms}
        if negations := stems.count(NEG):
            said.add(f"{FACT}neg:{negations}")
        return Form(tuple(stems), tuple(roles), frozenset(said), frozenset(stems) - OPTIONAL)


def _any_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Longest first, never inside another Latin word or number."""
    ordered = sorted((t for t in terms if t), key=lambda t: (-len(t), t))
    if not ordered:
        return None
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, ordered))})(?![a-z0-9])")


def _arranged(
    written: str, facts: list[str], same: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    stems: list[str] = []
    roles: list[str] = []
    role_next, negated_next, compared_next = "", "", ""
    comparing = ""
    for match in _WORD.finditer(written):
        kind = match.lastgroup
        tokens: tuple[tuple[str, str], ...]
        if kind in ("fact", "rest"):
            tokens, compared_next = _fact(match, facts, compared_next), ""
        elif kind == "korean":
            word = match[0]
            if word in ("안", "못"):
                negated_next = word
                continue
            tokens = korean.tokens_of(word)
        elif kind == "latin":
            word = match[0]
            preposition = english.preposition(word)
            if preposition is not None:
                role_next = preposition
                continue
            tokens = english.tokens_of(word)
        else:
            tokens = ((match[0], ""),)
        for stem, role in tokens:
            if stem in COMPARES:
                sign = COMPARES[stem]
                if stems and stems[-1][0] == FACT:
                    stems[-1] = _compared(sign, stems[-1])
                else:
                    compared_next, comparing = sign, stem
                continue
            if compared_next and stem[0] != FACT:
                stems.append(comparing)
                roles.append("")
                compared_next = ""
            if stem == HOW and HOW in stems:
                continue
            stems.append(same.get(stem, stem))
            roles.append(role_next or role)
            role_next = ""
        if negated_next and tokens:
            _negate(negated_next, stems, roles)
            negated_next = ""
    if compared_next:
        stems.append(comparing)
        roles.append("")
    if negated_next:
        _negate(negated_next, stems, roles)
    return stems, roles


def _negate(word: str, stems: list[str], roles: list[str]) -> None:
    """안 and 못 behind what they negate, where 하지 않다 and 할 수 없다 have it."""
    signs = [NEG] if word == "안" else [CAN, NEG]
    stems += signs
    roles += [""] * len(signs)


def _fact(match: re.Match[str], facts: list[str], sign: str) -> tuple[tuple[str, str], ...]:
    fact = FACT + facts[int(match["fact"])]
    if sign:
        fact = _compared(sign, fact)
    rest, role = korean.number_role(match["rest"]) if match["rest"] else ("", "")
    if rest in COMPARES:
        return ((_compared(COMPARES[rest], fact), role),)
    if not rest or rest in _TIME_LEFT:
        return ((fact, role),)
    return ((fact, role), *korean.tokens_of(rest))


def _compared(sign: str, fact: str) -> str:
    return fact if fact[1:2] in "≥≤<>" and fact[1:2] else f"{FACT}{sign}{fact[1:]}"
