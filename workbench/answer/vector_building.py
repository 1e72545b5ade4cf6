"""Making a collection of vectors: by one process, beside its place, checked, then renamed into it.

Texts are embedded once: their vectors are kept by the hash of the text, so that a build that was
killed goes on where it was and the next embeds only what is new. Chroma itself is always written
anew, by the process that holds the lock; several writers lose rows without a word.

`python -m workbench.answer.vector_building INDEX ROOT MODEL [KNOWN]` is a build in a process of its
own, for those that must not load a model.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from filelock import FileLock

from workbench.answer import embedder as embedders
from workbench.answer.embedder import Embedder, Model
from workbench.answer.index import Index
from workbench.answer.vectors import (
    COLLECTION,
    VECTORS_VERSION,
    Facts,
    find,
    finished,
    opened,
    row_id,
    write_facts,
)
from workbench.errors import UserError, WorkbenchError

if TYPE_CHECKING:
    import numpy as np

GRAPH = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 256,
    "max_neighbors": 32,
    "batch_size": 1000,
    "sync_threshold": 5000,
}
"""Of Chroma's HNSW. With these all of 10,000 random vectors find themselves; with its defaults
about 94 % of true neighbours are found."""
CHECKED_SHARE, LEAST_CHECKED = 0.01, 20
SAME = 1e-3
"""Cosine distance up to which two vectors are one, after float32."""
BACKGROUND_ROWS = 300
_EMBEDDED_AT_ONCE = 256
"""Texts between two commits of the cache: what a killed build embeds again."""
_ADDED_AT_ONCE = 2000

Progress = Callable[[int, int], None]
"""Texts embedded, and to be embedded, about."""


@dataclass(frozen=True)
class VectorsBuilt:
    folder: Path
    rows: int
    embedded: int
    """Texts that the model was asked for; the others were known."""


@dataclass(frozen=True)
class _Row:
    id: str
    digest: bytes
    text: str


def build_vectors(
    index_file: Path,
    root: Path,
    model: str,
    known: Path | None = None,
    progress: Progress | None = None,
    *,
    instead: bool = False,
) -> VectorsBuilt:
    """Bring the collection of `index_file`'s passages below `root` about; what is there already is
    used. A second process waits for the first and finds its work. `instead` of the other ones
    there: these are removed at the end.

    Raises UserError where the model or the disk fails, and for a collection that does not find what
    it holds; then nothing is left that would be used. Raises MissingDependency.
    """
    embedders.check_installed()
    embedder = embedders.prepared(model, known)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".lock"), closing(_texts(index_file)) as texts:
            content = _content(index_file)
            there = find(root, content, embedder.identity)
            _forget_unfinished(root)
            built = (
                VectorsBuilt(there[0], there[1].rows, 0)
                if there
                else _build(texts, content, root, embedder, progress)
            )
            if instead:
                forget_others(root, built.folder)
            return built
    except OSError as error:
        raise UserError("error.cannot_store", reason=error.strerror or "?") from error
    except sqlite3.OperationalError as error:
        raise UserError("error.cannot_store", reason=str(error)) from error


def _content(index_file: Path) -> str:
    with Index(index_file) as index:
        return index.content


def _texts(index_file: Path) -> sqlite3.Connection:
    """Kept open, so that the file can be replaced meanwhile. Raises UserError."""
    uri = f"file:{quote(str(index_file.absolute()))}?mode=ro&immutable=1"
    try:
        return sqlite3.connect(uri, uri=True)
    except sqlite3.Error as error:
        raise UserError("error.index_unreadable", name=index_file.name) from error


def _build(
    texts: sqlite3.Connection,
    content: str,
    root: Path,
    embedder: Embedder,
    progress: Progress | None,
) -> VectorsBuilt:
    model = Model(embedder)
    with closing(_cache(root, embedder)) as cache:
        embedded = _embed(cache, texts, model, progress)
        part = root / f".{secrets.token_hex(8)}"
        try:
            rows = _write(part, cache, texts)
            facts = Facts(
                VECTORS_VERSION,
                embedder.identity,
                embedder.name,
                str(embedder.folder),
                model.dimension,
                content,
                rows,
                _background(cache),
            )
            _check(part, cache, texts, rows)
            write_facts(part, facts)
            _flush(part)
            folder = _free(root / facts.name())
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        _prune(cache, texts)
    return VectorsBuilt(folder, rows, embedded)


def _free(folder: Path) -> Path:
    """A path of which Chroma can have nothing in memory, though a damaged folder stand there."""
    return folder.with_name(f"{folder.name}-{secrets.token_hex(4)}") if folder.exists() else folder


def forget_others(root: Path, kept: Path) -> None:
    """Of a root whose collection is in use: those that it took the place of. Whoever reads one of
    them is told that it cannot be read."""
    for folder, _ in list(finished(root)):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)
    kept_cache = {_cache_name(facts.embedder) for _, facts in finished(root)}
    for path in root.glob("*.cache.sqlite"):
        if path.name not in kept_cache:
            path.unlink(missing_ok=True)


def _forget_unfinished(root: Path) -> None:
    """What killed builds left; the lock says that nobody is at it."""
    for path in root.iterdir():
        if path.is_dir() and path.name.startswith("."):
            shutil.rmtree(path, ignore_errors=True)


# ---- texts and their vectors -------------------------------------------------------------------


def _rows(texts: sqlite3.Connection) -> Iterator[_Row]:
    """Of each passage its heading with its text, and each question that it answers; the same in
    each run. What has no text has no vector."""
    query = "SELECT id, heading, body, asked FROM passages ORDER BY number"
    for passage_id, heading, body, asked in texts.execute(query):
        own = [f"{heading}\n{body}".strip(), *asked.split("\n")]
        for number, text in enumerate(own):
            if text.strip():
                digest = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
                yield _Row(row_id(number, passage_id), digest, text)


def _cache_name(identity: str) -> str:
    return f"{blake2b(identity.encode(), digest_size=8).hexdigest()}.cache.sqlite"


def _cache(root: Path, embedder: Embedder) -> sqlite3.Connection:
    db = sqlite3.connect(root / _cache_name(embedder.identity), isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(
        "CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
    )
    return db


def _embed(
    cache: sqlite3.Connection, texts: sqlite3.Connection, model: Model, progress: Progress | None
) -> int:
    """Returns how many texts the model was asked for."""
    known = {digest for (digest,) in cache.execute("SELECT hash FROM vectors")}
    total = sum(row.digest not in known for row in _rows(texts)) if progress else 0
    new = _unknown(texts, known)
    done = 0
    while block := list(islice(new, _EMBEDDED_AT_ONCE)):
        vectors = model.passages([row.text for row in block])
        pairs = [(row.digest, vector.tobytes()) for row, vector in zip(block, vectors, strict=True)]
        cache.execute("BEGIN IMMEDIATE")
        cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", pairs)
        cache.execute("COMMIT")
        done += len(block)
        if progress is not None:
            progress(done, max(total, done))
    return done


def _unknown(texts: sqlite3.Connection, known: set[bytes]) -> Iterator[_Row]:
    """Equal texts once."""
    for row in _rows(texts):
        if row.digest not in known:
            known.add(row.digest)
            yield row


def _vectors(cache: sqlite3.Connection, rows: Sequence[_Row]) -> np.ndarray:
    """(len(rows), dimension)."""
    import numpy as np

    query = "SELECT vector FROM vectors WHERE hash = ?"
    found = [cache.execute(query, (row.digest,)).fetchone()[0] for row in rows]
    return np.stack([np.frombuffer(blob, dtype=np.float32) for blob in found])


def _prune(cache: sqlite3.Connection, texts: sqlite3.Connection) -> None:
    cache.execute("CREATE TEMP TABLE kept (hash BLOB PRIMARY KEY) WITHOUT ROWID")
    cache.executemany(
        "INSERT OR IGNORE INTO kept VALUES (?)", ((row.digest,) for row in _rows(texts))
    )
    cache.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM kept)")


def _background(cache: sqlite3.Connection) -> float:
    """Median similarity of pairs out of a sample, see vectors.Facts; 0 for fewer than two."""
    import numpy as np

    query = "SELECT vector FROM vectors ORDER BY hash LIMIT ?"  # a hash has no meaning to sort by
    blobs = [blob for (blob,) in cache.execute(query, (BACKGROUND_ROWS,))]
    sample = [row for blob in blobs if (row := np.frombuffer(blob, dtype=np.float32)).any()]
    if len(sample) < 2:
        return 0.0
    rows = np.stack(sample)
    similar = rows @ rows.T
    pairs = similar[np.triu_indices(len(rows), k=1)]
    return round(max(0.0, float(np.median(pairs))), 6)


# ---- Chroma ------------------------------------------------------------------------------------


def _write(part: Path, cache: sqlite3.Connection, texts: sqlite3.Connection) -> int:
    """Returns the number of rows; those of which the model makes nothing are left out."""
    client = opened(part)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": GRAPH}
        )
        total = 0
        for block, vectors in _usable(cache, texts):
            collection.add(ids=[row.id for row in block], embeddings=vectors)
            total += len(block)
        return total
    finally:
        client.close()


def _usable(
    cache: sqlite3.Connection, texts: sqlite3.Connection
) -> Iterator[tuple[list[_Row], np.ndarray]]:
    waiting = _rows(texts)
    while block := list(islice(waiting, _ADDED_AT_ONCE)):
        vectors = _vectors(cache, block)
        some = [n for n, vector in enumerate(vectors) if vector.any()]
        if some:
            yield [block[n] for n in some], vectors[some]


def _check(part: Path, cache: sqlite3.Connection, texts: sqlite3.Connection, rows: int) -> None:
    """Read back from the disk: as many rows as were written, and a sample of at least one in a
    hundred reachable by its own vector. A row that is counted need not be reachable."""
    client = opened(part)
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        reachable = collection.count() == rows
        step = max(1, min(round(1 / CHECKED_SHARE), rows // LEAST_CHECKED))
        for block, vectors in _usable(cache, texts):
            reachable = reachable and _reach_themselves(collection, block, vectors, step, rows)
    finally:
        client.close()
    if not reachable:
        raise UserError("error.vectors_damaged", rows=rows)


def _reach_themselves(
    collection: Any, block: Sequence[_Row], vectors: np.ndarray, step: int, rows: int
) -> bool:
    """Equal texts have equal vectors: a row counts as reached where its vector is, and it is
    there to be got."""
    sample = range(0, len(block), step)
    ids = [block[n].id for n in sample]
    if len(collection.get(ids=ids, include=[])["ids"]) != len(ids):
        return False
    queries = vectors[list(sample)]
    found = collection.query(
        query_embeddings=queries, n_results=min(10, rows), include=["distances"]
    )
    return all(
        own in near or distances[-1] <= SAME
        for own, near, distances in zip(ids, found["ids"], found["distances"], strict=True)
    )


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as written:
                os.fsync(written.fileno())


# ---- a process of its own ----------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """One JSON object on stdout: what was built, or the key and parameters of a UserError."""
    index_file, root, model = arguments[:3]
    known = Path(arguments[3]) if len(arguments) > 3 else None
    try:
        built = build_vectors(Path(index_file), Path(root), model, known, instead=True)
    except WorkbenchError as error:
        sys.stdout.write(json.dumps({"error": error.key, "params": error.params}))
        return 1
    told = {"folder": str(built.folder), "rows": built.rows, "embedded": built.embedded}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
