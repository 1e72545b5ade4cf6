"""What duplicates are looked for in and what is found: a pair, and what becomes of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from workbench.clean.normal import normalised
from workbench.records import Message

Outcome = Literal["keep", "merge", "review"]
Level = Literal[
    "unique", "exact", "normalised", "form", "order", "slip", "synonym",
    "paraphrase", "question", "answer", "similar", "meaning",
]  # fmt: skip
MERGED: tuple[Level, ...] = ("exact", "normalised", "form", "order", "slip", "synonym")
"""Levels at which two rows say the same, the smallest difference first."""
SCORES: dict[Level, float] = {
    "exact": 1.0, "normalised": 0.99, "form": 0.97, "order": 0.95, "slip": 0.93, "synonym": 0.92,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A question-answer pair with all that decides which of several equal ones stays."""

    id: str
    question: str
    answer: str
    history: tuple[str, ...] = ()
    """Earlier turns; with others before it, the same question is another one."""
    approved: bool = False
    edited: bool = False
    """Written or changed by a person."""
    evidence: bool = False
    created: str = ""
    """ISO 8601, or anything else that sorts by age."""
    parent: str = ""
    """Id of the pair that this one paraphrases; members of one family are never merged."""


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of one row."""

    id: str
    cluster: str
    """Id of the row that stands for all that belong together; its own where it is alone."""
    outcome: Outcome
    dup_of: str | None
    level: Level
    score: float
    reason: Message
    contradicts: bool = False
    """Same question, other facts in the answer."""


_ALONE = Message(key="clean.reason.unique")
_SURVIVOR = Message(key="clean.reason.survivor")
_COMPARED = Message(key="clean.reason.compared")


def alone(pair_id: str) -> Match:
    return Match(pair_id, pair_id, "keep", None, "unique", 1.0, _ALONE)


def kept(pair: Pair, level: Level, cluster: str | None = None) -> Match:
    """A row that others are merged into or compared with."""
    reason = _SURVIVOR if level in MERGED else _COMPARED
    return Match(pair.id, cluster or pair.id, "keep", None, level, 1.0, reason)


def preference(pair: Pair) -> tuple[bool, bool, bool, bool, int, str, str, str, str]:
    """Sorts the one to keep first: approved > edited by a person > has evidence > longer answer >
    older; an original before its paraphrase. Text and id only settle what is otherwise equal."""
    return (
        not pair.approved,
        not pair.edited,
        not pair.evidence,
        bool(pair.parent),
        -len("".join(pair.answer.split())),
        pair.created,
        pair.question,
        pair.answer,
        pair.id,
    )


def ranked(pair: Pair) -> int:
    """What `preference` says first, as one number."""
    flags = (not pair.approved, not pair.edited, not pair.evidence, bool(pair.parent))
    number = 0
    for flag in flags:
        number = number << 1 | flag
    return (number << 32) - len("".join(pair.answer.split()))


def survivor_reason(survivor: Pair, other: Pair) -> str:
    """Why `survivor` stays: approved, edited, evidence, longer or older."""
    names = ("approved", "edited", "evidence", "older", "longer")
    for name, kept_one, dropped in zip(
        names, preference(survivor), preference(other), strict=False
    ):
        if kept_one != dropped:
            return name
    return "older"


def exactly(pair: Pair) -> tuple[str, ...]:
    """Equal for pairs that are equal but for Unicode form and space at the ends."""
    texts = (pair.question, pair.answer, *pair.history)
    return tuple(unicodedata.normalize("NFC", text).strip() for text in texts)


def written(pair: Pair) -> bytes:
    """Equal for pairs that are equal at the level `normalised`."""
    texts = (pair.question, pair.answer, *pair.history)
    return digest(*map(normalised, texts))


def digest(*parts: str, size: int = 16) -> bytes:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=size).digest()


def families(pairs: Iterable[Pair]) -> dict[str, str]:
    """Pair id -> the id at the root of its family, for those that are in one."""
    parent = {pair.id: pair.parent for pair in pairs if pair.parent}
    found: dict[str, str] = {}
    for child in sorted(parent):
        root, seen = child, {child}
        while (above := parent.get(root)) and above not in seen:
            root = above
            seen.add(root)
        found[child] = root
        found[root] = root
    return found


def equal_pairs(pairs: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Links between (id, question, answer) that are equal at the level `normalised` or `exact`:
    each to the first one like it, whatever came before the question. Texts are not kept."""
    first: dict[bytes, str] = {}
    links: list[tuple[str, str]] = []
    for pair_id, question, answer in pairs:
        known = first.setdefault(digest(normalised(question), normalised(answer)), pair_id)
        if known != pair_id:
            links.append((known, pair_id))
    return links
