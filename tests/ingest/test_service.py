"""Documents in a project: taken in, read once, seen only whole, levelled, kept apart."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
import sqlalchemy as sa

from storage import audit, schema
from tests.ingest.pdfs import A4, Page, build, manual
from workbench import jobs
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.ingest import read_service, service
from workbench.projects import create_project
from workbench.records import AuditEvent, ConfidentialityLevel, Document, Job, Project
from workbench.workspace import Workspace

CSV = "질문,답변\n무엇인가요?,이것입니다.\n언제인가요?,내일입니다.\n".encode()
RowCount = Callable[[Workspace, sa.Table], int]


def upload(
    ws: Workspace,
    actor: Actor,
    project: Project,
    *files: tuple[str, bytes],
    level: ConfidentialityLevel = "internal",
) -> service.IngestBatch:
    uploads = [(name, cast(BinaryIO, io.BytesIO(data))) for name, data in files]
    return service.add_documents(ws, actor, project.id, uploads, level)


def ingest(ws: Workspace, actor: Actor, project: Project, *files: tuple[str, bytes]) -> Job:
    batch = upload(ws, actor, project, *files)
    ids = [document.id for document in batch.added]
    return jobs.run_here(ws, project.id, service.start_ingest(ws, actor, project.id, ids).id)


def only(ws: Workspace, actor: Actor, project: Project) -> Document:
    ((row,), total) = service.list_documents(ws, actor, project.id)
    assert total == 1
    return row.document


def events(ws: Workspace, project: Project) -> list[AuditEvent]:
    with ws.db.read() as connection:
        return audit.page(connection, project.id, 50, 0)[0]


def test_a_manual_is_read_into_pages_elements_and_chunks(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    job = ingest(ws, curator, project, ("매뉴얼.pdf", manual(3)))
    assert (job.state, job.result["ready"], job.result["failed"]) == ("done", 1, 0)
    document = only(ws, curator, project)
    assert (document.status, document.page_count, document.level) == ("ready", 3, "internal")
    pages = service.pages(ws, curator, project.id, document.id)
    assert [page.number for page in pages] == [1, 2, 3]
    assert service.page_image(ws, curator, project.id, document.id, 1)[8:12] == b"WEBP"
    elements = service.elements(ws, curator, project.id, document.id, 2)
    assert "제2장 출입 관리" in [element.text for element in elements]
    chunks, total = service.chunks(ws, curator, project.id, document.id)
    assert total == len(chunks) == job.result["chunks"] == 3
    assert set(chunks[1].element_ids) <= {element.id for element in elements}
    ((row,), _) = service.list_documents(ws, curator, project.id)
    assert (row.chunks, row.examples, row.problems) == (3, 0, 0)


def test_a_document_is_read_inside_the_data_folder(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    ingest(workspace, curator, project, ("a.csv", CSV))
    assert list((workspace.settings.data_dir / "parsing").iterdir()) == []


def test_the_same_bytes_twice_are_recognised_under_any_name(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    first = upload(workspace, curator, project, ("a.csv", CSV))
    again = upload(workspace, curator, project, ("다른 이름.csv", CSV), ("b.csv", CSV + b"x,y\n"))
    assert again.known == first.added
    assert [document.name for document in again.added] == ["b.csv"]
    assert service.list_documents(workspace, curator, project.id)[1] == 2


def test_a_bad_file_does_not_keep_the_others_out(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    batch = upload(workspace, curator, project, ("a.pdf", b""), ("b.exe", b"MZ"), ("c.csv", CSV))
    assert [document.name for document in batch.added] == ["c.csv"]
    assert [(refusal.name, refusal.error.key) for refusal in batch.refused] == [
        ("a.pdf", "error.empty_file"),
        ("b.exe", "error.unknown_kind"),
    ]
    assert not list(workspace.settings.data_dir.glob(".upload-*"))


def test_unlabelled_is_confidential(workspace: Workspace, project: Project, curator: Actor) -> None:
    uploads = [("a.csv", cast(BinaryIO, io.BytesIO(CSV)))]
    (document,) = service.add_documents(workspace, curator, project.id, uploads).added
    assert document.level == "confidential"


def test_what_cannot_be_read_fails_with_its_reason_and_the_rest_is_ready(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    scan = Page()
    scan.picture(0, 0, *A4)
    job = ingest(
        workspace, curator, project,
        ("scan.pdf", build([scan])), ("broken.jsonl", b'{"a": 1}\n{'), ("good.csv", CSV),
    )  # fmt: skip
    assert (job.state, job.done, job.failed) == ("done", 1, 2)
    rows, _ = service.list_documents(workspace, curator, project.id)
    found = {row.document.name: row for row in rows}
    assert found["good.csv"].document.status == "ready"
    assert found["broken.jsonl"].document.problem is not None
    assert found["broken.jsonl"].document.problem.params["line"] == 2
    scanned = found["scan.pdf"]
    assert scanned.document.status == "failed"
    assert scanned.document.problem is not None
    assert scanned.document.problem.key == "problem.image_only_all"
    assert (scanned.chunks, scanned.problems) == (0, 2)
    unread, total = service.element_list(
        workspace, curator, project.id, scanned.document.id, unread=True
    )
    assert total == 1
    assert unread[0].flags == ("image_only",)


def test_reading_again_takes_only_what_failed(
    workspace: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise UserError("error.parser_crashed", name="a.csv")

    with monkeypatch.context() as patch:
        patch.setattr(read_service, "parse", broken)
        assert ingest(workspace, curator, project, ("a.csv", CSV)).state == "failed"
    document = only(workspace, curator, project)
    assert document.status == "failed"
    job = service.retry(workspace, curator, project.id, [document.id])
    assert jobs.run_here(workspace, project.id, job.id).result["chunks"] == 2
    assert only(workspace, curator, project).problem is None
    with pytest.raises(UserError, match=r"error\.nothing_to_read"):
        service.retry(workspace, curator, project.id, [document.id])


def test_an_interrupted_reading_goes_on_and_stores_nothing_twice(
    any_workspace: Workspace,
    project: Project,
    curator: Actor,
    row_count: RowCount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ws = any_workspace
    rows = "".join(f"질문 {n},답변 {n}\n" for n in range(1200))
    batch = upload(ws, curator, project, ("a.csv", f"질문,답변\n{rows}".encode()))
    document_id = batch.added[0].id
    stored = read_service.element_rows.add
    blocks = []

    def power_cut(connection: sa.Connection, records: list[Any]) -> int:
        blocks.append(len(records))
        if len(blocks) == 2:
            raise KeyboardInterrupt
        return stored(connection, records)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(read_service.element_rows, "add", power_cut)
        read_service._read(ws, project.id, document_id)
    assert row_count(ws, schema.elements) == 500
    assert service.document(ws, curator, project.id, document_id).status == "queued"
    assert max(blocks) <= 1000

    job = service.start_ingest(ws, curator, project.id, [document_id])
    assert jobs.run_here(ws, project.id, job.id).state == "done"
    assert row_count(ws, schema.elements) == 1200
    assert row_count(ws, schema.chunks) == 1200


def test_leftovers_of_an_older_reader_are_replaced(
    workspace: Workspace, project: Project, curator: Actor, row_count: RowCount
) -> None:
    (document,) = upload(workspace, curator, project, ("a.csv", CSV)).added
    read_service._read(workspace, project.id, document.id)
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(schema.elements).where(schema.elements.c.seq == 0).values(id="older")
        )
    read_service._read(workspace, project.id, document.id)
    found, _ = service.element_list(workspace, curator, project.id, document.id)
    assert len(found) == row_count(workspace, schema.elements) == 2
    assert "older" not in {element.id for element in found}


def test_an_attempt_that_lost_a_race_does_not_fail_a_ready_document(
    workspace: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = upload(workspace, curator, project, ("a.csv", CSV)).added

    def read_elsewhere_then_time_out(*_: object, **__: object) -> Any:
        with workspace.db.write() as connection:
            read_service.document_rows.set_status(connection, document.id, "ready")
        raise UserError("error.parse_timeout", name="a.csv", seconds=1)

    monkeypatch.setattr(read_service, "parse", read_elsewhere_then_time_out)
    with pytest.raises(UserError, match=r"error\.parse_timeout"):
        read_service._read(workspace, project.id, document.id)
    assert only(workspace, curator, project).status == "ready"


def test_a_ready_document_is_not_read_again(
    workspace: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(workspace, curator, project, ("a.csv", CSV))
    document = only(workspace, curator, project)

    def never(*_: object, **__: object) -> Any:
        raise AssertionError("read again")

    monkeypatch.setattr(read_service, "parse", never)
    assert read_service._read(workspace, project.id, document.id) is None
    with pytest.raises(UserError, match=r"error\.nothing_to_read"):
        service.start_ingest(workspace, curator, project.id, [document.id])


def test_raising_a_level_is_free_lowering_needs_a_reason(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    (document,) = upload(ws, curator, project, ("a.csv", CSV)).added
    assert service.set_level(ws, curator, project.id, [document.id], "confidential") == 1
    with pytest.raises(UserError, match=r"error\.level_reason_missing"):
        service.set_level(ws, curator, project.id, [document.id], "public", "  ")
    assert only(ws, curator, project).level == "confidential"
    assert service.set_level(ws, curator, project.id, [document.id], "public", "공개 자료") == 1
    assert service.set_level(ws, curator, project.id, [document.id], "public") == 0
    told = [
        (event.action, event.reason) for event in events(ws, project) if "level" in event.action
    ]
    assert told == [("level_lowered", "공개 자료"), ("level_raised", "")]


def test_roles_are_checked(
    workspace: Workspace, project: Project, curator: Actor, reviewer: Actor, viewer: Actor
) -> None:
    (document,) = upload(workspace, curator, project, ("a.csv", CSV)).added
    for actor in (reviewer, viewer):
        with pytest.raises(NotAllowed):
            upload(workspace, actor, project, ("b.csv", CSV))
        with pytest.raises(NotAllowed):
            service.start_ingest(workspace, actor, project.id, [document.id])
        with pytest.raises(NotAllowed):
            service.set_level(workspace, actor, project.id, [document.id], "public", "왜냐하면")
    assert service.document(workspace, viewer, project.id, document.id) == document


def test_projects_are_kept_apart(workspace: Workspace, project: Project, curator: Actor) -> None:
    ingest(workspace, curator, project, ("a.pdf", manual(1)))
    document = only(workspace, curator, project)
    other = create_project(workspace, curator, "다른 프로젝트")
    element = service.elements(workspace, curator, project.id, document.id, 1)[0]
    assert service.list_documents(workspace, curator, other.id) == ([], 0)
    assert service.pages(workspace, curator, other.id, document.id) == []
    assert service.elements(workspace, curator, other.id, document.id, 1) == []
    assert service.chunks(workspace, curator, other.id, document.id) == ([], 0)
    for refused in (
        lambda: service.document(workspace, curator, other.id, document.id),
        lambda: service.page_image(workspace, curator, other.id, document.id, 1),
        lambda: service.element(workspace, curator, other.id, element.id),
        lambda: service.set_level(workspace, curator, other.id, [document.id], "public", "x"),
    ):
        with pytest.raises(NotFound):
            refused()
    assert upload(workspace, curator, other, ("a.pdf", manual(1))).added


def test_the_list_is_searched_filtered_and_paged(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    names = ["보안_매뉴얼.csv", "Security 100%.csv", "요금.csv"]
    for number, name in enumerate(names):
        upload(ws, curator, project, (name, CSV + f"{number},{number}\n".encode()))

    def names_of(**filters: Any) -> list[str]:
        rows, _ = service.list_documents(ws, curator, project.id, **filters)
        return [row.document.name for row in rows]

    assert names_of() == names[::-1]
    assert names_of(query="security") == ["Security 100%.csv"]
    assert names_of(query="%") == ["Security 100%.csv"]
    assert names_of(query="_") == ["보안_매뉴얼.csv"]
    assert names_of(level="public") == []
    assert len(names_of(level="internal", status="queued")) == 3
    assert names_of(limit=1, offset=1) == ["Security 100%.csv"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    workspace: Workspace, project: Project, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.files.os.fsync", full)
    with pytest.raises(UserError, match=r"error\.cannot_store"):
        upload(workspace, curator, project, ("a.csv", CSV))
    assert service.list_documents(workspace, curator, project.id) == ([], 0)


def test_a_database_that_cannot_grow_is_a_full_disk(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    with workspace.db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def small(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.execute(f"PRAGMA max_page_count={pages}")

    workspace.db.engine.dispose()
    sa.event.listen(workspace.db.engine, "connect", small)
    rows = "".join(f"질문 {n} {'가' * 200},답변 {n}\n" for n in range(600))
    (document,) = upload(
        workspace, curator, project, ("a.csv", f"질문,답변\n{rows}".encode())
    ).added
    with pytest.raises(UserError, match=r"error\.disk_full"):
        read_service._read(workspace, project.id, document.id)


def test_a_name_never_leaves_its_folder(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    (document,) = upload(workspace, curator, project, ("../../나쁜.csv", CSV)).added
    assert document.name == "나쁜.csv"


def test_a_path_is_taken_like_a_stream(
    workspace: Workspace, project: Project, curator: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    uploads = [("a.csv", path), ("b.csv", tmp_path / "none.csv")]
    batch = service.add_documents(workspace, curator, project.id, uploads, "internal")
    assert len(batch.added) == 1
    assert batch.refused[0].error.key == "error.cannot_read"
    assert path.exists()


def test_a_document_of_headers_alone_says_why_it_has_no_chunks(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    page = "<header><p>대외비 · 보안팀</p></header><footer>문의 4010</footer>"
    upload = ("머리말.html", cast(BinaryIO, io.BytesIO(page.encode())))
    (document,) = service.add_documents(workspace, curator, project.id, [upload]).added
    job = service.start_ingest(workspace, curator, project.id, [document.id])
    jobs.run_here(workspace, project.id, job.id)
    ((row,), _) = service.list_documents(workspace, curator, project.id)
    assert (row.document.status, row.chunks, row.problems) == ("ready", 0, 1)
    assert row.document.problem is not None and row.document.problem.key == "problem.no_body"
