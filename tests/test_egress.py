"""The gate: which level may go where, what is masked, and that a refusal is written down."""

from __future__ import annotations

import pytest

from storage import audit
from workbench import egress
from workbench.egress import Gate, check, effective_trust, host_of, is_loopback
from workbench.errors import ConfidentialityBlocked, UserError
from workbench.records import ConfidentialityLevel, Project, Trust
from workbench.workspace import Workspace

ELSEWHERE = "https://llm.example.com/v1"
KEY = b"k" * 32


@pytest.mark.parametrize(
    ("level", "trust", "passes"),
    [
        ("public", "local", True),
        ("public", "trusted", True),
        ("public", "external", True),
        ("internal", "local", True),
        ("internal", "trusted", True),
        ("internal", "external", False),
        ("confidential", "local", True),
        ("confidential", "trusted", False),
        ("confidential", "external", False),
    ],
)
def test_which_level_may_go_where(level: ConfidentialityLevel, trust: Trust, passes: bool) -> None:
    if passes:
        assert check(level, trust, ELSEWHERE) == trust
        return
    with pytest.raises(ConfidentialityBlocked):
        check(level, trust, ELSEWHERE)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/v1",
        "http://127.8.9.1/v1",
        "http://localhost:11434/v1",
        "http://LOCALHOST./v1",
        "http://[::1]:8000/v1",
        "http://[::ffff:127.0.0.1]/v1",
    ],
)
def test_loopback_is_local_whatever_was_declared(url: str) -> None:
    assert effective_trust(url, "external") == "local"
    assert check("confidential", "external", url) == "local"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://notlocalhost/v1",
        "http://model.localhost/v1",  # some resolvers ask the network for it
        "http://0.0.0.0:8000/v1",
        "http://10.0.0.4/v1",
    ],
)
def test_what_only_looks_like_loopback_is_not(url: str) -> None:
    assert not is_loopback(host_of(url))
    with pytest.raises(ConfidentialityBlocked):
        check("confidential", "external", url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1@llm.example.com/v1",
        "http://127.0.0.1\\@llm.example.com/v1",
        "http://127.0.0.1 .example.com/v1",
        "file:///etc/passwd",
        "127.0.0.1:8000",
        "http://",
        "http://[::1/v1",
        "",
    ],
)
def test_an_address_that_could_be_read_two_ways_is_refused(url: str) -> None:
    with pytest.raises(UserError) as raised:
        host_of(url)
    assert raised.value.key == "error.bad_endpoint_url"


def test_a_public_address_is_never_local() -> None:
    assert effective_trust("http://8.8.8.8/v1", "local") == "external"
    assert effective_trust("http://192.168.0.20/v1", "local") == "local"
    with pytest.raises(ConfidentialityBlocked):
        check("confidential", "local", "http://8.8.8.8/v1")


@pytest.mark.parametrize("host", ["8.8.8.8.", "134744072", "0x8.8.8.8", "8.526344"])
def test_a_public_address_is_none_however_it_is_written(host: str) -> None:
    assert effective_trust(f"http://{host}/v1", "local") == "external"


def test_a_refusal_is_recorded_without_any_text(workspace: Workspace, project: Project) -> None:
    record = egress.recorder(workspace, "kim", project.id)
    with pytest.raises(ConfidentialityBlocked):
        check("confidential", "external", ELSEWHERE, record)
    with workspace.db.read() as connection:
        newest = audit.page(connection, project.id, 1, 0)[0][0]
    assert (newest.action, newest.actor) == ("egress_blocked", "kim")
    assert newest.subject_id == "llm.example.com"
    assert newest.reason == "confidential -> external"


def test_personal_data_is_masked_on_the_way_out_only() -> None:
    text = "담당자 전화는 010-1234-5678입니다."
    assert Gate("http://127.0.0.1/v1", "external", KEY).outgoing(text) == text
    outside = Gate(ELSEWHERE, "trusted", KEY)
    assert "010-1234-5678" not in outside.outgoing(text)
    assert list(outside.placeholders(text).values()) == ["010-1234-5678"]
    mark = next(iter(outside.placeholders(text)))
    assert mark in outside.outgoing(text)


def test_masking_what_is_masked_changes_nothing() -> None:
    outside = Gate(ELSEWHERE, "external", KEY)
    once = outside.outgoing("문의: kim@example.com, 010-1234-5678")
    assert outside.outgoing(once) == once
