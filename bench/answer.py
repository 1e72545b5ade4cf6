"""Retrieval at 100,000 chunks: how fast they are indexed, and how long a question takes."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench import Figure
from bench.answer_vectors import measured
from workbench.answer.building import Passage, build
from workbench.answer.index import Index

CHUNKS = 100_000
VECTORS = 10_000
"""Chunks whose vectors are made too."""
QUESTIONS = 300
WORDS_A_CHUNK = 60
"""About 240 characters, the mean of the sample manuals."""
VOCABULARY = 30_000
SYLLABLES = 600
SEED = 7
MOST_US_A_CHUNK = 100.0
"""10,000 chunks a second on one core."""
MOST_P95_MS = 150.0
_ASKING = (
    "은 무엇입니까?",
    "을 어떻게 해야 하나요?",
    "의 기준을 알려 주세요.",
    "은 언제까지인가요?",
)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return [*_measure(Path(folder), CHUNKS), *_vectors(Path(folder), VECTORS)]


def _vectors(folder: Path, chunks: int) -> list[Figure]:
    passages = list(_passages(chunks))
    path = folder / "fewer.sqlite"
    build(passages, path)
    return measured(folder, path, passages, list(_questions(passages)))


def _measure(folder: Path, chunks: int) -> list[Figure]:
    passages = list(_passages(chunks))
    path = folder / "passages.sqlite"
    began, own = time.perf_counter(), time.process_time()
    build(passages, path)
    own_s, built_s = time.process_time() - own, time.perf_counter() - began
    changed = [*passages[:-1], Passage("new", passages[0].text, "새 문서")]
    began = time.perf_counter()
    build(changed, folder / "changed.sqlite", start_from=path)
    changed_s = time.perf_counter() - began
    questions = list(_questions(passages))
    took, first = [], 0
    with Index(path) as index:
        for text, wanted in questions:
            began = time.perf_counter()
            best = index.search(text, 5)[0]
            took.append(time.perf_counter() - began)
            first += best.passage_id == wanted
    took.sort()
    scans = sorted(_scan(passages, questions[:20]))
    return [
        Figure("indexing, time of one core a chunk", 1e6 * own_s / chunks, "us", MOST_US_A_CHUNK),
        Figure("chunks indexed a second, by the clock", chunks / built_s),
        Figure("one chunk changed", changed_s, "s"),
        Figure("question, p50", 1000 * took[len(took) // 2], "ms"),
        Figure("question, p95", 1000 * took[int(len(took) * 0.95)], "ms", MOST_P95_MS),
        Figure("LIKE on one word of it, p50", 1000 * scans[len(scans) // 2], "ms"),
        Figure("right passage first", 100 * first / len(questions), "%"),
        Figure("size of the index", path.stat().st_size / 1e6, "MB"),
    ]


def _scan(passages: list[Passage], questions: list[tuple[str, str]]) -> Iterator[float]:
    """What a database without the index does, for a single word."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE passages (id TEXT, body TEXT)")
        db.executemany("INSERT INTO passages VALUES (?, ?)", ((p.id, p.text) for p in passages))
        query = "SELECT count(*) FROM passages WHERE body LIKE ?"
        for text, _ in questions:
            began = time.perf_counter()
            db.execute(query, (f"%{text.split()[0]}%",)).fetchone()
            yield time.perf_counter() - began


def _passages(number: int) -> Iterator[Passage]:
    """Words by Zipf's law out of a few hundred syllables, as Korean has them; the same each run."""
    draw = random.Random(SEED)
    syllables = [chr(0xAC00 + draw.randrange(11172)) for _ in range(SYLLABLES)]
    syllable_weights = [1 / (rank + 5) for rank in range(SYLLABLES)]
    lengths = draw.choices((2, 3, 4), (5, 3, 2), k=VOCABULARY)
    words = ["".join(draw.choices(syllables, syllable_weights, k=length)) for length in lengths]
    shares = [1 / (rank + 3) for rank in range(VOCABULARY)]
    for start in range(0, number, 1000):
        drawn = draw.choices(words, shares, k=1000 * WORDS_A_CHUNK)
        for n in range(min(1000, number - start)):
            own = drawn[n * WORDS_A_CHUNK : (n + 1) * WORDS_A_CHUNK]
            heading = f"제{(start + n) // 40 + 1}장 {own[0]} {own[1]}"
            yield Passage(f"p{start + n}", " ".join(own) + ".", heading)


def _questions(passages: list[Passage]) -> Iterator[tuple[str, str]]:
    """Eight words of a passage, asked for; and the passage's id."""
    draw = random.Random(SEED + 1)
    for passage in draw.sample(passages, min(QUESTIONS, len(passages))):
        words = passage.text.rstrip(".").split()
        start = draw.randrange(max(1, len(words) - 8))
        yield " ".join(words[start : start + 8]) + draw.choice(_ASKING), passage.id
