"""Questions from Korean statements, by rules. Nothing is asked where the borders are unsure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.augment import korean_focus as focus
from workbench.augment.blocks import Span
from workbench.augment.candidates import Candidate
from workbench.augment.korean import attach, is_statement, polite
from workbench.augment.korean_clause import Clause, clauses, has_inner_clause, is_adnominal

_SKIP_START = re.compile(
    r"^(?:다만|단,|단 |그러나|하지만|따라서|이에|이때|이 경우|그 |이 |위 |해당 |이러한|그러한"
    r"|이를|이는|여기|그래서|즉)"
)
_DROP_START = re.compile(r"^(?:또한|그리고|아울러),?\s+")
_REFERS = re.compile(r"표 ?\d|그림 ?\d|다음|아래|앞의|위의|상기|전항|와 같다|과 같다|같이")
_DEFINITION = re.compile(
    r"^(?P<term>.{1,40}?)(?P<particle>이란|란|이라 함은|라 함은)\s+(?P<rest>.+?)"
    r"(?:말한다|뜻한다|의미한다|이다)$"
)
_PHONE = re.compile(r"\d{2,4}-\d{3,4}(?:-\d{4})?")
_NOT_NOUNS = ("대상", "것", "원칙", "편", "필수", "중", "때문", "수준")
_PASSIVE = re.compile(r"(?:된다|잠긴다|끊긴다|지워진다|걸린다|제한된다)$")
_CATEGORY = {
    "number": "number",
    "time": "procedure",
    "who": "responsibility",
    "where": "procedure",
    "manner": "rule",
    "what": "fact",
}
_WEIGHT = {"number": 1.0, "time": 0.97, "who": 0.9, "manner": 0.85, "where": 0.7, "what": 0.5}


def from_sentence(span: Span, source: int) -> list[Candidate]:
    """Candidates from one sentence; [] where it cannot be asked well."""
    text = _DROP_START.sub("", span.text)
    if not 12 <= len(text) <= 200 or _SKIP_START.match(text) or _REFERS.search(text):
        return []
    if not is_statement(text):
        return []
    defined = _definition(text, span, source)
    if defined:
        return [defined]
    found = [
        candidate
        for clause in clauses(text)
        for candidate in _from_clause(clause, text, span, source)
    ]
    unique = {c.question: c for c in reversed(found) if well_formed(c.question)}
    return list(reversed(unique.values()))


def well_formed(question: str) -> bool:
    balanced = all(question.count(a) == question.count(b) for a, b in ("()", "‘’", "“”", "「」"))
    return (
        balanced and 8 <= len(question) <= 110 and not re.search(r"\s[,.?]|,\s*\S*까\?$", question)
    )


def _definition(text: str, span: Span, source: int) -> Candidate | None:
    match = _DEFINITION.match(text.rstrip("."))
    if match is None or match["term"].endswith(("에", "를", "을")):
        return None
    if match["particle"] == "란" and not text.rstrip(".").endswith(
        ("말한다", "뜻한다", "의미한다")
    ):
        return None
    term = match["term"].strip("‘’“”\"' ")
    return Candidate(
        question=f"{attach(term, '이란/란')} 무엇입니까?",
        answer=polite(text),
        quote=span.text,
        category="definition",
        weight=1.0,
        source=source,
        polite=f"{attach(term, '은/는')} 무엇을 뜻하는지 설명해 주십시오.",
        keyword=f"{term} 뜻",
    )


def _from_clause(clause: Clause, text: str, span: Span, source: int) -> Iterator[Candidate]:
    if len(" ".join(clause.topic)) > 60 or clause.topic[0] in ("그", "이", "해당", "위"):
        return
    answer = polite(text)
    inner = has_inner_clause(clause.body)
    for proposed in (*_copula(clause), *_prohibition(clause), *_whole(clause)):
        question, category, weight, request, keyword, prefix = proposed
        if not inner or category == "procedure":
            yield Candidate(
                question, prefix + answer, span.text, category, weight, source, request, keyword
            )
    for found, in_topic in _focuses(clause, inner):
        body = None if in_topic else found.words
        topic = found.words if in_topic else None
        yield Candidate(
            question=clause.ask(body, topic),
            answer=answer,
            quote=span.text,
            category=_CATEGORY[found.kind],
            weight=_WEIGHT[found.kind] - (0.15 if in_topic else 0),
            source=source,
            polite=clause.request(body, topic),
        )


def _focuses(clause: Clause, inner: bool) -> Iterator[tuple[focus.Focus, bool]]:
    """What can be asked for in the body, then in the topic (True)."""
    body, verb = clause.body, clause.last
    if clause.last.endswith(("이다", "이고,", "이며,")):
        return
    if inner:
        cut = max(i for i in range(len(body)) if has_inner_clause(body[i : i + 1])) + 1
        head, body = body[:cut], body[cut:]
    else:
        head = ()
    found: list[focus.Focus | None] = [*focus.quantity(body), focus.time(body)]
    if not inner:
        ends_ya = bool(body) and body[-1].endswith("야")
        stripped, lexical = (body[:-1], body[-1]) if ends_ya else (body, verb)
        found += [focus.recipient(body, verb), focus.manner(body, verb), focus.only(body)]
        if not verb.startswith(("있", "없", "금지")):
            found.append(focus.agent(body))
            asked = None if "수" in body else focus.what(stripped, lexical)
            if asked is not None and ends_ya:
                asked = focus.Focus((*asked.words, lexical), asked.kind)
            found.append(asked)
            found.append(_role_topic(clause))
    for item in found:
        if item is not None and item.kind == "role":
            yield focus.Focus(item.words, "who"), True
        elif item is not None:
            yield focus.Focus((*head, *item.words), item.kind), False
    for item in focus.quantity(clause.topic, in_topic=True):
        yield item, True


def _role_topic(clause: Clause) -> focus.Focus | None:
    """부서장은 … 검토한다 -> 누가 … 검토합니까? for a role that stands alone."""
    noun = clause.topic_noun
    object_ = any(word.endswith(("을", "를")) for word in clause.body)
    if len(clause.topic) > 3 or not focus.ROLE.search(noun) or not object_:
        return None
    if clause.stem.endswith(("됩니", "집니", "않습니")):
        return None
    if clause.topic[-1].endswith(("에는", "에게는", "에서는")) or any(
        map(is_adnominal, clause.topic)
    ):
        return None
    return focus.Focus(("누가",), "role")


Proposal = tuple[str, str, float, str | None, str | None, str]
"""question, category, weight, polite, keyword, what stands before the answer"""


def _copula(clause: Clause) -> Iterator[Proposal]:
    """임시 방화벽 규칙의 유효 기간은 최장 90일이다."""
    for ending in ("이다", "이고", "이며"):
        if clause.last.rstrip(",").endswith(ending):
            value = clause.last.rstrip(",")[: -len(ending)]
            break
    else:
        return
    noun = clause.topic_noun
    keyword = re.sub(r"(?<=\S)의 ", " ", noun) if "의 " in noun else None
    request = f"{attach(noun, '을/를')} 알려 주십시오."
    topic = " ".join(clause.topic)
    if counted := focus.quantity((*clause.body, value)):
        asked = " ".join(counted[-1].words)
        yield f"{topic} {asked}입니까?", "number", 1.0, request, keyword, ""
    elif _PHONE.search(value):
        yield f"{topic} 몇 번입니까?", "contact", 1.0, request, keyword, ""
    elif "@" in value:
        yield f"{topic} 무엇입니까?", "contact", 1.0, request, keyword, ""
    elif not value.endswith(_NOT_NOUNS) and len(clause.topic) <= 5:
        who = bool(focus.PERSON.search(value))
        question = f"{topic} {'누구' if who else '무엇'}입니까?"
        category = "responsibility" if who else "definition"
        if keyword is None:
            request = f"{topic} {'누구' if who else '무엇'}인지 알려 주십시오."
        yield question, category, 0.9, request, keyword, ""


def _prohibition(clause: Clause) -> Iterator[Proposal]:
    """… 할 수 없다 -> … 할 수 있습니까? 아니요. …"""
    if not clause.final:
        return
    topic, body = " ".join(clause.topic), clause.body
    if clause.last == "없다" and body and body[-1] == "수" and "넘을" not in body:
        asked = f"{topic} {' '.join(body)} 있습니까?"
        request = f"{topic} {' '.join(body)} 있는지 알려 주십시오."
        yield asked, "rule", 0.88, request, None, "아니요. "
    elif clause.last in ("금지한다", "금지된다") and set(body) <= {"원칙적으로", "엄격히"}:
        yield f"{topic} 허용됩니까?", "rule", 0.9, None, None, "아니요. "


def _whole(clause: Clause) -> Iterator[Proposal]:
    """Situations: 저장 장치를 폐기할 때에는 …, 출입 카드를 잃어버린 사람은 … 해야 한다."""
    if not clause.final:
        return
    topic = " ".join(clause.topic)
    duty = bool(clause.body) and clause.body[-1].endswith("야") and clause.last in ("한다", "된다")
    described = any(is_adnominal(word) for word in clause.topic[:-1])
    if topic.endswith(("때에는", "때는", "경우에는", "경우는")):
        request = f"{topic} 어떻게 해야 하는지 알려 주십시오."
        yield f"{topic} 어떻게 해야 합니까?", "procedure", 0.95, request, None, ""
    elif duty and described and focus.PERSON.search(clause.topic_noun):
        request = f"{topic} 무엇을 해야 하는지 알려 주십시오."
        yield f"{topic} 무엇을 해야 합니까?", "procedure", 0.8, request, None, ""
    elif described and _PASSIVE.search(clause.last) and not clause.topic[-1].endswith("에는"):
        request = f"{topic} 어떻게 되는지 알려 주십시오."
        yield f"{topic} 어떻게 됩니까?", "rule", 0.75, request, None, ""
    elif clause.body[-2:] == ("것을", "목적으로") and clause.last == "한다":
        noun = clause.topic_noun
        yield f"{noun}의 목적은 무엇입니까?", "definition", 1.0, None, f"{noun} 목적", ""
