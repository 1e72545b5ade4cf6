"""The numbers behind a chart (DrawingML), as the file keeps them beside the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ingest.readers.grids import GridCell
from workbench.ingest.readers.package import number

if TYPE_CHECKING:
    from lxml.etree import _Element

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_POINTS = 5000


def chart_title(root: _Element) -> str:
    title = root.find(f"{C}chart/{C}title")
    words = title.iter(f"{_A}t") if title is not None else ()
    return " ".join("".join(word.text or "" for word in words).split())


def chart_cells(root: _Element) -> list[GridCell]:
    """Categories down, series across; empty where the file keeps no numbers."""
    series = list(root.iter(f"{C}ser"))
    names: dict[int, str] = {}
    values = [_points(one, "val", "yVal") for one in series]
    for one in series:
        names = {**_points(one, "cat", "xVal"), **names}
    rows = sorted({index for points in values for index in points})
    if not rows:
        return []
    cells = [GridCell(0, 0, "", header=True)]
    for col, one in enumerate(series, start=1):
        label = one.find(f"{C}tx")
        text = "".join(item.text or "" for item in label.iter(f"{C}v")) if label is not None else ""
        cells.append(GridCell(0, col, text, header=True))
    for row, index in enumerate(rows, start=1):
        cells.append(GridCell(row, 0, names.get(index, str(index + 1)), header=True))
        cells += [
            GridCell(row, col, points.get(index, "")) for col, points in enumerate(values, start=1)
        ]
    return cells


def _points(series: _Element, *kinds: str) -> dict[int, str]:
    """Index -> text of the cached points; several levels of a category side by side."""
    found: dict[int, str] = {}
    for kind in kinds:
        holder = series.find(C + kind)
        for point in holder.iter(f"{C}pt") if holder is not None else ():
            index = number(point.get("idx"))
            text = (point.findtext(f"{C}v") or "").strip()
            if 0 <= index < _MAX_POINTS and text:
                found[index] = f"{text} {found[index]}" if index in found else text
    return found
