"""CARD: payment card numbers, ISO/IEC 7812: 14-19 digits, an issuer's range, Luhn check digit.

A number that fails the check is reported only where the text calls it a card number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import BREAK, SPACE, Recognizer, said_before
from workbench.clean.spans import Span

_GAP = rf"(?:(?:{SPACE}|[\-.]){{1,3}}| ?[\-.]{BREAK})"
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][\-.])"
    rf"(?:[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?:{_GAP}[0-9]{{3}})?"
    rf"|3[0-9]{{3}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}|[0-9]{{14,19}})(?![0-9])(?!-[0-9])"
)
_ISSUER = re.compile(
    r"(?:4[0-9]{12}(?:[0-9]{3}){1,2}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|6[0-9]{15,18}|9[0-9]{15}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}|35[0-9]{14})\Z"
)
_CONTEXT = re.compile(r"카드|신용|체크|card|credit|debit|visa|master|amex|결제", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"(?:주문|송장|운송장|시리얼|일련|접수|예약|승인|거래|관리|바코드|쿠폰|라이선스|제품\s?키|"
    r"order|tracking|serial|invoice|license|barcode|coupon)[^0-9\n]{0,10}$",
    re.IGNORECASE,
)


def has_luhn_digit(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _find(text: str) -> Iterator[Span]:
    for match in _NUMBER.finditer(text):
        if said_before(text, match.start(), _OTHER_NUMBER):
            continue
        digits = re.sub(r"[^0-9]", "", match[0])
        named = said_before(text, match.start(), _CONTEXT)
        if len(set(digits)) > 1 and _ISSUER.match(digits) and has_luhn_digit(digits):
            yield Span(match.start(), match.end(), "CARD", 0.98, "card", "checksum")
        elif named and match[0] != digits:
            yield Span(match.start(), match.end(), "CARD", 0.7, "card", "context")


RECOGNIZER = Recognizer("card", _find, digits=14)
