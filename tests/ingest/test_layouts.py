"""Layouts that manuals have: tables with few rules or none, columns, running headers."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.ingest.pdfs import Page, build
from tests.ingest.reading import read_bytes, texts
from workbench.ingest.parsed import ParsedElement
from workbench.ingest.tables import expanded

HEAD = ("구분", "기준", "담당")
ROWS = [(f"항목 {n}", f"{n}00단위", f"담당자 {n}명") for n in range(1, 6)]
XS = (60, 200, 340)
PROSE = (
    "본문은 이 쪽의 너비를 다 채우는 문장으로 되어 있고 그 뜻은 아무래도 좋으며 길기만 하면 된다."
)


def elements_of(data: bytes, folder: Path) -> list[ParsedElement]:
    return read_bytes(data, folder, "a.pdf")[0]


def grids_of(elements: list[ParsedElement]) -> list[list[list[str | None]]]:
    return [
        [[cell.text if cell else None for cell in row] for row in expanded(element.cells)]
        for element in elements
        if element.kind == "table"
    ]


def cells(page: Page, top: float, rows: list[tuple[str, ...]], step: float = 18.0) -> float:
    for row in rows:
        for x, text in zip(XS, row, strict=True):
            page.text(x, top, text, 9)
        top += step
    return top


def with_text_around(draw_rules: str) -> bytes:
    page = Page()
    for line in range(3):
        page.text(60, 80 + 15 * line, PROSE)
    if draw_rules == "bands":
        page.band(55, 188, 420, 18)
        for row in range(0, 5, 2):
            page.band(55, 206 + 18 * row, 420, 18)
    page.text(60, 170, "표 1 점검 기준", 9)
    cells(page, 200, [HEAD, *ROWS])
    if draw_rules == "three":
        for y in (188, 206, 296):
            page.line(55, y, 475, y)
    elif draw_rules == "rows":
        for row in range(7):
            page.line(55, 188 + 18 * row, 475, 188 + 18 * row)
    for line in range(3):
        page.text(60, 340 + 15 * line, PROSE)
    return build([page])


@pytest.mark.parametrize("rules", ["none", "three", "rows", "bands"])
def test_a_table_without_a_full_grid_is_a_table(tmp_path: Path, rules: str) -> None:
    elements = elements_of(with_text_around(rules), tmp_path)
    assert grids_of(elements) == [[list(HEAD), *map(list, ROWS)]]
    table = next(e for e in elements if e.kind == "table")
    assert table.text.split("\n")[1] == "구분: 항목 1, 기준: 100단위, 담당: 담당자 1명"
    assert len([e for e in elements if e.kind == "paragraph" and "caption" not in e.flags]) == 2


def test_a_wrapped_cell_stays_in_its_row(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 90, "표 1 점검 기준", 9)
    top = cells(page, 110, [HEAD])
    for n in range(4):
        cells(page, top, [(f"항목 {n}", f"{n}00단위", "담당자가 자리를 비우면 다른")])
        page.text(XS[2], top + 12, "사람이 맡는다.", 9)
        top += 36
    (grid,) = grids_of(elements_of(build([page]), tmp_path))
    assert grid[0] == list(HEAD)
    assert grid[2] == ["항목 1", "100단위", "담당자가 자리를 비우면 다른 사람이 맡는다."]
    assert len(grid) == 5


def test_a_name_over_two_columns_spans_them(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 90, "표 1 근무", 9)
    page.text(266, 110, "주간 근무", 9)
    rows = [("구분", "오전", "오후"), *ROWS]
    cells(page, 128, rows)
    (grid,) = grids_of(elements_of(build([page]), tmp_path))
    assert grid[0] == ["", "주간 근무", "주간 근무"]
    assert grid[1] == ["구분", "오전", "오후"]


def test_rules_by_which_a_table_ends_are_not_needed_at_a_page_end(tmp_path: Path) -> None:
    first, second = Page(), Page()
    first.text(60, 640, "표 1 점검 기준", 9)
    cells(first, 660, [HEAD, *ROWS])
    for y in (648, 666):
        first.line(55, y, 475, y)
    cells(second, 60, [("항목 6", "600단위", "담당자 6명")])
    second.text(60, 120, PROSE)
    second.text(60, 135, "끝.")
    elements = elements_of(build([first, second]), tmp_path)
    (grid,) = grids_of(elements)
    assert grid[-1] == ["항목 6", "600단위", "담당자 6명"]
    table = next(e for e in elements if e.kind == "table")
    assert "spans_pages" in table.flags
    assert [part.page for part in table.locator.parts] == [2]


def cut_rules(page: Page, *heights: float, xs: tuple[float, ...] = (55, 112, 166, 475)) -> None:
    """Rules as browsers and word processors draw them: a piece for each cell."""
    for y in heights:
        for left, right in itertools.pairwise(xs):
            page.line(left, y, right, y)


@pytest.mark.parametrize("rules", ["each row", "header", "backgrounds"])
def test_a_full_cell_is_parted_from_the_next_by_where_rules_are_cut(
    tmp_path: Path, rules: str
) -> None:
    """`출고증 36` ends seven points before the next cell begins."""
    page = Page()
    heights = [98, 116, 134, 152, 170]
    if rules == "each row":
        cut_rules(page, *heights)
    elif rules == "header":
        cut_rules(page, 116)
    else:
        for top in (98, 134):
            for left, right in ((55, 112), (112, 166), (166, 475)):
                page.closed_band(left, top, right - left, 18)
    rows = [HEAD, ("항목 1", "출고증 36호", "다만 옮길 때에는 확인을 받아 보관한다"),
            ("항목 2", "12시간", "기준을 넘으면 담당자에게 알린다"),
            ("항목 3", "반품 14호점", "결과를 기록한다")]  # fmt: skip
    page.text(60, 90, "표 1 점검 기준", 9)
    for y, row in zip((110, 128, 146, 164), rows, strict=True):
        for x, text in zip((58, 115.5, 172), row, strict=True):
            page.text(x, y, text, 9)
    page.text(60, 220, PROSE)
    (grid,) = grids_of(elements_of(build([page]), tmp_path))
    assert grid == [list(row) for row in rows]


def test_a_row_below_the_last_rule_of_a_page_is_the_table_s(tmp_path: Path) -> None:
    first, second = Page(), Page()
    names = ("구분", "기준", "담당")
    for page, top, rows in ((first, 700.0, ROWS[:1]), (second, 70.0, ROWS[1:])):
        cut_rules(page, top - 12, top + 6, xs=(55, 195, 335, 475))
        cells(page, top, [names, *rows])
    second.line(55, 76 + 18 * len(ROWS[1:]), 475, 76 + 18 * len(ROWS[1:]))
    first.text(60, 660, "표 1 점검 기준", 9)
    first.text(60, 600, PROSE)
    second.text(60, 260, PROSE)
    (grid,) = grids_of(elements_of(build([first, second]), tmp_path))
    assert grid == [list(names), *map(list, ROWS)]


def test_a_row_of_few_filled_cells_is_a_row(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 90, "표 1 점검 기준", 9)
    rows = [HEAD, *ROWS[:2], ("검수원 4명", "", ""), *ROWS[3:]]
    cells(page, 110, [tuple(row) for row in rows])
    (grid,) = grids_of(elements_of(build([page]), tmp_path))
    assert grid == [list(row) for row in rows]


def test_a_bookmark_that_says_its_title_twice_is_that_of_the_heading(tmp_path: Path) -> None:
    pages = [Page() for _ in range(3)]
    titles = ["자재 반입", "온도 기록", "냉동고 이상"]
    for page, title in zip(pages, titles, strict=True):
        page.text(60, 100, title, 10, bold=True)
        page.text(60, 130, PROSE)
    marks = [(titles[0], 0), (titles[1], 1), (titles[2] * 2, 2)]
    elements = elements_of(build(pages, marks), tmp_path)
    assert texts(elements, "heading") == titles


@pytest.mark.parametrize("mark", ["1.", "(1)", "①", "가."])
def test_a_list_with_wide_gaps_behind_its_marks_is_no_table(tmp_path: Path, mark: str) -> None:
    page = Page()
    for line in range(4):
        page.text(60, 100 + 18 * line, mark)
        page.text(95, 100 + 18 * line, f"항목 {line}번에는 이런 문장이 하나 들어 있다.")
    assert "table" not in {e.kind for e in elements_of(build([page]), tmp_path)}


def test_two_columns_of_text_are_no_table(tmp_path: Path) -> None:
    page = Page()
    for line in range(4):
        for x in (60, 320):
            page.text(x, 100 + 15 * line, f"단에 든 글은 표가 아니며 {line}번째 줄이다")
    page.text(60, 60, "두 단짜리 쪽", 16)
    assert "table" not in {e.kind for e in elements_of(build([page]), tmp_path)}


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    page = Page(size=(842.0, 595.0))
    for column, x in ((3, 560), (1, 60), (2, 310)):
        for line in range(8):
            page.text(x, 100 + 15 * line, f"{column}단의 {line}번째 줄이 이어지는 본문이다")
    whole = " ".join(texts(elements_of(build([page]), tmp_path)))
    places = [whole.index(f"{c}단의 {n}번째") for c in (1, 2, 3) for n in range(8)]
    assert places == sorted(places)


def chapters_in_header() -> bytes:
    pages = []
    for number in range(1, 7):
        page = Page()
        page.text(60, 30, "가람회사", 8)
        page.text(400, 30, f"제{(number + 1) // 2}장 이름이 바뀌는 머리글", 8)
        for line in range(20):
            page.text(60, 90 + 15 * line, f"{number}쪽의 {line}번째 줄은 {PROSE[:30]}")
        pages.append(page)
    return build(pages)


def test_a_running_title_beside_a_repeated_name_is_furniture(tmp_path: Path) -> None:
    elements = elements_of(chapters_in_header(), tmp_path)
    assert not any("머리글" in e.text for e in elements if e.kind != "furniture")


def test_rows_that_pages_repeat_at_their_top_are_not_furniture(tmp_path: Path) -> None:
    pages = []
    for number in range(3):
        page = Page()
        page.text(60, 30, "가람회사 점검 대장", 8)
        cells(page, 70, [(f"{n + 10 * number}호", "정상", "홍길동") for n in range(30)])
        pages.append(page)
    (grid,) = grids_of(elements_of(build(pages), tmp_path))
    assert len(grid) == 90


def test_a_line_that_a_cut_sentence_begins_is_no_list_item(tmp_path: Path) -> None:
    page = Page()
    page.text(60, 100, "이 문장은 줄의 끝까지 닿도록 길게 쓰였으므로 마지막 한 글자만 다음 줄로 간")
    page.text(60, 115, "다. 그래서 이 줄은 목록이 아니다.")
    assert [e.kind for e in elements_of(build([page]), tmp_path)] == ["paragraph"]


def test_an_appendix_stands_beside_the_chapters(tmp_path: Path) -> None:
    page = Page()
    y = 80.0
    for title, size in (("1. 개요", 16), ("1.1 목적", 13), ("2. 운영", 16), ("부록 양식", 16)):
        page.text(60, y, title, size, bold=True)
        for line in range(3):
            page.text(60, y + 30 + 15 * line, PROSE)
        y += 110
    headings = [e for e in elements_of(build([page]), tmp_path) if e.kind == "heading"]
    assert [(e.level, e.text) for e in headings] == [
        (1, "1. 개요"),
        (2, "1.1 목적"),
        (1, "2. 운영"),
        (1, "부록 양식"),
    ]
