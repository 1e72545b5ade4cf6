"""A finished collection of vectors, to be read: Chroma, in a folder that never changes again.

Derived from an index of passages and an embedder, and made by `vector_building`. The folder's name
hashes both, so that another model or other passages are another folder; Chroma keeps what it once
opened by its path, and would go on answering from a folder that was replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.records import content_hash

VECTORS_VERSION = "1"
FACTS = "facts.json"
"""Written last: a folder without it was never finished."""
COLLECTION = "passages"


@dataclass(frozen=True)
class Facts:
    version: str
    embedder: str
    """Its identity."""
    model: str
    """Its name, and the folder from which it was loaded."""
    folder: str
    dimension: int
    content: str
    """Of the passages, see workbench.answer.index.Index.content."""
    rows: int
    background: float
    """Median cosine similarity of two of its texts: 0 with some models, above .7 with others."""

    def name(self) -> str:
        return content_hash(self.version, self.embedder, str(self.dimension), self.content)[:32]


@dataclass(frozen=True)
class Near:
    """A passage that a model finds close to the question."""

    passage_id: str
    closeness: float
    """0..1: cosine similarity, rescaled so that 0 is what any two texts of the collection have
    (after Zhang et al. 2020, BERTScore, section 3)."""


def finished(root: Path) -> Iterator[tuple[Path, Facts]]:
    """The collections below `root`, the newest first; those of other releases are passed over."""
    found = [path for path in root.glob("*/" + FACTS) if not path.parent.name.startswith(".")]
    for path in sorted(found, key=_written_at, reverse=True):
        facts = facts_of(path.parent)
        if facts is not None and facts.version == VECTORS_VERSION:
            yield path.parent, facts


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def facts_of(folder: Path) -> Facts | None:
    try:
        return Facts(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_facts(folder: Path, facts: Facts) -> None:
    (folder / FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")


def find(root: Path, content: str, identity: str | None = None) -> tuple[Path, Facts] | None:
    """The collection of these passages; of this embedder, where one is named."""
    for folder, facts in finished(root):
        if facts.content == content and identity in (None, facts.embedder):
            return folder, facts
    return None


def opened(folder: Path) -> Any:
    """Chroma's client; its telemetry is off. Never for a folder that was not made here."""
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        str(folder.absolute()), settings=Settings(anonymized_telemetry=False)
    )


class Vectors:
    """A collection, opened for reading; close it. Raises UserError where it cannot be opened."""

    def __init__(self, folder: Path) -> None:
        facts = facts_of(folder)
        if facts is None or facts.version != VECTORS_VERSION:
            raise UserError("error.vectors_unreadable", name=folder.name)
        self.facts = facts
        try:
            self._client = opened(folder)
            # no embedding function: one that is stored with a collection can name code to run
            self._rows = self._client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:  # Chroma's own, SQLite's, Rust's
            raise UserError("error.vectors_unreadable", name=folder.name) from error

    def close(self) -> None:
        self._client.close()

    def nearest(self, vector: Sequence[float], k: int) -> list[Near]:
        """At most `k` passages, the closest first; none for a vector of zeros."""
        if not any(vector) or not self.facts.rows:
            return []
        wanted = min(self.facts.rows, 3 * k)
        found = self._rows.query(
            query_embeddings=[list(map(float, vector))], n_results=wanted, include=["distances"]
        )
        best: dict[str, float] = {}
        for row_id, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            best.setdefault(passage_of(row_id), _closeness(1 - distance, self.facts.background))
        return [Near(passage_id, close) for passage_id, close in list(best.items())[:k]]


def row_id(number: int, passage_id: str) -> str:
    """0 is the passage itself, from 1 the approved questions that it answers."""
    return f"{number}:{passage_id}"


def passage_of(row: str) -> str:
    return row.split(":", 1)[1]


def _closeness(similarity: float, background: float) -> float:
    rescaled = (similarity - background) / max(1e-6, 1 - background)
    return round(min(1.0, max(0.0, rescaled)), 6)
