"""A base model before it is loaded: is this folder one, how big is it, can its name be one?

Reads `config.json` and the heads of the weight files only, so that a page can say within
milliseconds what a run will take and refuse what cannot work. No torch.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.train.plan import TINY, ModelFacts, TrainParams, tiny_facts

TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model")
WEIGHT_FILES = ("*.safetensors", "pytorch_model*.bin")
FACTS_FILE = "workbench.json"
"""Beside a model that was made here: its run, its version, and whether its weights were random."""
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_MAX_HEAD = 100_000_000


def is_hub_name(base_model: str) -> bool:
    """A name on the hub: neither `tiny` nor a folder that is there, and written like one."""
    return (
        base_model != TINY
        and not Path(base_model).expanduser().is_dir()
        and _HUB_NAME.fullmatch(base_model) is not None
    )


def facts(params: TrainParams) -> ModelFacts | None:
    """What is known of the base model; None for a name on the hub.

    Raises UserError where it is a path to nothing, to no model, or to one without a tokenizer.
    """
    if params.base_model == TINY:
        return tiny_facts(params)
    if is_hub_name(params.base_model):
        return None
    return folder_facts(Path(params.base_model).expanduser())


def folder_facts(folder: Path) -> ModelFacts:
    """Raises UserError, see `facts`."""
    name = folder.name or str(folder)
    if not folder.is_dir():
        raise UserError("error.base_missing", name=str(folder))
    config = _config(folder)
    if config is None:
        adapter = (folder / "adapter_config.json").is_file()
        key = "error.base_is_adapter" if adapter else "error.base_no_model"
        raise UserError(key, name=name)
    weights = [path for pattern in WEIGHT_FILES for path in sorted(folder.glob(pattern))]
    if not weights:
        raise UserError("error.base_no_weights", name=name)
    if not any((folder / file).is_file() for file in TOKENIZER_FILES):
        raise UserError("error.base_no_tokenizer", name=name)
    return ModelFacts(
        parameters=_parameters(weights, name),
        hidden=_first(config, "hidden_size", "n_embd", "d_model") or 768,
        layers=_first(config, "num_hidden_layers", "n_layer", "num_layers") or 12,
        vocabulary=_first(config, "vocab_size") or 50_000,
        max_length=_first(config, "n_positions", "max_position_embeddings"),
        random_weights=has_random_weights(folder),
    )


def has_random_weights(folder: Path) -> bool:
    """Whether a model made here says of itself that it grew from random weights."""
    try:
        found = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("random_weights") is True


def _config(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(found, dict) and ("model_type" in found or "architectures" in found)
    return found if known else None


def _first(config: dict[str, Any], *names: str) -> int | None:
    nested = config.get("text_config")
    for source in (config, nested if isinstance(nested, dict) else {}):
        for name in names:
            value = source.get(name)
            if isinstance(value, int) and value > 0:
                return value
    return None


def _parameters(weights: list[Path], name: str) -> int:
    """From the heads of safetensors files; of others, a quarter of their bytes (fp32)."""
    safe = [path for path in weights if path.suffix == ".safetensors"]
    if not safe:
        return sum(path.stat().st_size for path in weights) // 4
    return sum(_count(path, name) for path in safe)


def _count(path: Path, name: str) -> int:
    """The format: 8 bytes little-endian length, then JSON of name -> dtype, shape, offsets
    (https://github.com/huggingface/safetensors#format). Raises UserError where it is cut off."""
    try:
        with path.open("rb") as source:
            length = int.from_bytes(source.read(8), "little")
            if not 0 < length <= min(_MAX_HEAD, path.stat().st_size):
                raise ValueError
            head = json.loads(source.read(length))
        ends = [entry["data_offsets"][1] for key, entry in head.items() if key != "__metadata__"]
        if 8 + length + max(ends, default=0) > path.stat().st_size:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError("error.base_damaged", name=name, file=path.name) from None
    total = 0
    for key, entry in head.items():
        if key != "__metadata__":
            size = 1
            for side in entry["shape"]:
                size *= side
            total += size
    return total
