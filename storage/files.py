"""Originals and artefacts, by the sha256 of their bytes. What is put in never changes."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from workbench.errors import NotFound, UserError

_BLOCK = 1 << 20


class FileStore:
    """Content-addressed files under one folder, `ab/cdef…`; the same bytes are kept once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, source: BinaryIO | bytes) -> str:
        """Store all bytes of `source` and return their sha256 (hex).

        Written beside its place, synced, then renamed: a reader sees all of it or nothing. A full
        disk raises UserError and leaves nothing behind.
        """
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.root, prefix=".incoming-")
            part = Path(name)
            try:
                digest = hashlib.sha256()
                with os.fdopen(handle, "wb") as out:
                    while block := stream.read(_BLOCK):
                        digest.update(block)
                        out.write(block)
                    out.flush()
                    os.fsync(out.fileno())
                sha256 = digest.hexdigest()
                final = self._path(sha256)
                final.parent.mkdir(exist_ok=True)
                part.replace(final)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise UserError("error.cannot_store", reason=error.strerror or "?") from error
        return sha256

    def put_path(self, path: Path) -> str:
        with path.open("rb") as source:
            return self.put(source)

    def open(self, sha256: str) -> BinaryIO:
        """Raises NotFound where the store does not hold it."""
        return self.local_path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        return self.local_path(sha256).read_bytes()

    def local_path(self, sha256: str) -> Path:
        """A path to read from, for libraries that want one. Never write to it."""
        path = self._path(sha256)
        if not path.is_file():
            raise NotFound("error.file_missing", sha256=sha256[:12])
        return path

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
            raise NotFound("error.file_missing", sha256=sha256[:12])
        return self.root / sha256[:2] / sha256[2:]
