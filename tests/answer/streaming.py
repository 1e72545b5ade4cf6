"""An OpenAI-compatible server on loopback that streams what a test tells it, and can die."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class StreamingModel:
    base_url: str = ""
    pieces: tuple[str, ...] = ("90일마다 ", "바꿉니다 [1].")
    dies_after: int | None = None
    """Pieces after which the connection is cut without an end."""
    status: int = 200
    calls: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def sent(self) -> str:
        return json.dumps(self.calls, ensure_ascii=False)


def _handler(model: StreamingModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            model.calls.append(json.loads(self.rfile.read(size)))
            model.paths.append(self.path)
            if model.status != 200:
                self.send_response(model.status)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for number, piece in enumerate(model.pieces):
                if number == model.dies_after:
                    return
                self._event(piece, None)
            if model.dies_after is None or model.dies_after < len(model.pieces):
                self._event("", "stop")
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, text: str, finish: str | None) -> None:
            choice: dict[str, Any] = {"index": 0, "finish_reason": finish}
            if self.path.endswith("/chat/completions"):
                choice["delta"] = {"content": text}
                kind = "chat.completion.chunk"
            else:
                choice |= {"text": text, "logprobs": None}
                kind = "text_completion"
            event = {"id": "x", "object": kind, "created": 0, "model": "m", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def streaming_model() -> Iterator[StreamingModel]:
    model = StreamingModel()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    model.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
