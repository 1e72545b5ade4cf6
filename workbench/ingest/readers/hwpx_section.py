"""One section of an HWPX document to parts, in document order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.ingest.readers.flow import Part
from workbench.ingest.readers.hangul import Head, Line, Numbers, TableCell, table_parts, tidy
from workbench.ingest.readers.package import number

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHAPES = frozenset(
    [
        "rect",
        "ellipse",
        "polygon",
        "curve",
        "arc",
        "line",
        "connectLine",
        "container",
        "textart",
        "unknownObject",
    ]
)
_UNREAD = frozenset({"pic", "ole", "video", "chart"})
_BLANKS = frozenset({"tab", "nbSpace", "fwSpace"})
_MAX_SPAN = 1000


def local(at: _Element) -> str:
    """Its name without the namespace: versions of the format differ in those."""
    return at.tag.rsplit("}", 1)[-1] if isinstance(at.tag, str) else ""


def _first(at: _Element, name: str) -> _Element | None:
    return next((item for item in at if local(item) == name), None)


class Section:
    """Walks paragraphs. `said` holds headers and footers that earlier sections have as well."""

    def __init__(
        self, characters: dict[str, tuple[float, bool]], heads: dict[str, Head],
        styles: dict[str, str], numbers: Numbers, said: set[str],
    ) -> None:  # fmt: skip
        self._characters = characters
        self._heads = heads
        self._styles = styles
        self._numbers = numbers
        self._said = said
        self._outline = "1"

    def parts(self, root: _Element, path: str) -> Iterator[Part]:
        """All paragraphs directly below `root`."""
        for index, at in enumerate((item for item in root if local(item) == "p"), start=1):
            yield from self._paragraph(at, f"{path}p[{index}]")

    def _paragraph(self, at: _Element, path: str) -> Iterator[Part]:
        line = Line()
        for run in at:
            if local(run) == "run":
                self._run(run, line, path)
        head = self._heads.get(at.get("paraPrIDRef", ""), Head())
        if head.kind == "OUTLINE" and head.numbering == "0":
            head = replace(head, numbering=self._outline)
        style = self._styles.get(at.get("styleIDRef", ""), "")
        part = line.part(path, head, style, self._numbers)
        if part is not None:
            yield part
        yield from line.asides

    def _run(self, run: _Element, line: Line, path: str) -> None:
        size, bold = self._characters.get(run.get("charPrIDRef", ""), (10.0, False))
        for item in run:
            name = local(item)
            if name == "t":
                line.say(_words(item), size, bold)
            elif name == "secPr":
                self._outline = item.get("outlineShapeIDRef") or self._outline
            elif name == "ctrl":
                for control in item:
                    self._control(control, line, path)
            elif name in ("switch", "case", "default"):
                chosen = _first(item, "case")
                chosen = chosen if chosen is not None else _first(item, "default")
                if chosen is not None:
                    self._run(chosen, line, path)
            else:
                self._object(item, name, line, path, size)

    def _object(self, item: _Element, name: str, line: Line, path: str, size: float) -> None:
        where = f"{path}/{name}[{len(line.asides) + 1}]"
        if name == "tbl":
            line.asides += self._table(item, where)
        elif name in _UNREAD:
            line.asides += self._captioned(item, where)
        elif name == "equation":
            script = _first(item, "script")
            text = tidy("".join(script.itertext())) if script is not None else ""
            if text:
                line.say(f" {text} ", size, False)
                line.equation = True
        elif name in _SHAPES:
            line.asides += self._shape(item, where)
        elif name in ("compose", "dutmal"):
            line.say(item.get("composeText") or _text(_first(item, "mainText")), size, False)
        elif name in ("edit", "comboBox", "listBox", "btn", "checkBtn", "radioBtn"):
            line.say(item.get("caption") or _text(_first(item, "text")), size, False)

    def _control(self, control: _Element, line: Line, path: str) -> None:
        name = local(control)
        if name in ("header", "footer"):
            parts = self._list(control, f"{path}/{name}/")
            texts = [part.text or " ".join(cell.text for cell in part.cells) for part in parts]
            text = "\n".join(text for text in texts if text)
            if text and text not in self._said:
                self._said.add(text)
                line.asides.append(Part("furniture", text, f"{path}/{name}"))
        elif name in ("footNote", "endNote"):
            for part in self._list(control, f"{path}/{name}/"):
                line.asides.append(replace(part, level=None, flags=(*part.flags, "footnote")))

    def _list(self, at: _Element | None, path: str) -> list[Part]:
        """Paragraphs of the list inside of `at`."""
        found = _first(at, "subList") if at is not None else None
        return list(self.parts(found, path)) if found is not None else []

    def _captioned(self, item: _Element, where: str) -> Iterator[Part]:
        yield Part("figure", "", where, flags=("picture",))
        for part in self._list(_first(item, "caption"), f"{where}/caption/"):
            yield replace(part, caption=True)

    def _shape(self, item: _Element, where: str) -> Iterator[Part]:
        if item.get("text") and local(item) == "textart":
            yield Part("paragraph", tidy(item.get("text", "")), where)
        yield from self._list(_first(item, "drawText"), f"{where}/")
        for index, inner in enumerate(item, start=1):
            name = local(inner)
            if name in _SHAPES:
                yield from self._shape(inner, f"{where}/{name}[{index}]")
            elif name in _UNREAD:
                yield from self._captioned(inner, f"{where}/{name}[{index}]")

    def _table(self, item: _Element, where: str) -> Iterator[Part]:
        caption = " ".join(part.text for part in self._list(_first(item, "caption"), f"{where}/"))
        cells: list[TableCell] = []
        repeats = item.get("repeatHeader") == "1"
        for row, line in enumerate(at for at in item if local(at) == "tr"):
            for col, cell in enumerate(at for at in line if local(at) == "tc"):
                address, span = _first(cell, "cellAddr"), _first(cell, "cellSpan")
                place = (
                    number(_get(address, "rowAddr"), row), number(_get(address, "colAddr"), col),
                )  # fmt: skip
                cells.append(
                    TableCell(
                        max(0, place[0]),
                        min(max(0, place[1]), _MAX_SPAN),
                        max(1, number(_get(span, "rowSpan"), 1)),
                        max(1, min(number(_get(span, "colSpan"), 1), _MAX_SPAN)),
                        self._list(cell, f"{where}/tr[{row + 1}]/tc[{col + 1}]/"),
                        repeats and cell.get("header") == "1",
                    )
                )
        yield from table_parts(cells, where, tidy(caption), "/tc[" in where)


def _get(at: _Element | None, name: str) -> str | None:
    return None if at is None else at.get(name)


def _text(at: _Element | None) -> str:
    return "" if at is None else tidy("".join(at.itertext()))


def _words(at: _Element) -> str:
    """The text of a run; what a tracked change deleted is left out."""
    words = [at.text or ""]
    deleted = False
    for item in at:
        name = local(item)
        if name in ("deleteBegin", "deleteEnd"):
            deleted = name == "deleteBegin"
        elif not deleted:
            if name in _BLANKS:
                words.append(" ")
            elif name == "lineBreak":
                words.append("\n")
            elif name == "hyphen":
                words.append("-")
        if not deleted:
            words.append(item.tail or "")
    return "".join(words)
