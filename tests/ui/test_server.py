"""Who may reach the pages, what sign-in does, and the headers of every answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from streamlit.errors import FragmentHandledException

from workbench import accounts
from workbench.access import OWNER
from workbench.errors import UserError
from workbench.ui import context, errors, server
from workbench.workspace import Workspace

PASSWORD = "correct horse battery"


class Answer:
    """Status, headers and body that an ASGI application sent."""

    def __init__(self, events: list[MutableMapping[str, Any]]) -> None:
        start = next(event for event in events if event["type"] == "http.response.start")
        self.status = int(start["status"])
        self.headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        self.body = b"".join(event.get("body", b"") for event in events).decode()

    def header(self, wanted: str) -> str:
        return "\n".join(value for name, value in self.headers if name == wanted)


Ask = Callable[..., Answer]


@pytest.fixture
def ask(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`ask("POST", "/signin", body, host="localhost:8501", origin=...)` through the middleware."""
    monkeypatch.setitem(context._opened, workspace.settings, workspace)

    def request(method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        app = Starlette(routes=server.routes(), middleware=server.middleware())
        given = {"host": "localhost:8501", **headers}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "server": ("127.0.0.1", 8501),
            "client": ("127.0.0.1", 50000),
        }
        return Answer(asyncio.run(_exchange(app, scope, body)))

    return request


async def _exchange(
    app: Callable[..., Awaitable[None]], scope: dict[str, Any], body: bytes
) -> list[MutableMapping[str, Any]]:
    sent: list[MutableMapping[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(event: MutableMapping[str, Any]) -> None:
        sent.append(event)

    await app(scope, receive, send)
    return sent


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def test_health_answers_while_the_database_does(ask: Ask) -> None:
    assert ask("GET", "/healthz").body == '{"status":"ok"}'


def test_health_fails_when_the_database_is_gone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_ws: Workspace) -> bool:
        raise UserError("error.database_busy")

    monkeypatch.setattr(accounts, "has_users", gone)
    assert ask("GET", "/healthz").status == 503


def test_every_answer_allows_nothing_from_elsewhere(ask: Ask) -> None:
    answer = ask("GET", "/healthz")
    policy = answer.header("content-security-policy")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy and "https:" not in policy and "'unsafe-eval'" not in policy
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "192.168.0.7:8501", ""])
def test_without_users_only_this_machine_is_served(ask: Ask, host: str) -> None:
    assert ask("GET", "/healthz", host=host).status == 403


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "127.0.0.1"])
def test_this_machine_is_served_by_its_names(ask: Ask, host: str) -> None:
    assert ask("GET", "/healthz", host=host).status == 200


def test_with_users_other_hosts_are_served(ask: Ask, workspace: Workspace) -> None:
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    assert ask("GET", "/healthz", host="workbench.example").status == 200


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(ask: Ask, workspace: Workspace) -> None:
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    answer = ask("POST", "/signin", form(name="kim", password=PASSWORD, next="/review?tab=search"))
    cookie = answer.header("set-cookie")
    assert answer.status == 303
    assert answer.header("location") == "/review?tab=search"
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    token = cookie.split("=", 1)[1].split(";")[0]
    found = accounts.actor_for_token(workspace, token)
    assert found is not None and found.name == "kim"


@pytest.mark.parametrize("name", ["kim", "nobody"])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    ask: Ask, workspace: Workspace, name: str
) -> None:
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    answer = ask("POST", "/signin", form(name=name, password="wrong password", next="/review"))
    assert answer.header("location") == "/review?signin=failed"
    assert answer.header("set-cookie") == ""


def test_a_form_on_another_site_cannot_sign_in(ask: Ask, workspace: Workspace) -> None:
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    body = form(name="kim", password=PASSWORD)
    assert ask("POST", "/signin", body, origin="http://evil.example").status == 403


def test_an_endless_form_is_refused(ask: Ask) -> None:
    assert ask("POST", "/signin", b"a" * (server.MAX_FORM_BYTES + 1)).status == 413


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        ("/review?tab=search", "/review?tab=search"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("review", "/"),
    ],
)
def test_signing_in_leads_nowhere_else(following: str, expected: str) -> None:
    assert server.local_path(following) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.7", False),
        ("127.0.0.1.evil.example", False),
        (None, False),
    ],
)
def test_loopback_is_told_from_all_else(host: str | None, expected: bool) -> None:
    assert server.is_loopback(host) is expected


def test_an_address_others_reach_needs_users(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(context._opened, workspace.settings, workspace)
    monkeypatch.setattr(server.st, "get_option", lambda _name: "0.0.0.0")
    with pytest.raises(SystemExit, match=r"0\.0\.0\.0.*workbench user add"):
        server.check_start()
    accounts.add_user(workspace, OWNER, "kim", ("admin",), PASSWORD)
    server.check_start()


def test_a_database_of_a_newer_release_is_one_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    monkeypatch.setattr(context, "_opened", {})
    with pytest.raises(SystemExit, match="from_the_future"):
        server.check_start()


def test_the_log_of_an_unexpected_error_holds_no_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "010-1234-5678"
    with caplog.at_level(logging.ERROR, "workbench.ui"), errors.shown():
        try:
            int(secret)
        except ValueError as cause:
            raise RuntimeError(f"cannot read {secret}") from cause
    assert "RuntimeError" in caplog.text and "ValueError" in caplog.text
    assert __name__.rsplit(".", 1)[-1] in caplog.text
    assert secret not in caplog.text


def test_what_a_fragment_has_shown_is_not_shown_again() -> None:
    with pytest.raises(FragmentHandledException), errors.shown():
        raise FragmentHandledException
