"""OLE compound files: what kind of document one is, and the file that an object embeds."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from olefile import OleFileIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01Ole10Native"
_PLAIN = ("Package", "CONTENTS", "Contents")
_KINDS = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".zip"))
_MAX = 100 << 20


def opened(source: Path | io.BytesIO) -> OleFileIO | None:
    """The container; None where it is broken."""
    import olefile

    try:
        return olefile.OleFileIO(source)
    except Exception:  # olefile lets whatever a hostile file provokes through
        return None


def streams(ole: OleFileIO) -> set[str]:
    """Names of its streams with their folders, `BodyText/Section0`."""
    return {"/".join(parts) for parts in ole.listdir(streams=True, storages=False)}


def stream(ole: OleFileIO, name: str, most: int = _MAX) -> bytes | None:
    """Bytes of a stream, at most `most`; None where it is missing or broken."""
    try:
        with ole.openstream(name) as file:
            return bytes(file.read(most))
    except Exception:
        return None


def is_sound(path: Path) -> bool:
    """Whether every chain of sectors ends: a reader that follows a ring never returns."""
    ole = opened(path)
    if ole is None:
        return False
    with ole:
        if not ole.minifat:
            ole.loadminifat()
        starts = [(ole.fat, ole.first_dir_sector), (ole.fat, ole.first_mini_fat_sector)]
        for entry in ole.direntries:
            if entry is not None and entry.entry_type in (2, 5):
                small = entry.entry_type == 2 and entry.size < ole.mini_stream_cutoff_size
                starts.append((ole.minifat if small else ole.fat, entry.isectStart))
        return all(_ends(table, start) for table, start in starts)


def _ends(table: Sequence[int], at: int) -> bool:
    steps = 0
    while at < len(table) and steps <= len(table):
        at = table[at]
        steps += 1
    return steps <= len(table)


def embedded_file(data: bytes, name: str) -> tuple[str, bytes] | None:
    """(file name, bytes) of the document inside an `oleObject.bin`; None where there is none."""
    if not data.startswith(MAGIC) or (ole := opened(io.BytesIO(data))) is None:
        return None
    with ole:
        names = streams(ole)
        if _NATIVE in names:
            return _native(stream(ole, _NATIVE) or b"")
        for plain in _PLAIN:
            found = stream(ole, plain) if plain in names else None
            for magic, ending in _KINDS if found else ():
                if found is not None and found.startswith(magic):
                    return f"{name.rsplit('.', 1)[0]}{_office(found) or ending}", found
    return None


def _office(data: bytes) -> str | None:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.NameToInfo
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return None
    for member, ending in (
        ("word/document.xml", ".docx"),
        ("xl/workbook.xml", ".xlsx"),
        ("ppt/presentation.xml", ".pptx"),
        ("Contents/header.xml", ".hwpx"),
    ):
        if member in names:
            return ending
    return None


def _native(data: bytes) -> tuple[str, bytes] | None:
    """MS-OLEDS 2.3.6: size, flags, label, path, …, then size and bytes of the file."""
    try:
        label_end = data.index(b"\0", 6)
        path_end = data.index(b"\0", label_end + 1)
        at = path_end + 1 + 4
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length
        (size,) = struct.unpack_from("<I", data, at)
    except (ValueError, struct.error):
        return None
    label = data[6:label_end]
    try:
        name = label.decode("cp949")
    except UnicodeDecodeError:
        name = label.decode("latin-1")
    inside = data[at + 4 : at + 4 + size]
    return (name, inside) if inside and name else None
