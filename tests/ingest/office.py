"""Office containers made by hand, so that a test says exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from workbench.ingest.parsed import ParsedElement
from workbench.ingest.tables import expanded

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HP = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" '
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
)

STYLES = f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="20"/></w:rPr>
</w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="x2"><w:name w:val="제목 2"/></w:style>
<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="우리 제목"/><w:basedOn w:val="x2"/>
</w:style>
<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="cap"><w:name w:val="caption"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="제%1장"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def packed(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def p(text: str, style: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    words = f"<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{words}</w:p>"


def numbered(text: str, level: int, number: int = 1, style: str = "") -> str:
    return p(
        text, style, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def tc(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def docx(body: str, parts: Mapping[str, tuple[str, str | bytes]] | None = None) -> bytes:
    """`parts`: member below word/ -> (last part of its relation type, content)."""
    more = {
        "styles.xml": ("styles", STYLES),
        "numbering.xml": ("numbering", NUMBERING),
        **(parts or {}),
    }
    relations = "".join(
        f'<Relationship Id="r{index}" Type="{_TYPE}/{kind}" Target="{member}"/>'
        for index, (member, (kind, _)) in enumerate(more.items())
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    members: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W} {R} {_MORE}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{package}">{relations}</Relationships>'
        ),
    }
    return packed(members | {f"word/{member}": data for member, (_, data) in more.items()})


# HWPX -------------------------------------------------------------------------------------------

HEAD = f"""<hh:head {HP}><hh:refList>
<hh:charPr id="0" height="1000"/><hh:charPr id="1" height="1600"><hh:bold/></hh:charPr>
<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="2"><hh:heading type="OUTLINE" idRef="0" level="1"/></hh:paraPr>
<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>
<hh:style id="0" name="바탕글"/>
<hh:numbering id="1"><hh:paraHead level="1" numFormat="DIGIT" start="1">제^1장</hh:paraHead>
<hh:paraHead level="2" numFormat="DIGIT" start="1">^1.^2</hh:paraHead></hh:numbering>
</hh:refList></hh:head>"""


def hp(content: str, shape: int = 0, look: int = 0) -> str:
    """A paragraph; content that begins with `<` is put into its run as it is."""
    inside = content if content.startswith("<") else f"<hp:t>{content}</hp:t>"
    run = f'<hp:run charPrIDRef="{look}">{inside}</hp:run>'
    return f'<hp:p paraPrIDRef="{shape}" styleIDRef="0">{run}</hp:p>'


def hp_table(*cells: tuple[int, int, int, int, str], caption: str = "") -> str:
    """Cells are (row, column, row span, column span, paragraphs)."""
    rows: dict[int, str] = {}
    for row, col, down, across, content in cells:
        rows[row] = rows.get(row, "") + (
            f'<hp:tc header="0"><hp:subList>{content}</hp:subList>'
            f'<hp:cellAddr colAddr="{col}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{across}" rowSpan="{down}"/></hp:tc>'
        )
    title = f"<hp:caption><hp:subList>{hp(caption)}</hp:subList></hp:caption>" if caption else ""
    return (
        "<hp:tbl>"
        + title
        + "".join(f"<hp:tr>{row}</hp:tr>" for _, row in sorted(rows.items()))
        + "</hp:tbl>"
    )


def hwpx(*sections: str, more: Mapping[str, str] | None = None) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/hwp+zip", "Contents/header.xml": HEAD,
    }  # fmt: skip
    for index, section in enumerate(sections):
        members[f"Contents/section{index}.xml"] = f"<hs:sec {HP}>{section}</hs:sec>"
    return packed(members | dict(more or {}))


# What came out ----------------------------------------------------------------------------------


def grid(element: ParsedElement) -> list[list[Any]]:
    """Texts by row and column, spans repeated."""
    return [[cell.text if cell else None for cell in row] for row in expanded(element.cells)]


def tree(elements: list[ParsedElement]) -> list[tuple[int | None, str]]:
    return [(element.level, element.text) for element in elements if element.kind == "heading"]


def brief(elements: list[ParsedElement]) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in elements]
