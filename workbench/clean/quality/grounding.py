"""Checks of an answer against the passage that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.forms import FACT
from workbench.clean.normal import plain
from workbench.clean.quality.base import (
    CHECKS,
    HANGUL,
    Hit,
    Subject,
    content,
    form_of,
    hit,
    is_korean,
)
from workbench.clean.quality.general import CONNECTING, UNIT_WORDS

_NUMBER = re.compile(r"[0-9]+(?:[.:/][0-9]+)*")
_LIST_MARK = re.compile(r"(?m)(?:^\s*|(?<=\s))(?:[0-9]{1,2}[.)](?![0-9])|\([0-9]{1,2}\))\s")
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
_HALF = re.compile(r"절반|반값|(?<![a-z])half(?![a-z])")
_SIGN = re.compile(rf"^{FACT}[≥≤<>]*")


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", plain(text))


@CHECKS.register("quote_not_found")
def quote_not_found(subject: Subject) -> Iterator[Hit]:
    quote = _flat(subject.evidence_quote)
    if subject.passage and quote and quote not in _flat(subject.passage):
        yield hit("quote_not_found", 0.95, "evidence_quote")


@CHECKS.register("numbers_not_found")
def numbers_not_found(subject: Subject) -> Iterator[Hit]:
    """Numbers of the answer that neither the passage nor the question has, in whatever unit: 1시간
    is 60분, 열흘 is 10일. And numbers that are there of another unit only: 3일 for 3주."""
    if not subject.passage or not subject.answerable:
        return
    known_text = f"{plain(subject.passage)} {plain(subject.question)}"
    known = set(_NUMBER.findall(known_text))
    known |= {part for number in known for part in re.split(r"[.:/]", number)}
    known |= {number.lstrip("0") for number in known}
    have = _quantities(subject.passage) | _quantities(subject.question)
    known |= {"50"} if _HALF.search(known_text) else set()
    text = _LIST_MARK.sub(lambda m: " " * len(m[0]), subject.answer)
    missing = [
        m for m in re.finditer(r"[0-9][0-9,.:/]*", text) if not _is_known(m[0], known, known_text)
    ]
    said = _quantities(text)
    if missing and (not said or not _loose(said) <= _loose(have)):
        yield hit("numbers_not_found", 0.85, "answer", missing[0].span(), count=len(missing))
    elif not missing and (other := _other_unit(text, said, have)):
        yield hit("numbers_not_found", 0.6, "answer", None, "unit", count=len(other))


def _loose(quantities: set[str]) -> set[str]:
    """영업일로 사흘 is read as days, 3영업일 as working days: where one is told, the other passes."""
    return {fact.removeprefix("work") for fact in quantities}


def _is_known(written: str, known: set[str], known_text: str) -> bool:
    number = re.sub(r",(?=[0-9]{3})", "", written).strip(",.:/")
    if number in known or number.lstrip("0") in known:
        return True
    if re.search(r"[,:/]", number) and all(part in known for part in re.split(r"[,:/]", number)):
        return True
    words = _WORDS_FOR.get(number, "").split()
    return any(re.search(rf"(?<![가-힣a-z]){word}(?![a-z])", known_text) for word in words)


def _quantities(text: str) -> set[str]:
    """`day:10`, `n:5`: the facts of a text without signs of comparison, negation and terms; whole
    days that are told in hours as days."""
    found = {_SIGN.sub("", fact) for fact in form_of(text).facts}
    return {_in_days(fact) for fact in found if not fact.startswith(("neg", "term"))}


def _in_days(fact: str) -> str:
    kind, _, value = fact.partition(":")
    if kind == "time" and value.isdecimal() and int(value) % 86_400 == 0:
        return f"day:{int(value) // 86_400}"
    return fact


_SPANS_OF_TIME = frozenset({"time", "day", "week", "month", "year"})


def _other_unit(text: str, said: set[str], have: set[str]) -> set[str]:
    """Spans of time in the answer that the passage does not have, although it has their digits:
    there they count something else. Digits that stand there without a unit may be a span's too
    (3~5일)."""
    kinds = {fact.partition(":")[0] for fact in have}
    bare = {fact.partition(":")[2] for fact in have if fact.startswith("n:")}
    if not kinds & _SPANS_OF_TIME or bare & set(_NUMBER.findall(plain(text))):
        return set()
    return {fact for fact in said - have if fact.partition(":")[0] in _SPANS_OF_TIME}


# ---- words ---------------------------------------------------------------------------------------

LEAST_NEW = 2
"""Stems that an answer must bring beside the question's for its words to be judged."""


@CHECKS.register("off_passage")
def off_passage(subject: Subject) -> Iterator[Hit]:
    """Of the words that an answer brings beside the question's, hardly one stands in its passage."""
    if not subject.passage or not subject.answerable or is_refusal(subject.answer):
        return
    if is_korean(subject.answer) != is_korean(subject.passage):
        return
    new, found = _new_words(subject)
    if len(new) < LEAST_NEW:
        return
    share = len(found) / len(new)
    score = 0.95 - share * (1.15 if len(new) > 3 else 1.6) - (0.1 if len(new) < 4 else 0)
    if score >= 0.3:
        yield hit("off_passage", score, "answer", percent=round(share * 100))


def _new_words(subject: Subject) -> tuple[list[str], list[str]]:
    """Stems of the answer beside the question's, and those of them that the passage has, also
    within a compound: 보존기간 has 보존 and 기간."""
    asked, there = set(content(subject.question)), set(content(subject.passage))
    flat = _flat(subject.passage)
    new = [
        stem
        for stem in dict.fromkeys(content(subject.answer))
        if stem not in asked and stem not in CONNECTING and stem not in UNIT_WORDS
        and len(stem) > 1
    ]  # fmt: skip
    return new, [stem for stem in new if stem in there or _is_within(stem, flat)]


def _is_within(stem: str, flat: str) -> bool:
    if stem in flat:
        return True
    if HANGUL.match(stem):
        halves = {stem[i : i + 2] for i in range(len(stem) - 1)}
        return len(stem) > 2 and 3 * sum(half in flat for half in halves) >= 2 * len(halves)
    return len(stem) > 5 and stem[:5] in flat


# ---- refusals ------------------------------------------------------------------------------------

_REFUSES = re.compile(
    r"(?:답|답변|대답|안내|설명|말씀|도움)(?:을|를|은|는)?\s?(?:해|하여)?\s?드(?:릴\s?수(?:가|는|도)?\s?없|리기(?:가|는)?\s?(?:어렵|힘들|곤란)|리지\s?못)|"
    r"(?<![a-z])(?:i\s)?(?:have\s)?no\sidea(?![a-z])|(?:question|request)\scannot\sbe\s|beyond\swhat\si\s|"
    r"(?:답변?|정답|정보|내용|자료|근거|설명|언급|기록|해당\s?사항)(?:을|를|은|는|이|가)?\s?(?:찾을\s?수\s?없|확인할\s?수\s?없|확인되지\s?않|알\s?수\s?없|없어\s?답|제공되지\s?않|"
    r"나와\s?있지\s?않|명시되[어지]|포함되[어지]|찾지\s?못|부족|할\s?수\s?없|드릴\s?수\s?없|드리기\s?어렵)|"
    r"(?:알\s?수\s?없|모르겠|답할\s?수\s?없|답변(?:할|드릴)\s?수\s?없|답변(?:이|드리기)?\s?(?:어렵|불가)|명시되어\s?있지\s?않|언급되어?\s?있?지\s?않|나와\s?있지\s?않|"
    r"명시되지\s?않|언급되지\s?않|말씀드리기\s?어렵|도와드릴\s?수\s?없|찾을\s?수\s?없었|기재되어\s?있지\s?않|(?:관련|해당)\s?(?:정보|내용)(?:은|는|이|가)?\s?없)|"
    r"(?<![a-z])(?:i(?:'m|\sam)\s(?:sorry|unable|not\sable|afraid)|(?:i|we)\s(?:do\snot|don'?t|cannot|can'?t|could\snot|couldn'?t)\s(?:know|have|find|"
    r"answer|provide|help|tell|determine|say)|as\san\sai|(?:is|are|was)(?:\snot|n'?t)\s(?:mentioned|specified|stated|provided|given|available\sin|"
    r"included\sin|found\sin|covered\sin|clear\sfrom)|not\senough\sinformation|no\s(?:information|answer|mention|details?|data)(?![a-z])|cannot\sbe\s(?:determined|answered|found)|"
    r"(?:does|do)(?:\snot|n'?t)\s(?:mention|say(?!\smore)|specify|state|contain|provide|include)|insufficient\sinformation|unable\sto\s(?:answer|find|determine|provide))",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"^(?:죄송|미안|안타깝)[가-힣]*[.,!]?\s|^(?:sorry|unfortunately|i(?:'m|\sam)\ssorry)[.,!]\s",
    re.IGNORECASE,
)
_NEVER_SHOULD = re.compile(
    r"(?:면|경우|때)[\s,]|(?<![a-z])(?:if|when|unless)(?![a-z])", re.IGNORECASE
)


def is_refusal(answer: str) -> bool:
    """Whether an answer says only that there is none: it says so in its first sentence, and is not
    about when something cannot be done."""
    first = re.split(r"(?<=[.!?다요])\s", _APOLOGY.sub("", answer.strip()), maxsplit=1)[0]
    match = _REFUSES.search(first)
    return match is not None and not _NEVER_SHOULD.search(first[: match.start()])


@CHECKS.register("refusal")
def refusal(subject: Subject) -> Iterator[Hit]:
    """Refuses although an answer is wanted: surest where the passage has what was asked for."""
    if not subject.answerable or len(subject.answer) > 400 or not is_refusal(subject.answer):
        return
    asked = [stem for stem in dict.fromkeys(content(subject.question)) if stem not in CONNECTING]
    if not subject.passage or not asked:
        yield hit("refusal", 0.6, "answer", None, "alone")
        return
    there, flat = set(content(subject.passage)), _flat(subject.passage)
    share = sum(stem in there or _is_within(stem, flat) for stem in asked) / len(asked)
    if is_korean(subject.question) != is_korean(subject.passage):
        share = 0.6
    yield hit("refusal", 0.3 + 0.6 * share, "answer", None, "", percent=round(100 * share))
