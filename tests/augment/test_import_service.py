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


def workbook(**sheets: list[list[str]]) -> bytes:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_in(ws: Workspace, actor: Actor, project: Project, data: bytes) -> Document:
    import io
    from typing import BinaryIO, cast

    from workbench.ingest import service as ingest

    stream = cast(BinaryIO, io.BytesIO(data))
    batch = ingest.add_documents(ws, actor, project.id, [("상담.xlsx", stream)], "internal")
    (document,) = batch.added
    job = ingest.start_ingest(ws, actor, project.id, [document.id])
    jobs.run_here(ws, project.id, job.id)
    return document


def test_sheets_with_different_columns_are_mapped_one_by_one(
    any_workspace: Workspace, project: Project, curator: Actor
) -> None:
    ws = any_workspace
    data = workbook(
        문답=[["질문", "답변"], ["무엇인가요?", "이것입니다."], ["언제인가요?", "내일입니다."]],
        상담=[
            ["상담번호", "화자", "내용"],
            ["1", "고객", "요금이 얼마인가요?"],
            ["1", "상담원", "만 원입니다."],
        ],
    )
    document = read_in(ws, curator, project, data)
    args = (ws, curator, project.id, document.id)
    first = import_service.preview_import(*args)
    assert (first.sheets, first.alike, first.mapping.sheet) == (("문답", "상담"), False, "문답")
    second = import_service.preview_import(*args, sheet="상담")
    assert (second.mapping.kind, second.mapping.sheet) == ("dialogue", "상담")
    assert [pair.question for pair in second.pairs] == ["요금이 얼마인가요?"]
    for sheet in (None, "없는 시트"):
        with pytest.raises(UserError):
            import_service.import_pairs(*args, first.mapping.model_copy(update={"sheet": sheet}))
    for shown, number in ((first, 2), (second, 1)):
        job = import_service.import_pairs(*args, shown.mapping)
        assert run(ws, job).result["examples"] == number


def test_dialogues_of_two_sheets_that_are_numbered_alike_stay_apart(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    head = ["상담번호", "화자", "내용"]
    data = workbook(
        요금=[head, ["1", "고객", "요금이 얼마인가요?"], ["1", "상담원", "만 원입니다."]],
        해지=[head, ["1", "고객", "해지하고 싶어요."], ["1", "상담원", "도와 드리겠습니다."]],
    )
    document = read_in(workspace, curator, project, data)
    shown = import_service.preview_import(workspace, curator, project.id, document.id)
    assert (shown.alike, shown.mapping.sheet) == (True, None)
    assert shown.histories == (0, 0)
