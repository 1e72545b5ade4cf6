"""Pages that PDFium could not read, read another way: pdfminer, then recognition of the picture.

Text that a font gives as something else is never taken in: what stays unreadable is flagged.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from workbench.errors import UserError
from workbench.ingest import ocr
from workbench.ingest.layout.mojibake import mark_odd
from workbench.ingest.layout.page import PageContent
from workbench.ingest.layout.pdfium import PdfFile
from workbench.ingest.layout.recognised import recognised_page
from workbench.ingest.layout.scan import scan_again
from workbench.ingest.layout.second import SecondReader
from workbench.ingest.parsed import Limits, Report
from workbench.records import Message

_BAD = 0.02
"""Share of unmapped characters from which a page is read a second time."""
_BUDGET = 0.75
"""Of the time a document may take: recognition stops there, and the rest is flagged."""

Waiting = tuple[PageContent, "Future[ocr.Recognised] | None"]


def mend(
    pdf: PdfFile,
    pages: Iterable[PageContent],
    korean: bool,
    limits: Limits,
    report: Report,
    stack: ExitStack,
) -> Iterator[PageContent]:
    """All pages in their order, those that could not be read with what was found otherwise.

    Pictures are recognised side by side, one thread of tesseract for each processor.
    """
    second = SecondReader(pdf.path, limits.password)
    stack.callback(second.close)
    side_by_side = max(1, os.cpu_count() or 1)
    pool = stack.enter_context(ThreadPoolExecutor(side_by_side))
    until = time.monotonic() + _BUDGET * limits.timeout_s
    waiting: deque[Waiting] = deque()
    counted = {"pages": 0, "left": 0}
    for page in pages:
        report.at(page.number)
        content = _second_opinion(pdf, page, second)
        mark_odd(content, korean)
        future = None
        if content.unread in ("image_only", "map_error") and ocr.languages():
            if time.monotonic() < until:
                future = _submit(pool, pdf, content)
            else:
                counted["left"] += 1
        report.at(None)
        waiting.append((content, future))
        while waiting and (waiting[0][1] is None or len(waiting) > 2 * side_by_side):
            yield _done(waiting.popleft(), counted)
    while waiting:
        yield _done(waiting.popleft(), counted)
    if counted["pages"]:
        key = "problem.recognised"
        report.notices.append(Message(key=key, params={"count": counted["pages"]}))
    if counted["left"]:
        key = "problem.recognition_stopped"
        report.notices.insert(0, Message(key=key, params={"count": counted["left"]}))


def _done(waiting: Waiting, counted: dict[str, int]) -> PageContent:
    content, future = waiting
    if future is None:
        return content
    result = recognised_page(content, future.result(), ocr.DPI)
    counted["pages"] += result.recognised
    return result


def _second_opinion(pdf: PdfFile, content: PageContent, second: SecondReader) -> PageContent:
    """The page as pdfminer reads it where that has fewer unmapped characters."""
    if content.failed or content.bad <= _BAD * content.chars:
        return content
    glyphs = second.glyphs(content.number, content.display)
    seen = sum(1 for glyph in glyphs if not glyph.text.isspace())
    bad = sum(glyph.bad for glyph in glyphs)
    if seen < 0.5 * content.chars or bad * content.chars >= content.bad * seen:
        return content
    try:
        page = pdf.page(content.number)
    except UserError:
        return content
    try:
        return scan_again(page, content, glyphs)
    finally:
        page.close()


def _submit(
    pool: ThreadPoolExecutor, pdf: PdfFile, content: PageContent
) -> Future[ocr.Recognised] | None:
    """Draw the page here, for PDFium knows one thread only, and recognise it in another."""
    import numpy as np

    try:
        page = pdf.page(content.number)
    except UserError:
        return None
    try:
        width, height = page.display.size
        scale = ocr.DPI / 72
        if width * height * scale * scale > ocr.MOST_PIXELS:
            return None
        shades = page.gray((0, 0, width, height), scale)
    finally:
        page.close()
    if shades is None:
        return None
    picture = np.frombuffer(shades.data, np.uint8).reshape(shades.height, shades.stride)
    return pool.submit(ocr.recognise, np.ascontiguousarray(picture[:, : shades.width]))
