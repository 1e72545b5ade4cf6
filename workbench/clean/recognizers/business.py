"""BRN: business registration number (부가가치세법 시행령 제12조), 3-2-5 digits with a check digit.

A number whose check digit is wrong is reported only where the text calls it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, said_before
from workbench.clean.spans import Span

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][\-.])([1-9][0-9]{2})(\s?[\-.]\s?|\s)?([0-9]{2})(\s?[\-.]\s?|\s)?([0-9]{5})"
    r"(?![0-9])(?!-[0-9])"
)
_CONTEXT = re.compile(r"사업자|BRN|business\s+(?:registration|number)|company reg", re.IGNORECASE)
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def has_check_digit(digits: str) -> bool:
    """Ten digits; weights 1 3 7 1 3 7 1 3 5, plus the tens of the last product."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    total += int(digits[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(digits[9])


_FIVE = re.compile("[0-9]{5}")


def _find(text: str) -> Iterator[Span]:
    if not _FIVE.search(text):
        return
    for match in _NUMBER.finditer(text):
        first, gap, second, other_gap, third = match.groups()
        dashed = gap is not None and other_gap is not None and "-" in gap and "-" in other_gap
        named = said_before(text, match.start(), _CONTEXT)
        checked = has_check_digit(first + second + third)
        if named:
            score, reason = (0.98, "checksum") if checked else (0.65, "context")
        elif checked and dashed:
            score, reason = 0.93, "checksum"
        else:
            continue
        yield Span(match.start(), match.end(), "BRN", score, "business", reason)


RECOGNIZER = Recognizer("business", _find, digits=10)
