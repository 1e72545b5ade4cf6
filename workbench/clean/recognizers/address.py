"""ADDRESS: road addresses of 도로명주소법, lot addresses, English streets.

A road address is 시/도, 시/군/구, 로/길, building number, detail.

Province or district with road and number stands by itself; a road and number alone only where the
text says address. A city and district without a number points to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, said_before
from workbench.clean.spans import Span

_SIDO = (
    r"(?:서울(?:특별시|시)?|(?:부산|대구|인천|광주|대전|울산)(?:광역시|시)?|세종(?:특별자치시|시)?|경기도?|"
    r"강원(?:특별자치도|도)?|충청[남북]도|충[남북]|전라[남북]도|전북(?:특별자치도)?|전남|경상[남북]도|경[남북]|"
    r"제주(?:특별자치도|도)?)"
)
_DISTRICT = r"(?:[가-힣]{1,5}(?:시|군|구)(?:\s[가-힣]{1,5}구)?)"
_TOWN = r"(?:\s[가-힣0-9]{1,6}(?:읍|면))?"
_ROAD = (
    r"[가-힣][가-힣0-9·.]{0,11}?(?:대로|로|길)(?:\s?[0-9]{1,4}(?:번|가|나|다|라)?길)?"
    r"(?:\s?지하)?\s?[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9])(?!\s?(?:개|명|원|건|차선|킬로|km|m(?![a-z])|년|월|회|분|시간))"
)
_LOT = (
    r"[가-힣]{1,5}[0-9]?(?:동|리|가)(?:[0-9]{1,2}가)?\s(?:산\s?)?[0-9]{1,4}"
    r"(?:-[0-9]{1,4})?(?:번지)?(?![0-9])(?!\s?(?:개|명|원|건|년|월|회|층|호))"
)
_UNIT = r"(?:지하\s?)?[0-9A-Za-z]{1,5}(?:동(?![물안시작])|층|호(?!선))"
_DETAIL = (
    rf"(?:번지)?(?:\s?\([가-힣0-9][가-힣0-9,\s·]{{1,30}}\))?"
    rf"(?:,?\s?(?:[가-힣A-Za-z0-9]{{1,14}}(?:아파트|빌딩|타워|빌라|오피스텔|맨션|캐슬|파크|자이|힐스테이트|푸르지오|래미안)\s?"
    rf"|[가-힣A-Za-z0-9]{{2,14}}\s(?=[0-9]{{1,4}}동\s?[0-9]{{1,5}}호))?"
    rf"{_UNIT}(?:,?\s?{_UNIT}){{0,2}})?(?:\s?\([가-힣0-9][가-힣0-9,\s·]{{1,30}}\))?"
)
_FULL = re.compile(
    rf"(?<![가-힣A-Za-z0-9]){_SIDO}\s?(?:{_DISTRICT}{_TOWN}\s?)?(?:{_ROAD}|{_LOT}){_DETAIL}"
)
_DISTRICT_ROAD = re.compile(
    rf"(?<![가-힣A-Za-z0-9]){_DISTRICT}{_TOWN}\s(?:{_ROAD}|{_LOT}){_DETAIL}"
)
_ROAD_ONLY = re.compile(rf"(?<![가-힣A-Za-z0-9]){_ROAD}{_DETAIL}")
_CONTEXT = re.compile(r"주소|거주|배송|사는|살고|소재|자택|집은|address", re.IGNORECASE)

_ENGLISH = (
    re.compile(
        r"(?<![A-Za-z0-9\-])(?:(?:#|Apt\.?|Unit|Suite|Room)\s?\w{1,6},\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?,?\s"
        r"[A-Z][a-z]+(?:[0-9]{1,3})?-(?:daero|ro|gil)(?:\s[0-9]{1,3}(?:beon)?-gil)?"
        r"(?:,\s?[A-Z][a-z]+-(?:gu|si|gun|dong|eup|myeon))*(?:,\s?[A-Z][a-z]+(?:-do|-si)?)?(?:,?\s[0-9]{5})?(?![0-9])"
    ),
    re.compile(
        r"(?<![A-Za-z0-9\-.,$])(?<!in\s)(?<!since\s)[0-9]{1,5}\s(?:[NSEW]\.?\s)?(?:[A-Z][a-z]+\s|[0-9]{1,3}(?:st|nd|rd|th)\s){1,3}"
        r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Place|Pl|Parkway|Pkwy)"
        r"(?![A-Za-z])\.?(?:,?\s(?:Apt|Suite|Unit|Ste|#)\.?\s?[0-9A-Za-z]{1,6})?"
        r"(?:,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)?(?:,\s[A-Z]{2}(?![a-z]))?(?:\s[0-9]{5}(?:-[0-9]{4})?)?(?![0-9])"
    ),
)


_NUMBERED = re.compile(r"[로길동리가](?:\s?지하|\s산)?\s?[0-9]")
"""What every Korean pattern needs."""
_CAPITAL = re.compile("[A-Z][a-z]")


def _find(text: str) -> Iterator[Span]:
    if _NUMBERED.search(text):
        for pattern, score in ((_FULL, 0.95), (_DISTRICT_ROAD, 0.85)):
            for match in pattern.finditer(text):
                yield _span(match, score, "format")
        for match in _ROAD_ONLY.finditer(text):
            if said_before(text, match.start(), _CONTEXT, reach=14):
                yield _span(match, 0.7, "context")
    for pattern in _ENGLISH if _CAPITAL.search(text) else ():
        for match in pattern.finditer(text):
            yield _span(match, 0.88, "format")


def _span(match: re.Match[str], score: float, reason: str) -> Span:
    end = match.start() + len(match[0].rstrip(" ,"))
    return Span(match.start(), end, "ADDRESS", score, "address", reason)


RECOGNIZER = Recognizer("address", _find, digits=1)
