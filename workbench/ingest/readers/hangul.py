"""What HWPX and HWP share: numbered and outlined paragraphs, cells, boxes that are no tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.ingest.layout.markers import ends_sentence, is_list_item
from workbench.ingest.readers.flow import Part
from workbench.ingest.readers.grids import GridCell, table_cells
from workbench.ingest.readers.numerals import numeral

_OUTLINE = re.compile(r"^(?:개요|outline|제목|heading)\s*([1-9]|10)$", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:캡션|caption)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:차례|목차|toc)\b|^차례\s?제목", re.IGNORECASE)
_MARK = re.compile(r"\^([1-9]|10|[nN])")
_MAX_HEADING = 120
_BLANKS = re.compile(r"[ \t\u200b\u3000\xa0]+")


@dataclass(frozen=True)
class Head:
    """What stands at the head of paragraphs of one shape."""

    kind: str = "NONE"
    """NONE, OUTLINE, NUMBER or BULLET."""
    numbering: str = "0"
    level: int = 0
    """From 0."""


@dataclass(frozen=True)
class NumberLevel:
    style: str
    template: str
    """`^1.`, `제^1장`, `(^5)`; `^n` is the number of level n."""
    start: int = 1


class Numbers:
    """Counts numbered paragraphs, one counter for each numbering and level."""

    def __init__(self, numberings: dict[str, dict[int, NumberLevel]]) -> None:
        self._numberings = numberings
        self._counts: dict[str, dict[int, int]] = {}

    def mark(self, head: Head) -> str:
        levels = self._numberings.get(head.numbering, {})
        level = levels.get(head.level)
        if level is None:
            return ""
        counts = self._counts.setdefault(f"{head.kind}:{head.numbering}", {})
        counts[head.level] = counts.get(head.level, level.start - 1) + 1
        for deeper in [other for other in counts if other > head.level]:
            del counts[deeper]

        def one(depth: int) -> str:
            at = levels.get(depth, NumberLevel("DIGIT", ""))
            return numeral(counts.setdefault(depth, at.start), at.style)

        def filled(found: re.Match[str]) -> str:
            if found.group(1) in "nN":
                dot = "." if found.group(1) == "N" else ""
                return ".".join(one(depth) for depth in range(head.level + 1)) + dot
            return one(int(found.group(1)) - 1)

        return _MARK.sub(filled, level.template)


@dataclass
class Line:
    """A paragraph while it is read."""

    words: list[str] = field(default_factory=list)
    sizes: dict[float, int] = field(default_factory=dict)
    bold: int = 0
    letters: int = 0
    asides: list[Part] = field(default_factory=list)
    """What is anchored in it and stands for itself: tables, boxes, pictures, notes."""
    equation: bool = False

    def say(self, text: str, size: float, bold: bool) -> None:
        self.words.append(text)
        letters = len(text.strip())
        self.letters += letters
        self.bold += letters if bold else 0
        self.sizes[size] = self.sizes.get(size, 0) + letters

    def part(self, path: str, head: Head, style: str, numbers: Numbers) -> Part | None:
        """The paragraph itself; None where it has no words."""
        text = tidy("".join(self.words))
        if not text:
            return None
        mark = numbers.mark(head) if head.kind in ("OUTLINE", "NUMBER") else ""
        level = self._level(head, style, text)
        flags = ["equation"] if self.equation else []
        if _CONTENTS.match(style):
            level, flags = None, [*flags, "toc"]
        listed = level is None and (head.kind != "NONE" or is_list_item(text))
        return Part(
            "list_item" if listed else "paragraph",
            f"{mark} {text}" if mark else text,
            path,
            level=level,
            size=max(self.sizes, key=lambda size: self.sizes[size], default=10.0),
            bold=self.letters > 0 and self.bold >= 0.9 * self.letters,
            caption=bool(_CAPTION.match(style)),
            flags=tuple(flags),
        )

    def _level(self, head: Head, style: str, text: str) -> int | None:
        """Outline levels number lists too: a sentence is no heading."""
        match = _OUTLINE.match(style)
        if head.kind != "OUTLINE" and match is None:
            return None
        if len(text) > _MAX_HEADING or "\n" in text or ends_sentence(text):
            return None
        return head.level + 1 if head.kind == "OUTLINE" else int(match.group(1)) if match else None


def tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass
class TableCell:
    """A cell with all that stands in it."""

    row: int
    col: int
    rowspan: int
    colspan: int
    parts: list[Part]
    header: bool = False


def table_parts(cells: Sequence[TableCell], path: str, caption: str, nested: bool) -> list[Part]:
    """A table and, after it, the tables and pictures of its cells; the contents of a single cell,
    which is a frame around text."""
    if len(cells) == 1 and not caption:
        return list(cells[0].parts)
    grid: list[GridCell] = []
    asides: list[Part] = []
    for cell in cells:
        own = [part for part in cell.parts if part.kind in ("paragraph", "list_item")]
        text = "\n".join(part.text for part in own if not part.flags or "equation" in part.flags)
        bold = bool(own) and all(part.bold for part in own)
        grid.append(
            GridCell(cell.row, cell.col, text, cell.rowspan, cell.colspan, cell.header, bold)
        )
        for part in cell.parts:
            if part.kind == "table":
                label = part.title or (own[-1].text[:80] if own else "")
                asides.append(replace(part, flags=("nested",), title=label))
            elif part.kind not in ("paragraph", "list_item") or (
                part.flags and "equation" not in part.flags
            ):
                asides.append(part)
    found: list[Part] = []
    if caption:
        found.append(Part("paragraph", caption, f"{path}/caption", caption=True))
    if any(cell.text for cell in grid) or not asides:
        flags = ("nested",) if nested else ()
        found.append(Part("table", "", path, cells=table_cells(grid), title=caption, flags=flags))
    return found + asides
