"""The body of a DOCX to parts, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.ingest.readers.docx_math import M, formula
from workbench.ingest.readers.docx_styles import Numbering, Styles, W, child, on, value
from workbench.ingest.readers.flow import Part
from workbench.ingest.readers.grids import GridCell, table_cells
from workbench.ingest.readers.package import number

if TYPE_CHECKING:
    from lxml.etree import _Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}delInstrText"})
_CONTAINERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "body"})
_NAMELESS = re.compile(
    r"^(?:picture|image|그림|사진)\s*\d*$|\.(?:png|jpe?g|gif|bmp|emf|wmf)$", re.I
)
_GENERATED = re.compile(r"\s*(?:Description automatically generated.*|자동 생성된 설명.*)$")
_BLANKS = re.compile(r"[ \t\u200b]+")
_MAX_SPAN = 1000


class Notes:
    """Foot- and endnotes by id."""

    def __init__(self, foot: _Element | None, end: _Element | None) -> None:
        self._notes = {
            (kind, note.get(f"{W}id", "")): note
            for kind, root in (("footnote", foot), ("endnote", end))
            if root is not None
            for note in root.iter(f"{W}{kind}")
            if note.get(f"{W}type", "normal") == "normal"
        }

    def pop(self, kind: str, key: str) -> _Element | None:
        return self._notes.pop((kind, key), None)


@dataclass
class _Line:
    """What one paragraph holds."""

    words: list[str] = field(default_factory=list)
    size: dict[float, int] = field(default_factory=dict)
    bold: int = 0
    letters: int = 0
    asides: list[Part] = field(default_factory=list)
    """What is anchored in it and stands for itself: text boxes, pictures, notes."""
    boxes: int = 0
    equation: bool = False

    def say(self, text: str, size: float, bold: bool) -> None:
        self.words.append(text)
        letters = len(text.strip())
        self.letters += letters
        self.bold += letters if bold else 0
        self.size[size] = self.size.get(size, 0) + letters

    def text(self) -> str:
        lines = "".join(self.words).replace("\xa0", " ").split("\n")
        return "\n".join(line for text in lines if (line := _BLANKS.sub(" ", text).strip()))


class Body:
    """Walks block content; `embedded` collects (relation type, member) of files inside."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: Notes,
        relations: dict[str, tuple[str, str]],
    ) -> None:  # fmt: skip
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._relations = relations
        self._carried: _Line | None = None
        self.embedded: list[tuple[str, str]] = []

    def parts(self, root: _Element) -> Iterator[Part]:
        body = child(root, "body")
        yield from self._blocks(body if body is not None else root, "")
        if self._carried is not None:
            text = self._carried.text()
            self._carried = None
            if text:
                yield Part("paragraph", text)

    def _blocks(self, at: _Element, path: str) -> Iterator[Part]:
        paragraphs = tables = 0
        for block in _flat(at):
            if block.tag == f"{W}p":
                paragraphs += 1
                yield from self._paragraph(block, f"{path}p[{paragraphs}]")
            elif block.tag == f"{W}tbl":
                tables += 1
                yield from self._table(block, f"{path}tbl[{tables}]", ())
            elif block.tag == f"{W}altChunk":
                self._embed(block.get(f"{_R}id"))

    def _embed(self, key: str | None) -> None:
        found = self._relations.get(key or "")
        if found is not None and found not in self.embedded:
            self.embedded.append(found)

    # Paragraphs -------------------------------------------------------------------------------

    def _paragraph(self, at: _Element, path: str) -> Iterator[Part]:
        properties = child(at, "pPr")
        line, self._carried = self._carried or _Line(), None
        self._inline(at, properties, line, path)
        if child(properties, "rPr", "del") is not None:
            # The mark at its end was deleted: with the change accepted the next one goes on here.
            self._carried = line
            return
        yield from self._made(line, properties, path)
        yield from line.asides

    def _made(self, line: _Line, properties: _Element | None, path: str) -> Iterator[Part]:
        text = line.text()
        if not text:
            return
        level = self._styles.level(properties)
        numbers = self._styles.numbers(properties)
        mark = self._numbering.mark(numbers) if numbers is not None else ""
        listed = level is None and (numbers is not None or self._styles.is_list(properties))
        flags = []
        if self._styles.is_contents(properties):
            flags, level = ["toc"], None
        if line.equation:
            flags.append("equation")
        yield Part(
            "list_item" if listed else "paragraph",
            f"{mark} {text}" if mark else text,
            path,
            level=level,
            size=max(line.size, key=lambda size: line.size[size], default=10.0),
            bold=line.letters > 0 and line.bold >= 0.9 * line.letters,
            caption=self._styles.is_caption(properties),
            flags=tuple(flags),
        )

    def _inline(self, at: _Element, properties: _Element | None, line: _Line, path: str) -> None:
        for item in at:
            tag = item.tag
            if not isinstance(tag, str) or tag in _GONE or tag == f"{W}pPr":
                continue
            if tag == f"{W}r":
                self._run(item, properties, line, path)
            elif tag == f"{W}ruby":
                base = child(item, "rubyBase")
                if base is not None:
                    self._inline(base, properties, line, path)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                line.equation = True
                line.say(formula(item), 10.0, False)
            elif tag == f"{_MC}AlternateContent":
                chosen = _choice(item)
                if chosen is not None:
                    self._inline(chosen, properties, line, path)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._object(item, line, path)
            else:
                self._inline(item, properties, line, path)

    def _run(self, run: _Element, properties: _Element | None, line: _Line, path: str) -> None:
        look = child(run, "rPr")
        if on(look, "vanish"):
            return
        size, bold = self._styles.size(properties, look), self._styles.bold(properties, look)
        for item in run:
            tag = item.tag if isinstance(item.tag, str) else ""
            local = tag.rsplit("}", 1)[-1]
            if tag == f"{W}t":
                line.say(item.text or "", size, bold)
            elif local in ("tab", "ptab"):
                line.words.append("\t")
            elif (
                local == "br" and item.get(f"{W}type", "textWrapping") == "textWrapping"
            ) or local == "cr":
                line.words.append("\n")
            elif local == "noBreakHyphen":
                line.words.append("-")
            elif local == "sym":
                line.words.append(_symbol(item))
            elif local in ("footnoteReference", "endnoteReference"):
                self._note(local.removesuffix("Reference"), item.get(f"{W}id", ""), line, path)
            elif local in ("drawing", "pict", "object"):
                self._object(item, line, path)
            elif tag == f"{_MC}AlternateContent" and (chosen := _choice(item)) is not None:
                self._inline(chosen, properties, line, path)
            elif local == "ruby":
                self._inline_ruby(item, properties, line, path)

    def _inline_ruby(
        self, item: _Element, properties: _Element | None, line: _Line, path: str
    ) -> None:
        base = child(item, "rubyBase")
        if base is not None:
            self._inline(base, properties, line, path)

    def _note(self, kind: str, key: str, line: _Line, path: str) -> None:
        note = self._notes.pop(kind, key)
        if note is None:
            return
        for part in self._blocks(note, f"{path}/{kind}[{key}]/"):
            part.flags = (*part.flags, "footnote")
            part.level = None
            line.asides.append(part)

    def _object(self, at: _Element, line: _Line, path: str) -> None:
        """Text boxes are read; pictures give their alternative text, or are said not to be read."""
        boxes = [box for box in at.iter(f"{W}txbxContent") if _is_first(box)]
        for box in boxes:
            line.boxes += 1
            outer, self._carried = self._carried, None
            line.asides += self._blocks(box, f"{path}/box[{line.boxes}]/")
            self._carried = outer
        embeds = [item.get(f"{_R}id") for item in at.iter(f"{_O}OLEObject")]
        for key in embeds:
            self._embed(key)
        seen = any(True for _ in at.iter(f"{_A}blip", f"{_V}imagedata", f"{_C}chart"))
        if seen and not boxes and not embeds:
            text = _description(at)
            flags = () if text else ("picture",)
            line.asides.append(Part("figure", text, f"{path}/figure", flags=flags))

    # Tables -----------------------------------------------------------------------------------

    def _table(self, at: _Element, path: str, flags: tuple[str, ...]) -> Iterator[Part]:
        rows = [row for row in _flat(at) if row.tag == f"{W}tr" and not _deleted(row)]
        cells = [[tc for tc in _flat(row) if tc.tag == f"{W}tc"] for row in rows]
        if sum(len(row) for row in cells) == 1:
            yield from self._blocks(
                cells[next(i for i, row in enumerate(cells) if row)][0], f"{path}/"
            )
            return
        asides: list[Part] = []
        grid = self._grid(rows, cells, path, asides)
        if any(cell.text for cell in grid) or asides:
            yield Part("table", "", path, cells=table_cells(grid), flags=flags)
        yield from asides

    def _grid(
        self, rows: list[_Element], cells: list[list[_Element]], path: str, asides: list[Part]
    ) -> list[GridCell]:
        """Cells at their grid columns; a cell that goes on below is one cell with a row span."""
        found: list[GridCell] = []
        open_cells: dict[int, GridCell] = {}
        heads = True
        for index, (row, tcs) in enumerate(zip(rows, cells, strict=True)):
            settings = child(row, "trPr")
            heads = heads and bool(on(settings, "tblHeader"))
            col = number(value(settings, "gridBefore"))
            still: dict[int, GridCell] = {}
            for position, tc in enumerate(tcs, start=1):
                look = child(tc, "tcPr")
                span = max(1, min(number(value(look, "gridSpan"), 1), _MAX_SPAN))
                merge = value(look, "vMerge")
                above = open_cells.get(col)
                if value(look, "hMerge") in ("", "continue") and found:
                    found[-1].colspan += span
                elif merge is not None and merge != "restart" and above is not None:
                    above.rowspan += 1
                    still[col] = above
                else:
                    where = f"{path}/tr[{index + 1}]/tc[{position}]"
                    cell = self._cell(tc, index, col, span, where, asides)
                    cell.header = heads
                    found.append(cell)
                    if merge is not None:
                        still[col] = cell
                col += span
            open_cells = still
        return found

    def _cell(
        self, tc: _Element, row: int, col: int, span: int, path: str, asides: list[Part]
    ) -> GridCell:
        """A cell's own text; tables within it stand for themselves, after the whole table."""
        texts: list[str] = []
        bold = True
        paragraphs = tables = 0
        for block in _flat(tc):
            if block.tag == f"{W}p":
                paragraphs += 1
                own = f"{path}/p[{paragraphs}]"
                for part in self._paragraph(block, own):
                    # A table may stand in a text box itself: only boxes within this cell count.
                    within = (part.path or "").removeprefix(own)
                    if part.kind in ("paragraph", "list_item") and "/box[" not in within:
                        texts.append(part.text)
                        bold = bold and part.bold
                    else:
                        asides.append(part)
            elif block.tag == f"{W}tbl":
                tables += 1
                for part in self._table(block, f"{path}/tbl[{tables}]", ("nested",)):
                    if part.kind == "table" or "/tbl[" not in (part.path or ""):
                        part.title = part.title or (texts[-1] if texts else "")
                    asides.append(part)
        text = "\n".join(texts)
        return GridCell(row, col, text, 1, span, bold=bold and bool(text))


def _flat(at: _Element) -> Iterator[_Element]:
    """Children, looking through content controls and insertions; what was deleted is left out."""
    for item in at:
        if not isinstance(item.tag, str) or item.tag in _GONE:
            continue
        if item.tag == f"{_MC}AlternateContent":
            chosen = _choice(item)
            if chosen is not None:
                yield from _flat(chosen)
        elif item.tag.startswith(W) and item.tag[len(W) :] in _CONTAINERS:
            yield from _flat(item)
        else:
            yield item


def _choice(at: _Element) -> _Element | None:
    """One of two ways to say the same thing."""
    chosen = at.find(f"{_MC}Choice")
    return chosen if chosen is not None else at.find(f"{_MC}Fallback")


def _is_first(box: _Element) -> bool:
    """Not the same text box once more for older programs, nor one within another."""
    for above in box.iterancestors():
        if above.tag == f"{_MC}Fallback" and above.getparent().find(f"{_MC}Choice") is not None:
            return False
        if above.tag == f"{W}txbxContent":
            return False
    return True


def _deleted(row: _Element) -> bool:
    return child(row, "trPr", "del") is not None


def _description(at: _Element) -> str:
    for item in at.iter(f"{_WP}docPr", f"{_V}shape"):
        text = " ".join((item.get("descr") or item.get("alt") or "").split())
        text = _GENERATED.sub("", text)
        if text and not _NAMELESS.search(text):
            return text
    return ""


def _symbol(item: _Element) -> str:
    """A character of a symbol font; those of private code pages have no text."""
    try:
        code = int(item.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xE000 and not 0xD800 <= code < 0xE000 else ""
