"""Made documents: HTML of many layouts, printed by Chromium, each with its exact truth.

The layouts are those that teams' manuals have: one and two columns, side boxes, tables with all
rules, some or none, over several pages, with spans and several header rows, pages stored sideways,
running headers with changing numbers, footnotes, headings no larger than the text, and the
numberings of Korean rules and English reports.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.ingest.truth import Grid, Sample, Truth
from bench.ingest.words import Words


@dataclass(frozen=True)
class Style:
    """How a document looks; lengths are CSS."""

    body: str = "10pt"
    face: str = "'Noto Sans CJK KR', sans-serif"
    headings: tuple[str, ...] = ("font-size:16pt", "font-size:13pt", "font-size:11.5pt")
    columns: int = 1
    page: str = "A4"
    margin: str = "24mm 20mm 22mm 20mm"
    header: str = ""
    footer: str = '"- " counter(page) " -"'
    rules: str = "all"
    """Of tables: all, rows, booktabs, zebra, none."""
    align: str = "justify"
    extra: str = ""


@dataclass
class Maker:
    """Collects HTML and truth side by side, in reading order."""

    style: Style
    words: Words
    html: list[str] = field(default_factory=list)
    truth: Truth = field(default_factory=Truth)
    flow: list[str] = field(default_factory=list)
    tables: int = 0

    def add(self, tag: str, text: str, attributes: str = "") -> None:
        self.html.append(f"<{tag} {attributes}>{html.escape(text)}</{tag}>")
        self.truth.blocks.append(text)
        self.flow.append(text)

    def heading(self, level: int, text: str) -> None:
        self.truth.headings.append((level, text))
        self.add(f"h{level}", text)

    def text(self, sentences: int = 0) -> None:
        self.add("p", self.words.paragraph(sentences))

    def items(self, marks: list[str]) -> None:
        """List items whose marks are written, as numbering by hand is."""
        for mark in marks:
            self.add("p", f"{mark} {self.words.item()}", 'class="item"')

    def bullets(self, count: int) -> None:
        self.html.append("<ul>")
        for _ in range(count):
            self.add("li", self.words.item())
        self.html.append("</ul>")

    def table(
        self, rows: list[list[tuple[str, int, int]]], head: int, caption: bool = True
    ) -> None:
        """Rows of (text, rowspan, colspan); `head` rows stand in thead."""
        self.tables += 1
        made = ["<table>"]
        if caption:
            name = "표" if self.words.korean else "Table"
            title = f"{name} {self.tables} {self.words.title()}"
            self.flow.append(title)
            made = [f'<p class="caption">{title}</p>', "<table>"]
        for index, row in enumerate(rows):
            if index in (0, head):
                made.append("<thead>" if index < head else "<tbody>")
            tag = "th" if index < head else "td"
            cells = (
                f'<{tag} rowspan="{down}" colspan="{across}">{html.escape(text)}</{tag}>'
                for text, down, across in row
            )
            made.append(f"<tr>{''.join(cells)}</tr>")
            if index == head - 1:
                made.append("</thead>")
            self.flow += [text for text, _, _ in row if text]
        made.append("</tbody></table>")
        self.html += made
        self.truth.tables.append(_expanded(rows))

    def simple_table(self, columns: int, rows: int, long: bool = False) -> None:
        head = [(self.words.column(c), 1, 1) for c in range(columns)]
        body = [
            [(self.words.cell(long and c == columns - 1), 1, 1) for c in range(columns)]
            for _ in range(rows)
        ]
        for index, row in enumerate(body):
            row[0] = (f"{row[0][0]} {index + 1}", 1, 1)
        self.table([head, *body], 1)

    def spanned_table(self) -> None:
        w = self.words
        ko = w.korean
        head = [
            [
                (w.column(0), 2, 1),
                ("주간" if ko else "Day", 1, 2),
                ("야간" if ko else "Night", 1, 2),
            ],
            [(w.column(i), 1, 1) for i in (1, 2, 5, 7)],
        ]
        body = [
            [(f"{w.cell()} A", 2, 1), *[(w.cell(), 1, 1) for _ in range(4)]],
            [(w.cell(), 1, 1) for _ in range(4)],
            [(f"{w.cell()} B", 1, 1), (w.cell(), 1, 2), (w.cell(), 1, 1), (w.cell(), 1, 1)],
            [(f"{w.cell()} C", 1, 1), *[(w.cell(), 1, 1) for _ in range(4)]],
        ]
        self.table([*head, *body], 2)

    def done(self) -> tuple[str, Truth]:
        self.truth.flow = "\n".join(self.flow)
        return _page(self.style, "\n".join(self.html), self.words.korean), self.truth


def _expanded(rows: list[list[tuple[str, int, int]]]) -> Grid:
    grid: dict[tuple[int, int], str] = {}
    for r, row in enumerate(rows):
        c = 0
        for text, down, across in row:
            while (r, c) in grid:
                c += 1
            grid |= {(r + i, c + j): text for i in range(down) for j in range(across)}
    width = max(c for _, c in grid) + 1
    height = max(r for r, _ in grid) + 1
    return [[grid.get((r, c), "") for c in range(width)] for r in range(height)]


_RULES = {
    "all": "td,th{border:.6pt solid #555}",
    "rows": "tr{border-bottom:.5pt solid #777} thead tr{border-top:1pt solid #333}",
    "booktabs": "thead tr:first-child{border-top:1pt solid #000} thead tr:last-child{border-bottom:"
    ".6pt solid #000} tbody tr:last-child{border-bottom:1pt solid #000}",
    "zebra": "thead tr{background:#345;color:#fff} tbody tr:nth-child(odd){background:#eef}",
    "none": "",
}


def _page(style: Style, body: str, korean: bool) -> str:
    levels = "".join(f"h{n}{{{css}}}" for n, css in enumerate(style.headings, start=1))
    header = f"@top-left{{content:{style.header};font:8pt {style.face}}}" if style.header else ""
    footer = f"@bottom-center{{content:{style.footer};font:8pt {style.face}}}"
    return f"""<!doctype html><html lang="{"ko" if korean else "en"}"><meta charset="utf-8"><style>
@page{{size:{style.page};margin:{style.margin};{header}{footer if style.footer else ""}}}
body{{margin:0;font:{style.body}/1.55 {style.face};text-align:{style.align}}}
main{{columns:{style.columns};column-gap:9mm}}
h1,h2,h3,h4{{margin:1em 0 .4em;line-height:1.3;text-align:left;break-after:avoid}}
{levels}
p{{margin:0 0 .6em}} .item{{margin-left:1.2em;text-indent:-1.2em}} .caption{{margin:1em 0 .3em;
font-size:.9em;break-after:avoid;text-align:left}} ul{{margin:0 0 .6em;padding-left:1.4em}}
table{{border-collapse:collapse;margin:0 0 1em;font-size:.88em;width:100%;text-align:left}}
td,th{{padding:2.5pt 6pt;vertical-align:top}} thead{{display:table-header-group}}
tr{{break-inside:avoid}}
{_RULES[style.rules]}
.wide{{column-span:all}}
{style.extra}</style><main>{body}</main></html>"""


Layout = Callable[[int], tuple[str, Truth]]


def numbered(style: Style, korean: bool, seed: int, chapters: int = 4, long: int = 0) -> Maker:
    """Chapters, numbered sections, text, lists and tables."""
    maker = Maker(style, Words(seed, korean))
    for chapter in range(1, chapters + 1):
        prefix = f"제{chapter}장" if korean else f"{chapter}."
        maker.heading(1, f"{prefix} {maker.words.title()}")
        maker.text()
        for section in (1, 2):
            maker.heading(2, f"{chapter}.{section} {maker.words.title()}")
            maker.text()
            if section == 1:
                maker.bullets(3)
                maker.simple_table(3 + chapter % 2, 4, long=chapter == 2)
            else:
                maker.text()
                maker.spanned_table() if style.columns == 1 and style.rules == "all" else None
    if long:
        maker.heading(1, "부록 점검 목록" if korean else "Appendix A Checklist")
        maker.simple_table(4, long)
    return maker


def regulation(style: Style, seed: int) -> Maker:
    """A Korean rule book: 장, 절, 조 as headings, then ①, 1., 가."""
    maker = Maker(style, Words(seed, True))
    article = 0
    for chapter in (1, 2, 3):
        maker.heading(1, f"제{chapter}장 {maker.words.title()}")
        for section in (1, 2):
            maker.heading(2, f"제{section}절 {maker.words.title()}")
            for _ in range(2):
                article += 1
                maker.heading(3, f"제{article}조({maker.words.title()})")
                maker.items(["①", "②"])
                maker.items(["1.", "2."])
                maker.items(["가.", "나."])
                maker.items(["③"])
    maker.heading(1, "부칙")
    maker.text(1)
    return maker


def side_boxes(style: Style, korean: bool, seed: int) -> Maker:
    """Notes in framed boxes between paragraphs, and footnotes at the end of a section."""
    maker = Maker(style, Words(seed, korean))
    for chapter in range(1, 5):
        maker.heading(1, f"{chapter}. {maker.words.title()}")
        maker.text(4)
        maker.html.append('<div class="box">')
        maker.add("p", ("참고: " if korean else "Note: ") + maker.words.paragraph(2))
        maker.html.append("</div>")
        maker.heading(2, f"{chapter}.1 {maker.words.title()}")
        maker.text(5)
        maker.items(["1)", "2)", "3)"])
        maker.html.append('<div class="foot">')
        maker.add("p", f"{chapter}) {maker.words.sentence()}")
        maker.html.append("</div>")
        maker.text(3)
    return maker


def plain_headings(style: Style, korean: bool, seed: int) -> Maker:
    """Headings without numbers, told by weight alone."""
    maker = Maker(style, Words(seed, korean))
    for _ in range(4):
        maker.heading(1, maker.words.title())
        maker.text()
        for _ in range(2):
            maker.heading(2, maker.words.title())
            maker.text()
            maker.bullets(2)
            maker.text()
    return maker


def official(style: Style, seed: int) -> Maker:
    """A Korean office paper: Ⅰ., 1., 가. as headings, then □, ○ and -."""
    maker = Maker(style, Words(seed, True))
    maker.heading(1, f"{maker.words.title()} 추진 계획")
    maker.text(1)
    for roman in "ⅠⅡⅢ":
        maker.heading(2, f"{roman}. {maker.words.title()}")
        for number in (1, 2):
            maker.heading(3, f"{number}. {maker.words.title()}")
            for mark in "가나":
                maker.heading(4, f"{mark}. {maker.words.title()}")
                maker.items(["□", "○", "○", "-"])
            maker.simple_table(3, 3)
    return maker


def report(style: Style, seed: int) -> Maker:
    """An English report: title, contents with leaders, Chapter 1, 1.1, 1.1.1, appendices."""
    maker = Maker(style, Words(seed, False))
    maker.heading(1, f"Annual Review of {maker.words.title()}")
    maker.text(2)
    start = len(maker.html)
    contents: list[str] = []
    for chapter in (1, 2, 3):
        title = f"Chapter {chapter} {maker.words.title()}"
        contents.append(title)
        maker.heading(2, title)
        maker.text()
        for section in (1, 2):
            maker.heading(3, f"{chapter}.{section} {maker.words.title()}")
            maker.text()
            maker.heading(4, f"{chapter}.{section}.1 {maker.words.title()}")
            maker.text()
            maker.items(["(a)", "(b)"])
        maker.simple_table(5, 5)
    for letter in "AB":
        contents.append(f"Appendix {letter} {maker.words.title()}")
        maker.heading(2, contents[-1])
        maker.text()
    lines = "".join(
        f'<p class="toc"><span>{title}</span><span>{number}</span></p>'
        for number, title in enumerate(contents, start=2)
    )
    maker.html.insert(start, f'<div style="break-after:page"><p>Contents</p>{lines}</div>')
    return maker


def figures(style: Style, korean: bool, seed: int, columns: int) -> Maker:
    """Many numbers in narrow columns, right-aligned, and tables of labels without a header."""
    maker = Maker(style, Words(seed, korean))
    draw = maker.words.draw
    for chapter in range(1, 4):
        maker.heading(1, f"{chapter}. {maker.words.title()}")
        maker.text(2)
        head = [(maker.words.column(0), 1, 1)]
        head += [(f"{2015 + year}", 1, 1) for year in range(columns)]
        rows = [
            [(f"{maker.words.cell()} {row}", 1, 1)]
            + [(f"{draw.randint(1, 99999):,}", 1, 1) for _ in range(columns)]
            for row in range(1, 9)
        ]
        maker.table([head, *rows], 1, caption=chapter != 2)
        maker.text(2)
    return maker


def spanned(style: Style, korean: bool, seed: int) -> Maker:
    """Headers of two rows and cells that span, without a full grid."""
    maker = Maker(style, Words(seed, korean))
    for chapter in range(1, 4):
        maker.heading(1, f"{chapter}. {maker.words.title()}")
        maker.text(2)
        w = maker.words
        day, night = ("주간 근무", "야간 근무") if korean else ("Day shift", "Night shift")
        head = [
            [("", 1, 1), (day, 1, 2), (night, 1, 2)],
            [(w.column(0), 1, 1), *[(w.column(i), 1, 1) for i in (1, 2, 5, 7)]],
        ]
        rows = [[(w.cell(), 1, 1) for _ in range(5)] for _ in range(5)]
        maker.table([*head, *rows], 2)
        maker.text(2)
    return maker


def chaptered(style: Style, korean: bool, seed: int) -> Maker:
    """Each chapter begins a page and stands in the header of its pages."""
    maker = Maker(style, Words(seed, korean))
    names = []
    for chapter in range(1, 6):
        title = (
            f"제{chapter}장 {maker.words.title()}"
            if korean
            else f"{chapter}. {maker.words.title()}"
        )
        names.append(title)
        maker.html.append(f'<section style="page:c{chapter}; break-before:page">')
        maker.heading(1, title)
        for section in (1, 2, 3):
            maker.heading(2, f"{chapter}.{section} {maker.words.title()}")
            for _ in range(4):
                maker.text(4)
        maker.html.append("</section>")
    pages = "".join(
        f'@page c{n}{{@top-right{{content:"{name}";font:8pt {style.face}}}}}'
        for n, name in enumerate(names, start=1)
    )
    maker.html.append(f"<style>{pages}</style>")
    return maker


def spanning(style: Style, korean: bool, seed: int) -> Maker:
    """Two columns under headings and tables that span both, and a floating side box."""
    maker = Maker(style, Words(seed, korean))
    for chapter in range(1, 4):
        maker.html.append('<div class="wide">')
        maker.heading(1, f"{chapter}. {maker.words.title()}")
        maker.html.append("</div>")
        for section in (1, 2):
            maker.heading(2, f"{chapter}.{section} {maker.words.title()}")
            maker.text(4)
            maker.text(3)
        maker.html.append('<div class="wide">')
        maker.simple_table(5, 4)
        maker.html.append("</div>")
    return maker


_SERIF = "'Noto Serif CJK KR', 'DejaVu Serif', serif"
_LATIN = "'DejaVu Serif', serif"
_SAME = (
    "font-size:1em;border-bottom:.5pt solid #000",
    "font-size:1em",
)
_BOX = (
    ".box{border:.7pt solid #333;padding:6pt 8pt;margin:6pt 0} "
    ".foot{border-top:.5pt solid #000;font-size:.8em;padding-top:3pt;margin-bottom:8pt}"
)
_TOC = ".toc{display:flex;justify-content:space-between}"
_RIGHT = "td+td,th+th{text-align:right;white-space:nowrap}"
SHOWN = 360
"""Upright pages that /Rotate shows lying on their side."""
_KO_HEADER = '"가온정밀 운영 지침 · 사내용"'
_EN_HEADER = '"Harbour Works Operations Guide"'


@dataclass(frozen=True)
class Recipe:
    name: str
    kinds: frozenset[str]
    make: Callable[[], Maker]
    turn: int = 0
    """Degrees by which the pages are stored turned."""


def recipe(name: str, kinds: str, make: Callable[[], Maker], turn: int = 0) -> Recipe:
    return Recipe(name, frozenset(kinds.split()), make, turn)


def recipes(seed: int) -> list[Recipe]:
    """All made documents; another seed gives other words in the same layouts."""
    s = seed * 100
    ko, en = Style(header=_KO_HEADER), Style(header=_EN_HEADER, face=_LATIN, align="left")
    numbered_page = '"' + '페이지 " counter(page) " / " counter(pages)'
    return [
        recipe("ko ruled", "one_column ruled", lambda: numbered(ko, True, s + 1)),
        recipe("ko serif, long table", "one_column ruled", lambda: numbered(
            Style(header=_KO_HEADER, face=_SERIF, body="11pt", footer=numbered_page),
            True, s + 2, 3, long=90)),
        recipe("ko no rules", "one_column ruleless", lambda: numbered(
            Style(header=_KO_HEADER, rules="none"), True, s + 3, long=60)),
        recipe("en booktabs", "one_column ruleless", lambda: numbered(
            Style(header=_EN_HEADER, face=_LATIN, rules="booktabs", align="left"),
            False, s + 4, long=70)),
        recipe("ko rows only", "one_column ruleless", lambda: numbered(
            Style(rules="rows", footer='counter(page)'), True, s + 5)),
        recipe("en zebra", "one_column ruleless", lambda: numbered(
            Style(header=_EN_HEADER, rules="zebra", align="left"), False, s + 6)),
        recipe("ko two columns", "two_columns ruled", lambda: numbered(
            Style(header=_KO_HEADER, columns=2, body="9pt"), True, s + 7)),
        recipe("en two columns", "two_columns ruled", lambda: numbered(
            Style(header=_EN_HEADER, columns=2, body="9pt", face=_LATIN), False, s + 8)),
        recipe("en two columns, no rules", "two_columns ruleless", lambda: numbered(
            Style(columns=2, body="8.5pt", rules="booktabs", align="left",
                  footer='"Page " counter(page)'), False, s + 9)),
        recipe("ko two columns, plain", "two_columns", lambda: plain_headings(
            Style(header=_KO_HEADER, columns=2, body="9pt", face=_SERIF), True, s + 10)),
        recipe("ko turned 90", "sideways ruled", lambda: numbered(
            Style(header=_KO_HEADER, page="A4 landscape"), True, s + 11), 90),
        recipe("en turned 270", "sideways ruled", lambda: numbered(en, False, s + 12), 270),
        recipe("ko regulation", "one_column", lambda: regulation(
            Style(headings=("font-size:14pt;text-align:center", "font-size:12pt;text-align:center",
                            "font-size:1em;font-weight:700"), face=_SERIF), s + 13)),
        recipe("ko regulation, plain", "one_column", lambda: regulation(
            Style(headings=("font-size:15pt;text-align:center", "font-size:12pt",
                            "font-size:1em;font-weight:400"), header=_KO_HEADER), s + 14)),
        recipe("ko boxes and notes", "one_column", lambda: side_boxes(
            Style(extra=_BOX, header=_KO_HEADER), True, s + 15)),
        recipe("en boxes and notes", "one_column", lambda: side_boxes(
            Style(extra=_BOX, face=_LATIN, align="left"), False, s + 16)),
        recipe("ko headings by weight", "one_column", lambda: plain_headings(
            Style(headings=("font-size:1.2em", "font-size:1em"), header=_KO_HEADER), True, s + 17)),
        recipe("en headings by weight", "one_column", lambda: plain_headings(
            Style(headings=("font-size:1.15em", "font-size:1em"), align="left"), False, s + 18)),
        recipe("ko numbered, same size", "one_column ruled", lambda: numbered(
            Style(headings=_SAME, header=_KO_HEADER), True, s + 19)),
        recipe("ko shown sideways", "sideways ruled", lambda: numbered(ko, True, s + 20), SHOWN),
        recipe("ko official", "one_column ruled", lambda: official(
            Style(headings=("font-size:18pt;text-align:center", "font-size:14pt", "font-size:12pt",
                            "font-size:11pt;font-weight:400"), footer="counter(page)"), s + 21)),
        recipe("en report", "one_column ruleless", lambda: report(
            Style(headings=("font-size:22pt", "font-size:16pt", "font-size:13pt",
                            "font-size:1em;font-style:italic"), header=_EN_HEADER, face=_LATIN,
                  align="left", rules="booktabs", extra=_TOC), s + 22)),
        recipe("ko figures, no rules", "one_column ruleless", lambda: figures(
            Style(rules="none", header=_KO_HEADER, extra=_RIGHT), True, s + 23, 6)),
        recipe("en figures, rows", "one_column ruleless", lambda: figures(
            Style(rules="rows", align="left", extra=_RIGHT, page="Letter", face=_LATIN,
                  footer='"Page " counter(page) " of " counter(pages)'), False, s + 24, 8)),
        recipe("en figures, landscape", "one_column ruled", lambda: figures(
            Style(align="left", extra=_RIGHT + "td,th{padding:1pt 3pt}", page="A4 landscape"),
            False, s + 25, 12)),
        recipe("ko spans, booktabs", "one_column ruleless", lambda: spanned(
            Style(rules="booktabs", extra="th{text-align:center}"), True, s + 26)),
        recipe("en spans, no rules", "one_column ruleless", lambda: spanned(
            Style(rules="none", align="left", header=_EN_HEADER), False, s + 27)),
        recipe("ko middle, no rules", "one_column ruleless", lambda: numbered(
            Style(rules="none", header=_KO_HEADER, extra="td,th{vertical-align:middle}"),
            True, s + 28)),
        recipe("ko chapters in header", "one_column", lambda: chaptered(ko, True, s + 29)),
        recipe("en chapters in header", "one_column", lambda: chaptered(en, False, s + 30)),
        recipe("ko spanning heads", "two_columns ruled", lambda: spanning(
            Style(header=_KO_HEADER, columns=2, body="9pt", page="B5",
                  margin="18mm 14mm"), True, s + 31)),
        recipe("en spanning heads", "two_columns ruleless", lambda: spanning(
            Style(header=_EN_HEADER, columns=2, body="9pt", rules="booktabs", face=_LATIN),
            False, s + 32)),
        recipe("en three columns", "two_columns", lambda: plain_headings(
            Style(columns=3, body="8pt", page="A4 landscape", face=_LATIN, align="left"),
            False, s + 33)),
        recipe("ko small page", "one_column ruled", lambda: numbered(
            Style(page="A5", body="8.5pt", margin="16mm 12mm 14mm", header=_KO_HEADER,
                  headings=("font-size:13pt", "font-size:10pt", "font-size:9pt")), True, s + 34)),
        recipe("ko tight", "one_column ruleless", lambda: numbered(
            Style(rules="rows", body="10.5pt", header=_KO_HEADER,
                  extra="td,th{padding:0 4pt;line-height:1.3} body{line-height:1.25}"),
            True, s + 35)),
    ]  # fmt: skip


def make(
    folder: Path, chromium: str, seed: int = 1, chosen: list[Recipe] | None = None
) -> list[Sample]:
    """Print all recipes, or the `chosen` ones, into `folder`.

    Headers and footers are the truth's furniture.
    """
    from playwright.sync_api import sync_playwright

    found = []
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=flags)
        for number, recipe in enumerate(recipes(seed) if chosen is None else chosen):
            maker = recipe.make()
            source, truth = maker.done()
            page = browser.new_page()
            page.set_content(source)
            outline = number % 4 == 0  # some files have bookmarks, most have none
            data = page.pdf(prefer_css_page_size=True, print_background=True, tagged=outline,
                            outline=outline)  # fmt: skip
            page.close()
            path = folder / f"{recipe.name.replace(' ', '_').replace(',', '')}.pdf"
            path.write_bytes(data)
            pages = _turned(path, recipe.turn)
            truth.furniture = _furniture(maker.style, pages)
            found.append(Sample(recipe.name, path, truth, recipe.kinds))
        browser.close()
    return found


def _turned(path: Path, degrees: int) -> int:
    """Store the pages sideways, shown upright by /Rotate; returns how many there are."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            if degrees == SHOWN:
                page.Rotate = 90
            elif degrees:
                _turn(pdf, page, degrees)
        pages = len(pdf.pages)
        if degrees:
            pdf.save(path)
    return pages


def _turn(pdf: object, page: object, degrees: int) -> None:
    """Draw the page turned on a turned sheet, and let /Rotate turn it back."""
    import pikepdf

    assert isinstance(pdf, pikepdf.Pdf) and isinstance(page, pikepdf.Page)
    _, _, width, height = (float(value) for value in page.mediabox)
    upright = f"0 1 -1 0 {height:.3f} 0 cm", f"0 -1 1 0 0 {width:.3f} cm"
    matrix = upright[0] if degrees == 90 else upright[1]
    page.contents_add(pikepdf.Stream(pdf, f"q {matrix}\n".encode()), prepend=True)
    page.contents_add(pikepdf.Stream(pdf, b"\nQ"))
    page.mediabox = pikepdf.Array([0, 0, height, width])
    if "/CropBox" in page:
        del page.CropBox
    page.Rotate = degrees


def _furniture(style: Style, pages: int) -> list[str]:
    """Header and footer of every page as they are printed."""
    found = [style.header.strip('"')] if style.header else []
    for number in range(1, pages + 1):
        parts = [part for part in style.footer.split('"') if part.strip()]
        text = "".join(
            part.replace("counter(pages)", str(pages)).replace("counter(page)", str(number))
            if "counter(" in part else part
            for part in parts
        )  # fmt: skip
        found.append(text)
    return found
