"""Whether words look like a person's name: Korean ones by family name, syllables and known words,
Latin ones by lists of given and family names. Pure."""

from __future__ import annotations

import re

from workbench.clean.name_words import (
    COMMON_EN,
    FAMILY,
    FAMILY_EN,
    FAMILY_ROMAN,
    GIVEN_EN,
    GIVEN_FIRST,
    GIVEN_LAST,
    GIVEN_OR_WORD,
    KNOWN_LONGER,
    KNOWN_WORDS,
    NOT_BARE,
    NOT_NAMES,
    NOT_NAMES_EN,
    NOT_ROMAN,
    SUFFIXES,
    SYLLABLE_ROMAN,
)

DOUBLE = r"(?:남궁|황보|제갈|사공|선우|독고|동방|서문)"
KOREAN_NAME = (
    rf"(?P<name>{DOUBLE}(?:[{GIVEN_FIRST}][{GIVEN_LAST}]|[{GIVEN_LAST}](?<![은이의도로을]))"
    rf"|{FAMILY}[{GIVEN_FIRST}][{GIVEN_LAST}])"
)
"""A family name and a given name of syllables that given names are made of; group `name`."""

_WORDS = KNOWN_WORDS | NOT_NAMES | NOT_BARE
_LONGER = KNOWN_LONGER | NOT_NAMES | NOT_BARE
_PARTICLES = frozenset("은는이가을를의에도로와과만")
_PLACES = frozenset("동구대")
"""연남동, 사하구, 경희대: hardly a name ends so."""
_ROMAN_GIVEN = re.compile(rf"{SYLLABLE_ROMAN}(?:-|\s)?{SYLLABLE_ROMAN}", re.IGNORECASE)
_NOT_EN = COMMON_EN | NOT_NAMES_EN
_PARTS_OF_WORDS = tuple(
    re.split(
        r"\s+",
        "ing tion sion ment ness ance ence ship ware tech soft able ible ics ity ogy less ful net "
        "corp zone hub pay bank mart air tel s'",
    )
)


def is_korean_word(name: str, *, weak: bool) -> bool:
    """Whether `name`, which looks like one, is a word or a known word with something behind it.

    `weak`: nothing around it speaks for a name, so that every suffix makes a word of it.
    """
    if name in _LONGER:
        return True
    if len(name) != 3:
        return False
    if weak and name[2] in _PLACES:
        return True
    return name[:2] in _WORDS and name[2] in (SUFFIXES if weak else _PARTICLES)


def is_roman_given(word: str) -> bool:
    """A Korean given name of two syllables in Latin letters: Jihoon, Yoon-ah, MIN SEO."""
    return len(word) >= 4 and word.title() not in NOT_ROMAN and bool(_ROMAN_GIVEN.fullmatch(word))


def is_given(word: str) -> bool:
    """A given name that is no common word."""
    return word in GIVEN_EN or (
        word not in _NOT_EN and word not in GIVEN_OR_WORD and is_roman_given(word)
    )


def is_known_name(words: list[str]) -> bool:
    """Two or three capitalised words of which the lists know enough."""
    first, last = words[0], words[-1]
    if len(words) < 2:
        return False
    if first in FAMILY_ROMAN and is_roman_given(" ".join(words[1:])):
        return True
    if last in FAMILY_ROMAN and (is_roman_given(" ".join(words[:-1])) or first in GIVEN_OR_WORD):
        return True
    if first in GIVEN_OR_WORD:
        return last in FAMILY_EN
    if first in GIVEN_EN:
        return last not in _NOT_EN or last in FAMILY_EN
    return last in GIVEN_EN and first in FAMILY_EN | FAMILY_ROMAN


def has_known_family(words: list[str]) -> bool:
    """Whether a family name of the lists stands at either end."""
    return words[-1] in FAMILY_EN or words[0] in FAMILY_ROMAN or words[-1] in FAMILY_ROMAN


def is_common(word: str) -> bool:
    """A capitalised word of titles, products, companies and places."""
    return word in _NOT_EN or word.endswith(_PARTS_OF_WORDS)
