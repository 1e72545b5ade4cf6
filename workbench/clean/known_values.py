"""Values that a project has named, found in text however they are written. Pure.

A value is looked for without the accidents of writing (spaces, dashes, dots, case, country code):
the text is read without separators, and each two characters of it are looked up, so that a list of
ten thousand names costs no more than one of ten. Korean names are found as a given name with 님 or
씨 as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from workbench.clean.detector import SPACE
from workbench.clean.folding import fold
from workbench.clean.masking import canonical
from workbench.clean.name_words import FAMILY, HONORIFICS, TITLES
from workbench.clean.spans import Span

DIGIT_TYPES = frozenset({"PHONE", "RRN", "FRN", "BRN", "CARD", "ACCOUNT", "LICENCE"})
"""Compared by their digits alone."""
_SEPARATORS = frozenset(" \t\n\r\f\v-.·,/()_")
_GAP = 3
"""Most separators between two characters of a value."""

Rule = Literal["digits", "name", "short_name", "given", "plain"]
_SCORES: dict[Rule, float] = {
    "digits": 0.99,
    "name": 0.99,
    "plain": 0.99,
    "short_name": 0.9,
    "given": 0.85,
}

_KOREAN_NAME = re.compile(rf"(?P<family>{FAMILY})(?P<given>[가-힣]{{1,3}})")
_HONOURED = re.compile(
    rf"이?{SPACE}{{0,2}}(?:님|씨)(?:(?![가-힣])|[께이의은을도과만가는를와로라한네])"
)
_NAME_ENDS = re.compile(
    rf"$|[^가-힣]|{SPACE}?(?:{HONORIFICS}|{TITLES})|"
    r"(?:입니다|이에요|예요|이라고|라고|이며|이고|이다|이었|인데요?|에게서?|한테서?|께서?|이?랑|"
    r"이가|이는|이를|이의|은|는|이|가|을|를|과|와|의|도|만|로|으로)(?![가-힣])"
)


@dataclass(frozen=True, slots=True)
class Value:
    type: str
    text: str


class Values:
    """An index of values; `recognizer` and `reason` are those of the spans it gives."""

    def __init__(
        self, values: Iterable[Value], recognizer: str, reason: str, given_names: bool = True
    ) -> None:
        self._recognizer, self._reason = recognizer, reason
        self._forms: dict[str, set[tuple[str, Rule]]] = defaultdict(set)
        lengths: dict[str, set[int]] = defaultdict(set)
        for value in values:
            for form, rule in _forms(value, given_names):
                if len(form) >= 2:
                    self._forms[form].add((value.type, rule))
                    lengths[form[:2]].add(len(form))
        self._lengths = {start: sorted(known) for start, known in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self._forms)

    def find(self, text: str) -> Iterator[Span]:
        """In folded text; offsets in that text."""
        if not self._forms:
            return
        joined, places = _compact(text)
        for at in range(len(joined) - 1):
            for length in self._lengths.get(joined[at : at + 2], ()):
                claims = self._forms.get(joined[at : at + length])
                if claims is None or at + length > len(joined):
                    continue
                start, end = places[at], places[at + length - 1] + 1
                spread = end - start > length
                if spread and not _joined(text, places[at : at + length]):
                    continue
                for span_type, rule in sorted(claims):
                    if _stands(text, start, end, rule, spread):
                        if rule == "digits" and text[start - 1 : start] == "+":
                            start -= 1
                        score = _SCORES[rule]
                        yield Span(start, end, span_type, score, self._recognizer, self._reason)


def _forms(value: Value, given_names: bool) -> Iterator[tuple[str, Rule]]:
    if value.type in DIGIT_TYPES:
        digits = canonical(value.type, value.text)
        yield digits, "digits"
        if value.type == "PHONE" and digits.startswith("0"):
            yield f"82{digits[1:]}", "digits"
            yield f"82{digits}", "digits"
        return
    joined, _ = _compact(fold(value.text).text)
    name = _KOREAN_NAME.fullmatch(joined) if value.type == "PERSON" else None
    if name is None:
        yield joined, "plain"
        return
    yield joined, "name" if len(joined) >= 3 else "short_name"
    if given_names and len(name["given"]) >= 2:
        yield name["given"], "given"


def _compact(text: str) -> tuple[str, list[int]]:
    """The text without separators, in lower case, and where each of its characters stands."""
    places = [index for index, character in enumerate(text) if character not in _SEPARATORS]
    small = text.lower()
    if len(small) != len(text):  # İ becomes two characters
        small = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return "".join([small[index] for index in places]), places


def _joined(text: str, places: list[int]) -> bool:
    """Whether no more stands between its characters than a value is written with."""
    return all(
        after - before <= _GAP + 1 and "\n" not in text[before:after]
        for before, after in pairwise(places)
    )


def _stands(text: str, start: int, end: int, rule: Rule, spread: bool) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if rule == "digits":
        return not (_is_digit(before) or _is_digit(after))
    if (_is_latin(text[start]) and _is_latin(before)) or (
        _is_latin(text[end - 1]) and _is_latin(after)
    ):
        return False
    hangul_before = "가" <= before <= "힣"
    if rule == "given":
        return not hangul_before and _HONOURED.match(text, end) is not None
    if rule == "short_name":
        return not hangul_before and _NAME_ENDS.match(text, end) is not None
    if spread or end - start < 3:
        return not hangul_before
    return True


def _is_digit(character: str) -> bool:
    return character != "" and character in "0123456789"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
