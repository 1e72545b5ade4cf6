"""Which encoding a text file is in: by its mark, else by what decodes and looks like writing."""

from __future__ import annotations

import codecs
from pathlib import Path

from workbench.errors import UserError

_BLOCK = 1 << 20
_WRITING = ((0x20, 0x17F), (0x1100, 0x11FF), (0x2000, 0x30FF), (0x3130, 0x9FFF), (0xAC00, 0xD7A3))


def detect_encoding(path: Path, name: str) -> str:
    """UTF-8 or UTF-16 by byte order mark, else UTF-8, else CP949 (Excel in Korea), read to the end.

    Raises UserError where the bytes fit none of them.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (wide := unmarked_utf16(start)) is not None:
        return wide
    for encoding in ("utf-8", "cp949"):
        if _decodes(path, encoding):
            return encoding
    raise UserError("error.unknown_encoding", name=name)


def is_text(start: bytes) -> bool:
    """Whether the beginning of a file can be text: NUL bytes stand in UTF-16 only."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return 0 not in start or unmarked_utf16(start) is not None


def unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without a byte order mark: decodes to letters and marks, with ASCII among them."""
    if 0 not in start:
        return None
    even = start[: len(start) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        plain = sum(char in "\t\r\n" or (char.isascii() and char >= " ") for char in text)
        written = sum(any(a <= ord(char) <= b for a, b in _WRITING) for char in text)
        if plain and "\0" not in text and written + text.count("\n") * 2 >= 0.97 * len(text):
            return encoding
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
