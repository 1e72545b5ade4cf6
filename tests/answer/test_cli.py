"""`workbench index|search|answer` as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Ran, Run

PROGRAM = """
import sys
import workbench.cli as cli
if "answer" not in cli.STAGES:
    from workbench.cli.answer import register
    register(cli.app)
cli.main()
"""

PASSAGES: list[dict[str, Any]] = [
    {"id": "p1", "text": "비밀번호는 90일마다 바꾼다.", "heading": "계정 관리"},
    {"id": 2, "text": "출입 카드를 잃어버리면 신고한다.", "questions": ["사원증을 분실하면?"]},
    {"text": "Visitors wear a badge.", "heading": ["1 Access", "1.1 Visitors"]},
]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: str | Path, stdin: str = "") -> Ran:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            capture_output=True,
            input=stdin,
            encoding="utf-8",
            cwd=tmp_path,
            timeout=180,
            env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def hits(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_passages_are_indexed_and_found(run: Run, tmp_path: Path) -> None:
    passages = write(tmp_path / "passages.jsonl", PASSAGES)
    indexed = run("index", passages, "-o", tmp_path / "index", "--json")
    assert indexed.code == 0 and indexed.json["passages"] == 3
    queries = write(
        tmp_path / "queries.jsonl",
        [
            {"id": "a", "text": "비밀번호 변경 주기"},
            {"id": 7, "text": "사원증 분실"},
            {"text": "visitor badges"},
            {"id": "none", "text": "구내식당"},
        ],
    )
    found = run("search", tmp_path / "index", queries, "-k", "2", "-o", "hits.jsonl", "--json")
    assert found.code == 0
    assert found.json["queries"] == 4 and found.json["without"] == 1
    rows = hits(tmp_path / "hits.jsonl")
    assert [(row["query_id"], row["rank"], row["passage_id"]) for row in rows] == [
        ("a", 1, "p1"),
        (7, 1, 2),
        (3, 1, 3),
    ]
    assert all(set(row) == {"query_id", "rank", "passage_id", "score"} for row in rows)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('{"id": "a", "text": "가"}\n{"id": "a", "text": "나"}', "'a'"),
        ('{"id": "a"}', "line 1"),
        ('{"id": "a", "text": "가", "questions": "나"}', "questions"),
        ('{"id": "a", "text": "가"}\n[1]', "2"),
    ],
)
def test_a_bad_line_is_one_sentence_and_nothing_is_written(
    run: Run, tmp_path: Path, lines: str, words: str
) -> None:
    passages = tmp_path / "passages.jsonl"
    passages.write_text(lines, "utf-8")
    done = run("index", passages, "-o", tmp_path / "index")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1 and words in done.err
    assert not (tmp_path / "index").exists()


def test_an_index_that_cannot_be_made_again_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    run("index", write(tmp_path / "passages.jsonl", PASSAGES), "-o", tmp_path / "index")
    before = (tmp_path / "index" / "passages.sqlite").read_bytes()
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "가"}\nbroken', "utf-8")
    assert run("index", broken, "-o", tmp_path / "index").code == 1
    assert (tmp_path / "index" / "passages.sqlite").read_bytes() == before
    assert len(list((tmp_path / "index").iterdir())) == 1


def test_searching_where_no_index_is(run: Run, tmp_path: Path) -> None:
    queries = write(tmp_path / "queries.jsonl", [{"text": "가"}])
    done = run("search", tmp_path, queries, "-o", tmp_path / "hits.jsonl")
    assert done.code == 1 and "index" in done.err
    assert not (tmp_path / "hits.jsonl").exists()


def test_a_query_of_a_hundred_thousand_characters(run: Run, tmp_path: Path) -> None:
    run("index", write(tmp_path / "passages.jsonl", PASSAGES), "-o", tmp_path / "index")
    queries = write(tmp_path / "queries.jsonl", [{"text": "가" * 100_000}])
    done = run("search", tmp_path / "index", queries, "-o", tmp_path / "hits.jsonl")
    assert done.code == 1 and "line 1" in done.err
    assert not (tmp_path / "hits.jsonl").exists()


def test_half_characters_and_an_empty_file(run: Run, tmp_path: Path) -> None:
    passages = tmp_path / "passages.jsonl"
    passages.write_text('{"id": "\\ud800", "text": "비밀\\ud83d번호"}', "utf-8")
    assert run("index", passages, "-o", tmp_path / "index").code == 0
    passages.write_text("", "utf-8")
    assert run("index", passages, "-o", tmp_path / "none", "--json").json["passages"] == 0
    queries = write(tmp_path / "queries.jsonl", [{"text": "비밀번호"}])
    assert run("search", tmp_path / "none", queries, "-o", tmp_path / "hits.jsonl").code == 0
    assert hits(tmp_path / "hits.jsonl") == []


def test_a_project_s_documents_are_asked(run: Run, tmp_path: Path) -> None:
    from tests.ingest.pdfs import manual

    (tmp_path / "매뉴얼.pdf").write_bytes(manual(2))
    assert run("project", "create", "보안").code == 0
    assert run("ingest", "add", "매뉴얼.pdf", "--level", "internal").code == 0
    told = run("answer", "ask", "구내식당 메뉴는?", "--json")
    assert told.code == 0 and told.json["state"] == "not_found"
    listed = run("answer", "systems", "--json")
    assert [system["name"] for system in listed.json["systems"]] == ["rag"]
    refused = run("answer", "ask", "가" * 3000)
    assert refused.code == 1 and "3,000" in refused.err
    piped = run("answer", "ask", "-", stdin="가" * 100_000)
    assert (piped.code, piped.out) == (1, "") and "100,000" in piped.err
    asked = run("answer", "ask", "-", "--json", stdin="구내식당 메뉴는?\n")
    assert asked.json["question"] == "구내식당 메뉴는?"
    unknown = run("answer", "ask", "질문", "--system", "none")
    assert unknown.code == 1 and "none" in unknown.err


@pytest.mark.slow
def test_an_index_with_an_embedding_model_is_searched_by_words_and_by_meaning(
    run: Run, tmp_path: Path
) -> None:
    pytest.importorskip("chromadb")
    pytest.importorskip("sentence_transformers")
    from tests.answer.embedders import synonyms

    model, index = synonyms(tmp_path / "model"), tmp_path / "index"
    passages = write(tmp_path / "passages.jsonl", PASSAGES)
    queries = write(tmp_path / "q.jsonl", [{"id": "q", "text": "암호 교체"}, {"text": "신고"}])
    made = run("index", passages, "-o", index, "--embedding-model", model, "--json")
    assert made.code == 0 and (made.json["passages"], made.json["vectors"]) == (3, 3)
    assert run("search", index, queries, "-k", "1", "-o", "hits.jsonl").code == 0
    found = [(row["query_id"], row["passage_id"]) for row in hits(tmp_path / "hits.jsonl")]
    assert found == [("q", "p1"), (2, 2)]
    assert all(0 < row["score"] <= 1 for row in hits(tmp_path / "hits.jsonl"))

    before = sorted(path.name for path in index.rglob("*"))
    failed = run("index", passages, "-o", index, "--embedding-model", tmp_path)
    assert failed.code == 1 and "modules.json" in failed.err
    assert sorted(path.name for path in index.rglob("*")) == before

    (model / "README.md").write_text("another model")
    refused = run("search", index, queries, "-o", tmp_path / "other.jsonl")
    assert refused.code == 1 and "--embedding-model" in refused.err
    assert not (tmp_path / "other.jsonl").exists()

    assert run("index", passages, "-o", index).code == 0
    assert [path.name for path in index.iterdir()] == ["passages.sqlite"]
    assert run("search", index, queries, "-k", "1", "-o", "hits.jsonl").code == 0
    assert [row["query_id"] for row in hits(tmp_path / "hits.jsonl")] == [2]


def test_an_embedding_model_that_is_none_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("chromadb")
    pytest.importorskip("sentence_transformers")
    passages = write(tmp_path / "passages.jsonl", PASSAGES)
    for model in (tmp_path / "none", "nobody/no-such-model"):
        done = run("index", passages, "-o", tmp_path / "index", "--embedding-model", model)
        assert done.code == 1 and len(done.err.strip().splitlines()) == 1
        assert not (tmp_path / "index").exists()


def test_the_hits_do_not_replace_the_queries(run: Run, tmp_path: Path) -> None:
    run("index", write(tmp_path / "passages.jsonl", PASSAGES), "-o", tmp_path / "index")
    queries = write(tmp_path / "queries.jsonl", [{"text": "비밀번호"}])
    before = queries.read_bytes()
    assert run("search", tmp_path / "index", queries, "-o", queries).code == 1
    assert queries.read_bytes() == before
