"""Texts as terms for retrieval: Hangul and Han by overlapping pairs, all else by word.

Pairs find Korean whatever particle or ending follows and however words are spaced (출입증을,
출입 증), two-syllable words included, without a dictionary. Latin words are terms themselves; a
long one is also its first five letters, so that `passwords` finds `password`.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

_CJK = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
_RUN = re.compile(rf"([{_CJK}]+(?:\s+[{_CJK}]+)*)|([^\W_{_CJK}]+)")
_PARTS = re.compile(r"[0-9]+|[^0-9]+")
_SPACE = re.compile(r"\s+")
_PARTICLE = re.compile(
    r"(?<=[가-힣A-Za-z0-9)][가-힣A-Za-z0-9)])"
    r"(?:에서는|에게는|에서|에게|으로|까지|부터|마다|이나|이란|란|은|는|이|가|을|를|의|에|로|와|과|도|만)$"
)
_HEAD = re.compile(r"(?:^|\s)(\S{2,}?)[은는이가]$")
_HEAD_ENGLISH = re.compile(
    r"\s*(?:what|which|who)\s+(?:is|are|was|were)\s+the\s+(?:\w+\s+)*?(\w+)\s+of\s"
)
_HANGUL_END = re.compile(r"[가-힣]$")
STEM = 5
"""Letters of a long Latin word that stand for all its forms."""
LONG_RUN = 32
"""Characters from which pairs are made from bytes."""
JOINED = 0.5
"""How much a pair across a space tells: it is there for compounds, and by chance elsewhere."""

_ASKING = re.compile(
    r"무엇(?:을|이|인가요?|입니까|인지|이며|이고)?|뭐(?:야|예요|에요|지|가|를)?|뭘|"
    r"어떻게(?:\s*(?:하|되|해야)\w*)?|어떤\s*(?:것|거)?|어떠\w*|어디(?:에서|에|서|로|인가요?|입니까|야|예요)?|"
    r"언제(?:까지|부터|인가요?|입니까)?|누구(?:에게|한테|의|를|와|인가요?|입니까)?|누가|"
    r"왜|얼마(?:나|인가요?|입니까|까지)?|몇(?=\s)|몇\s*(?=[가-힣])|며칠|"
    r"(?:알려|가르쳐|설명해|말해|찾아|보여)\s*(?:줘|주세요|주십시오|주실\S*|달라\S*|봐)(?:요)?|"
    r"궁금\S*|알고\s*싶\S*|"
    r"(?:해야|하여야|되어야|돼야)\s*(?:하나요?|합니까|하는가|하는지|하죠|할까요?|돼요?|되나요|됩니까|해요?)|"
    r"(?:인가요|입니까|합니까|됩니까|습니까|하나요?|되나요?|있나요?|있습니까|인가|인지|는가|는지|나요|가요|까요|을까|ㄹ까|죠)"
    r"(?=[\s?.!,]|$)"
)
_ENGLISH = (
    "what which who whom whose when where why how is are was were be been do does did can "
    "could should would must may will shall the a an of to in on at for by with from and "
    "or if it its this that these those there i we you they he she me my our your please "
    "tell explain many much long often need have has had "
)
_ASKING_ENGLISH = frozenset(_ENGLISH.split())


def plain(text: str) -> str:
    """NFKC and folded case: full-width, decomposed and capital forms are one."""
    normal = unicodedata.is_normalized("NFKC", text)
    return (text if normal else unicodedata.normalize("NFKC", text)).casefold()


def terms(text: str) -> list[str]:
    """In order, as often as they occur."""
    return spaced_terms(text).split()


def spaced_terms(text: str) -> str:
    """`terms` as one string with spaces between, as the index takes them."""
    found: list[str] = []
    for korean, other in _RUN.findall(plain(text)):
        if korean:
            run = "".join(korean.split())
            found.append(_pairs(run) if len(run) > 1 else run)
        else:
            found += _word(other)
    return " ".join(found)


def _pairs(run: str) -> str:
    """`abcd` as `ab bc cd`. A long run is put together out of its bytes, four times as fast; all of
    _CJK is two bytes a character in UTF-16."""
    if len(run) < LONG_RUN:
        return " ".join(map(add, run, run[1:]))
    own = run.encode("utf-16-le")
    pairs = len(run) - 1
    spaced = bytearray(6 * pairs)
    spaced[0::6], spaced[1::6] = own[0:-2:2], own[1:-2:2]
    spaced[2::6], spaced[3::6] = own[2::2], own[3::2]
    spaced[4::6] = b" " * pairs
    return spaced.decode("utf-16-le")[:-1]


def _word(word: str) -> list[str]:
    parts = _PARTS.findall(word)
    if len(parts) > 1:
        return [word, *parts]
    return [word, word[:STEM]] if len(word) > STEM and not word.isdecimal() else [word]


def question_terms(question: str) -> dict[str, float]:
    """The terms of what is asked about, in order, each with how much it tells: 1, or JOINED.

    Words that only ask and particles are left out; a question of nothing else keeps all its terms.
    """
    bare = _ASKING.sub(" \u00b7 ", plain(question))
    words = [_bare_word(word) for word in _SPACE.split(bare)]
    asked = [term for word in words for term in terms(word) if term not in _ASKING_ENGLISH]
    if not asked:
        return dict.fromkeys(terms(question), 1.0)
    joined = {term: JOINED for term in terms(" ".join(words)) if term not in _ASKING_ENGLISH}
    return dict.fromkeys(asked, 1.0) | {t: v for t, v in joined.items() if t not in set(asked)}


def asked_terms(question: str) -> list[str]:
    """The terms of the very thing asked for: the head of `X의 Y는?` and of `what is the Y of X?`.

    Empty where the question has another form.
    """
    bare = _ASKING.sub(" ", plain(question)).rstrip(" ?!.\u00b7")
    korean = _HEAD.search(bare)
    if korean:
        return terms(korean[1])
    english = _HEAD_ENGLISH.match(plain(question))
    return terms(english[1])[:1] if english else []


def _bare_word(word: str) -> str:
    return _PARTICLE.sub("", word) if _HANGUL_END.search(word) else word
