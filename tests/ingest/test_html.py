"""HTML: what a person sees, in order; tables exact; menus aside, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.office import brief, grid, tree
from tests.ingest.reading import read_bytes, texts
from workbench.errors import UserError
from workbench.ingest.parsed import ParsedElement


def read(tmp_path: Path, body: str, head: str = "") -> list[ParsedElement]:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read_bytes(page.encode(), tmp_path, "a.html")[0]


def test_headings_paragraphs_and_nested_lists(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        "<h1>매뉴얼</h1><p>첫 <b>문단</b>입니다.<br>둘째 줄</p>안긴 글<h2>절차</h2>"
        "<ol start=3><li>확인<ul><li>신분증</li><li><p>사진</p></li></ul></li><li>기록</li></ol>"
        "<dl><dt>방문증</dt><dd>손님이 다는 카드</dd></dl><pre>  한 줄\n    두 줄</pre>",
    )
    assert brief(elements) == [
        ("heading", "매뉴얼"),
        ("paragraph", "첫 문단입니다.\n둘째 줄"),
        ("paragraph", "안긴 글"),
        ("heading", "절차"),
        ("list_item", "3. 확인"),
        ("list_item", "신분증"),
        ("list_item", "사진"),
        ("list_item", "4. 기록"),
        ("list_item", "방문증: 손님이 다는 카드"),
        ("paragraph", "  한 줄\n    두 줄"),
    ]
    assert tree(elements) == [(1, "매뉴얼"), (2, "절차")]
    assert elements[5].section_path == ("매뉴얼", "절차")
    assert elements[5].locator.path == "/html/body/ol/li[1]/ul/li[1]"


def test_spans_are_expanded_as_browsers_do(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        "<table><caption>표 1 연락</caption>"
        "<tr><th rowspan=2>구분<th colspan=2>주간<th rowspan=2>야간"
        "<tr><th>담당<th>내선<tr><td rowspan=0>가<td>안내<td>1<td>x<tr><td>보안<td>2<td></table>",
    )
    assert [(e.kind, e.flags) for e in elements] == [("paragraph", ("caption",)), ("table", ())]
    assert grid(elements[1]) == [
        ["구분", "주간", "주간", "야간"],
        ["구분", "담당", "내선", "야간"],
        ["가", "안내", "1", "x"],
        ["가", "보안", "2", ""],
    ]
    assert elements[1].text.splitlines()[:2] == [
        "표 1 연락",
        "구분: 가, 주간 담당: 안내, 주간 내선: 1, 야간: x",
    ]


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        "<table><tr><th>행동</th><th>뜻</th></tr><tr><td>소리</td><td>앞"
        "<table><tr><td>짧게</td><td>1</td></tr></table>뒤</td></tr></table>",
    )
    assert [e.flags for e in elements] == [(), ("nested",)]
    assert grid(elements[0]) == [["행동", "뜻"], ["소리", "앞\n뒤"]]
    assert grid(elements[1]) == [["짧게", "1"]]
    assert elements[1].text.startswith("소리\n")


def test_a_table_that_only_places_things_is_read_as_its_contents(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        "<table><tr><td>왼쪽 메뉴</td><td><h2>제목</h2><p>본문</p>"
        "<table><tr><th>가</th><th>나</th></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table>",
    )
    assert [e.kind for e in elements] == ["paragraph", "heading", "paragraph", "table"]


def test_menus_are_furniture_and_content_never_is(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        "<header><a href=/>홈</a></header><nav><ul><li>하나<li>둘</ul></nav>"
        '<div class="sidebar"><a href=x>이전</a> <a href=y>다음</a></div>'
        "<main><article><header><h1>제목</h1><p>요약</p></header><p>본문</p>"
        "<footer>글쓴이 표시</footer></article></main>"
        '<div class="menu">이 메뉴를 고르면 관리자가 정한 화면이 열리고, 거기에서 출입 기록을 '
        "날짜별로 찾아볼 수 있으며, 찾은 기록은 파일로 내려받아 보관할 수 있습니다. "
        "보관 기간은 2년입니다.</div>"
        "<script>var x = '스크립트';</script><style>p{}</style><footer>저작권</footer>",
    )
    assert texts(elements, "furniture") == ["홈", "하나\n둘", "이전 다음", "저작권"]
    assert texts(elements, "heading") == ["제목"]
    body = texts(elements, "paragraph")
    assert body[:3] == ["요약", "본문", "글쓴이 표시"]
    assert body[3].startswith("이 메뉴를 고르면")
    assert not any("스크립트" in e.text for e in elements)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("utf-8", "utf-8"),
        (None, "utf-8-sig"),
        (None, "utf-16"),
        (None, "cp949"),
        ("utf-8", "cp949"),
        ("euc-kr", "utf-8"),
        ("no-such-thing", "utf-8"),
    ],
)
def test_pages_in_every_encoding(tmp_path: Path, declared: str | None, encoding: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>똠방각하 펲시콜라 한글 본문</p></body></html>"
    elements, _ = read_bytes(page.encode(encoding), tmp_path, "a.html")
    assert [e.text for e in elements] == ["똠방각하 펲시콜라 한글 본문"]


def test_broken_bytes_cost_their_place_and_are_said(tmp_path: Path) -> None:
    page = '<meta charset="utf-8"><p>앞</p><p>뒤</p>'.encode() + b"<p>\xff\xfe\xc3</p>"
    elements, report = read_bytes(page, tmp_path, "a.html")
    assert [e.text for e in elements][:2] == ["앞", "뒤"]
    assert [n.key for n in report.notices] == ["problem.broken_bytes"]


def test_pictures_give_their_words_or_say_they_were_not_read(tmp_path: Path) -> None:
    elements = read(
        tmp_path,
        '<p>앞<img src="a.png" alt="배치도"><img src="b.png"><img src="i.png" width=16>뒤</p>'
        '<p><a href="files/규정.hwp">규정 내려받기</a> <a href="https://x/y.pdf">밖</a></p>',
    )
    assert [(e.kind, e.text, e.flags) for e in elements] == [
        ("figure", "배치도", ()),
        ("figure", "", ("picture",)),
        ("paragraph", "앞뒤", ()),
        ("paragraph", "규정 내려받기 밖", ("attachment",)),
    ]


def test_entities_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("비밀")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">'
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<html><body><p>본문 &x; &b; &amp; &nbsp;끝</p></body></html>"
    )
    elements, _ = read_bytes(page.encode(), tmp_path, "a.html")
    joined = "".join(e.text for e in elements)
    assert "본문" in joined
    assert "비밀" not in joined
    assert "aaaaaaaaaa" * 10 not in joined


def test_a_page_nested_beyond_sense_or_empty_is_one_reason(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"error\.nested_too_deep"):
        read(tmp_path, "<div>" * 20_000 + "글")
    with pytest.raises(UserError, match=r"error\.no_text"):
        read(tmp_path, "<script>only()</script>")


def test_a_page_without_headings_is_read_by_its_numbers(tmp_path: Path) -> None:
    text = "<p>건물에 드나드는 사람은 누구나 신분을 밝히고 출입증을 달아야 합니다.</p>"
    elements = read(
        tmp_path,
        f"<p><b>제1장 총칙</b></p>{text}<p><b>제2장 출입</b></p>{text}"
        "<p><strong>주의</strong>: 조심</p>",
    )
    assert tree(elements) == [(1, "제1장 총칙"), (1, "제2장 출입")]
