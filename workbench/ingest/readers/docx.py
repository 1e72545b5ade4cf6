"""DOCX to elements: paragraphs by style and outline level, lists numbered as Word shows them,
tables with their spans, text boxes, foot- and endnotes, headers and footers.

Tracked changes are read as accepted, hidden text and comments are not read. Files inside of the
document are handed on as documents of their own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.docx_body import Body, Notes
from workbench.ingest.readers.docx_styles import Numbering, Styles
from workbench.ingest.readers.flow import Part, read_parts
from workbench.ingest.readers.ole import embedded_file
from workbench.ingest.readers.package import Package, open_package

_EMBEDDED = frozenset({"package", "oleObject", "aFChunk"})
_CHUNK_ENDINGS = (".html", ".htm", ".xhtml", ".docx", ".txt")


def read_docx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: damaged, with entities, nothing to read."""
    with open_package(path, name, "DOCX") as package:
        yield from read_parts(_parts(package, report), name, report)


def _parts(package: Package, report: Report) -> Iterator[Part]:
    main = _main(package)
    folder = posixpath.dirname(main)
    relations = package.relations(main)
    styles = Styles(package.find(_related(relations, "styles", f"{folder}/styles.xml")))
    numbers = _related(relations, "numbering", f"{folder}/numbering.xml")
    numbering = Numbering(package.find(numbers))
    notes = Notes(
        package.find(_related(relations, "footnotes", f"{folder}/footnotes.xml")),
        package.find(_related(relations, "endnotes", f"{folder}/endnotes.xml")),
    )
    root = package.xml(main)
    for kind in ("header", "footer"):
        yield from _furniture(package, relations, kind, styles)
    body = Body(styles, numbering, notes, relations)
    yield from body.parts(root)
    for kind, target in body.embedded:
        if kind in _EMBEDDED and target in package.names:
            _hand_on(package, target, report)


def _main(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument" and target in package.names:
            return target
    return "word/document.xml"


def _related(relations: dict[str, tuple[str, str]], kind: str, default: str) -> str:
    return next((target for found, target in relations.values() if found == kind), default)


def _furniture(
    package: Package, relations: dict[str, tuple[str, str]], kind: str, styles: Styles
) -> Iterator[Part]:
    """Headers or footers of all sections, each text once."""
    seen: set[str] = set()
    for found, target in sorted(set(relations.values())):
        root = package.find(target) if found == kind else None
        if root is None:
            continue
        body = Body(styles, Numbering(None), Notes(None, None), {})
        texts = [part.text or _cells(part) for part in body.parts(root)]
        text = "\n".join(line for line in texts if line)
        if text and text not in seen:
            seen.add(text)
            yield Part("furniture", text, target)


def _cells(part: Part) -> str:
    return " ".join(cell.text for cell in part.cells if cell.text)


def _hand_on(package: Package, target: str, report: Report) -> None:
    data = package.read(target)
    name = posixpath.basename(target)
    if name.lower().endswith(".bin"):
        found = embedded_file(data, name)
        if found is None:
            return
        name, data = found
    elif "afchunk" in name.lower() and not name.lower().endswith(_CHUNK_ENDINGS):
        return
    report.attach(name, data)
