"""What of a new edition was there before: elements and chunks that say the same keep their ids.

Equal hashes are paired in their order, first within a section, then anywhere: a section that was
renamed or moved keeps its elements.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """An element or chunk of before."""

    id: str
    section_path: tuple[str, ...]
    content_hash: str


def matched(
    before: Iterable[Known], after: Sequence[tuple[tuple[str, ...], str]]
) -> list[str | None]:
    """For each (section path, hash) of `after` the id of what it was before; None where it is new.

    No id is given twice. Where several say the same, those first in `before` are taken first.
    """
    known = list(before)
    ids: list[str | None] = [None] * len(after)
    used: set[str] = set()
    _pair(
        [((each.section_path, each.content_hash), each.id) for each in known],
        list(after),
        ids,
        used,
    )
    rest = [(each.content_hash, each.id) for each in known if each.id not in used]
    _pair(rest, [content_hash for _, content_hash in after], ids, used)
    return ids


def _pair(
    known: Sequence[tuple[Hashable, str]],
    wanted: Sequence[Hashable],
    ids: list[str | None],
    used: set[str],
) -> None:
    waiting: dict[Hashable, deque[str]] = defaultdict(deque)
    for key, found in known:
        waiting[key].append(found)
    for index, key in enumerate(wanted):
        if ids[index] is None and waiting[key]:
            found = waiting[key].popleft()
            ids[index] = found
            used.add(found)
