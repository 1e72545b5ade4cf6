"""ACCOUNT: bank account numbers (거래정보, 금융실명법 제4조).

They have no public check digit, so the text must say what they are. A bank's name, also its
everyday short form, or the word account stands before the digits with nothing but filler between,
or the bank's name follows in brackets. Ten to sixteen digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.detector import BREAK, SPACE, Recognizer, holds
from workbench.clean.spans import Span

_BANK = (
    r"(?:KB\s?국민|국민|신한|우리|KEB\s?하나|하나|NH\s?농협|농협|IBK\s?기업|기업|SC\s?제일|제일|한국씨티|씨티|"
    r"카카오뱅크|카카오|카뱅|토스뱅크|토스|토뱅|케이뱅크|K\s?뱅크|케뱅|수협|새마을금고|새마을|신협|우체국|"
    r"산업|KDB|부산|대구|iM뱅크|광주|전북|경남|제주|저축|KB|NH|IBK|SC)"
)
_FILLER = (
    r"(?:\s|[:=()\[\],./·\-]|은행|뱅크|계좌번호|계좌|통장|번호|예금주|입금|송금|이체|환불|가상|출금|급여|연결|"
    r"으로|로|은|는|이|가|의|:)*"
)
_DIGITS = (
    rf"(?P<digits>[0-9]{{2,6}}(?:{SPACE}?-(?:{SPACE}?|{BREAK})[0-9]{{1,8}}){{1,4}}"
    rf"|[0-9]{{2,6}}(?:{SPACE}[0-9]{{2,8}}){{1,3}}|[0-9]{{10,16}})"
    r"(?![0-9])(?!-[0-9])"
)
_AFTER_BANK = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_BANK}(?:은행|뱅크)?|[가-힣]{{1,6}}은행|계좌번호|계좌|통장){_FILLER}(?<![0-9A-Za-z]){_DIGITS}"
)
_AFTER_WORD = re.compile(
    r"(?<![A-Za-z])(?:bank\s+account|account|acct\.?|a/c)\s*(?:number|no\.?|num\.?|#)?\s*(?:is|:|=)?\s*"
    rf"(?<![0-9A-Za-z]){_DIGITS}",
    re.IGNORECASE,
)
_BEFORE_BANK = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9]-){_DIGITS}\s?[(\[]?\s?(?:{_BANK}(?:은행|뱅크)?(?=[\s)\],.]|$)|예금주)"
)
_BANK_SAID = re.compile(rf"{_BANK}|은행|계좌|통장|예금주")
"""What one of the Korean patterns needs: without lookbehind it is found many times faster."""
_PHONE = re.compile(
    r"(?:01[016-9][\-\s]?[0-9]{3,4}[\-\s]?[0-9]{4}|0(?:2|[3-6][1-5]|70|50[2-8]?)[\-\s][0-9]{3,4}[\-\s][0-9]{4}"
    r"|(?:19|20)[0-9]{2}[\-\s](?:0?[1-9]|1[0-2])[\-\s][0-9]{1,2}(?:[\-\s][0-9]+)*)\Z"
)
_WRAP = re.compile(r"\s*-\s*")


def _find(text: str) -> Iterator[Span]:
    patterns = []
    if _BANK_SAID.search(text):
        patterns += [(_AFTER_BANK, 0.92), (_BEFORE_BANK, 0.85)]
    if holds(text.lower(), ("acc", "a/c")):
        patterns.append((_AFTER_WORD, 0.88))
    for pattern, score in patterns:
        for match in pattern.finditer(text):
            digits = match["digits"]
            if 10 <= sum(map(str.isdigit, digits)) <= 16 and not _PHONE.match(
                _WRAP.sub("-", digits)
            ):
                start, end = match.span("digits")
                yield Span(start, end, "ACCOUNT", score, "account", "context")


RECOGNIZER = Recognizer("account", _find, digits=10)
