"""What a quality check is given and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from workbench.clean.forms import Analyser, Form
from workbench.records import QUALITY_THRESHOLD, Message, Record
from workbench.registry import Registry

RULE_VERSION = "quality-2"
THRESHOLD = QUALITY_THRESHOLD
"""Score from which on a hit is shown, unless the project sets another for its check. The scores of
every check are made for this: below it stands what a curator would mostly wave through."""


class Subject(Record):
    question: str
    answer: str
    passage: str = ""
    """What it was made from; empty where there is none, and grounding then is not judged."""
    evidence_quote: str = ""
    answerable: bool = True
    category: str = ""
    follows: bool = False
    """Whether earlier turns stand before it, which its question may speak of."""


class Hit(Record):
    check: str
    score: float
    """0..1, how sure the check is."""
    field: str
    reason: Message
    start: int | None = None
    """Span in the field, where one can be pointed at."""
    end: int | None = None


Check = Callable[[Subject], Iterable[Hit]]
CHECKS: Registry[Check] = Registry("quality check")
"""What can be said of a row alone."""


def hit(
    check: str,
    score: float,
    field: str,
    span: tuple[int, int] | None = None,
    why: str = "",
    **params: str | int | float,
) -> Hit:
    """`why` names one of several reasons of a check: `clean.reason.<check>_<why>`."""
    start, end = span or (None, None)
    reason = Message(key=f"clean.reason.{check}{why and '_' + why}", params=params)
    return Hit(check=check, score=round(score, 2), field=field, reason=reason, start=start, end=end)


# ---- what several checks read -------------------------------------------------------------------

HANGUL = re.compile("[가-힣]")
LATIN = re.compile("[A-Za-z]")
_ANALYSER = Analyser()


@lru_cache(maxsize=4096)
def form_of(text: str) -> Form:
    """The analysed form (`forms`); kept, because many rows are made from one passage."""
    return _ANALYSER.form(text)


def content(text: str) -> list[str]:
    """Stems that carry meaning, in order: no facts, no signs of grammar."""
    return [stem for stem in form_of(text).stems if stem[0] not in "=\ue020\ue021\ue022\ue023"]


def is_korean(text: str) -> bool:
    """Whether its letters are Hangul more than Latin; a Latin name inside does not change it."""
    return 2 * len(HANGUL.findall(text)) >= len(LATIN.findall(text)) and bool(HANGUL.search(text))
