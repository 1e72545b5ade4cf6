"""The readers that are compared: ours, pdfplumber with `page.close()`, PyMuPDF4LLM if installed."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bench.ingest.scores import Reading
from bench.ingest.truth import Grid
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.tables import expanded

MOST_PAGES = 60
"""Of a long document the slower readers read so many pages."""


def ours(path: Path, most_pages: int = 0) -> tuple[Reading, list[ParsedElement]]:
    """Our reading; a long document is always read whole."""
    from workbench.ingest.readers.pdf import read_pdf

    report = Report()
    began = time.process_time()
    elements = list(read_pdf(path, path.name, Limits(), report))
    cpu_s = time.process_time() - began
    body = [element for element in elements if element.kind != "furniture"]
    reading = Reading("\n".join(_words(element) for element in body))
    reading.pieces = [_words(element) for element in body]
    reading.tables = [_grid(element) for element in body if element.kind == "table"]
    reading.headings = [(e.level or 0, e.text) for e in body if e.kind == "heading"]
    reading.cpu_s, reading.pages = cpu_s, len(report.pages)
    for element in body:
        page = element.page or 0
        reading.page_texts[page] = f"{reading.page_texts.get(page, '')}\n{_words(element)}"
    return reading, elements


def _words(element: ParsedElement) -> str:
    """The element's own words: a table's cells row by row, without repeated column names."""
    if element.kind != "table":
        return element.text
    ordered = sorted(element.cells, key=lambda cell: (cell.row, cell.col))
    return "\n".join(cell.text for cell in ordered if cell.text)


def _grid(element: ParsedElement) -> Grid:
    return [[cell.text if cell else "" for cell in row] for row in expanded(element.cells)]


def pdfplumber(path: Path, most_pages: int = MOST_PAGES) -> Reading:
    """Text and tables of each page, closing it."""
    import pdfplumber as plumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    reading, texts = Reading(""), []
    began = time.process_time()
    with plumber.open(path) as pdf:
        for page in pdf.pages[:most_pages]:
            text = page.extract_text()
            texts.append(text)
            reading.page_texts[page.page_number] = text
            for table in page.extract_tables():
                reading.tables.append([[cell or "" for cell in row] for row in table])
            page.close()
            reading.pages += 1
    reading.cpu_s = time.process_time() - began
    reading.text = "\n".join(texts)
    reading.pieces = reading.text.split("\n")
    return reading


def pymupdf4llm(path: Path, most_pages: int = MOST_PAGES) -> Reading:
    """Its Markdown, read back: `#` headings, `|` tables, everything else as text."""
    with contextlib.redirect_stdout(sys.stderr):  # it talks where it is loaded to
        import pymupdf
        import pymupdf4llm as peer

    began = time.process_time()
    pages = list(range(min(most_pages, len(pymupdf.open(path)))))
    markdown = peer.to_markdown(
        str(path), pages=pages, show_progress=False, header=False, footer=False
    )
    reading = Reading("", cpu_s=time.process_time() - began, pages=len(pages))
    reading.headings, reading.pieces = [], []
    rows: Grid = []
    for line in [*markdown.split("\n"), ""]:
        if line.startswith("|"):
            cells = [_unmarked(cell) for cell in line.strip().strip("|").split("|")]
            if not all(set(cell) <= {"-", ":"} for cell in cells):
                rows.append(cells)
                reading.pieces.append(" ".join(cells))
            continue
        if rows:
            reading.tables.append(rows)
            rows = []
        text = _unmarked(line.lstrip("# "))
        if line.startswith("#"):
            reading.headings.append((len(line) - len(line.lstrip("#")), text))
        if text:
            reading.pieces.append(text)
    reading.text = "\n".join(reading.pieces)
    return reading


def _unmarked(text: str) -> str:
    plain = re.sub(r"<br>|\*\*|__|`|^- |^\d+\. (?=$)", " ", text)
    return re.sub(r"(?<!\w)_|_(?!\w)|\\(?=\W)", "", plain).strip()


def available() -> dict[str, Callable[[Path], Reading]]:
    """Peers that are installed, by name."""
    peers: dict[str, Callable[[Path], Reading]] = {}
    if find_spec("pdfplumber"):
        peers["pdfplumber"] = pdfplumber
    if find_spec("pymupdf4llm"):
        peers["pymupdf4llm"] = pymupdf4llm
    return peers
