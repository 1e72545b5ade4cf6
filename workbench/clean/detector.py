"""What a recognizer is. Recognizers live one to a file in `workbench.clean.recognizers`.

They read folded text (workbench.clean.folding) in which placeholders are blanked out, and say
where a value stands and why. Hangul is `\\w`, so `\\b` fails where a particle is attached: edges
are lookarounds over ASCII letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.clean.spans import Span

SPACE = r"[^\S\n]"
BREAK = rf"{SPACE}{{0,8}}\n{SPACE}{{0,8}}"
"""A line's end within a number: only after a separator, else two rows of a table would be one."""


@dataclass(frozen=True, slots=True)
class Recognizer:
    name: str
    find: Callable[[str], Iterator[Span]]
    digits: int = 0
    """Skipped for texts without so many digits in a row, at most three other signs between two."""


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of `words` stands in `text`: far cheaper than a pattern that then finds none."""
    for word in words:  # noqa: SIM110 a generator costs as much as what it would save
        if word in text:
            return True
    return False


def said_before(text: str, start: int, words: re.Pattern[str], reach: int = 20) -> bool:
    """Whether `words` occur in the `reach` characters before `start`, on the same line."""
    window = text[max(0, start - reach) : start]
    return words.search(window, window.rfind("\n") + 1) is not None


def said_after(text: str, end: int, words: re.Pattern[str], reach: int = 12) -> bool:
    window = text[end : end + reach].partition("\n")[0]
    return words.search(window) is not None
