"""Sheets, CSV and files of pairs: rows and turns with their column names."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.ingest.compound import xls
from tests.ingest.office import grid
from tests.ingest.reading import read, read_bytes
from workbench.errors import UserError
from workbench.ingest.columns import column_roles, pair_in, speaker_role, values
from workbench.records import Element

EXAMPLES = Path(__file__).parents[2] / "examples" / "call-center"
ROWS = "질문,답변\n비밀번호를 잊었어요,재설정 메뉴를 누릅니다.\n요금은 얼마인가요,월 만 원입니다.\n"


def as_element(parsed: object) -> Element:
    return Element.model_construct(**dict(parsed))  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le"])
def test_a_csv_is_read_in_whatever_encoding_it_comes(tmp_path: Path, encoding: str) -> None:
    elements, report = read_bytes(ROWS.encode(encoding), tmp_path, "a.csv")
    assert [pair_in(values(as_element(e))) for e in elements] == [
        ("비밀번호를 잊었어요", "재설정 메뉴를 누릅니다."),
        ("요금은 얼마인가요", "월 만 원입니다."),
    ]
    assert [e.locator.row for e in elements] == [2, 3]
    assert elements[0].text == "질문: 비밀번호를 잊었어요\n답변: 재설정 메뉴를 누릅니다."
    assert [n.key for n in report.notices] == (
        ["problem.read_as_cp949"] if encoding == "cp949" else []
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    data = f'질문{mark}답변\n"하나, 둘"{mark}셋\n넷{mark}다섯\n'.encode()
    elements, _ = read_bytes(data, tmp_path, "a.csv")
    assert [list(values(as_element(e)).values()) for e in elements] == [
        ["하나, 둘", "셋"],
        ["넷", "다섯"],
    ]


def test_records_of_several_lines_are_counted_as_records(tmp_path: Path) -> None:
    """As a spreadsheet counts them; a break within a cell is no gap between two dialogues."""
    data = (
        '화자,내용\n고객,"배송이\n늦습니다."\n상담사,"송장 번호를\n\n알려 주십시오."\n'
        "고객,5512입니다.\n"
    )
    elements, _ = read_bytes(data.encode(), tmp_path, "a.csv")
    assert [e.kind for e in elements] == ["turn", "turn", "turn"]
    assert [e.locator.row for e in elements] == [2, 3, 4]
    assert {e.section_path for e in elements} == {("1",)}


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"error\.unknown_encoding"):
        read_bytes(b"a,b\n\xff\x80\x81 no encoding\n", tmp_path, "a.csv")


def book(path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "요금"
    for row in (
        ["2025년 4월 상담 기록"],
        ["상담번호", "화자", "내용"],
        ["A-1", "고객", "요금이 궁금해요."],
        [None, "상담원", "월 만 원입니다."],
        ["A-2", "고객", "해지할게요."],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    hidden = made.create_sheet("숨김")
    hidden.append(["비밀"])
    hidden.sheet_state = "hidden"
    made.save(path)
    return path


def test_dialogues_are_turns_under_their_id_even_where_it_is_merged(tmp_path: Path) -> None:
    elements, report = read(book(tmp_path / "a.xlsx"))
    assert elements[0].kind == "paragraph"
    turns = elements[1:]
    assert [e.kind for e in turns] == ["turn"] * 3
    assert [e.section_path for e in turns] == [("요금", "A-1"), ("요금", "A-1"), ("요금", "A-2")]
    assert values(as_element(turns[1])) == {
        "상담번호": "A-1",
        "화자": "상담원",
        "내용": "월 만 원입니다.",
    }
    assert turns[1].locator.sheet == "요금"
    assert turns[1].locator.row == 4
    assert [n.key for n in report.notices] == ["problem.hidden_sheets"]
    assert not any("비밀" in e.text for e in elements)


def test_merged_cells_are_found_where_the_sheet_does_not_begin_in_the_corner(
    tmp_path: Path,
) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for cell, value in {"C4": "부서", "D4": "이름", "C5": "총무", "D5": "김", "D6": "이"}.items():
        sheet[cell] = value
    sheet.merge_cells("C5:C6")
    made.save(tmp_path / "a.xlsx")
    elements, _ = read(tmp_path / "a.xlsx")
    assert [(e.kind, e.locator.row) for e in elements] == [("table", 4)]
    assert grid(elements[0]) == [["부서", "이름"], ["총무", "김"], ["총무", "이"]]
    assert [(c.text, c.rowspan) for c in elements[0].cells if c.rowspan > 1] == [("총무", 2)]
    assert elements[0].text == "부서: 총무, 이름: 김\n부서: 총무, 이름: 이"


def test_numbers_and_dates_read_as_people_see_them(tmp_path: Path) -> None:
    from datetime import datetime

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["품목", "값", "날짜"])
    sheet.append(["가", 3, datetime(2025, 4, 1)])  # noqa: DTZ001
    sheet.append(["나", 2.5, datetime(2025, 4, 1, 9, 5)])  # noqa: DTZ001
    made.save(tmp_path / "a.xlsx")
    elements, _ = read(tmp_path / "a.xlsx")
    assert grid(elements[0])[1:] == [
        ["가", "3", "2025-04-01"],
        ["나", "2.5", "2025-04-01 09:05:00"],
    ]


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match=r"error\.no_rows"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("row", "pair"),
    [
        ({"question": "가?", "answer": "나."}, ("가?", "나.")),
        ({"prompt": "가?", "completion": "나."}, ("가?", "나.")),
        (
            {"instruction": "요약", "input": "긴 글", "output": "짧은 글"},
            ("요약\n긴 글", "짧은 글"),
        ),
        ({"instruction": "인사", "input": "", "output": "안녕"}, ("인사", "안녕")),
        ({"질문": "가?", "답변": "나.", "분류": "다"}, ("가?", "나.")),
    ],
)
def test_the_usual_shapes_of_pairs_are_known(
    tmp_path: Path, row: dict[str, str], pair: tuple[str, str]
) -> None:
    data = json.dumps(row, ensure_ascii=False).encode()
    (element,), _ = read_bytes(data, tmp_path, "a.jsonl")
    assert element.kind == "row"
    assert pair_in(values(as_element(element))) == pair


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_messages_are_turns(tmp_path: Path, name: str) -> None:
    talk = {
        "messages": [
            {"role": "user", "content": "안녕하세요"},
            {"role": "assistant", "content": "무엇을 도와드릴까요?"},
        ]
    }
    data = json.dumps(talk if name.endswith("l") else [talk], ensure_ascii=False).encode()
    elements, _ = read_bytes(data, tmp_path, name)
    assert [tuple(values(as_element(e)).values())[1:] for e in elements] == [
        ("user", "안녕하세요"),
        ("assistant", "무엇을 도와드릴까요?"),
    ]
    assert elements[1].locator.path == "messages[1]"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read_bytes(b'{"question": "a", "answer": "b"}\n{"question": \n', tmp_path, "a.jsonl")
    assert (refused.value.key, refused.value.params["line"]) == ("error.jsonl_line", 2)


@pytest.mark.parametrize("data", [b"{", b"[1, 2]", b'"text"'])
def test_json_that_is_no_list_of_objects_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UserError, match=r"error\.broken_json"):
        read_bytes(data, tmp_path, "a.json")


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (
            ["상담번호", "순번", "화자", "내용"],
            {"dialogue": 0, "order": 1, "speaker": 2, "text": 3},
        ),
        (["Dialogue ID", "Speaker", "Text"], {"dialogue": 0, "speaker": 1, "text": 2}),
        (["Q", "A"], {"question": 0, "answer": 1}),
        (["이름", "나이"], {}),
        (["고객 질문", "AI 답변", "비고"], {"question": 0, "answer": 1}),
        (["Customer question", "Agent answer"], {"question": 0, "answer": 1}),
        (["고객", "상담사"], {"question": 0, "answer": 1}),
        (["통화번호(필수)", "발화자 구분", "발화 내용"], {"dialogue": 0, "speaker": 1, "text": 2}),
    ],
)
def test_column_names_say_what_they_hold(names: list[str], roles: dict[str, int]) -> None:
    assert column_roles(names) == roles


@pytest.mark.parametrize(
    ("speaker", "role"),
    [("고객", "user"), ("상담원", "assistant"), ("Agent 3", "assistant"), ("", "user")],
)
def test_the_side_of_a_speaker(speaker: str, role: str) -> None:
    assert speaker_role(speaker) == role


def test_the_sample_dialogues_are_read() -> None:
    elements, _ = read(EXAMPLES / "call_center_dialogues.xlsx")
    assert {e.kind for e in elements} == {"turn"}
    assert len({e.section_path for e in elements}) == 60


def saved(path: Path, sheets: dict[str, list[list[object]]], merges: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for merge in merges:
        made.worksheets[0].merge_cells(merge)
    made.save(path)
    return path


def test_tables_of_a_sheet_keep_titles_headers_and_spans(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["표 1 요금표"],
        ["구분", "요금", None],
        [None, "월", "연"],
        ["베이직", 1000, 11000],
        ["프로", 2000, 22000],
        [None],
        ["담당", "내선"],
        ["보안팀", 4126],
    ]
    path = saved(tmp_path / "a.xlsx", {"요금": rows}, ("A1:C1", "A2:A3", "B2:C2"))
    elements, _ = read(path)
    assert [(e.kind, e.locator.row, e.flags) for e in elements] == [
        ("paragraph", 1, ("caption",)),
        ("table", 2, ()),
        ("table", 7, ()),
    ]
    assert grid(elements[1])[:3] == [
        ["구분", "요금", "요금"],
        ["구분", "월", "연"],
        ["베이직", "1000", "11000"],
    ]
    assert elements[1].text.splitlines() == [
        "표 1 요금표",
        "구분: 베이직, 요금 월: 1000, 요금 연: 11000",
        "구분: 프로, 요금 월: 2000, 요금 연: 22000",
    ]
    assert elements[2].text == "담당: 보안팀, 내선: 4126"


def test_a_long_table_is_cut_with_its_header_repeated(tmp_path: Path) -> None:
    rows: list[list[object]] = [["번호", "값"], *[[n, n * 2] for n in range(1, 501)]]
    elements, _ = read(saved(tmp_path / "a.xlsx", {"시트": rows}))
    assert [e.locator.row for e in elements] == [1, 201, 401]
    assert all([c.text for c in e.cells if c.header] == ["번호", "값"] for e in elements)
    lines = "\n".join(e.text for e in elements).splitlines()
    assert lines == [f"번호: {n}, 값: {n * 2}" for n in range(1, 501)]


def test_sheets_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        {
            "문답": [
                ["2026년 문답"], [], ["번호", "고객 질문", "AI 답변"],
                [1, "얼마인가요?", "만 원입니다."],
            ],
            "대화": [
                ["화자", "발화"], ["고객", "안녕하세요"], ["상담사", "네"], [],
                ["고객", "해지요"],
            ],
            "명단": [["이름", "내선"], ["김", 1], ["이", 2]],
        },
    )  # fmt: skip
    elements, _ = read(path)
    assert [(e.kind, e.locator.sheet, e.locator.row) for e in elements] == [
        ("paragraph", "문답", 1),
        ("row", "문답", 4),
        ("turn", "대화", 2),
        ("turn", "대화", 3),
        ("turn", "대화", 5),
        ("table", "명단", 1),
    ]
    assert pair_in(values(as_element(elements[1]))) == ("얼마인가요?", "만 원입니다.")
    assert [e.section_path for e in elements[2:5]] == [("대화", "1"), ("대화", "1"), ("대화", "2")]


def test_formulas_without_values_are_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"합": [["품목", "값"], ["가", 1], ["합계", "=SUM(B2:B2)"]]})
    _, report = read(path)
    assert [(n.key, n.params) for n in report.notices] == [("problem.formulas", {"n": 1})]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    data = xls("요금표", [["상품", "요금"], ["베이직", 1000.0], ["프로", 2500.5]])
    elements, _ = read_bytes(data, tmp_path, "a.xls")
    assert grid(elements[0]) == [["상품", "요금"], ["베이직", "1000"], ["프로", "2500.5"]]
    assert elements[0].locator.sheet == "요금표"


def test_a_page_that_is_called_a_workbook_is_read_as_a_page(tmp_path: Path) -> None:
    page = "<html><body><table><tr><th>가</th><th>나</th></tr><tr><td>1</td><td>2</td></tr></table>"
    elements, _ = read_bytes(page.encode(), tmp_path, "a.xls")
    assert grid(elements[0]) == [["가", "나"], ["1", "2"]]


def test_tabs_divide_a_tsv_whatever_stands_in_it(tmp_path: Path) -> None:
    elements, _ = read_bytes("이름\t값\n가,나\t1\n다\t2,3\n".encode("cp949"), tmp_path, "a.tsv")
    assert grid(elements[0]) == [["이름", "값"], ["가,나", "1"], ["다", "2,3"]]


def test_conversations_of_every_usual_shape_are_turns(tmp_path: Path) -> None:
    rows = [
        {"id": "가", "conversations": [{"from": "human", "value": "안녕"},
                                       {"from": "gpt", "value": "네"}]},
        {"prompt": [{"role": "user", "content": "얼마?"}],
         "completion": [{"role": "assistant", "content": "만 원"}]},
    ]  # fmt: skip
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    elements, _ = read_bytes(data.encode(), tmp_path, "a.jsonl")
    assert [(e.kind, e.text, e.section_path) for e in elements] == [
        ("turn", "안녕", ("가",)),
        ("turn", "네", ("가",)),
        ("turn", "얼마?", ("2",)),
        ("turn", "만 원", ("2",)),
    ]


def test_json_files_come_in_the_encodings_of_windows_too(tmp_path: Path) -> None:
    data = json.dumps({"train": [{"question": "가?", "answer": "나."}]}, ensure_ascii=False)
    for encoding in ("cp949", "utf-16", "utf-8-sig"):
        elements, _ = read_bytes(data.encode(encoding), tmp_path, "a.json")
        assert pair_in(values(as_element(elements[0]))) == ("가?", "나.")
