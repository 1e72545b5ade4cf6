"""Media types that the workbench reads, and the file name endings that promise them."""

from __future__ import annotations

PDF = "application/pdf"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HWPX = "application/hwp+zip"
HWP = "application/x-hwp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
JSONL = "application/x-ndjson"
JSON = "application/json"
ZIP = "application/zip"
"""A folder of documents; each that can be read becomes a document of its own."""

ENDINGS: dict[str, str] = {
    ".pdf": PDF,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".docx": DOCX,
    ".docm": DOCX,
    ".pptx": PPTX,
    ".pptm": PPTX,
    ".hwpx": HWPX,
    ".hwp": HWP,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xls": XLS,
    ".csv": CSV,
    ".tsv": CSV,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": TEXT,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".json": JSON,
    ".zip": ZIP,
}
KINDS: dict[str, str] = {
    PDF: "PDF",
    HTML: "HTML",
    DOCX: "DOCX",
    PPTX: "PPTX",
    HWPX: "HWPX",
    HWP: "HWP",
    XLSX: "XLSX",
    XLS: "XLS",
    CSV: "CSV",
    MARKDOWN: "Markdown",
    TEXT: "TXT",
    JSONL: "JSONL",
    JSON: "JSON",
    ZIP: "ZIP",
}
"""What a media type is called on a page."""
ROWS_KINDS = frozenset({XLSX, XLS, CSV, JSONL, JSON})
"""Of which rows are read rather than running text."""
OLD_ENDINGS: dict[str, str] = {".doc": "DOCX", ".dot": "DOCX", ".ppt": "PPTX", ".pps": "PPTX"}
"""Binary kinds of before 2007 that are not read, and what to save them as."""
