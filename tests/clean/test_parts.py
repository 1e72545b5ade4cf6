"""`workbench pii|quality` over many files: engines alike, resumed by part, nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.clean.test_files import PHONE, read, run, write
from workbench.clean import recognizers
from workbench.clean.masking import PLACEHOLDER
from workbench.errors import UserError

ROOT = Path(__file__).parents[2]
COMMANDS = (("pii", "scan"), ("pii", "mask"), ("quality",))
ENGINES = ("native", "daft")


def rows(name: str, count: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{name}{n}",
            "question": f"{n}번 고객의 번호가 010-2345-{n:04d}인가요?",
            "answer": f"네, 담당자: 김민수, mail{n}@example.com으로 회신합니다. 위 문서를 보세요.",
            "passage": "회신은 사흘 안에 합니다.",
        }
        for n in range(count)
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "more").mkdir(parents=True)
    write(folder / "1.jsonl", *rows("a"))
    write(folder / "2.jsonl", *rows("b"))
    pq.write_table(pa.Table.from_pylist(rows("c")), folder / "more" / "1.parquet")
    return folder


@pytest.fixture
def key(tmp_path: Path) -> str:
    (tmp_path / "key").write_text("00" * 32)
    return str(tmp_path / "key")


def over(data: Path, out: Path, *command: str, engine: str = "native", key: str = "") -> str:
    given = ["--key-file", key] if key else []
    return run(*command, f"{data}/**/*.*", "-o", str(out), "--engine", engine, *given)


def tree(folder: Path) -> dict[str, bytes]:
    """Parts by name; not the notes beside them."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    parts = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return {name: held for name, held in parts.items() if not name.startswith(".parts/")}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_engine_writes_the_same_parts(
    data: Path, tmp_path: Path, key: str, command: Sequence[str]
) -> None:
    pytest.importorskip("daft")
    given = key if command[-1] == "mask" else ""
    printed = [
        over(data, tmp_path / engine, *command, engine=engine, key=given).replace(engine, "")
        for engine in ENGINES
    ]
    native, daft = (tree(tmp_path / engine) for engine in ENGINES)
    parquet = "more/1.parquet" if given else "more/1.parquet.jsonl"
    assert sorted(native) == ["1.jsonl", "2.jsonl", parquet]
    assert native == daft and all(native.values())
    assert printed[0] == printed[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["daft", "data", "key", "native"]


def test_a_part_says_what_the_file_by_itself_says(data: Path, tmp_path: Path) -> None:
    over(data, tmp_path / "parts", "pii", "scan")
    for name in ("2.jsonl", "more/1.parquet"):
        run("pii", "scan", str(data / name), "-o", str(tmp_path / "alone"))
        part = tmp_path / "parts" / (f"{name}.jsonl" if name.endswith(".parquet") else name)
        assert part.read_bytes() == (tmp_path / "alone").read_bytes()
        assert [(s["row"], s["type"]) for s in read(part)][:3] == [
            (1, "PHONE"), (1, "PERSON"), (1, "EMAIL"),
        ]  # fmt: skip


TYPES = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), metadata={"said": "by a person"}),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string())),
        pa.field("turns", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
        pa.field("notes", pa.map_(pa.string(), pa.string())),
        pa.field("pair", pa.list_(pa.string(), 2)),
        pa.field("at", pa.timestamp("ns", tz="UTC")),
        pa.field("price", pa.decimal128(12, 3)),
        pa.field("raw", pa.binary()),
        pa.field("scores", pa.list_(pa.float32())),
    ],
    metadata={"origin": "a test"},
)


def typed(count: int) -> pa.Table:
    filled = {
        "id": PHONE,
        "text": f"번호는 {PHONE}입니다.",
        "kind": f"전화 {PHONE}",
        "turns": [{"role": "user", "content": f"제 번호는 {PHONE}"}, None],
        "notes": [("memo", f"연락 {PHONE}"), ("none", None)],
        "pair": [f"연락 {PHONE}", "없음"],
        "at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "price": Decimal("1.500"),
        "raw": b"\x00\xff",
        "scores": [0.5, None],
    }
    empty = dict.fromkeys(TYPES.names) | {"id": "x", "pair": ["하나", "둘"]}
    return pa.Table.from_pylist([filled, empty] * count, schema=TYPES)


def test_a_masked_parquet_file_keeps_its_columns_types_and_other_values(
    tmp_path: Path, key: str
) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(typed(3000), source, compression="zstd")
    run("pii", "mask", str(source), "-o", str(out), "--key-file", key)
    before, after = pq.read_table(source), pq.read_table(out)
    assert after.schema.equals(before.schema, check_metadata=True)
    for name in ("id", "at", "price", "raw", "scores"):
        assert after[name].equals(before[name])
    first, second = after.slice(0, 2).to_pylist()
    assert second == before.slice(1, 1).to_pylist()[0]
    placeholder = PLACEHOLDER.findall(first["text"])[0]
    assert PHONE not in str(first["text"]) + str(first["kind"]) + str(first["turns"])
    assert first["kind"] == f"전화 {placeholder}"
    assert first["turns"] == [{"role": "user", "content": f"제 번호는 {placeholder}"}, None]
    assert first["notes"] == [("memo", f"연락 {placeholder}"), ("none", None)]
    assert first["pair"] == [f"연락 {placeholder}", "없음"]
    assert pq.ParquetFile(out).metadata.row_group(0).column(0).compression == "ZSTD"


def test_scanning_a_parquet_file_finds_what_masking_it_masks(tmp_path: Path, key: str) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "spans.jsonl"
    pq.write_table(typed(1), source)
    run("pii", "scan", str(source), "-o", str(out))
    assert [span["field"] for span in read(out)] == [
        "text", "kind", "turns.0.content", "notes.memo", "pair.0",
    ]  # fmt: skip
    printed = run("pii", "mask", str(source), "-o", str(tmp_path / "m"), "--json")
    assert json.loads(printed)["types"] == {"PHONE": 5}


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that are looked at, from here on."""
    looked: list[str] = []
    real = recognizers.find

    def find(text: str) -> Any:
        looked.append(text)
        return real(text)

    monkeypatch.setattr(recognizers, "find", find)
    return looked


def test_only_files_that_changed_are_read_again(
    data: Path, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, looked = tmp_path / "out", counted(monkeypatch)
    texts = 3 * 3
    over(data, out, "pii", "mask", key=key)
    assert len(looked) == 3 * texts
    over(data, out, "pii", "mask", key=key)
    assert len(looked) == 3 * texts
    write(data / "2.jsonl", *rows("d", 4))
    write(data / "3.jsonl", *rows("e", 1))
    (data / "1.jsonl").unlink()
    printed = over(data, out, "pii", "mask", key=key)
    assert len(looked) == 3 * texts + 4 * 3 + 1 * 3
    assert "rows: 8" in printed
    assert sorted(tree(out)) == ["2.jsonl", "3.jsonl", "more/1.parquet"]
    over(data, tmp_path / "anew", "pii", "mask", key=key)
    assert tree(out) == tree(tmp_path / "anew")


def test_other_rules_fields_and_keys_make_all_parts_anew(
    data: Path, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, looked = tmp_path / "out", counted(monkeypatch)
    over(data, out, "pii", "mask", key=key)
    before = tree(out)
    monkeypatch.setattr(recognizers, "RULE_VERSION", "pii-next")
    over(data, out, "pii", "mask", key=key)
    assert len(looked) == 2 * 27
    assert tree(out) == before
    over(data, out, "pii", "mask")
    assert len(looked) == 3 * 27
    assert tree(out).keys() == before.keys()
    assert tree(out) != before
    assert not list(tmp_path.glob(".*"))


def ended(by: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process that a signal ends in the middle of the second of its files."""
    program = f"""
import os, signal
from workbench.clean import quality, recognizers

def ending(real, left):
    def look(*given):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.{by})
        return real(*given)
    return look

recognizers.find = ending(recognizers.find, [14])
quality.examine = ending(quality.examine, [5])
from workbench.cli import main
main()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WORKBENCH_LANGUAGE": "en"}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("with_key", [True, False], ids=["key file", "key of the run"])
def test_a_run_that_was_killed_goes_on_to_the_same_result(
    data: Path, tmp_path: Path, key: str, with_key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    given = ("--key-file", key) if with_key else ()
    killed = ended("SIGKILL", "pii", "mask", f"{data}/**/*.*", "-o", str(out), *given)
    assert killed.returncode == -9
    assert not out.exists()
    first = tree(tmp_path / "out.parts")["1.jsonl"]
    run_key = tmp_path / ".out.key"
    assert run_key.exists() is not with_key
    (tmp_path / "same").write_bytes(bytes.fromhex("00" * 32) if with_key else run_key.read_bytes())
    looked = counted(monkeypatch)
    over(data, out, "pii", "mask", key=key if with_key else "")
    assert len(looked) == 2 * 9
    assert tree(out)["1.jsonl"] == first
    assert not run_key.exists()
    (tmp_path / "hex").write_text((tmp_path / "same").read_bytes().hex())
    over(data, tmp_path / "through", "pii", "mask", key=str(tmp_path / "hex"))
    assert tree(out) == tree(tmp_path / "through")
    assert {p.name for p in tmp_path.iterdir()} == {"data", "key", "out", "through", "same", "hex"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_ctrl_c_ends_in_a_sentence_and_leaves_whole_parts_only(
    data: Path, tmp_path: Path, command: Sequence[str]
) -> None:
    stopped = ended("SIGINT", *command, f"{data}/**/*.*", "-o", str(tmp_path / "out"))
    assert stopped.returncode == 130
    assert "out.parts" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    left = [path.name for path in (tmp_path / "out.parts").rglob("*") if path.is_file()]
    assert sorted(left) == ["1.jsonl", "1.jsonl.json"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("command", "engine"),
    [*((command, "native") for command in COMMANDS), (("pii", "mask"), "daft")],
    ids=str,
)
def test_a_broken_row_is_named_with_its_file_and_what_is_done_is_kept(
    data: Path, tmp_path: Path, command: Sequence[str], engine: str
) -> None:
    if engine == "daft":
        pytest.importorskip("daft")
    out = tmp_path / "out"
    over(data, out, *command)
    before = tree(out)
    write(data / "2.jsonl", rows("b")[0], '{"question": "비밀 질문')
    with pytest.raises(UserError) as raised:
        over(data, out, *command, engine=engine)
    assert (raised.value.key, raised.value.params) == (
        "error.jsonl_line", {"name": "2.jsonl", "line": 2},
    )  # fmt: skip
    assert tree(out) == before
    write(data / "2.jsonl", *rows("b"))
    over(data, out, *command, engine=engine)
    assert tree(out).keys() == before.keys()


def test_a_row_of_parquet_that_is_no_pair_is_named(tmp_path: Path) -> None:
    pairs = [{"question": "질문", "answer": "답변입니다."}, {"question": "질문만", "answer": None}]
    pq.write_table(pa.Table.from_pylist(pairs), tmp_path / "x.parquet")
    with pytest.raises(UserError) as raised:
        run("quality", f"{tmp_path}/*.parquet", "-o", str(tmp_path / "out"))
    assert raised.value.params == {"name": "x.parquet", "line": 2, "field": "answer"}


def test_a_damaged_parquet_file_is_named(data: Path, tmp_path: Path) -> None:
    path = data / "more" / "1.parquet"
    held = path.read_bytes()
    for damaged in (held[:100], held[:30] + b"\xff" * 200 + held[230:]):
        path.write_bytes(damaged)
        with pytest.raises(UserError) as raised:
            over(data, tmp_path / "out", "pii", "mask")
        assert (raised.value.key, raised.value.params["name"]) == ("error.cannot_read", "1.parquet")


def test_a_field_that_no_file_has_is_said_and_one_that_some_have_is_heeded(
    data: Path, tmp_path: Path
) -> None:
    write(data / "3.jsonl", {"memo": PHONE})
    pattern = f"{data}/**/*.*"
    with pytest.raises(UserError, match="field_missing"):
        run("pii", "scan", pattern, "-o", str(tmp_path / "out"), "--field", "none")
    assert not (tmp_path / "out").exists()
    run("pii", "scan", pattern, "-o", str(tmp_path / "out"), "--field", "memo")
    assert [name for name, held in tree(tmp_path / "out").items() if held] == ["3.jsonl"]


def test_nothing_that_is_no_result_is_replaced(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x")
    for out, key in ((other, "output_taken"), (data, "output_is_input")):
        with pytest.raises(UserError, match=key):
            over(data, out, "pii", "mask")
    over(data, tmp_path / "out", "pii", "mask")
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(UserError, match="output_taken"):
        over(data, tmp_path / "out", "pii", "mask")
    with pytest.raises(UserError, match="output_is_input"):
        run("pii", "mask", str(data / "1.jsonl"), "-o", str(data / "1.jsonl"))


def test_files_that_would_give_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    pq.write_table(pa.Table.from_pylist(rows("a")), data / "x.parquet")
    write(data / "x.parquet.jsonl", *rows("b"))
    with pytest.raises(UserError, match="parts_alike"):
        over(data, tmp_path / "out", "quality")


def test_a_result_inside_the_folder_of_its_files_is_no_input_the_next_time(data: Path) -> None:
    out = data / "out"
    over(data, out, "pii", "scan")
    before = tree(out)
    over(data, out, "pii", "scan")
    assert tree(out) == before


def test_a_part_that_somebody_shortened_is_made_again(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    over(data, out, "pii", "scan")
    before = tree(out)
    (out / "1.jsonl").write_text("")
    over(data, out, "pii", "scan")
    assert tree(out) == before


def test_a_run_that_ended_while_the_result_was_renamed_is_put_right(
    data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    over(data, out, "pii", "scan")
    before = tree(out)
    out.rename(tmp_path / ".out.old")
    over(data, out, "pii", "scan")
    assert tree(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_daft_reports_to_nobody() -> None:
    """Its import opens a connection to the internet unless it is told not to."""
    pytest.importorskip("daft")
    program = """
from workbench.clean import engines
engines.start("daft")
from daft import scarf_telemetry
print(scarf_telemetry.opted_out())
"""
    silenced = ("DAFT_ANALYTICS_ENABLED", "DO_NOT_TRACK", "SCARF_NO_ANALYTICS")
    kept = {name: value for name, value in os.environ.items() if name not in silenced}
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "True\n"
