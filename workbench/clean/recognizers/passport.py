"""PASSPORT: Korean passport numbers (여권법 제7조): M12345678, and since 2021 M123A4567.

Other countries' numbers only where the text says passport. Model and order codes look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, holds, said_before
from workbench.clean.spans import Span

_KOREAN = re.compile(
    r"(?<![0-9A-Za-z])(?<![A-Za-z0-9][\-_])(?:(?P<new>[MSRODG][0-9]{3}[A-Z][0-9]{4})|[MSRODG][\s\-]?[0-9]{8})"
    r"(?![0-9A-Za-z])(?!-[0-9A-Za-z])",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"(?:passport|여권)\s?(?:번호|number|no\.?)?\s?(?:[:=#]|은|는|is)?\s*"
    r"(?P<number>[A-Z]{1,2}[0-9]{6,8}|[0-9]{9})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"여권|passport", re.IGNORECASE)
_OTHER_CODE = re.compile(
    r"(?:모델|제품|주문|일련|시리얼|품번|부품|버전|자산|문서|접수|예약|쿠폰|송장|코드|model|serial|order|part|product|"
    r"version|asset|ticket|invoice|tracking|code|sku|s/n)[^0-9\n]{0,12}$",
    re.IGNORECASE,
)


_CODE = re.compile(r"[MSRODGmsrodg][\s\-]?[0-9]{3}")


def _find(text: str) -> Iterator[Span]:
    for match in _KOREAN.finditer(text) if _CODE.search(text) else ():
        named = said_before(text, match.start(), _CONTEXT, reach=24)
        if not named:
            if said_before(text, match.start(), _OTHER_CODE) or not text[match.start()].isupper():
                continue
            if match["new"] is None and (text[match.start()] not in "MS" or " " in match[0]):
                continue
        score = 0.97 if named else 0.82 if match["new"] else 0.6
        reason = "context" if named else "format"
        yield Span(match.start(), match.end(), "PASSPORT", score, "passport", reason)
    for match in _FOREIGN.finditer(text) if holds(text.lower(), ("passport", "여권")) else ():
        start, end = match.span("number")
        yield Span(start, end, "PASSPORT", 0.9, "passport", "context")


RECOGNIZER = Recognizer("passport", _find, digits=3)
