"""One CSV of all rows, as Excel opens it: UTF-8 with BOM, CRLF, nothing that runs as a formula."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.export.formats.cells import HEADER, Cell, cells

if TYPE_CHECKING:
    from workbench.export.formats import Package

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class CommaSeparated:
    suffix = ".csv"

    def write(self, package: Package, path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            lines = csv.writer(out, lineterminator="\r\n")
            lines.writerow(HEADER)
            for split, row in package.rows():
                lines.writerow([guarded(value) for value in cells(split, row)])


def guarded(value: Cell) -> Cell:
    """A text that a spreadsheet would run gets an apostrophe in front (OWASP, CSV injection).

    So a cell of this format can differ from the version's text by that one sign; the Parquet files
    and the workbook hold it unchanged.
    """
    if not isinstance(value, str):
        return value
    value = value.replace("\x00", "")
    return f"'{value}" if value.lstrip(" \n").startswith(_STARTS_FORMULA) else value
