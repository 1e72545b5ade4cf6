"""The index of passages, to be read: one SQLite file with FTS5, made by `building`.

A finished file never changes, so that any number of processes read it without a lock.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workbench.answer.terms import question_terms, terms
from workbench.errors import UserError

INDEX_FILE = "passages.sqlite"
"""Of an index that is a folder of its own."""
INDEX_VERSION = "2"
"""Changes whenever a file of an older one would answer otherwise."""
MOST_TERMS = 16
"""The rarest terms of a question that are looked for; the others change the order hardly and cost
most of the time."""
CANDIDATES = 25
BY_COVERAGE = 0.8
"""Share of coverage in the order of the candidates. Measured on questions drafted from ten manuals
and papers, and on the near-duplicate chapters of one: first place 95-98 % instead of 67-95 %."""
COMMON, MANY = 0.1, 20_000
"""Among more than MANY passages, a term in more than this share of them is looked for only where
there are few others."""
FEW_TERMS = 6
_BLOCK = 500


@dataclass(frozen=True)
class Hit:
    passage_id: str
    score: float
    """0..1, higher is better; for the order of one question's passages only."""
    coverage: float
    """0..1: how much of what is asked stands in the passage, rare terms counting more."""
    closeness: float = 0.0
    """0..1: how close an embedding model finds its meaning, see workbench.answer.vectors.Near; 0
    where none was asked."""


class Index:
    """A finished file, opened for reading; close it, or use it in a `with` block."""

    def __init__(self, path: Path) -> None:
        """Raises UserError where it is no index, or one of another release."""
        try:
            uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._db.execute("PRAGMA mmap_size=268435456")
            facts = dict(self._db.execute("SELECT name, value FROM facts"))
        except sqlite3.Error as error:
            raise UserError("error.index_unreadable", name=path.name) from error
        if facts.get("version") != INDEX_VERSION:
            self._db.close()
            raise UserError("error.index_version", name=path.name)
        self.size = int(facts["passages"])
        self.content: str = facts["content"]
        """Equal for equal passages, in whatever order and steps they were indexed."""

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def weights(self, question: str) -> dict[str, float]:
        """The terms of the question, each with its inverse document frequency; one that stands
        nowhere weighs most."""
        asked = question_terms(question)
        known = self.frequencies(list(asked))
        return {
            term: tells * inverse_frequency(known.get(term, 0), self.size)
            for term, tells in asked.items()
            if tells == 1 or term in known
        }

    def search(
        self, question: str, k: int, weights: Mapping[str, float] | None = None
    ) -> list[Hit]:
        """At most `k` passages, best first; of equal ones the one that was indexed first.

        BM25 chooses the candidates. Among them it is mostly coverage that decides: BM25 prefers
        short passages that repeat one word of the question to those that have them all.
        """
        weights = self.weights(question) if weights is None else weights
        looked_for = _looked_for(weights, self.frequencies(list(weights)), self.size)
        if not looked_for or k < 1:
            return []
        match = " OR ".join(f'"{term}"' for term in looked_for)
        query = "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        found = self._db.execute(query, (match, max(k, CANDIDATES))).fetchall()
        top = max(-float(found[0][1]), 1e-9) if found else 1.0
        hits = [(number, self._hit(number, -float(rank) / top, weights)) for number, rank in found]
        hits.sort(key=lambda each: (-each[1].score, each[0]))
        return [hit for _, hit in hits[:k]]

    def _hit(self, number: int, share: float, weights: Mapping[str, float]) -> Hit:
        """`share` is the passage's BM25 as a share of the best one's."""
        query = "SELECT id, heading, body, asked FROM passages WHERE number = ?"
        passage_id, *texts = self._db.execute(query, (number,)).fetchone()
        covered = coverage(weights, terms_of(texts))
        score = BY_COVERAGE * covered + (1 - BY_COVERAGE) * share
        return Hit(passage_id, round(score, 6), round(covered, 6))

    def covered(self, passage_id: str, weights: Mapping[str, float]) -> float | None:
        """Coverage of a passage that something else found; None where it is not in here."""
        query = "SELECT heading, body, asked FROM passages WHERE id = ?"
        texts = self._db.execute(query, (passage_id,)).fetchone()
        return None if texts is None else round(coverage(weights, terms_of(texts)), 6)

    def frequencies(self, wanted: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands; those that stand nowhere are left out."""
        found: dict[str, int] = {}
        for start in range(0, len(wanted), _BLOCK):
            block = wanted[start : start + _BLOCK]
            marks = ",".join("?" * len(block))
            query = f"SELECT term, docs FROM terms WHERE term IN ({marks})"
            found.update(self._db.execute(query, block))
        return found

    def finds(self, passage_id: str, texts: Sequence[str]) -> bool:
        """Whether a passage is among those that hold its own rarest terms."""
        own = sorted(terms_of(texts))
        docs = self.frequencies(own)
        if len(docs) < len(own):
            return False
        rarest = sorted(own, key=lambda term: (docs[term], term))[:3]
        if not rarest:
            return True
        query = (
            "SELECT count(*) FROM words JOIN passages ON number = words.rowid "
            "WHERE words MATCH ? AND id = ?"
        )
        match = " AND ".join(f'"{term}"' for term in rarest)
        return bool(self._db.execute(query, (match, passage_id)).fetchone()[0])


def inverse_frequency(docs: int, passages: int) -> float:
    """As BM25 has it (Robertson and Zaragoza 2009, eq. 3.3), never below zero."""
    return math.log(1 + (passages - docs + 0.5) / (docs + 0.5))


def coverage(weights: Mapping[str, float], present: set[str]) -> float:
    """Share of the weight that is in `present`."""
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum(weight for term, weight in weights.items() if term in present) / total


def _looked_for(weights: Mapping[str, float], docs: Mapping[str, int], passages: int) -> list[str]:
    rarest = sorted((term for term in weights if term in docs), key=lambda term: docs[term])
    if passages > MANY:
        telling = [term for term in rarest if docs[term] <= COMMON * passages]
        rarest = telling if len(telling) >= FEW_TERMS else rarest[:FEW_TERMS]
    return rarest[:MOST_TERMS]


def terms_of(texts: Iterable[str]) -> set[str]:
    """Of each text for itself: no pair of characters spans two."""
    return {term for text in texts for term in terms(text)}
