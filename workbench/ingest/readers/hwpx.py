"""HWPX (KS X 6101, OWPML) to elements: a ZIP of XML, read section by section."""

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
from workbench.ingest.readers.hwpx_section import Section, local
from workbench.ingest.readers.ole import embedded_file
from workbench.ingest.readers.package import Package, number, open_package

if TYPE_CHECKING:
    from lxml.etree import _Element

_SECTION = re.compile(r"^Contents/section(\d+)\.xml$", re.IGNORECASE)


def read_hwpx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: damaged, protected by a password, nothing to read."""
    with open_package(path, name, "HWPX") as package:
        if _is_encrypted(package):
            raise UserError("error.encrypted_hwp", name=name)
        yield from read_parts(_parts(package, report), name, report)


def _is_encrypted(package: Package) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in package.names and b"encryption-data" in package.read(manifest)


@dataclass
class Shapes:
    """header.xml: what ids of characters, paragraphs and styles stand for."""

    characters: dict[str, tuple[float, bool]] = field(default_factory=dict)
    """Points, and whether in bold."""
    heads: dict[str, Head] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    numberings: dict[str, dict[int, NumberLevel]] = field(default_factory=dict)


def _shapes(root: _Element | None) -> Shapes:
    found = Shapes()
    for at in root.iter() if root is not None else ():
        key = at.get("id", "")
        match local(at):
            case "charPr":
                bold = any(local(mark) == "bold" for mark in at)
                found.characters[key] = (number(at.get("height"), 1000) / 100, bold)
            case "paraPr":
                found.heads[key] = next(
                    (_head(sub) for sub in at if local(sub) == "heading"), Head()
                )
            case "style":
                found.styles[key] = at.get("name", "")
            case "numbering":
                found.numberings[key] = {
                    number(sub.get("level"), 1) - 1: NumberLevel(
                        sub.get("numFormat", "DIGIT"), sub.text or "", number(sub.get("start"), 1)
                    )
                    for sub in at
                    if local(sub) == "paraHead"
                }
    return found


def _head(at: _Element) -> Head:
    return Head(at.get("type", "NONE"), at.get("idRef", "0"), number(at.get("level")))


def _parts(package: Package, report: Report) -> Iterator[Part]:
    shapes = _shapes(package.find("Contents/header.xml"))
    numbers = Numbers(shapes.numberings)
    sections = sorted(
        (int(match.group(1)), name)
        for name in package.names
        if (match := _SECTION.match(name)) is not None
    )
    if not sections:
        raise package.damaged()
    said: set[str] = set()
    for index, member in sections:
        section = Section(shapes.characters, shapes.heads, shapes.styles, numbers, said)
        yield from section.parts(package.xml(member), f"section[{index}]/")
    for member in sorted(package.names):
        if member.lower().startswith("bindata/") and member.lower().endswith(".ole"):
            found = embedded_file(package.read(member), member.rsplit("/", 1)[-1])
            if found is not None:
                report.attach(*found)
