"""The sample manuals, from the PDF to pairs: about two hundred in Korean, all grounded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench.augment.pairs import DraftPair, Passage
from workbench.augment.rules import DEFAULT_PER_CHUNK, draft_by_rules
from workbench.ingest.chunking import chunk
from workbench.ingest.parsed import Limits, Report
from workbench.ingest.readers.pdf import read_pdf

MANUALS = Path(__file__).parents[2] / "examples" / "security-manual"


def drafted(name: str) -> list[tuple[Passage, DraftPair]]:
    path = MANUALS / name
    found = read_pdf(path, path.name, Limits(), Report())
    passages = [
        Passage(id=str(n), text=piece.text, section_path=piece.section_path)
        for n, piece in enumerate(chunk((str(n), e) for n, e in enumerate(found)))
    ]
    return [(p, pair) for p in passages for pair in draft_by_rules(p, DEFAULT_PER_CHUNK, 0)]


@pytest.fixture(scope="module")
def korean() -> list[tuple[Passage, DraftPair]]:
    return drafted("security_manual_ko.pdf")


def test_the_korean_manual_gives_about_two_hundred_pairs(
    korean: list[tuple[Passage, DraftPair]],
) -> None:
    assert 180 <= len(korean) <= 260
    assert len({pair.question for _, pair in korean}) >= 0.97 * len(korean)


def test_every_pair_is_grounded_and_complete(korean: list[tuple[Passage, DraftPair]]) -> None:
    for passage, pair in korean:
        assert pair.evidence_quote in passage.text
        assert pair.answer.endswith("다.")
        assert re.search(r"(?:니다|십시오)\.?$", pair.answer), pair.answer
        assert not re.match(r"^(?:이는|그는|다만|또한)", pair.question)


def test_questions_end_like_questions(korean: list[tuple[Passage, DraftPair]]) -> None:
    ends = {"question": "까?", "polite": "십시오.", "keyword": ""}
    for _, pair in korean:
        assert pair.question.endswith(ends[pair.style]), pair.question
        assert not re.search(r"\s[,.?]|\(\s*\)", pair.question)


def test_several_kinds_of_questions_are_asked(korean: list[tuple[Passage, DraftPair]]) -> None:
    kinds = {pair.category for _, pair in korean}
    assert {"definition", "number", "table", "rule", "procedure", "responsibility"} <= kinds
    assert {pair.style for _, pair in korean} == {"question", "polite", "keyword"}


def test_the_english_manual_works_as_well() -> None:
    pairs = drafted("security_manual_en.pdf")
    assert len(pairs) >= 80
    for passage, pair in pairs:
        assert pair.evidence_quote in passage.text
        assert pair.style == "keyword" or pair.question.endswith(("?", "."))
