"""Tiny embedding models in the form of real ones, made on the spot; nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

MEANINGS: tuple[tuple[str, ...], ...] = (
    ("비밀번호", "비밀번호는", "암호", "password"),
    ("바꾼다", "바꾸어야", "교체", "변경"),
    ("출입", "카드", "카드를", "사원증", "badge"),
    ("잃어버리면", "잃어버린", "분실"),
    ("영상기록은", "녹화물", "recordings"),
    ("보관한다", "보존"),
    ("구내식당", "점심"),
)
"""Words of one line mean the same; all others mean nothing."""


def synonyms(folder: Path, meanings: Sequence[Sequence[str]] = MEANINGS) -> Path:
    """A static model: a text is the mean of its words, and words of one meaning have one vector."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {"[UNK]": 0}
    weights = [np.zeros(len(meanings) + 1, dtype=np.float32)]
    for dimension, words in enumerate(meanings):
        for word in words:
            vocabulary[word] = len(vocabulary)
            row = np.zeros(len(meanings) + 1, dtype=np.float32)
            row[dimension] = 1
            weights.append(row)
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation()]
    )
    module = StaticEmbedding(tokenizer, embedding_weights=np.stack(weights))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


def random_bert(folder: Path, texts: Sequence[str]) -> Path:
    """A transformer with mean pooling, of random weights, with a tokenizer trained on `texts`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    base = folder.with_name(f"{folder.name}-base")
    words = BertWordPieceTokenizer(strip_accents=False)
    words.train_from_iterator(texts, vocab_size=300, min_frequency=1)
    BertTokenizerFast(tokenizer_object=words._tokenizer).save_pretrained(base)
    config = BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    transformer = Transformer(str(base))
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder))
    return folder
