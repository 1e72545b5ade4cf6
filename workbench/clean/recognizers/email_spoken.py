"""EMAIL: addresses of RFC 5322 as they are spoken: hong 골뱅이 네이버 닷컴."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, holds
from workbench.clean.spans import Span

_LOCAL = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{1,40}"
_HOST = (
    r"(?:네이버|지메일|구글|다음|한메일|카카오|핫메일|아웃룩|야후|네이트|"
    r"naver|gmail|daum|hanmail|kakao|hotmail|outlook|yahoo|nate|icloud)"
)
_END = r"(?:\s?(?:닷|점|쩜|도트|\.|dot)\s?(?:컴|넷|씨오|com|net|co\s?(?:\.|dot|닷|점)\s?kr))"
_KOREAN = re.compile(rf"(?P<mail>{_LOCAL}\s?(?:골뱅이|앳|@)\s?{_HOST}{_END}?)", re.IGNORECASE)
_ENGLISH = re.compile(
    rf"(?P<mail>{_LOCAL}\s(?:\(at\)|\[at\]|at)\s{_HOST}{_END})(?![A-Za-z])", re.IGNORECASE
)


def _find(text: str) -> Iterator[Span]:
    if not holds(text, ("@", "골뱅이", "앳")) and "at" not in text.lower():
        return
    for pattern in (_KOREAN, _ENGLISH):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "EMAIL", 0.85, "email_spoken", "format")


RECOGNIZER = Recognizer("email_spoken", _find)
