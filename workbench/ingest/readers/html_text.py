"""The words inside an HTML element, in lines as blocks and line ends divide them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "base",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "svg",
        "select",
        "option",
        "button",
        "input",
        "datalist",
        "map",
        "area",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "aside",
        "header",
        "footer",
        "nav",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "figure",
        "figcaption",
        "hr",
        "details",
        "summary",
        "address",
        "fieldset",
        "legend",
        "center",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "body",
        "html",
        "hgroup",
        "menu",
        "dir",
        "caption",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "search",
        "dialog",
    ]
)
SPACES = re.compile(r"[ \t\r\n\f\u200b]+")


def tidy(text: str) -> str:
    lines = (SPACES.sub(" ", line).strip(" \xa0") for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def words(at: _Element) -> Iterator[str]:
    """All text inside of `at`, without scripts and styles; `br` is a line end."""
    if at.text:
        yield at.text
    for child in at:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            if child.tag == "br":
                yield "\n"
            else:
                yield from words(child)
        if child.tail:
            yield child.tail


def block_lines(at: _Element) -> list[str]:
    """The text inside of `at`, one line for each block or `br`."""
    lines: list[list[str]] = [[]]

    def walk(inner: _Element) -> None:
        lines[-1].append(inner.text or "")
        for child in inner:
            if isinstance(child.tag, str) and child.tag not in SKIPPED:
                apart = child.tag in BLOCKS or child.tag == "br"
                if apart:
                    lines.append([])
                if child.tag != "br":
                    walk(child)
                    if apart:
                        lines.append([])
            lines[-1].append(child.tail or "")

    walk(at)
    return [line for words in lines if (line := tidy(SPACES.sub(" ", "".join(words))))]
