"""Dataset versions as they were frozen: listed, read, verified and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from storage import versions as store
from workbench.access import Actor, require
from workbench.errors import NotFound, UserError
from workbench.export import formats
from workbench.export.card import numbered
from workbench.export.compare import VersionDiff, compare
from workbench.export.outcome import FileCheck, VersionCheck
from workbench.export.parquet import read_rows as read_parquet
from workbench.export.rows import Row
from workbench.records import DatasetVersion, Split
from workbench.workspace import Workspace


def versions(
    ws: Workspace, actor: Actor, project_id: str, limit: int = 50, offset: int = 0
) -> tuple[list[DatasetVersion], int]:
    """Newest first, and how many there are."""
    require(actor, "read")
    with ws.db.read() as connection:
        return store.page(connection, project_id, limit, offset)


def version(ws: Workspace, actor: Actor, project_id: str, version_id: str) -> DatasetVersion:
    """By id, or by number (`3`, `v3`). Raises NotFound."""
    require(actor, "read")
    number = version_id.removeprefix("v")
    with ws.db.read() as connection:
        found = store.get(connection, project_id, version_id)
        if found is None and number.isdecimal() and len(number) < 9:
            found = store.by_number(connection, project_id, int(number))
    if found is None:
        raise NotFound("error.version_unknown", id=version_id)
    return found


def read_rows(
    ws: Workspace, version: DatasetVersion, split: Split, limit: int = 50, offset: int = 0
) -> list[Row]:
    """Rows as they were frozen, in the order of the examples' ids."""
    file = next((f for f in version.files if f.split == split), None)
    if file is None:
        return []
    return list(read_parquet(ws.files.local_path(file.sha256), limit, offset))


def card(ws: Workspace, version: DatasetVersion) -> str:
    """Markdown with its YAML head, as it is written into the folder."""
    return numbered(ws.files.read(version.card_sha256).decode(), version.number)


def verify(ws: Workspace, version: DatasetVersion) -> VersionCheck:
    """Read every file of the version again and compare its hash."""
    named = [(f"{file.split}.parquet", file.sha256) for file in version.files]
    named += [("README.md", version.card_sha256), ("decisions.json", version.decisions_sha256)]
    checks = [FileCheck(name=n, sha256=h, ok=_is_intact(ws, h)) for n, h in named]
    return VersionCheck(files=tuple(checks))


def refuse_damaged(ws: Workspace, found: DatasetVersion) -> None:
    """A version that is not what was frozen is never handed on."""
    damaged = [check.name for check in verify(ws, found).files if not check.ok]
    if damaged:
        raise UserError("error.version_damaged", number=found.number, files=", ".join(damaged))


def _is_intact(ws: Workspace, sha256: str) -> bool:
    if not ws.files.has(sha256):
        return False
    with ws.files.local_path(sha256).open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == sha256


def diff(ws: Workspace, before: DatasetVersion, after: DatasetVersion) -> VersionDiff:
    """What `after` has that `before` had not, the other way round, and what says something else."""
    return compare(package(ws, "", before).rows(), package(ws, "", after).rows())


def rows_by_id(ws: Workspace, found: DatasetVersion, ids: Collection[str]) -> dict[str, Row]:
    """Rows of these examples, whichever split they are in."""
    return {row.id: row for _, row in package(ws, "", found).rows() if row.id in ids}


def package(ws: Workspace, name: str, found: DatasetVersion) -> formats.Package:
    """The version's card and files as the formats write them; `name` is that of the dataset.

    The paths are those of the file store: never write to them.
    """
    paths = {file.split: ws.files.local_path(file.sha256) for file in found.files}
    return formats.Package(name=name, card=card(ws, found), files=paths)
