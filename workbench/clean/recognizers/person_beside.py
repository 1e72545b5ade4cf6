"""PERSON: names on a line that holds other personal data, with nothing to announce them.

Who writes a number, an account or an address down puts the name beside it: 봉하람 / 신한 110-…,
Yuto Arai, passport M…. Family names after the census of 2015 (통계청) and 국어의 로마자 표기법.
All of it scores below .8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.clean.detector import Recognizer
from workbench.clean.name_shapes import (
    KOREAN_NAME,
    is_common,
    is_known_name,
    is_korean_word,
    is_roman_given,
)
from workbench.clean.name_words import FAMILY_ROMAN, GIVEN_EN, PEOPLE_AFTER
from workbench.clean.recognizers.person_english import RUN, is_uncommon
from workbench.clean.spans import Span

_LEFT = r"(?<![가-힣A-Za-z0-9])"
_STOP = r"(?![가-힣A-Za-z0-9])"
_KOREAN = re.compile(
    rf"{_LEFT}{KOREAN_NAME}(?={_STOP}|(?:{PEOPLE_AFTER}){_STOP}|(?:입니다|이에요|예요|이고요?|이요|으로|인데요?){_STOP})"
)
_OPENS = re.compile(r"(?:^|[,(/|:;\[\->\]]\s?|\d\s|\b(?:for|by|from|to|with|and|is|name|c/o)\s)$")
_CLOSES = re.compile(
    r"\s?(?:$|[,)(/|;<\[\-]|'s\b|\d|(?:for|at|on|and|is|has|wants|needs|from)\b|[가-힣])"
)
_CAPITALS = re.compile(
    r"(?<![A-Za-z0-9@.\-])(?P<name>[A-Z]{2,12},?\s[A-Z]{2,12}(?:[\s\-][A-Z]{2,12})?)(?![A-Za-z0-9@])"
)
_NAMED = re.compile(r"영문|성명|이름|name|passport|여권", re.IGNORECASE)
_NEAR = 3
"""Signs between a name and what it belongs to, at most, for the surer score."""


def _find(text: str) -> Iterator[Span]:
    for match in _CAPITALS.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if _NAMED.search(text, start, match.start()):
            yield from _capitals(match)


def _beside(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    others = [span for span in spans if span.type != "PERSON"]
    done = 0
    for anchor in sorted(others, key=lambda span: span.start):
        if anchor.start < done:
            continue
        start = text.rfind("\n", 0, anchor.start) + 1
        stop = text.find("\n", anchor.end)
        stop = done = len(text) if stop < 0 else stop
        yield from _on_line(text, start, stop, others)


def _on_line(text: str, start: int, stop: int, others: Sequence[Span]) -> Iterator[Span]:
    for match in _KOREAN.finditer(text, start, stop):
        if _free(match, others) and not is_korean_word(match["name"], weak=True):
            near = any(
                0 <= span.start - match.end("name") <= _NEAR
                or 0 <= match.start("name") - span.end <= _NEAR
                for span in others
            )
            yield _span(match, 0.76 if near else 0.6)
    for match in RUN.finditer(text, start, stop):
        words, begin = match["name"].split(" "), match.start("name")
        while len(words) > 2 and is_common(words[0]):
            begin += len(words.pop(0)) + 1
        if not is_uncommon(words) or not _free(match, others):
            continue
        if is_known_name(words):
            yield _span(match, 0.7, begin)
        elif _OPENS.search(text[start:begin]) and _CLOSES.match(text[match.end() : stop]):
            yield _span(match, 0.66)
    for match in _CAPITALS.finditer(text, start, stop):
        if _free(match, others):
            yield from _capitals(match)


def _capitals(match: re.Match[str]) -> Iterator[Span]:
    """SEO YUNAH, YUNAH SEO, SMITH, JOHN: as passports and cards write names."""
    words = match["name"].title().replace(",", "").replace("-", " ").split()
    korean = (words[0] in FAMILY_ROMAN and is_roman_given(" ".join(words[1:]))) or (
        words[-1] in FAMILY_ROMAN and is_roman_given(" ".join(words[:-1]))
    )
    if korean or (any(word in GIVEN_EN for word in words) and not any(map(is_common, words))):
        yield _span(match, 0.72)


def _free(match: re.Match[str], others: Sequence[Span]) -> bool:
    start, end = match.span("name")
    return not any(span.overlaps(start, end) for span in others)


def _span(match: re.Match[str], score: float, start: int | None = None) -> Span:
    begin, end = match.span("name")
    start = begin if start is None else start
    return Span(start, end, "PERSON", score, "person_beside", "context")


RECOGNIZER = Recognizer("person_beside", _find, beside=_beside)
