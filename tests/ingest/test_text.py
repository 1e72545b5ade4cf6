"""Markdown and plain text: lines become paragraphs, headings and lists again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.office import brief, grid, tree
from tests.ingest.reading import read_bytes
from workbench.errors import UserError

MARKDOWN = """---
title: 앞글
---
# 보안 매뉴얼

첫 줄과
이어진 줄.

## 제1장

1. 하나
2. 둘
   - 가지

| 구분 | 값 |
|---|--:|
| 가 | 1 |

<table><tr><th rowspan="2">ㄱ</th><th>ㄴ</th></tr><tr><td>ㄷ</td></tr></table>
"""
RULES = """건물 보안 규정

제1장 총칙

제1조(목적) 이 규정은 보안에 필요한 사항을 정한다.

제2조(정의) 이 규정에서 쓰는 말은 다음과 같다.
1. "출입증"이란 카드를 말한다.
2. "방문자"란 손님을 말한다.

제2장 출입

2.1 출입증

출입증은 늘 달고 다닌다.
가. 잃어버리면 바로 알린다.
(1) 전화로 알린다.
① 번호는 1234이다.

부록 A 연락처

보안팀 1234
"""


def test_markdown_keeps_its_structure_and_its_lines(tmp_path: Path) -> None:
    elements, _ = read_bytes(MARKDOWN.encode(), tmp_path, "a.md")
    assert brief(elements)[:6] == [
        ("heading", "보안 매뉴얼"),
        ("paragraph", "첫 줄과 이어진 줄."),
        ("heading", "제1장"),
        ("list_item", "1. 하나"),
        ("list_item", "2. 둘"),
        ("list_item", "가지"),
    ]
    assert [e.locator.row for e in elements[:4]] == [4, 6, 9, 11]
    assert grid(elements[6]) == [["구분", "값"], ["가", "1"]]
    assert grid(elements[7]) == [["ㄱ", "ㄴ"], ["ㄱ", "ㄷ"]]


def test_korean_numbering_makes_headings_and_list_items_of_plain_text(tmp_path: Path) -> None:
    elements, _ = read_bytes(RULES.encode(), tmp_path, "a.txt")
    assert tree(elements) == [
        (1, "건물 보안 규정"),
        (2, "제1장 총칙"),
        (4, "제1조(목적)"),
        (4, "제2조(정의)"),
        (2, "제2장 출입"),
        (3, "2.1 출입증"),
        (2, "부록 A 연락처"),
    ]
    assert [e.text[:2] for e in elements if e.kind == "list_item"] == [
        "1.", "2.", "가.", "(1", "① ",
    ]  # fmt: skip
    assert elements[-1].kind == "paragraph"
    assert elements[-1].section_path == ("건물 보안 규정", "부록 A 연락처")
    assert [e.locator.row for e in elements[:3]] == [1, 3, 5]


def test_chapters_have_one_depth_whether_they_stand_alone_or_not(tmp_path: Path) -> None:
    text = (
        "제1장 총칙\n\n제1조(목적) 이 지침은 야간 근무에 관한 사항을 정한다.\n"
        "제2조(대기) 대기는 사내에서 한다.\n\n"
        "제2장 수당\n제3조(수당) 수당은 시간당 12,500원으로 한다.\n\n"
        "부록 1 연락처\n당직실 02-000-1234\n"
    )
    elements, _ = read_bytes(text.encode("utf-16"), tmp_path, "a.txt")
    assert tree(elements) == [
        (1, "제1장 총칙"),
        (2, "제1조(목적)"),
        (2, "제2조(대기)"),
        (1, "제2장 수당"),
        (2, "제3조(수당)"),
        (1, "부록 1 연락처"),
    ]


def test_lines_that_a_program_broke_are_joined(tmp_path: Path) -> None:
    words = (
        "building security officers check every badge at the gate and note the hour " * 12
    ).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 72:
            lines.append(line.strip())
            line = ""
        line += word + " "
    text = "\n".join(lines) + "\nlast words.\n\nShort one.\nNext one.\n"
    elements, _ = read_bytes(text.encode(), tmp_path, "a.txt")
    assert [e.text for e in elements][1:] == ["Short one.", "Next one."]
    assert elements[0].text == " ".join(" ".join(lines).split()) + " last words."


def test_underlined_lines_are_headings(tmp_path: Path) -> None:
    text = "개요\n====\n\n내용입니다. 그리고 이어집니다.\n\n세부\n----\n\n더 많은 내용입니다.\n"
    elements, _ = read_bytes(text.encode("cp949"), tmp_path, "a.txt")
    assert [text for _, text in tree(elements)] == ["개요", "세부"]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_an_empty_text_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"error\.no_text"):
        read_bytes(b" \n\n ", tmp_path, name)
