"""What DOCX styles and numbering say of a paragraph: its heading level, its number, its type."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.ingest.readers.numerals import numeral
from workbench.ingest.readers.package import number

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|제목|개요|표제|見出し|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|제목|표지\s?제목|문서\s?제목)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|목차|차례|table of figures|그림 목차)\b", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:caption|캡션)$", re.IGNORECASE)
_LIST = re.compile(r"^(?:list\s+(?:bullet|number)|목록\s*(?:글머리|번호)|글머리)", re.IGNORECASE)
_LEVEL_TEXT = re.compile(r"%([1-9])")
_BODY_LEVEL = 9
_MAX_CHAIN = 20


def child(at: _Element | None, *names: str) -> _Element | None:
    """The element at a path of WordprocessingML names below `at`."""
    for name in names:
        at = at.find(W + name) if at is not None else None
    return at


def value(at: _Element | None, *names: str) -> str | None:
    """Its `w:val`; an empty string where the element is there without one."""
    found = child(at, *names)
    return None if found is None else found.get(f"{W}val", "")


def on(at: _Element | None, name: str) -> bool | None:
    """A toggle such as `w:b`; None where it is not said."""
    said = value(at, name)
    return None if said is None else said.lower() not in ("0", "false", "off", "none")


@dataclass
class _Style:
    name: str
    based_on: str | None
    outline: int | None
    numbers: tuple[str, int] | None
    """numId and level."""
    size: float | None
    bold: bool | None
    is_default: bool = False


@dataclass
class Styles:
    """Paragraph and character styles by id."""

    root: _Element | None
    default_size: float = 10.0
    default: str = ""
    _styles: dict[str, _Style] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        half = number(value(child(self.root, "docDefaults", "rPrDefault", "rPr"), "sz"), 20)
        self.default_size = half / 2
        for style in self.root.iter(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            self._styles[key] = _read_style(style)
            is_default = style.get(f"{W}default") in ("1", "true")
            if is_default and style.get(f"{W}type") == "paragraph":
                self.default = key

    def _chain(self, key: str | None) -> list[_Style]:
        found: list[_Style] = []
        while key in self._styles and len(found) < _MAX_CHAIN:
            found.append(self._styles[key])
            key = found[-1].based_on
        return found

    def level(self, properties: _Element | None) -> int | None:
        """Heading level of a paragraph, from 1, by its own outline level or its style."""
        direct = value(properties, "outlineLvl")
        if direct is not None:
            depth = number(direct, _BODY_LEVEL)
            return None if depth >= _BODY_LEVEL else depth + 1
        for style in self._chain(value(properties, "pStyle")):
            if style.outline is not None:
                return None if style.outline >= _BODY_LEVEL else style.outline + 1
            if match := _HEADING.match(style.name):
                return int(match.group(1))
            if _TITLE.match(style.name):
                return 1
        return None

    def is_contents(self, properties: _Element | None) -> bool:
        return any(_CONTENTS.match(style.name) for style in self._chain(_style(properties)))

    def is_caption(self, properties: _Element | None) -> bool:
        return any(_CAPTION.match(style.name) for style in self._chain(_style(properties)))

    def numbers(self, properties: _Element | None) -> tuple[str, int] | None:
        """numId and level of a list paragraph, direct or by style; None where it is none."""
        own = _numbers(child(properties, "numPr"))
        if own is not None and own[0]:
            return None if own[0] == "0" else own
        for style in self._chain(_style(properties)):
            if style.numbers is not None and style.numbers[0]:
                if style.numbers[0] == "0":
                    return None
                return style.numbers[0], own[1] if own is not None else style.numbers[1]
        return None

    def is_list(self, properties: _Element | None) -> bool:
        chain = self._chain(_style(properties))
        return any(_LIST.match(style.name) for style in chain)

    def size(self, properties: _Element | None, run: _Element | None) -> float:
        """Points of a run: its own, its character style's, its paragraph style's, the default."""
        if (own := number(value(run, "sz"))) > 0:
            return own / 2
        for key in (value(run, "rStyle"), _style(properties) or self.default):
            for style in self._chain(key):
                if style.size:
                    return style.size
        return self.default_size

    def bold(self, properties: _Element | None, run: _Element | None) -> bool:
        own = on(run, "b")
        if own is not None:
            return own
        for key in (value(run, "rStyle"), _style(properties)):
            for style in self._chain(key):
                if style.bold is not None:
                    return style.bold
        return False


def _style(properties: _Element | None) -> str | None:
    return value(properties, "pStyle")


def _read_style(style: _Element) -> _Style:
    properties, run = child(style, "pPr"), child(style, "rPr")
    outline = value(properties, "outlineLvl")
    size = number(value(run, "sz"))
    return _Style(
        name=(value(style, "name") or "").strip(),
        based_on=value(style, "basedOn"),
        outline=None if outline is None else number(outline, _BODY_LEVEL),
        numbers=_numbers(child(properties, "numPr")),
        size=size / 2 if size > 0 else None,
        bold=on(run, "b"),
    )


def _numbers(at: _Element | None) -> tuple[str, int] | None:
    if at is None:
        return None
    return value(at, "numId") or "", min(max(number(value(at, "ilvl")), 0), 8)


@dataclass
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


class Numbering:
    """Counts list paragraphs as Word does and gives each the number that it shows."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: _Element) -> None:
        abstract = {
            item.get(f"{W}abstractNumId", ""): {
                number(level.get(f"{W}ilvl")): _read_level(level) for level in item.iter(f"{W}lvl")
            }
            for item in root.iter(f"{W}abstractNum")
        }
        for item in root.iter(f"{W}num"):
            key = value(item, "abstractNumId") or ""
            levels = dict(abstract.get(key, {}))
            counter = key
            for change in item.iter(f"{W}lvlOverride"):
                depth = number(change.get(f"{W}ilvl"))
                if (level := child(change, "lvl")) is not None:
                    levels[depth] = _read_level(level)
                if (start := value(change, "startOverride")) is not None:
                    old = levels.get(depth, _Level())
                    levels[depth] = _Level(old.style, old.text, number(start, 1), old.legal)
                    counter = f"num:{item.get(f'{W}numId', '')}"
            self._lists[item.get(f"{W}numId", "")] = (counter, levels)

    def mark(self, numbers: tuple[str, int]) -> str:
        """The number of the next paragraph of a list (`제1장`, `1.2`, `가.`); empty for bullets."""
        key, depth = numbers
        counter, levels = self._lists.get(key, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[counter]
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style in ("bullet", "none"):
            return "" if level.style == "bullet" else level.text
        return _LEVEL_TEXT.sub(lambda found: self._one(found, counts, levels, level), level.text)

    def _one(
        self, found: re.Match[str], counts: dict[int, int], levels: dict[int, _Level], at: _Level
    ) -> str:
        depth = int(found.group(1)) - 1
        level = levels.get(depth, _Level())
        count = counts.setdefault(depth, level.start)
        return numeral(count, "decimal" if at.legal else level.style)


def _read_level(level: _Element) -> _Level:
    text = value(level, "lvlText") or ""
    return _Level(
        style=value(level, "numFmt") or "decimal",
        text=text,
        start=number(value(level, "start"), 1),
        legal=bool(on(level, "isLgl")),
    )
