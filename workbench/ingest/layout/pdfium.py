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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from workbench.errors import UserError
from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.glyphs import Glyphs
from workbench.ingest.layout.page import NAMELESS, Rule
from workbench.ingest.parsed import Box

PdfiumError = pdfium.PdfiumError
logging.getLogger("pypdfium2").setLevel(logging.ERROR)

MAX_OBJECTS = 40_000
"""Drawing operations of a page that are looked at; drawings beyond are not tables."""
_HYPHENS = {0x02: 0x2D, 0xFFFE: 0x2D, 0xAD: 0x2D}
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|cmbx|medi(?!um)")
_RULE_THICKNESS = 2.5
"""Points; a filled box thinner than this is a ruling line."""


def _quick(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of PDFium called with plain numbers as pointers, at half the cost of a call."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_INDEXED = (ctypes.c_void_p, ctypes.c_int)
_get_object = _quick(raw.FPDFText_GetTextObject, ctypes.c_void_p, *_INDEXED)
_get_size = _quick(raw.FPDFText_GetFontSize, ctypes.c_double, *_INDEXED)
_get_unicode = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint, *_INDEXED)
_get_matrix = _quick(raw.FPDFText_GetMatrix, ctypes.c_int, *_INDEXED, ctypes.c_void_p)
_get_box = _quick(raw.FPDFText_GetLooseCharBox, ctypes.c_int, *_INDEXED, ctypes.c_void_p)
_is_unmapped = _quick(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, *_INDEXED)
_get_page_object = _quick(raw.FPDFPage_GetObject, ctypes.c_void_p, *_INDEXED)
_get_form_object = _quick(
    raw.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong
)
_count_in_form = _quick(raw.FPDFFormObj_CountObjects, ctypes.c_int, ctypes.c_void_p)
_type_of = _quick(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
_bounds_of = _quick(raw.FPDFPageObj_GetBounds, ctypes.c_int, *[ctypes.c_void_p] * 5)
_matrix_into = _quick(raw.FPDFPageObj_GetMatrix, ctypes.c_int, *[ctypes.c_void_p] * 2)
_count_segments = _quick(raw.FPDFPath_CountSegments, ctypes.c_int, ctypes.c_void_p)
_draw_mode = _quick(raw.FPDFPath_GetDrawMode, ctypes.c_int, *[ctypes.c_void_p] * 3)
_get_segment = _quick(raw.FPDFPath_GetPathSegment, ctypes.c_void_p, *_INDEXED)
_segment_type = _quick(raw.FPDFPathSegment_GetType, ctypes.c_int, ctypes.c_void_p)
_segment_point = _quick(raw.FPDFPathSegment_GetPoint, ctypes.c_int, *[ctypes.c_void_p] * 3)
_segment_closes = _quick(raw.FPDFPathSegment_GetClose, ctypes.c_int, ctypes.c_void_p)
_get_font = _quick(raw.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)


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
            return _TextReader(textpage).read(self.display)
        finally:
            textpage.close()

    def drawings(self, working: Frame) -> Drawings:
        """Ruling lines and images in the working frame."""
        found = Drawings([], [], [], [], [], 0, False)
        for seen, (obj, matrix) in enumerate(self._objects()):
            if seen > MAX_OBJECTS:
                return Drawings([], [], [], [], found.images, seen, True)
            kind = _type_of(obj)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                found = found._replace(paths=found.paths + 1)
                _add_rules(obj, matrix, working, found)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE and (box := _bounds(obj, matrix, working)):
                found.images.append(box)
        return found

    def _objects(self) -> Iterator[tuple[Any, _Matrix]]:
        """Page objects but text with the matrix of their forms, at most 8 forms deep."""
        page = ctypes.cast(self._page.raw, ctypes.c_void_p).value
        count = max(0, raw.FPDFPage_CountObjects(self._page))
        whole = _Matrix(1, 0, 0, 1, 0, 0)
        for obj in map(_get_page_object, itertools.repeat(page), range(count)):
            # Most are text, one for each letter in some files: no need to look into them.
            if obj and _type_of(obj) != raw.FPDF_PAGEOBJ_TEXT:
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
    _matrix_into(obj, ctypes.addressof(m))
    return _Matrix(m.a, m.b, m.c, m.d, m.e, m.f)


def _descend(obj: Any, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    if not obj:
        return
    if _type_of(obj) != raw.FPDF_PAGEOBJ_FORM:
        yield obj, outer
        return
    if depth >= 8:
        return
    inner = _matrix_of(obj).then(outer)
    for index in range(max(0, _count_in_form(obj))):
        yield from _descend(_get_form_object(obj, index), inner, depth + 1)


def _bounds(obj: Any, outer: _Matrix, working: Frame) -> Box | None:
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    if not _bounds_of(obj, at, at + 4, at + 8, at + 12):
        return None
    left, bottom, right, top = edges
    first = working.point(*outer.apply(left, bottom))
    second = working.point(*outer.apply(right, top))
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[0], second[0]),
        max(first[1], second[1]),
    )


def _add_rules(obj: Any, outer: _Matrix, working: Frame, found: Drawings) -> None:
    """Axis-parallel strokes, and filled boxes so thin that they are strokes."""
    count = _count_segments(obj)
    if not 2 <= count <= 400:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    _draw_mode(obj, ctypes.addressof(fill), ctypes.addressof(stroke))
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
        elif fill.value and not stroke.value and _is_box(points, (x0, y0, x1, y1)):
            found.fills.append((x0, y0, x1, y1))
        elif stroke.value:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ay - by) < 0.7 < abs(ax - bx):
                    horizontal.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) < 0.7 < abs(ay - by):
                    vertical.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))


def _is_box(points: list[tuple[float, float]], box: Box) -> bool:
    """Its corners and nothing else, the first of them perhaps once more for each way to close."""
    x0, y0, x1, y1 = box
    return 4 <= len(points) <= 6 and all(
        min(x - x0, x1 - x) < 0.1 and min(y - y0, y1 - y) < 0.1 for x, y in points
    )


def _subpaths(
    obj: Any, count: int, matrix: _Matrix, working: Frame
) -> Iterator[list[tuple[float, float]]]:
    """Polylines of a path in the working frame, closed where the path closes them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = _get_segment(obj, index)
        kind = _segment_type(segment)
        _segment_point(segment, at_x, at_y)
        if kind == raw.FPDF_SEGMENT_MOVETO and len(points) > 1:
            yield points
            points = []
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            points = []
        points.append(working.point(*matrix.apply(x.value, y.value)))
        if _segment_closes(segment) and len(points) > 1:
            yield [*points, points[0]]
            points = []
    if len(points) > 1:
        yield points


OBLIQUE = -1
_STRIDE = 8
"""Characters of one text object follow each other: each so-manieth is asked first."""


class PageText(NamedTuple):
    working: Frame
    glyphs: Glyphs
    """In the order of the content stream, with breaks between runs."""
    sideways: Glyphs
    """Characters that run at another right angle than the rest of the page."""
    oblique: Glyphs
    """Characters that run aslant: watermarks and stamps."""


class _Styles(NamedTuple):
    """What is equal for all characters of a text object, one entry an object.

    The first stands for characters before any object.
    """

    size: Any
    turn: Any
    """Clockwise turn that makes it horizontal: 0, 90, 180, 270; OBLIQUE for anything between."""
    origin: Any
    """Where its first character stands in PDF space, on its baseline."""
    font: Any
    """int: which of the page's fonts."""


class _TextReader:
    """Reads the characters of a text page; what is equal within a text object is asked once."""

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self._handle = textpage.raw
        self._page = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        self._count = max(0, raw.FPDFText_CountChars(textpage))
        self._fonts: dict[int, int] = {0: 0}
        self._names: list[tuple[str, bool]] = [("", False)]

    def read(self, display: Frame) -> PageText:
        codes, indices = self._codes()
        breaks = (codes == 0x0A) | (codes == 0x0D)
        owner, styles = self._styles(indices, breaks)
        turns: Counter[int] = Counter()
        for turn, number in zip(
            styles.turn.tolist(), np.bincount(owner[~breaks], minlength=len(styles.turn)).tolist(),
            strict=True,
        ):  # fmt: skip
            turns[turn] += number
        turns.pop(OBLIQUE, None)
        turn = turns.most_common(1)[0][0] if turns.total() else display.rotation
        working = display.turned(turn)
        box, known = self._boxes(indices, breaks, working)
        codes, owner, indices, breaks = codes[known], owner[known], indices[known], breaks[known]
        font = styles.font[owner]
        text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        glyphs = Glyphs(
            ["" if char == "\n" or char == "\r" else char for char in text],
            box[known], styles.size[owner],
            working.point(styles.origin[:, 0], styles.origin[:, 1])[1][owner],  # type: ignore[index]
            np.array([bold for _, bold in self._names])[font],
            self._bad(codes, font, indices), font, [name for name, _ in self._names],
        )  # fmt: skip
        turn_of = styles.turn[owner]
        return PageText(
            working,
            glyphs.where(breaks | (turn_of == working.rotation)),
            glyphs.where(breaks | ((turn_of != working.rotation) & (turn_of != OBLIQUE))),
            glyphs.where(breaks | ((turn_of == OBLIQUE) & (turn_of != working.rotation))),
        )

    def _codes(self) -> tuple[Any, Any]:
        """Code points, surrogates joined, with the index of each character."""
        buffer = (ctypes.c_ushort * (self._count + 1))()
        indices = np.arange(self._count)
        if raw.FPDFText_GetText(self._handle, 0, self._count, buffer) == self._count + 1:
            codes = np.frombuffer(buffer, np.uint16)[: self._count].astype(np.int64)
        else:  # PDFium left some out
            found = map(_get_unicode, itertools.repeat(self._page), range(self._count))
            codes = np.fromiter(found, np.int64, self._count)
        high = (codes >= 0xD800) & (codes < 0xDC00)
        if high.any():
            low = np.flatnonzero((codes[1:] >= 0xDC00) & (codes[1:] < 0xE000) & high[:-1]) + 1
            codes[low] += 0x10000 + (codes[low - 1] - 0xD800) * 0x400 - 0xDC00
            codes, indices = codes[~high], indices[~high]
        for code, plain in _HYPHENS.items():
            codes[codes == code] = plain
        return codes, indices

    def _objects(self, indices: Any) -> Any:
        """Address of the text object of each character, 0 where it has none."""
        count, page = len(indices), itertools.repeat(self._page)
        objects = np.zeros(count, np.uint64)
        probes = np.arange(0, count, _STRIDE)
        seen = [found or 0 for found in map(_get_object, page, indices[probes].tolist())]
        objects[probes] = seen
        ends = [*seen[1:], 0][: len(seen)]
        alike = np.array([a == b != 0 for a, b in zip(seen, ends, strict=True)], bool)
        same = np.repeat(alike, _STRIDE)[:count]
        filled = np.repeat(np.array(seen, np.uint64), _STRIDE)[:count]
        objects[same] = filled[same]
        others = ~same
        others[probes] = False
        rest = np.flatnonzero(others)
        objects[rest] = [
            found or 0 for found in map(_get_object, page, indices[rest].tolist())
        ]  # fmt: skip
        return objects

    def _styles(self, indices: Any, breaks: Any) -> tuple[Any, _Styles]:
        """Which style each character has, and the styles; generated blanks are as what is before.

        Sizes are those before the text matrix times what that does to them.
        """
        objects = self._objects(indices)
        objects[breaks] = 0
        known = np.flatnonzero(objects)
        changed = np.ones(len(known), bool)
        changed[1:] = objects[known[1:]] != objects[known[:-1]]
        firsts = known[changed]
        starts = np.zeros(len(objects), np.int64)
        starts[firsts] = 1
        number, page, at = len(firsts), itertools.repeat(self._page), indices[firsts].tolist()
        matrices = (raw.FS_MATRIX * max(number, 1))()
        base, step = ctypes.addressof(matrices), ctypes.sizeof(raw.FS_MATRIX)
        places = range(base, base + number * step, step)
        has = np.fromiter(map(_get_matrix, page, at, places), bool, number)
        m = np.frombuffer(matrices, np.float32).reshape(-1, 6)[:number].astype(float)
        m[~has] = 1, 0, 0, 1, 0, 0
        size = np.fromiter(map(_get_size, page, at), float, number)
        size *= np.where(m[:, 2] != 0, np.hypot(m[:, 2], m[:, 3]), np.abs(m[:, 3]))
        size[size == 0] = 1.0
        turn = np.zeros(number, np.int64)
        for index in np.flatnonzero((m[:, 1] != 0) | (m[:, 0] < 0)).tolist():
            turn[index] = _turn(*m[index, :2].tolist())
        fonts = map(_get_font, objects[firsts].tolist())
        font = [self._font(index, key or 0) for index, key in zip(at, fonts, strict=True)]
        return np.cumsum(starts), _Styles(
            np.concatenate(([0.0], size)), np.concatenate(([0], turn)),
            np.concatenate(([[0.0, 0.0]], m[:, 4:])), np.array([0, *font]),
        )  # fmt: skip

    def _font(self, index: int, key: int) -> int:
        """Number of the font at an address, of which a character is given."""
        if key not in self._fonts or not key:
            self._fonts[key] = len(self._names)
            self._names.append(self._named(index, key))
        return self._fonts[key]

    def _named(self, index: int, key: int) -> tuple[str, bool]:
        """Name and weight; a font without a name is told from others of its page by its place."""
        flags, buffer = ctypes.c_int(), ctypes.create_string_buffer(128)
        length = raw.FPDFText_GetFontInfo(self._handle, index, buffer, 128, flags)
        name = buffer.value.lower() if 0 < length <= 128 else b""
        bold = bool(flags.value & 1 << 18) or bool(_BOLD_NAME.search(name))
        bold = bold or raw.FPDFText_GetFontWeight(self._handle, index) >= 600
        return name.decode("latin-1") or f"{NAMELESS}{key:x}", bold

    def _boxes(self, indices: Any, breaks: Any, working: Frame) -> tuple[Any, Any]:
        """Boxes (x0, y0, x1, y1), and which characters have one or are breaks."""
        count = len(indices)
        rects = (raw.FS_RECTF * max(count, 1))()
        base, step = ctypes.addressof(rects), ctypes.sizeof(raw.FS_RECTF)
        places = range(base, base + count * step, step)
        found = map(_get_box, itertools.repeat(self._page), indices.tolist(), places)
        known = np.fromiter(found, bool, count) | breaks
        r = np.frombuffer(rects, np.float32).reshape(-1, 4)[:count].astype(float)
        left, top, right, bottom = r[:, 0], r[:, 1], r[:, 2], r[:, 3]
        first, second = working.point(left, bottom), working.point(right, top)  # type: ignore[arg-type]
        return np.stack(
            [np.minimum(first[0], second[0]), np.minimum(first[1], second[1]),
             np.maximum(first[0], second[0]), np.maximum(first[1], second[1])], axis=1,
        ), known  # fmt: skip

    def _bad(self, codes: Any, font: Any, indices: Any) -> Any:
        """Characters of which a font says nothing usable; asked once for each of a font."""
        _, first, which = np.unique(font << 24 | codes, return_index=True, return_inverse=True)
        bad = [
            code not in (0x0A, 0x0D)
            and (
                code < 0x20
                or 0xE000 <= code <= 0xF8FF
                or code in (0xFFFD, 0xFFFF)
                or (code != 0x20 and _is_unmapped(self._page, index) == 1)
            )
            for code, index in zip(codes[first].tolist(), indices[first].tolist(), strict=True)
        ]
        return np.array(bad, bool)[which.reshape(-1)]


def _turn(a: float, b: float) -> int:
    angle = math.degrees(math.atan2(b, a))
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) < 15 else OBLIQUE
