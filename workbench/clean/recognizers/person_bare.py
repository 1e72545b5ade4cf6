"""PERSON: Korean names that no title, honorific or label announces.

A family name (통계청, census of 2015) and two syllables that given names are made of, followed by
a particle or an ending that people take: 김서연이랑, 박준형한테, 저 유나영인데요, 이수민 드림.
Little of it is sure: most scores stay below .8, so that a person looks. A given name alone counts
with 님 behind it, a family name alone with a rank (김 대리님).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.clean.detector import Recognizer, holds
from workbench.clean.name_words import (
    FAMILY,
    GIVEN_FIRST,
    GIVEN_LAST,
    KIN,
    LABELS,
    NOT_BARE,
    NOT_NAMES,
    RANKS,
    TITLES,
)
from workbench.clean.spans import Span

_LEFT = r"(?<![가-힣A-Za-z0-9])"
_NAME = rf"(?P<name>{FAMILY}[{GIVEN_FIRST}][{GIVEN_LAST}])"
_GIVEN = rf"(?P<name>[{GIVEN_FIRST}][{GIVEN_LAST}])"
_STOP = r"(?![가-힣])"
_COPULA = (
    r"(?:입니다|이에요|예요|이예요|인데요?|인데|이고요?|고요|이요|요|이라고|라고|이라는|라는|이시|세요|이세요|"
    r"이었|였|이죠|죠|이랍|이거든|거든|맞)"
)
_WITH = r"(?:이랑|랑|한테서?|에게서?|께서?|이한테|이에게|이네|이랑은|하고|이하고)"
"""Particles that stand after people more than after things."""

_PEOPLE = rf"(?:{LABELS}|{TITLES[3:-1]}|보낸\s?이|받는\s?이|보내는\s?이)"
"""All alternatives in one group: of one within another the engine knows no first letters, and is
twenty times slower."""
_COPULAS = (
    *(
        "입니다",
        "에요",
        "예요",
        "인데",
        "이고",
        "고요",
        "요",
        "이라",
        "라고",
        "라는",
        "이시",
        "이었",
    ),
    *("였", "죠", "이랍", "거든", "맞"),
)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    score: float
    reason: str
    parts: tuple[str, ...] = ()
    """One of these stands in the text of a match: looking for them is cheap."""
    word: re.Pattern[str] | None = None
    """The same with words that are many; without lookbehind, which makes it many times faster."""


_RULES = (
    # 김서연이랑 통화했는데
    _Rule(
        re.compile(rf"{_LEFT}{_NAME}(?={_WITH}{_STOP})"),
        0.7,
        "context",
        ("랑", "한테", "에게", "께", "이네", "하고"),
    ),
    # 남편은 이재호예요, 아들 최민준이, 아버지 성함이 이만수세요
    _Rule(
        re.compile(
            rf"{_LEFT}(?:{KIN})(?:의|은|는|이|가)?\s(?:이름|성함)?(?:은|는|이|가|도)?\s?{_NAME}"
            rf"(?={_STOP}|{_COPULA}|(?:이가|이|가|은|는|이는|을|를|의|도|과|와|로|으로){_STOP})"
        ),
        0.78,
        "context",
        word=re.compile(rf"(?:{KIN})[의은는이가\s]"),
    ),
    # 저 유나영인데요; 네 강동원입니다
    _Rule(
        re.compile(rf"(?:^|[\n,.!?]\s?|{_LEFT}(?:저|저는|전|네|예|여기)\s){_NAME}(?={_COPULA})"),
        0.75,
        "context",
        _COPULAS,
    ),
    # 예약자 한소희요; 보낸이 조인성 받는이 송혜교; 상담사 이하은입니다
    _Rule(
        re.compile(
            rf"(?<![A-Za-z0-9]){_PEOPLE}\s{_NAME}"
            rf"(?=$|[\s,.)/]|{_COPULA}|(?:으로|로|이|가|은|는|을|를|의){_STOP})"
        ),
        0.72,
        "label",
        word=re.compile(rf"{_PEOPLE}\s{FAMILY}"),
    ),
    # 이수민 드림; 박보검 올림; 김하나 배상
    _Rule(
        re.compile(rf"{_LEFT}{_NAME}(?=\s(?:드림|올림|배상|拜上)(?:$|[^가-힣]))"),
        0.85,
        "context",
        ("드림", "올림", "배상", "拜上"),
    ),
    # 오세훈, 1988년생; 오세훈(만 35세)
    _Rule(
        re.compile(
            rf"{_LEFT}{_NAME}(?=\s?[,(]\s?(?:만\s?)?(?:[0-9]{{4}}년\s?생|[0-9]{{2}}년생|[0-9]{{1,3}}세|남\b|여\b|男|女))"
        ),
        0.82,
        "context",
        word=re.compile(r"[,(]\s?(?:만\s?)?[0-9남여男女]"),
    ),
)
_ENDINGS = frozenset("은는이가을를의도로와과만예요화성용구시")
_NO_COPULA = tuple("은는을를의")
_GIVEN_ONLY = re.compile(rf"{_LEFT}{_GIVEN}(?=이?\s?(?:님|씨)(?:$|[^가-힣]|[께이의은을도과만,]))")
_CALLED = re.compile(rf"{_LEFT}{_GIVEN}(?=이(?:가|는|랑|한테|를|네)\s)")
_CALLS = re.compile(r"이(?:가|는|랑|한테|를|네)\s")
"""지은이가: the 이 that only given names with a final consonant take."""
_RANKED = re.compile(rf"{_LEFT}(?P<name>{FAMILY}\s?(?:{RANKS}))(?=님)")


def _find(text: str) -> Iterator[Span]:
    if text.isascii():
        return
    for rule in _RULES:
        if rule.parts and not holds(text, rule.parts):
            continue
        if rule.word is not None and not rule.word.search(text):
            continue
        for match in rule.pattern.finditer(text):
            if _plausible(match["name"], match.string[match.end() :]):
                yield _span(match, rule.score, rule.reason)
    for match in _GIVEN_ONLY.finditer(text) if holds(text, ("님", "씨")) else ():
        if match["name"] not in NOT_NAMES and match["name"] not in NOT_BARE:
            yield _span(match, 0.55, "title")
    for match in _CALLED.finditer(text) if _CALLS.search(text) else ():
        name = match["name"]
        if _has_final(name[-1]) and name not in NOT_NAMES and name not in NOT_BARE:
            yield _span(match, 0.5, "context")
    for match in _RANKED.finditer(text) if "님" in text else ():
        yield _span(match, 0.6, "title")


def _plausible(name: str, after: str) -> bool:
    """No word of its own, and no word of two syllables with a particle or ending behind it; a
    particle takes no copula, so that 이하은입니다 is a name."""
    if name[2:] in _NO_COPULA and after.startswith(("입니다", "이에요", "이고", "이라")):
        return name not in NOT_NAMES and name not in NOT_BARE
    if name in NOT_NAMES or name in NOT_BARE or name[1:] in NOT_BARE:
        return False
    return name[:2] not in NOT_BARE and not (name[:2] in NOT_NAMES and name[2] in _ENDINGS)


def _has_final(syllable: str) -> bool:
    return (ord(syllable) - 0xAC00) % 28 != 0


def _span(match: re.Match[str], score: float, reason: str) -> Span:
    start, end = match.span("name")
    return Span(start, end, "PERSON", score, "person_bare", reason)


RECOGNIZER = Recognizer("person_bare", _find)
