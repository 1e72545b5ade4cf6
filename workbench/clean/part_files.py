"""The files that a pattern names, as partitions: read row by row, written whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.clean.pairs import digest
from workbench.errors import UserError

PARQUET = ".parquet"
SUFFIXES = (PARQUET, ".jsonl", ".ndjson")
BATCH = 4096
"""Rows of a Parquet file that are in memory at once."""
READ_AHEAD = 1 << 20
"""Bytes of each Parquet column that are in memory at once: else a whole row group would be."""
_WILD = frozenset("*?[")
Row = dict[str, Any]


def is_pattern(text: str) -> bool:
    return not _WILD.isdisjoint(text)


def partitions(pattern: str) -> list[Path]:
    """The Parquet and JSONL files that match, sorted. Raises UserError for none and for others."""
    found = sorted(Path(name) for name in glob.glob(pattern, recursive=True))  # noqa: PTH207
    files = [path for path in found if path.is_file()]
    if not files:
        raise UserError("error.no_files", pattern=pattern)
    for path in files:
        known_kind(path)
    return files


def known_kind(path: Path) -> Path:
    if path.suffix not in SUFFIXES:
        raise UserError("error.file_kind", name=path.name)
    return path


def base_of(pattern: str) -> Path:
    """The folder that the names of a pattern's files are told from: what stands before its first
    wildcard, so that a file keeps its name when others come and go."""
    parts = Path(pattern).parts
    wild = next((n for n, part in enumerate(parts) if is_pattern(part)), len(parts) - 1)
    return Path(*parts[:wild]) if wild else Path()


def fingerprint(path: Path, *parts: str) -> str:
    """Changes when the file, its place or one of `parts` does."""
    stat = path.stat()
    return digest(str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns), *parts).hex()


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Errors of rows say which file the row is in."""
    try:
        yield
    except UserError as error:
        raise type(error)(error.key, **{"name": path.name, **error.params}) from None


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file beside `target` to write to, which takes its place at the end; on an error nothing is
    left. Raises UserError where it cannot be written."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise _unwritable(target, error) from None
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.chmod(0o644)
        beside.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _unwritable(target: Path, error: OSError) -> UserError:
    return UserError("error.cannot_write", name=target.name, reason=error.strerror or "?")


def line(row: Row) -> str:
    """One JSON line; a half surrogate, which UTF-8 cannot hold, is written as its escape."""
    text = json.dumps(row, ensure_ascii=False)
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = json.dumps(row)
    return text + "\n"


def rows_of(
    path: Path, needed: Sequence[str] = (), columns: Sequence[str] | None = None
) -> Iterator[tuple[int, Row]]:
    """(number from 1, row) of a file. `needed` are the columns that a Parquet file must have, and
    `columns` those that are read of it. Raises UserError naming the file and what is wrong."""
    if path.suffix == PARQUET:
        yield from _parquet_rows(path, needed, columns)
        return
    with _readable(path), path.open("r", encoding="utf-8-sig") as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                yield number, _object(path, number, text)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise UserError("error.not_utf8", name=path.name) from None
    except (ValueError, NotImplementedError):  # of Arrow: broken, or of a kind it does not know
        raise UserError("error.cannot_read", name=path.name, reason="Parquet?") from None
    except OSError as error:
        reason = error.strerror or "Parquet?"
        raise UserError("error.cannot_read", name=path.name, reason=reason) from None


def _object(path: Path, number: int, text: str) -> Row:
    row = None
    with contextlib.suppress(ValueError, RecursionError):
        row = json.loads(text)
    if not isinstance(row, dict):
        raise UserError("error.jsonl_line", name=path.name, line=number)
    return row


@contextmanager
def parquet(path: Path) -> Iterator[Any]:
    """A `pyarrow.parquet.ParquetFile` that is read in small pieces, by `batches`."""
    import pyarrow.parquet as pq

    with _readable(path):
        source = pq.ParquetFile(path, buffer_size=READ_AHEAD, pre_buffer=False)
    with source:
        yield source


def batches(path: Path, source: Any, columns: Sequence[str] | None = None) -> Iterator[Any]:
    """Record batches of `source`, of at most BATCH rows."""
    found = source.iter_batches(batch_size=BATCH, columns=columns, use_threads=False)
    while True:
        with _readable(path):
            batch = next(found, None)
        if batch is None:
            return
        yield batch


def _parquet_rows(
    path: Path, needed: Sequence[str], columns: Sequence[str] | None
) -> Iterator[tuple[int, Row]]:
    with parquet(path) as source:
        for field in needed:
            if field not in source.schema_arrow.names:
                raise UserError("error.parquet_columns", name=path.name, field=field)
        number = 0
        for batch in batches(path, source, columns):
            with _readable(path):
                rows = batch.to_pylist(maps_as_pydicts="lossy")
            for row in rows:
                number += 1
                yield number, row
