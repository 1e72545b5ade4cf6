"""PERSON: Korean names that a role, an utterance or the end of a message announces.

체류자 도가은, 나은채:네, 안녕하세요 구하린입니다, 옥지훈 앞으로, 다은아; family names after the
census of 2015 (통계청). Names of other languages in Hangul only right after a label or before 씨.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.name_shapes import KOREAN_NAME, is_korean_word
from workbench.clean.name_words import (
    GIVEN_FIRST,
    GIVEN_LAST,
    KNOWN_WORDS,
    NOT_BARE,
    NOT_NAMES,
    PEOPLE_AFTER,
    ROLES,
)
from workbench.clean.spans import Span

_LEFT = r"(?<![가-힣A-Za-z0-9])"
_STOP = r"(?![가-힣A-Za-z0-9])"
_COPULA = (
    r"(?:입니다|이에요|예요|이예요|인데요?|이고요?|고요|이요|요|이라고|라고|이라는|라는|이구요|구요|"
    r"이시|님)"
)
_PARTICLE = r"(?:으로|로|이가|이|가|은|는|을|를|의|도|과|와|에게|한테|께서?|이랑|랑|하고)"
_END = rf"(?={_STOP}|{_COPULA}|{_PARTICLE}{_STOP}|\s?(?:{PEOPLE_AFTER}))"

_ANY = re.compile(_LEFT + KOREAN_NAME)
_ROLE = re.compile(ROLES)
_ROLE_BEFORE = re.compile(rf"{_LEFT}(?:{ROLES})(?:은|는|이|가)?\s?[:=(|/,\-]?\s?(?:저|제가)?\s?$")
_AFTER = re.compile(_END)
_REACH = 20
_PATTERNS: tuple[tuple[re.Pattern[str], float, str, bool], ...] = (
    # 나은채:네 맞아요
    (re.compile(rf"(?:^|\n)\s{{0,4}}{KOREAN_NAME}\s?:"), 0.7, "speaker", True),
    # 안녕하세요 구하린입니다; 고객: 류다온이요; 아까 전화드린 모준영이에요
    (
        re.compile(
            rf"(?:^|\n|[.,!?:~]\s?|(?:안녕하세요|여보세요|드린|드렸던|했던|통화한|저|전|저는|네|예|아|여기|거기|[0-9])\s)"
            rf"{KOREAN_NAME}(?=(?:입니다|이에요|예요|이예요|인데요|이라고\s?(?:합|하|해)|라고\s?(?:합|하|해)|이요|요|이고요|이구요)"
            rf"(?:$|[^가-힣]|니다|는데))"
        ),
        0.72,
        "context",
        True,
    ),
    # 옥지훈 앞으로; 모준영 드림
    (
        re.compile(
            rf"{_LEFT}{KOREAN_NAME}(?=\s(?:앞으로|앞|드림|올림|배상|명의|본인|외\s?[0-9]인){_END})"
        ),
        0.78,
        "context",
        False,
    ),
    # 모준영 학생; 나은채고객; 변지후님한테서
    (
        re.compile(rf"{_LEFT}{KOREAN_NAME}(?=\s?(?:{PEOPLE_AFTER})(?:{_STOP}|[가-힣]))"),
        0.7,
        "title",
        True,
    ),
)
"""Pattern, score, reason, and whether a suffix behind a known word makes a word of it."""

_FOREIGN_LABELLED = re.compile(
    rf"{_LEFT}(?:성명|이름|성함|체류자|외국인\s?직원|외국인|근로자|고객명?|환자명?|신청인|신청자|예금주명?|출국자|입국자|승객|학생)"
    r"\s?[:=]?\s(?P<name>(?:응우옌|응웬|쩐|레|팜|호앙|판|부이|압둘|무함마드|모하메드|알리|바트|존|제임스|마이클|데이비드|"
    r"사라|안나|마리아)[가-힣]{0,5}(?:\s[가-힣]{1,4}){0,2}?"
    r"|(?:왕|리|장|천|류|첸|자오|저우|쑨|쉬|우|황|양|린|허|후|가오)\s?(?:웨이|샤오|즈|지엔|쯔|링|메이|팡|옌|하오|쥔|밍|펑|레이|타오|훙|량|신|쉬)"
    r"[가-힣]{0,2})(?=\s*(?:$|[\n,(/|;0-9A-Z])|\s(?:[가-힣]{0,4}번호|여권|연락처|전화|씨|님|비자|국적))"
)
_NGUYEN = re.compile(
    rf"{_LEFT}(?P<name>(?:응우옌|응웬)(?:\s[가-힣]{{1,3}}){{1,2}})(?=\s?(?:$|[^가-힣\s]|\s[가-힣]*[0-9]|씨|님))"
)
_FOREIGN_CALLED = re.compile(
    rf"{_LEFT}(?P<name>[가-힣]{{4,8}})(?=\s씨(?:{_STOP}|(?:가|는|의|를|에게|한테|랑|와|도){_STOP}))"
)
_VOCATIVE = re.compile(
    rf"(?:^|[\n.!?]\s?)(?P<name>[{GIVEN_FIRST}][{GIVEN_LAST}])(?=[아야](?:\s|[,~!]))"
)
_GIVEN_CALLED = re.compile(
    rf"{_LEFT}(?P<name>[{GIVEN_FIRST}][{GIVEN_LAST}])(?=\s?(?:님|씨)(?:한테|에게|께|이랑|랑|하고|을|를|가|는|의|도|과|와)"
    rf"{_STOP})"
)
_NOT_GIVEN = KNOWN_WORDS | NOT_NAMES | NOT_BARE


def _find(text: str) -> Iterator[Span]:
    if text.isascii():
        return
    names = [
        found for found in _ANY.finditer(text) if not is_korean_word(found["name"], weak=False)
    ]
    if names:
        yield from _after_role(text, names)
        for pattern, score, reason, weak in _PATTERNS:
            for match in pattern.finditer(text):
                if not is_korean_word(match["name"], weak=weak):
                    yield _span(match, score, reason)
    for match in _FOREIGN_LABELLED.finditer(text):
        yield _span(match, 0.72, "label")
    if "응우" in text or "응웬" in text:
        for match in _NGUYEN.finditer(text):
            yield _span(match, 0.72, "context")
    yield from _called(text)


def _after_role(text: str, names: list[re.Match[str]]) -> Iterator[Span]:
    """체류자 도가은; 사용자: 변지후; 이름은 저 구하린이에요."""
    if not _ROLE.search(text):
        return
    for match in names:
        start = max(0, match.start() - _REACH)
        if (
            _ROLE_BEFORE.search(text[start : match.start()])
            and _AFTER.match(text, match.end())
            and not is_korean_word(match["name"], weak=True)
        ):
            yield _span(match, 0.74, "label")


def _called(text: str) -> Iterator[Span]:
    """By 씨 or 님 behind a name of another language or a given name, or by a vocative particle."""
    if " 씨" in text:
        for match in _FOREIGN_CALLED.finditer(text):
            yield _span(match, 0.6, "title")
    if "님" in text or "씨" in text:
        for match in _GIVEN_CALLED.finditer(text):
            if match["name"] not in _NOT_GIVEN:
                yield _span(match, 0.55, "title")
    if "아" in text or "야" in text:
        for match in _VOCATIVE.finditer(text):
            name = match["name"]
            closed = (ord(name[-1]) - 0xAC00) % 28 != 0
            if name not in _NOT_GIVEN and (text[match.end()] == "아") == closed:
                yield _span(match, 0.5, "context")


def _span(match: re.Match[str], score: float, reason: str) -> Span:
    start, end = match.span("name")
    return Span(start, end, "PERSON", score, "person_role", reason)


RECOGNIZER = Recognizer("person_role", _find)
