"""PERSON: names by what stands around them; Korean family names after the census of 2015 (통계청).

A Korean name (one- or two-syllable family name, one- or two-syllable given name) is believed
where a label, a title, an honorific, a speaker's colon or a self-introduction says so; an English
one after a label or a form of address. Uncertain ones score below .8 and go to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.clean.detector import Recognizer, holds
from workbench.clean.name_words import (
    FAMILY,
    HONORIFICS,
    LABELS,
    NOT_NAMES,
    NOT_NAMES_EN,
    SPEAKERS,
    TITLES,
)
from workbench.clean.spans import Span

_NAME3 = rf"{FAMILY}[가-힣]{{2}}"
_NAME2 = rf"{FAMILY}[가-힣]"
_SPACED = rf"{FAMILY}\s[가-힣]\s[가-힣]|{FAMILY}\s[가-힣]{{2}}"
_LEFT = r"(?<![가-힣A-Za-z0-9])"
_PARTICLE = (
    r"(?:입니다|이에요|예요|이라고|라고|이며|이고|이다|이었|인데요|에게서|에게|한테|께서|께|"
    r"이가|이는|이를|이의|은|는|이|가|을|를|과|와|의|도|만|로|으로|랑)"
)
_END = (
    rf"(?=$|[^가-힣]|{_PARTICLE}(?![가-힣])|\s?{HONORIFICS}(?![가-힣])|\s?{HONORIFICS}{_PARTICLE})"
)

_LABELLED = re.compile(
    rf"{_LEFT}(?:{LABELS})\s{{0,3}}(?:\([^)\n]{{0,12}}\)\s?)?[:=|]\s{{0,3}}"
    rf"(?P<name>(?:{_SPACED})(?=\s*(?:$|[,;/|(\n]))|{_NAME3}|{_NAME2}){_END}"
)
_TURN = re.compile(
    rf"(?:^|\n)\s{{0,4}}(?:{SPEAKERS})\s?:\s?(?P<name>{_NAME3})"
    r"(?=\s*(?:$|[\n,(.])|입니다|이에요|예요|이고|이라고|라고|\s?고객님|\s?님|\s?씨)"
)
_WITH_CONTACT = re.compile(
    rf"{_LEFT}(?P<name>{_NAME3})[\s,(/|:·]{{1,3}}"
    r"(?=\(?0[0-9]{1,2}[\-.) ]\s?[0-9]{3}|01[0-9]{8,9}|[A-Za-z0-9._\-]+@)"
)
_LABELLED_LOOSELY = re.compile(
    rf"{_LEFT}(?:{LABELS})(?:(?:은|는|이|가)\s|[\s,]{{1,3}})(?P<name>{_NAME3}){_END}"
)
_TITLED = re.compile(
    rf"{_LEFT}(?P<name>{_NAME3}|{_NAME2})(?P<gap>\s?)(?:{TITLES})(?=$|[^가-힣]|님|{_PARTICLE}|이었|이십|입)"
)
_AFTER_TITLE = re.compile(rf"{_LEFT}[가-힣]{{0,8}}?(?:{TITLES})\s(?P<name>{_NAME3}){_END}")
"""The title may end a longer word: 정보보안팀장."""
_HONOURED = re.compile(
    rf"{_LEFT}(?P<name>{_NAME3}|{_NAME2})(?P<gap>\s?)(?:{HONORIFICS})(?![가-힣])"
)
_HONOURED_WITH_PARTICLE = re.compile(
    rf"{_LEFT}(?P<name>{_NAME3}|{_NAME2})(?P<gap>\s?)(?:{HONORIFICS})(?={_PARTICLE}(?![가-힣])|(?:이|입|이시)[가-힣])"
)
_INTRODUCED = re.compile(
    rf"(?:{_LEFT}(?:저는|나는|전|제가|이름은|성함은|본인은)\s)(?P<name>{_NAME3})(?=입니다|이라고|라고|이에요|예요|이고|인데)"
)
_INTRODUCES = re.compile(rf"{_LEFT}(?P<name>{_NAME3})(?:라고|이라고)\s?(?:합니다|해요|하는데|불러)")
_SPEAKER = re.compile(rf"(?:^|\n)\s{{0,4}}[\[(<]?(?P<name>{_NAME3})[\])>]?\s?:(?=\s|$)")

_HONORIFICS_SAID = ("님", "씨", "군", "양", "선생", "여사", "어르신")

_WORD = r"(?:[A-Z]'[A-Z][a-z]+|[A-Z][a-z]+(?:['\-][A-Z]?[a-z]+)*)"
_FULL_NAME = rf"{_WORD}(?:\s[A-Z]\.)?(?:\s(?:van|de|von|der|la)){{0,2}}\s{_WORD}(?:\s{_WORD})?"
_ENGLISH = (
    (
        re.compile(
            r"(?<![A-Za-z])(?i:contact(?:\s(?:person|name))?|(?:full\s|customer\s|account\s|user\s)?name|attn|attention|"
            r"customer|agent|caller|manager|assignee|assigned\sto|patient|applicant|recipient|sender|employee|"
            rf"author|signed\sby|prepared\sby|approved\sby|owner|representative)\s?[:=]\s?(?P<name>{_FULL_NAME})"
        ),
        0.88,
        "label",
    ),
    (
        re.compile(
            rf"(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof|Sir|Madam)\.?\s(?P<name>{_FULL_NAME}|{_WORD})"
        ),
        0.85,
        "title",
    ),
    (
        re.compile(
            r"(?<![A-Za-z])(?i:my\sname\sis|this\sis|i\sam|i'm|speaking\swith|spoke\s(?:to|with)|named|ask\sfor|"
            rf"on\sbehalf\sof|dear|hi|hello|regards,|sincerely,)\s(?P<name>{_FULL_NAME})"
        ),
        0.82,
        "context",
    ),
)

_LABEL = re.compile(rf"(?:{LABELS})[은는이가\s,(:=|]")
_TITLE = re.compile(TITLES)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    full: float
    """Score of a name of three syllables or more."""
    short: float
    """Score of one of two."""
    reason: str
    parts: tuple[str, ...] = ()
    """One of these stands in the text of a match: looking for them is cheap."""
    word: re.Pattern[str] | None = None
    """The same with words that are many; without lookbehind, which makes it many times faster."""


_KOREAN = (
    _Rule(_LABELLED, 0.95, 0.8, "label", (":", "=", "|"), _LABEL),
    _Rule(_LABELLED_LOOSELY, 0.75, 0.0, "label", (), _LABEL),
    _Rule(_TURN, 0.85, 0.0, "context", (":",)),
    _Rule(_TITLED, 0.88, 0.65, "title", (), _TITLE),
    _Rule(_AFTER_TITLE, 0.7, 0.0, "title", (), re.compile(rf"{TITLES}\s{FAMILY}")),
    _Rule(_HONOURED, 0.88, 0.6, "title", (*_HONORIFICS_SAID, "귀하")),
    _Rule(_HONOURED_WITH_PARTICLE, 0.85, 0.55, "title", _HONORIFICS_SAID),
    _Rule(_INTRODUCED, 0.9, 0.0, "context", ("저는", "나는", "전", "제가", "은")),
    _Rule(_INTRODUCES, 0.82, 0.0, "context", ("라고",)),
    _Rule(_WITH_CONTACT, 0.78, 0.0, "context", ("0", "@")),
    _Rule(_SPEAKER, 0.7, 0.0, "speaker", (":",)),
)

_LOOSE_ENDINGS = frozenset("은는이가을를의에도로와과만시중후전용및한된할될인던하나들별고서")
_NEVER_IN_NAMES = re.compile(
    "[까깨께꺼껏꼬꾸끄끝끼때떠떤또뜨띄빠빨빼뻐뽀뿌쁘싸쌍써쏘쓰씨짜째쪼쭈찌를것값객격급넣놓닫될됐됨됩들많맞못뭐받밖볼붙뿐색셨습십"
    "액않없었았겠옆왔왜웃있잃잊잖좋죄줍증질짓찾척첫쳐큰킬퇴특틀팀팩퍼페폐폰프플픽핸했획힘님텔넷랫랩룹]"
)
"""Syllables that given names do not have."""
_NAME_OF_A_THING = re.compile(rf"(?<![가-힣])(?!(?:{LABELS}|{TITLES}) )[가-힣]{{2,}} $")
"""Before a label `이름`: 서식 이름, 파일 이름; but not 직원 이름."""
_SPEAKS = re.compile(rf"(?:{SPEAKERS})\s?:")
_COPULA = re.compile(r"입니다|이에요|예요|이라고|라고|이고|이며|이었|인데")
_HAS_LATIN = re.compile("[A-Z][a-z]")


def _find(text: str) -> Iterator[Span]:
    if not text.isascii():
        for rule in _KOREAN:
            if rule.parts and not holds(text, rule.parts):
                continue
            if rule.word is not None and not rule.word.search(text):
                continue
            for match in rule.pattern.finditer(text):
                if _is_name(match, rule.pattern):
                    start, end = match.span("name")
                    score = rule.full if end - start >= 3 else rule.short
                    yield Span(start, end, "PERSON", score, "person", rule.reason)
    if _HAS_LATIN.search(text):
        for pattern, score, reason in _ENGLISH:
            for match in pattern.finditer(text):
                yield from _english(match, score, reason)


def _is_name(match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    name = match["name"]
    joined = name.replace(" ", "")
    if _NEVER_IN_NAMES.search(joined, 1):
        return False
    if joined in NOT_NAMES or (
        len(joined) == 3 and joined[:2] in NOT_NAMES and joined[2] in _LOOSE_ENDINGS
    ):
        return False
    if (
        pattern is _LABELLED
        and match[0].startswith("이름")
        and _NAME_OF_A_THING.search(match.string, 0, match.start())
    ):
        return False
    if pattern is _LABELLED and _SPEAKS.match(match[0]) and match.end() < len(match.string):
        return False
    if pattern in (_LABELLED_LOOSELY, _AFTER_TITLE, _WITH_CONTACT):
        said = _COPULA.match(match.string, match.end("name")) is not None
        return (said or joined[-1] not in _LOOSE_ENDINGS) and joined[:2] not in NOT_NAMES
    if pattern in (_TITLED, _HONOURED, _HONOURED_WITH_PARTICLE):
        if joined[-1] in "팀과부처청점층":
            return False
        return len(joined) >= 3 or (bool(match["gap"]) and joined[-1] not in _LOOSE_ENDINGS)
    return True


def _english(match: re.Match[str], score: float, reason: str) -> Iterator[Span]:
    words = match["name"].split(" ")
    while words and words[-1] in NOT_NAMES_EN:
        words.pop()
    if not words or any(word in NOT_NAMES_EN for word in words):
        return
    if len(words) == 1 and reason != "title":
        return
    start = match.start("name")
    yield Span(start, start + len(" ".join(words)), "PERSON", score, "person", reason)


RECOGNIZER = Recognizer("person", _find)
