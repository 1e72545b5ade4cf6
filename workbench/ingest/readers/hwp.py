"""HWP 5.0 to elements: text, tables, notes, boxes. Password and distribution files are refused,
pictures are said not to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UserError
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.flow import Part, read_parts
from workbench.ingest.readers.hangul import Head, NumberLevel, Numbers
from workbench.ingest.readers.hwp_records import (
    CHAR_SHAPE,
    NUMBERING,
    PARA_SHAPE,
    STYLE,
    inflate,
    records,
    string,
    tree,
    u16,
    u32,
)
from workbench.ingest.readers.hwp_section import Section
from workbench.ingest.readers.ole import MAGIC, embedded_file, opened, stream, streams

if TYPE_CHECKING:
    from olefile import OleFileIO

SIGNATURE = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTED, _DRM = 1, 1 << 1, 1 << 2, 1 << 4
_CERTIFICATE = 1 << 8 | 1 << 10
_SECTION = re.compile(r"^BodyText/Section(\d+)$")
_HEADS = ("NONE", "OUTLINE", "NUMBER", "BULLET")
_FORMATS = (
    "DIGIT", "CIRCLED_DIGIT", "ROMAN_CAPITAL", "ROMAN_SMALL", "LATIN_CAPITAL", "LATIN_SMALL",
    "CIRCLED_LATIN_CAPITAL", "CIRCLED_LATIN_SMALL", "HANGUL_SYLLABLE", "CIRCLED_HANGUL_SYLLABLE",
    "HANGUL_JAMO", "CIRCLED_HANGUL_JAMO", "HANGUL_PHONETIC", "IDEOGRAPH",
)  # fmt: skip
_LEVELS = 7


def read_hwp(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: damaged, protected by a password, for distribution, nothing to read."""
    damaged = UserError("error.damaged_document", name=name, kind="HWP")
    ole = opened(path)
    if ole is None:
        raise damaged
    with ole:
        head = stream(ole, "FileHeader") or b""
        if not head.startswith(SIGNATURE) or len(head) < 40:
            raise damaged
        flags = u32(head, 36)
        if flags & (_PASSWORD | _DRM | _CERTIFICATE):
            raise UserError("error.encrypted_hwp", name=name)
        if flags & _DISTRIBUTED:
            raise UserError("error.distributed_hwp", name=name)
        compressed = bool(flags & _COMPRESSED)
        yield from read_parts(_parts(ole, compressed, report, damaged), name, report)


@dataclass
class Shapes:
    """DocInfo: what ids of characters, paragraphs and styles stand for."""

    characters: list[tuple[float, bool]] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    numberings: dict[str, dict[int, NumberLevel]] = field(default_factory=dict)


def _shapes(data: bytes) -> Shapes:
    found = Shapes()
    for record in records(data):
        body = record.data
        if record.tag == CHAR_SHAPE:
            found.characters.append((u32(body, 42, 1000) / 100, bool(u32(body, 46) & 2)))
        elif record.tag == PARA_SHAPE:
            look = u32(body, 0)
            kind = _HEADS[look >> 23 & 3]
            found.heads.append(Head(kind, str(u16(body, 30)), look >> 25 & 7))
        elif record.tag == STYLE:
            found.styles.append(string(body, 0)[0])
        elif record.tag == NUMBERING:
            found.numberings[str(len(found.numberings) + 1)] = _numbering(body)
    return found


def _numbering(body: bytes) -> dict[int, NumberLevel]:
    levels: dict[int, NumberLevel] = {}
    at = 0
    for level in range(_LEVELS):
        style = u32(body, at) >> 5 & 31
        template, at = string(body, at + 12)
        levels[level] = NumberLevel(_FORMATS[style] if style < len(_FORMATS) else "DIGIT", template)
    starts = at + 2
    return {
        level: NumberLevel(found.style, found.template, u32(body, starts + 4 * level, 1))
        for level, found in levels.items()
    }


def _parts(ole: OleFileIO, compressed: bool, report: Report, damaged: UserError) -> Iterator[Part]:
    names = streams(ole)
    sections = sorted(
        (int(match.group(1)), name) for name in names if (match := _SECTION.match(name))
    )
    if not sections:
        raise damaged
    try:
        shapes = _shapes(_bytes(ole, "DocInfo", compressed) or b"")
    except ValueError:
        raise damaged from None
    numbers = Numbers(shapes.numberings)
    said: set[str] = set()
    for index, name in sections:
        data = _bytes(ole, name, compressed)
        try:
            root = tree(data) if data is not None else None
        except ValueError:
            root = None
        if root is None:
            raise damaged
        section = Section(shapes.characters, shapes.heads, shapes.styles, numbers, said)
        yield from section.parts(root, f"section[{index}]/")
    for name in sorted(names):
        if name.startswith("BinData/") and name.upper().endswith(".OLE"):
            _hand_on(_bytes(ole, name, compressed) or b"", name, report)


def _bytes(ole: OleFileIO, name: str, compressed: bool) -> bytes | None:
    data = stream(ole, name)
    return inflate(data) if data is not None and compressed else data


def _hand_on(data: bytes, name: str, report: Report) -> None:
    start = data[:12].find(MAGIC)
    found = embedded_file(data[start:], name.rsplit("/", 1)[-1]) if start >= 0 else None
    if found is not None:
        report.attach(*found)
