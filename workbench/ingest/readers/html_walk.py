"""The tree of an HTML page to parts: one walk in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.ingest.readers.flow import Part
from workbench.ingest.readers.html_table import (
    caption_of,
    grid_of,
    is_layout,
    nested_tables,
    pictures_of,
)
from workbench.ingest.readers.html_text import BLOCKS, SKIPPED, SPACES, block_lines, tidy, words
from workbench.ingest.readers.numerals import numeral
from workbench.ingest.readers.package import number
from workbench.records import ElementKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search"})
_FURNITURE_NAMES = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "gnb",
        "lnb",
        "snb",
        "breadcrumb",
        "breadcrumbs",
        "sidebar",
        "footer",
        "header",
        "site-header",
        "site-footer",
        "page-footer",
        "page-header",
        "skip",
        "skipnav",
        "skip-nav",
        "menu",
        "copyright",
    ]
)
_CONTENT = frozenset({"article", "section", "main", "blockquote", "figure", "dialog"})
_FILES = re.compile(
    r"^(?!(?:https?:|mailto:|tel:|javascript:|data:|//|#)).+"
    r"\.(?:pdf|hwpx?|docx?|xlsx?|pptx?|csv|zip|txt)(?:[?#].*)?$",
    re.IGNORECASE,
)
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SMALL = 32
"""Pixels; smaller pictures are icons."""


def parts(root: _Element) -> Iterator[Part]:
    """Parts of a page in document order. Raises RecursionError for trees beyond sense."""
    walker = _Walker(root)
    yield from walker.block(root)
    yield from walker.flush(root)


@dataclass(slots=True)
class _Item:
    """The list item that is open: its number is written before its first words."""

    mark: str


class _Walker:
    def __init__(self, root: _Element) -> None:
        self._tree = root.getroottree()
        self._words: list[str] = []
        self._bold = 0
        self._letters = 0
        self._links = False
        self._item: _Item | None = None

    # What is open becomes a part --------------------------------------------------------------

    def flush(
        self, at: _Element, level: int | None = None, caption: bool = False
    ) -> Iterator[Part]:
        """The words since the last block as one part."""
        text = tidy("".join(self._words))
        bold = self._letters > 0 and self._bold >= 0.9 * self._letters
        flags = ("attachment",) if self._links else ()
        self._words, self._bold, self._letters, self._links = [], 0, 0, False
        if not text:
            return
        kind: ElementKind = "paragraph"
        if self._item is not None and level is None and not caption:
            kind = "list_item"
            text, self._item.mark = f"{self._item.mark}{text}", ""
        yield Part(
            kind, text, self._path(at), level, bold=bold, caption=caption, flags=flags,
            row=_line(at),
        )  # fmt: skip

    def _path(self, at: _Element) -> str:
        return str(self._tree.getpath(at))

    def _say(self, text: str | None, bold: bool) -> None:
        if text:
            self._words.append(SPACES.sub(" ", text))
            letters = len(text.strip())
            self._letters += letters
            self._bold += letters if bold else 0

    # The walk ---------------------------------------------------------------------------------

    def block(self, at: _Element, bold: bool = False) -> Iterator[Part]:
        """What stands inside of `at`: its words are kept open, its blocks are parts."""
        self._say(at.text, bold)
        for child in at:
            if not isinstance(child.tag, str):
                self._say(child.tail, bold)
                continue
            yield from self._child(child, at, bold)
            self._say(child.tail, bold)

    def _child(self, child: _Element, at: _Element, bold: bool) -> Iterator[Part]:
        tag = child.tag
        if tag in SKIPPED:
            return
        if tag == "br":
            self._words.append("\n")
        elif tag == "img":
            yield from self._picture(child)
        elif tag in BLOCKS or _depth(child) is not None:
            yield from self.flush(at)
            yield from self._open(child)
        else:
            if tag == "a" and _FILES.match(child.get("href") or ""):
                self._links = True
            yield from self.block(child, bold or tag in ("b", "strong"))

    def _open(self, at: _Element) -> Iterator[Part]:
        tag = at.tag
        if is_furniture(at):
            yield from self._aside(at)
        elif (depth := _depth(at)) is not None:
            yield from self.block(at)
            yield from self.flush(at, depth)
        elif tag in ("ul", "ol", "menu", "dir"):
            yield from self._list(at)
        elif tag == "dl":
            yield from self._definitions(at)
        elif tag == "table":
            yield from self._table(at)
        elif tag == "pre":
            yield from self._verbatim(at)
        else:
            yield from self.block(at)
            yield from self.flush(at, caption=tag == "figcaption")

    def _aside(self, at: _Element) -> Iterator[Part]:
        """All of a page's header, footer or menu as one piece of furniture."""
        lines = [line for line in block_lines(at) if line]
        if lines:
            yield Part("furniture", "\n".join(lines), self._path(at), row=_line(at))

    def _list(self, at: _Element) -> Iterator[Part]:
        outer, position = self._item, number(at.get("start"), 1) - 1
        for child in at:
            if not isinstance(child.tag, str) or child.tag in SKIPPED:
                continue
            if child.tag != "li":
                self._item = outer
                yield from self._child(child, at, False)
                continue
            position = number(child.get("value"), position + 1)
            style = _TYPES.get(child.get("type") or at.get("type") or "", "decimal")
            self._item = _Item(f"{numeral(position, style)}. " if at.tag == "ol" else "")
            yield from self.block(child)
            yield from self.flush(child)
        self._item = outer

    def _definitions(self, at: _Element) -> Iterator[Part]:
        """A term and what it means as one list item: `term: meaning`."""
        term = ""
        for child in at.iter("dt", "dd"):
            if child.xpath("ancestor::dl[1]")[0] is not at:
                continue
            if child.tag == "dt":
                term = tidy(" ".join(block_lines(child)))
                if (after := child.getnext()) is not None and after.tag == "dd":
                    continue
            outer, self._item = self._item, _Item(f"{term}: " if child.tag == "dd" and term else "")
            term = ""
            yield from self.block(child)
            yield from self.flush(child)
            self._item = outer

    def _verbatim(self, at: _Element) -> Iterator[Part]:
        text = "".join(words(at)).strip("\n").rstrip()
        if text:
            yield Part("paragraph", text, self._path(at), row=_line(at), flags=("verbatim",))

    def _table(self, at: _Element) -> Iterator[Part]:
        if is_layout(at):
            for cell in at.iter("td", "th", "caption"):
                if cell.xpath("ancestor::table[1]")[0] is at:
                    yield from self.block(cell)
                    yield from self.flush(cell)
            return
        title = caption_of(at)
        if title:
            yield Part("paragraph", title, f"{self._path(at)}/caption", caption=True)
        yield from self._grid(at, title, ())

    def _grid(self, at: _Element, title: str, flags: tuple[str, ...]) -> Iterator[Part]:
        cells = grid_of(at)
        if cells:
            yield Part(
                "table", "", self._path(at), cells=cells, title=title, flags=flags, row=_line(at)
            )
        for picture in pictures_of(at):
            yield from self._picture(picture)
        for label, table in nested_tables(at):
            yield from self._grid(table, caption_of(table) or label, ("nested",))

    def _picture(self, at: _Element) -> Iterator[Part]:
        """Its alternative text; a flag where it has none and is no icon."""
        text = tidy(at.get("alt") or "")
        sides = [
            number((at.get(side) or "").removesuffix("px"), 999) for side in ("width", "height")
        ]
        if min(sides) <= _SMALL:
            return
        flags = () if text else ("picture",)
        if text or at.get("role") != "presentation":
            yield Part("figure", text, self._path(at), flags=flags)


def _depth(at: _Element) -> int | None:
    """Depth of a heading element."""
    if at.tag in _HEADINGS:
        return _HEADINGS[at.tag]
    return number(at.get("aria-level"), 2) if at.get("role") == "heading" else None


def _line(at: _Element) -> int | None:
    """Line of the source that Markdown left on the element."""
    line = at.get("data-line")
    return number(line) or None if line else None


def is_furniture(at: _Element) -> bool:
    """A page's navigation, header or footer, by element, role or name; what holds headings or
    stands within an article is content."""
    if at.tag in ("body", "html", "main", "table", "li") or at.tag in _HEADINGS:
        return False
    named = at.tag in ("nav", "search") or at.get("role") in _FURNITURE_ROLES
    if at.tag in ("header", "footer"):
        named = not any(above.tag in _CONTENT for above in at.iterancestors())
    elif not named:
        words = {*(at.get("class") or "").lower().split(), (at.get("id") or "").lower()}
        named = bool(words & _FURNITURE_NAMES) and _is_thin(at)
    if not named:
        return False
    return at.tag == "nav" or not any(True for _ in at.iter(*_HEADINGS, "article", "main"))


def _is_thin(at: _Element) -> bool:
    """Mostly links, or hardly a sentence: text that only a class name calls a menu is kept."""
    total = sum(len(word.strip()) for word in words(at))
    linked = sum(len(word.strip()) for link in at.iter("a") for word in words(link))
    return total <= 80 or linked >= 0.5 * total
