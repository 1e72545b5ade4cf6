"""`workbench dedup` over many files: engines alike, resumed by partition, nothing half written."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.clean.test_files import read, run
from tests.clean.test_near import ROWS
from workbench.clean import part_files, partitions
from workbench.errors import MissingDependency, UserError

EXPECTED = {"a": ("keep", None), "b": ("merge", "a"), "c": ("review", "a"), "f": ("merge", "a")}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [{"id": p.id, "question": p.question, "answer": p.answer} for p in ROWS]
    pq.write_table(pa.Table.from_pylist(rows[:3]), folder / "1.parquet")
    pq.write_table(pa.Table.from_pylist(rows[3:]), folder / "2.parquet")
    return folder


def outcomes(path: Path) -> dict[str, tuple[str, str | None]]:
    return {row["id"]: (row["outcome"], row["dup_of"]) for row in read(path)}


@pytest.mark.parametrize("engine", ["native", "daft"])
def test_rows_of_several_files_are_one_set(data: Path, tmp_path: Path, engine: str) -> None:
    if engine == "daft":
        pytest.importorskip("daft")
    out = tmp_path / "groups.jsonl"
    run("dedup", f"{data}/*.parquet", "-o", str(out), "--engine", engine)
    found = outcomes(out)
    assert list(found) == [pair.id for pair in ROWS]
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "groups.jsonl"]


def test_json_lines_without_ids_are_named_by_file_and_line(tmp_path: Path) -> None:
    for name in "xy":
        row = {"question": ROWS[0].question, "answer": ROWS[0].answer}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    run("dedup", f"{tmp_path}/*.jsonl", "-o", str(tmp_path / "out"))
    assert outcomes(tmp_path / "out") == {
        "x.jsonl:1": ("keep", None), "y.jsonl:1": ("merge", "x.jsonl:1"),
    }  # fmt: skip


def test_what_was_done_before_a_crash_is_not_done_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = partitions._keys_here

    def keys(path: Path) -> partitions.U64:
        made.append(path.name)
        if path.name == "2.parquet" and len(made) == 2:
            raise KeyboardInterrupt
        return real(path)

    monkeypatch.setattr(partitions, "_keys_here", keys)
    files, work = part_files.partitions(f"{data}/*.parquet"), tmp_path / "work"
    steps: list[tuple[int, int]] = []

    def through() -> list[str]:
        found = partitions.deduplicated(files, "native", work, lambda *s: steps.append(s), 0.5)
        return [match.outcome for _, match, _ in found]

    with pytest.raises(KeyboardInterrupt):
        through()
    assert through().count("merge") == 2
    assert made == ["1.parquet", "2.parquet", "2.parquet"]
    assert steps == [(1, 2), (1, 2), (2, 2)]
    assert not work.exists()


@pytest.mark.parametrize("engine", ["native", "daft"])
def test_a_bad_row_is_named_and_nothing_is_left(data: Path, tmp_path: Path, engine: str) -> None:
    if engine == "daft":
        pytest.importorskip("daft")
    pq.write_table(
        pa.Table.from_pylist([{"question": "질문만", "answer": None}]), data / "3.parquet"
    )
    with pytest.raises(UserError, match="row_field"):
        run("dedup", f"{data}/*.parquet", "-o", str(tmp_path / "out"), "--engine", engine)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_column_that_is_missing_a_pattern_without_files_and_other_kinds_are_said(
    tmp_path: Path,
) -> None:
    pq.write_table(pa.Table.from_pylist([{"question": "질문만"}]), tmp_path / "x.parquet")
    (tmp_path / "y.csv").write_text("a")
    for pattern, key in (("x.parquet", "parquet_columns"), ("*.json", "no_files"), ("*.csv", "file_kind")):  # fmt: skip
        with pytest.raises(UserError, match=key):
            run("dedup", f"{tmp_path}/{pattern}", "-o", str(tmp_path / "out"))


def test_a_cluster_without_ray_is_refused_in_a_sentence(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.clean import engines

    monkeypatch.setattr(engines, "find_spec", lambda name: None if name == "ray" else name)
    with pytest.raises(MissingDependency, match="ray_missing"):
        run(
            "dedup", f"{data}/*.parquet", "-o", str(tmp_path / "o"), "--engine", "ray://127.0.0.1:1"
        )
    with pytest.raises(UserError, match="engine_unknown"):
        run("dedup", f"{data}/*.parquet", "-o", str(tmp_path / "o"), "--engine", "spark")
