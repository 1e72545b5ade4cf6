"""What stands on one page, as plain values: glyphs, ruling lines, images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.ingest.layout.frame import Frame
from workbench.ingest.parsed import Box


class Glyph(NamedTuple):
    """One character in the working frame (points, y down); a break between runs has no text."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """Effective font size in points: the text matrix included."""
    baseline: float
    bold: bool
    bad: bool
    """The font says nothing usable about which character this is."""
    font: str = ""
    """Its name; a font without one has a mark that holds on its page only, see NAMELESS."""


NAMELESS = "?"
"""Begins what stands for the name of a font that has none, as Type 3 fonts do."""


class Rule(NamedTuple):
    """A ruling line: `at` on its own axis, from `start` to `end` along the other."""

    at: float
    start: float
    end: float


MAX_BAD_SHARE = 0.2
"""More characters without a usable Unicode value than this make a page unreadable."""


@dataclass(slots=True)
class Line:
    """A run of text on one baseline, working frame."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    baseline: float
    bold: bool
    bad: int = 0
    """How many of its characters have no usable Unicode value."""
    chars: int = 0
    """How many of its characters are not blank."""
    marked: bool = False
    """A list mark stands before it that is drawn, not written."""
    hangul_font: str = ""
    """The font of most of its Hangul; empty where little of it is Hangul."""
    contents: bool = False
    """A line of a table of contents."""
    nameless: tuple[str, ...] = ()
    """Its fonts where they have no names: nothing but their looks says whether it is bold."""
    conf: float = -1.0
    """Of a recognised line: how sure its words are, 0 to 1; negative for all others."""
    doubtful: tuple[str, ...] = ()
    """Of a recognised line: words that are less sure."""

    @property
    def box(self) -> Box:
        return self.x0, self.y0, self.x1, self.y1


def joint_conf(parts: Sequence[Line | Table]) -> tuple[float, tuple[str, ...]]:
    """Mean confidence by letters of recognised parts, and all their doubtful words."""
    known = [part for part in parts if part.conf >= 0 and part.chars]
    if not known:
        return -1.0, ()
    mean = sum(part.conf * part.chars for part in known) / sum(part.chars for part in known)
    return mean, tuple(word for part in known for word in part.doubtful)


@dataclass(slots=True)
class TableCell:
    row: int
    col: int
    rowspan: int
    colspan: int
    lines: list[tuple[str, bool]] = field(default_factory=list)
    """Its lines; True where the line before reached the cell's right edge."""
    text: str = ""
    bold: bool = False


@dataclass(slots=True)
class Table:
    """Rows and columns, working frame; `xs` are its column edges."""

    box: Box
    xs: list[float]
    rows: int
    cells: list[TableCell]
    bad: int = 0
    chars: int = 0
    conf: float = -1.0
    doubtful: tuple[str, ...] = ()
    """As those of lines."""
    ruled: bool = True
    """False where its columns are told by alignment, so that its edges are about right."""


@dataclass(slots=True)
class PageContent:
    """Everything a page shows, before it is put in order."""

    number: int
    display: Frame
    working: Frame
    lines: list[Line] = field(default_factory=list)
    sideways: list[Line] = field(default_factory=list)
    oblique: list[Line] = field(default_factory=list)
    """Watermarks and stamps."""
    tables: list[Table] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    """Small filled shapes, as drawn list marks are."""
    images: list[Box] = field(default_factory=list)
    """Working frame, larger than 2 % of the page."""
    image_cover: float = 0.0
    """Share of the page under images, at most 1."""
    bad: int = 0
    chars: int = 0
    paths: int = 0
    failed: bool = False
    """The page could not be loaded."""
    recognised: bool = False
    """Its text was recognised in its picture."""
    crowded: bool = False
    """So many drawing operations that ruling lines were not looked for."""

    @property
    def unread(self) -> str | None:
        """Why nothing of this page can be used, as a flag: `map_error` or `image_only`."""
        if self.failed:
            return "unreadable"
        if self.recognised:
            return None
        if self.chars >= 20:
            return "map_error" if self.bad > MAX_BAD_SHARE * self.chars else None
        drawn = self.image_cover > 0.5 or self.paths > 300 or self.crowded
        return "image_only" if drawn else None
