"""A Korean statement taken apart: topic, body, predicate, and the clauses it is made of.

Korean question words stay in place, so a question is its statement with one phrase replaced and
the ending changed: 비밀번호는 [90일마다] 바꾸어야 한다 -> 비밀번호는 [며칠마다] 바꾸어야 합니까?
That keeps questions grammatical as long as the phrase's borders are right; the functions here
refuse where they are not sure of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.augment.korean import (
    final_of,
    formal_from_connective,
    formal_stem,
    is_syllable,
    particle,
    with_final,
)

_ADNOMINAL = (
    "하는", "되는", "쓰는", "만드는", "다니는", "어가는", "아가는", "나가는", "걸리는", "시키는",
    "이루는", "가지는", "려는", "이라는", "받은", "맡은", "잃은", "얻은", "넣은", "놓은", "않은",
    "넘은",
    "읽은",
)  # fmt: skip
"""Endings of verbs that look like a noun with 은 or 는."""
_ADNOMINAL_WORDS = frozenset((
    "같은", "많은", "높은", "낮은", "작은", "좋은", "적은", "남은", "긴", "큰", "주는", "오는",
    "두는", "여는", "보는", "가는", "드는", "새로운", "다른",
))  # fmt: skip
_PAST = re.compile(
    r"(?:[한된킨린힌쓴둔긴친]|[어아해켜러커]진|[끝지]난|어난|러난|[로러주]운|[만모힘]든|[나어]간|[나어]온|[할될을]|있던|하던|되던)$"
)
_NOUNS_IN_N = (
    "권한",
    "기한",
    "제한",
    "최소한",
    "최대한",
    "무한",
    "북한",
    "남한",
    "역할",
    "관할",
    "분할",
    "마을",
    "가을",
)
_NO_TOPIC = frozenset({"또는", "혹은", "이는", "그는", "이것은", "그것은", "이들은", "아니면"})
_NOUNS_IN_GO = (
    "보고", "신고", "사고", "광고", "경고", "창고", "재고", "문서고", "권고", "공고", "최고",
)  # fmt: skip
_CASE = re.compile(
    r"(?:을|를|에|에서|에게|까지|부터|으로|로|이|가|은|는|마다|만|도|보다|처럼|대로|안에|뒤|뒤에)$"
)
_ALWAYS_CASE = ("을", "를", "에서", "에게", "까지", "부터", "마다", "으로", "보다")
_ADVERBS = frozenset((
    "반드시", "함께", "자동으로", "다시", "항상", "직접", "잘못", "모두", "각각", "즉시",
    "원칙적으로", "미리", "바로", "원격으로", "따로", "뒤", "전", "후", "동안", "때", "때에는",
    "때에", "또는", "및", "그리고", "가운데", "물리적으로", "특히", "주로", "매일", "해마다",
    "매월", "매주",
))  # fmt: skip
_INNER = re.compile(
    r"(?:하고|되고|이고|받고|두고|있고|없고|않고|하며|되며|이며|으며|하거나|되거나)$"
)


@dataclass(frozen=True)
class Clause:
    topic: tuple[str, ...]
    """With its particle; empty where the clause has none."""
    body: tuple[str, ...]
    """Between topic and predicate."""
    last: str
    """The predicate's last word as it stands."""
    stem: str
    """The same in the formal style without its 다 or 까 (합니)."""
    final: bool
    """Whether it ends the sentence."""

    def ask(self, body: tuple[str, ...] | None = None, topic: tuple[str, ...] | None = None) -> str:
        words = (*(self.topic if topic is None else topic), *(self.body if body is None else body))
        return unprotect(" ".join((*words, f"{self.stem}까?")))

    def request(
        self, body: tuple[str, ...] | None = None, topic: tuple[str, ...] | None = None
    ) -> str | None:
        """`…하는지 알려 주십시오.`, for the endings that are sure."""
        ending = _whether(self.last) if self.final else None
        if ending is None:
            return None
        words = (*(self.topic if topic is None else topic), *(self.body if body is None else body))
        return unprotect(" ".join((*words, ending, "알려 주십시오.")))

    @property
    def topic_noun(self) -> str:
        """The topic without its particle (보안 USB의 대여 기간은 -> 보안 USB의 대여 기간)."""
        text = unprotect(" ".join(self.topic)).rstrip(",")
        return re.sub(r"(?:에게는|에서는|에는|으로는|은|는)$", "", text)


def protect(text: str) -> str:
    """Spaces inside quotes and brackets are held together, so that they are one word."""
    pattern = r"‘[^’]*’|“[^”]*”|「[^」]*」|『[^』]*』|\([^)]*\)|\"[^\"]*\""
    return re.sub(pattern, lambda m: m.group().replace(" ", "\u00a0"), text)


def unprotect(text: str) -> str:
    return text.replace("\u00a0", " ")


def clauses(sentence: str) -> list[Clause]:
    """The clauses of a plain statement that have, or inherit, a topic; [] where unsure."""
    tokens = protect(sentence.strip().rstrip(".").rstrip()).split()
    if len(tokens) < 3:
        return []
    end = topic_index(tokens)
    if end is None or end >= len(tokens) - 1:
        return []
    found: list[Clause] = []
    topic = tuple(tokens[: end + 1])
    begin = end + 1
    for i in range(begin, len(tokens)):
        last = i == len(tokens) - 1
        if not last and not _ends_clause(tokens[i]):
            continue
        clause = _clause(topic if not found else (), tokens[begin : i + 1], last)
        if clause is None:
            return []
        found.append(clause if not found else _with_topic(clause, topic))
        begin = i + 1
    return found


def _clause(topic: tuple[str, ...], tokens: list[str], final: bool) -> Clause | None:
    if not tokens:
        return None
    last = tokens[-1]
    stem = formal_stem(last) if final else formal_from_connective(last)
    if stem is None:
        return None
    if not topic:
        own = topic_index(tokens)
        if own is not None and own < len(tokens) - 1:
            return Clause(tuple(tokens[: own + 1]), tuple(tokens[own + 1 : -1]), last, stem, final)
    return Clause(topic, tuple(tokens[:-1]), last, stem, final)


def _with_topic(clause: Clause, topic: tuple[str, ...]) -> Clause:
    """A later clause takes the sentence's topic, or its owner (X의 전화는 …, [X의] 주소는 …)."""
    if not clause.topic:
        return Clause(topic, clause.body, clause.last, clause.stem, clause.final)
    owner = next((i for i, word in enumerate(topic) if word.endswith("의") and len(word) > 2), None)
    own_noun = " ".join(clause.topic)
    if owner is None or "의" in own_noun or len(clause.topic) > 3 or len(topic) - owner > 3:
        return clause
    return Clause(
        (*topic[: owner + 1], *clause.topic), clause.body, clause.last, clause.stem, clause.final
    )


def _ends_clause(token: str) -> bool:
    bare = token.rstrip(",")
    return (
        token.endswith(",")
        and bare.endswith(("고", "며"))
        and not bare.endswith(_NOUNS_IN_GO)
        and len(bare) > 1
    )


def topic_index(tokens: list[str]) -> int | None:
    for i, token in enumerate(tokens):
        if _is_topic(tokens, i, token.rstrip(",")):
            return i
    return None


def _is_topic(tokens: list[str], i: int, token: str) -> bool:
    if len(token) < 2 or token[-1] not in "은는" or token in _NO_TOPIC:
        return False
    if token in _ADNOMINAL_WORDS or token.endswith(_ADNOMINAL):
        return False
    if particle(token[:-1], "은/는") != token[-1]:
        return False
    before = tokens[i - 1] if i else ""
    return not re.search(r"(?:을|를|에|에서|에게|으로)$", before)


def is_adnominal(token: str) -> bool:
    """Whether a word is a verb or adjective that describes the noun after it (승인한, 쓰는)."""
    if token in _ADNOMINAL_WORDS or token.endswith(_ADNOMINAL):
        return True
    if not is_syllable(token[-1]) or len(token) < 2:
        return False
    if token[-1] == "는" and is_syllable(token[-2]) and final_of(token[-2]):
        return True
    return bool(_PAST.search(token)) and not token.endswith(_NOUNS_IN_N)


def is_bare_noun(token: str) -> bool:
    """A noun without a particle, or with 의 (신청서, 계정의)."""
    if token in _ADVERBS or token.endswith(",") or is_adnominal(token):
        return False
    if token.endswith("의") and len(token) > 2:
        return True
    match = _CASE.search(token)
    if match is None:
        return True
    stem = token[: match.start()]
    if not stem:
        return False
    if match.group() in _ALWAYS_CASE or match.group() == "에":
        return False
    if match.group() in ("이", "가") and particle(stem, "이/가") != match.group():
        return True
    return len(stem) < 2


def phrase_start(body: tuple[str, ...], i: int) -> int | None:
    """Where the noun phrase that ends at body[i] begins; None where its border is not sure."""
    start = i
    while start > 0:
        before = body[start - 1]
        if is_adnominal(before):
            rest = body[: start - 1]
            simple = all(
                is_bare_noun(w) or is_adnominal(w) or re.search(r"[가-힣](?:와|과)$", w)
                for w in rest
            )
            return 0 if simple and not any(c.isdigit() for w in rest for c in w) else None
        joined = re.search(r"[가-힣](?:와|과)$|,$", before) is not None
        if not joined and not is_bare_noun(before):
            return start
        if joined and before.endswith(",") and not is_bare_noun(before.rstrip(",")):
            return start
        start -= 1
    return start


def has_inner_clause(words: tuple[str, ...]) -> bool:
    """Whether another verb goes on inside (정지되고 … 삭제된다); nothing before it is asked."""
    return any(_INNER.search(word.rstrip(",")) and word not in _NOUNS_IN_GO for word in words)


def _whether(last: str) -> str | None:
    if last.endswith("이다"):
        return last[:-2] + "인지"
    if last.endswith(("있다", "없다")):
        return last[:-1] + "는지"
    if last.endswith("는다"):
        return last[:-1] + "지"
    if not last.endswith("다") or len(last) < 2 or not is_syllable(last[-2]):
        return None
    return last[:-2] + with_final(last[-2], "") + "는지" if final_of(last[-2]) == "ㄴ" else None
