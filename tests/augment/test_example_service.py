"""The examples of a project: writing one by hand, the filtered list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.augment.conftest import OFFLINE, AddDocument, run
from workbench.access import Actor
from workbench.augment import example_service, service
from workbench.errors import StaleWrite, UserError
from workbench.records import Project
from workbench.workspace import Workspace


def test_an_example_of_one_s_own(
    workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    made = example_service.write_example(workspace, curator, project.id, " 질문? ", "답변.")
    assert made.origin == "written"
    with pytest.raises(StaleWrite):
        example_service.write_example(workspace, curator, project.id, "질문?", "답변.")
    with pytest.raises(UserError):
        example_service.write_example(workspace, curator, project.id, "질문?", "  ")
    (row,) = example_service.list_examples(workspace, curator, project.id)[0]
    assert row.revision.question == "질문?"


def test_evidence_of_one_s_own_example_has_to_stand_in_the_chunk(
    workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    run(workspace, service.start_drafting(workspace, curator, project.id, OFFLINE))
    chunk_id = example_service.list_examples(workspace, curator, project.id)[0][0].example.chunk_id
    with pytest.raises(UserError) as raised:
        example_service.write_example(
            workspace, curator, project.id, "왜?", "그래서.", chunk_id=chunk_id,
            evidence_quote="단락에 없는 말",
        )  # fmt: skip
    assert raised.value.key == "error.evidence_not_in_chunk"


def test_examples_are_filtered_and_paged(
    any_workspace: Workspace, project: Project, curator: Actor, add_document: AddDocument
) -> None:
    document = add_document(any_workspace, project)
    run(any_workspace, service.start_drafting(any_workspace, curator, project.id, OFFLINE))
    example_service.write_example(
        any_workspace, curator, project.id, "100%_확실?", "네.", category="other"
    )

    def found(**filters: Any) -> int:
        return example_service.list_examples(any_workspace, curator, project.id, **filters)[1]

    everything = found()
    assert found(origin="written") == found(category="other") == found(query="100%_") == 1
    assert found(document_id=document.id) == everything - 1
    assert found(status="approved") == found(finding="pii") == found(query="없는말") == 0
    first, _ = example_service.list_examples(any_workspace, curator, project.id, limit=2)
    second, _ = example_service.list_examples(any_workspace, curator, project.id, limit=2, offset=2)
    assert not {row.example.id for row in first} & {row.example.id for row in second}
    assert first[0].example.origin == "written"
