"""Before anything is parsed: is this the file it says it is, and may it be opened?

Looks at sizes, first bytes and the directory of an archive, never at content. Each refusal is a
UserError of one sentence.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from workbench.errors import UserError
from workbench.ingest.archive import member_path
from workbench.ingest.encoding import is_text
from workbench.ingest.media import (
    CSV,
    DOCX,
    ENDINGS,
    HTML,
    HWP,
    HWPX,
    JSON,
    JSONL,
    KINDS,
    MARKDOWN,
    OLD_ENDINGS,
    PDF,
    PPTX,
    TEXT,
    XLS,
    XLSX,
    ZIP,
)
from workbench.ingest.parsed import Limits

MAX_MEMBERS = 5000
MAX_UNPACKED = 300 << 20
MAX_PAGE_FILES = 20_000
"""Members of an archive of documents: a manual of thousands of pages, with its pictures."""
MAX_PAGES_UNPACKED = 2000 << 20
MAX_RATIO = 100
"""Honest office files stay below 23:1; bombs go beyond 1000:1."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED = (
    (re.compile(rb"\A\s*<##\s*NASCA DRM FILE"), "NASCA"),
    (re.compile(rb"\ASCDSA\d{3}"), "Softcamp Document Security"),
    (re.compile(rb"\A(?:<##?\s*)?<?DOCUMENT\s?SAFER"), "MarkAny Document SAFER"),
    (re.compile(rb"\A.{0,4}DRMONE", re.DOTALL), "Fasoo DRM"),
)
"""How document-security products begin the files that they wrap, and what they are called."""
_RIGHTS = "Microsoft Information Rights Management"
_OFFICE = frozenset({DOCX, PPTX, XLSX, XLS})
_TEXTS = frozenset({CSV, JSON, JSONL, HTML, MARKDOWN, TEXT})
_SAME = frozenset({(HWP, HWPX), (XLS, HTML), (XLS, XLSX)})
"""(promised, found): usual endings for what is inside; it is read for what it is."""
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
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
    start = _start(path, name, limits)
    suffix = Path(name).suffix.lower()
    if suffix in OLD_ENDINGS and not _is_protected(path, start):
        wanted = OLD_ENDINGS[suffix]
        raise UserError("error.old_binary", name=name, kind=suffix[1:].upper(), wanted=wanted)
    promised = ENDINGS.get(suffix)
    if promised is None and suffix not in OLD_ENDINGS:
        kinds = ", ".join(ending.lstrip(".").upper() for ending in ENDINGS)
        raise UserError("error.unknown_kind", name=name, known=kinds)
    if start.startswith(b"PK\x03\x04"):
        _check_archive(path, name, promised == ZIP)
    if promised == ZIP and start.startswith(b"PK\x05\x06"):
        known = ", ".join(kind for media, kind in KINDS.items() if media != ZIP)
        raise UserError("error.archive_empty", name=name, known=known)
    found = _sniff(path, start, name)
    if found is None and promised is not None and promised not in _TEXTS:
        raise UserError("error.not_its_kind", name=name, kind=KINDS[promised])
    if found is not None and found != promised and not _is_markup(promised, found):
        if promised is not None and (promised, found) in _SAME:
            return found
        raise UserError("error.wrong_ending", name=name, kind=KINDS.get(found, found.upper()))
    if promised in _TEXTS and not is_text(start):
        raise UserError("error.not_its_kind", name=name, kind=KINDS[promised])
    return promised or TEXT


def _is_markup(promised: str | None, found: str) -> bool:
    """Text of any kind may begin like a page."""
    return found == HTML and promised in _TEXTS


def _start(path: Path, name: str, limits: Limits) -> bytes:
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
    for mark, product in _WRAPPED:
        if mark.search(start[:64]):
            raise UserError("error.drm_file", name=name, product=product)
    return start


def _sniff(path: Path, start: bytes, name: str) -> str | None:
    """Media type by first bytes; None where they say nothing. Raises UserError where an OLE file
    is protected."""
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                return _archive_kind(set(archive.NameToInfo))
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
            return None
    if start.startswith(_OLE):
        return _ole_kind(path, name)
    for magic, kind in (
        (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"{\\rtf", "rtf"),
        (b"HWP Document File V", "HWP 3"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "rar"),
        (b"\x1f\x8b", "gzip"),
    ):  # fmt: skip
        if start.startswith(magic):
            return kind
    return HTML if _MARKUP.match(start) else None


def _archive_kind(names: set[str]) -> str:
    for member, kind in (
        ("xl/workbook.xml", XLSX),
        ("word/document.xml", DOCX),
        ("ppt/presentation.xml", PPTX),
        ("Contents/header.xml", HWPX),
    ):
        if member in names:
            return kind
    if "xl/workbook.bin" in names:
        return "xlsb"
    return ZIP


def _streams(path: Path) -> set[str]:
    from workbench.ingest.readers.ole import opened, streams

    ole = opened(path)
    if ole is None:
        return set()
    with ole:
        return streams(ole)


def _is_protected(path: Path, start: bytes) -> bool:
    if not start.startswith(_OLE):
        return False
    return not {"EncryptedPackage", "\x09DRMContent"}.isdisjoint(_streams(path))


def _ole_kind(path: Path, name: str) -> str:
    """What an OLE compound file holds, by the names of its streams."""
    names = _streams(path)
    if "\x09DRMContent" in names or any("DRMEncryptedTransform" in part for part in names):
        raise UserError("error.drm_file", name=name, product=_RIGHTS)
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        kind = Path(name).suffix.lstrip(".").upper()
        raise UserError("error.encrypted_office", name=name, kind=kind)
    if "FileHeader" in names and any(part.startswith(("BodyText", "ViewText")) for part in names):
        return HWP
    if not {"Workbook", "Book"}.isdisjoint(names):
        return XLS
    if "WordDocument" in names:
        return "doc"
    if "PowerPoint Document" in names:
        return "ppt"
    raise UserError("error.damaged_document", name=name, kind="OLE")


def _check_archive(path: Path, name: str, holds_pages: bool) -> None:
    """Refuse what would unpack to far more than it is, members that are encrypted, and paths that
    lead out of the folder it is unpacked to."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise UserError("error.damaged_archive", name=name) from None
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if any(member.flag_bits & 1 for member in members):
        raise UserError("error.encrypted_archive", name=name)
    most = MAX_PAGE_FILES if holds_pages else MAX_MEMBERS
    if len(members) > most:
        raise UserError("error.archive_members", name=name, n=len(members), limit=most)
    if unpacked > (MAX_PAGES_UNPACKED if holds_pages else MAX_UNPACKED):
        raise UserError("error.archive_bomb", name=name, size=unpacked >> 20)
    if unpacked > MAX_RATIO * packed:
        raise UserError("error.archive_bomb", name=name, size=unpacked >> 20)
    if any(member_path(member) is None for member in members):
        raise UserError("error.archive_paths", name=name)
