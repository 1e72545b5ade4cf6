"""Names on the hub: one question, one sentence, before any library tries again and again."""

from __future__ import annotations

import socket

import pytest

from workbench.errors import UserError
from workbench.train import hub_model

constants = pytest.importorskip("huggingface_hub.constants")


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Online as far as anybody knows, and nothing listens where the hub should be."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")


def refused(name: str) -> UserError:
    with pytest.raises(UserError) as found:
        hub_model.refuse_unknown(name)
    return found.value


@pytest.mark.usefixtures("unreachable")
def test_a_hub_that_is_not_reached_is_one_sentence() -> None:
    error = refused("no-such-owner/no-such-model")
    assert (error.key, error.params) == (
        "error.base_hub",
        {"name": "no-such-owner/no-such-model"},
    )


def test_offline_the_hub_is_not_asked() -> None:
    assert refused("no-such-owner/no-such-model").key == "error.base_not_cached"


@pytest.mark.usefixtures("unreachable")
def test_what_was_fetched_before_needs_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_model, "is_cached", lambda name: True)
    hub_model.refuse_unknown("owner/model")
