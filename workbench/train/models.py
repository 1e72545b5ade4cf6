"""Base models and results as they are loaded, made and saved. Imported by the trainer only.

Weights are read as fp32 and code that comes with a model is never run.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)
from transformers.pytorch_utils import Conv1D

from workbench.errors import UserError
from workbench.train.base import FACTS_FILE, folder_facts, has_random_weights, is_hub_name
from workbench.train.card import CARD, model_card
from workbench.train.formatting import TrainingRow
from workbench.train.hub_model import is_offline, refuse_unknown
from workbench.train.plan import TINY, TrainParams
from workbench.train.run_folder import (
    RunFolder,
    RunSpec,
    is_complete,
    mark_complete,
    remove,
    write_whole,
)

log = logging.getLogger("workbench.train")

END, PAD, UNKNOWN = "<|end|>", "<|pad|>", "<|unknown|>"
LIBRARIES = ("torch", "transformers", "trl", "peft", "accelerate", "tokenizers")


def base_path(folder: RunFolder, params: TrainParams, rows: Iterable[TrainingRow]) -> str:
    """What `load` is to be given. The tiny model is made at the first start and kept with the run,
    so that a resume has the same one."""
    if params.base_model != TINY:
        if not is_hub_name(params.base_model):
            folder_facts(Path(params.base_model).expanduser())
            return str(Path(params.base_model).expanduser())
        return params.base_model
    if not is_complete(folder.base):
        _make_tiny(folder.base, params, rows)
    return str(folder.base)


def random_weights(folder: RunFolder, params: TrainParams) -> bool:
    if params.base_model == TINY:
        return True
    return has_random_weights(Path(params.base_model).expanduser())


def _make_tiny(target: Path, params: TrainParams, rows: Iterable[TrainingRow]) -> None:
    tokenizer = train_tokenizer((f"{row.prompt}{row.completion}" for row in rows), params)
    torch.manual_seed(params.seed)
    config = GPT2Config(
        vocab_size=len(tokenizer),
        n_positions=params.max_length,
        n_embd=params.tiny_hidden,
        n_layer=params.tiny_layers,
        n_head=params.heads,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    remove(target)
    target.mkdir(parents=True)
    GPT2LMHeadModel(config).save_pretrained(target)
    tokenizer.save_pretrained(target)
    write_whole(target / FACTS_FILE, json.dumps({"random_weights": True}))
    mark_complete(target)
    log.info("made a tiny model with random weights, vocabulary %d", len(tokenizer))


def train_tokenizer(texts: Iterable[str], params: TrainParams) -> Any:
    """Byte-level BPE: any text can be written with it, and it gives every text back."""
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=params.tiny_vocabulary,
        special_tokens=[PAD, END, UNKNOWN],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        bos_token=END,
        pad_token=PAD,
        unk_token=UNKNOWN,
        model_max_length=params.max_length,
    )


def load(path: str, params: TrainParams) -> tuple[Any, Any]:
    """(model, tokenizer). Raises UserError where it is none, or does not suit."""
    name = path if is_hub_name(path) else Path(path).name
    if is_hub_name(path):
        refuse_unknown(path)
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
        model, info = AutoModelForCausalLM.from_pretrained(
            path, dtype=torch.float32, trust_remote_code=False, output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise _refused(path, name, error) from error
    if info["missing_keys"]:
        raise UserError("error.base_weights_missing", name=name, n=len(info["missing_keys"]))
    if tokenizer.eos_token is None:
        raise UserError("error.base_no_end_token", name=name)
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        raise UserError("error.base_tokenizer_differs", name=name)
    most = getattr(model.config, "max_position_embeddings", None)
    if isinstance(most, int) and params.max_length > most:
        raise UserError("error.train_max_length", max_length=params.max_length, most=most)
    return model, tokenizer


def _refused(path: str, name: str, error: Exception) -> Exception:
    words = str(error).lower()
    if isinstance(error, RuntimeError) and ("memory" in words):
        return error
    log.error("base model refused: %s", type(error).__name__)
    if is_hub_name(path):
        return UserError("error.base_not_cached" if is_offline() else "error.base_hub", name=name)
    return UserError("error.base_no_model", name=name)


def lora(model: Any, params: TrainParams) -> LoraConfig:
    """On all linear layers but the last; GPT-2's are stored transposed (Conv1D)."""
    transposed = any(isinstance(module, Conv1D) for module in model.modules())
    return LoraConfig(
        r=params.lora_rank,
        lora_alpha=params.lora_alpha,
        lora_dropout=params.lora_dropout,
        target_modules="all-linear",
        fan_in_fan_out=transposed,
        task_type="CAUSAL_LM",
    )


def save_result(
    folder: RunFolder, spec: RunSpec, base: str, checkpoint: Path, metrics: Mapping[str, float]
) -> None:
    """The model of `checkpoint` as a folder that any loader takes: adapters merged, tokenizer,
    card. It appears whole or not at all."""
    source = str(checkpoint) if spec.params.method == "full" else base
    model, tokenizer = load(source, spec.params)
    if spec.params.method == "lora":
        model = PeftModel.from_pretrained(model, str(checkpoint)).merge_and_unload()
    part = folder.path / "model.part"
    remove(part)
    part.mkdir()
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = (
        tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id
    )
    model.save_pretrained(part)
    tokenizer.save_pretrained(part)
    grown = random_weights(folder, spec.params)
    made = {
        "run_id": spec.run_id,
        "version_id": spec.version_id,
        "version_number": spec.version_number,
        "template_hash": spec.template_hash,
        "level": spec.level,
        "random_weights": grown,
    }
    write_whole(part / FACTS_FILE, json.dumps(made, indent=1))
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    write_whole(part / CARD, model_card(spec, metrics, grown, versions))
    mark_complete(part)
    remove(folder.model)
    part.rename(folder.model)
