"""Row values as the text of one spreadsheet cell."""

from __future__ import annotations

import json

from workbench.export.rows import COLUMNS, Row
from workbench.records import Split

HEADER: tuple[str, ...] = ("split", *COLUMNS)

Cell = str | int | bool | None


def cells(split: Split, row: Row) -> list[Cell]:
    """In the order of HEADER; the turns of `history` are one JSON list."""
    values: list[Cell] = [split]
    for column in COLUMNS:
        if column == "history":
            turns = [turn.model_dump() for turn in row.history]
            values.append(json.dumps(turns, ensure_ascii=False) if turns else "")
        else:
            values.append(getattr(row, column))
    return values
