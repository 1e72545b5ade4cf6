"""What PDFium misreads is never taken in silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.pdfs import Page, build
from tests.ingest.reading import read_bytes
from workbench.ingest.layout import second
from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.mojibake import _is_broken_hangul
from workbench.ingest.layout.page import Glyph


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("±úÁø ±ÛÀÚÀÌ´Ù", True),
        ("ÀÌ ¹®¼­´Â º¸¾È ¸Å´º¾ó", True),
        ("Voilà, über den Fluß, cañón, ångström", False),
        ("10 ± 2 °C, ½ und ¾, ©®™", False),
        ("멀쩡한 한글 문장이다.", False),
    ],
)
def test_korean_read_as_latin_is_told_from_latin(text: str, broken: bool) -> None:
    assert _is_broken_hangul(text) is broken


def test_a_document_that_is_all_mojibake_is_not_readable(tmp_path: Path) -> None:
    page = Page()
    for line in range(10):
        page.text(60, 100 + 30 * line, "ÀÌ ¹®¼­´Â ±úÁø ±ÛÀÚÀÌ´Ù ¸ðµÎ ´Ù")
    elements, report = read_bytes(build([page]), tmp_path, "a.pdf")
    assert not any("À" in e.text for e in elements)
    assert not report.readable or all("ocr" in e.flags for e in elements)


def test_an_unknown_character_is_shown_as_unknown(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 100, "멀쩡한 글자가 아주 많은 줄에 모르는 글자가 하나 있다")
    page.unmapped_text(322, 100, bytes(range(33, 39)), 10)
    for line in range(4):
        page.text(60, 140 + 30 * line, "이 줄에는 멀쩡한 글자만 들어 있어서 쪽 전체는 읽을 만하다.")
    elements, _ = read_bytes(build([page]), tmp_path, "a.pdf")
    assert not any("!A" in e.text for e in elements)
    marked = [e for e in elements if "unmapped" in e.flags or "map_error" in e.flags]
    assert marked


def test_a_second_reader_is_asked_and_taken_where_it_knows_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page()
    page.unmapped_text(60, 100, bytes(range(33, 75)), 12)

    def glyphs(self: object, number: int, display: Frame) -> list[Glyph]:
        text = "다른 판독기는 이 글꼴을 알고 있으므로 이 문장을 읽을 수 있다."
        return [
            Glyph(c, 60 + 10 * n, 90, 70 + 10 * n, 102, 10, 100, False, False)
            for n, c in enumerate(text)
        ]

    monkeypatch.setattr(second.SecondReader, "glyphs", glyphs)
    elements, report = read_bytes(build([page]), tmp_path, "a.pdf")
    assert report.readable
    assert [e.text for e in elements] == [
        "다른 판독기는 이 글꼴을 알고 있으므로 이 문장을 읽을 수 있다."
    ]
