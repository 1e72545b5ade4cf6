"""PERSON: names in Latin letters, by the words around them and by lists of names.

A label, a form of address or a role before the name; else a given name of the lists (written for
this, Korean ones by their syllables, 문화체육관광부 국어의 로마자 표기법) with a family name behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.name_shapes import is_common, is_given, is_known_name
from workbench.clean.name_words import (
    FAMILY_ROMAN,
    GIVEN_EN,
    KIN_EN,
    NOT_NAMES_EN,
    ROLES,
    ROLES_EN,
    SAYS_EN,
)
from workbench.clean.spans import Span

WORD = r"(?:[A-Z]'[A-Z][a-z]+|Mc[A-Z][a-z]+|[A-Z][a-z]+(?:'[A-Z][a-z]+|-[A-Z]?[a-z]+)*)"
PARTICLE = r"(?:\s(?:van|de|von|der|la|bin|del|al|da|di))"
FULL_NAME = rf"{WORD}(?:\s[A-Z]\.?)?{PARTICLE}{{0,2}}\s{WORD}(?:\s{WORD})?"
_LABELLED = (
    (
        re.compile(
            r"(?<![A-Za-z])(?i:contact(?:\s(?:person|name))?|(?:full\s|customer\s|account\s|user\s)?name|attn|attention|"
            r"customer|agent|caller|manager|assignee|assigned\sto|patient|applicant|recipient|sender|employee|"
            r"author|signed\sby|prepared\sby|approved\sby|owner|representative|from|to|guest|student|holder)"
            rf"\s?[:=]\s?(?P<name>{FULL_NAME})"
        ),
        0.88,
        "label",
    ),
    (
        re.compile(
            rf"(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof|Sir|Madam)\.?\s(?P<name>{FULL_NAME}|{WORD})"
        ),
        0.85,
        "title",
    ),
    (
        re.compile(
            r"(?<![A-Za-z])(?i:my\sname\sis|this\sis|i\sam|i'm|speaking\swith|spoke\s(?:to|with)|named|ask\sfor|"
            rf"on\sbehalf\sof|dear|hi|hello|regards,|sincerely,|thanks,|cheers,)\s(?P<name>{FULL_NAME})"
        ),
        0.82,
        "context",
    ),
)
_AFTER_ROLE = re.compile(
    rf"(?<![A-Za-z])(?i:{ROLES_EN})s?(?:\s?[:=(,\-]\s?|\s)(?P<name>{FULL_NAME})"
)
_AFTER_KOREAN_ROLE = re.compile(
    rf"(?<![가-힣])(?:{ROLES})(?:은|는|이|가)?\s?[:=(]?\s?(?P<name>{FULL_NAME})(?![A-Za-z@])"
)
_AFTER_ROLE_SINGLE = re.compile(
    r"(?<![A-Za-z])(?i:(?:my|his|her|your|our|the)\s(?:"
    + KIN_EN
    + r"),?|ask\sfor|my\sname\sis|name\sis|i'm|this\sis|c/o|hi|hello|dear|hey|thanks|thank\syou|regards,?|cheers,?|"
    rf"tell|ping|told|contact|attn:?|speak\s(?:to|with)|talked\sto)\s(?P<name>{WORD})(?![A-Za-z])"
)
_KIN = re.compile(rf"(?:{KIN_EN}),?\s$", re.IGNORECASE)
_RANKED = re.compile(
    rf"(?<![A-Za-z])(?:Manager|Director|Assistant\sManager|Team\sLead|President|Chairman|Professor|Nurse|Teacher|Agent|"
    rf"Officer|Engineer|Deputy)\s(?P<name>[A-Z][a-z]{{1,6}})(?=\s(?:is|was|said|about|I|that|to|for|and|has|will)\b|'s|[.,;!?]|$)"
)
_SINGLE = re.compile(rf"(?<![A-Za-z@.\-'])(?P<name>{WORD})(?=\s(?:{SAYS_EN})(?![A-Za-z])|'s\s[a-z])")
_PAIR = re.compile(rf"(?<![A-Za-z@.\-'])(?P<name>{FULL_NAME})(?![A-Za-z@])")
_JOINED = re.compile(rf"(?<![A-Za-z])(?P<name>{WORD})\s(?:and|&)\s$")
_HAS_CAPITAL = re.compile("[A-Z][a-z]")


def _find(text: str) -> Iterator[Span]:
    if not _HAS_CAPITAL.search(text):
        return
    for pattern, score, reason in _LABELLED:
        for match in pattern.finditer(text):
            yield from _labelled(match, score, reason)
    for pattern in (_AFTER_ROLE,) if text.isascii() else (_AFTER_ROLE, _AFTER_KOREAN_ROLE):
        for match in pattern.finditer(text):
            yield from name_of(match, 0.72, "label", known=False)
    for match in _AFTER_ROLE_SINGLE.finditer(text):
        word = match["name"]
        kin = _KIN.search(text, 0, match.start("name"))
        if is_given(word) or (kin and not is_common(word)):
            yield _span(match.start("name"), word, 0.68, "context")
    for match in _RANKED.finditer(text):
        if match["name"] in FAMILY_ROMAN and match["name"] not in NOT_NAMES_EN:
            yield _span(match.start("name"), match["name"], 0.6, "title")
    for match in _SINGLE.finditer(text):
        if is_given(match["name"]):
            yield _span(match.start("name"), match["name"], 0.6, "context")
    for match in _PAIR.finditer(text):
        for span in name_of(match, 0.7, "context", known=True):
            yield span
            joined = _JOINED.search(text, max(0, span.start - 30), span.start)
            if joined and joined["name"] in GIVEN_EN:
                yield _span(joined.start("name"), joined["name"], 0.6, "context")


def name_of(match: re.Match[str], score: float, reason: str, *, known: bool) -> Iterator[Span]:
    """The name in group `name`, without words of roles and titles around it.

    Names that the lists know, else, unless `known`, one in which no word is a common one.
    """
    words, start = match["name"].split(" "), match.start("name")
    while len(words) > 1 and is_common(words[0]) and not is_known_name(words):
        start += len(words.pop(0)) + 1
    while len(words) > 2 and is_common(words[-1]) and is_known_name(words[:-1]):
        words.pop()
    if is_known_name(words) and not any(is_common(word) for word in words[1:-1]):
        yield _span(start, " ".join(words), score, reason)
    elif not known and len(words) > 1 and not any(map(is_common, match["name"].split(" "))):
        yield _span(start, " ".join(words), min(score, 0.7), reason)


def _labelled(match: re.Match[str], score: float, reason: str) -> Iterator[Span]:
    words = match["name"].split(" ")
    while words and words[-1] in NOT_NAMES_EN:
        words.pop()
    if not words or any(word in NOT_NAMES_EN for word in words):
        return
    if len(words) == 1 and reason != "title":
        return
    if len(words) > 1 and any(map(is_common, words)) and not is_known_name(words):
        return
    yield _span(match.start("name"), " ".join(words), score, reason)


def _span(start: int, name: str, score: float, reason: str) -> Span:
    return Span(start, start + len(name), "PERSON", score, "person_english", reason)


RECOGNIZER = Recognizer("person_english", _find)
