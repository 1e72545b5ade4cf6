"""Quality: simple checks of a question-answer pair, each with its reason.

A check is a function `Subject -> Iterable[Hit]` in a Registry. Scores say how sure the check is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from workbench.clean.normal import normalised, plain
from workbench.records import Message, Record
from workbench.registry import Registry

RULE_VERSION = "quality-1"
MIN_ANSWER = 2
"""Letters and digits of an answer below which it says nothing."""
SHORT_ANSWER = 4
"""Up to here an answer without a digit is suspicious."""
LONG_ANSWER = 2000
"""Characters."""


class Subject(Record):
    question: str
    answer: str
    passage: str = ""
    """What it was made from; empty where there is none, and grounding then is not judged."""
    evidence_quote: str = ""
    answerable: bool = True


class Hit(Record):
    check: str
    score: float
    field: str
    reason: Message
    start: int | None = None
    """Span in the field, where one can be pointed at."""
    end: int | None = None


Check = Callable[[Subject], Iterable[Hit]]
CHECKS: Registry[Check] = Registry("quality check")


def examine(subject: Subject) -> list[Hit]:
    """What all checks say, in the order they are registered."""
    if not normalised(subject.question) or not normalised(subject.answer):
        field = "answer" if normalised(subject.question) else "question"
        return [*broken_text(subject), _hit("empty", 1.0, field)]
    return [hit for check in CHECKS for hit in check(subject)]


def _hit(
    check: str,
    score: float,
    field: str,
    span: tuple[int, int] | None = None,
    **params: str | int | float,
) -> Hit:
    start, end = span or (None, None)
    reason = Message(key=f"clean.reason.{check}", params=params)
    return Hit(check=check, score=score, field=field, reason=reason, start=start, end=end)


# ---- form --------------------------------------------------------------------------------------

_BROKEN = re.compile(
    "\ufffd|[\ue000-\uf8ff]|[\x80-\x9f]|[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]"
    "|(?:[\u00c2-\u00f4][\u0080-\u00bf\u2013-\u2122]){2,}|占쏙옙|ï»¿|\\(cid:[0-9]+\\)"
    "|&(?:amp|lt|gt|nbsp|quot|#[0-9]{1,6});|[?]{4,}|[□■]{3,}"
)


@CHECKS.register("broken_text")
def broken_text(subject: Subject) -> Iterator[Hit]:
    """Replacement characters, private-use glyphs, bytes read in the wrong encoding, entities."""
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        match = _BROKEN.search(text)
        if match is not None:
            yield _hit("broken_text", 0.95, field, match.span())


@CHECKS.register("too_short")
def too_short(subject: Subject) -> Iterator[Hit]:
    letters = [c for c in subject.answer if c.isalnum()]
    if any(c.isdigit() for c in letters):
        return
    if len(letters) < MIN_ANSWER:
        yield _hit("too_short", 0.9, "answer", count=len(letters))
    elif len(letters) <= SHORT_ANSWER and _names_nothing(subject.answer):
        yield _hit("too_short", 0.6, "answer", count=len(letters))


_EMPTY_WORDS = re.compile(
    r"^\W*(?:네|예|아니오|아니요|맞습니다|없음|있음|가능|불가|모름|모릅니다|확인|해당\s?없음|yes|no|ok|okay|none|n/?a|"
    r"maybe|sure|true|false)\W*$",
    re.IGNORECASE,
)


def _names_nothing(answer: str) -> bool:
    return _EMPTY_WORDS.match(answer) is not None


@CHECKS.register("too_long")
def too_long(subject: Subject) -> Iterator[Hit]:
    if len(subject.answer) > LONG_ANSWER:
        yield _hit("too_long", 0.7, "answer", count=len(subject.answer), limit=LONG_ANSWER)


_OPEN_END = re.compile(r"(?:[,;:·(\[{「『“‘<]|\.\.\.|…|-)\s*$")
_KOREAN_CUT = re.compile(
    r"(?:[가-힣](?:을|를|에서|에게|으로|하여|하며|하고|되어|되며|하는|되는|있는|없는|위한|대한|따라|통해|위해)|"
    r"(?:^|\s)(?:및|또는|그리고|하지만|따라서|즉|단|등의)|합니|습니|입니|됩니|십니|있습|없습|하십|었습|았습|겠습|[하되]였|하였|"
    r"해야|아야|어야|되어야)\s*$"
)
_ENGLISH_CUT = re.compile(
    r"(?<![A-Za-z])(?:the|an?|of|to|and|or|with|for|in|is|are|was|were|that|which|by|on|from|as|be|will|must|should|"
    r"can|may|your|their|its|this|at|if|when|because|not|has|have)\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。？！]['\"”’)\]]*\s+\S")
_CLOSED = re.compile(
    r"(?:[.!?。？！:]['\"”’)\]」』]*|[)\]」』”\"'|]|[다요죠까음함임됨짐기것오라자네군])\s*$"
)
_BRACKETS = (("(", ")"), ("[", "]"), ("「", "」"), ("“", "”"))


@CHECKS.register("truncated")
def truncated(subject: Subject) -> Iterator[Hit]:
    """Stops in the middle: an open end, an open bracket, or sentences of which the last has none.

    A Korean answer may well end in a noun, so that alone is no sign.
    """
    answer = subject.answer.rstrip()
    end = (max(0, len(answer) - 1), len(answer))
    if len(answer) < 8:
        return
    if _OPEN_END.search(answer) or _KOREAN_CUT.search(answer) or _ENGLISH_CUT.search(answer):
        yield _hit("truncated", 0.9, "answer", end)
    elif any(answer.count(left) > answer.count(right) for left, right in _BRACKETS):
        yield _hit("truncated", 0.75, "answer", end)
    elif _SENTENCE_END.search(answer) and not _CLOSED.search(answer) and "\n" not in answer:
        yield _hit("truncated", 0.65, "answer", end)


# ---- meaning -----------------------------------------------------------------------------------


@CHECKS.register("repeats_question")
def repeats_question(subject: Subject) -> Iterator[Hit]:
    question, answer = normalised(subject.question), normalised(subject.answer)
    if answer == question:
        yield _hit("repeats_question", 0.98, "answer")
    elif (len(answer) >= 6 and answer in question and len(answer) >= 0.8 * len(question)) or (
        len(question) >= 6 and question in answer and len(answer) - len(question) <= 4
    ):
        yield _hit("repeats_question", 0.85, "answer")


_REFERS = re.compile(
    r"(?<![가-힣])(?:본|위|위의|아래|아래의|이|해당|상기|앞의|다음|주어진|제시된)\s?(?:문서|표|그림|지문|본문|단락|문단|절|장|글|내용|텍스트|도표|목록)"
    r"(?=[은는이가을를의에와과도로]|에서|에는|에 |\s|[,.?!]|$)"
    r"|(?<![가-힣])(?:지문|본문|문서)(?:에\s?따르면|에\s?의하면|에서는?\s|에\s?나온|에\s?언급)|(?<![가-힣])앞서\s?(?:말|언급|설명)|"
    r"위에서\s?(?:말|언급|설명|본)|상기한|전술한"
    r"|(?<![a-z])(?:the|this)\s(?:document|passage|text|table|section|figure|paragraph|context|excerpt)(?:\s(?:above|below)|(?=\s(?:says|states|"
    r"mentions|describes|explains)))|(?<![a-z])(?:according\sto|based\son|in|from|mentioned\sin|described\sin)\s(?:the|this)\s(?:given\s|provided\s|above\s)?"
    r"(?:document|passage|text|context|excerpt|table|section)(?![a-z])|(?<![a-z])the\s(?:above|following)\s(?:document|table|text|passage|"
    r"section|list|figure)|(?<![a-z])as\s(?:mentioned|described|stated|shown|noted)\s(?:above|below|earlier)",
    re.IGNORECASE,
)


@CHECKS.register("refers_to_document")
def refers_to_document(subject: Subject) -> Iterator[Hit]:
    """Speaks of "the document above": who asks a model has no document before them."""
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        match = _REFERS.search(text)
        if match is not None:
            yield _hit("refers_to_document", 0.85, field, match.span())


_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")


@CHECKS.register("wrong_language")
def wrong_language(subject: Subject) -> Iterator[Hit]:
    """A Korean question answered in English or the other way round; short names are no answer."""
    asked = len(_HANGUL.findall(subject.question)), len(_LATIN.findall(subject.question))
    said = len(_HANGUL.findall(subject.answer)), len(_LATIN.findall(subject.answer))
    korean_asked = asked[0] >= 4 and asked[0] * 2 >= asked[1]
    english_asked = asked[0] == 0 and asked[1] >= 10
    if (
        korean_asked and said[0] * 20 < said[1] and said[1] >= 20 and " " in subject.answer.strip()
    ) or (english_asked and said[0] >= 4 and said[0] * 2 > said[1]):
        yield _hit("wrong_language", 0.9, "answer")


# ---- grounding ---------------------------------------------------------------------------------

_NUMBER = re.compile(r"[0-9]+(?:[.:/][0-9]+)*")
_LIST_MARK = re.compile(r"(?m)^\s*(?:[0-9]{1,2}[.)]|\([0-9]{1,2}\))\s")
_WORDS_FOR = {
    "1": "한 하나 첫 일 one first single a once",
    "2": "두 둘 이 two second twice both",
    "3": "세 셋 석 삼 three third",
    "4": "네 넷 사 four fourth",
    "5": "다섯 오 five fifth",
    "6": "여섯 육 six",
    "7": "일곱 칠 일주일 seven week",
    "8": "여덟 팔 eight",
    "9": "아홉 구 nine",
    "10": "열 십 ten",
}
MIN_SHARED = 0.3
"""Share of an answer's character bigrams that its passage must have."""


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", plain(text))


@CHECKS.register("quote_not_found")
def quote_not_found(subject: Subject) -> Iterator[Hit]:
    quote = _flat(subject.evidence_quote)
    if subject.passage and quote and quote not in _flat(subject.passage):
        yield _hit("quote_not_found", 0.95, "evidence_quote")


@CHECKS.register("numbers_not_found")
def numbers_not_found(subject: Subject) -> Iterator[Hit]:
    """Numbers of the answer that neither the passage nor the question has."""
    if not subject.passage or not subject.answerable:
        return
    known_text = f"{plain(subject.passage)} {plain(subject.question)}"
    known = set(_NUMBER.findall(known_text))
    known |= {part for number in known for part in re.split(r"[.:/]", number)}
    known |= {number.lstrip("0") for number in known}
    marks = {
        m.start() for mark in _LIST_MARK.finditer(subject.answer) for m in _NUMBER.finditer(mark[0])
    }
    text = _LIST_MARK.sub(lambda m: " " * len(m[0]), subject.answer) if marks else subject.answer
    missing = [
        m for m in re.finditer(r"[0-9][0-9,.:/]*", text) if not _is_known(m[0], known, known_text)
    ]
    if missing:
        yield _hit("numbers_not_found", 0.85, "answer", missing[0].span(), count=len(missing))


def _is_known(written: str, known: set[str], known_text: str) -> bool:
    number = re.sub(r",(?=[0-9]{3})", "", written).strip(",.:/")
    if number in known or number.lstrip("0") in known:
        return True
    if re.search(r"[,:/]", number) and all(part in known for part in re.split(r"[,:/]", number)):
        return True
    words = _WORDS_FOR.get(number, "").split()
    return any(re.search(rf"(?<![가-힣a-z]){word}(?![a-z])", known_text) for word in words)


@CHECKS.register("off_passage")
def off_passage(subject: Subject) -> Iterator[Hit]:
    """An answer that shares hardly any pair of letters with its passage is about another thing."""
    if not subject.passage or not subject.answerable:
        return
    answer, passage = _bigrams(subject.answer), _bigrams(subject.passage)
    if len(answer) < 12 or bool(_HANGUL.search(subject.answer)) != bool(
        _HANGUL.search(subject.passage)
    ):
        return
    shared = len(answer & passage) / len(answer)
    if shared < MIN_SHARED:
        yield _hit("off_passage", round(0.9 - shared, 2), "answer", percent=round(shared * 100))


def _bigrams(text: str) -> set[str]:
    """Pairs of neighbouring letters of a Korean text, words of four letters and more of others."""
    flat = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in plain(text))
    if _HANGUL.search(flat):
        joined = flat.replace(" ", "")
        return {joined[i : i + 2] for i in range(len(joined) - 1)}
    return {word[:6] for word in flat.split() if len(word) >= 4}
