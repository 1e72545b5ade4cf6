"""`workbench pii|dedup|quality` on files: formats to the letter, no values, nothing on failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from workbench.clean.masking import PLACEHOLDER
from workbench.cli.clean import register
from workbench.errors import UserError

PHONE = "010-1234-5678"


def run(*arguments: str) -> str:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def write(path: Path, *rows: Any) -> str:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ROWS = (
    {"id": "a", "question": "번호는?", "answer": f"담당자: 김민수, {PHONE}로"},
    {"question": "누구?", "history": [{"role": "user", "content": f"제 번호는 {PHONE}"}], "n": 3},
)


def test_scan_says_where_and_what_but_never_the_value(tmp_path: Path) -> None:
    out = tmp_path / "spans.jsonl"
    printed = run("pii", "scan", write(tmp_path / "in.jsonl", *ROWS), "-o", str(out), "--json")
    spans = read(out)
    assert [list(span) for span in spans] == [
        ["row", "id", "field", "start", "end", "type", "score", "recognizer"]
    ] * 3
    assert [(s["row"], s["id"], s["field"], s["type"]) for s in spans] == [
        (1, "a", "answer", "PERSON"),
        (1, "a", "answer", "PHONE"),
        (2, 2, "history.0.content", "PHONE"),
    ]
    assert ROWS[0]["answer"][spans[1]["start"] : spans[1]["end"]] == PHONE
    assert PHONE not in out.read_text() + printed and "김민수" not in out.read_text() + printed
    assert json.loads(printed)["types"] == {"PERSON": 1, "PHONE": 2}


def test_only_named_fields_are_scanned_and_masked(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"a": PHONE, "b": PHONE})
    run("pii", "scan", source, "-o", str(tmp_path / "s"), "--field", "b")
    assert [span["field"] for span in read(tmp_path / "s")] == ["b"]
    run("pii", "mask", source, "-o", str(tmp_path / "m"), "--field", "b")
    (row,) = read(tmp_path / "m")
    assert row["a"] == PHONE and PLACEHOLDER.fullmatch(row["b"])


def test_masked_rows_are_the_same_rows_and_masking_twice_changes_nothing(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("00" * 32)
    source, once, twice = write(tmp_path / "in.jsonl", *ROWS), tmp_path / "once", tmp_path / "twice"
    run("pii", "mask", source, "-o", str(once), "--key-file", str(key))
    run("pii", "mask", str(once), "-o", str(twice), "--key-file", str(key))
    assert once.read_text() == twice.read_text()
    first, second = read(once)
    assert list(first) == list(ROWS[0]) and first["id"] == "a" and second["n"] == 3
    code = PLACEHOLDER.findall(first["answer"])[1]
    assert code.startswith("[PHONE_") and code in second["history"][0]["content"]


def test_without_a_key_file_every_run_has_a_key_of_its_own(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", *ROWS)
    for name in ("one", "two"):
        run("pii", "mask", source, "-o", str(tmp_path / name))
    assert (tmp_path / "one").read_text() != (tmp_path / "two").read_text()


def test_dedup_writes_one_line_a_row(tmp_path: Path) -> None:
    rows = [
        {"id": "x", "question": "기간은?", "answer": "3년입니다."},
        {"id": "y", "question": "기간은", "answer": "3년 입니다"},
        {"id": "z", "question": "기간은?", "answer": "5년입니다.", "status": "approved"},
    ]
    out = tmp_path / "groups.jsonl"
    run("dedup", write(tmp_path / "in.jsonl", *rows), "-o", str(out))
    groups = read(out)
    assert [list(group) for group in groups] == [
        ["id", "cluster", "outcome", "dup_of", "level", "score", "reason"]
    ] * 3
    assert [(g["id"], g["cluster"], g["outcome"], g["dup_of"]) for g in groups] == [
        ("x", "z", "review", "z"), ("y", "z", "merge", "x"), ("z", "z", "keep", None),
    ]  # fmt: skip


def test_quality_names_row_check_and_reason(tmp_path: Path) -> None:
    row = {"passage": "3년간 보존한다.", "question": "보존 기간은?", "answer": "5년간 보존한다."}
    out = tmp_path / "findings.jsonl"
    run("quality", write(tmp_path / "in.jsonl", "", row), "-o", str(out))
    (found,) = read(out)
    assert list(found) == ["id", "check", "score", "reason"]
    assert (found["id"], found["check"]) == (2, "numbers_not_found")
    assert "5" not in found["reason"]


def test_quality_takes_thresholds_and_leaves_checks_out(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "조건이 뭔가요?", "answer": "위 표에 따르면 3년입니다."},
        {
            "id": "b",
            "question": "보험 서류는?",
            "answer": "아래 사항을 냅니다.\n1. 신청서\n2. 신분증",
        },
    ]
    source, out = write(tmp_path / "in.jsonl", *rows), tmp_path / "out.jsonl"

    def found(*options: str) -> list[tuple[str, str]]:
        run("quality", source, "-o", str(out), *options)
        return [(row["id"], row["check"]) for row in read(out)]

    reference = ("a", "refers_to_document")
    assert found() == [reference, ("a", "too_vague")]
    assert found("--without", "too_vague") == [reference]
    assert found("--threshold", "too_vague=0.9") == [reference]
    lower = found("--threshold", "refers_to_document=0.3")
    assert ("b", "refers_to_document") in lower and ("b", "refers_to_document") in found(
        "--every-score"
    )


@pytest.mark.parametrize(
    ("option", "key"),
    [
        (("--without", "nothing"), "error.quality_check_unknown"),
        (("--threshold", "nothing=0.3"), "error.quality_check_unknown"),
        (("--threshold", "too_vague"), "error.quality_pair"),
    ],
)
def test_an_unknown_check_is_refused_and_nothing_is_written(
    tmp_path: Path, option: tuple[str, str], key: str
) -> None:
    source = write(tmp_path / "in.jsonl", {"question": "질문?", "answer": "답변"})
    out = tmp_path / "out.jsonl"
    with pytest.raises(UserError) as error:
        run("quality", source, "-o", str(out), *option)
    assert error.value.key == key
    assert not out.exists()


@pytest.mark.parametrize(
    ("command", "row", "key"),
    [
        (("pii", "scan"), "{broken", "error.jsonl_line"),
        (("pii", "mask"), "[1]", "error.jsonl_line"),
        (("dedup",), {"question": "질문만"}, "error.row_field"),
        (("quality",), {"question": "질문", "answer": 3}, "error.row_field"),
        (("pii", "scan", "--field", "없음"), {"a": "b"}, "error.field_missing"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_written(
    tmp_path: Path, command: tuple[str, ...], row: Any, key: str
) -> None:
    source = write(tmp_path / "in.jsonl", {"question": "번호는?", "answer": PHONE}, row)
    with pytest.raises(UserError) as raised:
        run(*command, source, "-o", str(tmp_path / "out.jsonl"))
    assert raised.value.key == key
    if key != "error.field_missing":
        assert raised.value.params["line"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("secret")
    with pytest.raises(UserError, match="key_short"):
        run(
            "pii",
            "mask",
            write(tmp_path / "in", *ROWS),
            "-o",
            str(tmp_path / "o"),
            "--key-file",
            str(key),
        )


def test_half_a_surrogate_passes_through(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", '{"answer": "\\ud800 ' + PHONE + '"}')
    run("pii", "mask", source, "-o", str(tmp_path / "out.jsonl"))
    assert read(tmp_path / "out.jsonl")[0]["answer"].startswith("\ud800 [PHONE_")
