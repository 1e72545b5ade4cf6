"""`workbench parse`, `chunk` and `ingest`, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, run
from tests.ingest.pdfs import A4, Page, build, manual

__all__ = ["run"]

CSV = "질문,답변\n무엇인가요?,이것입니다.\n언제인가요?,내일입니다.\n"
FIELDS = [
    "document",
    "id",
    "kind",
    "text",
    "level",
    "page",
    "bbox",
    "locator",
    "section_path",
    "cells",
    "flags",
    "confidentiality",
]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "매뉴얼.pdf").write_bytes(manual(2))
    (folder / "faq.csv").write_bytes(CSV.encode("cp949"))
    (folder / "empty.pdf").write_bytes(b"")
    scan = Page()
    scan.picture(0, 0, *A4)
    (folder / "scan.pdf").write_bytes(build([scan]))
    return folder


def test_parse_writes_one_element_a_line_and_chunk_reads_them(
    run: Run, files: Path, tmp_path: Path
) -> None:
    elements, chunks = tmp_path / "elements.jsonl", tmp_path / "chunks.jsonl"
    done = run(
        "parse", files / "매뉴얼.pdf", files / "faq.csv", "-o", elements,
        "--level", "internal", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    rows = lines(elements)
    assert done.json["elements"] == len(rows)
    assert list(rows[0]) == FIELDS
    assert (rows[0]["document"], rows[0]["level"], rows[0]["page"]) == ("매뉴얼.pdf", 1, 1)
    assert {row["confidentiality"] for row in rows} == {"internal"}
    assert (rows[-1]["page"], rows[-1]["bbox"], rows[-1]["locator"]) == (None, None, {"row": 3})
    table = next(row for row in rows if row["kind"] == "table")
    assert list(table["cells"][0]) == ["row", "col", "rowspan", "colspan", "text", "header"]
    assert len({row["id"] for row in rows}) == len(rows)

    done = run("chunk", elements, "-o", chunks, "--json")
    assert done.code == 0, done.err
    made = lines(chunks)
    assert done.json["chunks"] == len(made)
    assert list(made[0]) == [
        "id", "text", "section_path", "element_ids", "tokens", "confidentiality",
    ]  # fmt: skip
    known = {row["id"] for row in rows}
    assert all(set(chunk["element_ids"]) <= known for chunk in made)
    assert {chunk["confidentiality"] for chunk in made} == {"internal"}


def test_a_bad_file_is_one_line_and_the_others_go_on(run: Run, files: Path, tmp_path: Path) -> None:
    out = tmp_path / "elements.jsonl"
    done = run("parse", files / "empty.pdf", files / "scan.pdf", files / "faq.csv", "-o", out)
    assert done.code == 1
    said = done.err.strip().splitlines()
    assert len(said) == 3
    assert said[0].startswith("empty.pdf: ")
    assert said[1].startswith("scan.pdf: ")
    rows = lines(out)
    assert [row["flags"] for row in rows if row["document"] == "scan.pdf"] == [["image_only"]]
    assert [row["kind"] for row in rows if row["document"] == "faq.csv"] == ["row", "row"]


def test_nothing_is_written_where_nothing_could_be_read(
    run: Run, files: Path, tmp_path: Path
) -> None:
    out = tmp_path / "elements.jsonl"
    assert run("parse", files / "empty.pdf", files / "none.pdf", "-o", out).code == 1
    assert not out.exists()
    assert list(tmp_path.glob(".*")) == []


def test_unlabelled_is_confidential_and_a_chunk_carries_the_highest_level(
    run: Run, files: Path, tmp_path: Path
) -> None:
    out = tmp_path / "elements.jsonl"
    run("parse", files / "faq.csv", "-o", out)
    assert {row["confidentiality"] for row in lines(out)} == {"confidential"}
    rows = [
        {
            "document": "a",
            "id": 1,
            "kind": "paragraph",
            "text": "하나.",
            "confidentiality": "public",
        },
        {
            "document": "a",
            "id": 2,
            "kind": "paragraph",
            "text": "둘.",
            "confidentiality": "internal",
        },
        {"document": "b", "id": 3, "kind": "paragraph", "text": "셋."},
    ]
    out.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert run("chunk", out, "-o", tmp_path / "c.jsonl").code == 0
    made = lines(tmp_path / "c.jsonl")
    assert [(c["element_ids"], c["confidentiality"]) for c in made] == [
        (["1", "2"], "internal"),
        (["3"], "confidential"),
    ]


@pytest.mark.parametrize("broken", ["{", '{"id": 1, "text": "kind is missing"}', "[]"])
def test_a_broken_line_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, broken: str
) -> None:
    source = tmp_path / "elements.jsonl"
    source.write_text('{"id": 1, "kind": "paragraph", "text": "하나."}\n' + broken + "\n")
    done = run("chunk", source, "-o", tmp_path / "c.jsonl")
    assert done.code == 1
    assert "2" in done.err
    assert not (tmp_path / "c.jsonl").exists()


def test_documents_of_a_project_on_the_command_line(run: Run, files: Path, tmp_path: Path) -> None:
    env = {"WORKBENCH_DATA_DIR": str(tmp_path / "cli-data")}
    run("project", "create", "보안", env=env)
    done = run("ingest", "add", files / "매뉴얼.pdf", files / "faq.csv", "--json", env=env)
    assert done.code == 0, done.err
    added = done.json["added"]
    assert len(added) == 2
    again = run("ingest", "add", files / "faq.csv", "--json", env=env)
    assert (again.code, again.json["known"]) == (0, [added[1]])
    listed = run("ingest", "list", "--json", env=env).json
    assert listed["total"] == 2
    assert {row["status"] for row in listed["documents"]} == {"ready"}
    assert all(row["chunks"] == 2 for row in listed["documents"])
    refused = run("ingest", "level", "public", added[0], env=env)
    assert refused.code == 1
    lowered = run("ingest", "level", "public", added[0], "--reason", "공개", "--json", env=env)
    assert lowered.json == {"changed": 1, "level": "public"}


def test_a_folder_is_an_archive_of_its_documents_and_is_recognised(
    run: Run, files: Path, tmp_path: Path
) -> None:
    run("project", "create", "보안")
    manual, empty = tmp_path / "도움말", tmp_path / "빈 폴더"
    for number in (1, 2):
        page = manual / f"{number}장" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<h1>{number}장</h1><p>전원을 {number}번 누릅니다.</p>", encoding="utf-8")
    empty.mkdir()
    made = run("ingest", "add", manual, empty, "--json")
    assert (made.code, made.json["refused"]) == (1, ["빈 폴더.zip"])
    listed = run("ingest", "list", "--json").json["documents"]
    assert {row["name"] for row in listed} == {
        "도움말.zip",
        "도움말/1장/index.html",
        "도움말/2장/index.html",
    }
    again = run("ingest", "add", manual, "--json")
    assert (again.code, len(again.json["known"]), again.json["added"]) == (0, 1, [])


def test_the_list_says_why_a_document_failed_and_how_much_it_left_out(
    run: Run, tmp_path: Path
) -> None:
    run("project", "create", "보안")
    assert run("ingest", "list").out.strip(), "an empty list is said"
    broken, good = tmp_path / "깨짐.pdf", tmp_path / "faq.csv"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0garbage" * 300)
    good.write_text("질문,답변\n무엇입니까?,이것입니다.\n", encoding="utf-8")
    assert run("ingest", "add", broken, good).code == 1
    out = run("ingest", "list").out
    assert out.splitlines()[2:] and out.count("깨짐.pdf") == 1, "the reason, below its name"
    assert out.splitlines()[0].split() == [
        "id", "state", "level", "chunks", "problems", "stale", "name",
    ]  # fmt: skip
    assert "1–1" in run("ingest", "list", "--limit", "1").out


def test_chunk_sizes_are_options_of_the_file_command(run: Run, files: Path, tmp_path: Path) -> None:
    elements, chunks = tmp_path / "elements.jsonl", tmp_path / "chunks.jsonl"
    assert run("parse", files / "매뉴얼.pdf", "-o", elements).code == 0
    done = run("chunk", elements, "-o", chunks, "--target", "50", "--max", "50", "--json")
    assert done.code == 0, done.err
    assert max(row["tokens"] for row in lines(chunks)) <= 50
    refused = run("chunk", elements, "-o", chunks, "--max", "10")
    assert refused.code == 1
    assert "50" in refused.err


def test_a_manual_is_superseded_corrected_and_asked_what_is_stale(
    run: Run, files: Path, tmp_path: Path
) -> None:
    run("project", "create", "가")
    first = run("ingest", "add", files / "매뉴얼.pdf", "--json")
    assert first.code == 0, first.err
    (old,) = first.json["added"]
    changed = tmp_path / "매뉴얼.pdf"
    changed.write_bytes(manual(3))
    second = run("ingest", "add", changed, "--supersede", "--json")
    assert second.code == 0, second.err
    (new,) = second.json["added"]
    assert second.json["supersedes"] == {new: old}
    again = run("ingest", "add", files / "매뉴얼.pdf", "--json")
    assert "이전 판" in again.err or "earlier edition" in again.err
    listed = run("ingest", "list", "--json").json["documents"]
    assert [row["id"] for row in listed] == [new]
    listed = run("ingest", "list", "--superseded", "--json").json["documents"]
    assert [(row["id"], row["superseded_by"]) for row in listed] == [(old, new)]
    assert run("ingest", "exclude-page", new, "1", "--json").json["changed"] == 1
    history = run("ingest", "history", new, "--json").json
    assert history["editions"] == [old, new]
    (correction,) = history["corrections"]
    shown = run("ingest", "rechunk", new, "--dry-run", "--max", "400", "--json")
    assert shown.code == 0, shown.err
    assert shown.json["documents"][0]["gone"] == 1
    assert run("ingest", "undo", correction["id"], "--json").json["changed"] == 1
    done = run("ingest", "rechunk", new, "--max", "400", "--json")
    assert done.code == 0, done.err
    assert (done.json["chunks"], done.json["stale"]) == (3, 0)
    assert run("ingest", "stale", new, "--json").json["examples"] == 0
    assert run("ingest", "list", "--kind", "hwpxx").code == 1
