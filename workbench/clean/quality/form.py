"""Checks of form: broken, too short or long, cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.clean.normal import plain
from workbench.clean.quality.base import CHECKS, HANGUL, Hit, Subject, form_of, hit

MIN_ANSWER = 2
"""Letters and digits of an answer below which it says nothing."""
SHORT_ANSWER = 4
"""Up to here an answer without a digit is suspicious."""
LONG_ANSWER = 2000
"""Characters."""
COPIED = 10
"""Characters at an answer's end that stand in its passage, for the end to count as copied."""

_BROKEN = re.compile(
    "\ufffd|[\ue000-\uf8ff]|[\x80-\x9f]|[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]"
    "|(?:[\u00c2-\u00f4][\u0080-\u00bf\u2013-\u2122]){2,}|[\u00a1-\u00ff]{4,}|\u00e2[\u0080-\u009f\u20ac\u201a\u201e\u2020-\u2022\u02c6]|\u00c3[\u0080-\u00bf]|\u00c2[\u00a0-\u00bf]|占쏙옙|ï»¿|\\(cid:[0-9]+\\)"
    "|&(?:amp|lt|gt|nbsp|quot|apos|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});|[?]{4,}|[□■]{3,}"
    "|</?(?:br|p|div|span|td|tr|table|li|ul|b|font)(?:\\s[^<>]{0,80})?/?>"
    "|\\\\u[0-9a-fA-F]{4}|\\\\x[0-9a-fA-F]{2}|(?:%[0-9A-F]{2}){4,}"
    "|(?<![가-힣])(?:[가-힣] ){5,}[가-힣](?![가-힣])|[ㄱ-ㅊㅌ-ㅍ]{4,}"
)
_LOOP = re.compile(r"(?<!\S)(\S+(?: \S+){0,5})(?:[ \n]+\1){3,}(?!\S)|([^\s.·\-=_*~ㅋㅎㅠㅜ])\2{9,}")


@CHECKS.register("broken_text")
def broken_text(subject: Subject) -> Iterator[Hit]:
    """Replacement characters, private-use glyphs, bytes read in the wrong encoding, mark-up, letters
    set apart; and words that go round in a loop."""
    for field, text in (("question", subject.question), ("answer", subject.answer)):
        if (match := _BROKEN.search(text)) is not None:
            yield hit("broken_text", 0.95, field, match.span())
        elif (match := _LOOP.search(text)) is not None:
            yield hit("broken_text", 0.85, field, match.span(), "loop")


@CHECKS.register("too_short")
def too_short(subject: Subject) -> Iterator[Hit]:
    letters = [c for c in subject.answer if c.isalnum()]
    if any(c.isdigit() for c in letters):
        return
    if len(letters) < MIN_ANSWER:
        yield hit("too_short", 0.9, "answer", count=len(letters))
    elif len(letters) <= SHORT_ANSWER and _names_nothing(subject.answer):
        yield hit("too_short", 0.6, "answer", count=len(letters))


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
        yield hit("too_long", 0.7, "answer", count=len(subject.answer), limit=LONG_ANSWER)


_OPEN_END = re.compile(r"(?:[,;:·(\[{「『“‘<]|\.\.\.|…|-)\s*$")
_KOREAN_CUT = re.compile(
    r"(?:[가-힣](?:을|를|에서|에게|으로|하여|하며|하고|되어|되며|하는|되는|있는|없는|위한|대한|따라|통해|위해|하거나|되거나|경우에는)|"
    r"(?:^|\s)(?:및|또는|그리고|하지만|따라서|즉|단|등의)|합니|습니|입니|됩니|십니|있습|없습|하십|었습|았습|겠습|[하되]였|하였|"
    r"해야|아야|어야|되어야)\s*$"
)
_ENGLISH_CUT = re.compile(
    r"(?<![A-Za-z])(?:the|an?|of|to|and|or|with|for|in|is|are|was|were|that|which|by|on|from|as|be|will|must|should|"
    r"can|may|your|their|its|this|at|if|when|because|not|has|have|every|each|between|within|before|until|during|per|we|you|they)"
    r"\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。？！]['\"”’)\]]*\s+\S")
CLOSED = re.compile(
    r"(?:[.!?。？！:]['\"”’)\]」』]*|[)\]」』”\"'|]|[다요죠까음함임됨짐기것오라자네군])\s*$"
)
_BRACKETS = (("(", ")"), ("[", "]"), ("「", "」"), ("“", "”"))
_OPEN_ROLES = frozenset({"top", "obj"})
_LAST_WORD = re.compile(r"[가-힣]+$")
_LETTERS = re.compile(r"[가-힣]+|[a-z]+")
_LAST_LETTERS = re.compile(r"[가-힣]+$|[a-z]+$")
_GOES_ON = re.compile(r"[가-힣A-Za-z0-9]|\s[가-힣A-Za-z0-9]")


@CHECKS.register("truncated")
def truncated(subject: Subject) -> Iterator[Hit]:
    """Stops in the middle: an open end, an open bracket, words of the passage cut before their end,
    or sentences of which the last has none.

    A Korean answer may well end in a noun, so that alone is no sign.
    """
    answer = subject.answer.rstrip()
    if len(answer) < 8:
        return
    end = (max(0, len(answer) - 1), len(answer))
    if _OPEN_END.search(answer) or _KOREAN_CUT.search(answer) or _ENGLISH_CUT.search(answer):
        yield hit("truncated", 0.9, "answer", end)
    elif any(answer.count(left) > answer.count(right) for left, right in _BRACKETS):
        yield hit("truncated", 0.75, "answer", end)
    elif CLOSED.search(answer) or answer[-1] in "0123456789%":
        return
    elif _is_cut_copy(answer, subject.passage):
        yield hit("truncated", 0.8, "answer", end)
    elif _ends_in_particle(answer):
        yield hit("truncated", 0.7, "answer", end)
    elif _SENTENCE_END.search(answer) and "\n" not in answer:
        yield hit("truncated", 0.65, "answer", end)


def _is_cut_copy(answer: str, passage: str) -> bool:
    """Whether the answer's last characters stand in the passage inside a word, or in a sentence
    that the answer has begun and that goes on there."""
    tail = plain(answer)[-COPIED:]
    if not passage or len(answer) < 2 * COPIED or answer.count(" ") < 3:
        return False
    source = plain(passage)
    at = source.find(tail)
    if at < 0 or source.find(tail, at + 1) >= 0:
        return False
    behind = source[at + len(tail) :]
    return _is_inside_word(source[: at + len(tail)], behind) or (
        _is_clause(answer) and _GOES_ON.match(behind) is not None
    )


def _is_inside_word(before: str, behind: str) -> bool:
    """Whether letters go on that are no particle of the word before them."""
    goes_on = _LETTERS.match(behind)
    last = _LAST_LETTERS.search(before)
    if goes_on is None or last is None:
        return False
    stems = form_of(last[0] + goes_on[0]).stems
    return not HANGUL.match(goes_on[0]) or stems[:1] != form_of(last[0]).stems[:1]


def _is_clause(answer: str) -> bool:
    """Whether a Korean answer has a topic or an object, and so wants a verb."""
    form = form_of(answer)
    return bool(HANGUL.search(answer)) and not _OPEN_ROLES.isdisjoint(form.roles)


def _ends_in_particle(answer: str) -> bool:
    last = _LAST_WORD.search(answer)
    if last is None or last[0][-1] not in "은는을를":
        return False
    form = form_of(last[0])
    return len(form.stems) == 1 and form.roles[0] in _OPEN_ROLES
