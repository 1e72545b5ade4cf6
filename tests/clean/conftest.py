"""Examples in a project, written as a curator would import them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from storage import schema as s
from storage.database import insert
from workbench.records import (
    Example,
    ExampleRevision,
    ExampleStatus,
    Project,
    Turn,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

AddExample = Callable[..., Example]


@pytest.fixture(autouse=True)
def no_page_is_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a page leaves it behind as `__main__`, which each process spawned later would run:
    Daft's run a batch function, and the page would open a database in the folder of the test."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture
def add_example() -> AddExample:
    """`add_example(ws, project, "질문", "답변", status="approved", number=2, …)` -> Example."""

    def add(
        ws: Workspace,
        project: Project,
        question: str,
        answer: str,
        *,
        status: ExampleStatus = "draft",
        number: int = 1,
        history: tuple[Turn, ...] = (),
        evidence_quote: str = "",
    ) -> Example:
        example_id, revision_id = new_id(), new_id()
        revision = ExampleRevision(
            id=revision_id,
            project_id=project.id,
            example_id=example_id,
            number=number,
            question=question,
            answer=answer,
            history=history,
            evidence_quote=evidence_quote,
            editor="kim",
            created_at=ws.clock(),
        )
        example = Example(
            id=example_id,
            project_id=project.id,
            origin="imported",
            status=status,
            revision_id=revision_id,
            content_hash=content_hash(example_id),
            created_at=ws.clock(),
            created_by="kim",
        )
        with ws.db.write() as connection:
            insert(connection, s.examples, example)
            insert(connection, s.example_revisions, revision)
        return example

    return add
