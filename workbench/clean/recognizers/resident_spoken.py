"""RRN and FRN: resident registration numbers as spoken, 구공공일공일 다시 일이삼사오육칠.

주민등록법 시행규칙 제2조; 출입국관리법 제31조. Ten signs or more are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer
from workbench.clean.recognizers.resident import is_birth_date
from workbench.clean.spans import Span
from workbench.clean.spoken import DIGIT_WORDS, digits_of

_SIGN = rf"[0-9{''.join(DIGIT_WORDS)}]"
_NUMBER = re.compile(
    rf"(?<![가-힣0-9]){_SIGN}{{6}}\s?(?:다시|에|의|대시|하이픈|,|-|\.)?\s?{_SIGN}{{7}}(?![0-9])"
    r"(?=$|[^가-힣]|입|이|예|요|으로|로|은|는|을|를|번|인|라)"
)
LEAST_WORDS = 10


def _find(text: str) -> Iterator[Span]:
    if text.isascii():
        return
    for match in _NUMBER.finditer(text):
        digits = digits_of(match[0])
        words = sum(sign in DIGIT_WORDS for sign in match[0])
        if words < LEAST_WORDS or len(digits) != 13 or digits[6] not in "12345678":
            continue
        if is_birth_date(digits[:6], digits[6]):
            kind = "RRN" if digits[6] in "1234" else "FRN"
            yield Span(match.start(), match.end(), kind, 0.85, "resident_spoken", "date")


RECOGNIZER = Recognizer("resident_spoken", _find)
