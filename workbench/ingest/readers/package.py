"""A ZIP container of an office format, read with a count: no member may grow beyond its due."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UserError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_READ = 300 << 20
"""Bytes unpacked from one container, whatever its directory declares."""
_BLOCK = 1 << 20
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OOXML, _PURL = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
_STRICT = (
    (_PURL + b"wordprocessingml/main", _OOXML + b"wordprocessingml/2006/main"),
    (_PURL + b"drawingml/main", _OOXML + b"drawingml/2006/main"),
    (_PURL + b"drawingml/wordprocessingDrawing", _OOXML + b"drawingml/2006/wordprocessingDrawing"),
    (_PURL + b"drawingml/chart", _OOXML + b"drawingml/2006/chart"),
    (_PURL + b"officeDocument/math", _OOXML + b"officeDocument/2006/math"),
    (_PURL + b"officeDocument/relationships", _OOXML + b"officeDocument/2006/relationships"),
)
"""Namespaces of ISO/IEC 29500 Strict, and those that Office writes unless it is asked to."""
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError, OSError,
)  # fmt: skip
"""What a damaged container makes the standard library raise."""


class Package:
    """Members by name. Raises UserError `error.damaged_document` for what is broken."""

    def __init__(self, archive: zipfile.ZipFile, name: str, kind: str) -> None:
        self._archive = archive
        self._name = name
        self._kind = kind
        self._left = MAX_READ
        self.names = set(archive.namelist())

    def damaged(self) -> UserError:
        return UserError("error.damaged_document", name=self._name, kind=self._kind)

    def read(self, member: str) -> bytes:
        """Bytes of a member. Raises UserError where it is missing, broken or unpacks too far."""
        if member not in self.names:
            raise self.damaged()
        parts: list[bytes] = []
        try:
            with self._archive.open(member) as file:
                while block := file.read(_BLOCK):
                    self._left -= len(block)
                    if self._left < 0:
                        size = MAX_READ >> 20
                        raise UserError("error.archive_bomb", name=self._name, size=size)
                    parts.append(block)
        except (*DAMAGED, RuntimeError, ValueError):
            raise self.damaged() from None
        return b"".join(parts)

    def xml(self, member: str) -> _Element:
        """Root of an XML member, without entities, DTD and network."""
        data = self.read(member)
        if _DECLARES.search(data[:65536]):
            raise UserError("error.xml_entities", name=self._name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise self.damaged() from None

    def find(self, member: str) -> _Element | None:
        return self.xml(member) if member in self.names else None

    def relations(self, member: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last part of its type, member it points to); outside ones left out."""
        folder, file = posixpath.split(member)
        root = self.find(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if relation.tag != f"{_RELS}Relationship" or relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found[relation.get("Id", "")] = (kind, posixpath.normpath(path))
        return found


@contextmanager
def open_package(path: Path, name: str, kind: str) -> Iterator[Package]:
    """Raises UserError where the container cannot be opened."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise UserError("error.damaged_document", name=name, kind=kind) from None
    with archive:
        yield Package(archive, name, kind)


def number(value: str | None, default: int = 0) -> int:
    """An attribute as a whole number; `default` where it is none."""
    try:
        return int(value) if value else default
    except ValueError:
        return default
