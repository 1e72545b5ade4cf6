"""Checks of what an answer says at all: the question again, or something in another language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from workbench.clean.forms import FACT
from workbench.clean.normal import normalised
from workbench.clean.quality.base import CHECKS, HANGUL, LATIN, Hit, Subject, content, form_of, hit

_ASKS_WHAT = re.compile(
    r"무엇|무슨|뭐|뭔|어떤|어떻게|어디|언제|누가|누구|누굴|왜|얼마|며칠|몇|어느|까닭|이유|"
    r"(?<![a-z])(?:what|which|how|where|when|who|whom|whose|why)(?![a-z])",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"중에|중\s|가운데|아니면|또는|혹은|(?<![a-z])(?:or|either|between)(?![a-z])", re.I
)
_SAYS_NOTHING = frozenset(
    "방법 경우 내용 것 때 하 되 있 이 그 해당 관련 대하 따르 답변 질문 문의 answer question thing ask".split()
)


@CHECKS.register("repeats_question")
def repeats_question(subject: Subject) -> Iterator[Hit]:
    """The question in other words of grammar, where something was asked for."""
    question, answer = normalised(subject.question), normalised(subject.answer)
    if answer == question:
        yield hit("repeats_question", 0.98, "answer")
    elif (len(answer) >= 6 and answer in question and len(answer) >= 0.8 * len(question)) or (
        len(question) >= 6 and question in answer and len(answer) - len(question) <= 4
    ):
        yield hit("repeats_question", 0.85, "answer")
    elif (len(question) >= 8 and question in answer and not _new(subject)) or _adds_nothing(
        subject
    ):
        yield hit("repeats_question", 0.7, "answer")


def _new(subject: Subject) -> set[str]:
    """Stems and facts of the answer that the question does not have."""
    facts = {s for s in form_of(subject.answer).facts if not s.startswith(f"{FACT}neg")}
    stems = set(content(subject.answer)) - set(content(subject.question)) - _SAYS_NOTHING
    return stems | (facts - form_of(subject.question).facts)


def _adds_nothing(subject: Subject) -> bool:
    """Whether a question for something is answered by its own words only."""
    if not _ASKS_WHAT.search(subject.question) or _CHOICE.search(subject.question):
        return False
    asked, said = set(content(subject.question)), set(content(subject.answer))
    asked -= _SAYS_NOTHING
    new = {s for s in said - asked - _SAYS_NOTHING if not any(s in a or a in s for a in asked)}
    facts = {s for s in form_of(subject.answer).facts if not s.startswith(f"{FACT}neg")}
    known = form_of(subject.question).facts
    return len(said & asked) >= 2 and not new and facts <= known and len(said) >= 0.6 * len(asked)


# ---- language ------------------------------------------------------------------------------------

_OTHERS = {
    "es": "el los las una que por para con del como más está es se su",
    "fr": "le les des une que pour avec est dans vous qui sur pas du et",
    "de": "der die das und ist nicht ein eine mit für auf den sie von zu",
    "vi": "là của và có không được cho trong một này với các",
    "id": "yang dan di untuk dengan adalah ini dari pada tidak",
    "pt": "o os uma que para com não do da em é se por",
}
_SETS = {code: frozenset(words.split()) for code, words in _OTHERS.items()}
_ENGLISH = frozenset("the of to and a in is are for you your on it be with by not at from".split())


@CHECKS.register("wrong_language")
def wrong_language(subject: Subject) -> Iterator[Hit]:
    """A Korean question answered in English or the other way round, and text in a language that is
    neither; short names are no answer."""
    asked = len(HANGUL.findall(subject.question)), len(LATIN.findall(subject.question))
    said = len(HANGUL.findall(subject.answer)), len(LATIN.findall(subject.answer))
    korean_asked = asked[0] >= 4 and asked[0] * 2 >= asked[1]
    english_asked = asked[0] == 0 and asked[1] >= 10
    if (
        korean_asked and said[0] * 20 < said[1] and said[1] >= 20 and " " in subject.answer.strip()
    ) or (english_asked and said[0] >= 4 and said[0] * 2 > said[1]):
        yield hit("wrong_language", 0.9, "answer")
        return
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        if (score := _is_foreign(text)) > 0:
            yield hit("wrong_language", score, field)
            return


def _is_foreign(text: str) -> float:
    """How sure it is that a text is neither Korean nor English; 0 for no sign of it."""
    scripts: Counter[str] = Counter()
    if not text.isascii():
        for character in text:
            if character.isalpha():
                scripts[unicodedata.name(character, "?").split()[0]] += 1
        known = scripts["HANGUL"] + scripts["LATIN"]
        other = scripts.total() - known
        if other >= 6 and other > known:
            return 0.9
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < 5 or HANGUL.search(text):
        return 0.0
    votes = Counter(code for word in words for code, own in _SETS.items() if word in own)
    most = max(votes.values(), default=0)
    english = sum(word in _ENGLISH for word in words)
    return 0.8 if most >= 2 and most >= 0.15 * len(words) and most > 2 * english else 0.0
