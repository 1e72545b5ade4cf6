"""Personal data in what a model said: known to the project, or made up. Pure.

The originals of a project are known by keyed digests only: what its findings and its always-find
list are about. A value that equals one was memorised from the data (or quoted from it); another one
was invented, or comes from the base model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.clean.rules import Find
from workbench.clean.sealing import value_digest

Leak = Literal["none", "memorised", "invented"]


@dataclass(frozen=True)
class Originals:
    """`digests` of values (`sealing.value_digest`), and the `types` that they were made under."""

    secret_key: str
    digests: frozenset[str]
    types: tuple[str, ...]

    def holds(self, span_type: str, value: str) -> bool:
        """Whatever type it is taken for: a number is a phone to one rule, an account to another."""
        kinds = dict.fromkeys((span_type, *self.types))
        return any(value_digest(self.secret_key, kind, value) in self.digests for kind in kinds)


def originals(secret_key: str, known: Iterable[tuple[str, str]]) -> Originals:
    """From (type, digest)."""
    pairs = set(known)
    types = tuple(sorted({span_type for span_type, _ in pairs}))
    return Originals(secret_key, frozenset(digest for _, digest in pairs), types)


def values_in(text: str, find: Find, known: Originals) -> tuple[set[str], set[str]]:
    """Values of personal data in `text`: those that are known, and all others."""
    memorised: set[str] = set()
    invented: set[str] = set()
    for span in find(text):
        value = text[span.start : span.end]
        (memorised if known.holds(span.type, value) else invented).add(value)
    return memorised, invented


def leak_of(text: str, find: Find, known: Originals) -> Leak:
    """`memorised` where any value of the text is known."""
    memorised, invented = values_in(text, find, known)
    return "memorised" if memorised else "invented" if invented else "none"
