"""What a reader yields: elements before they belong to a project, and what was seen on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.records import (
    Cell,
    ElementKind,
    Locator,
    Message,
    Recognition,
    Record,
    content_hash,
)
from workbench.settings import Settings

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, y downwards."""

UNREAD_FLAGS = frozenset({"image_only", "map_error", "unreadable", "picture"})
"""Flags of places whose text was not read; the element then carries no text."""
ATTENTION_FLAGS = ("unmapped", "rotated", "equation", "attachment", "permission")
"""Flags of what was read and may still want a look; the others only say what something is."""
OUT_OF_CHUNKS = UNREAD_FLAGS | {"toc", "caption"}
"""Elements that are kept and shown, and stand in no chunk (a caption stands in its table)."""


class ParsedElement(Record):
    """An element as its document has it; `id` and project come later."""

    kind: ElementKind
    text: str
    level: int | None = None
    page: int | None = None
    bbox: Box | None = None
    locator: Locator = Locator()
    section_path: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    flags: tuple[str, ...] = ()
    recognition: Recognition | None = None
    """Set where the text was recognised in a picture."""


class ParsedPage(Record):
    """A page's size in points, as displayed."""

    number: int
    width: float
    height: float


MAX_ATTACHED = 100


class Attachment(Record):
    """A file inside a document: its name, and what it is called in the report's folder."""

    name: str
    file: str


@dataclass
class Report:
    """What a reader says beside its elements; complete once they are exhausted."""

    pages: list[ParsedPage] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    """What a person should know, the gravest first."""
    readable: bool = True
    """False where nothing at all could be read although the file opened."""
    at: Callable[[int | None], None] = lambda page: None
    """Told which page is worked at, None between pages: a watchdog stops what takes too long."""
    folder: Path | None = None
    """Where files that were found inside the document are put; None: they are only counted."""
    attached: list[Attachment] = field(default_factory=list)

    def attach(self, name: str, data: bytes) -> None:
        """Keep a file that stands inside the document, to be read as one of its own."""
        if len(self.attached) >= MAX_ATTACHED:
            return
        file = f"{len(self.attached)}"
        if self.folder is not None:
            self.folder.mkdir(exist_ok=True)
            (self.folder / file).write_bytes(data)
        self.attached.append(Attachment(name=name, file=file))


@dataclass(frozen=True)
class Limits:
    """What one document may take."""

    max_bytes: int = 200 << 20
    max_pages: int = 3000
    timeout_s: int = 600
    memory_bytes: int = 1500 << 20
    page_s: int = 10
    """Processor time that one page may take."""
    skip_pages: tuple[int, ...] = ()
    """Pages that crashed a parser or took too long; they are flagged, not read."""
    password: str | None = field(default=None, repr=False)
    """Of an encrypted file; never written anywhere."""

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            max_bytes=settings.max_upload_mb << 20,
            max_pages=settings.max_pages,
            timeout_s=settings.parse_timeout_s,
            memory_bytes=settings.parse_memory_mb << 20,
        )


Reader = Callable[[Path, str, Limits, Report], Iterator[ParsedElement]]
"""(path, file name for messages, limits, report) -> elements in reading order. Raises UserError."""


def element_id(document_key: str, seq: int, element: ParsedElement) -> str:
    """An opaque id, the same for every reading of the same document by the same rules.

    So a job that was interrupted while storing elements can go on where it stopped.
    """
    return short_id(document_key, "element", str(seq), element.kind, element_hash(element))


def chunk_id(document_key: str, seq: int, text: str) -> str:
    return short_id(document_key, "chunk", str(seq), content_hash(text))


def element_hash(element: ParsedElement) -> str:
    """Hash of what an element says, whatever its place: equal text is found again elsewhere."""
    cells = "\x1e".join(_squeezed(cell.text) for cell in element.cells)
    return content_hash(element.kind, _squeezed(element.text), cells)


def _squeezed(text: str) -> str:
    """Where lines were broken does not count."""
    return " ".join(text.split())


def short_id(*parts: str) -> str:
    """26 hexadecimal characters that follow from the parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:26]
