"""Values of one customer's case: a model that learns them invents the next one's.

Numbers of tickets and orders, waiting times, the date of this visit, this customer's name and
balance. What holds for everyone (an office's hours, the form of a number, a limit) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.quality.base import CHECKS, Hit, Subject, hit, is_korean

SLOTS = {
    "number": ("[접수번호]", "[ticket number]"),
    "wait": ("[대기 시간]", "[waiting time]"),
    "visit": ("[방문 일시]", "[visit date]"),
    "name": ("[고객명]", "[customer name]"),
    "amount": ("[금액]", "[amount]"),
}
"""What may stand in the place of a value, in Korean and in English."""

_ORDERED = r"접수|문의|상담|신청|예약|주문|송장|운송장|사건|민원|청구|승인|처리|확인|사고|요청|티켓|수리|배송|증권|계약|회원|고객|결제|거래"
_NUMBER = re.compile(
    rf"(?:{_ORDERED})\s?(?:번호|넘버|코드)(?:는|은|가|이|를|:|인|로)?\s?(?:이?\s)?[\"'‘“(\[#]?(?P<value>(?=[A-Za-z0-9-]*[0-9]{{3}})[A-Za-z0-9][A-Za-z0-9-]{{3,}})"
    r"(?!\s?(?:자리|글자|번까지|형식|처럼|과\s?같은|와\s?같은))"
    rf"|(?:{_ORDERED}|건)\s?[(\[]\s?(?P<value3>(?=[A-Za-z0-9-]*[0-9]{{4}})[A-Za-z0-9][A-Za-z0-9-]{{5,}})\s?[)\]]"
    r"|(?<![a-z])(?:ticket|case|reference|order|booking|claim|confirmation|tracking|request|incident|invoice|policy|job|account|rma|service)\s?"
    r"(?:number|no\.?|id|code|ref)?(?:\s(?:is|was))?\s?[:#]?\s?#?(?P<value2>(?=[a-z0-9-]*[0-9]{3})[a-z0-9][a-z0-9-]{3,})(?![a-z0-9-])",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"예를\s?들|예시|예:|예\)|처럼|형식|와\s같은|과\s같은|자리|digits?|e\.g|for\sexample|such\sas|format|like\s",
    re.I,
)
_TIME = r"(?:약\s?|대략\s?|최소\s?)?[0-9]{1,3}\s?(?:분|시간|명|번|초)(?:\s?[0-9]{1,2}\s?분)?"
_WAIT = re.compile(
    rf"(?:현재|지금|고객님|예상|앞에?|남은|앞으로)[^.!?\n]{{0,16}}?(?:대기|기다리|순번|순서)[^.!?\n]{{0,14}}?(?P<value>{_TIME})"
    rf"|대기\s?(?:순번|순서|번호|인원)[은는이가]?\s?(?:현재\s?)?(?P<value2>{_TIME}(?:째)?)|(?:고객님\s)?앞에\s?(?P<value3>[0-9]{{1,3}}\s?(?:명|분)(?:의\s고객)?)(?:이|께서|의)"
    rf"|(?:약\s?|대략\s?)?(?P<value4>[0-9]{{1,3}}\s?분)\s?(?:정도|가량|쯤|만)?\s?(?:더\s)?(?:기다려\s?주|대기(?:하셔야|가\s필요|해\s?주))"
    r"|(?<![a-z])(?:current|currently|estimated|expected|your|approximate|right\snow)[^.!?\n]{0,24}?(?:wait|queue|hold|callers?)[^.!?\n]{0,24}?"
    r"(?P<value5>[0-9]{1,3}\s?(?:minutes?|mins?|hours?|callers?|people|customers?)|(?:number|position)\s[0-9]{1,3})"
    r"|(?P<value6>[0-9]{1,3}\s(?:callers?|people|customers?))\s(?:are\s)?(?:ahead|before|in\sfront)\s(?:of\s)?(?:you|me)?"
    r"|you\sare\s(?:number|caller)\s(?P<value7>[0-9]{1,3})"
    r"|(?:you\sare|you're)\s(?P<value8>[a-z]+th|first|second|third|[0-9]+(?:st|nd|rd|th))\sin\s(?:line|the\squeue)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"넘으면|이하|미만|되면|초과|이상이?면|넘을|길어|최대|평균|일반적|보통|통상|원칙|매번|항상|경우|이내로|기준|목표|if|exceeds?|longer\sthan|at\smost|"
    r"maximum|average|typical|usual|always|whenever|target|should",
    re.IGNORECASE,
)
_DAY = (
    r"(?:(?:(?:20)?[0-9]{2}\s?[년./-]\s?)?[0-9]{1,2}\s?(?:월\s?|[./-])\s?[0-9]{1,2}\s?일?(?:\s?\(?[월화수목금토일](?:요일)?\)?)?|"
    r"내일|모레|오늘|금일|명일|익일|어제|(?:이번|다음)\s?주\s?[월화수목금토일]요일|[월화수목금토일]요일)"
    r"(?:\s?(?:오전|오후|아침|저녁)?\s?[0-9]{1,2}\s?(?:시(?:\s?[0-9]{1,2}\s?분|\s?반)?|:[0-9]{2}))?"
)
_ACT = r"(?:방문|출동|설치|배송|도착|수거|교체|점검|회수|예약|접수|입고|출고|발송|처리|연락|상담|진료|개통|철거|수리|인도|환불|수령|반납|입금|출금)"
_VISIT = re.compile(
    rf"(?P<value>{_DAY})(?:에|으로|로|까지|경)?[^.!?\n]{{0,18}}?{_ACT}[^.!?\n]{{0,8}}?(?:예정|예약|잡|확정|드리겠|드릴게|하겠습|할\s?예정|되어\s?있|됐|되었|하셨|하신|했습|되셨|완료|하러\s?(?:갑|가|옵|오)|해\s?드립)"
    rf"|(?P<value4>{_DAY})[^.!?\n]{{0,12}}?(?:찾아\s?(?:뵙|갑|가겠)|하러\s?(?:갑니|가겠|오십))"
    rf"|(?:고객님|방문|예약|설치|배송|도착|접수)\s?(?:예정\s?)?(?:일시|일자|날짜|일|시간)(?:은|는|이|가|:)?\s?(?P<value2>{_DAY})"
    r"|(?<![a-z])(?:your|the)\s(?:technician|appointment|delivery|visit|order|parcel|package|engineer|booking|reservation|installation|repair|courier|refund)"
    r"[^.!?\n]{0,40}?(?<![a-z])(?P<value3>(?:on\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|yesterday|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s[0-9]{1,2}|[0-9]{1,2}\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|"
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:\s(?:at|between)\s[0-9]{1,2}(?::[0-9]{2})?\s?(?:[ap]\.?m\.?)?)?)(?![a-z])"
    r"|(?<![a-z])your\s[a-z]+\s(?:will\s[a-z]+|is\sbeing|arrives|has\sbeen|was|is\sscheduled|is\sdue)[^.!?\n]{0,30}?"
    r"(?P<value5>(?:tonight|this\s(?:morning|afternoon|evening)|today|tomorrow|yesterday)(?:\sat\s[0-9]{1,2}(?::[0-9]{2})?\s?(?:[ap]\.?m\.?)?)?)",
    re.IGNORECASE,
)
_EVERYONE = re.compile(
    r"매주|매월|매일|매년|마다|이전에?\s?주문|하면|하시면|경우|이전\s?(?:신청|접수|결제)|까지\s?(?:신청|주문|접수)(?:하|한)|시행|개정|every|each|if\s|"
    r"when\s|placed\sbefore|ordered\sbefore|holidays?",
    re.IGNORECASE,
)
_SURNAME = "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민진지엄원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편"
_NAME = re.compile(
    rf"(?<![가-힣])(?P<value>[{_SURNAME}][가-힣]{{2}})\s?(?:고객님|회원님|님(?:께서|의|께|,|\s|이\s|은\s)|환자분)"
    r"|(?<![A-Za-z])(?P<value2>(?:Mr|Mrs|Ms|Miss)\.?\s[A-Z][a-z]+)|(?:Dear|Hello|Hi|Thank\syou,?)\s(?P<value3>[A-Z][a-z]+\s[A-Z][a-z]+)(?=[,.!])"
)
_NO_NAME = frozenset(
    "고객 회원 선생 담당자 상담사 관리자 사용자 가입자 이용자 신청자 구매자 주문자 계약자 보호자 소비자 판매자 기사 사장 부모 어머 아버 조합원 방문자 배우자 수익자 "
    "임차인 임대인 지점장 점장 원장 교수 여러분 하느 하나 손 주주 주인".split()
)
_AMOUNT = re.compile(
    r"(?:고객님|회원님|현재|이번\s?달|당월|귀하)(?:의|께서|께)?[^.!?\n]{0,20}?(?:요금|잔액|미납|포인트|적립금|환불\s?금액|청구\s?금액|청구액|납부액|결제\s?금액|연체)[^.!?\n]{0,14}?"
    r"(?P<value>[0-9][0-9,]{2,}\s?(?:원|점|포인트|P))"
    r"|(?:고객님|회원님|귀하)(?:께서는|께서|께|은|의)?\s[^.!?\n]{0,14}?(?P<value3>[0-9]{1,3}(?:,[0-9]{3})+\s?원)"
    r"|(?<![a-z])your\s(?:current\s|outstanding\s|remaining\s|account\s|new\s|last\s)*(?:balance|bill|charge|refund|payment|invoice|total|points?)"
    r"[^.!?\n]{0,24}?(?P<value2>[$€£]\s?[0-9][0-9,.]*[0-9]|[0-9][0-9,]*\s(?:points|dollars|euros))",
    re.IGNORECASE,
)


@CHECKS.register("case_value")
def case_value(subject: Subject) -> Iterator[Hit]:
    """One hit for each kind of value and field, with the slot that may stand in its place."""
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        for kind, score, span in _values(text):
            slot = SLOTS[kind][0 if is_korean(text) else 1]
            yield hit("case_value", score, field, span, kind, slot=slot)


def _values(text: str) -> Iterator[tuple[str, float, tuple[int, int]]]:
    for kind, pattern, score, general in (
        ("number", _NUMBER, 0.85, _EXAMPLE),
        ("wait", _WAIT, 0.8, _GENERAL),
        ("visit", _VISIT, 0.75, _EVERYONE),
        ("name", _NAME, 0.75, None),
        ("amount", _AMOUNT, 0.8, _GENERAL),
    ):
        for match in pattern.finditer(text):
            group = next(g for g, value in match.groupdict().items() if value is not None)
            if kind == "name" and match[group] in _NO_NAME:
                continue
            around = _sentence(text, match.start(), match.end())
            if general is not None and general.search(around):
                continue
            yield kind, score, match.span(group)
            break


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n")) + 1
    stops = [at for mark in (". ", "? ", "! ", "\n") if (at := text.find(mark, end)) >= 0]
    return text[first : min(stops, default=len(text))]


def with_slot(text: str, start: int, end: int, slot: str) -> str:
    """The text with the slot in the place of the value."""
    return text[:start] + slot + text[end:]
