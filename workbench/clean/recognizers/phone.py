"""PHONE: Korean numbers after the numbering plan of 전기통신번호관리세칙, and ITU-T E.164.

Mobile 010/011/016-019, area codes 02 and 031-064, internet 070, safe numbers 050x; written with
+82, dashes, dots, spaces, brackets or nothing between. Left alone: hotlines (15xx/16xx/18xx-xxxx,
080, 112, 119, US 800), which belong to nobody, and longer numbers that contain such digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import BREAK, SPACE, Recognizer, holds, said_before
from workbench.clean.spans import Span

_GAP = rf"(?:{SPACE}?[\-./·~)]{SPACE}?|{SPACE}{{1,2}}| ?[\-./·]{BREAK})"
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])"
_EDGE = r"(?<![0-9])(?<![0-9][\-./])(?<![A-Za-z][\-])"
_STOP = r"(?![0-9])(?!-[0-9])(?!\.[0-9])"

_FORMS: tuple[tuple[re.Pattern[str], float, tuple[str, ...]], ...] = (
    (re.compile(rf"{_EDGE}\(?01[016-9]{_GAP}?[0-9]{{3,4}}{_GAP}?[0-9]{{4}}{_STOP}"), 0.97, ("01",)),
    (
        re.compile(
            rf"{_EDGE}(?:\(\s?\+?82\s?\)|\+\s?82|0082|82(?=-)){_GAP}?(?:\(0\)|0)?{_GAP}?"
            rf"(?:\(0?1[016-9]\)|1[016-9]|70|{_AREA}){_GAP}?[0-9]{{3,4}}{_GAP}?[0-9]{{4}}{_STOP}"
        ),
        0.98,
        ("82",),
    ),
    (
        re.compile(rf"{_EDGE}\(?0(?:{_AREA}|70|50[2-8]?){_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}{_STOP}"),
        0.93,
        ("02", "03", "04", "05", "06", "07"),
    ),
    (
        re.compile(
            rf"(?<![0-9A-Za-z+])\+(?!82)[1-9][0-9]{{0,2}}(?:(?:{SPACE}|[\-.(]){{1,2}}|[\-.]{BREAK})"
            rf"[0-9]{{1,4}}(?:(?:(?:{SPACE}|[\-.)]){{1,2}}|[\-.]{BREAK})[0-9]{{2,7}}){{1,4}}(?![0-9])"
        ),
        0.9,
        ("+",),
    ),
    (re.compile(r"(?<![0-9A-Za-z+])\+[1-9][0-9]{9,13}(?![0-9])"), 0.85, ("+",)),
    (
        re.compile(
            rf"{_EDGE}\((?!8(?:00|[3-8]{{2}}))[2-9][0-9]{{2}}\){SPACE}?[0-9]{{3}}"
            rf"-(?:{BREAK})?[0-9]{{4}}{_STOP}"
        ),
        0.9,
        ("(",),
    ),
)
"""Pattern, score, and of what one stands in every match."""
_NEEDS_CONTEXT: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(rf"{_EDGE}0(?:{_AREA}|70|50[2-8])[0-9]{{7,8}}{_STOP}"),
        re.compile("0[2-7][0-9]{7}"),
    ),
    (
        re.compile(
            rf"{_EDGE}(?:1-)?(?!8(?:00|33|44|55|66|77|88))[2-9][0-9]{{2}}"
            rf"(?:[\-. ]|-{BREAK})[0-9]{{3}}(?:[\-. ]|-{BREAK})[0-9]{{4}}{_STOP}"
        ),
        re.compile(r"[0-9]{3}[\-. ]\s{0,17}[0-9]{3}[\-. ]"),
    ),
    (
        re.compile(
            rf"{_EDGE}0(?:[1-9][0-9]{{3}}[\- ][0-9]{{6}}"
            rf"|[1-9][0-9]{{1,3}}[\- ][0-9]{{3,4}}[\- ][0-9]{{3,4}}){_STOP}"
        ),
        re.compile(r"0[1-9][0-9]{1,3}[\- ][0-9]{3}"),
    ),
)
"""Pattern, and a cheap one that it never matches without."""
_CONTEXT = re.compile(
    r"전화|연락|휴대|핸드폰|폰|번호로|팩스|문의|수신|발신|콜백|(?<![A-Za-z])tel|phone|mobile|cell|call|fax|text|reach|dial|"
    r"contact|h\.?p|(?<![A-Za-z])(?:ring|voicemail|whatsapp)|(?:my|his|her|their|our|the|new|direct|same|,)\s+(?:number|no\.)",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:주문|송장|운송장|모델|제품|시리얼|일련|접수|예약|관리|문서|품번|order|tracking|serial|invoice|model|part|sku|policy|ticket|reference|contract|account|acct)"
    r"[^0-9\n]{0,10}$",
    re.IGNORECASE,
)
_GLUED_LABEL = re.compile(
    r"(?<![0-9A-Za-z\-])(?:tel|hp|phone|mobile|cell|fax|[tmfch])\.?$", re.IGNORECASE
)


def _glued(text: str, start: int) -> bool:
    """A letter right before the number that is no label: part of a code, such as SN0101234…"""
    if start == 0 or not (text[start - 1].isascii() and text[start - 1].isalpha()):
        return False
    return _GLUED_LABEL.search(text, max(0, start - 6), start) is None


def _find(text: str) -> Iterator[Span]:
    for pattern, score, parts in _FORMS:
        if not holds(text, parts):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if _glued(text, start):
                continue
            doubtful = score < 0.97 or match[0].isdigit()
            if doubtful and said_before(text, start, _OTHER_NUMBER):
                continue
            yield Span(_open(text, start, end), end, "PHONE", score, "phone", "format")
    for pattern, cheap in _NEEDS_CONTEXT:
        if not cheap.search(text):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if said_before(text, start, _OTHER_NUMBER) or _glued(text, start):
                continue
            if said_before(text, start, _CONTEXT, reach=24):
                yield Span(start, end, "PHONE", 0.85, "phone", "context")


def _open(text: str, start: int, end: int) -> int:
    """Without a bracket that opens around more than the number's first group."""
    return start + 1 if text[start] == "(" and ")" not in text[start:end] else start


RECOGNIZER = Recognizer("phone", _find, digits=9)
