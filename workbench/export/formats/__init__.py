"""How a dataset version is written: a Hugging Face folder, a workbook, a CSV. One file a format."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from workbench.errors import UserError
from workbench.export.parquet import read_rows
from workbench.export.rows import Row
from workbench.records import Split
from workbench.registry import Registry


@dataclass(frozen=True)
class Package:
    """A version as the writers see it: its card and its frozen Parquet files, by split."""

    name: str
    card: str
    files: Mapping[Split, Path]

    def rows(self) -> Iterator[tuple[Split, Row]]:
        for split, path in self.files.items():
            for row in read_rows(path):
                yield split, row


class Writer(Protocol):
    """Writes a package to a path that does not exist yet; `suffix` is empty for a folder."""

    @property
    def suffix(self) -> str: ...

    def write(self, package: Package, path: Path) -> None: ...


FORMATS: Registry[Writer] = Registry("format")


def write(package: Package, format_name: str, target: Path) -> None:
    """Write to `target`, all of it or nothing: beside its place first, then renamed.

    Raises UserError where `target` exists and is not empty, or cannot be written (full disk).
    """
    writer = FORMATS[format_name]
    target = target.absolute()
    refuse_existing(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}-"))
        try:
            part = beside / f"part{writer.suffix}"
            writer.write(package, part)
            if target.is_dir():
                target.rmdir()
            part.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise UserError(
            "error.cannot_write", name=str(target), reason=error.strerror or type(error).__name__
        ) from error


def refuse_existing(target: Path) -> None:
    """An empty folder may be written into; anything else that exists is left alone."""
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        raise UserError("error.target_exists", target=str(target))


from workbench.export.formats import csv, hf, xlsx  # noqa: E402

FORMATS.add("hf", hf.HuggingFaceFolder())
FORMATS.add("xlsx", xlsx.Workbook())
FORMATS.add("csv", csv.CommaSeparated())
