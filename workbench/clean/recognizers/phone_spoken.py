"""PHONE: numbers as they are spoken and written down by ear, 공일공 이삼사오 육칠팔구.

The numbering plan is that of `phone`: mobile numbers begin 공일공, area codes 공이, 공삼일 and on.
At least two signs of the number are words, else `phone` finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.spans import Span
from workbench.clean.spoken import DIGIT_WORDS, digits_of

_SIGN = rf"[0-9{''.join(DIGIT_WORDS)}]"
_GAP = r"(?:에|다시|대시|하이픈)?[\s\-.,·]{0,2}"
_NUMBER = re.compile(
    rf"(?<![가-힣0-9])(?:[공영0](?:[일1][공영016-9일육칠팔구]|[이2]|[삼사오육3-6][일이삼사오1-5]|[칠7][공영0]))"
    rf"{_GAP}{_SIGN}{{3,4}}{_GAP}{_SIGN}{{4}}(?![0-9])"
    rf"(?=$|[^가-힣]|입|이|예|요|으로|로|은|는|을|를|번|에|하)"
)
LEAST_WORDS = 2


def _find(text: str) -> Iterator[Span]:
    if text.isascii():
        return
    for match in _NUMBER.finditer(text):
        words = sum(sign in DIGIT_WORDS for sign in match[0])
        if words >= LEAST_WORDS and 9 <= len(digits_of(match[0])) <= 11:
            score = 0.9 if len(digits_of(match[0])) == 11 else 0.75
            yield Span(match.start(), match.end(), "PHONE", score, "phone_spoken", "format")


RECOGNIZER = Recognizer("phone_spoken", _find)
