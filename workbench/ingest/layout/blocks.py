"""Lines to blocks: paragraphs, list items, captions, tables, and what could not be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.ingest.layout.arrange import ArrangedPage, Measures, Part, Picture
from workbench.ingest.layout.frame import union
from workbench.ingest.layout.lines import Vocabulary, join_text
from workbench.ingest.layout.markers import (
    ends_sentence,
    is_caption,
    is_contents_line,
    is_list_item,
    may_be_cut,
    starts_block,
)
from workbench.ingest.layout.page import Line, Table, joint_conf
from workbench.ingest.parsed import Box
from workbench.ingest.tables import continues_table, join_tables

_BAD_SHARE = 0.3
"""A line with more unmapped characters than this is not text."""


@dataclass(slots=True)
class Block:
    """A piece of a page, its box in the display frame."""

    kind: str
    """paragraph, list_item, table, figure or furniture; headings are told apart later."""
    text: str
    page: int
    box: Box
    size: float = 0.0
    bold: bool = False
    lines: int = 0
    full: bool = False
    """Its last line reaches the right edge of its column."""
    flush: bool = False
    """Its last line ends at the very edge, as only lines that go on do in justified text."""
    indented: bool = False
    last_of_page: bool = False
    first_of_page: bool = False
    table: Table | None = None
    flags: list[str] = field(default_factory=list)
    level: int | None = None
    conf: float = -1.0
    doubtful: tuple[str, ...] = ()
    """How sure recognised text is, and its doubtful words; negative where it was not recognised."""
    parts: list[tuple[int, Box]] = field(default_factory=list)
    """Page and box of what was joined to it from the next column or page."""


def blocks(page: ArrangedPage, measures: Measures, words: Vocabulary) -> list[Block]:
    """All blocks of one page: text in reading order, then what runs aslant, then furniture."""
    width, height = page.display.size
    result: list[Block] = []
    if page.unread:
        result.append(Block("figure", "", page.number, (0, 0, width, height), flags=[page.unread]))
    for region in page.regions:
        result += _region(region, page, measures, words)
    result = list(_joined_columns(result, words))
    if result:
        result[0].first_of_page = result[-1].last_of_page = True
    result += [_aside(line, page, "paragraph", "rotated") for line in page.sideways]
    result += [_aside(line, page, "furniture", "rotated") for line in page.oblique]
    result += [_aside(line, page, "furniture", None) for line in page.furniture]
    return result


def _aside(line: Line, page: ArrangedPage, kind: str, flag: str | None) -> Block:
    unread = line.bad > _BAD_SHARE * line.chars
    flags = [flag] if flag else []
    return Block(
        "figure" if unread else kind,
        "" if unread else line.text,
        page.number,
        page.working.to(page.display, line.box),
        size=line.size,
        lines=1,
        conf=line.conf,
        doubtful=line.doubtful,
        flags=[*flags, "map_error"] if unread else flags,
    )


def _region(
    parts: list[Part], page: ArrangedPage, measures: Measures, words: Vocabulary
) -> Iterator[Block]:
    """The blocks of one column."""
    texts = [part for part in parts if isinstance(part, Line)]
    right = max((line.x1 for line in texts), default=0.0)
    left = min((line.x0 for line in texts), default=0.0)
    paragraph: list[Line] = []

    def close() -> Iterator[Block]:
        if paragraph:
            yield _paragraph(paragraph, page, left, right, words)
            paragraph.clear()

    for part in parts:
        if isinstance(part, Line):
            if paragraph and _begins(part, paragraph, measures, right):
                yield from close()
            paragraph.append(part)
            continue
        yield from close()
        box = page.working.to(page.display, part.box)
        if isinstance(part, Picture):
            yield Block("figure", "", page.number, box)
        elif part.bad > _BAD_SHARE * part.chars:
            yield Block("figure", "", page.number, box, flags=["map_error"])
        else:
            for cell in part.cells:
                cell.text = ""
                for text, full in cell.lines:
                    cell.text = join_text(cell.text, text, full, words)
            yield Block(
                "table", "", page.number, box, table=part, conf=part.conf, doubtful=part.doubtful
            )
    yield from close()


def _is_bad(line: Line) -> bool:
    return line.bad > _BAD_SHARE * line.chars


def _begins(line: Line, paragraph: list[Line], measures: Measures, right: float) -> bool:
    """Whether a line begins a new block after the lines of `paragraph`."""
    before, size = paragraph[-1], line.size

    def is_full(item: Line) -> bool:
        return right - item.x1 < 2 * item.size

    if _is_bad(line) != _is_bad(before):
        return True
    if abs(size - before.size) > 0.08 * max(size, before.size) or line.bold != before.bold:
        return True
    if line.hangul_font and before.hangul_font and line.hangul_font != before.hangul_font:
        return True
    distance = line.baseline - before.baseline
    if distance < 0.3 * size or distance > 1.12 * measures.pitch(size) + 0.6:
        return True
    cut_number = (
        before.text[-2:-1].isdigit() and before.text.endswith(".") and line.text[0].isdigit()
    ) or (may_be_cut(line.text) and is_full(before) and not ends_sentence(before.text))
    if (
        (starts_block(line.text) and not cut_number)
        or line.marked
        or line.contents
        or before.contents
    ):
        return True
    if is_list_item(paragraph[0].text) or paragraph[0].marked:
        outdented = line.x0 < paragraph[0].x0 - 0.5 * size
        return outdented or _had_room(before, line, measures, right)
    if _centred(line, before) and (line.x0 > paragraph[0].x0 + size or len(paragraph) == 1):
        return False
    return _indent(line, paragraph) or _had_room(before, line, measures, right)


def _centred(line: Line, before: Line) -> bool:
    middles = (line.x0 + line.x1) / 2 - (before.x0 + before.x1) / 2
    return abs(middles) < 2.5 and abs(line.x0 - before.x0) > line.size


def _indent(line: Line, paragraph: list[Line]) -> bool:
    """A first-line indent against lines that run from the margin."""
    reference = paragraph[1].x0 if len(paragraph) > 1 else paragraph[0].x0
    return 0.8 * line.size < line.x0 - reference < 6 * line.size


def _had_room(before: Line, line: Line, measures: Measures, right: float) -> bool:
    """The first word of `line` would have fitted behind `before`: the break was meant.

    Large type is broken where it looks well, so its line ends say nothing.
    """
    if before.size > 1.15 * measures.body:
        return False
    word = line.text.split(" ", 1)[0]
    advance = (line.x1 - line.x0) / max(len(line.text), 1)
    return right - before.x1 > (len(word) + 1) * advance + 1.5 * line.size


def _paragraph(
    lines: list[Line], page: ArrangedPage, left: float, right: float, words: Vocabulary
) -> Block:
    box = page.working.to(page.display, union([line.box for line in lines]))
    if _is_bad(lines[0]):
        return Block("figure", "", page.number, box, flags=["map_error"])
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        text = join_text(text, line.text, right - before.x1 < 1.6 * line.size, words)
    flags = []
    conf, doubtful = joint_conf(lines)
    if lines[0].contents or is_contents_line(text):
        flags.append("toc")
    elif is_caption(text):
        flags.append("caption")
    return Block(
        "list_item" if is_list_item(text) or lines[0].marked else "paragraph",
        text,
        page.number,
        box,
        size=sorted(line.size for line in lines)[len(lines) // 2],
        bold=all(line.bold for line in lines),
        lines=len(lines),
        full=right - lines[-1].x1 < 3 * lines[-1].size,
        flush=right - lines[-1].x1 < 0.6 * lines[-1].size,
        indented=lines[0].x0 - left > 0.8 * lines[0].size,
        conf=conf,
        doubtful=doubtful,
        flags=flags,
    )


def absorb(block: Block, after: Block) -> None:
    """Let a block go on in another place; its text or table was joined already."""
    block.parts += [(after.page, after.box), *after.parts]
    block.full, block.flush = after.full, after.flush
    block.lines += after.lines
    block.conf = min(block.conf, after.conf)
    block.doubtful += after.doubtful


def continues(before: Block, after: Block) -> bool:
    """Whether a paragraph that was cut by the end of a column or page goes on in `after`."""
    return (
        before.kind in ("paragraph", "list_item")
        and after.kind == "paragraph"
        and before.full
        and not before.flags
        and not after.flags
        and before.lines > 1
        and not after.indented
        and before.bold == after.bold
        and abs(before.size - after.size) < 0.5
        and (before.flush or not ends_sentence(before.text))
        and not starts_block(after.text)
    )


def _cut_table(before: Block, after: Block) -> bool:
    """Whether a table goes on at the top of the next column."""
    if before.table is None or after.table is None or after.box[1] >= before.box[1]:
        return False
    return after.box[0] > before.box[2] and continues_table(before.table, after.table)


def _joined_columns(page: list[Block], words: Vocabulary) -> Iterator[Block]:
    """Paragraphs that run from one column into the next are one."""
    current: Block | None = None
    for block in page:
        if current is not None and block.box[1] < current.box[1] and continues(current, block):
            current.text = join_text(current.text, block.text, True, words)
            absorb(current, block)
            continue
        if current is not None and _cut_table(current, block):
            assert current.table is not None and block.table is not None
            current.table = join_tables(current.table, block.table)
            absorb(current, block)
            continue
        if current is not None:
            yield current
        current = block
    if current is not None:
        yield current
