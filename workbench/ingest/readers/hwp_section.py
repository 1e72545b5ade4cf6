"""One section of an HWP 5.0 document to parts: a tree of paragraphs and their controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.ingest.readers.flow import Part
from workbench.ingest.readers.hangul import Head, Line, Numbers, TableCell, table_parts, tidy
from workbench.ingest.readers.hwp_records import (
    CTRL_HEADER,
    EQEDIT,
    LIST_HEADER,
    PARA_CHAR_SHAPE,
    PARA_HEADER,
    PARA_TEXT,
    SHAPE_COMPONENT,
    TABLE,
    TEXTART,
    Node,
    control_id,
    string,
    u16,
    u32,
    wide,
)

_SINGLE = frozenset({0, 10, 13, *range(24, 32)})
"""Control characters of one unit; all others below 32 take eight."""
_ANCHORS = frozenset({1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23})
"""Those that stand for a control record, in the order of the records."""
_PLAIN = {9: " ", 10: "\n", 24: "-", 30: " ", 31: " "}
_UNREAD = frozenset({"$pic", "$ole", "$vid"})
_MAX_SPAN = 1000


class Section:
    """Walks paragraphs. `said` holds headers and footers that earlier sections have as well."""

    def __init__(
        self, characters: Sequence[tuple[float, bool]], heads: Sequence[Head],
        styles: Sequence[str], numbers: Numbers, said: set[str],
    ) -> None:  # fmt: skip
        self._characters = characters
        self._heads = heads
        self._styles = styles
        self._numbers = numbers
        self._said = said
        self._outline = "1"

    def parts(self, root: Node, path: str) -> Iterator[Part]:
        yield from self._list(root.children, path)

    def _list(self, nodes: Sequence[Node], path: str) -> Iterator[Part]:
        paragraphs = (node for node in nodes if node.tag == PARA_HEADER)
        for index, node in enumerate(paragraphs, start=1):
            yield from self._paragraph(node, f"{path}p[{index}]")

    def _paragraph(self, node: Node, path: str) -> Iterator[Part]:
        line = Line()
        text = next((item.data for item in node.children if item.tag == PARA_TEXT), b"")
        looks = next((item.data for item in node.children if item.tag == PARA_CHAR_SHAPE), b"")
        controls = [item for item in node.children if item.tag == CTRL_HEADER]
        self._text(text, looks, controls, line, path)
        shape, style = u16(node.data, 8), node.data[10] if len(node.data) > 10 else 0
        head = self._heads[shape] if shape < len(self._heads) else Head()
        if head.kind == "OUTLINE" and head.numbering == "0":
            head = replace(head, numbering=self._outline)
        name = self._styles[style] if style < len(self._styles) else ""
        part = line.part(path, head, name, self._numbers)
        if part is not None:
            yield part
        yield from line.asides

    def _text(self, data: bytes, looks: bytes, controls: list[Node], line: Line, path: str) -> None:
        """Words with their looks; controls at their places, those without a place at the end."""
        changes = [
            (u32(looks, at), u32(looks, at + 4)) for at in range(0, len(looks) - 7, 8)
        ] or [(0, 0)]  # fmt: skip
        waiting = iter(controls)
        units = len(data) // 2
        at = start = change = 0

        def close(end: int) -> None:
            if end > start:
                key = changes[change][1]
                known = key < len(self._characters)
                size, bold = self._characters[key] if known else (10.0, False)
                line.say(wide(data[2 * start : 2 * end]), size, bold)

        while at < units:
            while change + 1 < len(changes) and changes[change + 1][0] <= at:
                close(at)
                start, change = at, change + 1
            code = u16(data, 2 * at)
            if code >= 32:
                at += 1
                continue
            close(at)
            line.words.append(_PLAIN.get(code, ""))
            if code in _ANCHORS and (control := next(waiting, None)) is not None:
                self._control(control, line, path)
            at += 1 if code in _SINGLE else 8
            start = at
        close(units)
        for control in waiting:
            self._control(control, line, path)

    def _control(self, node: Node, line: Line, path: str) -> None:
        kind = control_id(node.data)
        where = f"{path}/{kind.strip()}[{len(line.asides) + 1}]"
        if kind == "tbl ":
            line.asides += self._table(node, where)
        elif kind == "gso ":
            line.asides += self._drawing(node, where)
        elif kind == "eqed":
            script = next((item.data for item in node.children if item.tag == EQEDIT), b"")
            if text := tidy(string(script, 4)[0]):
                line.say(f" {text} ", 10.0, False)
                line.equation = True
        elif kind in ("head", "foot"):
            texts = [
                part.text or " ".join(cell.text for cell in part.cells)
                for part in self._list(node.children, f"{where}/")
            ]
            text = "\n".join(text for text in texts if text)
            if text and text not in self._said:
                self._said.add(text)
                line.asides.append(Part("furniture", text, where))
        elif kind in ("fn  ", "en  "):
            for part in self._list(node.children, f"{where}/"):
                line.asides.append(replace(part, level=None, flags=(*part.flags, "footnote")))
        elif kind in ("tdut", "tcps"):
            line.say(string(node.data, 4)[0], 10.0, False)
        elif kind == "secd":
            self._outline = str(u16(node.data, 18) or 1)

    def _drawing(self, node: Node, where: str) -> Iterator[Part]:
        """A picture is said not to be read; the text of boxes is, also of those in groups."""
        own = [item for item in node.children if item.tag != SHAPE_COMPONENT]
        captions = list(self._list(own, f"{where}/caption/"))
        for index, shape in enumerate(_components(node), start=1):
            kind = control_id(shape.data)
            if kind in _UNREAD:
                yield Part("figure", "", f"{where}/{kind[1:]}[{index}]", flags=("picture",))
            yield from self._list(shape.children, f"{where}/box[{index}]/")
            for item in shape.children:
                if item.tag == TEXTART and (text := tidy(string(item.data, 32)[0])):
                    yield Part("paragraph", text, f"{where}/textart[{index}]")
        for part in captions:
            yield replace(part, caption=True)

    def _table(self, node: Node, where: str) -> Iterator[Part]:
        """Lists before the TABLE record are its caption, those after it its cells."""
        before: list[Node] = []
        lists: list[tuple[Node, list[Node]]] = []
        inside = False
        for item in node.children:
            if item.tag == TABLE:
                inside = True
            elif not inside:
                before.append(item)
            elif item.tag == LIST_HEADER:
                lists.append((item, []))
            elif lists:
                lists[-1][1].append(item)
        caption = " ".join(part.text for part in self._list(before, f"{where}/caption/"))
        cells = [
            self._cell(head.data, nodes, f"{where}/cell[{index}]/")
            for index, (head, nodes) in enumerate(lists, start=1)
        ]
        yield from table_parts(cells, where, tidy(caption), "/cell[" in where)

    def _cell(self, head: bytes, nodes: list[Node], where: str) -> TableCell:
        """Where a cell stands follows its list header: column, row, column span, row span."""
        return TableCell(
            row=u16(head, 10),
            col=min(u16(head, 8), _MAX_SPAN),
            rowspan=max(1, u16(head, 14, 1)),
            colspan=max(1, min(u16(head, 12, 1), _MAX_SPAN)),
            parts=list(self._list(nodes, where)),
            header=bool(u32(head, 4) & 1 << 18),
        )


def _components(node: Node) -> Iterator[Node]:
    for item in node.children:
        if item.tag == SHAPE_COMPONENT:
            yield item
            yield from _components(item)
