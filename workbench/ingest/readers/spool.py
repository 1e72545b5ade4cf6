"""A list on disk: what one pass over a document leaves for the next, so that memory stays flat."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Append, then iterate from the start. The file is private to this process and vanishes.

    Small items are written `together`, so many at a time: names of classes and fields once for all.
    """

    def __init__(self, together: int = 1) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._together = together
        self._waiting: list[T] = []
        self._written = 0

    def append(self, item: T) -> None:
        self._waiting.append(item)
        if len(self._waiting) >= self._together:
            self._write()

    def _write(self) -> None:
        pickle.dump(self._waiting, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._waiting = []
        self._written += 1

    def __iter__(self) -> Iterator[T]:
        if self._waiting:
            self._write()
        self._file.seek(0)
        for _ in range(self._written):
            yield from pickle.load(self._file)

    def close(self) -> None:
        self._file.close()
