"""Patterns that people write, accepted only where no text can make them slow. Pure.

Python's `re` backtracks: `(a+)+` on forty characters takes years. A pattern may repeat without a
limit once, and not inside or around another variable repetition; what its bounded repetitions and
alternatives can combine to is limited, and long text is read in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from workbench.errors import UserError

MAX_LENGTH = 200
"""Characters of a pattern."""
MAX_WAYS = 1_000
"""In how many ways a pattern may match from one place."""
PIECE, OVERLAP = 5_000, 500
"""Characters searched at a time, and those that two pieces share."""


def compiled(source: str) -> re.Pattern[str]:
    """Raises UserError where it does not compile, could be slow, or matches next to nothing."""
    if not source or len(source) > MAX_LENGTH:
        raise UserError("error.pattern_length", most=MAX_LENGTH)
    try:
        pattern = re.compile(source)
        tree = parser.parse(source)
    except (re.error, RecursionError, OverflowError):
        raise UserError("error.pattern_invalid") from None
    ways, unlimited = _ways(tree)
    if ways > MAX_WAYS or unlimited > 1:
        raise UserError("error.pattern_slow")
    if tree.getwidth()[0] < 2:
        raise UserError("error.pattern_short")
    return pattern


def matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where it matches, without repetition; `pattern` is one that `compiled` returned."""
    seen: set[tuple[int, int]] = set()
    for first in range(0, max(1, len(text) - OVERLAP), PIECE - OVERLAP):
        for match in pattern.finditer(text, first, min(len(text), first + PIECE)):
            if match.end() > match.start() and match.span() not in seen:
                seen.add(match.span())
                yield match.span()


def _ways(tree: Any) -> tuple[int, int]:
    """(in how many ways a place can match, how many repetitions have no limit)."""
    ways, unlimited = 1, 0
    for code, argument in tree:
        more, without = _ways_of(code, argument)
        ways, unlimited = ways * more, unlimited + without
        if ways > MAX_WAYS:
            break
    return ways, unlimited


def _ways_of(code: Any, argument: Any) -> tuple[int, int]:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _repeat(*argument)
    if code is codes.BRANCH:
        counted = [_ways(branch) for branch in argument[1]]
        return sum(ways for ways, _ in counted), sum(without for _, without in counted)
    if code is codes.SUBPATTERN:
        return _ways(argument[3])
    if code is codes.ATOMIC_GROUP:
        return _ways(argument)
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return _ways(argument[1])
    if code in (codes.GROUPREF, codes.GROUPREF_EXISTS, codes.GROUPREF_IGNORE):
        return MAX_WAYS + 1, 0
    return 1, 0


def _repeat(least: int, most: Any, body: Any) -> tuple[int, int]:
    inner, unlimited = _ways(body)
    if most is codes.MAXREPEAT:
        return (1, 1) if inner == 1 and not unlimited else (MAX_WAYS + 1, 1)
    if unlimited and int(most) > 1:
        return MAX_WAYS + 1, unlimited
    if inner > 1 and int(most) > 10:
        return MAX_WAYS + 1, unlimited
    return (int(most) - least + 1) * inner ** min(int(most), 10), unlimited
