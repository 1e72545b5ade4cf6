"""OLE compound files (MS-CFB version 3) and what is kept in them: HWP 5.0, BIFF8, protected Office.

Written from the published layouts, as no library writes them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams; `Storage/Name` puts one into a storage."""
    storages = sorted({name.split("/")[0] for name in streams if "/" in name})
    entries = ["", *storages, *streams]
    mini, mini_fat, body, fat = bytearray(), [], bytearray(), []
    placed: dict[str, tuple[int, int]] = {}

    def chain(table: list[int], count: int) -> int:
        start = len(table)
        table.extend([*range(start + 1, start + count), END] if count else [])
        return start if count else END

    for name, data in streams.items():
        small = len(data) < CUTOFF
        unit = MINI if small else SECTOR
        padded = _padded(data, unit)
        start = chain(mini_fat if small else fat, len(padded) // unit)
        (mini if small else body).extend(padded)
        placed[name] = (start, len(data))
    mini_data = _padded(bytes(mini), SECTOR)
    mini_start = chain(fat, len(mini_data) // SECTOR)
    body.extend(mini_data)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    table += struct.pack("<I", FREE) * (-len(mini_fat) % (SECTOR // 4))
    table_start = chain(fat, len(table) // SECTOR)
    body.extend(table)

    def siblings(names: Sequence[str]) -> dict[str, int]:
        return {
            name: entries.index(names[index + 1]) if index + 1 < len(names) else NONE
            for index, name in enumerate(names)
        }

    top = [*storages, *(name for name in streams if "/" not in name)]
    right = siblings(top)
    child = {"": entries.index(top[0])}
    for storage in storages:
        inside = [name for name in streams if name.startswith(f"{storage}/")]
        right |= siblings(inside)
        child[storage] = entries.index(inside[0])
    directory = bytearray()
    for name in entries:
        label = "Root Entry" if not name else name.split("/")[-1]
        wide = label.encode("utf-16-le") + b"\0\0"
        kind = 5 if not name else 1 if name in storages else 2
        start, size = (mini_start, len(mini)) if not name else placed.get(name, (0, 0))
        directory += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
        directory += struct.pack("<III", NONE, right.get(name, NONE), child.get(name, NONE))
        directory += bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
    data = _padded(bytes(directory), SECTOR)
    directory_start = chain(fat, len(data) // SECTOR)
    body.extend(data)
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat_start = len(fat)
    fat += [FAT] * count
    fat += [FREE] * (count * SECTOR // 4 - len(fat))
    body.extend(struct.pack(f"<{len(fat)}I", *fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_start,
                          0, CUTOFF, table_start if mini_fat else END, len(table) // SECTOR, END,
                          0, fat_start)  # fmt: skip
    rest = [*range(fat_start + 1, fat_start + count), *[FREE] * (109 - count)]
    header += struct.pack(f"<{len(rest)}I", *rest)
    return header[:SECTOR] + bytes(body)


# HWP 5.0 ----------------------------------------------------------------------------------------


def record(tag: int, level: int, data: bytes) -> bytes:
    if len(data) < 0xFFF:
        return struct.pack("<I", tag | level << 10 | len(data) << 20) + data
    return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data


def _control(name: str) -> bytes:
    return name.encode("latin-1")[::-1]


def anchor(code: int, name: str) -> bytes:
    """A control character of eight units."""
    return struct.pack("<H", code) + _control(name) + bytes(8) + struct.pack("<H", code)


def paragraph(
    level: int, text: str | bytes, *controls: bytes, shape: int = 0, looks: int = 0
) -> bytes:
    """PARA_HEADER with its text and controls; bytes are text with control characters in it."""
    units = text.encode("utf-16-le") if isinstance(text, str) else text
    units += "\r".encode("utf-16-le")
    head = struct.pack("<IIHBBHHHI", len(units) // 2, 0, shape, 0, 0, 1, 0, 0, 1) + bytes(2)
    found = record(0x42, level, head)
    found += record(0x43, level + 1, units)
    found += record(0x44, level + 1, struct.pack("<II", 0, looks))
    return found + b"".join(controls)


def hwp_table(level: int, cells: Sequence[tuple[int, int, int, int, str | bytes]]) -> bytes:
    """CTRL_HEADER of a table at `level`; cells are (row, column, row span, column span, text), or
    bytes: whole paragraphs at level + 1."""
    rows = max(row + down for row, _, down, _, _ in cells)
    cols = max(col + across for _, col, _, across, _ in cells)
    found = record(0x47, level, _control("tbl ") + bytes(42))
    counts = [sum(1 for cell in cells if cell[0] == row) for row in range(rows)]
    look = struct.pack("<IHHHHHHH", 4, rows, cols, 0, 0, 0, 0, 0)
    found += record(0x4D, level + 1, look + struct.pack(f"<{rows}H", *counts) + bytes(4))
    for row, col, down, across, text in cells:
        place = struct.pack("<HHHH", col, row, across, down)
        found += record(0x48, level + 1, struct.pack("<HHI", 1, 0, 0) + place + bytes(22))
        found += text if isinstance(text, bytes) else paragraph(level + 1, text)
    return found


def list_control(level: int, name: str, *paragraphs: str) -> bytes:
    """Header, footer or note: a control with a list of paragraphs."""
    found = record(0x47, level, _control(name) + bytes(8))
    found += record(0x48, level + 1, struct.pack("<HHI", len(paragraphs), 0, 0) + bytes(8))
    return found + b"".join(paragraph(level + 1, text) for text in paragraphs)


def picture(level: int) -> bytes:
    return record(0x47, level, _control("gso ") + bytes(42)) + record(
        0x4C, level + 1, _control("$pic") * 2 + bytes(40)
    )


def equation(level: int, script: str) -> bytes:
    wide = struct.pack("<IH", 0, len(script)) + script.encode("utf-16-le")
    return record(0x47, level, _control("eqed") + bytes(42)) + record(0x58, level + 1, wide)


def _doc_info() -> bytes:
    """Two character looks (10 points; 16 points, bold), paragraph shapes (plain, outline 1 and 2,
    numbered), the style of body text and one numbering `제^1장`, `^1.^2`."""
    found = record(0x10, 0, bytes(26))
    for size, attributes in ((1000, 0), (1600, 2)):
        found += record(0x15, 1, bytes(42) + struct.pack("<iI", size, attributes) + bytes(20))
    levels = ["제^1장", "^1.^2", "^3)", "^4)", "(^5)", "(^6)", "^7"]
    numbering = b"".join(
        bytes(12) + struct.pack("<H", len(text)) + text.encode("utf-16-le") for text in levels
    )
    found += record(0x17, 1, numbering + struct.pack("<H7I", 0, *[1] * 7))
    for kind, level in ((0, 0), (1, 0), (1, 1), (2, 2)):
        look = kind << 23 | level << 25
        found += record(0x19, 1, struct.pack("<I6iHHH", look, 0, 0, 0, 0, 0, 160, 0, 1, 0))
    name = "바탕글"
    style = struct.pack("<H", len(name)) + name.encode("utf-16-le") + struct.pack("<H", 0)
    return found + record(0x1A, 1, style + bytes(10))


def hwp(*sections: bytes, flags: int = 1) -> bytes:
    """An HWP 5.0 document; `flags` of FileHeader: 1 compressed, 2 password, 4 for distribution."""
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)

    def packed(data: bytes) -> bytes:
        maker = zlib.compressobj(wbits=-15)
        return maker.compress(data) + maker.flush() if flags & 1 else data

    streams = {"FileHeader": head.ljust(256, b"\0"), "DocInfo": packed(_doc_info())}
    for index, section in enumerate(sections):
        streams[f"BodyText/Section{index}"] = packed(section)
    return compound(streams)


# BIFF8 and protected Office ---------------------------------------------------------------------


def xls(sheet: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """An XLS workbook of one sheet."""

    def biff(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def bof(kind: int) -> bytes:
        return biff(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))

    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    bound = len(bof(5)) + len(biff(0x42, bytes(2))) + 4 + 6 + len(name) + 4
    book = bof(5) + biff(0x42, struct.pack("<H", 1200))
    book += biff(0x85, struct.pack("<IH", bound, 0) + name) + biff(0x0A, b"")
    book += bof(0x10)
    for row, values in enumerate(rows):
        for col, value in enumerate(values):
            place = struct.pack("<HHH", row, col, 0)
            if isinstance(value, str):
                wide = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                book += biff(0x0204, place + wide)
            else:
                book += biff(0x0203, place + struct.pack("<d", value))
    return compound({"Workbook": book + biff(0x0A, b"")})


def protected() -> bytes:
    """What a DOCX or XLSX with a password is (MS-OFFCRYPTO)."""
    return compound({"EncryptionInfo": bytes(248), "EncryptedPackage": bytes(5000)})
