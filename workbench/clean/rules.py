"""What a project says itself of personal data, beside the recognizers. Pure.

A value on the deny-list is found everywhere, whatever else holds; a value on the allow-list is left
alone by everything but the deny-list. A type of the project's own is a pattern or a list of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from workbench.clean.known_values import DIGIT_TYPES, Value, Values
from workbench.clean.patterns import matches
from workbench.clean.spans import PII_TYPES, Span
from workbench.errors import UserError

Find = Callable[[str], Sequence[Span]]
"""All personal data in a text: `recognizers.find`, or a project's own finder."""

CUSTOM_TYPE = re.compile(r"[A-Z][A-Z_]{1,19}")
PATTERN_SCORE = 0.95
_MIN_DIGITS, _MIN_CHARACTERS, MAX_VALUE = 4, 2, 200


@dataclass(frozen=True)
class Rules:
    """Built once and used for many texts; all methods take folded text."""

    deny: Values = field(default_factory=lambda: Values((), "deny_list", "list"))
    words: Values = field(default_factory=lambda: Values((), "word_list", "word"))
    allow: Values = field(default_factory=lambda: Values((), "allow_list", "allowed"))
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()
    """(type, pattern)."""
    stand_ins: Values = field(default_factory=lambda: Values((), "pseudonym", "pseudonym"))
    """Pseudonyms of the project: no personal data, though they look like it."""

    def __bool__(self) -> bool:
        lists = (self.deny, self.words, self.allow, self.stand_ins)
        return bool(self.patterns) or any(map(bool, lists))

    def denied(self, text: str) -> list[Span]:
        return list(self.deny.find(text))

    def custom(self, text: str) -> Iterator[Span]:
        yield from self.words.find(text)
        for span_type, pattern in self.patterns:
            for start, end in matches(pattern, text):
                yield Span(start, end, span_type, PATTERN_SCORE, "pattern", "pattern")

    def not_allowed(self, text: str, spans: Iterable[Span]) -> list[Span]:
        """Those that do not lie within a value of the allow-list."""
        left = list(spans)
        if not left or not self.allow:
            return left
        free = [(span.start, span.end) for span in self.allow.find(text)]
        return [s for s in left if not any(a <= s.start and s.end <= e for a, e in free)]


def build(
    deny: Iterable[Value] = (),
    words: Iterable[Value] = (),
    allow: Iterable[Value] = (),
    patterns: Iterable[tuple[str, re.Pattern[str]]] = (),
    stand_ins: Iterable[Value] = (),
) -> Rules:
    return Rules(
        deny=Values(deny, "deny_list", "list"),
        words=Values(words, "word_list", "word"),
        allow=Values(allow, "allow_list", "allowed", given_names=False),
        patterns=tuple(patterns),
        stand_ins=Values(stand_ins, "pseudonym", "pseudonym", given_names=False),
    )


def checked_type(name: str) -> str:
    """Raises UserError for what is neither a PII type nor 2 to 20 capitals and underscores."""
    if name not in PII_TYPES and not CUSTOM_TYPE.fullmatch(name):
        raise UserError("error.pii_type")
    return name


def usable(span_type: str, text: str) -> bool:
    """Whether a value says enough to be looked for everywhere."""
    if len(text) > MAX_VALUE:
        return False
    if span_type in DIGIT_TYPES:
        return sum(map(str.isdecimal, text)) >= _MIN_DIGITS
    return sum(map(str.isalnum, text)) >= _MIN_CHARACTERS


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text` as they are written, but for the width of spaces between
    them; empty where they do not, or are nothing."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    return [match.span() for match in pattern.finditer(text)]


def veiled(text: str) -> str:
    """A value for those who may not see it: its first character and its length, at most 8."""
    return text[:1] + "*" * min(max(len(text) - 1, 1), 7)
