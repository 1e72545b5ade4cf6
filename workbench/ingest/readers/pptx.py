"""PPTX to elements: a slide is a page, its title a heading; text, tables and charts by position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.ingest.parsed import Box, Limits, ParsedElement, ParsedPage, Report
from workbench.ingest.readers.charts import chart_cells, chart_title
from workbench.ingest.readers.flow import Part, read_parts
from workbench.ingest.readers.grids import GridCell, table_cells
from workbench.ingest.readers.package import DAMAGED, open_package
from workbench.records import Message

_POINT = 12700
"""English Metric Units."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NAMELESS = re.compile(
    r"^(?:picture|image|그림|사진)\s*\d*$|\.(?:png|jpe?g|gif|bmp|emf|wmf)$", re.I
)
_SMALL = 24.0
"""Points; smaller pictures are icons."""
_MAX_TITLE = 80
_MAX_CUTS = 8
_OVERLAP = 4.0
"""Points by which neighbours may overlap."""
Placed = tuple[Box, list[Part]]
Matrix = tuple[float, float, float, float]
"""Scale and offset, across and down."""


def read_pptx(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    """Raises UserError: damaged, with entities, too many slides, nothing to read."""
    from lxml.etree import LxmlError
    from pptx import Presentation

    damaged = UserError("error.damaged_document", name=name, kind="PPTX")
    with open_package(path, name, "PPTX") as package:
        # The counted read, before a library unpacks it all at once.
        for member in sorted(package.names):
            if member.endswith((".xml", ".rels")):
                package.xml(member)
    try:
        deck = Presentation(str(path))
        slides = list(deck.slides)
    except (*DAMAGED, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
        raise damaged from None
    if len(slides) > limits.max_pages:
        raise UserError(
            "error.too_many_pages", name=name, pages=len(slides), limit=limits.max_pages
        )
    width, height = (deck.slide_width or 0) / _POINT, (deck.slide_height or 0) / _POINT
    return read_parts(_parts(slides, (width, height), report, damaged), name, report)


def _parts(
    slides: list[Any], size: tuple[float, float], report: Report, damaged: UserError
) -> Iterator[Part]:
    from lxml.etree import LxmlError

    hidden = 0
    for number, slide in enumerate(slides, start=1):
        report.pages.append(ParsedPage(number=number, width=size[0], height=size[1]))
        if slide.element.get("show") in ("0", "false"):
            hidden += 1
            continue
        try:
            found = _slide(slide, number)
        except (LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
            # One broken slide is said in its place; the others are read.
            found = [Part("figure", "", f"slide[{number}]", flags=("unreadable",))]
        for part in found:
            part.page, part.group = number, number
            yield part
    if hidden:
        report.notices.append(Message(key="problem.hidden_slides", params={"n": hidden}))


def _slide(slide: Any, number: int) -> list[Part]:
    path = f"slide[{number}]"
    placed: list[list[Part]] = []
    for shape, matrix in _shapes(slide.shapes, (1.0, 1.0, 0.0, 0.0)):
        parts = list(_shape(shape, _box(shape, matrix), f"{path}/shape[{shape.shape_id}]"))
        if parts:
            placed.append(parts)
    title = next((parts for parts in placed if parts[0].level is not None), None)
    body = [parts for parts in placed if parts is not title]
    ordered = [part for parts in _in_order(body) for part in parts]
    if title is None:
        _promote(ordered)
    furniture = [part for part in ordered if part.kind == "furniture"]
    content = [part for part in ordered if part.kind != "furniture"]
    return [*(title or []), *content, *_notes(slide, path), *furniture]


def _shapes(shapes: Any, outer: Matrix) -> Iterator[tuple[Any, Matrix]]:
    """All shapes, those of groups with what moves and scales them."""
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes, _within(shape, outer))
        else:
            yield shape, outer


def _within(group: Any, outer: Matrix) -> Matrix:
    frame = group.element.find(f".//{_A}xfrm")
    points: dict[str, tuple[int, int]] = {}
    for item in frame if frame is not None else ():
        name = item.tag.rsplit("}", 1)[-1]
        sides = ("x", "y") if name in ("off", "chOff") else ("cx", "cy")
        points[name] = int(item.get(sides[0]) or 0), int(item.get(sides[1]) or 0)
    if not {"off", "ext", "chOff", "chExt"} <= set(points):
        return outer
    across = points["ext"][0] / (points["chExt"][0] or 1)
    down = points["ext"][1] / (points["chExt"][1] or 1)
    x = points["off"][0] - points["chOff"][0] * across
    y = points["off"][1] - points["chOff"][1] * down
    return (
        outer[0] * across, outer[1] * down, outer[0] * x + outer[2], outer[1] * y + outer[3],
    )  # fmt: skip


def _box(shape: Any, matrix: Matrix) -> Box | None:
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    if None in (left, top, width, height):
        return None
    x, y = left * matrix[0] + matrix[2], top * matrix[1] + matrix[3]
    right, bottom = x + width * matrix[0], y + height * matrix[1]
    return (
        round(x / _POINT, 2), round(y / _POINT, 2),
        round(right / _POINT, 2), round(bottom / _POINT, 2),
    )  # fmt: skip


def _in_order(placed: list[list[Part]]) -> list[list[Part]]:
    """Rows of boxes from top to bottom, columns where rows do not part them; what has no place of
    its own keeps its turn at the end."""
    boxes = [(parts[0].bbox, parts) for parts in placed if parts[0].bbox is not None]
    ordered = [parts for _, parts in _cut([(box, parts) for box, parts in boxes if box], 0)]
    return ordered + [parts for parts in placed if parts[0].bbox is None]


def _cut(boxes: list[Placed], depth: int) -> list[Placed]:
    for side in (1, 0) if len(boxes) > 1 and depth < _MAX_CUTS else ():
        bands = _bands(boxes, side)
        if len(bands) > 1:
            return [item for band in bands for item in _cut(band, depth + 1)]
    return sorted(boxes, key=lambda item: (item[0][1], item[0][0]))


def _bands(boxes: list[Placed], side: int) -> list[list[Placed]]:
    """Groups with a gap between them: one below the other (side 1), or side by side (0)."""
    bands: list[list[Placed]] = []
    end = 0.0
    for item in sorted(boxes, key=lambda item: item[0][side]):
        if bands and item[0][side] < end - _OVERLAP:
            bands[-1].append(item)
            end = max(end, item[0][side + 2])
        else:
            bands.append([item])
            end = item[0][side + 2]
    return bands


def _shape(shape: Any, box: Box | None, path: str) -> Iterator[Part]:
    kind = _placeholder(shape)
    if getattr(shape, "has_table", False):
        yield from _table(shape.table, box, path)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart, box, path)
    elif shape.has_text_frame:
        yield from _text(shape, kind, box, path)
    elif texts := _diagram(shape):
        yield Part("paragraph", "\n".join(texts), path, bbox=box)
    elif shape.element.tag.endswith(("}pic", "}graphicFrame")):
        wide = box is None or min(box[2] - box[0], box[3] - box[1]) >= _SMALL
        properties = shape.element.find(".//{*}cNvPr")
        text = ((properties.get("descr") if properties is not None else None) or "").strip()
        text = "" if _NAMELESS.search(text) else text
        if wide:
            yield Part("figure", text, path, bbox=box, flags=() if text else ("picture",))


def _placeholder(shape: Any) -> str:
    """`title`, `furniture`, `list` for a body of points, else an empty string."""
    if not shape.is_placeholder:
        return ""
    kind = shape.placeholder_format.type
    name = kind.name if kind is not None else ""
    if name in ("TITLE", "CENTER_TITLE", "VERTICAL_TITLE"):
        return "title"
    if name in ("DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"):
        return "furniture"
    return "list" if name in ("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT") else ""


def _text(shape: Any, kind: str, box: Box | None, path: str) -> Iterator[Part]:
    paragraphs = [
        (index, text, paragraph)
        for index, paragraph in enumerate(shape.text_frame.paragraphs, start=1)
        if (text := " ".join(paragraph.text.replace("\v", "\n").split(" ")).strip())
    ]
    if kind == "title" and paragraphs:
        text = " ".join(" ".join(text.split()) for _, text, _ in paragraphs)
        yield Part("paragraph", text, path, level=1, bbox=box)
        return
    for index, text, paragraph in paragraphs:
        where = f"{path}/p[{index}]"
        listed = kind == "list" or (not kind and _has_bullet(paragraph))
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None]
        yield Part(
            "furniture" if kind == "furniture" else "list_item" if listed else "paragraph",
            text,
            f"{where}/level[{paragraph.level + 1}]" if listed and paragraph.level else where,
            size=max(sizes, default=0.0),
            bold=bool(paragraph.runs) and all(run.font.bold for run in paragraph.runs),
            bbox=box,
        )


def _has_bullet(paragraph: Any) -> bool:
    look = paragraph._p.find(f"{_A}pPr")
    return look is not None and any(
        item.tag in (f"{_A}buChar", f"{_A}buAutoNum", f"{_A}buBlip") for item in look
    )


def _promote(ordered: list[Part]) -> None:
    """The heading of a slide without a title: its first text where it is larger than the rest."""
    texts = [part for part in ordered if part.kind in ("paragraph", "list_item")]
    if not texts or len(texts[0].text) > _MAX_TITLE or "\n" in texts[0].text:
        return
    first, rest = texts[0], [part.size for part in texts[1:]]
    if first.size > 0 and first.size >= 1.15 * max(rest, default=0.0) and (rest or first.bold):
        first.level, first.kind = 1, "paragraph"


def _table(table: Any, box: Box | None, path: str) -> Iterator[Part]:
    cells = [
        GridCell(
            row,
            col,
            "\n".join(line.strip() for line in cell.text.split("\n") if line.strip()),
            cell.span_height,
            cell.span_width,
            header=bool(table.first_row) and row < _head(table),
        )
        for row in range(len(table.rows))
        for col in range(len(table.columns))
        if not (cell := table.cell(row, col)).is_spanned
    ]
    if any(cell.text for cell in cells):
        yield Part("table", "", path, cells=table_cells(cells), bbox=box)


def _head(table: Any) -> int:
    """Rows of the header: as many as the tallest cell of the first row spans."""
    first = [table.cell(0, col) for col in range(len(table.columns))]
    tallest = max((cell.span_height for cell in first if not cell.is_spanned), default=1)
    return int(tallest) if tallest < len(table.rows) else 1


def _chart(chart: Any, box: Box | None, path: str) -> Iterator[Part]:
    """A chart's own numbers as a table; one that keeps none is a picture."""
    root = chart.part._element
    title, cells = chart_title(root), chart_cells(root)
    if cells:
        yield Part("table", "", path, cells=table_cells(cells), title=title, bbox=box)
    else:
        yield Part("figure", title, path, bbox=box, flags=() if title else ("picture",))


def _diagram(shape: Any) -> list[str]:
    """The words of a SmartArt diagram, which stand in a part of their own."""
    for item in shape.element.iter("{*}relIds"):
        key = next((value for name, value in item.attrib.items() if name.endswith("}dm")), "")
        try:
            blob = shape.part.related_part(key).blob
        except KeyError:
            continue
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(blob, parser)
        lines = (
            "".join(text.text or "" for text in line.iter(f"{_A}t")) for line in root.iter(f"{_A}p")
        )
        return [line.strip() for line in lines if line.strip()]
    return []


def _notes(slide: Any, path: str) -> Iterator[Part]:
    if not slide.has_notes_slide:
        return
    frame = slide.notes_slide.notes_text_frame
    for index, line in enumerate(frame.text.split("\n") if frame is not None else (), start=1):
        if line.strip():
            yield Part("paragraph", line.strip(), f"{path}/notes/p[{index}]", flags=("notes",))
