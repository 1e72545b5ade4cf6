"""Reading in this process: what the child of the sandbox does, without the child."""

from __future__ import annotations

from pathlib import Path

from workbench.ingest.gate import inspect
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers import READERS


def read(path: Path, limits: Limits | None = None) -> tuple[list[ParsedElement], Report]:
    report = Report()
    most = limits or Limits()
    media_type = inspect(path, path.name, most)
    return list(READERS[media_type](path, path.name, most, report)), report


def read_bytes(data: bytes, folder: Path, name: str) -> tuple[list[ParsedElement], Report]:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def texts(elements: list[ParsedElement], *kinds: str) -> list[str]:
    return [element.text for element in elements if not kinds or element.kind in kinds]
