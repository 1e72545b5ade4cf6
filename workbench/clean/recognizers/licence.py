"""LICENCE: driving licence numbers (도로교통법 시행규칙 제77조).

Region 11-28, year, serial, check: 2-2-6-2 digits. Older ones write the region's name: 서울
99-123456-01. Without dashes only where the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, said_before
from workbench.clean.spans import Span

_REGION = r"(?:1[1-9]|2[0-8])"
_NAMES = r"(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
_GAP = r"\s?[\-.]\s?"
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][\-.])(?:{_REGION}|{_NAMES}){_GAP}[0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{2}}"
    rf"(?![0-9])(?!-[0-9])|{_NAMES}\s?[0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{2}}(?![0-9])(?!-[0-9])"
)
_LOOSE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9]-){_REGION}\s?[0-9]{{2}}\s?[0-9]{{6}}\s?[0-9]{{2}}(?![0-9])"
)
_CONTEXT = re.compile(r"면허|licen[cs]e|driver", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"(?:주문|송장|운송장|일련|시리얼|계좌|order|tracking|serial)[^0-9\n]{0,10}$", re.IGNORECASE
)


_SIX = re.compile("[0-9]{6}")


def _find(text: str) -> Iterator[Span]:
    if not _SIX.search(text):
        return
    for match in _NUMBER.finditer(text):
        named = said_before(text, match.start(), _CONTEXT)
        if named or not said_before(text, match.start(), _OTHER_NUMBER):
            score, reason = (0.98, "context") if named else (0.93, "format")
            yield Span(match.start(), match.end(), "LICENCE", score, "licence", reason)
    for match in _LOOSE.finditer(text):
        if said_before(text, match.start(), _CONTEXT):
            yield Span(match.start(), match.end(), "LICENCE", 0.88, "licence", "context")


RECOGNIZER = Recognizer("licence", _find, digits=10)
