"""The embedding model that a team names: a SentenceTransformer folder, or its name on the hub.

Looking at one costs milliseconds and no model is loaded; what loads it is said to. Code that comes
with a model is never run. Only the processes that build or search vectors load it, never the web.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import MissingDependency, UserError
from workbench.train.base import is_hub_name
from workbench.train.hub_model import is_offline

if TYPE_CHECKING:
    import numpy as np

PACKAGES = ("sentence_transformers", "chromadb")
MARKER = "modules.json"
"""Every SentenceTransformer has it: the modules that make a vector of a text."""
UNUSED = ("onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "coreml/*")
"""Of a hub repository: the same weights for other engines."""
BATCH = 32


@dataclass(frozen=True)
class Embedder:
    name: str
    """As it was named."""
    folder: Path
    identity: str
    """Changes with every byte of the folder; of a hub name, with its revision."""


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in PACKAGES)


def check_installed() -> None:
    if not is_installed():
        raise MissingDependency("error.embeddings_extra")


def named(name: str, known: Path | None = None) -> Embedder | None:
    """What `name` is, told without reading weights or asking the hub; None where that is not known
    until `prepared` has been there. `known` is the file in which that is written down.

    Raises UserError where the name is neither a SentenceTransformer folder nor one on the hub, and
    where it would have to be fetched though this installation is offline.
    """
    if is_hub_name(name):
        folder = _cached(name)
        if folder is None and is_offline():
            raise UserError("error.embedding_not_cached", name=name)
        return None if folder is None else Embedder(name, folder, _hub_identity(name, folder))
    folder = _model_folder(name)
    identity = _written(known).get(_signature(folder))
    return None if identity is None else Embedder(name, folder, identity)


def prepared(name: str, known: Path | None = None) -> Embedder:
    """The same with all that it takes: a hub model is fetched (at the revision that is here, where
    one is), a folder is read through once.

    Raises UserError where it cannot be had, see `named` too.
    """
    if is_hub_name(name):
        folder = _fetched(name)
        return Embedder(name, folder, _hub_identity(name, folder))
    found = named(name, known)
    if found is not None:
        return found
    folder = _model_folder(name)
    signature = _signature(folder)
    made = Embedder(name, folder, _content(folder))
    if known is not None:
        _write(known, _written(known) | {signature: made.identity})
    return made


def _model_folder(name: str) -> Path:
    folder = Path(name).expanduser().absolute()
    if not folder.is_dir():
        raise UserError("error.embedding_missing", name=name[:200])
    if not (folder / MARKER).is_file():
        raise UserError("error.embedding_no_model", name=folder.name)
    return folder


def _cached(name: str) -> Path | None:
    """Of a hub model that was fetched before; looks at the disk only."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(name, MARKER)
    return Path(found).parent if isinstance(found, str) else None


def _hub_identity(name: str, folder: Path) -> str:
    """A snapshot's folder is named by its commit."""
    return f"{name}@{folder.name}"


def _fetched(name: str) -> Path:
    from huggingface_hub import snapshot_download

    folder = _cached(name)
    if is_offline():
        if folder is None:
            raise UserError("error.embedding_not_cached", name=name)
        return folder
    # at the commit that is here: what an interrupted download left is completed, nothing renewed
    commit = None if folder is None else folder.name
    try:
        folder = Path(snapshot_download(name, revision=commit, ignore_patterns=list(UNUSED)))
    except Exception as error:  # of the hub, the network, the disk: the library has dozens
        if folder is None:
            raise UserError("error.embedding_not_fetched", name=name) from error
    if not (folder / MARKER).is_file():
        raise UserError("error.embedding_no_model", name=name)
    return folder


def _files(folder: Path) -> list[tuple[str, Path]]:
    """By their path within the folder; what starts with a dot is nobody's weights."""
    found = (
        (path.relative_to(folder).as_posix(), path)
        for path in folder.rglob("*")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )
    return sorted(found)


def _signature(folder: Path) -> str:
    """What a look at the directory tells: enough to know that nothing was written since."""
    digest = blake2b(str(folder).encode("utf-8", "surrogatepass"), digest_size=16)
    for name, path in _files(folder):
        stat = path.stat()
        digest.update(f"\x1f{name}\x1f{stat.st_size}\x1f{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _content(folder: Path) -> str:
    digest = blake2b(digest_size=16)
    for name, path in _files(folder):
        digest.update(f"\x1f{name}\x1f{path.stat().st_size}\x1f".encode())
        with path.open("rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _written(known: Path | None) -> dict[str, str]:
    if known is None:
        return {}
    try:
        found = json.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _write(known: Path, found: dict[str, str]) -> None:
    """It only saves reading the folder again, so that nobody waits for a lock."""
    known.parent.mkdir(parents=True, exist_ok=True)
    part = known.with_name(f".{known.name}.{secrets.token_hex(4)}")
    part.write_text(json.dumps(found), encoding="utf-8")
    with contextlib.suppress(OSError):
        part.replace(known)


# ---- loaded ------------------------------------------------------------------------------------


class Model:
    """A loaded embedder; seconds and hundreds of megabytes. Raises UserError where its folder
    cannot be loaded, MissingDependency without the extra `embeddings`."""

    def __init__(self, embedder: Embedder) -> None:
        check_installed()
        from sentence_transformers import SentenceTransformer

        self.embedder = embedder
        try:
            self._model: Any = SentenceTransformer(
                str(embedder.folder), local_files_only=True, trust_remote_code=False
            )
            self.dimension = len(self.questions(["dimension"])[0])
        except Exception as error:  # whatever a folder made elsewhere holds
            kind = type(error).__name__
            raise UserError("error.embedding_broken", name=embedder.name, kind=kind) from error

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """(len(texts), dimension) float32 of length 1; a row of zeros where the model makes nothing
        of a text."""
        return self._unit(self._model.encode_document, texts)

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        """As `passages`, in the form in which the model wants questions."""
        return self._unit(self._model.encode_query, texts)

    def _unit(self, encode: Callable[..., Any], texts: Sequence[str]) -> np.ndarray:
        import numpy as np

        rows = encode(list(texts), batch_size=BATCH, show_progress_bar=False)
        rows = np.nan_to_num(np.asarray(rows, dtype=np.float32), posinf=0.0, neginf=0.0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: np.ndarray = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
        return unit
