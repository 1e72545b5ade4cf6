"""Duplicates among question-answer pairs: which rows say the same, which one stays, and why.

Levels: `exact` (equal but for Unicode form) and `normalised` (equal but for width, case, spacing,
punctuation and thousands commas; digits count). Rows that share a question but not an answer are
never merged: they are reviewed, as a contradiction where the numbers or a negation differ.
The result is the same for every order of the rows.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Literal

from workbench.clean.normal import negated, normalised, numbers
from workbench.records import Message, Record

RULE_VERSION = "dedup-1"
Outcome = Literal["keep", "merge", "review"]
Level = Literal["unique", "exact", "normalised", "question"]


class Pair(Record):
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


class Match(Record):
    """What becomes of one row."""

    id: str
    cluster: str
    """Id of the row that stands for all that belong together; its own where it is alone."""
    outcome: Outcome
    dup_of: str | None = None
    level: Level = "unique"
    score: float
    reason: Message
    contradicts: bool = False
    """Same question, other facts in the answer."""


def deduplicate(pairs: Sequence[Pair]) -> list[Match]:
    """One Match per pair, in the order of `pairs`. Ids are unique."""
    by_question: dict[bytes, list[int]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        by_question[_digest(normalised(pair.question), *map(normalised, pair.history))].append(
            index
        )
    found: dict[int, Match] = {}
    for members in by_question.values():
        if len(members) == 1:
            found[members[0]] = _alone(pairs[members[0]])
            continue
        found.update(_same_question(pairs, members))
    return [found[index] for index in range(len(pairs))]


def equal_pairs(pairs: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Links between (id, question, answer) that are equal at the level `normalised` or `exact`:
    each to the first one like it, whatever came before the question. Texts are not kept."""
    first: dict[bytes, str] = {}
    links: list[tuple[str, str]] = []
    for pair_id, question, answer in pairs:
        known = first.setdefault(_digest(normalised(question), normalised(answer)), pair_id)
        if known != pair_id:
            links.append((known, pair_id))
    return links


def _same_question(pairs: Sequence[Pair], members: Iterable[int]) -> dict[int, Match]:
    by_answer: dict[str, list[int]] = defaultdict(list)
    for index in members:
        by_answer[normalised(pairs[index].answer)].append(index)
    groups = [sorted(group, key=lambda i: preference(pairs[i])) for group in by_answer.values()]
    groups.sort(key=lambda group: preference(pairs[group[0]]))
    head = pairs[groups[0][0]]
    found: dict[int, Match] = {}
    for group in groups:
        survivor = pairs[group[0]]
        for index in group[1:]:
            found[index] = _merged(pairs[index], survivor, head.id)
        if survivor is not head:
            found[group[0]] = _disputed(survivor, head)
        elif len(group) == 1:
            found[group[0]] = _alone(survivor) if len(groups) == 1 else _kept(survivor, "question")
        else:
            found[group[0]] = _kept(survivor, "normalised")
    return found


def preference(pair: Pair) -> tuple[bool, bool, bool, int, str, str, str, str]:
    """Sorts the one to keep first: approved > edited by a person > has evidence > longer answer >
    older. Text and id only settle what is otherwise equal."""
    return (
        not pair.approved,
        not pair.edited,
        not pair.evidence,
        -len("".join(pair.answer.split())),
        pair.created,
        pair.question,
        pair.answer,
        pair.id,
    )


def survivor_reason(survivor: Pair, other: Pair) -> str:
    """Why `survivor` stays: approved, edited, evidence, longer or older."""
    names = ("approved", "edited", "evidence", "longer")
    for name, kept, dropped in zip(names, preference(survivor), preference(other), strict=False):
        if kept != dropped:
            return name
    return "older"


def _alone(pair: Pair) -> Match:
    reason = Message(key="clean.reason.unique")
    return Match(id=pair.id, cluster=pair.id, outcome="keep", score=1.0, reason=reason)


def _kept(pair: Pair, level: Level) -> Match:
    reason = Message(key=f"clean.reason.{'compared' if level == 'question' else 'survivor'}")
    return Match(id=pair.id, cluster=pair.id, outcome="keep", level=level, score=1.0, reason=reason)


def _merged(pair: Pair, survivor: Pair, cluster: str) -> Match:
    exact = _exact(pair) == _exact(survivor)
    return Match(
        id=pair.id,
        cluster=cluster,
        outcome="merge",
        dup_of=survivor.id,
        level="exact" if exact else "normalised",
        score=1.0 if exact else 0.99,
        reason=Message(
            key="clean.reason.exact" if exact else "clean.reason.normalised",
            params={"kept": survivor_reason(survivor, pair)},
        ),
    )


def _disputed(pair: Pair, head: Pair) -> Match:
    other_numbers = numbers(pair.answer) != numbers(head.answer)
    other_polarity = negated(pair.answer) != negated(head.answer)
    why = "numbers" if other_numbers else "negation" if other_polarity else "wording"
    return Match(
        id=pair.id,
        cluster=head.id,
        outcome="review",
        dup_of=head.id,
        level="question",
        score={"numbers": 0.9, "negation": 0.7, "wording": 0.6}[why],
        reason=Message(key=f"clean.reason.same_question_{why}"),
        contradicts=why != "wording",
    )


def _exact(pair: Pair) -> tuple[str, ...]:
    texts = (pair.question, pair.answer, *pair.history)
    return tuple(unicodedata.normalize("NFC", text).strip() for text in texts)


def _digest(*parts: str) -> bytes:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=16).digest()
