"""Saved endpoints: who may trust which address."""

from __future__ import annotations

from typing import Any

import pytest

from tests.augment.conftest import endpoint
from tests.fake_openai import FakeOpenAI
from workbench.access import Actor
from workbench.augment import endpoint_service
from workbench.errors import NotAllowed, UserError
from workbench.workspace import Workspace


def test_trust_is_given_by_an_admin_only(
    workspace: Workspace, curator: Actor, admin: Actor, fake: FakeOpenAI
) -> None:
    with pytest.raises(NotAllowed):
        endpoint(workspace, curator, fake, "trusted")
    made = endpoint(workspace, admin, fake, "trusted")
    assert endpoint_service.list_endpoints(workspace, curator) == [made]
    endpoint_service.delete_endpoint(workspace, admin, made.id)
    assert endpoint_service.list_endpoints(workspace, curator) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"base_url": "ftp://x"}, "error.bad_endpoint_url"),
        ({"base_url": "http://8.8.8.8/v1", "trust": "local"}, "error.endpoint_not_local"),
        ({"model": " "}, "error.endpoint_incomplete"),
        ({"concurrency": 0}, "error.endpoint_concurrency"),
        ({"id": "other"}, "error.endpoint_exists"),
    ],
)
def test_an_endpoint_that_cannot_be_right_is_refused(
    workspace: Workspace, admin: Actor, fake: FakeOpenAI, change: dict[str, Any], key: str
) -> None:
    made = endpoint(workspace, admin, fake, "trusted")
    with pytest.raises(UserError) as raised:
        endpoint_service.save_endpoint(workspace, admin, made.model_copy(update=change))
    assert raised.value.key == key
    assert endpoint_service.list_endpoints(workspace, admin) == [made]
