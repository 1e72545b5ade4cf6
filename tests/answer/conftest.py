"""A project with a short manual that was read, and models on loopback that stream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.schema import metadata
from tests.answer.streaming import StreamingModel, streaming_model
from tests.augment.conftest import AddDocument, add_document
from tests.clean.conftest import AddExample

__all__ = ["AddDocument", "AddExample", "add_document"]


@pytest.fixture(autouse=True)
def tables(request: pytest.FixtureRequest) -> None:
    for name in ("workspace", "any_workspace"):
        if name in request.fixturenames:
            ws = request.getfixturevalue(name)
            metadata.create_all(ws.db.engine, checkfirst=True)


@pytest.fixture
def model() -> Iterator[StreamingModel]:
    with streaming_model() as server:
        yield server
