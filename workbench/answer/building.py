"""Making an index: beside its place, checked, then renamed into it.

It is derived from records and can always be made again. What changes is made from the last file.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from workbench.answer.index import INDEX_VERSION, Index
from workbench.answer.terms import spaced_terms
from workbench.errors import UserError

WEIGHTS = (2.0, 1.0, 1.5)
"""Of heading, text and approved questions in the ranking."""
CHECKED_SHARE = 0.01
LEAST_CHECKED = 20
_BLOCK = 2000
_MEMORY = 64 << 20
"""Bytes of terms that are gathered before they are written: few large pieces need less merging."""

_SCHEMA = """
CREATE TABLE passages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL,
  heading TEXT NOT NULL, body TEXT NOT NULL, asked TEXT NOT NULL
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE terms (term TEXT PRIMARY KEY, docs INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(heading, body, asked, content='', tokenize='ascii');
"""


@dataclass(frozen=True)
class Passage:
    """What can be found: a chunk, or a line of a file."""

    id: str
    text: str
    heading: str = ""
    questions: tuple[str, ...] = ()
    """Approved ones that it answers."""

    def digest(self) -> str:
        parts = "\x1f".join((self.heading, self.text, *self.questions))
        return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Built:
    passages: int
    changed: int
    """Added, replaced or removed against the file that it started from."""


def build(passages: Iterable[Passage], path: Path, start_from: Path | None = None) -> Built:
    """Write the index of `passages` to `path`, all of it or nothing; one process at a time.

    Where `start_from` is an index, only what differs is indexed again. Raises UserError for an id
    that comes twice, a full disk, and an index that does not find what it holds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as part:
            built = _fill(passages, part, start_from)
            _check(part, built.passages)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(path)
    except OSError as error:
        raise UserError("error.cannot_store", reason=error.strerror or "?") from error
    except sqlite3.OperationalError as error:
        raise UserError("error.cannot_store", reason=str(error)) from error
    return built


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield part
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def _fill(passages: Iterable[Passage], part: Path, start_from: Path | None) -> Built:
    old = _copied(start_from, part)
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA cache_size=-64000")
        if not old:
            db.executescript(_SCHEMA)
            rank = f"bm25({', '.join(map(str, WEIGHTS))})"
            db.execute("INSERT INTO words(words, rank) VALUES ('rank', ?)", (rank,))
        options = {"hashsize": _MEMORY, "automerge": 4 if old else 0}
        for option in options.items():
            db.execute("INSERT INTO words(words, rank) VALUES (?, ?)", option)
        db.execute("BEGIN")
        known = dict(db.execute("SELECT id, hash FROM passages")) if old else {}
        changed = _write(db, passages, known)
        total = db.execute("SELECT count(*) FROM passages").fetchone()[0]
        if changed:
            _count_terms(db)
        db.executemany(
            "INSERT OR REPLACE INTO facts VALUES (?, ?)",
            [("version", INDEX_VERSION), ("passages", str(total)), ("content", _content(db))],
        )
        db.execute("COMMIT")
    return Built(total, changed)


def _copied(start_from: Path | None, part: Path) -> bool:
    if start_from is None:
        return False
    try:
        Index(start_from).close()
        shutil.copyfile(start_from, part)
    except (UserError, OSError):
        return False
    return True


def _write(db: sqlite3.Connection, passages: Iterable[Passage], known: dict[str, str]) -> int:
    """Returns how many were added, replaced or removed; `known` is id -> hash of those there."""
    number = db.execute("SELECT coalesce(max(number), 0) FROM passages").fetchone()[0]
    seen: set[str] = set()
    changed = 0
    for block in _blocks(passages, _BLOCK):
        fresh: list[tuple[Passage, str]] = []
        for passage in block:
            if passage.id in seen:
                raise UserError("error.passage_twice", id=passage.id.strip("\x00")[:80])
            seen.add(passage.id)
            digest = passage.digest()
            if known.get(passage.id) != digest:
                fresh.append((passage, digest))
        changed += len(fresh)
        _remove(db, [passage.id for passage, _ in fresh if passage.id in known])
        _add(db, fresh, number + 1)
        number += len(fresh)
    gone = [passage_id for passage_id in known if passage_id not in seen]
    _remove(db, gone)
    return changed + len(gone)


def _add(db: sqlite3.Connection, fresh: Sequence[tuple[Passage, str]], first: int) -> None:
    rows = [
        (number, passage.id, digest, passage.heading, passage.text, "\n".join(passage.questions))
        for number, (passage, digest) in enumerate(fresh, start=first)
    ]
    db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.executemany(
        "INSERT INTO words(rowid, heading, body, asked) VALUES (?, ?, ?, ?)",
        ((number, *map(spaced_terms, texts)) for number, _, _, *texts in rows),
    )


def _remove(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """A contentless index is told what it is to forget."""
    for passage_id in ids:
        query = "SELECT number, heading, body, asked FROM passages WHERE id = ?"
        number, *texts = db.execute(query, (passage_id,)).fetchone()
        forget = (
            "INSERT INTO words(words, rowid, heading, body, asked) VALUES ('delete', ?, ?, ?, ?)"
        )
        db.execute(forget, (number, *map(spaced_terms, texts)))
        db.execute("DELETE FROM passages WHERE number = ?", (number,))


def _count_terms(db: sqlite3.Connection) -> None:
    """How many passages have each term: asked of FTS5 with every question it would take longer
    than the search."""
    db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, 'row')")
    db.execute("DELETE FROM terms")
    db.execute("INSERT INTO terms SELECT term, doc FROM temp.vocabulary")
    db.execute("DROP TABLE temp.vocabulary")


def _content(db: sqlite3.Connection) -> str:
    digest = blake2b(digest_size=16)
    for passage_id, own in db.execute("SELECT id, hash FROM passages ORDER BY id"):
        digest.update(f"{len(passage_id)}:{passage_id}{own}".encode())
    return digest.hexdigest()


def _check(part: Path, passages: int) -> None:
    """A sample, at least one in a hundred, has to be found by its own words."""
    with Index(part) as index, closing(sqlite3.connect(part)) as db:
        step = max(1, min(round(1 / CHECKED_SHARE), passages // LEAST_CHECKED))
        sample = db.execute(
            "SELECT id, heading, body FROM passages WHERE number % ? = 0", (step,)
        ).fetchall()
        for passage_id, heading, body in sample:
            if not index.finds(passage_id, (heading, body)):
                raise UserError("error.index_damaged", passages=passages)


def _blocks(items: Iterable[Passage], size: int) -> Iterator[list[Passage]]:
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block
