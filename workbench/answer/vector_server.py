"""Answers "which passages are close to this question" for processes that must not load a model.

One server for all who use a data folder, see `detached`: it keeps the embedding model and the
collections that were asked last. It listens on loopback and asks each caller for the token of its
note, which only the owner of the data folder can read; nothing leaves the machine.

One request a connection, as JSON: {token, model: {name, folder, identity}, collection, text, k} ->
{near: [[passage id, closeness], …]} or {error, params}.

`python -m workbench.answer.vector_server FOLDER` is the server.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import sys
import threading
import time
from collections import OrderedDict
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from workbench.answer import detached
from workbench.answer.embedder import Embedder, Model
from workbench.answer.vectors import Vectors
from workbench.errors import UserError, WorkbenchError

IDLE_S = 1800.0
READ_S = 10.0
"""How long a caller may take to say what it wants."""
MOST_BYTES = 1 << 20
MOST_COLLECTIONS = 4

log = logging.getLogger("workbench.answer")


class _Loaded:
    """The model and the collections in memory; one question at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._collections: OrderedDict[Path, Vectors] = OrderedDict()

    def near(self, embedder: Embedder, folder: Path, text: str, k: int) -> list[tuple[str, float]]:
        with self._lock:
            if self._model is None or self._model.embedder != embedder:
                self._model = None
                self._model = Model(embedder)
            vectors = self._collection(folder)
            if vectors.facts.embedder != embedder.identity:
                raise UserError("error.vectors_unreadable", name=folder.name)
            [vector] = self._model.questions([text])
            return [(each.passage_id, each.closeness) for each in vectors.nearest(vector, k)]

    def _collection(self, folder: Path) -> Vectors:
        if folder not in self._collections:
            self._collections[folder] = Vectors(folder)
            while len(self._collections) > MOST_COLLECTIONS:
                _, oldest = self._collections.popitem(last=False)
                oldest.close()
        self._collections.move_to_end(folder)
        return self._collections[folder]


def _answer(loaded: _Loaded, request: dict[str, Any], token: str) -> dict[str, Any]:
    if not hmac.compare_digest(str(request.get("token", "")), token):
        return {"error": "error.vectors_unreadable", "params": {"name": "token"}}
    try:
        model = request["model"]
        embedder = Embedder(model["name"], Path(model["folder"]), model["identity"])
        folder, text, k = Path(request["collection"]), request["text"], int(request["k"])
        return {"near": loaded.near(embedder, folder, text, k)}
    except WorkbenchError as error:
        return {"error": error.key, "params": error.params}
    except Exception as error:  # the words of libraries may hold the question
        log.error("a search failed: %s", type(error).__name__)
        return {"error": "error.vectors_unreadable", "params": {"name": type(error).__name__}}


def _handle(connection: Connection, loaded: _Loaded, token: str) -> None:
    with connection:
        try:
            if connection.poll(READ_S):
                request = json.loads(connection.recv_bytes(MOST_BYTES))
                reply = _answer(loaded, request, token)
                connection.send_bytes(json.dumps(reply).encode("utf-8"))
        except (OSError, EOFError, ValueError, AttributeError):
            log.info("a caller went away")


def serve(folder: Path) -> None:
    """Until nobody has asked for IDLE_S. Only one process of a folder comes past the lock."""
    lock = FileLock(folder / "server.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    token, loaded, asked = secrets.token_hex(16), _Loaded(), [time.monotonic()]
    listener = Listener(("127.0.0.1", 0), backlog=32)

    def accept() -> None:
        while True:
            try:
                connection = listener.accept()
            except OSError:
                continue
            asked[0] = time.monotonic()
            threading.Thread(target=_handle, args=(connection, loaded, token), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    detached.announce(folder, int(listener.address[1]), token)
    while time.monotonic() - asked[0] < IDLE_S:
        time.sleep(5)
    (folder / "server.json").unlink(missing_ok=True)
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
