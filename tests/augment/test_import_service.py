"""Importing pairs and dialogues: what is suggested, what is kept, what is refused."""

from __future__ import annotations

import pytest

from tests.augment.conftest import run
from workbench import jobs
from workbench.access import Actor
from workbench.augment import example_service, import_service, service
from workbench.augment.params import ImportMapping
from workbench.errors import UserError
from workbench.records import Document, Project
from workbench.workspace import Workspace


def test_rows_of_sheets_are_not_drafted_from(
    workspace: Workspace, project: Project, curator: Actor, calls: Document
) -> None:
    assert service.draftable_documents(workspace, curator, project.id) == []
    assert [d.id for d in import_service.importable_documents(workspace, curator, project.id)] == [
        calls.id
    ]


def test_dialogues_are_imported_with_what_was_said_before(
    workspace: Workspace, project: Project, curator: Actor, calls: Document
) -> None:
    mapping = import_service.suggest_mapping(workspace, curator, project.id, calls.id)
    shown = import_service.preview_import(workspace, curator, project.id, calls.id)
    assert shown.mapping == mapping
    assert shown.histories == (0, 2, 1)
    job = import_service.import_pairs(workspace, curator, project.id, calls.id, mapping)
    assert run(workspace, job).result["examples"] == 3
    rows, _ = example_service.list_examples(workspace, curator, project.id, origin="imported")
    assert sorted(len(row.revision.history) for row in rows) == [0, 1, 2]
    assert all(row.example.chunk_id for row in rows)
    again = import_service.import_pairs(workspace, curator, project.id, calls.id, mapping)
    assert run(workspace, again).result["examples"] == 0


def test_an_import_without_its_columns_is_refused(
    workspace: Workspace, project: Project, curator: Actor, calls: Document
) -> None:
    with pytest.raises(UserError) as raised:
        import_service.import_pairs(workspace, curator, project.id, calls.id, ImportMapping())
    assert raised.value.key == "error.import_column_missing"
    assert jobs.recent_jobs(workspace, project.id) == []


@pytest.mark.parametrize(
    ("sizes", "items"),
    [
        ([], []),
        ([1] * 401, [(0, 400), (400, 1)]),
        ([150, 150, 150], [(0, 2), (2, 1)]),
        ([900, 1, 1], [(0, 1), (1, 2)]),
    ],
)
def test_long_dialogues_share_no_transaction(
    sizes: list[int], items: list[tuple[int, int]]
) -> None:
    assert import_service.blocks(sizes) == items
