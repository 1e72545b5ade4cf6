"""XLSX, XLS, CSV and TSV to elements, row by row."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.ingest.encoding import detect_encoding
from workbench.ingest.parsed import Limits, ParsedElement, Report
from workbench.ingest.readers.ole import MAGIC, is_sound
from workbench.ingest.readers.rows import elements_of
from workbench.ingest.readers.sheet_tables import Merges
from workbench.records import Message

MAX_COLUMNS = 500
_UNCALCULATED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")


def read_xlsx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """All visible sheets in order; hidden ones are said and not read. Raises UserError."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if _begins(path, MAGIC) and not is_sound(path):
        raise UserError("error.damaged_document", name=name, kind="XLS")
    hidden: list[str] = []
    seen = 0
    try:
        with CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible != SheetVisibleEnum.Visible:
                    hidden.append(sheet.name)
                    continue
                rows, merges = _sheet(book, sheet.name)
                for element in elements_of(rows, sheet.name, merges):
                    seen += 1
                    yield element
    except CalamineError as error:
        if "password" in str(error).lower():
            raise UserError("error.encrypted_office", name=name, kind="XLS") from None
        raise UserError("error.damaged_document", name=name, kind=_kind(name)) from None
    if hidden:
        report.notices.append(Message(key="problem.hidden_sheets", params={"n": len(hidden)}))
    if missing := formulas_without_values(path):
        report.notices.append(Message(key="problem.formulas", params={"n": missing}))
    if not seen:
        raise UserError("error.no_rows", name=name)


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _kind(name: str) -> str:
    return "XLS" if name.lower().endswith(".xls") else "XLSX"


def _sheet(book: Any, name: str) -> tuple[Iterator[tuple[int, list[str]]], Merges]:
    """Numbered rows as text, and merged cells by where they begin."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return iter(()), {}
    left = sheet.start[1]
    ranges = sheet.merged_cell_ranges or []
    merges = {
        (first[0] + 1, first[1] - left): (last[0] - first[0] + 1, last[1] - first[1] + 1)
        for first, last in ranges
        if first[1] >= left
    }
    return _rows(sheet, merges), merges


def _rows(sheet: Any, merges: Merges) -> Iterator[tuple[int, list[str]]]:
    """A merged cell's value stands in each row that it covers."""
    carried: dict[int, tuple[int, str]] = {}
    for number, raw in enumerate(sheet.iter_rows(), start=1):
        row = [cell_text(value) for value in raw[:MAX_COLUMNS]]
        for column, (last, text) in list(carried.items()):
            if number > last:
                del carried[column]
            elif column < len(row) and not row[column]:
                row[column] = text
        for column, text in enumerate(row):
            if text and (span := merges.get((number, column))) is not None and span[0] > 1:
                carried[column] = (number + span[0] - 1, text)
        yield number, row


def formulas_without_values(path: Path) -> int:
    """How many formulas of an XLSX hold no result: a program wrote them that does not calculate."""
    found = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                    with archive.open(member) as sheet:
                        rest = b""
                        while block := sheet.read(1 << 20):
                            text = rest + block
                            cut = text.rfind(b"</c>") + 4 if b"</c>" in text else 0
                            found += len(_UNCALCULATED.findall(text[:cut]))
                            rest = text[cut:][-(1 << 20) :]
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, EOFError):
        return found
    return found


def cell_text(value: Any) -> str:
    """A cell as people read it: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value).replace("\r\n", "\n").strip()


def read_csv(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """One element a record. Encoding is detected; raises UserError where none fits."""
    encoding = detect_encoding(path, name)
    if encoding == "cp949":
        report.notices.append(Message(key="problem.read_as_cp949"))
    csv.field_size_limit(16 << 20)
    seen = 0
    with path.open("r", encoding=encoding, newline="") as file:
        dialect = _dialect(file.read(65536), Path(name).suffix.lower())
        file.seek(0)
        reader = csv.reader(file, dialect)
        try:
            rows = (
                (number, [cell.strip().lstrip("\ufeff") for cell in row[:MAX_COLUMNS]])
                for number, row in enumerate(reader, start=1)
            )
            for element in elements_of(rows, None):
                seen += 1
                yield element
        except csv.Error:
            raise UserError("error.broken_csv", name=name, line=reader.line_num) from None
    if not seen:
        raise UserError("error.no_rows", name=name)


class _Dialect(csv.excel):
    delimiter = ","


def _dialect(sample: str, suffix: str) -> type[csv.excel]:
    """By the delimiter that stands equally often in the first lines, outside quotation marks."""

    class Found(_Dialect):
        delimiter = "\t" if suffix == ".tsv" else ","

    lines = [line for line in _unquoted(sample).splitlines() if line.strip()][:20]
    best = 0
    for mark in ",;\t|":
        counts = [line.count(mark) for line in lines[:-1] or lines]
        if counts and min(counts) > 0 and min(counts) == max(counts) and counts[0] > best:
            best = counts[0]
            Found.delimiter = mark
    return Found


def _unquoted(sample: str) -> str:
    return "".join(part for index, part in enumerate(sample.split('"')) if index % 2 == 0)
