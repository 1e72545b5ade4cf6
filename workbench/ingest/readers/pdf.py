"""PDF to elements, in passes over spooled pages so that memory does not grow with length.

1. glyphs, rulings and images of each page, closing it; what cannot be read is read another way
   (readers/mend.py); what repeats at page edges is counted;
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
from workbench.ingest.layout.mojibake import ScriptCount
from workbench.ingest.layout.page import PageContent
from workbench.ingest.layout.pdfium import PdfFile
from workbench.ingest.layout.scan import scan_page
from workbench.ingest.layout.stitch import stitch
from workbench.ingest.layout.weight import Weights
from workbench.ingest.ocr import languages
from workbench.ingest.parsed import Limits, ParsedElement, ParsedPage, Report
from workbench.ingest.readers.mend import mend
from workbench.ingest.readers.spool import Spool
from workbench.ingest.tables import cells_of, linearise
from workbench.records import ElementKind, Locator, Message, PagePart, Recognition

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
        pdf = open_pdf(path, name, limits, report, stack)
        restricted = pdf.copying_restricted
        if restricted:
            report.notices.append(Message(key="problem.copying_restricted"))
        scanned: Spool[PageContent] = Spool()
        mended: Spool[PageContent] = Spool()
        arranged: Spool[ArrangedPage] = Spool()
        pieces: Spool[Block] = Spool(together=200)
        for spool in (scanned, mended, arranged, pieces):
            stack.callback(spool.close)
        scripts = _scan(pdf, scanned, limits, report)
        furniture = FurnitureCount()
        for content in mend(pdf, scanned, scripts.korean, limits, report, stack):
            furniture.add(content)
            mended.append(content)
        measures = _arrange(mended, arranged, furniture, report)
        outline = Outline.of(pdf.outline())
        headings = _block(arranged, pieces, measures, outline, report)
        yield from _elements(pieces, headings, ("permission",) if restricted else ())


def open_pdf(path: Path, name: str, limits: Limits, report: Report, stack: ExitStack) -> PdfFile:
    """Open, repairing a damaged file once through pikepdf. Raises UserError."""
    try:
        pdf = PdfFile(path, name, limits.max_pages, limits.password)
        if not _has_end(path):
            report.notices.append(Message(key="problem.truncated"))
    except UserError as error:
        if error.key not in ("error.damaged_pdf", "error.no_pages"):
            raise
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        repaired = _repair(path, name, limits.password, Path(folder))
        pdf = PdfFile(repaired, name, limits.max_pages)
        report.notices.append(Message(key="problem.repaired", params={"pages": len(pdf)}))
    stack.callback(pdf.close)
    return pdf


def _has_end(path: Path) -> bool:
    """A whole PDF says %%EOF near its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        return b"%%EOF" in file.read()


def _repair(path: Path, name: str, password: str | None, folder: Path) -> Path:
    import pikepdf

    repaired = folder / "repaired.pdf"
    try:
        with pikepdf.open(path, password=password or "") as damaged:
            damaged.save(repaired)
    except pikepdf.PasswordError:
        raise UserError("error.encrypted_pdf", name=name) from None
    except (pikepdf.PdfError, OSError, RuntimeError, ValueError):
        raise UserError("error.damaged_pdf", name=name) from None
    return repaired


def _scan(pdf: PdfFile, scanned: Spool[PageContent], limits: Limits, report: Report) -> ScriptCount:
    scripts, weights = ScriptCount(), Weights()
    for number in range(1, len(pdf) + 1):
        report.at(number)
        skipped = number in limits.skip_pages
        content = unread_page(number) if skipped else _scan_one(pdf, number, weights)
        report.at(None)
        width, height = content.display.size
        report.pages.append(ParsedPage(number=number, width=width, height=height))
        scripts.add(content)
        scanned.append(content)
    return scripts


def unread_page(number: int) -> PageContent:
    """A page that could not be read, of the usual size."""
    frame = Frame(0, 0, 595, 842)
    return PageContent(number, frame, frame, failed=True)


def _scan_one(pdf: PdfFile, number: int, weights: Weights) -> PageContent:
    try:
        page = pdf.page(number)
    except UserError:
        return unread_page(number)
    try:
        return scan_page(page, number, weights)
    finally:
        page.close()


def _arrange(
    mended: Spool[PageContent],
    arranged: Spool[ArrangedPage],
    furniture: FurnitureCount,
    report: Report,
) -> Measures:
    measures = Measures()
    unread: dict[str, list[int]] = {}
    readable = False
    before: ArrangedPage | None = None
    for content in mended:
        report.at(content.number)
        page = before = arrange(content, furniture, before)
        report.at(None)
        measures.add(page)
        if page.unread:
            unread.setdefault(page.unread, []).append(page.number)
        readable = readable or bool(page.regions or page.sideways)
        arranged.append(page)
    report.readable = readable
    for flag, numbers in unread.items():
        key = f"problem.{flag}_all" if not readable and len(unread) == 1 else f"problem.{flag}"
        if flag == "image_only" and not languages():
            key += "_no_ocr"
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
    arranged: Spool[ArrangedPage],
    pieces: Spool[Block],
    measures: Measures,
    outline: Outline,
    report: Report,
) -> HeadingCount:
    headings = HeadingCount(measures.body, outline)
    words = measures.vocabulary()

    def pages() -> Iterator[list[Block]]:
        for page in arranged:
            report.at(page.number)
            found = blocks(page, measures, words)
            report.at(None)
            yield found

    for block in stitch(pages(), words):
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
        text = linearise(cells, block.text) if block.table is not None else block.text
        yield ParsedElement(
            kind="heading" if level is not None else _KINDS[block.kind],
            text=text,
            level=level,
            page=block.page,
            bbox=_rounded(block.box),
            locator=Locator(
                page=block.page,
                parts=tuple(PagePart(page=page, bbox=_rounded(box)) for page, box in block.parts),
            ),
            section_path=section,
            cells=cells,
            flags=(*dict.fromkeys(block.flags), *_more_flags(block, text), *flags),
            recognition=_recognition(block, text),
        )


def _more_flags(block: Block, text: str) -> Iterator[str]:
    if block.conf >= 0:
        yield "ocr"
    if "\ufffd" in text:
        yield "unmapped"


def _recognition(block: Block, text: str) -> Recognition | None:
    """How sure the text is; each doubtful word is looked for behind the one before it."""
    if block.conf < 0:
        return None
    spans, at = [], 0
    for word in block.doubtful:
        start = text.find(word, at)
        if start >= 0:
            at = start + len(word)
            spans.append((start, at))
    return Recognition(confidence=round(block.conf, 3), doubtful=tuple(spans))


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)
