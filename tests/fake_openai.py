"""An OpenAI-compatible server on loopback that does what a test tells it: answers and faults."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Scripted:
    """What one call gets. `text` None is the server's usual answer."""

    text: str | None = None
    status: int = 200
    finish_reason: str = "stop"
    retry_after: str | None = None
    wait_s: float = 0.0
    location: str | None = None


def too_many(retry_after: str | None = "0") -> Scripted:
    return Scripted(status=429, retry_after=retry_after)


def server_error() -> Scripted:
    return Scripted(status=500)


def cut_off(text: str = '{"pairs": [') -> Scripted:
    return Scripted(text=text, finish_reason="length")


def not_json() -> Scripted:
    return Scripted(text="I am sorry, I cannot do that.")


def redirect(to: str) -> Scripted:
    return Scripted(status=307, location=to)


def slow(seconds: float) -> Scripted:
    return Scripted(wait_s=seconds)


def first_sentence_pairs(body: dict[str, Any]) -> str:
    """Pairs whose evidence is the passage's sentences, in the schema that was asked for."""
    user = next(m["content"] for m in body["messages"] if m["role"] == "user")
    found = re.search(r"<passage>\n(.*?)\n</passage>", user, re.DOTALL)
    text = found[1] if found else user
    wanted = int(re.search(r"(\d+)(?:쌍| pairs)", user)[1])  # type: ignore[index]
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+", text) if len(s.strip()) > 5]
    korean = any("가" <= c <= "힣" for c in text)
    pairs = [
        {
            "question": f"{n}번째로 정한 것은 무엇입니까?" if korean else f"What is rule {n}?",
            "answer": sentence,
            "evidence_quote": sentence,
            "category": "fact",
            "style": "question",
        }
        for n, sentence in enumerate(sentences[:wanted], start=1)
    ]
    return json.dumps({"pairs": pairs}, ensure_ascii=False)


@dataclass
class FakeOpenAI:
    """`calls` are the request bodies in the order they came; scripted ones are used up first."""

    base_url: str = ""
    answer: Callable[[dict[str, Any]], str] = first_sentence_pairs
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    most_at_once: int = 0
    rejects_schema: bool = False
    _script: deque[Scripted] = field(default_factory=deque)
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def then(self, *scripted: Scripted) -> None:
        """The next calls, one each."""
        self._script.extend(scripted)

    @property
    def sent(self) -> str:
        """All that was ever received, as one text."""
        return json.dumps(self.calls, ensure_ascii=False)

    def _begin(self, body: dict[str, Any], headers: dict[str, str]) -> Scripted:
        with self._lock:
            self.calls.append(body)
            self.headers.append(headers)
            self.at.append(time.monotonic())
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            if self.rejects_schema and "response_format" in body:
                return Scripted(status=400)
            return self._script.popleft() if self._script else Scripted()

    def _end(self) -> None:
        with self._lock:
            self._open -= 1


def _handler(fake: FakeOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(size))
            names = {name.lower(): value for name, value in self.headers.items()}
            scripted = fake._begin(body, names)
            try:
                if scripted.wait_s:
                    time.sleep(scripted.wait_s)
                self._reply(scripted, body)
            finally:
                fake._end()

        def _reply(self, scripted: Scripted, body: dict[str, Any]) -> None:
            if scripted.status != 200:
                self._send(scripted.status, {"error": {"message": "scripted"}}, scripted)
                return
            text = fake.answer(body) if scripted.text is None else scripted.text
            choice = {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": scripted.finish_reason,
            }
            usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
            whole = {
                "id": "x",
                "object": "chat.completion",
                "created": 0,
                "model": body["model"],
                "choices": [choice],
                "usage": usage,
            }
            self._send(200, whole, scripted)

        def _send(self, status: int, payload: dict[str, Any], scripted: Scripted) -> None:
            data = json.dumps(payload, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if scripted.retry_after is not None:
                self.send_header("Retry-After", scripted.retry_after)
            if scripted.location is not None:
                self.send_header("Location", scripted.location)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def fake_openai() -> Iterator[FakeOpenAI]:
    """Running on a free loopback port until the block ends."""
    fake = FakeOpenAI()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    fake.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
