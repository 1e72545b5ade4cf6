"""Layouts held out: as manuals of other houses look. Nothing in the reader was tuned on them.

Other faces, measures, table styles and numberings than those of `manuals`; read them with
`workbench bench ingest --strange SEED`.
"""

from __future__ import annotations

from bench.ingest.manuals import Maker, Recipe, Style, numbered, plain_headings, recipe
from bench.ingest.words import Words

_LINED = (
    "table{border-top:1.2pt solid #036;border-bottom:1.2pt solid #036} "
    "th{border-bottom:.8pt solid #036;color:#036} td{border-bottom:.3pt dotted #999} "
)
_OPEN = (
    "td,th{border:.5pt solid #444} td:first-child,th:first-child{border-left:none} "
    "td:last-child,th:last-child{border-right:none} th{background:#ddd;text-align:center}"
)
_BARE = "th{font-weight:400;border-bottom:1pt solid #000} td,th{padding:1pt 3mm 1pt 0;width:auto}"


def handbook(style: Style, korean: bool, seed: int) -> Maker:
    """Numbers down to 1.1.1.1, a table of settings in each section, warnings beside a bar."""
    maker = Maker(style, Words(seed, korean))
    w = maker.words
    for chapter in (1, 2, 3):
        maker.heading(1, f"{chapter} {w.title()}")
        maker.text(2)
        for section in (1, 2):
            maker.heading(2, f"{chapter}.{section} {w.title()}")
            maker.text(3)
            maker.heading(3, f"{chapter}.{section}.1 {w.title()}")
            maker.html.append('<div class="warn">')
            maker.add("p", ("주의 " if korean else "Caution ") + w.sentence())
            maker.html.append("</div>")
            maker.items(["1)", "2)", "3)"])
            head = [(name, 1, 1) for name in (
                ("설정", "값", "설명") if korean else ("Setting", "Value", "Meaning"))]  # fmt: skip
            rows = [
                [(f"opt_{chapter}{section}{n}", 1, 1), (str(w.draw.randint(1, 900)), 1, 1),
                 (w.sentence(), 1, 1)]
                for n in range(1, 6)
            ]  # fmt: skip
            maker.table([head, *rows], 1)
            maker.text(1)
    return maker


def bulletin(style: Style, korean: bool, seed: int) -> Maker:
    """Several columns under a wide title, short sections with small tables in the columns."""
    maker = Maker(style, Words(seed, korean))
    w = maker.words
    maker.html.append('<div class="wide">')
    maker.heading(1, ("정비 소식 " if korean else "Service Bulletin ") + w.title())
    maker.html.append("</div>")
    for number in range(1, 7):
        mark = f"【{number}】" if korean else f"{number}."
        maker.heading(2, f"{mark} {w.title()}")
        maker.text(3)
        maker.bullets(2)
        if number % 2:
            maker.simple_table(3, 4)
        maker.text(2)
    return maker


def ledger(style: Style, korean: bool, seed: int) -> Maker:
    """Wide tables of figures with units below names, subtotals over columns, and empty cells."""
    maker = Maker(style, Words(seed, korean))
    w, draw = maker.words, maker.words.draw
    for part in (1, 2, 3):
        maker.heading(
            1, f"{'ⅠⅡⅢ'[part - 1]}. {w.title()}" if korean else f"Part {part} {w.title()}"
        )
        maker.text(2)
        names = [w.column(0), *(w.column(i) for i in (5, 1, 6, 2))]
        rows = []
        for n in range(1, 13):
            cells = [(f"{draw.randint(1, 9999):,}" if draw.random() > 0.15 else "", 1, 1)
                     for _ in names[1:]]  # fmt: skip
            rows.append([(f"{w.cell()} {n}", 1, 1), *cells])
        maker.table([[(name, 1, 1) for name in names], *rows], 1, caption=part != 3)
        maker.text(2)
    return maker


def recipes(seed: int) -> list[Recipe]:
    """All of them; another seed gives other words."""
    s = seed * 100 + 50
    serif, latin = "'Noto Serif CJK KR', serif", "'DejaVu Sans', sans-serif"
    warn = ".warn{border-left:3pt solid #c60;padding-left:8pt;margin:5pt 0}"
    grades = ("font-size:20pt;color:#036", "font-size:14pt;color:#036", "font-size:11pt")
    ko = Style(body="10.5pt", face=serif, headings=grades, header='"다올기전 취급 설명서"',
               footer='"제 " counter(page) " 쪽"', margin="28mm 25mm")  # fmt: skip
    en = Style(body="9.5pt", face=latin, headings=grades, align="left", page="Letter",
               header='"Norvale Pumps Owner Handbook"', footer="counter(page)")  # fmt: skip

    def but(style: Style, **changes: object) -> Style:
        from dataclasses import replace

        return replace(style, **changes)  # type: ignore[arg-type]

    right = "td+td{text-align:right} th+th{text-align:right}"
    return [
        recipe("ko handbook, lined", "one_column ruleless", lambda: handbook(
            but(ko, rules="none", extra=_LINED + warn), True, s + 1)),
        recipe("en handbook, lined", "one_column ruleless", lambda: handbook(
            but(en, rules="none", extra=_LINED + warn), False, s + 2)),
        recipe("ko handbook, open sides", "one_column ruled", lambda: handbook(
            but(ko, rules="none", extra=_OPEN + warn), True, s + 3)),
        recipe("en handbook, bare", "one_column ruleless", lambda: handbook(
            but(en, rules="none", extra=_BARE + warn), False, s + 4)),
        recipe("ko bulletin, two columns", "two_columns ruleless", lambda: bulletin(
            but(ko, rules="rows", columns=2, body="9pt", margin="20mm 15mm"), True, s + 5)),
        recipe("en bulletin, three columns", "two_columns ruleless", lambda: bulletin(
            but(en, rules="booktabs", columns=3, body="8pt", page="A4 landscape"), False, s + 6)),
        recipe("ko ledger, none", "one_column ruleless", lambda: ledger(
            but(ko, rules="none", extra=right), True, s + 7)),
        recipe("en ledger, rows", "one_column ruleless", lambda: ledger(
            but(en, rules="rows", extra=right), False, s + 8)),
        recipe("ko ledger, turned", "sideways ruleless", lambda: ledger(
            but(ko, rules="zebra", page="A4 landscape"), True, s + 9), 90),
        recipe("en numbered, turned", "sideways ruled", lambda: numbered(
            but(en, rules="all"), False, s + 10), 270),
        recipe("ko plain, wide lines", "one_column", lambda: plain_headings(
            but(ko, body="11pt", extra="body{line-height:1.9}"), True, s + 11)),
    ]  # fmt: skip
