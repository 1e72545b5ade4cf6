"""PERSON: names in Latin letters, by the words around them and by lists of names.

A label, a form of address or a role before the name; else a given name of the lists (Korean ones
by their syllables, 국어의 로마자 표기법) with a family name behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.name_shapes import has_known_family, is_common, is_given, is_known_name
from workbench.clean.name_words import (
    FAMILY_ROMAN,
    GIVEN_EN,
    INTRODUCED_EN,
    KIN_EN,
    LABELS_EN,
    NOT_NAMES_EN,
    RANKS_EN,
    ROLES,
    ROLES_EN,
    SAYS_EN,
    TITLES_EN,
)
from workbench.clean.spans import Span

WORD = r"(?:[A-Z]'[A-Z][a-z]+|Mc[A-Z][a-z]+|[A-Z][a-z]+(?:'[A-Z][a-z]+|-[A-Z]?[a-z]+)*)"
_INITIAL = r"[A-Z]\.?"
_PARTICLE = r"(?:van|de|von|der|la|bin|del|al|da|di)"
RUN = re.compile(
    rf"(?<![A-Za-z@.\-'])(?P<name>{WORD}(?:(?:\s{_INITIAL})?(?:\s{_PARTICLE}){{0,2}}\s{WORD}){{0,3}})(?![A-Za-z@])"
)
"""Capitalised words in a row: a name, or one with a role before it."""
_FIRST_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_KOREAN_ROLE = re.compile(rf"(?<![가-힣])(?:{ROLES})(?:은|는|이|가)?\s?[:=(]?\s?$")
_SAYS = re.compile(rf"\s(?:{SAYS_EN})(?![A-Za-z])|'s\s[a-z]")
_AFTER_RANKED = re.compile(r"\s(?:is|was|said|about|I|that|to|for|and|has|will)\b|'s|[.,;!?]|$")
_JOINED = re.compile(rf"(?<![A-Za-z])(?P<name>{WORD})\s(?:and|&)\s$")
_POSSESSIVES = frozenset(("my", "his", "her", "your", "our", "their", "the"))
_SIGNS = ":=(,-."
_REACH = 30


def _find(text: str) -> Iterator[Span]:
    for match in RUN.finditer(text):
        words = match["name"].split(" ")
        if not all(map(is_common, words)) or _before(text, match.start())[2] in TITLES_EN:
            yield from _run(text, match.start(), words)


def _run(text: str, start: int, words: list[str]) -> Iterator[Span]:
    lead = 0
    while lead < len(words) - 1 and is_common(words[lead]) and not is_known_name(words[lead:]):
        start += len(words[lead]) + 1
        lead += 1
    words = words[lead:]
    phrases, sign, last = _before(text, start)
    label = sign in (":", "=") and not phrases.isdisjoint(LABELS_EN)
    role = label or not phrases.isdisjoint(ROLES_EN) or _of_korean(text, start)
    introduced = not phrases.isdisjoint(INTRODUCED_EN)
    if last in TITLES_EN:
        if words[0] not in NOT_NAMES_EN:
            yield _span(start, _trimmed(words) if len(words) > 1 else words, 0.85, "title")
        return
    name = _trimmed(words)
    if len(name) > 1:
        said = role or introduced
        listed = is_known_name(name) and (said or has_known_family(name))
        if listed or (said and not any(map(is_common, words)) and len(words) < 4):
            score = 0.88 if label else 0.82 if introduced else 0.74 if role else 0.7
            yield _span(start, name, score, "label" if role else "context")
            yield from _joined(text, start)
        elif is_given(words[0]) and is_common(words[1]) and introduced:
            yield _span(start, words[:1], 0.6, "context")
        return
    yield from _single(text, start, words[0], phrases, introduced)


def _single(
    text: str, start: int, word: str, phrases: set[str], introduced: bool
) -> Iterator[Span]:
    """A given name alone: where somebody is addressed or does something; or who is somebody's."""
    end = start + len(word)
    pair = next((phrase.split(" ") for phrase in phrases if phrase.count(" ") == 1), ["", ""])
    if pair[0] in _POSSESSIVES and pair[1] in KIN_EN and not is_common(word):
        yield _span(start, [word], 0.68, "context")
    elif introduced and is_given(word):
        yield _span(start, [word], 0.66, "context")
    elif word in FAMILY_ROMAN and word not in NOT_NAMES_EN and not phrases.isdisjoint(RANKS_EN):
        if _AFTER_RANKED.match(text, end):
            yield _span(start, [word], 0.6, "title")
    elif _SAYS.match(text, end) and is_given(word):
        yield _span(start, [word], 0.6, "context")


def _before(text: str, start: int) -> tuple[set[str], str, str]:
    """Up to three words before `start` on its line, as phrases; the sign between; the last word."""
    window = text[max(0, start - _REACH) : start].rpartition("\n")[2].rstrip(" ")
    sign = window[-1:] if window[-1:] in _SIGNS else ""
    tokens = window.rstrip(_SIGNS + " ").split(" ")[-3:]
    last = tokens[-1].lstrip("([<\"'")
    if not last.isascii():
        return set(), sign, last
    lower = [token.lower() for token in tokens[:-1]] + [last.lower()]
    phrases = {" ".join(lower[-count:]) for count in range(1, len(lower) + 1)}
    return phrases | {phrase.removesuffix("s") for phrase in phrases}, sign, last


def _of_korean(text: str, start: int) -> bool:
    before = text[max(0, start - 14) : start]
    return not before.isascii() and _KOREAN_ROLE.search(before) is not None


def _trimmed(words: list[str]) -> list[str]:
    """Without common words behind a name that the lists know."""
    name = words
    while len(name) > 2 and not is_known_name(name):
        name = name[:-1]
    while len(name) > 2 and is_common(name[-1]) and is_known_name(name[:-1]):
        name = name[:-1]
    return name if is_known_name(name) else words[:3]


def _joined(text: str, start: int) -> Iterator[Span]:
    """Alice, in: Alice and Bob Turner."""
    joined = _JOINED.search(text, max(0, start - _REACH), start)
    if joined and joined["name"] in GIVEN_EN:
        yield _span(joined.start("name"), [joined["name"]], 0.6, "context")


def _span(start: int, words: list[str], score: float, reason: str) -> Span:
    end = start + len(" ".join(words))
    return Span(start, end, "PERSON", score, "person_english", reason)


def is_uncommon(words: list[str]) -> bool:
    """Two or three capitalised words of which none is a common one."""
    return 2 <= len(words) <= 3 and not any(map(is_common, words))


RECOGNIZER = Recognizer("person_english", _find)
