"""DOCX: headings by style and outline, numbers as Word shows them, tables exact, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.compound import compound
from tests.ingest.office import NUMBERING, W, brief, docx, grid, numbered, p, packed, tbl, tc, tree
from tests.ingest.reading import read_bytes
from workbench.errors import UserError

RESTART = '<w:vMerge w:val="restart"/>'
GO_ON = "<w:vMerge/>"


def wide(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_headings_follow_style_names_in_korean_and_outline_levels(tmp_path: Path) -> None:
    body = (
        p("보안 매뉴얼", "1")
        + p("출입 통제", "x2")
        + p("본문입니다.")
        + p("방문자", "mine")
        + p("절차", "", '<w:outlineLvl w:val="2"/>')
        + p("목차 줄 ........ 3", "t1")
        + p("", "1")
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert tree(elements) == [(1, "보안 매뉴얼"), (2, "출입 통제"), (2, "방문자"), (3, "절차")]
    assert elements[2].section_path == ("보안 매뉴얼", "출입 통제")
    assert elements[-1].flags == ("toc",)
    assert elements[2].locator.path == "p[3]"


def test_numbers_that_word_counts_are_read(tmp_path: Path) -> None:
    body = (
        numbered("총칙", 0, style="1")
        + numbered("목적", 1, style="x2")
        + numbered("첫째", 2)
        + numbered("둘째", 2)
        + numbered("출입", 0, style="1")
        + numbered("원칙", 1, style="x2")
        + numbered("점", 0, number=2)
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert brief(elements) == [
        ("heading", "제1장 총칙"),
        ("heading", "1.1 목적"),
        ("list_item", "가. 첫째"),
        ("list_item", "나. 둘째"),
        ("heading", "제2장 출입"),
        ("heading", "2.1 원칙"),
        ("list_item", "점"),
    ]


def test_headings_without_styles_are_found_by_size_and_number(tmp_path: Path) -> None:
    big, bold = '<w:b/><w:sz w:val="36"/>', '<w:b/><w:sz w:val="24"/>'
    text = "건물에 드나드는 사람은 누구나 신분을 밝히고 출입증을 달아야 합니다."
    body = p("보안 업무 매뉴얼", run=big) + "".join(
        p(f"제{n}장 {name}", run=bold) + p(f"제{n}조({name}) {text}") + p(text)
        for n, name in enumerate(("총칙", "출입", "방문"), start=1)
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert tree(elements) == [
        (1, "보안 업무 매뉴얼"),
        (2, "제1장 총칙"), (3, "제1조(총칙)"),
        (2, "제2장 출입"), (3, "제2조(출입)"),
        (2, "제3장 방문"), (3, "제3조(방문)"),
    ]  # fmt: skip


def test_articles_of_a_contract_stand_below_its_title(tmp_path: Path) -> None:
    body = p("용역 계약서", "1") + "".join(
        p(f"제{n}조({name}) 갑과 을은 {name}에 관하여 다음과 같이 정한다.")
        for n, name in ((1, "목적"), (2, "기간"), (3, "대금"))
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert tree(elements) == [
        (1, "용역 계약서"), (2, "제1조(목적)"), (2, "제2조(기간)"), (2, "제3조(대금)"),
    ]  # fmt: skip
    assert elements[2].section_path == ("용역 계약서", "제1조(목적)")


def test_spans_across_and_down_and_a_table_in_a_cell(tmp_path: Path) -> None:
    inner = tbl(tc("안1") + tc("안2"), tc("안3") + tc("안4"))
    body = p("표 1 연락 체계", "cap") + tbl(
        tc("구분", RESTART) + tc("주간", wide(2)) + tc("야간", RESTART),
        tc("", GO_ON) + tc("담당") + tc("내선") + tc("", GO_ON),
        tc("1차") + tc("안내") + tc(p("자세히") + inner + p("끝")) + tc("당직"),
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert [(e.kind, e.flags) for e in elements] == [
        ("paragraph", ("caption",)),
        ("table", ()),
        ("table", ("nested",)),
    ]
    assert grid(elements[1]) == [
        ["구분", "주간", "주간", "야간"],
        ["구분", "담당", "내선", "야간"],
        ["1차", "안내", "자세히\n끝", "당직"],
    ]
    assert grid(elements[2]) == [["안1", "안2"], ["안3", "안4"]]
    assert {cell.text for cell in elements[1].cells if cell.header} == {
        "구분", "주간", "야간", "담당", "내선",
    }  # fmt: skip
    assert elements[1].text.splitlines() == [
        "표 1 연락 체계",
        "구분: 1차, 주간 담당: 안내, 주간 내선: 자세히 / 끝, 야간: 당직",
    ]


def test_a_row_that_starts_late_keeps_its_columns(tmp_path: Path) -> None:
    late = f'<w:trPr><w:gridBefore w:val="1"/></w:trPr>{tc("b2")}'
    elements, _ = read_bytes(docx(tbl(tc("a1") + tc("b1"), late)), tmp_path, "a.docx")
    assert grid(elements[0]) == [["a1", "b1"], [None, "b2"]]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>요금은 </w:t></w:r><w:del><w:r><w:delText>만</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>이만</w:t></w:r></w:ins><w:r><w:t> 원이다.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>두 문단이 </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>하나가 된다.</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>숨긴 글</w:t></w:r>"
        "<w:r><w:t>보인다.</w:t></w:r></w:p>"
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert [e.text for e in elements] == [
        "요금은 이만 원이다.",
        "두 문단이 하나가 된다.",
        "보인다.",
    ]


def test_a_table_in_a_text_box_keeps_its_cells(tmp_path: Path) -> None:
    inside = tbl([tc("상자표"), tc("42")], [tc("단위"), tc("개")])
    body = f"<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert [e.kind for e in elements] == ["table"]
    assert grid(elements[0]) == [["상자표", "42"], ["단위", "개"]]


def test_boxes_notes_headers_and_pictures_have_their_place(tmp_path: Path) -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        f"{p('상자 글')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<w:txbxContent>{p('상자 글')}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    note = '<w:p><w:r><w:t>본문</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    picture = "<w:p><w:r><w:drawing>{}<a:blip/></w:drawing></w:r></w:p>"
    named = picture.format('<wp:docPr id="1" name="그림 1" descr="출입구 배치도"/>')
    parts = {
        "footnotes.xml": (
            "footnotes",
            f'<w:footnotes {W}><w:footnote w:id="2">{p("각주 글")}</w:footnote></w:footnotes>',
        ),
        "header1.xml": ("header", f"<w:hdr {W}>{p('대외비')}</w:hdr>"),
    }
    elements, report = read_bytes(
        docx(box + note + named + picture.format(""), parts), tmp_path, "a.docx"
    )
    assert [(e.kind, e.text, e.flags) for e in elements] == [
        ("furniture", "대외비", ()),
        ("paragraph", "상자 글", ()),
        ("paragraph", "본문", ()),
        ("paragraph", "각주 글", ("footnote",)),
        ("figure", "출입구 배치도", ()),
        ("figure", "", ("picture",)),
    ]
    assert [(n.key, n.params) for n in report.notices] == [("problem.pictures", {"n": 1})]


def test_files_inside_are_handed_on(tmp_path: Path) -> None:
    name = "규정.txt".encode("cp949")
    native = b"\0" * 6 + name + b"\0C:\\x\0" + bytes(4) + (2).to_bytes(4, "little") + b"x\0"
    native += (9).to_bytes(4, "little") + b"text here"
    parts: dict[str, tuple[str, str | bytes]] = {
        "embeddings/sheet.xlsx": ("package", packed({"xl/workbook.xml": "<x/>"})),
        "embeddings/oleObject1.bin": ("oleObject", compound({"\x01Ole10Native": native})),
    }
    objects = "".join(f'<w:object><o:OLEObject r:id="r{n}"/></w:object>' for n in (2, 3))
    body = f"<w:p><w:r><w:t>첨부</w:t>{objects}</w:r></w:p>"
    _, report = read_bytes(docx(body, parts), tmp_path, "a.docx")
    assert [found.name for found in report.attached] == ["sheet.xlsx", "규정.txt"]


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ("<w:document>", "damaged_document"),
        ("", "damaged_document"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><w:document/>', "xml_entities"),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
            "xml_entities",
        ),
        (f"<w:document {W}><w:body/></w:document>", "no_text"),
    ],
)
def test_what_cannot_be_read_is_one_reason(tmp_path: Path, document: str, key: str) -> None:
    data = packed({"word/document.xml": document, "word/numbering.xml": NUMBERING})
    with pytest.raises(UserError, match=rf"error\.{key}"):
        read_bytes(data, tmp_path, "a.docx")


def test_formulas_keep_their_numbers_apart(tmp_path: Path) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"

    def m(name: str, *inside: str) -> str:
        return f"<m:{name}>{''.join(inside)}</m:{name}>"

    def t(text: str) -> str:
        return m("r", m("t", text))

    body = (
        f'<w:p xmlns:m="{math}"><w:r><w:t>요금 = </w:t></w:r>'
        + m("oMath", m("f", m("num", t("1")), m("den", t("24"))))
        + m("oMath", m("sSup", m("e", t("x")), m("sup", t("2"))))
        + "</w:p>"
    )
    elements, _ = read_bytes(docx(body), tmp_path, "a.docx")
    assert (elements[0].text, elements[0].flags) == ("요금 = (1)/(24)x^(2)", ("equation",))


def test_strict_documents_read_like_others(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body>{p("글")}</w:body></w:document>'
    elements, _ = read_bytes(packed({"word/document.xml": document}), tmp_path, "a.docx")
    assert brief(elements) == [("paragraph", "글")]
