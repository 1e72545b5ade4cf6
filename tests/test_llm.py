"""The client: faults of a server, what is sent, and that nothing passes the gate unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from tests.fake_openai import (
    FakeOpenAI,
    Scripted,
    fake_openai,
    redirect,
    server_error,
    too_many,
)
from workbench.egress import Gate
from workbench.errors import ConfidentialityBlocked, UserError
from workbench.llm import ChatMessage, ChatReply, ChatRequest, OpenAIChat, request_key

KEY = b"k" * 32


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with fake_openai() as server:
        server.answer = lambda _body: "네."
        yield server


def request(content: str = "안녕하십니까", **changes: Any) -> ChatRequest:
    made = ChatRequest(messages=(ChatMessage(role="user", content=content),), level="confidential")
    return made.model_copy(update=changes)


class Waits:
    """A clock that moves only by sleeping, so that tests wait for nothing."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


def complete(
    fake: FakeOpenAI, *asked: ChatRequest, waits: Waits | None = None, **options: Any
) -> list[ChatReply | BaseException]:
    waits = waits or Waits()
    gate = options.pop("gate", None) or Gate(fake.base_url, "external", KEY)

    async def run() -> list[ChatReply | BaseException]:
        chat = OpenAIChat(gate, "m", sleep=waits.sleep, clock=waits.clock, **options)
        try:
            calls = (chat.complete(one) for one in asked)
            return await asyncio.gather(*calls, return_exceptions=True)
        finally:
            await chat.close()

    return asyncio.run(run())


def test_a_reply_comes_with_its_tokens(fake: FakeOpenAI) -> None:
    (reply,) = complete(fake, request())
    assert reply == ChatReply(
        text="네.", finish_reason="stop", prompt_tokens=100, completion_tokens=50
    )


def test_retry_after_is_honoured(fake: FakeOpenAI) -> None:
    fake.then(too_many("7"))
    waits = Waits()
    (reply,) = complete(fake, request(), waits=waits)
    assert isinstance(reply, ChatReply)
    assert waits.slept == [7.0]
    assert len(fake.calls) == 2


def test_a_429_pauses_all_calls_of_the_client(fake: FakeOpenAI) -> None:
    fake.then(too_many("5"))
    waits = Waits()
    replies = complete(fake, *[request(str(n)) for n in range(6)], waits=waits, concurrency=1)
    assert all(isinstance(reply, ChatReply) for reply in replies)
    assert sum(waits.slept) == 5.0
    assert len(fake.calls) == 7


def test_server_errors_are_tried_again_and_then_given_up(fake: FakeOpenAI) -> None:
    fake.then(server_error(), server_error())
    assert isinstance(complete(fake, request())[0], ChatReply)
    fake.then(*[server_error()] * 6)
    (error,) = complete(fake, request())
    assert isinstance(error, UserError)
    assert error.key == "error.endpoint_busy"
    assert len(fake.calls) == 3 + 6


def test_no_more_calls_at_once_than_allowed(fake: FakeOpenAI) -> None:
    fake.then(*[Scripted(text="네.", wait_s=0.02)] * 12)
    complete(fake, *[request(str(n)) for n in range(12)], concurrency=3)
    assert fake.most_at_once <= 3


def test_a_server_without_json_schema_is_asked_without_it(fake: FakeOpenAI) -> None:
    fake.rejects_schema = True
    asked = request(json_schema={"type": "object"})
    first, second = complete(fake, asked, asked, concurrency=1)
    assert isinstance(first, ChatReply)
    assert isinstance(second, ChatReply)
    assert ["response_format" in body for body in fake.calls] == [True, False, False]


def test_a_refused_schema_is_no_attempt(fake: FakeOpenAI) -> None:
    fake.then(*[server_error()] * 5, Scripted(status=400))
    (reply,) = complete(fake, request(json_schema={"type": "object"}))
    assert isinstance(reply, ChatReply)
    assert ["response_format" in body for body in fake.calls] == [True] * 6 + [False]


def test_a_schema_refused_to_several_calls_at_once_fails_none(fake: FakeOpenAI) -> None:
    fake.rejects_schema = True
    asked = request(json_schema={"type": "object"})
    replies = complete(fake, asked, asked, concurrency=2)
    assert all(isinstance(reply, ChatReply) for reply in replies)


@pytest.mark.parametrize(
    ("status", "key"),
    [(401, "endpoint_key"), (404, "endpoint_model"), (413, "endpoint_refused")],
)
def test_what_a_person_has_to_put_right_is_not_tried_again(
    fake: FakeOpenAI, status: int, key: str
) -> None:
    fake.then(Scripted(status=status))
    (error,) = complete(fake, request())
    assert isinstance(error, UserError)
    assert error.key == f"error.{key}"
    assert len(fake.calls) == 1


def test_a_server_that_is_not_there_is_named(fake: FakeOpenAI) -> None:
    gate = Gate("http://127.0.0.1:9/v1", "local", KEY)
    (error,) = complete(fake, request(), gate=gate)
    assert isinstance(error, UserError)
    assert error.key == "error.endpoint_unreachable"


def test_a_redirect_is_never_followed(fake: FakeOpenAI) -> None:
    with fake_openai() as other:
        fake.then(redirect(f"{other.base_url}/chat/completions"))
        (error,) = complete(fake, request())
        assert isinstance(error, UserError)
        assert other.calls == []


def test_a_proxy_of_the_environment_does_not_see_local_text(
    fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_openai() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert isinstance(complete(fake, request())[0], ChatReply)
        assert proxy.calls == []


def test_the_gate_is_asked_before_anything_is_sent(
    fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.egress.is_loopback", lambda _host: False)
    refused: list[str] = []
    gate = Gate(fake.base_url, "external", KEY, lambda level, *_: refused.append(level))
    (error,) = complete(fake, request(), gate=gate)
    assert isinstance(error, ConfidentialityBlocked)
    assert refused == ["confidential"]
    assert fake.calls == []


def test_personal_data_is_masked_in_every_message(
    fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.egress.is_loopback", lambda _host: False)
    gate = Gate(fake.base_url, "external", KEY)
    asked = request("담당자는 010-1234-5678로 연락합니다.", level="public")
    assert isinstance(complete(fake, asked, gate=gate)[0], ChatReply)
    assert "010-1234-5678" not in fake.sent
    assert "[PHONE_" in fake.sent


def test_the_key_travels_in_the_header_and_nowhere_else(fake: FakeOpenAI) -> None:
    complete(fake, request(), api_key=SecretStr("s3cret"))
    assert fake.headers[0]["authorization"] == "Bearer s3cret"
    assert "s3cret" not in fake.sent


def test_equal_requests_have_equal_keys() -> None:
    assert request_key("m", request("a")) == request_key("m", request("a"))
    others = [
        request_key("n", request("a")),
        request_key("m", request("b")),
        request_key("m", request("a", temperature=0.9)),
        request_key("m", request("a", seed=3)),
        request_key("m", request("a", json_schema={"type": "object"})),
    ]
    assert len({request_key("m", request("a")), *others}) == 6
