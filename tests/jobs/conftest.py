from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.database import Database
from storage.files import FileStore
from workbench.jobs import Engine
from workbench.settings import Settings
from workbench.workspace import Workspace


@pytest.fixture(scope="session")
def engine_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An engine's database as its second start finds it: the first takes a second longer."""
    folder = tmp_path_factory.mktemp("engine")
    shutil.copyfile(sqlite_template, folder / "workbench.sqlite")
    settings = Settings(data_dir=folder)
    db = Database(settings.resolved_database_url)
    engine = Engine(Workspace(settings, db, FileStore(folder / "files")), "local-0", ("default",))
    engine.start()
    engine.stop(drain_s=0)
    db.close()
    return folder / "engine.sqlite"


@pytest.fixture(autouse=True)
def used_engine(engine_template: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(exist_ok=True)
    shutil.copyfile(engine_template, tmp_path / "data" / "engine.sqlite")
