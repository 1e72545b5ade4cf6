"""One workbook, a sheet a split; every text is a text cell, so that none becomes a formula."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import UserError
from workbench.export.formats.cells import HEADER, Cell, cells
from workbench.export.rows import SPLITS

if TYPE_CHECKING:
    from workbench.export.formats import Package

MAX_CELL = 32_767
MAX_ROWS = 1_048_576
"""Limits of the format (Excel specifications and limits), the header row included."""
WIDTHS = {
    "question": 44, "answer": 64, "evidence_quote": 44, "prompt": 30, "completion": 30,
    "history": 30, "document": 30, "section": 30, "category": 14, "style": 14, "split": 12,
}  # fmt: skip
"""Column widths in characters; a Hangul syllable takes about two."""
DEFAULT_WIDTH = 12
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 (section 2.2) cannot hold."""


class Workbook:
    suffix = ".xlsx"

    def write(self, package: Package, path: Path) -> None:
        """Raises UserError where a text or the number of rows is more than a sheet can hold."""
        _refuse_too_large(package)
        try:
            self._write(package, path)
        except Exception as error:
            # openpyxl writes through lxml where that is installed, which has errors of its own.
            if type(error).__module__.startswith("lxml"):
                raise OSError(0, str(error)) from error
            raise

    def _write(self, package: Package, path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheets = {split: _sheet(book, split) for split in SPLITS}
        style = _text_style(book)
        for split, row in package.rows():
            sheet = sheets[split]
            sheet.append([_cell(sheet, value, style) for value in cells(split, row)])
        book.save(path)


def _refuse_too_large(package: Package) -> None:
    """Looked at before a sheet is begun: a half-written one cannot be closed."""
    rows = dict.fromkeys(SPLITS, 1)
    for split, row in package.rows():
        rows[split] += 1
        if rows[split] > MAX_ROWS:
            raise UserError("error.sheet_too_long", most=MAX_ROWS - 1)
        if any(isinstance(value, str) and len(value) > MAX_CELL for value in cells(split, row)):
            raise UserError("error.cell_too_long", id=row.id, most=MAX_CELL)


def _sheet(book: Any, name: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    head = []
    for number, column in enumerate(HEADER, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, DEFAULT_WIDTH)
        cell = WriteOnlyCell(sheet, column)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF3")
        cell.alignment = Alignment(vertical="center")
        head.append(cell)
    sheet.append(head)
    return sheet


def _text_style(book: Any) -> Any:
    """Made once: giving each cell an alignment of its own takes most of the time."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(book.worksheets[0], "")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell._style


def _cell(sheet: Any, value: Cell, style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, _NOT_XML.sub("", value))
    cell.data_type = "s"
    cell._style = style
    return cell
