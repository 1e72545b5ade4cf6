"""From the parts of a document to its elements: heading levels, section paths, captions.

A format with styles says which of its parts are headings. Where it says nothing, or names but a
title, headings are found as in a PDF: by type size, weight and Korean or decimal numbering.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from workbench.errors import UserError
from workbench.ingest.layout.blocks import Block
from workbench.ingest.layout.headings import HeadingCount
from workbench.ingest.layout.markers import (
    article_lead,
    is_contents_line,
    is_table_caption,
    number_depth,
)
from workbench.ingest.parsed import Box, ParsedElement, Report
from workbench.ingest.readers.spool import Spool
from workbench.ingest.tables import linearise
from workbench.records import Cell, ElementKind, Locator, Message

_ARTICLE = 3
_FIRST = 12
"""Parts at the beginning among which a title is looked for."""
_MAX_LEVEL = 9


@dataclass(slots=True)
class Part:
    """A piece of a document in reading order, before headings are told apart."""

    kind: ElementKind
    text: str
    path: str | None = None
    """Where in the document it stands."""
    level: int | None = None
    """Depth that the document itself gives a heading."""
    size: float = 10.0
    """Points."""
    bold: bool = False
    page: int | None = None
    row: int | None = None
    """Line of a text file."""
    bbox: Box | None = None
    cells: tuple[Cell, ...] = ()
    caption: bool = False
    """The format says that it is a caption."""
    title: str = ""
    """A table's caption, where its format keeps it inside the table."""
    group: int | None = None
    """Sections do not reach over a change of group (a slide)."""
    flags: tuple[str, ...] = ()


@dataclass
class _Survey:
    """What one pass over all parts tells."""

    explicit: Counter[int] = field(default_factory=Counter)
    sizes: Counter[float] = field(default_factory=Counter)
    articles: int = 0
    captions: dict[int, str] = field(default_factory=dict)
    """Index of a table -> its caption."""
    captioning: set[int] = field(default_factory=set)

    @property
    def body(self) -> float:
        return self.sizes.most_common(1)[0][0] if self.sizes else 10.0


def elements(parts: Iterable[Part], styled: bool = False) -> Iterator[ParsedElement]:
    """Elements in order. `styled`: the format always says what is a heading, so that nothing is
    guessed once it names one."""
    spool: Spool[Part] = Spool()
    try:
        survey = _survey(parts, spool)
        headings = _headings(spool, survey, styled)
        yield from _emit(spool, survey, headings)
    finally:
        spool.close()


def read_parts(
    parts: Iterable[Part], name: str, report: Report, styled: bool = False
) -> Iterator[ParsedElement]:
    """Elements of a whole document; what was not read in it is said in the report.

    Raises UserError where it is nested beyond sense or holds nothing at all.
    """
    seen = pictures = worded = 0
    try:
        for element in elements(parts, styled):
            seen += 1
            worded += bool(element.text)
            pictures += "picture" in element.flags
            yield element
    except RecursionError:
        raise UserError("error.nested_too_deep", name=name) from None
    if not seen:
        raise UserError("error.no_text", name=name)
    if pictures:
        key = "problem.pictures" if worded else "problem.pictures_only"
        report.notices.append(Message(key=key, params={"n": pictures}))
    report.readable = worded > 0


def _survey(parts: Iterable[Part], spool: Spool[Part]) -> _Survey:
    survey = _Survey()
    before: tuple[int, Part] | None = None
    for index, part in enumerate(_split(parts)):
        if part.level is not None:
            survey.explicit[part.level] += 1
        elif part.kind in ("paragraph", "list_item"):
            survey.sizes[round(part.size * 2) / 2] += len(part.text)
            survey.articles += article_lead(part.text) is not None
        if part.kind == "table":
            _find_caption(survey, index, part, before)
        elif before is not None and before[1].kind == "table" and part.caption:
            _caption_below(survey, index, part, before[0])
        if part.kind != "furniture":
            before = index, part
        spool.append(part)
    return survey


def _find_caption(survey: _Survey, index: int, part: Part, before: tuple[int, Part] | None) -> None:
    if part.title:
        survey.captions[index] = part.title
        if before is not None and before[1].caption and before[1].text == part.title:
            survey.captioning.add(before[0])
    elif before is not None and before[1].kind in ("paragraph", "list_item"):
        above = before[1]
        says = above.caption or is_table_caption(above.text)
        if says and above.level is None and before[0] not in survey.captioning:
            survey.captions[index] = above.text
            survey.captioning.add(before[0])


def _caption_below(survey: _Survey, index: int, part: Part, table: int) -> None:
    if table not in survey.captions and is_table_caption(part.text):
        survey.captions[table] = part.text
        survey.captioning.add(index)


def _split(parts: Iterable[Part]) -> Iterator[Part]:
    """Articles of rules and contracts begin their first line with their heading."""
    for part in parts:
        lead = article_lead(part.text) if part.kind == "paragraph" and not part.flags else None
        if lead is None or not lead[1]:
            yield part
            continue
        yield replace(part, text=lead[0])
        yield replace(part, text=lead[1], bold=False)


def _headings(spool: Spool[Part], survey: _Survey, styled: bool) -> HeadingCount | None:
    """How levels are found; None where only the document's own headings count."""
    named = sum(survey.explicit.values())
    if styled and named:
        return None
    count = HeadingCount(survey.body)
    numbered = 0
    for index, part in enumerate(spool):
        if (block := _block(part, index, survey)) is not None:
            before = sum(count.styles.values())
            count.add(block)
            found = sum(count.styles.values()) > before
            numbered += found and part.level is None and number_depth(part.text) is not None
    return None if named >= 3 or (named and numbered < 2) else count


def _block(part: Part, index: int, survey: _Survey) -> Block | None:
    """The part as a block of a page, for the rules of PDF headings; None for what is none."""
    if part.kind not in ("paragraph", "list_item") or index in survey.captioning:
        return None
    if part.caption or part.flags or "\n" in part.text:
        return None
    article = article_lead(part.text) is not None and survey.articles >= 2
    return Block(
        "paragraph", part.text, 1 if index < _FIRST else 2, (0.0, 0.0, 0.0, 0.0), part.size,
        part.bold, 1, level=_ARTICLE if article else None,
    )  # fmt: skip


def _level(part: Part, index: int, survey: _Survey, headings: HeadingCount | None) -> int | None:
    if part.level is not None:
        return min(max(part.level, 1), _MAX_LEVEL)
    block = _block(part, index, survey)
    if block is None:
        return None
    if headings is not None:
        found = headings.level(block)
        # Below the title that the document names, where it names no more than that.
        return found and min(found + max(survey.explicit, default=0), _MAX_LEVEL)
    if block.level == _ARTICLE:
        return min(max(survey.explicit, default=0) + 1, _MAX_LEVEL)
    return None


def _emit(
    spool: Spool[Part], survey: _Survey, headings: HeadingCount | None
) -> Iterator[ParsedElement]:
    path: list[tuple[int, str]] = []
    group: int | None = None
    for index, part in enumerate(spool):
        if part.group != group:
            path, group = [], part.group
        level = _level(part, index, survey, headings)
        if level is not None:
            while path and path[-1][0] >= level:
                path.pop()
        section = () if part.kind == "furniture" else tuple(text for _, text in path)
        if level is not None:
            path.append((level, part.text))
        title = survey.captions.get(index, "")
        kind: ElementKind = "heading" if level is not None else part.kind
        yield ParsedElement(
            kind=kind,
            text=linearise(part.cells, title) if part.cells else part.text,
            level=level,
            page=part.page,
            bbox=part.bbox,
            locator=Locator(page=part.page, row=part.row, path=None if part.row else part.path),
            section_path=section,
            cells=part.cells,
            flags=_flags(part, kind, index in survey.captioning),
        )


def _flags(part: Part, kind: ElementKind, captioning: bool) -> tuple[str, ...]:
    flags = [*part.flags]
    if captioning:
        flags.append("caption")
    elif kind in ("paragraph", "list_item") and is_contents_line(part.text):
        flags.append("toc")
    return tuple(dict.fromkeys(flags))
