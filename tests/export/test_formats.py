from __future__ import annotations

import csv
import errno
import io
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.rows import row
from workbench.errors import UserError
from workbench.export import formats
from workbench.export.formats import FORMATS, Package
from workbench.export.formats.csv import guarded
from workbench.export.parquet import read_rows, write_rows
from workbench.export.rows import COLUMNS, Row
from workbench.records import Turn

ROWS = [
    row("e1", question="비밀번호는 몇 자입니까?", answer="12자 이상입니다.\n두 번째 줄"),
    row("e2", question='=HYPERLINK("http://x","y")', answer="+82 2 000", evidence_quote="@SUM(A1)"),
    row("e3", history=(Turn(role="user", content="안녕"),), page=None, chunk_id=None, model=None),
    row("e4", answer="종\x07소리\x00 끝\ufffe", answerable=False),
]


@pytest.fixture
def package(tmp_path: Path) -> Package:
    paths = {}
    for split, rows in (("train", ROWS[:3]), ("validation", ROWS[3:])):
        paths[split] = tmp_path / f"{split}.parquet"
        with paths[split].open("wb") as out:
            write_rows(rows, out)
    return Package(name="보안", card="---\nlicense: other\n---\n# 보안\n", files=paths)  # type: ignore[arg-type]


# Parquet ------------------------------------------------------------------------------------------


def test_equal_rows_are_equal_bytes_and_come_back_as_they_were() -> None:
    def stored(rows: list[Row]) -> bytes:
        out = io.BytesIO()
        assert write_rows(iter(rows), out) == len(rows)
        return out.getvalue()

    assert stored(ROWS) == stored([Row.model_validate(r.model_dump()) for r in ROWS])
    assert stored(ROWS) != stored(ROWS[::-1])


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(max_size=5))
def test_any_text_survives_parquet(
    tmp_path_factory: pytest.TempPathFactory, a: str, b: str
) -> None:
    path = tmp_path_factory.mktemp("p") / "x.parquet"
    rows = [row("e1", question=a, history=(Turn(role="user", content=b),))]
    with path.open("wb") as out:
        write_rows(rows, out)
    assert list(read_rows(path)) == rows


def test_a_page_of_rows_is_read_from_the_middle_of_many_groups(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    with path.open("wb") as out:
        write_rows((row(f"e{n:05d}") for n in range(2500)), out)
    assert [r.id for r in read_rows(path, 3, 1998)] == ["e01998", "e01999", "e02000"]
    assert len(list(read_rows(path))) == 2500
    assert list(read_rows(path, 5, 9999)) == []


def test_no_rows_are_an_empty_file_with_all_columns(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    with path.open("wb") as out:
        assert write_rows([], out) == 0
    assert list(read_rows(path)) == []


# Hugging Face -------------------------------------------------------------------------------------


def test_the_folder_opens_with_load_dataset(package: Package, tmp_path: Path) -> None:
    import datasets

    formats.write(package, "hf", tmp_path / "out")
    opened = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert opened["train"].num_rows == 3
    assert opened["validation"].num_rows == 1
    assert opened["train"].column_names == list(COLUMNS)
    assert opened["train"][2]["history"] == [{"role": "user", "content": "안녕"}]
    assert opened["train"][0]["answer"] == ROWS[0].answer
    kept = (tmp_path / "out/data/train-00000-of-00001.parquet").read_bytes()
    assert kept == package.files["train"].read_bytes()


# Excel --------------------------------------------------------------------------------------------


def test_the_workbook_opens_again_with_every_text_as_text(package: Package, tmp_path: Path) -> None:
    formats.write(package, "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["train", "validation"]
    sheet = book["train"]
    head = [cell.value for cell in sheet[1]]
    assert head == ["split", *COLUMNS]
    injected = sheet.cell(3, head.index("question") + 1)
    assert (injected.value, injected.data_type) == (ROWS[1].question, "s")
    assert all(c.data_type != "f" for line in sheet.iter_rows() for c in line)
    assert json.loads(str(sheet.cell(4, head.index("history") + 1).value)) == [
        {"role": "user", "content": "안녕"}
    ]
    assert book["validation"].cell(2, head.index("answer") + 1).value == "종소리 끝"
    assert sheet.freeze_panes == "A2"


def test_a_text_that_no_cell_can_hold_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with path.open("wb") as out:
        write_rows([row("long-one", answer="가" * 32_768)], out)
    with pytest.raises(UserError) as caught:
        formats.write(Package("x", "", {"train": path}), "xlsx", tmp_path / "out" / "o.xlsx")
    assert caught.value.key == "error.cell_too_long"
    assert caught.value.params["id"] == "long-one"
    assert list((tmp_path / "out").iterdir()) == []


# CSV ----------------------------------------------------------------------------------------------


def test_the_csv_opens_in_excel_and_reads_back(package: Package, tmp_path: Path) -> None:
    formats.write(package, "csv", tmp_path / "out.csv")
    stored = (tmp_path / "out.csv").read_bytes()
    assert stored.startswith(b"\xef\xbb\xbfsplit,id,")
    assert stored.count(b"\r\n") == 5
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        back = list(csv.DictReader(lines))
    assert [line["split"] for line in back] == ["train", "train", "train", "validation"]
    assert back[0]["answer"] == ROWS[0].answer
    assert back[1]["question"] == "'" + ROWS[1].question
    assert back[1]["evidence_quote"] == "'@SUM(A1)"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1", "＠x", "  =1", "\n=1"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["보통 문장", "a=b", "3-1", "", 7, True, None])
def test_everything_else_stays_as_it_is(value: str | int | None) -> None:
    assert guarded(value) == value


# The target ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hf", "xlsx", "csv"])
def test_what_is_there_already_is_not_overwritten(
    package: Package, tmp_path: Path, name: str
) -> None:
    target = tmp_path / f"there{FORMATS[name].suffix}"
    if FORMATS[name].suffix:
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine").touch()
    with pytest.raises(UserError) as caught:
        formats.write(package, name, target)
    assert caught.value.key == "error.target_exists"
    assert target.read_text() == "mine" if target.is_file() else (target / "mine").exists()


def test_an_empty_folder_is_written_into(package: Package, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    formats.write(package, "hf", tmp_path / "empty")
    assert (tmp_path / "empty" / "README.md").read_text(encoding="utf-8") == package.card


@pytest.mark.parametrize("name", ["hf", "xlsx", "csv"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    package: Package, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_package: Package, path: Path) -> None:
        if FORMATS[name].suffix:
            path.write_bytes(b"half")
        else:
            path.mkdir()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FORMATS[name], "write", full)
    with pytest.raises(UserError) as caught:
        formats.write(package, name, tmp_path / "new" / "out")
    assert caught.value.key == "error.cannot_write"
    assert caught.value.params["reason"] == "No space left on device"
    assert list((tmp_path / "new").iterdir()) == []


SHORT_OF_SPACE = """
import resource, sys
from pathlib import Path
from workbench.errors import UserError
from workbench.export import formats
source, target, name = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    formats.write(formats.Package("x", "card", {"train": Path(source)}), name, Path(target))
except UserError as error:
    print(error.key)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited in size there")
@pytest.mark.parametrize("name", ["hf", "xlsx", "csv"])
def test_a_file_system_that_refuses_is_one_sentence_whatever_library_writes(
    tmp_path: Path, name: str
) -> None:
    path, target = tmp_path / "t.parquet", tmp_path / "new" / "out"
    letters = Random(1)
    with path.open("wb") as out:
        texts = [
            "".join(chr(letters.randint(0xAC00, 0xD7A3)) for _ in range(400)) for _ in "x" * 200
        ]
        write_rows([row(f"e{n}", answer=text) for n, text in enumerate(texts)], out)
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_SPACE, str(path), str(target), name],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "error.cannot_write", done.stderr[-500:]
    assert list(target.parent.iterdir()) == []
