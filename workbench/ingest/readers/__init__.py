"""Readers by media type. A new format is one module here, one entry below, and its test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.ingest.media import (
    CSV,
    DOCX,
    HTML,
    HWP,
    HWPX,
    JSON,
    JSONL,
    MARKDOWN,
    PDF,
    PPTX,
    TEXT,
    XLS,
    XLSX,
)
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


@READERS.register(HTML)
def _html(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.html import read_html

    return read_html(path, name, limits, report)


@READERS.register(DOCX)
def _docx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.docx import read_docx

    return read_docx(path, name, limits, report)


@READERS.register(PPTX)
def _pptx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.pptx import read_pptx

    return read_pptx(path, name, limits, report)


@READERS.register(HWPX)
def _hwpx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.hwpx import read_hwpx

    return read_hwpx(path, name, limits, report)


@READERS.register(HWP)
def _hwp(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.hwp import read_hwp

    return read_hwp(path, name, limits, report)


@READERS.register(XLS)
def _xls(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.sheets import read_xlsx

    return read_xlsx(path, name, limits, report)


@READERS.register(MARKDOWN)
def _markdown(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.markdown import read_markdown

    return read_markdown(path, name, limits, report)


@READERS.register(TEXT)
def _text(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    from workbench.ingest.readers.text import read_txt

    return read_txt(path, name, limits, report)
