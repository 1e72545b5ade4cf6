"""Where a text may be cut so that each part can be analysed alone, and remembered.

Grammar and facts of more than one word (`변경할 수 없다`, `March 2, 2026`, `turn it off`) stay in
one segment; everything else is a segment of one word. The same segments come back in thousands of
rows, so that most of a text is looked up and not analysed. Joining more than is needed costs a
little time; joining less would change a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.clean import english_forms as english
from workbench.clean.facts import starts_fact
from workbench.clean.korean_forms import DO
from workbench.clean.units import ENGLISH, MONTHS, MULTIPLIERS, UNITS

WORD, JOINS_BACK, VOCABULARY, BEGINS_FACT, GOES_ON, PENDING, SILENT, JOINS_NEXT, PHRASAL = (
    1 << bit for bit in range(9)
)
"""What a word does to the space before or behind it. WORD: nothing more. JOINS_BACK: never parted
from the word before it. VOCABULARY: of English grammar, never parted from another such word.
BEGINS_FACT and GOES_ON: of a number with its unit. PENDING: says something of the next word that
says anything; SILENT: says nothing itself. JOINS_NEXT: never parted from the word behind it.
PHRASAL: a verb whose particle may stand behind its object."""
FACT_REACH = 4
"""Words that a fact may go on for behind the one that begins it."""
PHRASAL_REACH = 3
MOST_WORDS = 40_000
"""Words whose kind is remembered; as many older ones are kept until that many new ones came."""

_KOREAN_BACK = re.compile(
    "[^a-z0-9가-힣]*(?:수(?:가|는|도|를)?(?:[있없]|(?![가-힣]))|있|없|싶|않|못|괜찮|좋|어떻|어떡|방법|법"
    "|말(?:고|아|라|것|기|도록|자|(?![가-힣]))|마(?:세요|십시오|시오|시고|시기|라|요)|[만안](?![가-힣])"
    rf"|해야|하여야|이상|이하|이내|초과|미만|안에|내에|내로|넘|다음|비용|[주달](?:에|까지|부터|은|는|의|엔|에는)?(?![가-힣])|[대관통위]하여|[대관통위][해한]|한번|[만안]?{DO})"
)
"""Second words of the rules of `korean_forms`: 할 수, 에 대해, 하면 안 돼."""
_KOREAN_NEXT = re.compile(
    "(?:알려|가르쳐|말해|말씀해|설명해|안내해|답변해|알고|문의|질문|부탁|소요|않|[하해]야)[^a-z0-9가-힣]*$"
)
"""First words of requests, which are left out: 알려 주세요."""
_COUNTERS = (
    "시 분 반 월 년 일 번 명 사람 가지 장 대 권 병 살 자리 군데 곳 차례 배 글자 쪽 단계 줄 회"
)
_GOES_ON = re.compile(
    "[^a-z0-9가-힣]*(?:"
    + "|".join(
        sorted(
            (
                *(re.escape(unit.split()[0]) for unit in UNITS),
                *MULTIPLIERS, *(month[:3] for month in MONTHS),
                *_COUNTERS.split(),
                "페이지", "자", "and", "of", "or", r"a\.?m", r"p\.?m", "[-/:%~]",
            ),
            key=len, reverse=True,
        )
    )
    + ")"
)  # fmt: skip
_HALF_BEGUN = re.compile(
    "(?:^|[^가-힣])(?:[일이삼사오육반]|한|두|세|석|네|넉|다섯|여섯|일곱|여덟|아홉|열한?|열두|스무|서른|"
    "오전|오후|아침|저녁|밤|새벽|낮|[일이삼사오육칠팔구십백천만억]*[십백천만억])$"
    rf"|^(?:half|{'|'.join(ENGLISH)})$"
)
"""The first word of a fact that is one only with the next: `두 시간`, `half an hour`."""
_BEFORE_FACTS = frozenset(
    ("over", "above", "under", "below", "than", "exceed", "exceeds", "exceeding")
)


_DIGITS = re.compile("[0-9]+")


class Kinds(dict[str, int]):
    """Word -> what it does to the spaces around it, worked out once each. `alone` says of a word
    by itself whether it compares, leaves something pending, and is silent."""

    def __init__(self, alone: Callable[[str], tuple[bool, bool, bool]]) -> None:
        super().__init__()
        self._alone = alone
        self._older: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        kind = self._older.get(word) or self._kind(_DIGITS.sub("5", word))
        if len(self) >= MOST_WORDS:
            self._older = dict(self)
            self.clear()
        self[word] = kind
        return kind

    def _kind(self, word: str) -> int:
        known = self.get(word)
        if known is not None:
            return known
        compares, pending, silent = self._alone(word)
        letters = word.strip(".,?!;:()[]\"'“”‘’")
        kind = WORD
        if compares or _KOREAN_BACK.match(word):
            kind |= JOINS_BACK
        if "'" in word or "’" in word or "`" in word or english.in_rules(letters):
            kind |= VOCABULARY
        if letters in _BEFORE_FACTS or _KOREAN_NEXT.search(word):
            kind |= JOINS_NEXT
        if letters in english.PHRASAL:
            kind |= PHRASAL
        if starts_fact(word) or _HALF_BEGUN.search(word):
            kind |= BEGINS_FACT
        if _GOES_ON.match(word):
            kind |= GOES_ON
        self[word] = kind | (PENDING if pending else 0) | (SILENT if silent else 0)
        return self[word]


def segments(words: list[str], kinds: Kinds) -> list[str]:
    """Runs of the words, joined by single spaces, that are analysed together."""
    found: list[str] = []
    if not words:
        return found
    current = ""
    state = before = fact = phrasal = pending = 0
    for word in words:
        kind = kinds[word]
        if kind & state:
            current = f"{current} {word}"
        else:
            found.append(current)
            current = word
        if kind <= _SIMPLE and not (fact or phrasal or pending):
            state, before = JOINS_BACK, kind
            continue
        if kind & BEGINS_FACT:
            fact = FACT_REACH
        elif fact:
            fact = fact - 1 if kind & GOES_ON or before & BEGINS_FACT else 0
        phrasal = PHRASAL_REACH if kind & PHRASAL else phrasal - 1 if phrasal else 0
        pending = kind & PENDING or (pending and kind & SILENT)
        before = kind
        state = JOINS_BACK
        if phrasal or pending or kind & JOINS_NEXT:
            state = WORD
        elif kind & VOCABULARY:
            state |= VOCABULARY | BEGINS_FACT
        if fact:
            state |= BEGINS_FACT | GOES_ON
    found.append(current)
    return found[1:]


_SIMPLE = WORD | JOINS_BACK
"""Kinds up to this leave nothing open."""
