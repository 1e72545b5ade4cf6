"""A model's reply into pairs: tolerant of its form, strict about its content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.augment.pairs import (
    CATEGORIES,
    STYLES,
    DraftPair,
    Language,
    find_quote,
    language_of,
    squeeze,
)
from workbench.records import Record

_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LEAKS = re.compile(
    r"(?:본|이|위|해당|주어진|제공된) ?(?:문서|글|본문|지문|자료|내용)(?:에|의|을|를|은|는)"
    r"|\b(?:the|this) (?:passage|document|text|excerpt)\b|according to the reference",
    re.IGNORECASE,
)


class Unusable(Exception):
    """Nothing in the reply can be kept. `reason` is a key below `error.`, for people; `hint` is
    what the model is told."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


class Read(Record):
    pairs: tuple[DraftPair, ...]
    dropped: tuple[str, ...] = ()
    """Why, one for each pair that was not kept."""


class _RawPair(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    question: str
    answer: str
    evidence_quote: str
    category: str = "other"
    style: str = "question"


def read_reply(text: str, finish_reason: str, source: str, language: Language) -> Read:
    """The pairs whose evidence stands in `source`. Raises Unusable where there is none."""
    if finish_reason == "length":
        raise Unusable("reply_truncated", "it was cut off; write shorter answers")
    kept: list[DraftPair] = []
    dropped: list[str] = []
    seen: set[str] = set()
    for raw in _rows(text):
        try:
            pair = _RawPair.model_validate(raw)
        except ValidationError:
            dropped.append("shape")
            continue
        problem = _problem(pair, source, language, seen)
        if problem:
            dropped.append(problem)
            continue
        seen.add(squeeze(pair.question))
        kept.append(_pair(pair, source))
    if not kept:
        raise _nothing(dropped)
    return Read(pairs=tuple(kept), dropped=tuple(dropped))


def _rows(text: str) -> Iterator[Any]:
    body = _THOUGHT.sub("", text).strip()
    fenced = _FENCE.match(body)
    data = _loads(fenced[1] if fenced else body)
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if lists else [data]
    if not isinstance(data, list):
        raise Unusable("reply_invalid", "it was not JSON of the given shape")
    yield from data


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    import json_repair

    if "{" not in text:
        raise Unusable("reply_invalid", "it was not JSON of the given shape")
    return json_repair.loads(text[text.index("{") :] if not text.startswith("[") else text)


def _problem(pair: _RawPair, source: str, language: Language, seen: set[str]) -> str | None:
    if not pair.question or not pair.answer:
        return "empty"
    if find_quote(pair.evidence_quote, source) is None:
        return "evidence"
    if _LEAKS.search(pair.question) or _LEAKS.search(pair.answer):
        return "refers_to_document"
    if squeeze(pair.question) in seen or squeeze(pair.question) == squeeze(pair.answer):
        return "repeated"
    if language == "ko" and language_of(pair.answer) != "ko":
        return "language"
    if len(pair.question) > 400 or len(pair.answer) > 4000:
        return "too_long"
    return None


def _pair(pair: _RawPair, source: str) -> DraftPair:
    return DraftPair(
        question=squeeze(pair.question),
        answer=pair.answer,
        evidence_quote=find_quote(pair.evidence_quote, source) or "",
        category=pair.category if pair.category in CATEGORIES else "other",
        style=pair.style if pair.style in STYLES else "question",
    )


def _nothing(dropped: list[str]) -> Unusable:
    if not dropped:
        return Unusable("reply_empty", "it held no pairs")
    if "evidence" in dropped:
        return Unusable(
            "reply_no_evidence", "no evidence_quote stands word for word in the passage"
        )
    if set(dropped) == {"shape"}:
        return Unusable("reply_invalid", "it was not JSON of the given shape")
    return Unusable(
        "reply_rejected", f"every pair was rejected ({', '.join(sorted(set(dropped)))})"
    )
