"""How much a model of this machine can take in, told from its folder without loading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.train.base import folder_facts

BYTES_A_TOKEN = 1
"""Where the tokenizer cannot be asked: no byte-level one needs more tokens than bytes."""


@dataclass(frozen=True)
class Context:
    tokens: int
    """Question, passages and answer together."""
    count: Callable[[str], int]
    """Tokens of a text."""


def context_of(folder: Path) -> Context | None:
    """None where the folder does not say, or is none (a name on the hub)."""
    if not folder.is_dir():
        return None
    try:
        most = folder_facts(folder).max_length
    except UserError:
        return None
    return Context(most, _counter(folder)) if most else None


def _counter(folder: Path) -> Callable[[str], int]:
    try:
        from tokenizers import Tokenizer

        tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception:  # the library raises nothing narrower
        return lambda text: len(text.encode("utf-8", "replace")) // BYTES_A_TOKEN
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
