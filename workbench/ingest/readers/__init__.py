"""Readers by media type. A new format is one module here, one entry below, and its test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.ingest.media import CSV, JSON, JSONL, PDF, XLSX
from workbench.ingest.parsed import Limits, ParsedElement, Reader, Report
from workbench.registry import Registry

READERS: Registry[Reader] = Registry("reader")


@READERS.register(PDF)
def _pdf(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.pdf import read_pdf

    return read_pdf(path, name, limits, report)


@READERS.register(XLSX)
def _xlsx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.sheets import read_xlsx

    return read_xlsx(path, name, limits, report)


@READERS.register(CSV)
def _csv(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.sheets import read_csv

    return read_csv(path, name, limits, report)


@READERS.register(JSONL)
def _jsonl(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.pairs import read_jsonl

    return read_jsonl(path, name, limits, report)


@READERS.register(JSON)
def _json(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.pairs import read_json

    return read_json(path, name, limits, report)
