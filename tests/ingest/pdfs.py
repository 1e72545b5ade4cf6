"""Small PDFs made by hand: Korean and Latin text, rules, boxes, images; points from top left."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field

A4 = (595.0, 842.0)


@dataclass
class Page:
    """What is drawn, in the order in which it is called."""

    size: tuple[float, float] = A4
    rotate: int = 0
    ops: list[str] = field(default_factory=list)
    image: bool = False

    def text(self, x: float, y: float, text: str, size: float = 10.0, bold: bool = False) -> None:
        """`y` is the baseline. A Hangul character is one size wide, a Latin one half of it."""
        code = text.encode("utf-16-be").hex()
        font = "B" if bold else "K"
        self.ops.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {self._y(y)} Tm <{code}> Tj ET")

    def scaled_text(self, x: float, y: float, text: str, scale: float) -> None:
        """Font size 1, enlarged by the text matrix."""
        code = text.encode("utf-16-be").hex()
        self.ops.append(f"BT /K 1 Tf {scale} 0 0 {scale} {x} {self._y(y)} Tm <{code}> Tj ET")

    def sideways_text(self, x: float, y: float, text: str, size: float = 10.0) -> None:
        """Running upwards in PDF space."""
        code = text.encode("utf-16-be").hex()
        self.ops.append(f"BT /K {size} Tf 0 1 -1 0 {x} {self._y(y)} Tm <{code}> Tj ET")

    def unmapped_text(self, x: float, y: float, codes: bytes, size: float = 10.0) -> None:
        """In a font that does not say which characters its codes are."""
        self.ops.append(f"BT /N {size} Tf 1 0 0 1 {x} {self._y(y)} Tm <{codes.hex()}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.ops.append(f"0.7 w {x0} {self._y(y0)} m {x1} {self._y(y1)} l S")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])

    def dot(self, x: float, y: float, size: float = 3.0) -> None:
        self.ops.append(f"{x} {self._y(y)} {size} {size} re f")

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """A light background; draw it before the text on it."""
        self.ops.append(f"0.9 g {x} {self._y(y + height)} {width} {height} re f 0 g")

    def closed_band(self, x: float, y: float, width: float, height: float) -> None:
        """A background drawn from corner to corner back to the first, and closed."""
        top, low = self._y(y), self._y(y + height)
        corners = [(x, low), (x + width, low), (x + width, top), (x, top), (x, low)]
        drawn = " ".join(f"{a} {b} {'l' if n else 'm'}" for n, (a, b) in enumerate(corners))
        self.ops.append(f"0.9 g {drawn} h f 0 g")

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        self.image = True
        self.ops.append(f"q {width} 0 0 {height} {x} {self._y(y + height)} cm /I Do Q")

    def _y(self, y: float) -> float:
        return round(self.size[1] - y, 3)


_CID = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) "
    "/Ordering ({ordering}) /Supplement 1 >> /DW 1000 /W [1 95 500] /FontDescriptor << "
    "/Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
    "/Ascent 880 /Descent -120 /CapHeight 800 /StemV 80 >> >>"
)


def build(pages: list[Page], outline: list[tuple[str, int]] = []) -> bytes:  # noqa: B006
    """A PDF file; `outline` has titles and page numbers from 1."""
    objects: list[bytes] = [b"", b""]

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def font(name: str, ordering: str, encoding: str) -> int:
        child = add(_CID.format(name=name, ordering=ordering))
        return add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} "
            f"/DescendantFonts [{child} 0 R] >>"
        )

    plain = font("HYSMyeongJo-Medium", "Korea1", "UniKS-UCS2-H")
    strong = font("HYGothic-Bold", "Korea1", "UniKS-UCS2-H")
    unmapped = font("ABCDEF+Nothing", "Identity", "Identity-H")
    picture = add(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for page in pages:
        data = zlib.compress("\n".join(page.ops).encode())
        stream = add(
            f"<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode()
            + data
            + b"\nendstream"
        )
        images = f"/XObject << /I {picture} 0 R >>" if page.image else ""
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] "
                f"/Rotate {page.rotate} /Contents {stream} 0 R /Resources << /Font << "
                f"/K {plain} 0 R /B {strong} 0 R /N {unmapped} 0 R >> {images} >> >>"
            )
        )
    catalogue = "<< /Type /Catalog /Pages 2 0 R"
    if outline:
        first = len(objects) + 1
        for index, (title, number) in enumerate(outline):
            after = f"/Next {first + index + 1} 0 R" if index + 1 < len(outline) else ""
            code = "FEFF" + title.encode("utf-16-be").hex()
            add(
                f"<< /Title <{code}> /Parent {first + len(outline)} 0 R {after} "
                f"/Dest [{kids[number - 1]} 0 R /Fit] >>"
            )
        last = first + len(outline) - 1
        root = add(f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R >>")
        catalogue += f" /Outlines {root} 0 R"
    objects[0] = (catalogue + " >>").encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return _written(objects)


def _written(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010d} 00000 n \n".encode())
    out.write(
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def manual(pages: int = 4) -> bytes:
    """A manual with header, page numbers, a title, chapters, sections, text, a list and a table."""
    made = []
    for number in range(1, pages + 1):
        page = Page()
        page.text(60, 30, "가람회사 보안 매뉴얼", 8)
        page.text(280, 820, f"- {number} -", 8)
        y = 90.0
        if number == 1:
            page.text(60, y, "보안 업무 매뉴얼", 24, bold=True)
            y += 50
        page.text(60, y, f"제{number}장 출입 관리", 16, bold=True)
        page.text(60, y + 30, f"{number}.1 목적", 12, bold=True)
        page.text(
            60, y + 52, "출입 관리의 목적은 허가받지 않은 사람이 건물에 들어오지 못하게 하는 것"
        )
        page.text(60, y + 67, "이다.")
        page.text(60, y + 92, "• 방문자는 안내데스크에서 방문증을 받는다.")
        page.text(60, y + 107, "• 퇴근할 때에는 문을 잠근다.")
        page.text(60, y + 140, f"표 {number} 보고 기준", 9)
        xs, ys = [60.0, 160.0, 300.0, 420.0], [y + 150, y + 170, y + 190, y + 210]
        page.grid(xs, ys)
        rows = (("등급", "보고 시한", "대상"), ("심각", "10분", "소장"), ("주의", "1시간", "팀장"))
        for top, row in zip(ys, rows, strict=False):
            for left, value in zip(xs, row, strict=False):
                page.text(left + 5, top + 14, value, 9, bold=row is rows[0])
        made.append(page)
    return build(made)
