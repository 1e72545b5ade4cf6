"""PPTX: a slide is a page; titles, levels, tables, charts, notes, and what was not read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

from tests.ingest.office import brief, grid, packed
from tests.ingest.reading import read_bytes, texts
from workbench.errors import UserError
from workbench.ingest.parsed import Limits


def saved(deck: Any) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "navy").save(out, "PNG")
    out.seek(0)
    return out


def test_titles_levels_notes_and_hidden_slides(tmp_path: Path) -> None:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "출입 절차"
    frame = first.placeholders[1].text_frame
    frame.text = "신분증 확인"
    below = frame.add_paragraph()
    below.text, below.level = "사진 대조", 1
    first.notes_slide.notes_text_frame.text = "천천히 설명"
    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "숨긴 것"
    hidden._element.set("show", "0")
    plain = deck.slides.add_slide(deck.slide_layouts[6])
    box = plain.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "제목 없는 장의 글입니다."
    elements, report = read_bytes(saved(deck), tmp_path, "a.pptx")
    assert [(e.kind, e.text, e.page) for e in elements] == [
        ("heading", "출입 절차", 1),
        ("list_item", "신분증 확인", 1),
        ("list_item", "사진 대조", 1),
        ("paragraph", "천천히 설명", 1),
        ("paragraph", "제목 없는 장의 글입니다.", 3),
    ]
    assert elements[3].flags == ("notes",)
    assert elements[1].section_path == ("출입 절차",)
    assert elements[4].section_path == ()
    assert elements[4].bbox == (72.0, 72.0, 360.0, 144.0)
    assert [n.key for n in report.notices] == ["problem.hidden_slides"]
    assert [(page.number, page.width) for page in report.pages] == [(1, 720), (2, 720), (3, 720)]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for row in range(3):
        for column, side in ((1, "오른"), (0, "왼")):
            place = (
                Inches(0.5 + 5 * column),
                Inches(1 + 1.5 * row + 0.7 * column),
                Inches(4),
                Inches(1),
            )
            slide.shapes.add_textbox(*place).text_frame.text = f"{side}쪽 {row + 1}번 글상자입니다."
    elements, _ = read_bytes(saved(deck), tmp_path, "a.pptx")
    assert [e.text[:4] for e in elements] == [
        "왼쪽 1", "왼쪽 2", "왼쪽 3", "오른쪽 ", "오른쪽 ", "오른쪽 ",
    ]  # fmt: skip


def test_tables_charts_groups_and_pictures(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "현황"
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    data = CategoryChartData()
    data.categories = ["1월", "2월"]
    data.add_series("방문", (10, 12.5))
    slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4), Inches(4), Inches(2), data
    )
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(6.5), Inches(2), Inches(0.5))
    inner.text_frame.text = "묶음 안의 글"
    inner.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    slide.shapes.add_picture(picture(), Inches(6), Inches(6.5), Inches(2))
    elements, report = read_bytes(saved(deck), tmp_path, "a.pptx")
    tables = [e for e in elements if e.kind == "table"]
    assert grid(tables[0])[0] == ["00\n01", "00\n01", "02"]
    assert grid(tables[0])[1:] == [["10", "11", "12\n22"], ["20", "21", "12\n22"]]
    assert grid(tables[1]) == [["", "방문"], ["1월", "10"], ["2월", "12.5"]]
    assert ("paragraph", "묶음 안의 글") in brief(elements)
    assert [e.flags for e in elements if e.kind == "figure"] == [("picture",)]
    assert [n.key for n in report.notices] == ["problem.pictures"]
    assert texts(elements, "heading") == ["현황"]


def test_too_many_slides_and_broken_decks_are_one_reason(tmp_path: Path) -> None:
    from workbench.ingest.parsed import Report
    from workbench.ingest.readers.pptx import read_pptx

    deck = Presentation()
    for _ in range(3):
        deck.slides.add_slide(deck.slide_layouts[6])
    path = tmp_path / "a.pptx"
    path.write_bytes(saved(deck))
    with pytest.raises(UserError, match=r"error\.too_many_pages"):
        list(read_pptx(path, path.name, Limits(max_pages=2), Report()))
    with pytest.raises(UserError, match=r"error\.damaged_document"):
        read_bytes(packed({"ppt/presentation.xml": "<p/>"}), tmp_path, "b.pptx")
    with pytest.raises(UserError, match=r"error\.no_text"):
        read_bytes(path.read_bytes(), tmp_path, "c.pptx")
