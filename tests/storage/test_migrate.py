from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema
from storage.database import Database
from storage.migrate import alembic_config, current_revision, ensure_schema, upgrade
from storage.migrations import HEAD, KNOWN
from workbench.errors import UserError
from workbench.workspace import Workspace


def test_the_migrated_database_is_what_the_schema_says(any_workspace: Workspace) -> None:
    with any_workspace.db.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_known_revisions_are_the_files(workspace: Workspace) -> None:
    with workspace.db.read() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == list(KNOWN)


def test_an_empty_folder_becomes_a_database_once(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path.as_posix()}/new/workbench.sqlite")
    ensure_schema(db, tmp_path / "backups")
    ensure_schema(db, tmp_path / "backups")
    assert current_revision(db) == HEAD
    assert not (tmp_path / "backups").exists(), "nothing to back up before the first migration"


def test_a_database_of_a_newer_release_is_left_alone(any_workspace: Workspace) -> None:
    with any_workspace.db.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match=r"error\.database_newer"):
        ensure_schema(any_workspace.db, any_workspace.settings.data_dir / "backups")
    with any_workspace.db.read() as connection:
        assert (
            connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            == "9999"
        )


def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "workbench.sqlite"
    path.write_bytes(b"this is a text file, not a database, and it is long enough" * 40)
    with pytest.raises(UserError, match=r"error\.database_unusable"):
        ensure_schema(Database(f"sqlite:///{path.as_posix()}"), tmp_path / "backups")
    assert path.read_bytes().startswith(b"this is a text file")


def test_an_older_file_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Database(f"sqlite:///{tmp_path.as_posix()}/workbench.sqlite")
    upgrade(db)
    with db.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    monkeypatch.setattr("storage.migrate.KNOWN", ("0000", *KNOWN))
    monkeypatch.setattr("storage.migrate.upgrade", lambda db: None)
    ensure_schema(db, tmp_path / "backups")
    (copy,) = (tmp_path / "backups").iterdir()
    with Database(f"sqlite:///{copy.as_posix()}").read() as connection:
        assert sa.inspect(connection).has_table("examples")


def test_many_processes_starting_at_once_migrate_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from storage.database import Database;"
        "from storage.migrate import ensure_schema; p = Path(sys.argv[1]);"
        "ensure_schema(Database(f'sqlite:///{p.as_posix()}/w.sqlite'), p / 'backups')"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]


def test_elements_and_chunks_of_an_older_release_are_kept(tmp_path: Path) -> None:
    """0007 writes the table of elements anew."""
    db = Database(f"sqlite:///{tmp_path.as_posix()}/workbench.sqlite")
    upgrade(db, "0006")
    now = "2026-01-01 00:00:00"
    with db.write() as connection:
        for statement in (
            "INSERT INTO projects (id, name, purpose, languages, secret_key, created_at, "
            f"created_by) VALUES ('p', '가', '', '[]', 'k', '{now}', 'kim')",
            "INSERT INTO documents (id, project_id, name, sha256, media_type, size, level, status, "
            f"created_at, created_by) VALUES ('d', 'p', 'a.csv', 'h', 'text/csv', 1, 'public', "
            f"'ready', '{now}', 'kim')",
            "INSERT INTO elements (id, project_id, document_id, seq, kind, text, locator, "
            "section_path, cells, flags, content_hash) VALUES ('e', 'p', 'd', 0, 'paragraph', "
            "'글', '{}', '[]', '[]', '[]', 'h')",
            "INSERT INTO chunks (id, project_id, document_id, seq, text, section_path, "
            "element_ids, tokens, content_hash) VALUES ('c', 'p', 'd', 0, '글', '[]', "
            "'[\"e\"]', 1, 'h')",
        ):
            connection.exec_driver_sql(statement)
    upgrade(db)
    with db.read() as connection:
        (element,) = connection.execute(sa.select(schema.elements)).mappings()
        (chunk,) = connection.execute(sa.select(schema.chunks)).mappings()
        (project,) = connection.execute(sa.select(schema.projects)).mappings()
    assert (element["id"], element["text"], chunk["retired"]) == ("e", "글", False)
    assert project["chunk_params"] == {"target": 300, "max": 800, "overlap": 0}
