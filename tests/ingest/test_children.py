"""Archives, folders and files within files: each a document of its own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, cast

from tests.cli.conftest import Run, run
from tests.ingest.office import docx, p
from tests.ingest.test_sheets import ROWS
from workbench import jobs
from workbench.access import Actor
from workbench.ingest import service
from workbench.ingest.archive import members, natural
from workbench.records import Document, Job, Project
from workbench.workspace import Workspace

__all__ = ["run"]


def korean_zip(files: dict[str, bytes]) -> bytes:
    """A ZIP as Windows in Korea writes it: names in CP949, and no flag that says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            stand_in = name.encode("cp949").decode("latin-1")
            info.filename = stand_in

            class Written(zipfile.ZipInfo):
                __slots__ = ()

                def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
                    return self.filename.encode("latin-1"), self.flag_bits & ~0x800

            info.__class__ = Written
            archive.writestr(info, data)
    return out.getvalue()


def page(n: int) -> bytes:
    text = f'<meta charset="euc-kr"><h1>{n}쪽</h1><p>{n}번째 본문입니다.</p>'
    return text.encode("cp949")


PAGES = {
    **{f"매뉴얼/쪽{n}.html": page(n) for n in (1, 2, 10)},
    "매뉴얼/그림.png": b"\x89PNG\r\n\x1a\n",
    "매뉴얼/문답.csv": ROWS.encode("cp949"),
    "매뉴얼/잠김.docx": b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(50),
}


def test_names_in_cp949_are_read_and_pages_are_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(korean_zip(PAGES))
    found, others = members(path)
    assert [member.path for member in found] == [
        "매뉴얼/문답.csv",
        "매뉴얼/잠김.docx",
        "매뉴얼/쪽1.html",
        "매뉴얼/쪽2.html",
        "매뉴얼/쪽10.html",
    ]
    assert others == 1
    assert natural("a2") < natural("a10")


def ingest(ws: Workspace, actor: Actor, project: Project, name: str, data: bytes) -> Job:
    batch = service.add_documents(
        ws, actor, project.id, [(name, cast(Any, io.BytesIO(data)))], "internal"
    )
    ids = [document.id for document in batch.added]
    return jobs.run_here(ws, project.id, service.start_ingest(ws, actor, project.id, ids).id)


def documents(ws: Workspace, actor: Actor, project: Project) -> dict[str, Document]:
    rows, _ = service.list_documents(ws, actor, project.id)
    return {row.document.name: row.document for row in rows}


def test_each_page_of_an_archive_is_a_document_and_a_bad_one_fails_alone(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = ingest(ws, curator, project, "매뉴얼.zip", korean_zip(PAGES))
    assert (job.result["ready"], job.result["failed"]) == (5, 1)
    found = documents(ws, curator, project)
    archive = found.pop("매뉴얼.zip")
    assert archive.status == "ready"
    assert archive.problem is not None
    assert (archive.problem.key, archive.problem.params) == (
        "problem.archive_read",
        {"n": 5, "others": 1},
    )
    assert {document.parent_id for document in found.values()} == {archive.id}
    assert {document.level for document in found.values()} == {"internal"}
    locked = found.pop("매뉴얼/잠김.docx")
    assert (locked.status, locked.problem and locked.problem.key) == ("failed", "error.drm_file")
    assert {document.status for document in found.values()} == {"ready"}
    chunks, _ = service.chunks(ws, curator, project.id, found["매뉴얼/쪽10.html"].id)
    assert [(c.text, c.section_path) for c in chunks] == [("10번째 본문입니다.", ("10쪽",))]


def test_the_same_archive_again_adds_nothing(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    ingest(ws, curator, project, "매뉴얼.zip", korean_zip(PAGES))
    before = documents(ws, curator, project)
    archive = before["매뉴얼.zip"]
    with ws.db.write() as connection:
        service.document_rows.set_status(connection, archive.id, "queued")
    job = jobs.run_here(
        ws, project.id, service.start_ingest(ws, curator, project.id, [archive.id]).id
    )
    assert job.state == "done"
    assert documents(ws, curator, project) == before


def test_an_archive_without_documents_has_failed(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ingest(any_workspace, curator, project, "a.zip", korean_zip({"a.png": b"x"}))
    (only,) = documents(any_workspace, curator, project).values()
    assert (only.status, only.problem and only.problem.key) == ("failed", "error.archive_empty")


def nested() -> bytes:
    inner = docx(p("안쪽 문서의 글입니다."))
    parts: dict[str, tuple[str, str | bytes]] = {"embeddings/안쪽.docx": ("package", inner)}
    body = p("바깥 문서의 글입니다.") + (
        '<w:p><w:r><w:t>첨부</w:t><w:object><o:OLEObject r:id="r2"/></w:object></w:r></w:p>'
    )
    return docx(body, parts)


def test_a_file_inside_a_document_is_read_as_its_child(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = ingest(ws, curator, project, "바깥.docx", nested())
    assert (job.state, job.result["ready"]) == ("done", 2)
    found = documents(ws, curator, project)
    assert found["안쪽.docx"].parent_id == found["바깥.docx"].id
    chunks, _ = service.chunks(ws, curator, project.id, found["안쪽.docx"].id)
    assert [chunk.text for chunk in chunks] == ["안쪽 문서의 글입니다."]


def test_raising_an_archive_raises_its_pages_and_lowering_it_does_not_lower_them(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    ingest(ws, curator, project, "매뉴얼.zip", korean_zip(PAGES))
    archive = documents(ws, curator, project)["매뉴얼.zip"]
    assert service.set_level(ws, curator, project.id, [archive.id], "confidential") == 6
    levels = {document.level for document in documents(ws, curator, project).values()}
    assert levels == {"confidential"}
    assert service.set_level(ws, curator, project.id, [archive.id], "public", "공개") == 1
    found = documents(ws, curator, project)
    assert found.pop("매뉴얼.zip").level == "public"
    assert {document.level for document in found.values()} == {"confidential"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_parse_reads_folders_archives_and_files_within_files(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "문서"
    (folder / "가").mkdir(parents=True)
    (folder / "가" / "b.md").write_text("# 제목\n\n본문입니다.\n", encoding="utf-8")
    (folder / "style.css").write_text("p{}")
    (folder / "bad.docx").write_bytes(b"PK\x03\x04 cut")
    (folder / "바깥.docx").write_bytes(nested())
    archive = tmp_path / "쪽.zip"
    archive.write_bytes(korean_zip(PAGES))
    out = tmp_path / "elements.jsonl"
    done = run("parse", folder, archive, "-o", out, "--json")
    assert done.code == 1
    assert [line.split(":")[0] for line in done.err.strip().splitlines()] == [
        "문서/bad.docx",
        "쪽.zip/매뉴얼/문답.csv",
        "쪽.zip/매뉴얼/잠김.docx",
    ]
    assert (done.json["files"], done.json["failed"]) == (7, 2)
    assert list(dict.fromkeys(row["document"] for row in lines(out))) == [
        "문서/가/b.md",
        "문서/바깥.docx",
        "문서/바깥.docx/안쪽.docx",
        "쪽.zip/매뉴얼/문답.csv",
        "쪽.zip/매뉴얼/쪽1.html",
        "쪽.zip/매뉴얼/쪽2.html",
        "쪽.zip/매뉴얼/쪽10.html",
    ]
