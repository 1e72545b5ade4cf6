"""Bad input: each ends in one clear sentence, before anything is parsed."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.ingest.compound import compound, hwp, protected, xls
from tests.ingest.pdfs import manual
from workbench.errors import UserError
from workbench.ingest import gate
from workbench.ingest.gate import clean_name, inspect
from workbench.ingest.media import (
    CSV,
    DOCX,
    HTML,
    HWP,
    HWPX,
    JSONL,
    MARKDOWN,
    PDF,
    PPTX,
    TEXT,
    XLS,
    XLSX,
    ZIP,
)  # fmt: skip
from workbench.ingest.parsed import Limits
from workbench.ui.text import render


def xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["질문", "답변"])  # type: ignore[union-attr]
    book.active.append(["무엇?", "이것."])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


BOMB = archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(40 << 20)})
CROWD = archive({"xl/workbook.xml": b"<x/>"} | {f"xl/{n}": b"" for n in range(5001)})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

BAD = [
    ("a.pdf", b"", "empty_file"),
    ("a.odt", b"PK\x05\x06" + bytes(18), "unknown_kind"),
    ("a", b"text", "unknown_kind"),
    ("a.pdf", b"just text", "not_its_kind"),
    ("a.pdf", xlsx(), "wrong_ending"),
    ("a.csv", manual(1), "wrong_ending"),
    ("a.xlsx", manual(1), "wrong_ending"),
    ("a.xlsx", b"a,b\n1,2\n", "not_its_kind"),
    ("a.xlsx", OLE, "damaged_document"),
    ("a.xlsx", b"PK\x03\x04" + bytes(200), "damaged_archive"),
    ("a.xlsx", BOMB, "archive_bomb"),
    ("a.xlsx", CROWD, "archive_members"),
    ("a.csv", b"a,b\n\x00\x01\x02\x03garbage", "not_its_kind"),
    ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "wrong_ending"),
    ("a.pdf", b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(90), "drm_file"),
    ("a.xlsx", b"SCDSA004" + bytes(90), "drm_file"),
    ("a.hwp", b"\x9b DRMONE  This Document is encrypted" + bytes(90), "drm_file"),
    ("a.docx", b"<DOCUMENT SAFER V2>" + bytes(90), "drm_file"),
    ("a.html", b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(90), "drm_file"),
    ("a.docx", compound({"\x09DRMContent": b"x", "WordDocument": b"x"}), "drm_file"),
    ("a.xlsx", protected(), "encrypted_office"),
    ("a.docx", protected(), "encrypted_office"),
    ("a.doc", protected(), "encrypted_office"),
    ("a.doc", compound({"WordDocument": b"x"}), "old_binary"),
    ("a.ppt", b"anything", "old_binary"),
    ("a.docx", compound({"WordDocument": b"x"}), "wrong_ending"),
    ("a.docx", xlsx(), "wrong_ending"),
    ("a.hwp", b"HWP Document File V3.00 \x1a" + bytes(90), "wrong_ending"),
    ("a.hwp", b"text", "not_its_kind"),
    ("a.html", b"\x00\x01\x02\x03garbage", "not_its_kind"),
    ("a.zip", b"Rar!\x1a\x07" + bytes(90), "wrong_ending"),
    ("a.zip", archive({"../../etc/passwd.txt": b"x"}), "archive_paths"),
    ("a.zip", archive({"..\\..\\x.html": b"x"}), "archive_paths"),
    ("a.zip", archive({"/etc/x.html": b"x"}), "archive_paths"),
    ("a.zip", archive({"a.html": bytes(40 << 20)}), "archive_bomb"),
    ("a.zip", archive({f"{n}.html": b"" for n in range(20_001)}), "archive_members"),
]


@pytest.mark.parametrize(
    ("name", "data", "key"), BAD, ids=[f"{i}-{n}-{k}" for i, (n, _, k) in enumerate(BAD)]
)
def test_bad_files_are_refused_with_a_sentence(
    tmp_path: Path, name: str, data: bytes, key: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UserError) as refused:
        inspect(path, name, Limits())
    assert refused.value.key == f"error.{key}"
    for language in ("ko", "en"):
        sentence = render(refused.value.key, refused.value.params, language)
        assert sentence != refused.value.key
        assert "{" not in sentence
        assert name in sentence


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 1000)
    with pytest.raises(UserError, match=r"error\.file_too_large"):
        inspect(path, path.name, Limits(max_bytes=1000))


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", manual(1), PDF),
        ("A.PDF", b"\n\n" + manual(1), PDF),
        ("a.xlsx", xlsx(), XLSX),
        ("a.csv", "가,나\n".encode("cp949"), CSV),
        ("a.csv", "가,나\n1,2\n".encode("utf-16"), CSV),
        ("a.csv", ("가,나\n1,2\n" * 9).encode("utf-16-le"), CSV),
        ("a.jsonl", b'{"question": "q"}\n', JSONL),
        ("a.html", b"<p>x</p>", HTML),
        ("a.htm", "<!-- x --><!DOCTYPE html><p>한글".encode("cp949"), HTML),
        ("a.md", b"<table><tr><td>x</td></tr></table>", MARKDOWN),
        ("a.txt", "글".encode("utf-16"), TEXT),
        ("a.hwp", hwp(b""), HWP),
        ("a.hwp", archive({"Contents/header.xml": b"<x/>"}), HWPX),
        ("a.xls", xls("s", [["x"]]), XLS),
        ("a.xls", b"<html><table>", HTML),
        ("a.xls", xlsx(), XLSX),
        ("a.docx", archive({"word/document.xml": b"<x/>"}), DOCX),
        ("a.pptx", archive({"ppt/presentation.xml": b"<x/>"}), PPTX),
        ("a.zip", archive({"a/b.html": b"x"}), ZIP),
    ],
)
def test_honest_files_pass(tmp_path: Path, name: str, data: bytes, media_type: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    assert inspect(path, name, Limits()) == media_type


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        (unicodedata.normalize("NFD", "보안 매뉴얼.pdf"), "보안 매뉴얼.pdf"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\문서\\매뉴얼.pdf", "매뉴얼.pdf"),
        ("a\nb\x00.pdf", "ab.pdf"),
        ("..", "file"),
        ("가" * 300 + ".pdf", "가" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def test_the_bomb_is_seen_without_unpacking_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(BOMB)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(gate.zipfile.ZipFile, "open", never)
    with pytest.raises(UserError, match=r"error\.archive_bomb"):
        inspect(path, path.name, Limits())


@pytest.mark.parametrize(
    ("start", "product"),
    [
        (b"<## NASCA DRM FILE", "NASCA"),
        (b"SCDSA002", "Softcamp Document Security"),
        (b"\x9b DRMONE", "Fasoo DRM"),
    ],
)
def test_the_product_that_wraps_a_file_is_named(tmp_path: Path, start: bytes, product: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(start + bytes(90))
    with pytest.raises(UserError) as refused:
        inspect(path, path.name, Limits())
    for language in ("ko", "en"):
        assert product in render(refused.value.key, refused.value.params, language)
