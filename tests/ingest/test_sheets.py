"""Sheets, CSV and files of pairs: rows and turns with their column names."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

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
    assert [values(as_element(e)) for e in elements] == [
        {"부서": "총무", "이름": "김"},
        {"부서": "총무", "이름": "이"},
    ]
    assert [e.locator.row for e in elements] == [5, 6]


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
    assert [list(values(as_element(e)).values()) for e in elements] == [
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
