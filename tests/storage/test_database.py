from __future__ import annotations

import multiprocessing
import threading
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import projects
from storage.database import Database, insert_new
from storage.schema import projects as projects_table
from workbench.records import Project, new_id
from workbench.workspace import Workspace


def a_project(name: str) -> Project:
    return Project(
        id=new_id(),
        name=name,
        secret_key="0" * 64,
        created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        created_by="owner",
    )


def test_a_record_comes_back_as_it_went_in(any_workspace: Workspace) -> None:
    project = a_project("한글 이름 ✓")
    with any_workspace.db.write() as connection:
        projects.add(connection, project)
    with any_workspace.db.read() as connection:
        assert projects.get(connection, project.id) == project


def test_a_failed_unit_of_work_leaves_nothing(any_workspace: Workspace) -> None:
    project = a_project("half")
    with pytest.raises(RuntimeError), any_workspace.db.write() as connection:
        projects.add(connection, project)
        raise RuntimeError
    with any_workspace.db.read() as connection:
        assert projects.get(connection, project.id) is None


def test_inserting_again_what_is_there_adds_nothing(any_workspace: Workspace) -> None:
    first, second = a_project("one"), a_project("two")
    with any_workspace.db.write() as connection:
        assert insert_new(connection, projects_table, [first]) == 1
    with any_workspace.db.write() as connection:
        assert insert_new(connection, projects_table, [first, second]) == 1


def test_writers_in_many_threads_all_get_through(any_workspace: Workspace) -> None:
    def write(number: int) -> None:
        for step in range(10):
            with any_workspace.db.write() as connection:
                projects.add(connection, a_project(f"{number}-{step}"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_workspace.db.read() as connection:
        assert len(projects.every(connection)) == 80


def test_a_reader_does_not_wait_for_a_writer(workspace: Workspace) -> None:
    with workspace.db.write() as writing:
        projects.add(writing, a_project("not yet seen"))
        with workspace.db.read() as connection:
            assert connection.execute(sa.select(sa.func.count(projects_table.c.id))).scalar() == 0


def test_two_projects_cannot_have_one_name(any_workspace: Workspace) -> None:
    with any_workspace.db.write() as connection:
        projects.add(connection, a_project("same"))
    with pytest.raises(sa.exc.IntegrityError), any_workspace.db.write() as connection:
        projects.add(connection, a_project("same"))


def _open(path: str, together: Barrier) -> None:
    db = Database(f"sqlite:///{path}")
    together.wait()
    with db.read() as connection:
        sa.inspect(connection).has_table("projects")


def test_many_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    for attempt in range(4):
        together = spawn.Barrier(6)
        path = (tmp_path / f"{attempt}.sqlite").as_posix()
        running = [spawn.Process(target=_open, args=(path, together)) for _ in range(6)]
        for process in running:
            process.start()
        for process in running:
            process.join(60)
        assert [process.exitcode for process in running] == [0] * 6
