"""Before anything is parsed: is this the file it says it is, and may it be opened?

Looks at sizes, first bytes and the directory of an archive, never at content. Each refusal is a
UserError of one sentence.
"""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from workbench.errors import UserError
from workbench.ingest.encoding import is_text
from workbench.ingest.media import CSV, ENDINGS, JSON, JSONL, KINDS, PDF, XLSX
from workbench.ingest.parsed import Limits

MAX_MEMBERS = 5000
MAX_UNPACKED = 300 << 20
MAX_RATIO = 100
"""Honest office files stay below 23:1; bombs go beyond 1000:1."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED = (b"<## NASCA DRM FILE", b"SCDSA00", b"<DOCUMENT SAFER", b"DRMONE", b"\x9b\x20DRMONE")
"""First bytes that document-security products put before a file."""
_MAX_NAME = 200


def clean_name(name: str) -> str:
    """A file name in NFC without folders and control characters, at most 200 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    name = "".join(c for c in PurePosixPath(name).name if c.isprintable()).strip(" .")
    if len(name) > _MAX_NAME:
        suffix = PurePosixPath(name).suffix[:12]
        name = name[: _MAX_NAME - len(suffix)] + suffix
    return name or "file"


def inspect(path: Path, name: str, limits: Limits) -> str:
    """The media type of a file that may be parsed. `name` is what people call it.

    Raises UserError: empty, too large, of an unknown kind, not what its ending says, wrapped by a
    document-security product, encrypted, or an archive that would unpack to far more than it is.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        reason = error.strerror or "?"
        raise UserError("error.cannot_read", name=name, reason=reason) from None
    if size == 0:
        raise UserError("error.empty_file", name=name)
    if size > limits.max_bytes:
        limit = limits.max_bytes >> 20
        raise UserError("error.file_too_large", name=name, size=size >> 20, limit=limit)
    if any(start.startswith(mark) for mark in _WRAPPED):
        raise UserError("error.drm_file", name=name)
    promised = ENDINGS.get(Path(name).suffix.lower())
    if promised is None:
        kinds = ", ".join(ending.lstrip(".").upper() for ending in ENDINGS)
        raise UserError("error.unknown_kind", name=name, known=kinds)
    if promised == XLSX and start.startswith(_OLE):
        raise UserError("error.encrypted_xlsx", name=name)
    if start.startswith(b"PK\x03\x04"):
        _check_archive(path, name)
    found = _sniff(path, start)
    if found is None and promised in (PDF, XLSX):
        raise UserError("error.not_its_kind", name=name, kind=KINDS[promised])
    if found is not None and found != promised:
        found_kind = KINDS.get(found, found.upper())
        raise UserError("error.wrong_ending", name=name, kind=found_kind)
    if promised in (CSV, JSON, JSONL) and not is_text(start):
        raise UserError("error.not_its_kind", name=name, kind=KINDS[promised])
    return promised


def _sniff(path: Path, start: bytes) -> str | None:
    """Media type by first bytes; `zip` for other archives; None where they say nothing."""
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.NameToInfo
                return XLSX if "xl/workbook.xml" in names else _archive_kind(set(names))
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
            return None
    if start.startswith(_OLE):
        return "ole"
    for magic, kind in ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif")):
        if start.startswith(magic):
            return kind
    return None


def _archive_kind(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    return "hwpx" if "Contents/header.xml" in names else "zip"


def _check_archive(path: Path, name: str) -> None:
    """Refuse what would unpack to far more than it is, and members that are encrypted."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise UserError("error.damaged_archive", name=name) from None
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if any(member.flag_bits & 1 for member in members):
        raise UserError("error.encrypted_archive", name=name)
    if len(members) > MAX_MEMBERS:
        raise UserError("error.archive_members", name=name, n=len(members), limit=MAX_MEMBERS)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed:
        raise UserError("error.archive_bomb", name=name, size=unpacked >> 20)
