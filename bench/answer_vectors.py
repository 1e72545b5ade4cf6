"""Search by meaning at 10,000 chunks: how fast vectors are made, what they add to a question.

The model is made here: a static one that costs next to nothing, so that the figures are those of
the index; a real model takes its own time on top. Its directions are random: it knows words and no
meaning, and what it adds to the order says nothing of real models.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bench import Figure
from workbench.answer.building import Passage
from workbench.answer.embedder import Model, is_installed, prepared
from workbench.answer.fusing import depth, fused
from workbench.answer.index import Index
from workbench.answer.vector_building import build_vectors
from workbench.answer.vectors import Vectors

DIMENSION = 256
SEED = 7
MOST_P95_MS = 150.0


def measured(
    folder: Path, index: Path, passages: Sequence[Passage], questions: Sequence[tuple[str, str]]
) -> list[Figure]:
    """`index` holds `passages`; a question comes with its passage's id. Nothing where the extra
    `embeddings` is not installed."""
    if not is_installed():
        return []
    model = Model(prepared(str(_static_model(folder / "model", passages))))
    began = time.perf_counter()
    built = build_vectors(index, folder / "vectors", str(folder / "model"))
    built_s = time.perf_counter() - began
    vectors = Vectors(built.folder)
    alone, both, first = [], [], 0
    with Index(index) as words:
        for text, wanted in questions:
            began = time.perf_counter()
            weights = words.weights(text)
            found = words.search(text, depth(5), weights)
            alone.append(time.perf_counter() - began)
            near = vectors.nearest(model.questions([text])[0], depth(5))
            hits = fused(found, near, words, weights, 5)
            both.append(time.perf_counter() - began)
            first += hits[0].passage_id == wanted
    vectors.close()
    p95 = int(len(both) * 0.95)
    return [
        Figure(f"vectors of {built.rows:,} chunks, made and checked", built_s, "s"),
        Figure("vectors made a second", built.rows / built_s),
        Figure("question by words and vectors, p95", 1000 * sorted(both)[p95], "ms", MOST_P95_MS),
        Figure("the same against words alone, mean", sum(both) / sum(alone), "x"),
        Figure("right passage first, words and vectors", 100 * first / len(questions), "%"),
    ]


def _static_model(folder: Path, passages: Sequence[Passage]) -> Path:
    """A text is the mean of its words, each a random direction."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = sorted({word for each in passages for word in each.text.rstrip(".").split()})
    weights = np.random.default_rng(SEED).standard_normal((len(words) + 1, DIMENSION))
    weights[0] = 0
    vocabulary = {word: n for n, word in enumerate(["[UNK]", *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    module = StaticEmbedding(tokenizer, embedding_weights=weights.astype(np.float32))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder
