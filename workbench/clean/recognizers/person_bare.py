"""PERSON: Korean names that no title, honorific or label announces.

A family name (통계청, census of 2015) and two syllables that given names are made of, followed by
a particle or an ending that people take: 김서연이랑, 박준형한테, 저 유나영인데요, 이수민 드림.
Little of it is sure: most scores stay below .8, so that a person looks. A given name alone counts
with 님 behind it, a family name alone with a rank (김 대리님).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
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

_PATTERNS: tuple[tuple[re.Pattern[str], float, str], ...] = (
    # 김서연이랑 통화했는데
    (re.compile(rf"{_LEFT}{_NAME}(?={_WITH}{_STOP})"), 0.7, "context"),
    # 남편은 이재호예요, 아들 최민준이, 아버지 성함이 이만수세요
    (
        re.compile(
            rf"{_LEFT}(?:{KIN})(?:의|은|는|이|가)?\s(?:이름|성함)?(?:은|는|이|가|도)?\s?{_NAME}"
            rf"(?={_STOP}|{_COPULA}|(?:이가|이|가|은|는|이는|을|를|의|도|과|와|로|으로){_STOP})"
        ),
        0.78,
        "context",
    ),
    # 저 유나영인데요; 네 강동원입니다
    (
        re.compile(rf"(?:^|[\n,.!?]\s?|{_LEFT}(?:저|저는|전|네|예|여기)\s){_NAME}(?={_COPULA})"),
        0.75,
        "context",
    ),
    # 예약자 한소희요; 보낸이 조인성 받는이 송혜교; 상담사 이하은입니다
    (
        re.compile(
            rf"(?:{_LEFT}|(?<=[가-힣]))(?:{LABELS}|{TITLES}|보낸\s?이|받는\s?이|보내는\s?이)\s{_NAME}"
            rf"(?=$|[\s,.)/]|{_COPULA}|(?:으로|로|이|가|은|는|을|를|의){_STOP})"
        ),
        0.72,
        "label",
    ),
    # 이수민 드림; 박보검 올림; 김하나 배상
    (
        re.compile(rf"{_LEFT}{_NAME}(?=\s(?:드림|올림|배상|拜上)(?:$|[^가-힣]))"),
        0.85,
        "context",
    ),
    # 오세훈, 1988년생; 오세훈(만 35세)
    (
        re.compile(
            rf"{_LEFT}{_NAME}(?=\s?[,(]\s?(?:만\s?)?(?:[0-9]{{4}}년\s?생|[0-9]{{2}}년생|[0-9]{{1,3}}세|남\b|여\b|男|女))"
        ),
        0.82,
        "context",
    ),
)
_ENDINGS = frozenset("은는이가을를의도로와과만예요화성용구시")
_NO_COPULA = tuple("은는을를의")
_ANNOUNCES = re.compile(rf"{LABELS}|{TITLES}|보낸|받는|보내는")
_ANY = re.compile(rf"(?<![가-힣A-Za-z0-9]){_NAME}")
_CALLS = ("이가 ", "이는 ", "이랑 ", "이한테 ", "이를 ", "이네 ")
_GIVEN_ONLY = re.compile(rf"{_LEFT}{_GIVEN}(?=이?\s?(?:님|씨)(?:$|[^가-힣]|[께이의은을도과만,]))")
_CALLED = re.compile(rf"{_LEFT}{_GIVEN}(?=이(?:가|는|랑|한테|를|네)\s)")
"""지은이가: the 이 that only given names with a final consonant take."""
_RANKED = re.compile(rf"{_LEFT}(?P<name>{FAMILY}\s?(?:{RANKS}))(?=님)")


def _find(text: str) -> Iterator[Span]:
    if text.isascii():
        return
    if any(_plausible(match["name"], text[match.end() :]) for match in _ANY.finditer(text)):
        announced = _ANNOUNCES.search(text) is not None
        for pattern, score, reason in _PATTERNS:
            if reason == "label" and not announced:
                continue
            for match in pattern.finditer(text):
                if _plausible(match["name"], match.string[match.end() :]):
                    yield _span(match, score, reason)
    honoured = "님" in text
    if honoured or "씨" in text:
        for match in _GIVEN_ONLY.finditer(text):
            if match["name"] not in NOT_NAMES and match["name"] not in NOT_BARE:
                yield _span(match, 0.55, "title")
    if any(called in text for called in _CALLS):
        for match in _CALLED.finditer(text):
            name = match["name"]
            if _has_final(name[-1]) and name not in NOT_NAMES and name not in NOT_BARE:
                yield _span(match, 0.5, "context")
    if honoured:
        for match in _RANKED.finditer(text):
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
