"""Media types that the workbench reads, and the file name endings that promise them."""

from __future__ import annotations

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JSONL = "application/x-ndjson"
JSON = "application/json"

ENDINGS: dict[str, str] = {
    ".pdf": PDF,
    ".xlsx": XLSX,
    ".csv": CSV,
    ".tsv": CSV,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".json": JSON,
}
KINDS: dict[str, str] = {PDF: "PDF", XLSX: "XLSX", CSV: "CSV", JSONL: "JSONL", JSON: "JSON"}
"""What a media type is called on a page."""
