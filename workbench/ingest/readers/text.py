"""Plain text to elements: paragraphs between empty lines, headings by number and by standing alone.

Lines that a program broke at one width are joined again; lines that a person ended are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workbench.ingest.layout.markers import (
    ends_sentence,
    is_contents_line,
    is_list_item,
    number_depth,
    starts_block,
)
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.flow import Part, read_parts
from workbench.ingest.readers.markdown import read_text

_RULE = re.compile(r"^\s*([=\-_*#~])\1{2,}\s*$")
_SPACES = re.compile(r"[ \t\u3000\xa0\f]+")
_MIN_WIDTH = 60
"""Columns; text broken narrower than this was broken by a person."""
_MAX_HEADING = 60
_SECTION = 2
"""Numbering depth of 제n절; 장, 편 and 부록 have less."""
_TITLE_SIZE = 14.0
"""Text has no type sizes; a first line that stands alone is taken for the larger one."""

Numbered = tuple[int, str]


def read_txt(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: unknown encoding, nothing to read."""
    lines = read_text(path, name, report).replace("\0", "").split("\n")
    return read_parts(_parts(lines), name, report)


def columns(line: str) -> int:
    """How wide a line is drawn: Hangul and Han take two columns."""
    return sum(2 if "\u1100" <= sign <= "\uffdc" else 1 for sign in line)


def _parts(lines: list[str]) -> Iterator[Part]:
    width = _width(lines)
    first = True
    blocks = _blocks(lines)
    block = next(blocks, None)
    while block is not None:
        after = next(blocks, None)
        lines_here, level = block
        alone = len(lines_here) == 1
        leads = after is not None and not _is_label(after[0])
        for number, text in _joined(lines_here, width):
            part = _part(number, text, alone, leads)
            part.level = level
            if first and part.bold and number_depth(text) is None:
                part.size = _TITLE_SIZE
            first = False
            yield part
        block = after


def _is_label(block: list[Numbered]) -> bool:
    """One short line without a number: two of those in a row are a list, not headings."""
    return len(block) == 1 and _is_short(block[0][1]) and number_depth(block[0][1]) is None


def _width(lines: list[str]) -> int:
    """The width at which a program broke the lines; 0 where none did."""
    wide = sorted(columns(line.rstrip()) for line in lines if line.strip())
    if len(wide) < 8:
        return 0
    most = wide[int(0.95 * (len(wide) - 1))]
    full = sum(1 for size in wide if 0.85 * most <= size <= most + 4)
    return most if _MIN_WIDTH <= most <= 200 and full >= 0.4 * len(wide) else 0


def _blocks(lines: list[str]) -> Iterator[tuple[list[Numbered], int | None]]:
    """Lines between empty ones and rules; the level of a line that a rule is drawn under."""
    block: list[Numbered] = []
    for number, line in enumerate([*lines, ""], start=1):
        text = _SPACES.sub(" ", line).strip()
        ruled = bool(_RULE.match(line))
        if text and not ruled:
            block.append((number, text))
            continue
        if ruled and line.strip()[0] in "=-~" and block and len(block[-1][1]) <= _MAX_HEADING:
            title = block.pop()
            if block:
                yield block, None
            yield [title], 1 if line.strip()[0] == "=" else 2
        elif block:
            yield block, None
        block = []


def _joined(block: list[Numbered], width: int) -> Iterator[Numbered]:
    """Paragraphs of a block: a full line goes on in the next one."""
    open_line: Numbered | None = None
    full = False
    for number, text in block:
        if open_line is not None and full and not starts_block(text):
            open_line = open_line[0], f"{open_line[1]} {text}"
        else:
            if open_line is not None:
                yield open_line
            open_line = number, text
        full = width > 0 and columns(text) >= 0.75 * width
    if open_line is not None:
        yield open_line


def _is_short(text: str) -> bool:
    return len(text) <= _MAX_HEADING and not ends_sentence(text) and not is_contents_line(text)


def _part(number: int, text: str, alone: bool, leads: bool) -> Part:
    """Bold stands for what a person sees as a heading: short, alone, no sentence, before text; a
    chapter is one wherever it stands, so that all of them have one depth."""
    depth = number_depth(text)
    numbered = depth is not None
    chapter = depth is not None and depth <= _SECTION
    listed = is_list_item(text) and not (alone and numbered)
    return Part(
        "list_item" if listed else "paragraph",
        text,
        row=number,
        bold=_is_short(text) and (chapter or (alone and (numbered or (leads and not listed)))),
    )
