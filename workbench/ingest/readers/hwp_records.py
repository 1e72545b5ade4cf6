"""Records of HWP 5.0 streams, as in Hancom's published "한글문서파일형식 5.0" (revision 1.3).

A stream is a list of records: tag (10 bits), level (10), size (12; 4095: the next four bytes).
The level makes a tree of them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

ID_BEGIN = 0x10
DOCUMENT_PROPERTIES = ID_BEGIN
CHAR_SHAPE = ID_BEGIN + 5
NUMBERING = ID_BEGIN + 7
PARA_SHAPE = ID_BEGIN + 9
STYLE = ID_BEGIN + 10
PARA_HEADER = ID_BEGIN + 50
PARA_TEXT = ID_BEGIN + 51
PARA_CHAR_SHAPE = ID_BEGIN + 52
CTRL_HEADER = ID_BEGIN + 55
LIST_HEADER = ID_BEGIN + 56
SHAPE_COMPONENT = ID_BEGIN + 60
TABLE = ID_BEGIN + 61
EQEDIT = ID_BEGIN + 72
TEXTART = ID_BEGIN + 74
MAX_INFLATED = 300 << 20


@dataclass(slots=True)
class Node:
    tag: int
    level: int
    data: bytes
    children: list[Node] = field(default_factory=list)


def inflate(data: bytes) -> bytes | None:
    """Raw deflate as HWP uses it; None where it is broken or beyond all measure."""
    decoder = zlib.decompressobj(-15)
    try:
        found = decoder.decompress(data, MAX_INFLATED)
    except zlib.error:
        return None
    return None if decoder.unconsumed_tail else found


def records(data: bytes) -> Iterator[Node]:
    """Records in order. Raises ValueError where one reaches beyond the end."""
    at = 0
    while at + 4 <= len(data):
        (head,) = struct.unpack_from("<I", data, at)
        at += 4
        size = head >> 20
        if size == 0xFFF:
            if at + 4 > len(data):
                raise ValueError("record size")
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + size > len(data):
            raise ValueError("record end")
        yield Node(head & 0x3FF, head >> 10 & 0x3FF, data[at : at + size])
        at += size


def tree(data: bytes) -> Node:
    """All records below one root, each under the last one of a lower level."""
    root = Node(0, -1, b"")
    path = [root]
    for node in records(data):
        while path[-1].level >= node.level:
            path.pop()
        path[-1].children.append(node)
        path.append(node)
    return root


def u16(data: bytes, at: int, default: int = 0) -> int:
    return int.from_bytes(data[at : at + 2], "little") if at + 2 <= len(data) else default


def u32(data: bytes, at: int, default: int = 0) -> int:
    return int.from_bytes(data[at : at + 4], "little") if at + 4 <= len(data) else default


def control_id(data: bytes) -> str:
    """`tbl `, `gso `, `head` …: four characters, stored as one number."""
    return data[:4][::-1].decode("latin-1")


def string(data: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 string and where it ends."""
    end = at + 2 + 2 * u16(data, at)
    return wide(data[at + 2 : end]), end


def wide(data: bytes) -> str:
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace")
