"""Chunks: one leaf section each, of a size, nothing lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workbench.ingest.chunking import Passage, chunk, estimate_tokens, split
from workbench.ingest.parsed import ParsedElement
from workbench.ingest.readers.rows import cells_of
from workbench.records import ChunkParams

SENTENCE = "보안팀은 매월 첫째 주에 출입 기록을 점검하고 결과를 보고한다."


def element(text: str, kind: str = "paragraph", path: str = "가", **more: object) -> ParsedElement:
    section = tuple(path.split("/"))
    return ParsedElement.model_validate(
        {"kind": kind, "text": text, "section_path": section, **more}
    )


def chunks(*elements: ParsedElement) -> list[Passage]:
    return list(chunk((str(index), each) for index, each in enumerate(elements)))


def test_a_chunk_stays_within_its_leaf_section() -> None:
    made = chunks(
        element("1장", "heading", ""),
        element("첫 절의 문장이다.", path="1장/1.1"),
        element("1.2", "heading", "1장"),
        element("둘째 절의 문장이다.", path="1장/1.2"),
        element("둘째 절의 또 한 문장이다.", path="1장/1.2"),
    )
    assert [(c.section_path, c.element_ids) for c in made] == [
        (("1장", "1.1"), ("1",)),
        (("1장", "1.2"), ("3", "4")),
    ]
    assert made[1].text == "둘째 절의 문장이다.\n둘째 절의 또 한 문장이다."


def test_a_heading_ends_a_chunk_even_where_the_next_section_has_the_same_name() -> None:
    made = chunks(element("하나다."), element("가", "heading", ""), element("둘이다."))
    assert [c.text for c in made] == ["하나다.", "둘이다."]


@pytest.mark.parametrize("flag", ["image_only", "map_error", "unreadable", "toc", "caption"])
def test_what_was_not_read_and_what_repeats_stands_in_no_chunk(flag: str) -> None:
    made = chunks(
        element("머리말", "furniture"), element("무엇인가", flags=(flag,)), element("본문이다.")
    )
    assert [c.text for c in made] == ["본문이다."]


def test_long_sections_are_cut_between_elements() -> None:
    made = chunks(*[element(f"{number} {SENTENCE * 3}") for number in range(30)])
    assert len(made) > 2
    assert all(c.tokens <= ChunkParams().max for c in made)
    assert [i for c in made for i in c.element_ids] == [str(n) for n in range(30)]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    made = chunks(element(" ".join([SENTENCE] * 60)))
    assert len(made) > 1
    assert all(c.text.endswith(".") and c.tokens <= ChunkParams().max for c in made)
    assert {c.element_ids for c in made} == {("0",)}
    assert sum(c.text.count("보안팀은") for c in made) == 60


def test_a_long_table_is_cut_between_rows_and_its_caption_is_repeated() -> None:
    rows = [f"항목: {n}번 점검, 기준: 이상이 없어야 한다, 주기: 매월 한 번" for n in range(90)]
    made = chunks(element("\n".join(["표 1 점검표", *rows]), "table"))
    assert len(made) > 1
    assert all(c.text.startswith("표 1 점검표\n") for c in made)
    assert [line for c in made for line in c.text.split("\n")[1:]] == rows


def test_a_table_that_fits_is_whole() -> None:
    made = chunks(element("표 1\n가: 1, 나: 2", "table"), element("표를 설명한다."))
    assert [c.text for c in made] == ["표 1\n가: 1, 나: 2\n표를 설명한다."]


def test_one_chunk_a_row() -> None:
    made = chunks(element("질문: 가\n답변: 나", "row"), element("질문: 다\n답변: 라", "row"))
    assert [c.element_ids for c in made] == [("0",), ("1",)]


def test_one_chunk_a_dialogue_however_long_with_who_said_what() -> None:
    def turn(dialogue: str, speaker: str, text: str) -> ParsedElement:
        cells = cells_of(("상담번호", "화자", "내용"), (dialogue, speaker, text))
        return element(text, "turn", f"요금/{dialogue}", cells=cells)

    long = [turn("A", "고객", f"{n} {SENTENCE}") for n in range(60)]
    made = chunks(*long, turn("B", "상담원", "반갑습니다."))
    assert [len(c.element_ids) for c in made] == [60, 1]
    assert made[0].text.startswith("고객: 0 보안팀은")
    assert made[1].text == "상담원: 반갑습니다."


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 1), ("가나다라마", 4), ("security", 2), ("10,000", 3), ("한글 and English", 5)],
)
def test_tokens_are_estimated_alike_everywhere(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


@given(some.lists(some.text(some.characters(categories=["L", "N", "P", "Z"])), max_size=40))
def test_splitting_loses_no_visible_character(parts: list[str]) -> None:
    text = " ".join(part * 40 for part in parts)
    assert "".join("".join(split(text, False)).split()) == "".join(text.split())


def test_a_section_that_fits_stays_whole_a_longer_one_is_cut_at_the_target() -> None:
    lines = [element(f"{number} {SENTENCE}") for number in range(24)]
    (whole,) = list(chunk(((str(i), e) for i, e in enumerate(lines)), ChunkParams(target=60)))
    assert len(whole.element_ids) == 24
    params = ChunkParams(target=60, max=200)
    cut = list(chunk(((str(i), e) for i, e in enumerate(lines)), params))
    assert len(cut) > 4
    assert all(60 <= c.tokens <= 200 for c in cut)


def test_what_stands_before_a_change_is_cut_as_it_was() -> None:
    lines = [f"{number} {SENTENCE}" for number in range(24)]
    params = ChunkParams(target=60, max=200)
    texts = [
        [c.text for c in chunk(((str(i), element(t)) for i, t in enumerate(version)), params)]
        for version in (lines, [*lines[:20], "새 문장이다.", *lines[20:]])
    ]
    same = [a == b for a, b in zip(*texts, strict=False)]
    assert all(same[:-3]) and not all(same)


def test_overlap_repeats_whole_sentences_within_the_section_only() -> None:
    lines = [element(f"{number}번. {SENTENCE}") for number in range(24)]
    params = ChunkParams(target=60, max=200, overlap=30)
    made = list(
        chunk(((str(i), e) for i, e in enumerate([*lines, element("다른 절.", path="나")])), params)
    )
    for before, after in pairwise(made[:-1]):
        last = before.text.splitlines()[-1]
        assert after.text.splitlines()[0] == last
        assert after.element_ids[0] == before.element_ids[-1]
    assert made[-1].text == "다른 절."
    assert all(c.tokens <= 200 for c in made)


def test_no_number_is_cut_in_two() -> None:
    row = "항목: " + ", ".join(f"{n}번 1,234,{n:03d}원" for n in range(400))
    parts = split(row, True, 100)
    assert len(parts) > 10
    assert re.findall(r"1,234,\d{3}", " ".join(parts)) == [f"1,234,{n:03d}" for n in range(400)]
