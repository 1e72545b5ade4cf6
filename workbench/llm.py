"""The one way to a language model: chat over an OpenAI-compatible endpoint, behind the gate.

Every request carries its level; `OpenAIChat` asks the gate and masks before it sends. A 429 or a
server error pauses all calls of the client together, for as long as the server says (Retry-After);
a redirect is never followed, because it would lead past the gate.
"""

from __future__ import annotations

import asyncio
import email.utils
import json
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any, Literal

from pydantic import SecretStr

from workbench.egress import Gate
from workbench.errors import UserError
from workbench.records import ConfidentialityLevel, Record, content_hash

MAX_ATTEMPTS = 6
"""Of one request, while the server is busy or unwell."""
STREAM_ATTEMPTS = 3
"""The same while somebody watches."""
MAX_WAIT_S = 120.0
"""Longest pause a Retry-After can ask for."""
TIMEOUT_S = 180.0


class ChatMessage(Record):
    role: Literal["system", "user", "assistant"]
    content: str


class ChatRequest(Record):
    messages: tuple[ChatMessage, ...]
    level: ConfidentialityLevel
    """The highest of all that is in the messages."""
    json_schema: dict[str, Any] | None = None
    """The reply's shape; it must stand in the prompt as well, not every server enforces it."""
    temperature: float = 0.3
    seed: int | None = None
    max_tokens: int = 2000


class TextRequest(Record):
    """A prompt to be continued as it stands, for models that know no chat."""

    prompt: str
    level: ConfidentialityLevel
    temperature: float = 0.0
    seed: int | None = None
    max_tokens: int = 500
    stop: tuple[str, ...] = ()


class ChatReply(Record):
    text: str
    finish_reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


def chat_request(
    messages: Sequence[tuple[str, str]],
    level: ConfidentialityLevel,
    json_schema: dict[str, Any] | None,
    max_tokens: int,
    seed: int | None,
) -> ChatRequest:
    """From (role, content) pairs."""
    return ChatRequest(
        messages=tuple(
            ChatMessage.model_validate({"role": role, "content": content})
            for role, content in messages
        ),
        level=level,
        json_schema=json_schema,
        max_tokens=max_tokens,
        seed=seed,
    )


def request_key(model: str, request: ChatRequest) -> str:
    """sha256 over all that can change the reply: model, parameters, messages."""
    parts = request.model_dump(mode="json", exclude={"level"})
    return content_hash(model, json.dumps(parts, sort_keys=True, ensure_ascii=False))


Sleep = Callable[[float], Awaitable[None]]


class OpenAIChat:
    """Use one per event loop and endpoint. Raises UserError with what a person can do about it."""

    def __init__(
        self,
        gate: Gate,
        model: str,
        api_key: SecretStr | None = None,
        concurrency: int = 4,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gate = gate
        self._model = model
        self._api_key = api_key
        self._slots = asyncio.Semaphore(concurrency)
        self._sleep, self._clock = sleep, clock
        self._resume_at = 0.0
        self._schema_works = True
        self._client: Any = None

    @property
    def model(self) -> str:
        return self._model

    def masked(self, request: ChatRequest) -> ChatRequest:
        """The request as it will be sent; raises ConfidentialityBlocked."""
        self.gate.check(request.level)
        messages = tuple(
            m.model_copy(update={"content": self.gate.outgoing(m.content)})
            for m in request.messages
        )
        return request.model_copy(update={"messages": messages})

    async def complete(self, request: ChatRequest) -> ChatReply:
        sent = self.masked(request)
        async with self._slots:
            for attempt in range(1, MAX_ATTEMPTS + 1):
                await self._cool_down()
                reply = await self._try(sent, attempt)
                if reply is not None:
                    return reply
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def stream(self, request: ChatRequest | TextRequest) -> AsyncGenerator[str, None]:
        """The reply as it comes. Raises UserError: before the first part like `complete`, later
        `error.endpoint_cut_off` where it ends without having come to its end."""
        import openai

        sent = self.masked(request) if isinstance(request, ChatRequest) else self._masked(request)
        finished = False
        async with self._slots:
            parts = await self._started(sent)
            try:
                async for part in parts:
                    for choice in part.choices[:1]:
                        delta = getattr(choice, "delta", None)
                        text = choice.text if delta is None else delta.content
                        finished = finished or choice.finish_reason is not None
                        if text:
                            yield text
            except (openai.OpenAIError, ValueError) as error:
                raise UserError("error.endpoint_cut_off", url=self.gate.base_url) from error
            finally:
                await parts.close()
        if not finished:
            raise UserError("error.endpoint_cut_off", url=self.gate.base_url)

    def _masked(self, request: TextRequest) -> TextRequest:
        self.gate.check(request.level)
        return request.model_copy(update={"prompt": self.gate.outgoing(request.prompt)})

    async def _started(self, request: ChatRequest | TextRequest) -> Any:
        import openai

        for attempt in range(1, STREAM_ATTEMPTS + 1):
            await self._cool_down()
            try:
                return await self._call_streaming(request)
            except (openai.RateLimitError, openai.InternalServerError) as error:
                after = error.response.headers.get("retry-after")
                self._pause(attempt, error.status_code, after, STREAM_ATTEMPTS)
            except openai.APIConnectionError as error:
                if attempt >= STREAM_ATTEMPTS:
                    host = self.gate.base_url
                    raise UserError("error.endpoint_unreachable", url=host) from error
                self._pause(attempt, 0, None)
            except openai.APIStatusError as error:
                raise _refused(error.status_code) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _call_streaming(self, request: ChatRequest | TextRequest) -> Any:
        client = self._opened()
        common: dict[str, Any] = {
            "model": self._model,
            "temperature": request.temperature,
            "max_tokens": request.max_tokens,
            "stream": True,
        }
        if request.seed is not None:
            common["seed"] = request.seed
        if isinstance(request, ChatRequest):
            messages = [m.model_dump() for m in request.messages]
            return await client.chat.completions.create(messages=messages, **common)
        if request.stop:
            common["stop"] = list(request.stop)
        return await client.completions.create(prompt=request.prompt, **common)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _try(self, request: ChatRequest, attempt: int) -> ChatReply | None:
        """One call; None where another may succeed."""
        import openai

        shaped = request.json_schema is not None and self._schema_works
        try:
            return await self._call(request)
        except (openai.RateLimitError, openai.InternalServerError) as error:
            self._pause(attempt, error.status_code, error.response.headers.get("retry-after"))
            return None
        except (openai.APITimeoutError, openai.APIConnectionError) as error:
            if attempt >= 3:
                host = self.gate.base_url
                raise UserError("error.endpoint_unreachable", url=host) from error
            self._pause(attempt, 0, None)
            return None
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if not shaped:
                raise _refused(error.status_code) from error
        except openai.APIStatusError as error:
            raise _refused(error.status_code) from error
        self._schema_works = False
        await self._cool_down()
        return await self._try(request, attempt)  # without the schema: no attempt of its own

    def _pause(
        self, attempt: int, status: int, retry_after: str | None, most: int = MAX_ATTEMPTS
    ) -> None:
        if attempt >= most:
            raise UserError("error.endpoint_busy", status=status, attempts=attempt)
        wait = _seconds(retry_after)
        if wait is None:
            wait = min(30.0, 0.5 * 2 ** (attempt - 1)) * (0.75 + random.random() / 2)
        self._resume_at = max(self._resume_at, self._clock() + min(wait, MAX_WAIT_S))

    async def _cool_down(self) -> None:
        while (left := self._resume_at - self._clock()) > 0:
            await self._sleep(left)

    async def _call(self, request: ChatRequest) -> ChatReply:
        extra: dict[str, Any] = {}
        if request.seed is not None:
            extra["seed"] = request.seed
        if request.json_schema is not None and self._schema_works:
            shape = {"name": "reply", "schema": request.json_schema, "strict": True}
            extra["response_format"] = {"type": "json_schema", "json_schema": shape}
        done = await self._opened().chat.completions.create(
            model=self._model,
            messages=[m.model_dump() for m in request.messages],
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            **extra,
        )
        if not getattr(done, "choices", None):
            raise UserError("error.endpoint_reply")
        choice, usage = done.choices[0], done.usage
        return ChatReply(
            text=choice.message.content or "",
            finish_reason=choice.finish_reason or "stop",
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
        )

    def _opened(self) -> Any:
        if self._client is None:
            import openai

            local = self.gate.trust == "local"
            self._client = openai.AsyncOpenAI(
                base_url=self.gate.base_url,
                api_key=self._api_key.get_secret_value() if self._api_key else "none",
                max_retries=0,
                timeout=TIMEOUT_S,
                http_client=openai.DefaultAsyncHttpxClient(
                    follow_redirects=False,
                    trust_env=not local,  # a proxy would carry local text away
                ),
            )
        return self._client


def _refused(status: int) -> UserError:
    if status in (401, 403):
        return UserError("error.endpoint_key", status=status)
    if status == 404:
        return UserError("error.endpoint_model", status=status)
    return UserError("error.endpoint_refused", status=status)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds or as an HTTP date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
