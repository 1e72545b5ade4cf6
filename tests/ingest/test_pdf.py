"""What is read out of a PDF, and where it says that it could not read."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from tests.ingest.pdfs import A4, Page, build, manual
from tests.ingest.reading import read_bytes, texts
from workbench.errors import UserError
from workbench.ingest.parsed import Limits, ParsedElement
from workbench.ingest.tables import expanded


def elements_of(data: bytes, folder: Path) -> list[ParsedElement]:
    return read_bytes(data, folder, "a.pdf")[0]


def test_a_manual_becomes_headings_paragraphs_lists_and_tables(tmp_path: Path) -> None:
    elements = elements_of(manual(3), tmp_path)
    headings = [(e.level, e.text) for e in elements if e.kind == "heading"]
    assert headings == [
        (1, "보안 업무 매뉴얼"),
        (2, "제1장 출입 관리"),
        (3, "1.1 목적"),
        (2, "제2장 출입 관리"),
        (3, "2.1 목적"),
        (2, "제3장 출입 관리"),
        (3, "3.1 목적"),
    ]
    paragraph = next(e for e in elements if e.kind == "paragraph")
    assert paragraph.text.endswith("들어오지 못하게 하는 것이다.")
    assert paragraph.section_path == ("보안 업무 매뉴얼", "제1장 출입 관리", "1.1 목적")
    assert texts(elements, "list_item")[:2] == [
        "• 방문자는 안내데스크에서 방문증을 받는다.",
        "• 퇴근할 때에는 문을 잠근다.",
    ]


def test_headers_and_page_numbers_are_kept_as_furniture(tmp_path: Path) -> None:
    elements = elements_of(manual(4), tmp_path)
    furniture = texts(elements, "furniture")
    assert furniture.count("가람회사 보안 매뉴얼") == 4
    assert [text for text in furniture if text.startswith("-")] == [f"- {n} -" for n in range(1, 5)]
    assert not any("가람회사" in e.text for e in elements if e.kind != "furniture")


def test_boxes_contain_their_text_on_the_page_as_displayed(tmp_path: Path) -> None:
    page = Page()
    page.text(100, 200, "상자를 확인하는 문장이다.", 12)
    (found,) = elements_of(build([page]), tmp_path)
    assert found.page == 1
    assert found.bbox is not None
    x0, y0, x1, y1 = found.bbox
    assert x0 == pytest.approx(100, abs=1)
    assert x1 == pytest.approx(100 + 12 * 12, abs=14)
    assert y0 < 192 < 200 < y1 < 206


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_the_same_and_its_boxes_turn_with_it(
    tmp_path: Path, rotate: int
) -> None:
    page = Page(rotate=rotate)
    page.text(100, 200, "돌아간 쪽에서도 같은 문장이다.", 12)
    (found,) = elements_of(build([page]), tmp_path)
    assert found.text == "돌아간 쪽에서도 같은 문장이다."
    assert found.bbox is not None
    middle = ((found.bbox[0] + found.bbox[2]) / 2, (found.bbox[1] + found.bbox[3]) / 2)
    width, height = A4
    upright = (190.0, 196.0)
    expected = {
        0: upright,
        90: (height - upright[1], upright[0]),
        180: (width - upright[0], height - upright[1]),
        270: (upright[1], width - upright[0]),
    }[rotate]
    assert middle == pytest.approx(expected, abs=12)


def test_text_that_runs_sideways_is_read_line_by_line(tmp_path: Path) -> None:
    page = Page(rotate=90)
    page.sideways_text(100, 700, "첫째 줄은 이렇게 끝난다.")
    page.sideways_text(130, 700, "둘째 줄은 다른 문단이다.")
    assert texts(elements_of(build([page]), tmp_path)) == [
        "첫째 줄은 이렇게 끝난다.",
        "둘째 줄은 다른 문단이다.",
    ]


def test_the_text_matrix_counts_into_the_font_size(tmp_path: Path) -> None:
    page = Page()
    page.scaled_text(60, 80, "큰 제목", 20)
    for line in range(6):
        page.scaled_text(60, 120 + 15 * line, "본문은 열 포인트로 쓴 문장으로 이루어져 있다.", 10)
    heading = elements_of(build([page]), tmp_path)[0]
    assert (heading.kind, heading.level) == ("heading", 1)


def two_columns() -> bytes:
    """The right column stands first in the content stream, the title last."""
    page = Page()
    for column, x in (("오른쪽", 310), ("왼쪽", 60)):
        for line in range(8):
            page.text(x, 150 + 15 * line, f"{column} 단의 줄 {line} 본문이 이어진다 끝")
    page.text(60, 90, "두 단으로 짠 문서의 제목은 두 단에 걸쳐 있다", 18)
    return build([page])


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    whole = " ".join(texts(elements_of(two_columns(), tmp_path)))
    places = [whole.index(f"{side} 단의 줄 {n}") for side in ("왼쪽", "오른쪽") for n in range(8)]
    assert whole.index("두 단으로 짠") == 0
    assert places == sorted(places)


def spanned_table() -> Page:
    page = Page()
    page.text(60, 90, "표 1 연락처", 9)
    xs, ys = [60, 140, 240, 340], [100, 120, 140, 160]
    for y in ys:
        page.line(140 if y == 120 else 60, y, 340, y)
    page.line(140, 120, 340, 120)
    for x in (60, 340):
        page.line(x, 100, x, 160)
    page.line(140, 100, 140, 160)
    page.line(240, 120, 240, 160)
    for x, y, value in (
        (65, 124, "구분"), (145, 114, "주간"), (145, 134, "담당"), (245, 134, "내선"),
        (65, 154, "1차"), (145, 154, "안내데스크"), (245, 154, "4022"),
    ):  # fmt: skip
        page.text(x, y, value, 9)
    assert xs and ys
    return page


def test_spans_of_a_ruled_table_are_kept(tmp_path: Path) -> None:
    table = next(e for e in elements_of(build([spanned_table()]), tmp_path) if e.kind == "table")
    grid = [[cell.text if cell else None for cell in row] for row in expanded(table.cells)]
    assert grid == [
        ["구분", "주간", "주간"],
        ["구분", "담당", "내선"],
        ["1차", "안내데스크", "4022"],
    ]
    assert table.text == "표 1 연락처\n구분: 1차, 주간 담당: 안내데스크, 주간 내선: 4022"


def test_a_table_over_two_pages_is_one_and_its_repeated_header_is_dropped(tmp_path: Path) -> None:
    pages = []
    for part in range(2):
        page = Page()
        top = 700.0 if part == 0 else 60.0
        ys = [top, top + 20, top + 40, top + 60]
        page.grid([60, 200, 400], ys)
        rows = [("항목", "기준"), (f"온도 {part}", "이십도"), (f"습도 {part}", "절반")]
        for y, row in zip(ys, rows, strict=False):
            for x, value in zip((65, 205), row, strict=True):
                page.text(x, y + 14, value, 9)
        pages.append(page)
    tables = [e for e in elements_of(build(pages), tmp_path) if e.kind == "table"]
    assert len(tables) == 1
    assert tables[0].text.split("\n") == [
        "항목: 온도 0, 기준: 이십도",
        "항목: 습도 0, 기준: 절반",
        "항목: 온도 1, 기준: 이십도",
        "항목: 습도 1, 기준: 절반",
    ]
    assert "spans_pages" in tables[0].flags


def test_rows_without_rules_between_them_are_told_apart(tmp_path: Path) -> None:
    page = Page()
    page.grid([60, 200, 340], [100, 120, 220])
    for x, value in ((65, "이름"), (205, "값")):
        page.text(x, 114, value, 9)
    for row in range(5):
        page.text(65, 136 + 16 * row, f"항목 {row}", 9)
        page.text(205, 136 + 16 * row, f"{row}00", 9)
    table = next(e for e in elements_of(build([page]), tmp_path) if e.kind == "table")
    assert table.text.split("\n") == [f"이름: 항목 {n}, 값: {n}00" for n in range(5)]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    page = Page()
    page.grid([50, 500], [80, 200])
    page.text(60, 120, "테두리 안에 있는 문단은 표가 아니다.")
    assert [e.kind for e in elements_of(build([page]), tmp_path)] == ["paragraph"]


def test_a_list_mark_that_is_drawn_makes_a_list_item(tmp_path: Path) -> None:
    page = Page()
    for line in range(3):
        page.dot(62, 96 + 18 * line)
        page.text(75, 100 + 18 * line, f"점으로 그린 항목 {line}번이다.")
    assert [e.kind for e in elements_of(build([page]), tmp_path)] == ["list_item"] * 3


def test_the_outline_decides_what_is_a_heading(tmp_path: Path) -> None:
    page = Page()
    for y, title in ((100, "개요"), (200, "운영"), (300, "점검")):
        page.text(60, y, title)
        page.text(60, y + 30, f"{title}에 관한 문장이 여기에 있다.")
    outline = [("개요", 1), ("운영", 1), ("점검", 1)]
    elements = elements_of(build([page], outline), tmp_path)
    assert [(e.level, e.text) for e in elements if e.kind == "heading"] == [
        (1, "개요"),
        (1, "운영"),
        (1, "점검"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("보안관리팀은 문서를 관리하며 담당 부서는 보안관", "리팀이다.", "보안관리팀이다."),
        ("보안관리팀은 문서를 관리하며 담당 부서는 총무팀", "과 함께한다.", "총무팀과 함께"),
        ("보안관리팀은 문서를 관리하며 담당 부서는 점검", "주기를 정한다.", "점검 주기를"),
    ],
)
def test_a_word_that_a_line_end_cuts_is_put_together(
    tmp_path: Path, first: str, second: str, whole: str
) -> None:
    page = Page()
    page.text(60, 100, "오늘 보안관리팀이다 점검 때 주기를 본다.")
    page.text(60, 140, first)
    page.text(60, 155, second)
    assert whole in elements_of(build([page]), tmp_path)[1].text


def test_articles_of_a_contract_are_headings_before_their_text(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 100, "제1조(목적) 이 계약은 갑과 을의 권리를 정한다.")
    page.text(60, 140, "제2조(기간) 계약 기간은 1년으로 한다.")
    elements = elements_of(build([page]), tmp_path)
    assert [(e.kind, e.text) for e in elements] == [
        ("heading", "제1조(목적)"),
        ("paragraph", "이 계약은 갑과 을의 권리를 정한다."),
        ("heading", "제2조(기간)"),
        ("paragraph", "계약 기간은 1년으로 한다."),
    ]


def test_a_page_of_images_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    scan, text = Page(), Page()
    scan.picture(0, 0, *A4)
    text.text(60, 100, "읽을 수 있는 쪽에는 이렇게 글자가 충분히 있다.")
    elements, report = read_bytes(build([text, scan]), tmp_path, "a.pdf")
    unread = [e for e in elements if e.flags == ("image_only",)]
    assert [(e.page, e.kind, e.text) for e in unread] == [(2, "figure", "")]
    assert report.readable
    assert report.notices[0].key == "problem.image_only"
    assert report.notices[0].params["pages"] == "2"


def test_a_scan_without_any_text_is_not_readable(tmp_path: Path) -> None:
    page = Page()
    page.picture(0, 0, *A4)
    elements, report = read_bytes(build([page, page]), tmp_path, "a.pdf")
    assert not report.readable
    assert report.notices[0].key == "problem.image_only_all"
    assert all(e.flags == ("image_only",) for e in elements)


def test_text_of_a_font_without_character_map_is_never_taken_in(tmp_path: Path) -> None:
    page = Page()
    for line in range(4):
        page.unmapped_text(60, 100 + 30 * line, bytes(range(33, 75)), 12)
    elements, report = read_bytes(build([page]), tmp_path, "a.pdf")
    assert not report.readable
    assert [(e.kind, e.text, e.flags) for e in elements] == [("figure", "", ("map_error",))]


def test_one_unreadable_line_is_flagged_in_its_place(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 100, "첫 문단은 멀쩡하고 아주 길어서 글자가 많이 들어 있는 문단이다.")
    page.text(60, 115, "그래서 이 쪽은 대부분 읽을 수 있다고 말할 수 있고 버리지 않는다.")
    page.unmapped_text(60, 160, bytes(range(33, 49)), 10)
    page.text(60, 205, "마지막 문단도 멀쩡하다.")
    elements = elements_of(build([page]), tmp_path)
    assert [e.flags for e in elements] == [(), ("map_error",), ()]
    assert elements[1].text == ""


def test_mojibake_in_a_korean_document_is_flagged(tmp_path: Path) -> None:
    page = Page()
    for line in range(12):
        page.text(60, 100 + 30 * line, f"{line}번째 문장은 한글로 쓴 멀쩡한 문장이다.")
    page.text(60, 500, "ÀÌ ¹®¼­´Â ±úÁø ±ÛÀÚÀÌ´Ù")
    elements = elements_of(build([page]), tmp_path)
    assert elements[-1].flags == ("map_error",)
    assert not any("À" in e.text for e in elements)


def encrypted(user: str, **allow: bool) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(manual(1))) as pdf:
        rights = pikepdf.Permissions(**allow)
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner="owner", R=6, allow=rights))
    return out.getvalue()


def test_an_encrypted_file_asks_to_remove_the_password(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"error\.encrypted_pdf"):
        read_bytes(encrypted("secret"), tmp_path, "a.pdf")


def test_a_file_whose_owner_forbids_copying_is_read_and_flagged(tmp_path: Path) -> None:
    elements, report = read_bytes(encrypted("", extract=False), tmp_path, "a.pdf")
    assert [notice.key for notice in report.notices] == ["problem.copying_restricted"]
    assert all("permission" in e.flags for e in elements)


def test_a_damaged_file_is_repaired_once_and_that_is_said(tmp_path: Path) -> None:
    data = manual(3)
    cut = data[: data.rindex(b"xref")].replace(b"/Type /Catalog", b"/Type /Catalog ")
    elements, report = read_bytes(cut, tmp_path, "a.pdf")
    assert "보안 업무 매뉴얼" in texts(elements)
    assert {n.key for n in report.notices} <= {"problem.repaired", "problem.truncated"}
    assert report.notices


def test_a_file_that_cannot_be_repaired_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"error\.damaged_pdf"):
        read_bytes(b"%PDF-1.7\n" + b"nothing of a document" * 40, tmp_path, "a.pdf")


def test_a_file_with_too_many_pages_is_refused(tmp_path: Path) -> None:
    from tests.ingest.reading import read

    path = tmp_path / "a.pdf"
    path.write_bytes(build([Page() for _ in range(4)]))
    with pytest.raises(UserError, match=r"error\.too_many_pages"):
        read(path, Limits(max_pages=3))
