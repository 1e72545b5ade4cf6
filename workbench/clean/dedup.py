"""Duplicates among question-answer pairs: which rows say the same, which one stays, and why.

Levels that merge: `exact`, `normalised` (writing), `form` (particles, endings, politeness),
`order` (words moved), `slip` (of the pen), `synonym`. What a person must look at: `question` (same
question, another answer; a contradiction where facts differ), `answer` (same answer, another
question), `similar`, `meaning` (a model's suggestion) and `paraphrase` (made on purpose, but too
close to what it was made from). The result is the same for every order of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from workbench.clean.columns import firsts
from workbench.clean.corpus import Corpus
from workbench.clean.forms import Analyser, Glossary
from workbench.clean.judge import Judge, Judged, Verdict
from workbench.clean.meaning import Embed, suggestions
from workbench.clean.pairs import (
    MERGED,
    SCORES,
    Level,
    Match,
    Outcome,
    Pair,
    alone,
    equal_pairs,
    exactly,
    families,
    kept,
    preference,
    survivor_reason,
    written,
)
from workbench.clean.sketch import I64
from workbench.records import Message

RULE_VERSION = "dedup-4"
THRESHOLD = 0.5
"""Pairs for review that score less are not shown unless a person asks for them."""
REVIEW_SHARE = 0.095
"""Of all rows; the best clusters are shown first, and a queue that is longer is not read."""
REVIEW_LEAST = 500
"""Rows that may always be shown, however few rows there are."""
CLUSTER_MOST = 12
"""Rows for review around one; more are rarely the same thing."""


def deduplicate(
    pairs: Sequence[Pair],
    glossary: Glossary | None = None,
    embed: Embed | None = None,
    progress: Callable[[str], None] = lambda _step: None,
) -> list[Match]:
    """One Match per pair, in the order of `pairs`. Ids are unique. With `embed`, pairs of one
    meaning are suggested for review; it changes no merge."""
    found = _Found()
    family = families(pairs)
    heads, groups = _written_alike(pairs)
    analyser, literal = Analyser(glossary), Analyser(glossary, synonyms=False)
    corpus = Corpus(heads, analyser)
    analyser.forget()
    progress("compare")
    judge = Judge(corpus, literal)
    judged = judge.verdicts(corpus.candidates())
    suggested = {} if embed is None else suggestions(corpus, embed)
    progress("group")
    survivor = _merge(heads, judged, judge, corpus, family, found)
    rank = corpus.rank
    del corpus, judge
    links = _links(judged, suggested, survivor)
    _review(heads, links, survivor, rank, family, found)
    del judged, links
    for group in groups:
        for pair in group[1:]:
            found[pair.id] = _written_match(pair, group[0], found[group[0].id], family, pairs)
    _mark_survivors(found)
    return [found[pair.id] for pair in pairs]


class _Found(dict[str, Match]):
    """Matches by id; a row that is not there is alone."""

    def __missing__(self, pair_id: str) -> Match:
        return alone(pair_id)


def shown(
    matches: Sequence[Match], threshold: float = THRESHOLD, share: float = REVIEW_SHARE
) -> list[Match]:
    """The same matches, those for review that are under `threshold` or beyond what a person can
    read kept instead. Contradictions always stay."""
    most = max(REVIEW_LEAST, int(len(matches) * share))
    best: dict[str, float] = {}
    rows: dict[str, int] = defaultdict(int)
    for match in matches:
        if match.outcome == "review" and not match.contradicts and match.score >= threshold:
            best[match.cluster] = max(best.get(match.cluster, 0.0), match.score)
            rows[match.cluster] += 1
    taken: set[str] = set()
    used = 0
    for cluster in sorted(best, key=lambda c: (-best[c], c)):
        used += rows[cluster] + 1
        if used > most:
            break
        taken.add(cluster)
    stands = [
        match if _stands(match, threshold, taken) else _passed_over(match) for match in matches
    ]
    clusters = {match.id: match.cluster for match in stands}
    return [
        replace(match, cluster=clusters[match.dup_of])
        if match.outcome == "merge" and match.dup_of
        else match
        for match in stands
    ]


def _stands(match: Match, threshold: float, taken: set[str]) -> bool:
    if match.outcome != "review" or match.contradicts:
        return True
    return match.score >= threshold and match.cluster in taken


def _passed_over(match: Match) -> Match:
    return replace(match, outcome="keep", dup_of=None, cluster=match.id)


def _written_alike(pairs: Sequence[Pair]) -> tuple[list[Pair], list[list[Pair]]]:
    """One pair of all that are equal but for writing, the preferred one, in an order that does not
    depend on that of `pairs`; and the groups of more than one, the preferred one first."""
    keys = np.frombuffer(b"".join(map(written, pairs)), ">u8").reshape(-1, 2)
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])[: len(pairs)]
    heads: list[Pair] = []
    groups: list[list[Pair]] = []
    ends = [*starts[1:].tolist(), len(pairs)][: len(pairs)]
    for low, high in zip(starts.tolist(), ends, strict=True):
        if high - low == 1:
            heads.append(pairs[int(order[low])])
            continue
        group = sorted((pairs[row] for row in order[low:high].tolist()), key=preference)
        heads.append(group[0])
        groups.append(group)
    return heads, groups


def _merge(
    heads: Sequence[Pair],
    judged: Judged,
    judge: Judge,
    corpus: Corpus,
    family: dict[str, str],
    found: dict[str, Match],
) -> list[int]:
    """Merge rows into the preferred one of those that say the same; returns the row that stands
    for each. Each is compared with its survivor itself: `same` is not carried from one to the
    next, so that a chain of slips cannot lead away."""
    survivor = list(range(len(heads)))
    verdicts = judged.single
    for members in _components([p for p, v in verdicts.items() if v.merges]):
        left = sorted(members, key=corpus.rank.__getitem__)
        while left:
            head, *others = left
            left = []
            for row in others:
                low, high = min(head, row), max(head, row)
                verdict = verdicts.get((low, high)) or judge.verdict(low, high)
                if verdict is None or not verdict.merges:
                    left.append(row)
                elif _related(heads[row], heads[head], family):
                    found[heads[row].id] = _close(heads[row], heads[head], verdict.score)
                else:
                    survivor[row] = head
                    found[heads[row].id] = _merged(
                        heads[row], heads[head], verdict.level, verdict.reason.key
                    )
    return survivor


def _components(links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Rows that links connect, each component ascending; rows without links are left out."""
    root: dict[int, int] = {}

    def top(row: int) -> int:
        while (above := root.setdefault(row, row)) != row:
            root[row] = root[above]
            row = above
        return row

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        root[high] = low
    members: dict[int, list[int]] = defaultdict(list)
    for row in sorted(root):
        members[top(row)].append(row)
    return list(members.values())


Link = tuple[int, int, Verdict]


def _links(
    judged: Judged, suggested: dict[tuple[int, int], Verdict], survivor: Sequence[int]
) -> Iterator[Link]:
    """(row, row, verdict) between rows that stand for others, the surest first, one for each two
    rows."""
    singles = [(rows, verdict) for rows, verdict in judged.single.items() if not verdict.merges]
    singles += suggested.items()
    few, many = len(singles), len(judged.low)
    low = np.concatenate((np.array([rows[0] for rows, _ in singles], np.int64), judged.low))
    high = np.concatenate((np.array([rows[1] for rows, _ in singles], np.int64), judged.high))
    score = np.concatenate(
        (np.array([v.score for _, v in singles]), np.round(judged.score.astype(np.float64), 2))
    )
    levels: list[Level] = ["similar", "answer"]
    names = [v.level for _, v in singles]
    level = np.array([LINKED.index(name) for name in names], np.int64)
    level = np.concatenate((level, np.array([LINKED.index(n) for n in levels])[judged.level]))
    stands = np.asarray(survivor, np.int64)
    one, other = np.minimum(stands[low], stands[high]), np.maximum(stands[low], stands[high])
    code = one << 32 | other
    order = np.lexsort((np.arange(few + many), -level, -score, code))
    order = order[firsts(code[order])]
    order = order[(one != other)[order]]
    order = order[np.lexsort((code[order], -score[order]))]
    for place in order.tolist():
        verdict = singles[place][1] if place < few else judged.verdict(place - few)
        yield int(one[place]), int(other[place]), verdict


LINKED: tuple[Level, ...] = ("answer", "meaning", "question", "similar")
"""Levels of links for review; of two of one score the last one counts."""


def _review(
    heads: Sequence[Pair],
    links: Iterable[Link],
    survivor: Sequence[int],
    rank: I64,
    family: dict[str, str],
    found: dict[str, Match],
) -> None:
    """Clusters for review: the surest link first decides which row stands in the middle."""
    middle: dict[int, int] = {}
    size: dict[int, int] = defaultdict(int)
    for one, other, verdict in links:
        if _related(heads[one], heads[other], family):
            continue
        first, second = (one, other) if rank[one] < rank[other] else (other, one)
        if first in middle and second in middle:
            continue
        if second not in middle and middle.get(first, first) == first:
            head, row = first, second
        elif first not in middle and middle.get(second, second) == second:
            head, row = second, first
        else:  # one of them was compared with a third already
            head, row = (first, second) if first in middle else (second, first)
        root = middle.setdefault(head, head)
        if size[root] >= CLUSTER_MOST and not verdict.contradicts:
            continue
        if found[heads[row].id].outcome != "keep":
            continue
        size[root] += 1
        middle[row] = root
        found[heads[row].id] = Match(
            heads[row].id, heads[root].id, "review", heads[head].id,
            verdict.level, verdict.score, verdict.reason, verdict.contradicts,
        )  # fmt: skip
    _follow(heads, survivor, middle, found)


def _follow(
    heads: Sequence[Pair],
    survivor: Sequence[int],
    middle: dict[int, int],
    found: dict[str, Match],
) -> None:
    """What was merged into a row for review belongs to its cluster, and so does the middle."""
    for row, head in enumerate(survivor):
        root = middle.get(head, head)
        if row != head and root != head:
            found[heads[row].id] = replace(found[heads[row].id], cluster=heads[root].id)
    for row in sorted(set(middle.values())):
        if found[heads[row].id].level == "unique":
            found[heads[row].id] = kept(heads[row], "question")


def _written_match(
    pair: Pair,
    head: Pair,
    of_head: Match,
    family: dict[str, str],
    pairs: Sequence[Pair],
) -> Match:
    """A row that differs from `head` in writing alone goes where `head` goes."""
    level: Level = "exact" if exactly(pair) == exactly(head) else "normalised"
    if _related(pair, head, family):
        return _close(pair, head, SCORES[level])
    if of_head.outcome == "merge" and of_head.dup_of:
        return replace(of_head, id=pair.id)
    return replace(_merged(pair, head, level, f"clean.reason.{level}"), cluster=of_head.cluster)


def _merged(pair: Pair, survivor: Pair, level: Level, key: str) -> Match:
    reason = _kept_because(key, survivor_reason(survivor, pair))
    return Match(pair.id, survivor.id, "merge", survivor.id, level, SCORES[level], reason)


@cache
def _kept_because(key: str, why: str) -> Message:
    return Message(key=key, params={"kept": why})


def _close(pair: Pair, head: Pair, score: float) -> Match:
    reason = Message(key="clean.reason.paraphrase")
    return Match(pair.id, head.id, "review", head.id, "paraphrase", score, reason)


def _related(one: Pair, other: Pair, family: dict[str, str]) -> bool:
    root = family.get(one.id)
    return root is not None and root == family.get(other.id)


def _mark_survivors(found: dict[str, Match]) -> None:
    """A row that others were merged into says so, at the level that differs most."""
    worst: dict[str, Level] = {}
    for match in found.values():
        if match.outcome == "merge" and match.dup_of:
            known = worst.get(match.dup_of, "exact")
            worst[match.dup_of] = max(known, match.level, key=MERGED.index)
    for pair_id, level in worst.items():
        match = found[pair_id]
        if match.outcome == "keep":
            found[pair_id] = replace(
                match, level="normalised" if level == "exact" else level,
                reason=Message(key="clean.reason.survivor"),
            )  # fmt: skip


__all__ = [
    "MERGED", "RULE_VERSION", "THRESHOLD", "Embed", "Glossary", "Level", "Match", "Outcome",
    "Pair", "deduplicate", "equal_pairs", "preference", "shown", "survivor_reason",
]  # fmt: skip
