"""The benchmark's scores: what is right scores one, what is wrong less."""

from __future__ import annotations

import json
from pathlib import Path

from bench.ingest.manuals import recipes
from bench.ingest.scores import (
    HeadingScore,
    TableScore,
    furniture_left,
    lines_lost,
    order,
    unbroken,
)
from bench.ingest.truth import Truth, samples

GRID = [["구분", "기준"], ["온도", "이십도"]]
TRUTH = Truth(
    blocks=["첫 문단은 이렇게 되어 있다.", "다음 단락에는 전혀 다른 말이 적혔다."],
    flow="첫 문단은 이렇게 되어 있다. 다음 단락에는 전혀 다른 말이 적혔다.",
    headings=[(1, "1. 개요"), (2, "1.1 목적")],
    furniture=["가람회사", "- 1 -"],
)


def test_a_broken_block_is_not_found_and_a_missing_one_is_lost() -> None:
    whole = "첫 문단은 이렇게 되어 있다.\n다음 단락에는 전혀 다른 말이 적혔다."
    assert unbroken(TRUTH, whole)[0] == 2
    assert unbroken(TRUTH, whole.replace("이렇게", "이렇게 1쪽"))[0] == 1
    assert lines_lost(TRUTH, whole) == []
    assert lines_lost(TRUTH, TRUTH.blocks[0]) == [TRUTH.blocks[1]]
    assert order(TRUTH, whole) == 1.0
    assert order(TRUTH, "\n".join(reversed(TRUTH.blocks))) < 0.7


def test_a_cell_in_another_column_counts_as_text_and_not_as_place() -> None:
    score = TableScore()
    assert score.add([GRID], [[["구분", "기준"], ["이십도", "온도"]]])
    assert score.cells.value == 1.0
    assert score.places.value == 0.5
    exact = TableScore()
    assert exact.add([GRID], [GRID]) == []
    assert exact.places.value == 1.0
    none = TableScore()
    none.add([GRID], [])
    assert none.cells.value == 0.0


def test_headings_are_scored_by_text_and_by_level() -> None:
    score = HeadingScore()
    missed, wrong = score.add(TRUTH, [(1, "1. 개요"), (1, "1.1 목적"), (1, "딴말")])
    assert (missed, len(wrong)) == ([], 2)
    assert (score.recall.value, score.level.value) == (1.0, 0.5)
    assert round(score.precision.value, 2) == 0.67


def test_page_numbers_in_the_text_are_counted() -> None:
    assert len(furniture_left(TRUTH, ["가람회사의 문장", "- 1 -", "본문 - 1 - 본문"])) == 1
    assert (
        len(furniture_left(Truth(furniture=["가람회사 보안 매뉴얼"]), ["가람회사 보안 매뉴얼 끝"]))
        == 1
    )


def test_a_folder_of_documents_with_truth_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    truth = {
        "header": "머리글",
        "footer": "",
        "headings": [{"level": 1, "text": "1. 개요"}],
        "tables": [{"caption": "표 1 기준", "grid": GRID}],
        "text": "1. 개요\n표 1 기준\n구분 기준\n온도 이십도\n문단 하나가 있다.",
    }
    (tmp_path / "a.gt.json").write_text(json.dumps(truth), encoding="utf-8")
    (tmp_path / "without.gt.json").write_text("{}", encoding="utf-8")
    (sample,) = samples(tmp_path)
    assert sample.truth.blocks == ["1. 개요", "문단 하나가 있다."]
    assert sample.truth.furniture == ["머리글"]


def test_the_same_seed_makes_the_same_documents() -> None:
    def made(seed: int) -> list[str]:
        return [recipe.make().done()[0] for recipe in recipes(seed)]

    assert made(1) == made(1)
    assert made(1) != made(2)
