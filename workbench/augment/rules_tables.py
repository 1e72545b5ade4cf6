"""Questions from tables: row header × column header (긴급 등급 취약점의 패치 기한)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.augment.candidates import Candidate
from workbench.augment.english_clause import is_role, small
from workbench.augment.korean import attach, is_statement, polite
from workbench.augment.korean_clause import is_adnominal
from workbench.augment.korean_focus import PERSON
from workbench.augment.pairs import Language, Passage
from workbench.augment.tables import Table, row_quote, tables_of

_EMPTY = re.compile(r"^(?:[-–—·]?|해당 ?없음.*|없음|n/?a|none|not applicable.*)$", re.IGNORECASE)
_CLASSIFIER = re.compile(r"(?:^|\s)(등급|수준|단계)$")
_AMOUNT = re.compile(
    r"(?:기간|시간|길이|점수|비용|금액|수수료|개수|건수|인원|용량|요금|나이|크기|기한|복구 시점)$"
)
_HOW = re.compile(r"(?:주기|기준|방법|절차|조치|방식|주기 또는 기한)$")
_WHEN = re.compile(r"(?:시점|시기|시작|기산일|날짜|일시|시행일|발행일|마감일|종료일|시작일)$")
_WHO = re.compile(r"(?:담당자|승인자|책임자|작성자|사람|대상자|보고 대상)$")
_WHERE = re.compile(r"(?:부서|위치|장소|제출처|문의처|접수처|처리처|기관)$")
_PHONE = re.compile(r"(?:전화|휴대전화|연락처|전화번호|팩스|내선)(?: ?번호)?$")
_CONTACT = re.compile(
    r"(?:전화|연락처|전자우편|이메일|메일|팩스|phone|mobile|e-?mail|contact)", re.IGNORECASE
)
_MEANING = re.compile(r"^(?:뜻|의미|정의|설명|내용|definition|meaning|description)$", re.IGNORECASE)
_CORNER_TURNED = ("구분", "", "category", "item", "handling", "requirement")
_NUMBERED = re.compile(r"^(?:번호|순번|연번|no\.?|#|number)$", re.IGNORECASE)
_MEASURED = re.compile(r"\d|마다|매일|매주|매월|분기|즉시")
_PERSONAL_WEIGHT = 0.45


def from_tables(passage: Passage, language: Language, first_source: int) -> list[Candidate]:
    found: list[Candidate] = []
    source = first_source
    for table in tables_of(passage):
        rows = _turned(table) if table.headers[0].casefold() in _CORNER_TURNED else table
        make = _korean if language == "ko" else _english
        for row in rows.rows:
            for candidate in make(rows, row, rows is not table, passage.text, source):
                found.append(candidate)
            source += 1
    return found


def _turned(table: Table) -> Table:
    """Under a corner like 구분 the columns are the things and the rows are what is said of them."""
    names = tuple(row[0] for row in table.rows)
    rows = tuple(
        (table.headers[col], *(row[col] for row in table.rows))
        for col in range(1, len(table.headers))
    )
    return Table(table.caption, (table.headers[0], *names), rows)


def _korean(
    table: Table, row: tuple[str, ...], turned: bool, text: str, source: int
) -> Iterator[Candidate]:
    entity = _entity(table, row)
    if entity is None:
        return
    for attribute, value in zip(table.headers[1:], row[1:], strict=True):
        if _EMPTY.match(value) or len(value) > 160 or attribute in entity:
            continue
        if attribute == table.headers[1] and _named_by_second(table):
            continue
        quote = row_quote(text, attribute if turned else row[0], value)
        if quote is None:
            continue
        if _MEANING.match(attribute):
            yield _meaning(row[0], value, quote, source)
        elif act := _ACT.search(attribute):
            if PERSON.search(value):
                yield _actor(entity, attribute[: act.start()].strip(), act[1], value, quote, source)
        else:
            yield _attribute(table, entity, attribute, value, quote, source, turned)


def _entity(table: Table, row: tuple[str, ...]) -> str | None:
    """The row's name so that it stands alone: 긴급 -> 긴급 등급 취약점."""
    name, corner = row[0], table.headers[0]
    if _NUMBERED.match(corner):
        return f"‘{row[1].rstrip('.')}’ 항목" if len(row) > 2 and len(row[1]) > 6 else None
    if _named_by_second(table):
        return f"{row[1]}({name})"
    if re.fullmatch(r"[\d.\-]+", name):
        return None
    if "서식" in corner or corner.endswith("번호"):
        noun = corner.removesuffix("번호").strip()
        return f"{name} {noun}".strip()
    if classifier := _CLASSIFIER.search(corner):
        word = classifier[1]
        named = name if re.search(rf"{word}|\d급", name) else f"{name} {word}"
        about = re.search(rf"^(.*?[가-힣])의? ?{word}(?:별|과|와|의|$| )", table.caption)
        return f"{named} {about[1]}" if about and len(about[1]) < 15 else named
    return name


def _named_by_second(table: Table) -> bool:
    """Whether the first column only numbers the rows and the second names them."""
    corner, second = table.headers[0], table.headers[1]
    return bool(_NUMBERED.match(corner)) or (
        corner.endswith(("번호", "코드")) and second.endswith(("이름", "명칭", "명"))
    )


def _of_caption(table: Table, attribute: str) -> str:
    """What a short header leaves unsaid (대상별 보안 교육: 시간 -> 보안 교육 시간)."""
    about = re.search(r"별\s+(?P<tail>.+)$", table.caption)
    if about is None:
        return attribute
    tail = about["tail"]
    base = tail.removesuffix(" 기준")
    if (
        base in _ACTIONS
        or base.split()[0] in attribute
        or (base == tail and " " in attribute.replace(" 또는 ", ""))
    ):
        return attribute
    if base == tail and not _AMOUNT.search(attribute) and not _HOW.search(attribute):
        return attribute
    return f"{base} {attribute}"


_ACTIONS = ("취급", "처리", "관리", "조치", "구분", "분류", "표시 제한", "패치 기한")


def _meaning(term: str, value: str, quote: str, source: int) -> Candidate:
    stated = _DESCRIBED.match(value)
    if stated:
        answer = (
            f"{attach(term, '이란/란')} {attach(stated[1], '을/를')} 말합니다. {polite(stated[2])}"
        )
    elif is_statement(value):
        answer = f"{attach(term, '이란/란')} 다음과 같습니다. {polite(value)}"
    else:
        answer = f"{attach(term, '이란/란')} {attach(value.rstrip('.'), '을/를')} 말합니다."
    return Candidate(
        question=f"{attach(term, '이란/란')} 무엇입니까?",
        answer=answer,
        quote=quote,
        category="definition",
        weight=1.0,
        source=source,
        polite=f"{attach(term, '이/가')} 무엇을 뜻하는지 설명해 주십시오.",
        keyword=f"{term} 뜻",
    )


_DESCRIBED = re.compile(r"^([^.]*[가-힣])\.\s+(.+다\.)$")
"""A noun phrase, then a sentence about it."""


_ACT = re.compile(r"(?:^|\s)(승인|결정|작성|검토|확인|결재)$")


def _actor(entity: str, thing: str, act: str, who: str, quote: str, source: int) -> Candidate:
    """Column 승인, value 부서장: 사외 반출은 누가 승인합니까?"""
    topic = attach(f"{entity}의 {thing}" if thing else entity, "은/는")
    return Candidate(
        question=f"{topic} 누가 {act}합니까?",
        answer=f"{topic} {attach(who, '이/가')} {act}합니다.",
        quote=quote,
        category="responsibility",
        weight=0.88,
        source=source,
        polite=f"{topic} 누가 {act}하는지 알려 주십시오.",
        keyword=f"{entity} {thing} {act}".replace("  ", " "),
    )


def _attribute(
    table: Table, entity: str, attribute: str, value: str, quote: str, source: int, turned: bool
) -> Candidate:
    noun = attribute if not turned or _known(attribute) else f"{attribute} 기준"
    if attribute.endswith(("보관", "보유", "유지")) and re.match(r"^\d+ ?(?:년|개월|일)", value):
        noun = f"{attribute} 기간"
    noun = noun if turned else _of_caption(table, noun)
    subject = _subject(entity, noun)
    contact = bool(_CONTACT.search(attribute))
    topic = attach(subject, "은/는")
    return Candidate(
        question=f"{topic} {_asked(noun, value)}?",
        answer=_stated(topic, value),
        quote=quote,
        category="contact" if contact else "table",
        weight=_PERSONAL_WEIGHT if contact or attribute in ("이름", "성명") else _worth(value),
        source=source,
        polite=f"{attach(subject, '을/를')} 알려 주십시오.",
        keyword=f"{entity} {noun}",
    )


def _subject(entity: str, noun: str) -> str:
    """일반 계정의 최소 길이; 1등급 정보가 유출될 때의 영향; 통제 구역에서 출입할 수 있는 사람."""
    noun = noun.removeprefix(entity.split()[-1] + " ")
    first = noun.split()[0]
    if " 때의 " in noun:
        return f"{attach(entity, '이/가')} {noun}"
    if " " in noun and (first.endswith("는") or is_adnominal(first)):
        return f"{entity}에서 {noun}"
    return f"{entity}의 {noun}"


def _known(attribute: str) -> bool:
    return any(p.search(attribute) for p in (_AMOUNT, _HOW, _WHO, _WHERE, _PHONE))


def _asked(noun: str, value: str) -> str:
    if _PHONE.search(noun) and re.search(r"\d", value):
        return "몇 번입니까"
    if _WHERE.search(noun):
        return "어디입니까"
    if _WHO.search(noun) or noun == "담당" or noun.endswith(" 담당"):
        return "누구입니까"
    if _AMOUNT.search(noun) and "또는" not in noun:
        return "얼마입니까" if _MEASURED.search(value) else "어떻게 됩니까"
    if _WHEN.search(noun):
        return "언제입니까"
    return "어떻게 됩니까" if _HOW.search(noun) else "무엇입니까"


def _stated(topic: str, value: str) -> str:
    if is_statement(value):
        return f"{topic} 다음과 같습니다. {polite(value)}"
    return f"{topic} {value.rstrip('.')}입니다."


def _worth(value: str) -> float:
    if re.fullmatch(r"[\d.]+", value):
        return 0.5
    return 0.92 if _MEASURED.search(value) else 0.85


def _english(
    table: Table, row: tuple[str, ...], turned: bool, text: str, source: int
) -> Iterator[Candidate]:
    entity = _english_entity(table, row[0])
    if entity is None:
        return
    for attribute, value in zip(table.headers[1:], row[1:], strict=True):
        quote = row_quote(text, attribute if turned else row[0], value)
        if _EMPTY.match(value) or quote is None or len(value) > 160:
            continue
        if _MEANING.match(attribute):
            term = small(row[0])
            yield Candidate(
                f'What does "{term}" mean?',
                f'"{term[:1].upper()}{term[1:]}" means {small(value).rstrip(".")}.',
                quote,
                "definition",
                1.0,
                source,
                f'Please explain the term "{term}".',
                f"{term} meaning",
            )
        elif not _NO_NOUN.search(attribute) and value.casefold() not in ("yes", "no"):
            noun = _SPELLED.get(attribute.casefold(), small(attribute))
            contact = bool(_CONTACT.search(noun))
            verb = "are" if _plural(noun) else "is"
            yield Candidate(
                f"What {verb} the {noun} for {entity}?",
                _english_answer(noun, entity, verb, value),
                quote,
                "contact" if contact else "table",
                _PERSONAL_WEIGHT if contact else _worth(value),
                source,
                f"Please tell me the {noun} for {entity}.",
                f"{entity.removeprefix('the ')} {noun}",
            )


def _english_answer(noun: str, entity: str, verb: str, value: str) -> str:
    stated = value.rstrip(".")
    if re.search(r"\b(?:is|are|was|were|has|have)\b", value) or re.match(
        r"^[A-Z][a-z]+s (?!of\b|for\b)[a-z]", value
    ):
        return f"For {entity}, the {noun} {verb} as follows: {stated[:1].upper()}{stated[1:]}."
    return f"The {noun} for {entity} {verb} {small(stated)}."


_NO_NOUN = re.compile(r"\bby$|^(?:what|who|when|how|name|step|required)\b|^\w+ing\b", re.IGNORECASE)
"""Headers that no question can be made of (`Held by`, `What to enter`)."""
_SPELLED = {
    "telephone": "telephone number",
    "phone": "telephone number",
    "mobile": "mobile number",
    "e-mail": "e-mail address",
    "email": "e-mail address",
    "retention": "retention period",
    "contact": "point of contact",
    "review": "review interval",
    "updates": "interval of updates",
}
_ENGLISH_CLASSES = (
    "grade",
    "level",
    "class",
    "classification",
    "severity",
    "tier",
    "priority",
    "rating",
)


def _english_entity(table: Table, name: str) -> str | None:
    corner = table.headers[0].casefold()
    if _NUMBERED.match(corner) or re.fullmatch(r"[\d.\-]+|\d+ to \d+.*", name):
        return None
    if corner in _ENGLISH_CLASSES and not any(c.isdigit() for c in name) and " " not in name:
        return f"the {corner} {name}"
    article = is_role(name) and not name.endswith(("Operations", "Communications"))
    return f"the {small(name)}" if article else small(name)


def _plural(noun: str) -> bool:
    head = noun.partition(" of ")[0]
    return head == "criteria" or (head.endswith("s") and not head.endswith(("ss", "us", "is")))
