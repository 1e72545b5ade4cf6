"""RRN and FRN: resident and foreigner registration numbers.

주민등록법 시행규칙 제2조; 출입국관리법 제31조.

Thirteen digits: birth date, a digit for century and sex (1-4 residents, 5-8 foreigners), six more.
The check digit cannot be required: numbers issued since October 2020 carry none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from workbench.clean.detector import BREAK, SPACE, Recognizer, said_before
from workbench.clean.spans import Span

_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][\-.])([0-9]{{6}})"
    rf"({SPACE}?[\-./~]{SPACE}?|{SPACE}| ?[\-./]{BREAK})?"
    r"([1-8])([0-9]{6})(?![0-9])(?!-[0-9])"
)
_CONTEXT = re.compile(
    r"주민|외국인|등록\s?번호|RRN|FRN|resident|alien|foreigner|주번|거소|(?<![A-Za-z])ARC(?![A-Za-z])|"
    r"(?:korean|national|personal)\s+id|신분증",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:바코드|송장|운송장|주문|상품|일련|시리얼|접수|barcode|(?<![A-Za-z])EAN|ISBN|order|tracking|serial|invoice)"
    r"[^0-9\n]{0,10}$",
    re.IGNORECASE,
)
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def is_birth_date(digits: str, century: str) -> bool:
    """Whether YYMMDD is a day of the calendar in the century that the seventh digit names."""
    year = (1900 if century in "1256" else 2000) + int(digits[:2])
    try:
        date(year, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def has_check_digit(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    expected = (11 - total % 11) % 10
    if digits[6] in "5678":
        expected = (expected + 2) % 10
    return expected == int(digits[12])


def _find(text: str) -> Iterator[Span]:
    for match in _NUMBER.finditer(text):
        birth, gap, century, rest = match.groups()
        if not is_birth_date(birth, century) or said_before(text, match.start(), _OTHER_NUMBER):
            continue
        checked = has_check_digit(birth + century + rest)
        named = said_before(text, match.start(), _CONTEXT)
        if gap is None and not (checked or named):
            continue
        kind = "RRN" if century in "1234" else "FRN"
        score = 0.99 if checked else 0.96 if named else 0.9 if gap.strip() else 0.7
        reason = "checksum" if checked else "context" if named else "date"
        yield Span(match.start(), match.end(), kind, score, "resident", reason)


RECOGNIZER = Recognizer("resident", _find, digits=13)
