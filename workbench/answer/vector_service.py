"""Search by meaning in a project, where the installation names an embedding model.

Nothing here loads a model: vectors are built by a process of their own, in the `index` job, and
questions are embedded by the server of `vector_server`. Both are on this machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

from workbench.answer import detached, vectors
from workbench.answer.embedder import Embedder, check_installed, named
from workbench.answer.vectors import Facts, Near
from workbench.errors import UserError
from workbench.records import Message
from workbench.workspace import Workspace

START_S = 20.0
"""Until the server listens; the model is loaded after that."""
WAIT_S = 45.0
"""For one question, loading of the model included; then words alone answer it."""


def is_wanted(ws: Workspace) -> bool:
    return bool(ws.settings.embedding_model)


def problem(ws: Workspace) -> Message | None:
    """Why the model that is named cannot be used; None where nothing speaks against it."""
    try:
        check_installed()
        named(_name(ws), _known(ws))
    except UserError as error:
        return Message(key=error.key, params=error.params)
    return None


def collection(ws: Workspace, project_id: str, content: str) -> tuple[Embedder, Path] | None:
    """The model and the vectors of these passages; None where they have to be built first.

    Raises UserError and MissingDependency where that cannot be.
    """
    check_installed()
    embedder = named(_name(ws), _known(ws))
    if embedder is None:
        return None
    found = vectors.find(_root(ws, project_id), content, embedder.identity)
    return None if found is None else (embedder, found[0])


def near(ws: Workspace, embedder: Embedder, folder: Path, question: str, k: int) -> list[Near]:
    """Raises UserError where there is no answer in time; the next question may have one."""
    server = detached.ensure(_server(ws), "workbench.answer.vector_server", START_S)
    request = {
        "token": server.token,
        "model": {
            "name": embedder.name,
            "folder": str(embedder.folder),
            "identity": embedder.identity,
        },
        "collection": str(folder.absolute()),
        "text": question,
        "k": k,
    }
    reply = _asked(server.port, request)
    if "error" in reply:
        raise UserError(str(reply["error"]), **reply.get("params", {}))
    return [Near(str(passage_id), float(close)) for passage_id, close in reply["near"]]


def _asked(port: int, request: dict[str, Any]) -> dict[str, Any]:
    try:
        with Client(("127.0.0.1", port)) as connection:
            connection.send_bytes(json.dumps(request).encode("utf-8"))
            if not connection.poll(WAIT_S):
                raise UserError("error.vectors_late")
            found = json.loads(connection.recv_bytes())
    except (OSError, EOFError, ValueError):
        raise UserError("error.vectors_late") from None
    return found if isinstance(found, dict) else {"error": "error.vectors_late"}


def rows(ws: Workspace, project_id: str) -> int:
    """Of the newest collection."""
    newest = next(vectors.finished(_root(ws, project_id)), None)
    return 0 if newest is None else newest[1].rows


async def build(ws: Workspace, project_id: str, index_file: Path) -> Facts:
    """Of the passages of `index_file`, in a process of its own; what is there already is used.

    Raises UserError where it fails, and MissingDependency.
    """
    check_installed()
    root = _root(ws, project_id)
    root.mkdir(parents=True, exist_ok=True)
    log = root / "build.log"
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "workbench.answer.vector_building"),
            *(str(index_file.absolute()), str(root.absolute()), _name(ws)),
            str(_known(ws).absolute()),
            env=detached.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
        )
        try:
            said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
    return _built(said, log)


def _built(said: bytes, log: Path) -> Facts:
    try:
        told = json.loads(said.decode("utf-8").rstrip().splitlines()[-1])
        if "error" in told:
            raise UserError(told["error"], **told["params"])
        facts = vectors.facts_of(Path(told["folder"]))
    except (ValueError, IndexError, KeyError, TypeError):
        facts = None
    if facts is None:
        raise UserError("error.vectors_died", log=str(log))
    return facts


def _name(ws: Workspace) -> str:
    return ws.settings.embedding_model or ""


def _root(ws: Workspace, project_id: str) -> Path:
    return ws.settings.data_dir / "indexes" / project_id / "vectors"


def _known(ws: Workspace) -> Path:
    return ws.settings.data_dir / "indexes" / "embedders.json"


def _server(ws: Workspace) -> Path:
    return ws.settings.data_dir.absolute() / "serving" / "vectors"
