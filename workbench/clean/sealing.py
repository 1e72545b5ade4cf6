"""Values of personal data at rest: encrypted under a key of the project, compared by keyed digests.

Keys are derived from the project's secret by HKDF-SHA256 (RFC 5869), one for each use; encryption
is Fernet (AES-128-CBC with HMAC-SHA256). A plain hash of a phone number is broken in a minute;
without the project's key a digest says nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workbench.clean.masking import canonical
from workbench.records import PiiRule, PiiRuleKind, Project, new_id


@lru_cache(maxsize=256)
def derived(secret_key: str, use: str) -> bytes:
    """32 bytes for one `use` of a project's secret (64 hexadecimal characters)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"workbench {use}".encode())
    return kdf.derive(bytes.fromhex(secret_key))


def seal(secret_key: str, value: str) -> str:
    return _fernet(secret_key).encrypt(value.encode("utf-8", "surrogatepass")).decode()


def unseal(secret_key: str, sealed: str) -> str:
    """Raises cryptography.fernet.InvalidToken where it was sealed under another key."""
    return _fernet(secret_key).decrypt(sealed.encode()).decode("utf-8", "surrogatepass")


def sealed_rule(
    project: Project,
    kind: PiiRuleKind,
    span_type: str,
    value: str,
    created_by: str,
    at: datetime,
    document_id: str | None = None,
) -> PiiRule:
    """A value (or a pattern, which is compared as it stands) as a row of the project's lists."""
    key = project.secret_key
    digest = text_digest if kind == "pattern" else value_digest
    return PiiRule(
        id=new_id(),
        project_id=project.id,
        kind=kind,
        type=span_type,
        sealed=seal(key, value),
        digest=digest(key, span_type, value),
        document_id=document_id,
        created_at=at,
        created_by=created_by,
    )


def value_digest(secret_key: str, span_type: str, value: str) -> str:
    """64 hexadecimal characters, equal for a value however it is written."""
    return _digest(secret_key, span_type, canonical(span_type, value))


def text_digest(secret_key: str, kind: str, text: str) -> str:
    """Of a text that is compared as it stands: a pattern."""
    return _digest(secret_key, kind, text)


def _digest(secret_key: str, kind: str, text: str) -> str:
    message = f"{kind}\x1f{text}".encode("utf-8", "surrogatepass")
    return hmac.new(derived(secret_key, "digests"), message, hashlib.sha256).hexdigest()


def _fernet(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(secret_key, "values")))
