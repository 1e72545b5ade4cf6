"""The only door to pypdfium2: pages in, glyphs, rulings, images and pictures out.

PDFium is not thread-safe (it crashes, or silently returns nothing): this module is imported only
in a process that reads one document, see workbench.ingest.sandbox. Its text comes in the order of
the content stream, with font sizes before the text matrix; both are put right here.
"""

from __future__ import annotations

import ctypes
import io
import itertools
import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import UserError
from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.page import BREAK, NAMELESS, Glyph, Rule
from workbench.ingest.parsed import Box

PdfiumError = pdfium.PdfiumError
logging.getLogger("pypdfium2").setLevel(logging.ERROR)

MAX_OBJECTS = 40_000
"""Drawing operations of a page that are looked at; drawings beyond are not tables."""
_HYPHENS = {0x02: 0x2D, 0xFFFE: 0x2D, 0xAD: 0x2D}
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|cmbx|medi(?!um)")
_RULE_THICKNESS = 2.5
"""Points; a filled box thinner than this is a ruling line."""


class PdfFile:
    """An open PDF. Raises UserError where it is encrypted, damaged, empty or too long."""

    def __init__(self, path: Path, name: str, max_pages: int, password: str | None = None) -> None:
        self.path = path
        try:
            self._pdf = pdfium.PdfDocument(path, password=password)
        except pdfium.PdfiumError as error:
            code = getattr(error, "err_code", None)
            key = "damaged_pdf"
            if code == raw.FPDF_ERR_PASSWORD:
                key = "wrong_password" if password else "encrypted_pdf"
            raise UserError(f"error.{key}", name=name) from None
        if len(self._pdf) == 0:
            raise UserError("error.no_pages", name=name)
        if len(self._pdf) > max_pages:
            raise UserError("error.too_many_pages", name=name, pages=len(self), limit=max_pages)

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        self._pdf.close()

    @property
    def copying_restricted(self) -> bool:
        """Opened without a password, though its owner forbids copying text."""
        if raw.FPDF_GetSecurityHandlerRevision(self._pdf) < 0:
            return False
        return not raw.FPDF_GetDocPermissions(self._pdf) & 0x10

    def outline(self) -> list[tuple[int, str, int | None]]:
        """Bookmarks as (depth from 1, title, page number from 1 or None), at most 5,000."""
        entries: list[tuple[int, str, int | None]] = []
        for mark in self._pdf.get_toc(max_depth=8):
            target = mark.get_dest()
            index = target.get_index() if target else None
            entries.append((mark.level + 1, mark.get_title(), None if index is None else index + 1))
            if len(entries) >= 5000:
                break
        return entries

    def page(self, number: int) -> PdfPage:
        """Pages count from 1. Raises UserError where this page cannot be loaded."""
        try:
            return PdfPage(self._pdf[number - 1])
        except pdfium.PdfiumError:
            raise UserError("error.damaged_page", page=number) from None


class Drawings(NamedTuple):
    horizontal: list[Rule]
    vertical: list[Rule]
    fills: list[Box]
    """Filled boxes, as cells with a background are."""
    dots: list[Box]
    """Filled shapes of 1.5 to 8 points, as drawn list marks are."""
    images: list[Box]
    paths: int
    crowded: bool
    """Too many drawing operations to look for rules."""


class Shades(NamedTuple):
    """A picture of one byte a point, `stride` bytes a row."""

    data: bytes
    width: int
    height: int
    stride: int


class PdfPage:
    """One loaded page; close it before the next, for memory stays flat that way."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        left, bottom, right, top = page.get_bbox()
        self.display = Frame(left, bottom, right, top, page.get_rotation() % 360)

    def close(self) -> None:
        self._page.close()

    def image_webp(self, dpi: int) -> bytes:
        """The page as people see it."""
        width, height = self.display.size
        scale = min(dpi / 72, 4000 / max(width, height, 1))
        bitmap = self._page.render(scale=scale, rev_byteorder=True)
        buffer = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(buffer, "WEBP", quality=72, method=2)
        bitmap.close()
        return buffer.getvalue()

    def gray(self, box: Box, scale: float) -> Shades | None:
        """A part of the page as displayed, in shades of gray; None where the box is empty."""
        width, height = self.display.size
        crop = (
            max(0.0, box[0]), max(0.0, height - box[3]), max(0.0, width - box[2]), max(0.0, box[1])
        )  # fmt: skip
        if crop[0] + crop[2] >= width - 0.5 or crop[1] + crop[3] >= height - 0.5:
            return None
        bitmap = self._page.render(scale=scale, crop=crop, grayscale=True)
        try:
            data = bytes(bitmap.buffer)
            return Shades(data, bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()

    def text(self) -> PageText:
        """All characters, and the frame in which they run horizontally."""
        textpage = self._page.get_textpage()
        try:
            return _Glyphs(textpage).read(self.display)
        finally:
            textpage.close()

    def drawings(self, working: Frame) -> Drawings:
        """Ruling lines and images in the working frame."""
        found = Drawings([], [], [], [], [], 0, False)
        for seen, (obj, matrix) in enumerate(self._objects()):
            if seen > MAX_OBJECTS:
                return Drawings([], [], [], [], found.images, seen, True)
            kind = raw.FPDFPageObj_GetType(obj)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                found = found._replace(paths=found.paths + 1)
                _add_rules(obj, matrix, working, found)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE and (box := _bounds(obj, matrix, working)):
                found.images.append(box)
        return found

    def _objects(self) -> Iterator[tuple[Any, _Matrix]]:
        """Page objects but text with the matrix of their forms, at most 8 forms deep."""
        page, whole = self._page, _Matrix(1, 0, 0, 1, 0, 0)
        get, type_of = raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType
        for index in range(max(0, raw.FPDFPage_CountObjects(page))):
            obj = get(page, index)
            # Most are text, one for each letter in some files: no need to look into them.
            if obj and type_of(obj) != raw.FPDF_PAGEOBJ_TEXT:
                yield from _descend(obj, whole, 0)


class _Matrix(tuple[float, float, float, float, float, float]):
    def __new__(cls, *values: float) -> _Matrix:
        return super().__new__(cls, values)

    def apply(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self
        return a * x + c * y + e, b * x + d * y + f

    def then(self, outer: _Matrix) -> _Matrix:
        a, b, c, d, e, f = self
        g, h, i, j, k, m = outer
        return _Matrix(
            a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
            e * g + f * i + k, e * h + f * j + m,
        )  # fmt: skip


def _matrix_of(obj: Any) -> _Matrix:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(obj, m)
    return _Matrix(m.a, m.b, m.c, m.d, m.e, m.f)


def _descend(obj: Any, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    if not obj:
        return
    if raw.FPDFPageObj_GetType(obj) != raw.FPDF_PAGEOBJ_FORM:
        yield obj, outer
        return
    if depth >= 8:
        return
    inner = _matrix_of(obj).then(outer)
    for index in range(max(0, raw.FPDFFormObj_CountObjects(obj))):
        yield from _descend(raw.FPDFFormObj_GetObject(obj, index), inner, depth + 1)


def _bounds(obj: Any, outer: _Matrix, working: Frame) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top):
        return None
    first = working.point(*outer.apply(left.value, bottom.value))
    second = working.point(*outer.apply(right.value, top.value))
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[0], second[0]),
        max(first[1], second[1]),
    )


def _add_rules(obj: Any, outer: _Matrix, working: Frame, found: Drawings) -> None:
    """Axis-parallel strokes, and filled boxes so thin that they are strokes."""
    count = raw.FPDFPath_CountSegments(obj)
    if not 2 <= count <= 400:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(obj, fill, stroke)
    if not fill.value and not stroke.value:
        return
    horizontal, vertical = found.horizontal, found.vertical
    if count <= 6 and (box := _bounds(obj, outer, working)):
        x0, y0, x1, y1 = box  # most paths are a line or a thin box: no need to look at their points
        if y1 - y0 <= _RULE_THICKNESS < x1 - x0:
            horizontal.append(Rule((y0 + y1) / 2, x0, x1))
            return
        if x1 - x0 <= _RULE_THICKNESS < y1 - y0:
            vertical.append(Rule((x0 + x1) / 2, y0, y1))
            return
    matrix = _matrix_of(obj).then(outer)
    for points in _subpaths(obj, count, matrix, working):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if fill.value and 1.5 < x1 - x0 < 8 and 0.6 < (y1 - y0) / (x1 - x0) < 1.7:
            found.dots.append((x0, y0, x1, y1))
        elif y1 - y0 <= _RULE_THICKNESS and x1 - x0 > y1 - y0:
            horizontal.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _RULE_THICKNESS and y1 - y0 > x1 - x0:
            vertical.append(Rule((x0 + x1) / 2, y0, y1))
        elif fill.value and not stroke.value and len(points) in (4, 5):
            found.fills.append((x0, y0, x1, y1))
        elif stroke.value:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ay - by) < 0.7 < abs(ax - bx):
                    horizontal.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) < 0.7 < abs(ay - by):
                    vertical.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))


def _subpaths(
    obj: Any, count: int, matrix: _Matrix, working: Frame
) -> Iterator[list[tuple[float, float]]]:
    """Polylines of a path in the working frame, closed where the path closes them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(obj, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and len(points) > 1:
            yield points
            points = []
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            points = []
        points.append(working.point(*matrix.apply(x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            yield [*points, points[0]]
            points = []
    if len(points) > 1:
        yield points


class _Style(NamedTuple):
    """What is equal for all characters of a text object."""

    size: float
    bold: bool
    font: str
    turn: int
    """Clockwise turn that makes it horizontal: 0, 90, 180, 270; OBLIQUE for anything between."""
    x: float
    y: float
    """Where its first character stands in PDF space, on its baseline."""


OBLIQUE = -1
_STRIDE = 12
_NOTHING = _Style(0.0, False, "", 0, 0.0, 0.0)


class PageText(NamedTuple):
    working: Frame
    glyphs: list[Glyph]
    """In the order of the content stream, with BREAK between runs."""
    sideways: list[Glyph]
    """Characters that run at another right angle than the rest of the page."""
    oblique: list[Glyph]
    """Characters that run aslant: watermarks and stamps."""


class _Glyphs:
    """Reads the characters of a text page; what is equal within a text object is asked once."""

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self._page = textpage.raw
        self._count = max(0, raw.FPDFText_CountChars(textpage))
        self._last: tuple[int, _Style] = (0, _NOTHING)
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._matrix = raw.FS_MATRIX()
        self._rect = raw.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def read(self, display: Frame) -> PageText:
        items = list(self._characters())
        turns = Counter(style.turn for _, _, style in items if style.turn != OBLIQUE and style.size)
        working = display.turned(turns.most_common(1)[0][0] if turns else display.rotation)
        return self._place(items, working)

    def _characters(self) -> Iterator[tuple[int, int, _Style]]:
        """(index, code point, style); surrogates joined, generated blanks styled like before."""
        style, high, known_to = _NOTHING, 0, -1
        for index, code in enumerate(self._codes()):
            if code in (0x0A, 0x0D):
                yield index, 0x0A, _NOTHING
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00
            high = 0
            if index > known_to:
                style, known_to = self._object(index, style)
            yield index, _HYPHENS.get(code, code), style

    def _codes(self) -> Iterable[int]:
        """UTF-16 units, one a character; all at once where PDFium leaves none out."""
        buffer = (ctypes.c_ushort * (self._count + 1))()
        if raw.FPDFText_GetText(self._page, 0, self._count, buffer) == self._count + 1:
            return list(buffer)[: self._count]
        return (raw.FPDFText_GetUnicode(self._page, index) for index in range(self._count))

    def _object(self, index: int, before: _Style) -> tuple[_Style, int]:
        """Style of a character, and the last index that is known to have the same."""
        get_object = raw.FPDFText_GetTextObject
        pointer = get_object(self._page, index)
        if not pointer:
            return before, index
        key = ctypes.addressof(pointer.contents)
        if key != self._last[0]:  # characters of one object follow each other
            self._last = key, self._style(index, pointer)
            return self._last[1], index
        ahead = index + _STRIDE
        other = get_object(self._page, ahead) if ahead < self._count else None
        if other and ctypes.addressof(other.contents) == key:
            return self._last[1], ahead
        return self._last[1], index

    def _style(self, index: int, obj: Any) -> _Style:
        m = self._matrix
        size, turn = float(raw.FPDFText_GetFontSize(self._page, index)), 0
        x = y = 0.0
        if raw.FPDFText_GetMatrix(self._page, index, m):
            size *= math.hypot(m.c, m.d) if m.c else abs(m.d)
            x, y = m.e, m.f
            if m.b or m.a < 0:
                angle = math.degrees(math.atan2(m.b, m.a))
                nearest = round(angle / 90) * 90
                turn = nearest % 360 if abs(angle - nearest) < 15 else OBLIQUE
        font = raw.FPDFTextObj_GetFont(obj)
        key = ctypes.addressof(font.contents) if font else 0
        known = self._fonts.get(key)
        if known is None:
            known = self._fonts[key] = self._font(index, key)
        return _Style(size or 1.0, known[1], known[0], turn, x, y)

    def _font(self, index: int, key: int) -> tuple[str, bool]:
        """Name and weight; a font without a name is told from others of its page by its place."""
        self._flags.value = 0
        length = raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, self._flags)
        name = self._name.value.lower() if 0 < length <= 128 else b""
        bold = bool(self._flags.value & 1 << 18) or bool(_BOLD_NAME.search(name))
        bold = bold or raw.FPDFText_GetFontWeight(self._page, index) >= 600
        return name.decode("latin-1") or f"{NAMELESS}{key:x}", bold

    def _place(self, items: list[tuple[int, int, _Style]], working: Frame) -> PageText:
        text = PageText(working, [], [], [])
        point, rect, page = working.point, self._rect, self._page
        new = tuple.__new__  # half the time of Glyph(...), and a page has thousands
        loose, unmapped = raw.FPDFText_GetLooseCharBox, raw.FPDFText_HasUnicodeMapError
        upright, left, top = working.rotation == 0, working.left, working.top
        before: _Style | None = None
        known: dict[tuple[str, int], bool] = {}
        baseline = 0.0
        for index, code, style in items:
            if code == 0x0A:
                for run in (text.glyphs, text.sideways, text.oblique):
                    if run and run[-1].text:
                        run.append(BREAK)
                continue
            if not loose(page, index, rect):
                continue
            if upright:
                x0, x1 = rect.left - left, rect.right - left
                y0, y1 = top - rect.top, top - rect.bottom
            else:
                x0, y0 = point(rect.left, rect.bottom)
                x1, y1 = point(rect.right, rect.top)
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            if style is not before:
                before, baseline = style, point(style.x, style.y)[1]
            named = style.font, code
            bad = known.get(named)
            if bad is None:
                bad = code < 0x20 or 0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFF)
                bad = bad or (code != 0x20 and unmapped(page, index) == 1)
                known[named] = bad
            glyph = new(Glyph, (
                chr(code), x0, y0, x1, y1, style.size, baseline, style.bold, bad, style.font,
            ))  # fmt: skip
            if style.turn == working.rotation:
                text.glyphs.append(glyph)
            else:
                (text.oblique if style.turn == OBLIQUE else text.sideways).append(glyph)
        return text
