"""PLATE: vehicle plates (자동차등록번호판 등의 기준에 관한 고시).

12가3456, 123가4567, 서울 12 가 3456. The letter is one of the list of the notice. With spaces,
letters that are also counters or particles (12호 3456, 10주 2000원) count only where a vehicle is
spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, said_after, said_before
from workbench.clean.spans import Span

_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자배하허호"
_AMBIGUOUS = frozenset("가나다라고노도로서조구부주수호하자사")
_REGION = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
)
_NUMBER = re.compile(
    rf"(?:(?P<region>{_REGION})\s?)?(?<![0-9A-Za-z.,\-])(?P<head>[0-9]{{1,3}})(?P<gap>\s?)(?P<letter>[{_LETTERS}])"
    r"(?P<space>\s?-?\s?)(?P<tail>[0-9]{4})(?![0-9])(?![\-.,][0-9])"
    r"(?!\s?(?:원|개|명|년|건|만|회|번|점|세대|평|km|kg|mm|px|%|페이지|쪽))"
)
_CONTEXT = re.compile(
    r"차량|차\s?번|번호판|주차|자동차|승용|트럭|버스|택시|렌터|렌트|출차|입차|제\s?차|내\s?차|car|plate|vehicle|parking",
    re.IGNORECASE,
)


_TAIL = re.compile(rf"[{_LETTERS}]\s?-?\s?[0-9]{{4}}")


def _find(text: str) -> Iterator[Span]:
    if not _TAIL.search(text):
        return
    for match in _NUMBER.finditer(text):
        head, letter = match["head"], match["letter"]
        if len(head) == 1 and match["region"] is None:
            continue
        named = (
            match["region"] is not None
            or said_before(text, match.start(), _CONTEXT)
            or said_after(text, match.end(), _CONTEXT)
        )
        spaced = bool(match["gap"] or match["space"])
        official = not match["gap"] and match["space"] == " " and letter in "가나다라마"
        if not named and spaced and letter in _AMBIGUOUS and not official:
            continue
        score = 0.96 if named else 0.75 if spaced else 0.88
        reason = "context" if named else "format"
        yield Span(match.start(), match.end(), "PLATE", score, "plate", reason)


RECOGNIZER = Recognizer("plate", _find, digits=4)
