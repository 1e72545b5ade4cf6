"""The analysed form of a text: its stems in order, each with a role, and its facts.

Two texts of one form say the same in other words of grammar: particles, endings, politeness,
spacing. Facts are numbers with units, dates, model names, protected terms and how often it is
negated; texts that differ in one of them never say the same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.clean import english_forms as english
from workbench.clean import korean_forms as korean
from workbench.clean.facts import CLOSE, OPEN, marked
from workbench.clean.korean_forms import CAN, HOW, MUST, NEG
from workbench.clean.normal import plain
from workbench.clean.segments import Kinds, segments
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


HIDDEN = 255
"""Role of a fact that is no stem of its text: a protected term."""
_ROLE_BITS = 8
_REMEMBERED = 20_000
"""Segments that are remembered; as many older ones are kept until that many new ones came."""
_HALF = re.compile(r"(?<![a-z])half\san?\s(?=(?:hour|day|week|month|year)(?![a-z]))")
_AND_HALF = re.compile(r"(?<![0-9.])([0-9]{1,6})\sand\sa\shalf(?![a-z])")
_ONE_AND_HALF = re.compile(
    r"(?<![a-z])(?:an?|one)\s(hour|day|week|month|year)\sand\sa\shalf(?![a-z])"
)
_SOUNDS = re.compile("[\u1100-\u11ff\u3131-\u318e]{2,}")
"""ㅠㅠ and ㅋㅋㅋ: letters that are no syllables."""


class Analyser:
    """Analyses texts under a glossary. `synonyms=False` leaves the built-in synonyms apart.

    Each distinct segment of a text is analysed once. `stems` and `roles` are the words met so far;
    their numbers depend on the order of the texts, and no result does.
    """

    def __init__(self, glossary: Glossary | None = None, synonyms: bool = True) -> None:
        known = glossary or Glossary()
        self._same = SYNONYMS if synonyms else {}
        self.protected = frozenset(known.protected)
        self._protected = _any_of(known.protected)
        self._synonyms = _any_of(known.synonyms) if synonyms else None
        self._replaced = known.synonyms
        self.stand_ins = None if known.synonyms else frozenset(self._same.values())
        """Stems that may stand for another one; None where any may."""
        self.stems: list[str] = []
        self.roles: list[str] = []
        self._stem_numbers: dict[str, int] = {}
        self._role_numbers: dict[str, int] = {}
        self._kinds = Kinds(self._alone)
        self._known: dict[str, tuple[bytes, int]] = {}
        self._older: dict[str, tuple[bytes, int]] = {}

    def coded(self, text: str) -> bytes:
        """The stems of a text as uint32, `number of the stem << 8 | number of the role`."""
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
        parts = []
        signs = 0
        runs = segments(spoken.split(), self._kinds)
        known = self._known
        for segment in runs:
            found = known.get(segment)
            if found is None:
                found = self._analysed(segment)
            parts.append(found[0])
            if found[1]:
                signs = _both(signs, found[1])
        code = b"".join(parts)
        if signs & _TWICE or (signs & _DUTY and signs & _ASKING):
            code = self._settled(code)
        if self._protected is not None:
            terms = sorted(set(self._protected.findall(spoken)))
            code += b"".join(self._token(f"{FACT}term:{term}", None) for term in terms)
        return code

    def number(self, stem: str) -> int | None:
        return self._stem_numbers.get(stem)

    def forget(self) -> None:
        """Gives back the memory of what was remembered of segments and words."""
        self._known, self._older, self._kinds = {}, {}, Kinds(self._alone)

    def form(self, text: str) -> Form:
        return self.decoded(np.frombuffer(self.coded(text), np.uint32))

    def decoded(self, tokens: npt.NDArray[np.uint32]) -> Form:
        numbers = tokens.tolist()
        stems = [self.stems[n >> _ROLE_BITS] for n in numbers if n & HIDDEN != HIDDEN]
        roles = [self.roles[n & HIDDEN] for n in numbers if n & HIDDEN != HIDDEN]
        said = {stem for n in numbers if (stem := self.stems[n >> _ROLE_BITS])[0] == FACT}
        if negations := stems.count(NEG):
            said.add(f"{FACT}neg:{negations}")
        return Form(tuple(stems), tuple(roles), frozenset(said), frozenset(stems) - OPTIONAL)

    def _analysed(self, segment: str) -> tuple[bytes, int]:
        found = self._older.get(segment)
        if found is None:
            stems, roles, _ = self._parts(segment)
            found = self._packed(stems, roles)
        self._remember(segment, found)
        return found

    def _packed(self, stems: list[str], roles: list[str]) -> tuple[bytes, int]:
        signs = _TWICE if stems.count(HOW) > 1 else _WAY if HOW in stems else 0
        signs |= _DUTY if MUST in stems else 0
        signs |= 0 if _ASKED.isdisjoint(stems) else _ASKING
        return b"".join(map(self._token, stems, roles)), signs

    def _remember(self, segment: str, found: tuple[bytes, int]) -> None:
        if len(self._known) >= _REMEMBERED:
            self._older = self._known
            self._known = {}
        self._known[segment] = found

    def _parts(self, segment: str) -> tuple[list[str], list[str], bool]:
        written, facts = marked(segment)
        if _HANGUL.search(written):
            written = korean.loosened(written)
        if _LATIN.search(written):
            written = english.loosened(written)
        return _arranged(written, facts, self._same)

    def _alone(self, word: str) -> tuple[bool, bool, bool]:
        """For `Kinds`: whether a word compares, leaves something pending, is silent."""
        stems, roles, pending = self._parts(word)
        self._remember(word, self._packed(stems, roles))
        compares = any(stem in COMPARES or stem[:2] in _COMPARED for stem in stems)
        return compares, pending, not stems

    def _settled(self, code: bytes) -> bytes:
        """The way is asked for once; and no duty is left beside 언제 or 어디."""
        tokens = np.frombuffer(code, np.uint32).tolist()
        stems = [self.stems[token >> _ROLE_BITS] for token in tokens]
        asked = not _ASKED.isdisjoint(stems)
        kept = [
            token
            for place, (stem, token) in enumerate(zip(stems, tokens, strict=True))
            if not (stem == MUST and asked) and not (stem == HOW and HOW in stems[:place])
        ]
        return np.array(kept, np.uint32).tobytes()

    def _token(self, stem: str, role: str | None) -> bytes:
        number = self._stem_numbers.get(stem)
        if number is None:
            number = self._stem_numbers[stem] = len(self.stems)
            self.stems.append(stem)
        said = HIDDEN if role is None else self._role_numbers.get(role)
        if said is None:
            said = self._role_numbers[role or ""] = len(self.roles)
            self.roles.append(role or "")
        return (number << _ROLE_BITS | said).to_bytes(4, sys.byteorder)


_WAY, _TWICE, _DUTY, _ASKING = 1, 2, 4, 8
"""Of a segment: asks for the way; twice; speaks of a duty; asks for place, time or person."""
_COMPARED = frozenset(f"{FACT}{sign}" for sign in "≥≤<>")


def _both(one: int, other: int) -> int:
    return one | other | (_TWICE if one & other & _WAY else 0)


def _any_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Longest first, never inside another Latin word or number."""
    ordered = sorted((t for t in terms if t), key=lambda t: (-len(t), t))
    if not ordered:
        return None
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, ordered))})(?![a-z0-9])")


def _arranged(
    written: str, facts: list[str], same: Mapping[str, str]
) -> tuple[list[str], list[str], bool]:
    """Stems, roles, and whether something was said of a next word that did not come."""
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
    pending = bool(compared_next or negated_next or role_next)
    if compared_next:
        stems.append(comparing)
        roles.append("")
    if negated_next:
        _negate(negated_next, stems, roles)
    return stems, roles, pending


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
