"""`workbench draft`, to the letter of its contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, run
from tests.fake_openai import FakeOpenAI, fake_openai
from tests.fake_openai import first_sentence_pairs as usual

__all__ = ["run"]

FIELDS = {
    "id", "chunk_id", "question", "answer", "evidence_quote", "category", "style", "answerable",
    "origin",
}  # fmt: skip
TEXTS = (
    "비밀번호는 90일마다 바꾸어야 한다. 비밀번호는 10자 이상이어야 한다.",
    "출입 카드를 잃어버린 사람은 30분 안에 총무팀에 신고해야 한다.",
)


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with fake_openai() as server:
        yield server


def chunks(path: Path, *rows: dict[str, Any]) -> Path:
    made = rows or tuple(
        {"id": f"c{n}", "text": text, "confidentiality": "internal"} for n, text in enumerate(TEXTS)
    )
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in made), "utf-8")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_rules_draft_from_a_file_without_a_project(run: Run, tmp_path: Path) -> None:
    source = chunks(tmp_path / "chunks.jsonl")
    done = run("draft", source, "-o", tmp_path / "examples.jsonl", "--json")
    assert done.code == 0, done.err
    made = lines(tmp_path / "examples.jsonl")
    assert done.json["examples"] == len(made) >= 4
    assert all(set(row) == FIELDS for row in made)
    text = dict(zip(("c0", "c1"), TEXTS, strict=True))
    assert all(row["evidence_quote"] in text[row["chunk_id"]] for row in made)
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "examples.failed.jsonl").exists()


def test_chunks_that_give_nothing_are_counted_by_reason(run: Run, tmp_path: Path) -> None:
    source = chunks(tmp_path / "chunks.jsonl", {"id": "c", "text": "흐린 하늘에 비가 추"})
    done = run("draft", source, "-o", tmp_path / "examples.jsonl", "--json")
    assert done.json["empty_reasons"] == {"no_sentence": done.json["empty"]} == {"no_sentence": 1}
    assert "without a whole sentence 1" in done.err


def test_equal_runs_write_equal_files(run: Run, tmp_path: Path) -> None:
    source = chunks(tmp_path / "chunks.jsonl")
    for name in ("a.jsonl", "b.jsonl"):
        assert run("draft", source, "-o", tmp_path / name, "--per-chunk", "2").code == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_a_model_on_loopback_may_have_confidential_text(
    run: Run, tmp_path: Path, fake: FakeOpenAI
) -> None:
    source = chunks(tmp_path / "chunks.jsonl", {"id": "c", "text": TEXTS[0]})
    target = ("--drafter", "llm", "--base-url", fake.base_url, "--model", "m")
    key = {"WORKBENCH_LLM_API_KEY": "s3cret"}
    done = run("draft", source, "-o", tmp_path / "e.jsonl", *target, "--json", env=key)
    assert (done.code, done.json["examples"]) == (0, 2), done.err
    assert fake.headers[0]["authorization"] == "Bearer s3cret"


@pytest.mark.parametrize("trust", ["external", "trusted"])
def test_confidential_text_goes_nowhere_else(run: Run, tmp_path: Path, trust: str) -> None:
    source = chunks(tmp_path / "chunks.jsonl", {"id": "c", "text": TEXTS[0]})
    target = ("--drafter", "llm", "--base-url", "http://llm.invalid/v1", "--model", "m")
    done = run("draft", source, "-o", tmp_path / "e.jsonl", *target, "--trust", trust)
    assert done.code == 1
    assert not (tmp_path / "e.jsonl").exists()
    (failed,) = lines(tmp_path / "e.failed.jsonl")
    assert failed["chunk_id"] == "c"
    assert failed["error"] == "level_blocked"
    assert "Confidential" in failed["reason"]
    assert TEXTS[0] not in json.dumps(failed, ensure_ascii=False)


def test_what_failed_is_listed_with_its_reason_and_the_rest_is_kept(
    run: Run, tmp_path: Path, fake: FakeOpenAI
) -> None:
    source = chunks(tmp_path / "chunks.jsonl")
    fake.answer = lambda body: (
        "죄송합니다." if "90일" in json.dumps(body, ensure_ascii=False) else usual(body)
    )
    target = ("--drafter", "llm", "--base-url", fake.base_url, "--model", "m")
    output = tmp_path / "examples.jsonl"
    done = run("draft", source, "-o", output, *target, "--concurrency", "1", "--json")
    assert (done.code, done.json["failed"]) == (0, 1), done.err
    assert {row["chunk_id"] for row in lines(output)} == {"c1"}
    (failed,) = lines(tmp_path / "examples.failed.jsonl")
    assert (failed["chunk_id"], failed["error"]) == ("c0", "reply_invalid")
    fake.answer = usual
    again = run("draft", source, "-o", output, *target)
    assert again.code == 0
    assert not (tmp_path / "examples.failed.jsonl").exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('{"id": "c", "text": "가"}\nnot json\n', "2"),
        ('{"id": "c"}\n', "1"),
        ('{"id": "c", "text": "가", "confidentiality": "secret"}\n', "1"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, content: str, named: str
) -> None:
    source = tmp_path / "chunks.jsonl"
    source.write_text(content, "utf-8")
    done = run("draft", source, "-o", tmp_path / "e.jsonl")
    assert done.code == 1
    assert named in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["chunks.jsonl"]


def test_a_model_needs_an_address(run: Run, tmp_path: Path) -> None:
    source = chunks(tmp_path / "chunks.jsonl")
    done = run("draft", source, "-o", tmp_path / "e.jsonl", "--drafter", "llm")
    assert done.code == 1
    assert run("draft", source, "-o", tmp_path / "e.jsonl", "--per-chunk", "0").code == 2
