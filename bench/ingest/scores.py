"""Scores of a reading against the truth; every one is a share of 1 or a plain count."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from bench.ingest.truth import Grid, Truth

MIN_BLOCK = 8
"""Characters; shorter blocks are found anywhere."""
LOST_BELOW = 85.0
"""A line is lost where no place of the text is this alike, in percent."""


@dataclass
class Reading:
    """What one reader made of a document."""

    text: str
    """Everything in the reader's order, headers and footers too where it keeps them as text."""
    tables: list[Grid] = field(default_factory=list)
    headings: list[tuple[int, str]] | None = None
    """None where the reader knows no headings."""
    pieces: list[str] | None = None
    """Texts of its elements, where it has elements."""
    cpu_s: float = 0.0
    pages: int = 0
    page_texts: dict[int, str] = field(default_factory=dict)


def squash(text: str) -> str:
    """Without blanks, list bullets and differences of Unicode spelling."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and c not in "•·▪■□○●◦-‐–")


@dataclass
class Share:
    """Hits out of a total, added up over documents."""

    hits: float = 0.0
    total: float = 0.0

    def add(self, hits: float, total: float) -> None:
        self.hits += hits
        self.total += total

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else float("nan")


def unbroken(truth: Truth, text: str) -> tuple[int, int, list[str]]:
    """Blocks found as one run of characters, how many there are, and those that are not found."""
    plain = squash(text)
    wanted = [block for block in truth.blocks if len(squash(block)) >= MIN_BLOCK]
    missing = [block for block in wanted if squash(block) not in plain]
    return len(wanted) - len(missing), len(wanted), missing


def in_one_piece(truth: Truth, pieces: list[str]) -> tuple[int, int, list[str]]:
    """Blocks that stand within a single element."""
    plain = "\n".join(squash(piece) for piece in pieces)
    wanted = [block for block in truth.blocks if len(squash(block)) >= MIN_BLOCK]
    missing = [block for block in wanted if squash(block) not in plain]
    return len(wanted) - len(missing), len(wanted), missing


def order(truth: Truth, text: str) -> float:
    """Order-sensitive similarity without blanks, 0 to 1."""
    return similarity(truth.flow, text)


def similarity(wanted: str, text: str) -> float:
    return float(Indel.normalized_similarity(squash(wanted), squash(text)))


def lines_lost(truth: Truth, text: str) -> list[str]:
    """Blocks of which nothing alike stands anywhere in the text."""
    plain = squash(text)
    lost = []
    for block in truth.blocks:
        wanted = squash(block)
        if len(wanted) < 2 or wanted in plain:
            continue
        if len(wanted) < MIN_BLOCK or fuzz.partial_ratio(wanted, plain) < LOST_BELOW:
            lost.append(block)
    return lost


def furniture_left(truth: Truth, pieces: list[str]) -> list[str]:
    """Headers, footers and page numbers that stand in the text, where it has no right to them."""
    left = []
    plain = [squash(piece) for piece in pieces]
    blocks = [squash(block) for block in truth.blocks]
    for wanted in {squash(text) for text in truth.furniture}:
        short = len(wanted) < MIN_BLOCK or any(wanted in block for block in blocks)
        left += [wanted for text in plain if (text == wanted if short else wanted in text)]
    return left


@dataclass
class TableScore:
    cells: Share = field(default_factory=Share)
    places: Share = field(default_factory=Share)
    """Both are F1 as hits out of the mean of both counts."""

    def add(self, truth: list[Grid], found: list[Grid]) -> list[tuple[Grid, Grid | None]]:
        """Count a document; returns the tables that are not exact with what was found instead."""
        wanted, got = _texts(truth), _texts(found)
        self.cells.add(sum((wanted & got).values()), (wanted.total() + got.total()) / 2)
        pairs = _paired(truth, found)
        hits = sum(_common(grid, other) for grid, other in pairs if other is not None)
        total = sum(_places(g).total() for g in truth) + sum(_places(g).total() for g in found)
        self.places.add(hits, total / 2)
        return [
            (grid, other)
            for grid, other in pairs
            if other is None or _places(grid) != _places(other)
        ]


def _texts(grids: list[Grid]) -> Counter[str]:
    return Counter(squash(cell) for grid in grids for row in grid for cell in row if squash(cell))


def _places(grid: Grid) -> Counter[tuple[int, int, str]]:
    return Counter(
        (r, c, squash(cell))
        for r, row in enumerate(grid)
        for c, cell in enumerate(row)
        if squash(cell)
    )


def _common(first: Grid, second: Grid) -> int:
    return (_places(first) & _places(second)).total()


def _paired(truth: list[Grid], found: list[Grid]) -> list[tuple[Grid, Grid | None]]:
    """Each true table with the found one that shares most places with it, each used once."""
    scored = sorted(
        ((_common(a, b), (_texts([a]) & _texts([b])).total(), i, j))
        for i, a in enumerate(truth)
        for j, b in enumerate(found)
    )
    chosen: dict[int, int] = {}
    used: set[int] = set()
    for places, texts, i, j in reversed(scored):
        if (places or texts) and i not in chosen and j not in used:
            chosen[i] = j
            used.add(j)
    return [(grid, found[chosen[i]] if i in chosen else None) for i, grid in enumerate(truth)]


@dataclass
class HeadingScore:
    recall: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)
    level: Share = field(default_factory=Share)

    def add(self, truth: Truth, found: list[tuple[int, str]]) -> tuple[list[str], list[str]]:
        """Count a document; returns what is missing and what is wrong."""
        wanted = Counter(squash(text) for _, text in truth.headings)
        got = Counter(squash(text) for _, text in found)
        hits = (wanted & got).total()
        self.recall.add(hits, wanted.total())
        self.precision.add(hits, got.total())
        levels = Counter((lv, squash(text)) for lv, text in truth.headings if lv is not None)
        self.level.add(
            (levels & Counter((lv, squash(text)) for lv, text in found)).total(),
            (Counter(squash(t) for lv, t in truth.headings if lv is not None) & got).total(),
        )
        wrong = list((got - wanted).elements())
        wrong += [f"{lv}: {text}" for lv, text in (levels - Counter(
            (lv, squash(text)) for lv, text in found)).elements() if text in got]  # fmt: skip
        return list((wanted - got).elements()), wrong
