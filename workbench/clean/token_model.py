"""The optional detector: a Hugging Face token classifier from a local folder, as a recognizer.

It sees what rules do not: names without a title, addresses without a number. It is asked in checks
only, and what it finds is for review, with the probability it gave; where a rule claims a place,
the rule holds. Weights are read as safetensors, and no code of a model is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from workbench.clean.detector import Recognizer
from workbench.clean.spans import PII_TYPES, Span
from workbench.errors import MissingDependency, UserError

NAME, REASON = "token_model", "model"
LEAST = 0.5
"""Probability below which a word is not reported."""
_WINDOW, _STRIDE, _BATCH = 512, 64, 8
"""Tokens of a window, how many two share, windows of one pass."""
_LABELS: dict[str, str] = {
    **{name: name for name in PII_TYPES},
    **dict.fromkeys(("PER", "PS", "NAME", "GIVENNAME", "SURNAME"), "PERSON"),
    **dict.fromkeys(("FIRSTNAME", "LASTNAME"), "PERSON"),
    **dict.fromkeys(("TEL", "TELEPHONE", "TELEPHONENUM", "PHONENUMBER", "MOBILE"), "PHONE"),
    **dict.fromkeys(("MAIL", "EMAILADDRESS"), "EMAIL"),
    **dict.fromkeys(("STREET", "STREETADDRESS", "HOMEADDRESS"), "ADDRESS"),
    **dict.fromkeys(("CREDITCARD", "CREDITCARDNUMBER", "CARDNUMBER"), "CARD"),
    **dict.fromkeys(("ACCOUNTNUM", "ACCOUNTNUMBER", "BANKACCOUNT", "IBAN"), "ACCOUNT"),
    **dict.fromkeys(("PASSPORTNUM", "PASSPORTNUMBER"), "PASSPORT"),
    **dict.fromkeys(("DRIVERLICENSE", "DRIVERLICENSENUM", "LICENSE"), "LICENCE"),
    **dict.fromkeys(("IPADDRESS", "IPV4", "IPV6"), "IP"),
}  # fmt: skip
_POSITION = re.compile(r"^(?:[BIESLU][-_])|(?:[-_][BIESLU])$")
_loading = Lock()


def type_of(label: str) -> str | None:
    """The PII type that a label of a model means (`B-PER`, `I-PS`, `PS-B`, `TELEPHONENUM`)."""
    plain = re.sub(r"[^A-Z0-9]", "", _POSITION.sub("", label.upper()))
    return _LABELS.get(plain)


def checked_folder(folder: Path) -> None:
    """Raises UserError, without loading anything, where it is no token classifier that can be used,
    MissingDependency without the extra `train`."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        labels = [str(label) for label in config["id2label"].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UserError("error.pii_model_folder", name=folder.name) from None
    if not any(folder.glob("*.safetensors")):
        raise UserError("error.pii_model_folder", name=folder.name)
    if not any(map(type_of, labels)):
        raise UserError("error.pii_model_labels", name=folder.name)
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError:
        raise MissingDependency("error.pii_model_extra") from None


def recognizer(folder: Path) -> Recognizer:
    """Finds in folded text what the model in `folder` marks. Raises UserError as checked_folder."""
    checked_folder(folder)
    with _loading:
        tokenizer, model = _loaded(folder)
    labels = {int(n): type_of(label) for n, label in model.config.id2label.items()}

    def find(text: str) -> Iterator[Span]:
        if text.strip():
            yield from _joined(text, _words(text, tokenizer, model, labels))

    return Recognizer(NAME, find)


@lru_cache(maxsize=1)
def _loaded(folder: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForTokenClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True
        )
    except Exception as error:  # whatever a folder of others makes the library raise
        raise UserError("error.pii_model_folder", name=folder.name) from error
    if not tokenizer.is_fast:  # without offsets nothing can be pointed at
        raise UserError("error.pii_model_folder", name=folder.name)
    return tokenizer, model.eval()


def _words(
    text: str, tokenizer: Any, model: Any, labels: dict[int, str | None]
) -> Iterator[tuple[int, int, str, float]]:
    """(start, end, type, probability) of tokens, window by window."""
    import torch

    room = getattr(model.config, "max_position_embeddings", _WINDOW) - 2
    longest = max(8, min(_WINDOW, int(tokenizer.model_max_length), room))
    coded = tokenizer(
        text,
        truncation=True,
        max_length=longest,
        stride=min(_STRIDE, longest // 4),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding=True,
        return_tensors="pt",
    )
    given = {n: coded[n] for n in ("input_ids", "attention_mask")}
    for first in range(0, len(given["input_ids"]), _BATCH):
        part = slice(first, first + _BATCH)
        with torch.inference_mode():
            said = model(**{name: tensor[part] for name, tensor in given.items()}).logits
        best = said.softmax(-1).max(-1)
        for window, offsets in enumerate(coded["offset_mapping"][part].tolist()):
            scores, chosen = best.values[window].tolist(), best.indices[window].tolist()
            for (start, end), score, label in zip(offsets, scores, chosen, strict=True):
                span_type = labels.get(label)
                if end > start and span_type and score >= LEAST:
                    yield start, end, span_type, float(score)


def _joined(text: str, words: Iterator[tuple[int, int, str, float]]) -> list[Span]:
    """Neighbours of one type are one span, as sure as its least sure part; what has no letter and
    no digit is dropped."""
    made: list[Span] = []
    for start, end, span_type, score in sorted(words):
        last = made[-1] if made else None
        near = last is not None and not text[last.end : start].strip(" ")
        if last is not None and near and last.type == span_type:
            joined = last.moved(last.start, max(last.end, end))
            made[-1] = Span(
                joined.start, joined.end, span_type, min(last.score, score), NAME, REASON
            )
        else:
            made.append(Span(start, end, span_type, score, NAME, REASON))
    return [s for s in _trimmed(text, made) if any(map(str.isalnum, text[s.start : s.end]))]


def _trimmed(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Some tokenizers count the space before a word to it."""
    for span in spans:
        start, end = span.start, span.end
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if end - start >= 2:
            yield span.moved(start, end)
