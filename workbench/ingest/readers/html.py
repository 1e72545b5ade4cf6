"""HTML to elements: what a reader sees, in order, with tables exact.

Navigation, page headers and footers become furniture, never dropped. No entity, script, style
sheet, frame or address is followed; nothing is fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import UserError
from workbench.ingest.encoding import detect_encoding
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.flow import read_parts
from workbench.ingest.readers.html_walk import parts
from workbench.records import Message

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w:.\-]+)""", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML text may hold."""
_KOREAN = frozenset({"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "korean"})
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_html(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: unknown encoding, nested beyond sense, nothing to read."""
    text = decode(path, name, report)
    return html_elements(text, name, report)


def html_elements(text: str, name: str, report: Report) -> Iterator[ParsedElement]:
    """Elements of HTML text; also what Markdown is turned into."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    data = _CONTROLS.sub("", text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise UserError("error.no_text", name=name)
    return read_parts(parts(root), name, report, styled=True)


def decode(path: Path, name: str, report: Report) -> str:
    """Text by byte order mark, else by what the page declares, else by what decodes."""
    data = path.read_bytes()
    declared = _declared(data)
    if declared is not None:
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            pass
    try:
        encoding = detect_encoding(path, name)
    except UserError:
        if declared is None:
            raise
        # A few broken bytes in a page that says what it is in: the rest of it is worth reading.
        report.notices.append(Message(key="problem.broken_bytes"))
        return data.decode(declared, errors="replace")
    if encoding == "cp949" and declared is None:
        report.notices.append(Message(key="problem.read_as_cp949"))
    return data.decode(encoding)


def _declared(data: bytes) -> str | None:
    """The encoding that the first bytes name, where Python knows it; EUC-KR is read as CP949."""
    if data.startswith(_MARKS):
        return None
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    found = match.group(1).decode("ascii", "ignore").lower()
    if found in _KOREAN:
        return "cp949"
    try:
        known = codecs.lookup(found).name
    except LookupError:
        return None
    return None if known.startswith(("utf-16", "utf-32")) else known
