"""Train and validation, cut between groups of related examples and never through one.

Examples from one leaf section of a document say nearly the same; so do duplicates, and a question
and its paraphrases. With one half of such a group in training the other half measures memory, not
learning. Groups are the connected components over all those links (union-find).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.records import Split

EXACT_GROUPS = 512
"""Up to this many groups the best possible sum is found; above, these last ones settle the rest."""


@dataclass(frozen=True)
class SplitResult:
    """`split` names the split of each example; `wanted` and `got` are validation rows."""

    split: Mapping[str, Split]
    groups: int
    wanted: int
    got: int


class _UnionFind:
    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        root = item
        while (above := self.parent.setdefault(root, root)) != root:
            root = above
        while self.parent[item] != root:
            self.parent[item], item = root, self.parent[item]
        return root

    def join(self, one: str, other: str) -> None:
        """The smaller root wins, so that the result does not depend on the order of the links."""
        low, high = sorted((self.find(one), self.find(other)))
        self.parent[high] = low


def group(sections: Mapping[str, str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Groups of example ids, each sorted, in the order of their smallest id.

    `sections` maps each example to the key of its leaf section. `links` join examples; they may
    pass through ids that are not in `sections` (a rejected original of two paraphrases).
    """
    forest = _UnionFind()
    for example_id, section in sections.items():
        forest.join(f"e:{example_id}", f"s:{section}")
    for one, other in links:
        forest.join(f"e:{one}", f"e:{other}")
    members: dict[str, list[str]] = {}
    for example_id in sorted(sections):
        members.setdefault(forest.find(f"e:{example_id}"), []).append(example_id)
    return sorted(members.values())


def assign(
    sections: Mapping[str, str],
    links: Iterable[tuple[str, str]],
    validation_share: float,
    seed: int,
) -> SplitResult:
    """Put whole groups into validation until it is as near to its share as groups allow.

    `validation_share` is in (0, 0.5]. Groups are drawn in an order that `seed` fixes. With two
    groups or more neither split is empty; a single group is all training. The distance to the
    wanted number of rows is the smallest possible up to EXACT_GROUPS groups, and at most that of
    the best sum of the last EXACT_GROUPS groups above it. Ties go to the smaller validation split.
    """
    groups = group(sections, links)
    total = len(sections)
    wanted = round(total * validation_share)
    if len(groups) < 2:
        return SplitResult(dict.fromkeys(sections, "train"), len(groups), wanted, 0)
    groups.sort(key=lambda ids: hashlib.sha256(f"{seed}:{ids[0]}".encode()).digest())
    chosen = _choose([len(ids) for ids in groups], wanted)
    validation = {example_id for index in chosen for example_id in groups[index]}
    split: dict[str, Split] = {
        example_id: "validation" if example_id in validation else "train" for example_id in sections
    }
    return SplitResult(split, len(groups), wanted, len(validation))


def _choose(sizes: Sequence[int], wanted: int) -> list[int]:
    """Indices whose sizes sum to nearly `wanted`: neither none of them nor all."""
    head = max(0, len(sizes) - EXACT_GROUPS)
    chosen: list[int] = []
    left = wanted
    for index in range(head):
        if sizes[index] <= left:
            chosen.append(index)
            left -= sizes[index]
    tail = sizes[head:]
    low = 0 if chosen else 1
    high = sum(tail) if len(chosen) < head else sum(tail) - 1
    return chosen + [head + index for index in _nearest_sum(tail, left, low, high)]


def _nearest_sum(sizes: Sequence[int], wanted: int, low: int, high: int) -> list[int]:
    """Indices whose sum is nearest to `wanted` within low..high, preferring early ones.

    Subset sum over bit sets: bit s of reachable[i] says that sizes[i:] can sum to s.
    """
    reachable = [1]
    for size in reversed(sizes):
        reachable.append(reachable[-1] | reachable[-1] << size)
    reachable.reverse()
    outward = (wanted + sign * step for step in range(sum(sizes) + wanted) for sign in (-1, 1))
    left = next(s for s in outward if low <= s <= high and reachable[0] >> s & 1)
    chosen = []
    for index, size in enumerate(sizes):
        if size <= left and reachable[index + 1] >> (left - size) & 1:
            chosen.append(index)
            left -= size
    return chosen
