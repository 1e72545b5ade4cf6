"""Which placeholder or pseudonym stands for which value, as an encrypted file. Pure.

The key of a mapping is random and derived from nothing: without it the file says nothing, whoever
has the project. A file is a line that names its format and its key, and one Fernet token
(AES-128-CBC with HMAC-SHA256) of compressed JSON lines.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping

from cryptography.fernet import Fernet, InvalidToken

from workbench.clean.masking import canonical, placeholder
from workbench.clean.sealing import value_digest
from workbench.errors import UserError
from workbench.records import Record

FORMAT = b"workbench-mapping-1"


class Stood(Record):
    """One value and what stands for it. Two values may share a placeholder of 30 bits: then there
    are two of these."""

    placeholder: str
    type: str
    value: str
    pseudonym: str | None = None


def stood(
    secret_key: str,
    values: Iterable[tuple[str, str]],
    pseudonyms: Mapping[tuple[str, str], str],
) -> list[Stood]:
    """From (type, value), each once however it is written; `pseudonyms` by (type, digest)."""
    made: dict[tuple[str, str], Stood] = {}
    key = bytes.fromhex(secret_key)
    for span_type, value in values:
        same = (span_type, canonical(span_type, value))
        if same in made:
            continue
        made[same] = Stood(
            placeholder=placeholder(span_type, value, key),
            type=span_type,
            value=value,
            pseudonym=pseudonyms.get((span_type, value_digest(secret_key, span_type, value))),
        )
    return sorted(made.values(), key=lambda each: (each.type, each.placeholder, each.value))


def locked(rows: Iterable[Stood], key: bytes) -> bytes:
    """The file under a Fernet `key` (44 characters of base 64)."""
    lines = "".join(json.dumps(row.model_dump(), ensure_ascii=True) + "\n" for row in rows)
    token = Fernet(key).encrypt(zlib.compress(lines.encode()))
    return b" ".join((FORMAT, key_name(key))) + b"\n" + token + b"\n"


def unlocked(content: bytes, key: bytes | None) -> list[Stood]:
    """Raises UserError for what is no mapping, was locked by another key than `key` (None: one
    that is gone), or was changed."""
    head, _, token = content.partition(b"\n")
    form, _, named = head.partition(b" ")
    if form != FORMAT:
        raise UserError("error.not_a_mapping")
    if key is None or named != key_name(key):
        raise UserError("error.mapping_key_gone")
    try:
        lines = zlib.decompress(Fernet(key).decrypt(token.strip())).decode()
    except (InvalidToken, zlib.error, UnicodeDecodeError):
        raise UserError("error.mapping_damaged") from None
    return [Stood.model_validate_json(line) for line in lines.splitlines()]


def key_name(key: bytes) -> bytes:
    """Tells keys apart and says nothing of one."""
    return hashlib.sha256(b"mapping key\x1f" + key).hexdigest()[:16].encode()
