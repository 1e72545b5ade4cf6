"""Fixtures that all tests share: a fresh workspace on SQLite or PostgreSQL, a project, people."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.files import FileStore
from storage.migrate import upgrade
from tests.postgres import PostgresServer, find_postgres
from workbench.access import Actor
from workbench.projects import create_project
from workbench.records import Project
from workbench.settings import Settings
from workbench.workspace import Workspace


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: their driver leaves an event loop running in the process."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them; nothing goes to a hub."""
    for name in list(os.environ):
        if name.startswith("WORKBENCH_") and not name.startswith("WORKBENCH_TEST_"):
            monkeypatch.delenv(name)
    for name in ("HF_ENDPOINT", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "workbench.sqlite"
    db = Database(f"sqlite:///{path.as_posix()}")
    upgrade(db)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own on a free loopback port, with a migrated template database."""
    programs = find_postgres()
    if programs is None:
        if os.environ.get("WORKBENCH_TEST_REQUIRE_ALL"):
            pytest.fail("PostgreSQL is not installed; `python start.py test` installs it on Debian")
        pytest.skip("PostgreSQL is not installed on this machine")
    with PostgresServer(programs) as server:
        server.create_database("template_workbench")
        db = Database(server.url("template_workbench"))
        upgrade(db)
        db.close()
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    shutil.copyfile(sqlite_template, data / "workbench.sqlite")
    return f"sqlite:///{(data / 'workbench.sqlite').as_posix()}"


def postgres_database(server: PostgresServer) -> str:
    """A fresh database at the newest revision; returns its SQLAlchemy URL."""
    name = f"t_{secrets.token_hex(6)}"
    server.create_database(name, template="template_workbench")
    return server.url(name)


OpenWorkspace = Callable[[], Workspace]


def _open(settings: Settings) -> Workspace:
    db = Database(settings.resolved_database_url)
    return Workspace(settings=settings, db=db, files=FileStore(settings.data_dir / "files"))


@pytest.fixture
def workspace(sqlite_url: str, tmp_path: Path) -> Iterator[Workspace]:
    ws = _open(Settings(data_dir=tmp_path / "data"))
    yield ws
    ws.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """The same test on both databases."""
    if request.param == "sqlite":
        request.getfixturevalue("sqlite_url")
        settings = Settings(data_dir=tmp_path / "data")
    else:
        url = postgres_database(request.getfixturevalue("postgres"))
        settings = Settings(data_dir=tmp_path / "data", database_url=url)
    ws = _open(settings)
    yield ws
    ws.close()


@pytest.fixture
def admin() -> Actor:
    return Actor(name="admin", roles=("admin",))


@pytest.fixture
def curator() -> Actor:
    return Actor(name="kim", roles=("curator",))


@pytest.fixture
def engineer() -> Actor:
    return Actor(name="park", roles=("engineer",))


@pytest.fixture
def reviewer() -> Actor:
    return Actor(name="lee", roles=("reviewer",))


@pytest.fixture
def viewer() -> Actor:
    return Actor(name="choi", roles=("viewer",))


def _project_in(ws: Workspace) -> Project:
    return create_project(ws, Actor(name="admin", roles=("admin",)), "보안 매뉴얼")


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Project:
    """A project in `any_workspace` where the test uses that, else in `workspace`."""
    name = "any_workspace" if "any_workspace" in request.fixturenames else "workspace"
    return _project_in(request.getfixturevalue(name))


@pytest.fixture
def row_count() -> Callable[[Workspace, sa.Table], int]:
    def count(ws: Workspace, table: sa.Table) -> int:
        with ws.db.read() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            )

    return count
