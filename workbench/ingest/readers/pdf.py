"""PDF to elements, in four passes over spooled pages so that memory does not grow with length.

1. glyphs, rulings and images of each page, closing it; what repeats at page edges is counted;
2. furniture aside, reading order, sizes and line distances counted;
3. paragraphs and tables; heading styles counted;
4. levels, section paths and table text.

A page that fails becomes a flagged element, and the rest goes on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from workbench.errors import UserError
from workbench.ingest.layout.arrange import ArrangedPage, Measures, arrange
from workbench.ingest.layout.blocks import Block, blocks
from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.furniture import FurnitureCount
from workbench.ingest.layout.headings import HeadingCount, Outline
from workbench.ingest.layout.markers import article_lead
from workbench.ingest.layout.mojibake import ScriptCount, mark_odd
from workbench.ingest.layout.page import PageContent
from workbench.ingest.layout.pdfium import PdfFile
from workbench.ingest.layout.scan import scan_page
from workbench.ingest.layout.stitch import stitch
from workbench.ingest.layout.weight import Weights
from workbench.ingest.parsed import Limits, ParsedElement, ParsedPage, Report
from workbench.ingest.readers.spool import Spool
from workbench.ingest.tables import cells_of, linearise
from workbench.records import ElementKind, Locator, Message, PagePart

_ARTICLE = 3
_KINDS: dict[str, ElementKind] = {
    "paragraph": "paragraph",
    "list_item": "list_item",
    "table": "table",
    "figure": "figure",
    "furniture": "furniture",
}


def read_pdf(path: Path, name: str, limits: Limits, report: Report) -> Iterator[ParsedElement]:
    with ExitStack() as stack:
        pdf = open_pdf(path, name, limits.max_pages, report, stack)
        restricted = pdf.copying_restricted
        if restricted:
            report.notices.append(Message(key="problem.copying_restricted"))
        scanned: Spool[PageContent] = Spool()
        arranged: Spool[ArrangedPage] = Spool()
        pieces: Spool[Block] = Spool()
        for spool in (scanned, arranged, pieces):
            stack.callback(spool.close)
        furniture, scripts = _scan(pdf, scanned, report)
        measures = _arrange(scanned, arranged, furniture, scripts, report)
        outline = Outline.of(pdf.outline())
        headings = _block(arranged, pieces, measures, outline)
        yield from _elements(pieces, headings, ("permission",) if restricted else ())


def open_pdf(path: Path, name: str, max_pages: int, report: Report, stack: ExitStack) -> PdfFile:
    """Open, repairing a damaged file once through pikepdf. Raises UserError."""
    try:
        pdf = PdfFile(path, name, max_pages)
        if not _has_end(path):
            report.notices.append(Message(key="problem.truncated"))
    except UserError as error:
        if error.key != "error.damaged_pdf":
            raise
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        pdf = PdfFile(_repair(path, name, Path(folder)), name, max_pages)
        report.notices.append(Message(key="problem.repaired", params={"pages": len(pdf)}))
    stack.callback(pdf.close)
    return pdf


def _has_end(path: Path) -> bool:
    """A whole PDF says %%EOF near its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        return b"%%EOF" in file.read()


def _repair(path: Path, name: str, folder: Path) -> Path:
    import pikepdf

    repaired = folder / "repaired.pdf"
    try:
        with pikepdf.open(path) as damaged:
            damaged.save(repaired)
    except (pikepdf.PdfError, OSError, RuntimeError, ValueError):
        raise UserError("error.damaged_pdf", name=name) from None
    return repaired


def _scan(
    pdf: PdfFile, scanned: Spool[PageContent], report: Report
) -> tuple[FurnitureCount, ScriptCount]:
    furniture, scripts, weights = FurnitureCount(), ScriptCount(), Weights()
    for number in range(1, len(pdf) + 1):
        content = _scan_one(pdf, number, weights)
        width, height = content.display.size
        report.pages.append(ParsedPage(number=number, width=width, height=height))
        furniture.add(content)
        scripts.add(content)
        scanned.append(content)
    return furniture, scripts


def _scan_one(pdf: PdfFile, number: int, weights: Weights) -> PageContent:
    try:
        page = pdf.page(number)
    except UserError:
        frame = Frame(0, 0, 595, 842)
        return PageContent(number, frame, frame, failed=True)
    try:
        return scan_page(page, number, weights)
    finally:
        page.close()


def _arrange(
    scanned: Spool[PageContent],
    arranged: Spool[ArrangedPage],
    furniture: FurnitureCount,
    scripts: ScriptCount,
    report: Report,
) -> Measures:
    measures = Measures()
    unread: dict[str, list[int]] = {}
    readable = False
    before: ArrangedPage | None = None
    for content in scanned:
        if scripts.korean:
            mark_odd(content)
        page = before = arrange(content, furniture, before)
        measures.add(page)
        if page.unread:
            unread.setdefault(page.unread, []).append(page.number)
        readable = readable or bool(page.regions or page.sideways)
        arranged.append(page)
    report.readable = readable
    for flag, numbers in unread.items():
        key = f"problem.{flag}_all" if not readable and len(unread) == 1 else f"problem.{flag}"
        params = {"pages": ranges(numbers), "count": len(numbers)}
        report.notices.insert(0, Message(key=key, params=params))
    return measures


def ranges(numbers: list[int]) -> str:
    """Sorted page numbers for people: `1-3, 7`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in parts]
    return ", ".join(shown if len(shown) <= 8 else [*shown[:8], "…"])


def _block(
    arranged: Spool[ArrangedPage], pieces: Spool[Block], measures: Measures, outline: Outline
) -> HeadingCount:
    headings = HeadingCount(measures.body, outline)
    words = measures.vocabulary()
    for block in stitch((blocks(page, measures, words) for page in arranged), words):
        for piece in _split_article(block):
            headings.add(piece)
            pieces.append(piece)
    return headings


def _split_article(block: Block) -> Iterator[Block]:
    """Articles of rules and contracts begin their first line with their heading."""
    lead = article_lead(block.text) if block.kind == "paragraph" and not block.flags else None
    if lead is None:
        yield block
        return
    heading, rest = lead
    yield Block(
        "paragraph", heading, block.page, block.box, block.size, block.bold, 1, level=_ARTICLE
    )
    if rest:
        block.text = rest
        yield block


def _elements(
    pieces: Spool[Block], headings: HeadingCount, flags: tuple[str, ...]
) -> Iterator[ParsedElement]:
    path: list[tuple[int, str]] = []
    for block in pieces:
        level = headings.level(block)
        if level is not None:
            while path and path[-1][0] >= level:
                path.pop()
        section = () if block.kind == "furniture" else tuple(text for _, text in path)
        if level is not None:
            path.append((level, block.text))
        cells = cells_of(block.table) if block.table is not None else ()
        yield ParsedElement(
            kind="heading" if level is not None else _KINDS[block.kind],
            text=linearise(cells, block.text) if block.table is not None else block.text,
            level=level,
            page=block.page,
            bbox=_rounded(block.box),
            locator=Locator(
                page=block.page,
                parts=tuple(PagePart(page=page, bbox=_rounded(box)) for page, box in block.parts),
            ),
            section_path=section,
            cells=cells,
            flags=(*dict.fromkeys(block.flags), *flags),
        )


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)
