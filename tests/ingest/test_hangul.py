"""HWPX and HWP 5.0: the same document in both, and what neither can give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest import compound
from tests.ingest.compound import anchor, hwp, hwp_table, list_control, paragraph
from tests.ingest.office import brief, grid, hp, hp_table, hwpx, tree
from tests.ingest.reading import read_bytes
from workbench.errors import UserError

CELLS = [(0, 0, 2, 1, "구분"), (0, 1, 1, 2, "시간"), (1, 1, 1, 1, "주간"), (1, 2, 1, 1, "야간"),
         (2, 0, 1, 1, "가"), (2, 1, 1, 1, "09:00"), (2, 2, 1, 1, "18:00")]  # fmt: skip
GRID = [["구분", "시간", "시간"], ["구분", "주간", "야간"], ["가", "09:00", "18:00"]]


def as_hwp(flags: int = 1) -> bytes:
    box = hwp_table(1, [(0, 0, 1, 1, "상자 안의 글")])
    inner = paragraph(2, anchor(11, "tbl "), hwp_table(3, [(0, 0, 1, 1, "안"), (0, 1, 1, 1, "밖")]))
    nested = hwp_table(1, [(0, 0, 1, 1, paragraph(2, "겉") + inner), (0, 1, 1, 1, "옆")])
    note = "본문".encode("utf-16-le") + anchor(17, "fn  ") + " 뒤".encode("utf-16-le")
    first = (
        paragraph(0, "총칙", shape=1)
        + paragraph(0, "목적", shape=2)
        + paragraph(0, anchor(16, "head"), list_control(1, "head", "대외비"))
        + paragraph(0, note, list_control(1, "fn  ", "각주 글"))
        + paragraph(0, anchor(11, "tbl "), hwp_table(1, CELLS))
        + paragraph(0, anchor(11, "tbl "), box)
        + paragraph(0, anchor(11, "tbl "), nested)
        + paragraph(0, anchor(11, "gso "), compound.picture(1))
        + paragraph(0, "식".encode("utf-16-le") + anchor(11, "eqed"), compound.equation(1, "a+b"))
    )
    return hwp(first, paragraph(0, "출입", shape=1), flags=flags)


def as_hwpx() -> bytes:
    inner = hp_table((0, 0, 1, 1, hp("안")), (0, 1, 1, 1, hp("밖")))
    first = (
        hp("총칙", 1)
        + hp("목적", 2)
        + hp(f"<hp:ctrl><hp:header><hp:subList>{hp('대외비')}</hp:subList></hp:header></hp:ctrl>")
        + hp(
            "<hp:t>본문</hp:t><hp:ctrl><hp:footNote><hp:subList>"
            f"{hp('각주 글')}</hp:subList></hp:footNote></hp:ctrl><hp:t> 뒤</hp:t>"
        )
        + hp(hp_table(*((r, c, d, a, hp(text)) for r, c, d, a, text in CELLS)))
        + hp(hp_table((0, 0, 1, 1, hp("상자 안의 글"))))
        + hp(hp_table((0, 0, 1, 1, hp("겉") + hp(inner)), (0, 1, 1, 1, hp("옆"))))
        + hp("<hp:pic/>")
        + hp("<hp:t>식</hp:t><hp:equation><hp:script>a+b</hp:script></hp:equation>")
    )
    return hwpx(first, hp("출입", 1))


@pytest.mark.parametrize(("make", "name"), [(as_hwp, "a.hwp"), (as_hwpx, "a.hwpx")])
def test_headings_tables_notes_and_boxes(
    tmp_path: Path, make: Callable[[], bytes], name: str
) -> None:
    elements, report = read_bytes(make(), tmp_path, name)
    assert tree(elements) == [(1, "제1장 총칙"), (2, "1.1 목적"), (1, "제2장 출입")]
    assert [(e.kind, e.text, e.flags) for e in elements if e.kind not in ("heading", "table")] == [
        ("furniture", "대외비", ()),
        ("paragraph", "본문 뒤", ()),
        ("paragraph", "각주 글", ("footnote",)),
        ("paragraph", "상자 안의 글", ()),
        ("figure", "", ("picture",)),
        ("paragraph", "식 a+b", ("equation",)),
    ]
    tables = [e for e in elements if e.kind == "table"]
    assert [grid(e) for e in tables] == [GRID, [["겉", "옆"]], [["안", "밖"]]]
    assert tables[2].flags == ("nested",)
    assert tables[0].section_path == ("제1장 총칙", "1.1 목적")
    assert (tables[0].locator.path or "").startswith("section[0]/p[5]/tbl[")
    assert [n.key for n in report.notices] == ["problem.pictures"]


def test_an_uncompressed_hwp_reads_the_same(tmp_path: Path) -> None:
    body = paragraph(0, "압축하지 않은 글입니다.")
    elements, _ = read_bytes(hwp(body, flags=0), tmp_path, "a.hwp")
    assert brief(elements) == [("paragraph", "압축하지 않은 글입니다.")]


def test_control_characters_of_every_width_leave_the_words_between_them(tmp_path: Path) -> None:
    wide = (
        "가".encode("utf-16-le") + anchor(9, "tab ") + "나".encode("utf-16-le")
        + b"\x0a\x00" + "다".encode("utf-16-le") + b"\x1e\x00" + "라".encode("utf-16-le")
        + anchor(3, "%hlk") + "주소".encode("utf-16-le") + anchor(4, "%hlk")
        + "😀끝".encode("utf-16-le")
    )  # fmt: skip
    elements, _ = read_bytes(hwp(paragraph(0, wide)), tmp_path, "a.hwp")
    assert elements[0].text == "가 나\n다 라주소😀끝"


def test_a_paragraph_of_more_than_four_thousand_bytes_is_whole(tmp_path: Path) -> None:
    text = "긴 문단입니다. " * 900
    elements, _ = read_bytes(hwp(paragraph(0, text)), tmp_path, "a.hwp")
    assert elements[0].text == text.strip()


@pytest.mark.parametrize(
    ("flags", "key"),
    [(3, "encrypted_hwp"), (5, "distributed_hwp"), (1 | 1 << 4, "encrypted_hwp"),
     (1 | 1 << 8, "encrypted_hwp")],
)  # fmt: skip
def test_locked_documents_say_so(tmp_path: Path, flags: int, key: str) -> None:
    with pytest.raises(UserError, match=rf"error\.{key}"):
        read_bytes(hwp(paragraph(0, "글"), flags=flags), tmp_path, "a.hwp")


def test_an_encrypted_hwpx_says_so(tmp_path: Path) -> None:
    manifest = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    with pytest.raises(UserError, match=r"error\.encrypted_hwp"):
        read_bytes(hwpx(hp("글"), more=manifest), tmp_path, "a.hwpx")


def test_deleted_words_of_a_tracked_change_are_left_out(tmp_path: Path) -> None:
    changed = (
        "<hp:t>요금은 <hp:deleteBegin/>만<hp:deleteEnd/>"
        "<hp:insertBegin/>이만<hp:insertEnd/> 원</hp:t>"
    )
    elements, _ = read_bytes(hwpx(hp(changed)), tmp_path, "a.hwpx")
    assert elements[0].text == "요금은 이만 원"


def test_a_caption_within_a_table_leads_its_rows(tmp_path: Path) -> None:
    table = hp_table(
        (0, 0, 1, 1, hp("이름")), (0, 1, 1, 1, hp("값")),
        (1, 0, 1, 1, hp("가")), (1, 1, 1, 1, hp("3")), caption="표 1 점검",
    )  # fmt: skip
    elements, _ = read_bytes(hwpx(hp(table)), tmp_path, "a.hwpx")
    assert [(e.kind, e.flags) for e in elements] == [("paragraph", ("caption",)), ("table", ())]
    assert elements[1].text == "표 1 점검\n이름: 가, 값: 3"


def test_headings_without_outline_are_found_by_size(tmp_path: Path) -> None:
    text = "건물에 드나드는 사람은 누구나 출입증을 달아야 합니다. "
    body = hp("출입 관리", look=1) + hp(text * 3) + hp("방문 관리", look=1) + hp(text * 3)
    elements, _ = read_bytes(hwpx(body), tmp_path, "a.hwpx")
    assert [text for _, text in tree(elements)] == ["출입 관리", "방문 관리"]


@pytest.mark.parametrize(
    "data",
    [
        compound.compound({"FileHeader": b"HWP Document File".ljust(256, b"\0"),
                           "BodyText/Section0": b"\xff" * 40}),
        hwp(b"\x42\x00\xf0\xff\xff\xff\xff\xff"),
    ],
)  # fmt: skip
def test_broken_records_are_one_reason(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UserError, match=r"error\.damaged_document"):
        read_bytes(data, tmp_path, "a.hwp")
