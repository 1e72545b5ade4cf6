"""Scanned pages: recognised by tesseract, with its doubts; said aloud where it is not installed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from rapidfuzz.distance import Indel

from tests.ingest.pdfs import Page, build
from tests.ingest.reading import read_bytes, texts
from workbench.ingest import ocr

TITLE = "출입 관리 기준"
LINES = (
    "방문자는 안내데스크에서 신분증을 맡기고 방문증을 받은 뒤에 들어간다.",
    "당직자는 매일 저녁 아홉 시에 모든 문이 잠겼는지 확인하고 기록한다.",
    "기록은 삼 년 동안 보관하며 보관 기간이 지나면 책임자가 폐기한다.",
)
ROWS = (("등급", "보고 시한", "대상"), ("심각", "10분", "소장"), ("주의", "60분", "팀장"))


def printed() -> bytes:
    page = Page()
    page.text(60, 90, TITLE, 20, bold=True)
    for number, line in enumerate(LINES):
        page.text(60, 140 + 22 * number, line, 12)
    ys = [230.0, 256.0, 282.0, 308.0]
    page.grid([60, 200, 340, 480], ys)
    for y, row in zip(ys, ROWS, strict=False):
        for x, text in zip((70, 210, 350), row, strict=True):
            page.text(x, y + 18, text, 12)
    return build([page])


def scanned(turn: float = 0.0) -> bytes:
    """The printed page as a picture, turned counter-clockwise."""
    pdf = pypdfium2.PdfDocument(printed())
    picture = pdf[0].render(scale=200 / 72).to_pil().convert("L")
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, expand=turn % 90 == 0, fillcolor=255)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=200)
    return out.getvalue()


@pytest.mark.parametrize("turn", [0.0, 0.8, 90.0])
def test_a_scan_is_read_with_its_table_and_says_so(tmp_path: Path, turn: float) -> None:
    elements, report = read_bytes(scanned(turn), tmp_path, "a.pdf")
    assert report.readable
    assert [notice.key for notice in report.notices] == ["problem.recognised"]
    assert all("ocr" in e.flags and e.recognition for e in elements)
    found = "".join("".join(texts(elements, "heading", "paragraph", "list_item")).split())
    wanted = "".join((TITLE + "".join(LINES)).split())
    assert Indel.normalized_similarity(found, wanted) > 0.92
    tables = [e for e in elements if e.kind == "table"]
    assert [(c.row, c.col) for c in tables[0].cells] == [(r, c) for r in range(3) for c in range(3)]
    assert [e.text for e in elements if e.kind == "heading"] == [TITLE]


def test_doubtful_words_are_named_by_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [
        ocr.Word("방문자는", 100, 100, 180, 125, 0.97, (1, 1, 1)),
        ocr.Word("신분중을", 200, 100, 280, 125, 0.41, (1, 1, 1)),
        ocr.Word("맡긴다.", 300, 100, 370, 125, 0.95, (1, 1, 1)),
    ]
    monkeypatch.setattr(ocr, "recognise", lambda picture, dpi=200: ocr.Recognised(words))
    elements, _ = read_bytes(scanned(), tmp_path, "a.pdf")
    (element,) = elements
    assert element.text == "방문자는 신분중을 맡긴다."
    assert element.recognition is not None
    assert [element.text[a:b] for a, b in element.recognition.doubtful] == ["신분중을"]
    assert element.recognition.confidence == pytest.approx(0.785, abs=0.03)


def test_without_tesseract_a_scan_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.languages.cache_clear()
    try:
        elements, report = read_bytes(scanned(), tmp_path, "a.pdf")
    finally:
        ocr.languages.cache_clear()
    assert not report.readable
    assert report.notices[0].key == "problem.image_only_all_no_ocr"
    assert [(e.text, e.flags) for e in elements] == [("", ("image_only",))]


def test_a_font_without_a_character_map_is_read_from_its_picture(tmp_path: Path) -> None:
    """The unmapped font's glyphs look like nothing: what is recognised must not be its codes."""
    page = Page()
    for line in range(4):
        page.unmapped_text(60, 100 + 30 * line, bytes(range(33, 75)), 12)
    elements, report = read_bytes(build([page]), tmp_path, "a.pdf")
    assert not report.readable
    assert all(e.text == "" for e in elements)
