from __future__ import annotations

import io
from pathlib import Path

import pytest

from storage import backup as rows
from storage import schema
from storage.database import Database, insert
from storage.files import FileStore
from storage.migrate import ensure_schema
from storage.schema import documents
from workbench.access import Actor
from workbench.backup import backup, check, restore
from workbench.errors import NotAllowed, UserError
from workbench.projects import list_projects
from workbench.records import Document, Project, new_id, utc_now
from workbench.settings import Settings
from workbench.workspace import Workspace


def a_document(ws: Workspace, project: Project, content: bytes) -> str:
    sha256 = ws.files.put(content)
    with ws.db.write() as connection:
        insert(
            connection,
            documents,
            Document(
                id=new_id(),
                project_id=project.id,
                name="매뉴얼.pdf",
                sha256=sha256,
                media_type="application/pdf",
                size=len(content),
                created_at=utc_now(),
                created_by="kim",
            ),
        )
    return sha256


def an_empty_workspace(folder: Path) -> Workspace:
    settings = Settings(data_dir=folder)
    db = Database(settings.resolved_database_url)
    ensure_schema(db, folder / "backups")
    return Workspace(settings=settings, db=db, files=FileStore(folder / "files"))


def test_a_restored_copy_opens_and_holds_everything(
    any_workspace: Workspace, project: Project, admin: Actor, tmp_path: Path
) -> None:
    sha256 = a_document(any_workspace, project, "원본".encode())
    report = backup(any_workspace, admin, tmp_path / "copy.zip")
    assert report.files == 1

    copy = an_empty_workspace(tmp_path / "restored")
    assert restore(copy, admin, tmp_path / "copy.zip").rows == report.rows
    assert list_projects(copy, admin) == [project]
    assert copy.files.read(sha256).decode() == "원본"
    assert check(copy, admin).problems == ()


def test_restoring_over_something_is_refused(
    workspace: Workspace, project: Project, admin: Actor, tmp_path: Path
) -> None:
    backup(workspace, admin, tmp_path / "copy.zip")
    with pytest.raises(UserError, match=r"error\.restore_not_empty"):
        restore(workspace, admin, tmp_path / "copy.zip")


def test_a_damaged_backup_writes_nothing(
    workspace: Workspace, project: Project, admin: Actor, tmp_path: Path
) -> None:
    a_document(workspace, project, bytes(range(256)) * 40)
    target = tmp_path / "copy.zip"
    backup(workspace, admin, target)
    content = bytearray(target.read_bytes())
    middle = content.index(b"files/") + 120
    content[middle] ^= 0xFF
    target.write_bytes(bytes(content))
    copy = an_empty_workspace(tmp_path / "restored")
    with pytest.raises(UserError):
        restore(copy, admin, target)
    assert list_projects(copy, admin) == []


def test_a_file_that_is_no_backup_is_said_so(admin: Actor, tmp_path: Path) -> None:
    copy = an_empty_workspace(tmp_path / "restored")
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(UserError, match=r"error\.not_a_backup"):
        restore(copy, admin, tmp_path / "x.zip")


def test_check_finds_a_file_that_was_changed_or_lost(
    workspace: Workspace, project: Project, admin: Actor
) -> None:
    changed = a_document(workspace, project, b"first")
    lost = a_document(workspace, project, b"second")
    workspace.files.local_path(changed).write_bytes(b"tampered")
    workspace.files.local_path(lost).unlink()
    assert len(check(workspace, admin).problems) == 2


def test_every_column_that_names_a_file_is_backed_up() -> None:
    known = {str(column) for column in (*rows.FILE_COLUMNS, *rows.FILE_LIST_COLUMNS)}
    no_files = {"sessions.token_sha256", "training_runs.data_sha256"}
    named = {
        str(column)
        for table in schema.TABLES
        for column in table.columns
        if column.name.endswith("sha256") or column.name == "files"
    }
    assert named - no_files == known


def test_only_admins_back_up(workspace: Workspace, curator: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        backup(workspace, curator, tmp_path / "copy.zip")


def test_putting_the_same_bytes_twice_keeps_one_file(workspace: Workspace) -> None:
    first = workspace.files.put(io.BytesIO(b"same"))
    assert workspace.files.put(b"same") == first
    assert [p for p in workspace.files.root.rglob("*") if p.is_file()] == [
        workspace.files.local_path(first)
    ]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.files.os.fsync", full)
    with pytest.raises(UserError, match="No space left on device"):
        workspace.files.put(b"content")
    assert [p for p in workspace.files.root.rglob("*") if p.is_file()] == []
