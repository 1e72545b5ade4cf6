"""Markdown to elements, by way of HTML: one set of rules for lists, tables and headings.

Each element names its line in the file. Front matter (YAML between `---`) is not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workbench.ingest.encoding import detect_encoding
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.html import html_elements
from workbench.records import Message

_FRONT = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)


def read_markdown(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: unknown encoding, nothing to read."""
    return html_elements(_to_html(read_text(path, name, report)), name, report)


def read_text(path: Path, name: str, report: Report) -> str:
    """A text file in whatever encoding it comes. Raises UserError where none fits."""
    encoding = detect_encoding(path, name)
    if encoding == "cp949":
        report.notices.append(Message(key="problem.read_as_cp949"))
    text = path.read_bytes().decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def _to_html(text: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    front = _FRONT.match(text)
    skipped = front.group().count("\n") if front else 0
    tokens = parser.parse(text[front.end() :] if front else text)
    for token in tokens:
        if token.map is not None and token.nesting >= 0:
            token.attrSet("data-line", str(token.map[0] + 1 + skipped))
    return str(parser.renderer.render(tokens, parser.options, {}))
