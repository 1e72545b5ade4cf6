"""Suggestions of an embedding model: rows of one meaning in other words. They are only reviewed.

The model is a function from texts to vectors; it is never called with fewer than two texts. Facts
stay the gate: rows that differ in a number or a negation are not suggested, however near they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from workbench.clean.corpus import Corpus
from workbench.clean.judge import MOST, Verdict
from workbench.records import Message

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts -> one vector a row; length does not matter."""
LEAST = 0.8
"""Cosine from which on two rows are suggested."""
BLOCK = 2048


def suggestions(corpus: Corpus, embed: Embed) -> dict[tuple[int, int], Verdict]:
    """Verdicts of level `meaning` for pairs of rows (low, high) with equal facts."""
    groups: dict[tuple[frozenset[str], frozenset[str], tuple[str, ...]], list[int]] = defaultdict(
        list
    )
    for row, pair in enumerate(corpus.pairs):
        facts = corpus.question(row).facts, corpus.answer(row).facts
        groups[(*facts, pair.history)].append(row)
    found: dict[tuple[int, int], Verdict] = {}
    for rows in groups.values():
        if len(rows) > 1:
            texts = [f"{corpus.pairs[r].question}\n{corpus.pairs[r].answer}" for r in rows]
            _near(rows, _unit(embed(texts)), found)
    return found


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _near(
    rows: Sequence[int],
    vectors: npt.NDArray[np.float32],
    found: dict[tuple[int, int], Verdict],
) -> None:
    for start in range(0, len(rows), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        for here, there in zip(*np.nonzero(cosines >= LEAST), strict=True):
            if there > here + start:
                score = round(min(float(cosines[here, there]), 1.0) * MOST, 2)
                key = rows[here + start], rows[there]
                reason = Message(key="clean.reason.meaning")
                found[min(key), max(key)] = Verdict("meaning", score, reason)
