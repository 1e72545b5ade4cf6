from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import UserError
from workbench.train.base import facts, is_hub_name
from workbench.train.plan import (
    BOUNDS,
    DataFacts,
    Estimate,
    MachineFacts,
    ModelFacts,
    TrainParams,
    check,
    estimate,
    steps,
    tiny_facts,
)
from workbench.ui.text import LANGUAGES, catalogue

MACHINE = MachineFacts(cores=2, free_memory=8 * 2**30)
GPT2 = ModelFacts(parameters=124_000_000, hidden=768, layers=12, vocabulary=50257, max_length=1024)


def data(**changes: Any) -> DataFacts:
    values = {"train_rows": 200, "validation_rows": 20, "tokens": 20_000, "too_long": 0}
    return DataFacts.model_validate({**values, **changes})


def expect(params: TrainParams, model: ModelFacts | None = GPT2, **changes: Any) -> Estimate:
    return estimate(params, data(**changes), model, MACHINE)


@pytest.mark.parametrize(
    ("rows", "changes", "expected"),
    [
        (64, {"batch_size": 8, "epochs": 1}, 8),
        (65, {"batch_size": 8, "epochs": 1}, 9),
        (65, {"batch_size": 8, "epochs": 3}, 27),
        (65, {"batch_size": 8, "epochs": 0.5}, 5),
        (64, {"batch_size": 8, "accumulate": 4, "epochs": 2}, 4),
        (3, {"batch_size": 8, "epochs": 1}, 1),
        (64, {"max_steps": 7, "epochs": 100}, 7),
    ],
)
def test_steps_follow_from_rows_batches_and_epochs(
    rows: int, changes: dict[str, Any], expected: int
) -> None:
    assert steps(TrainParams.model_validate(changes), rows) == expected


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_each_number_has_a_lowest_and_a_highest_value(name: str) -> None:
    low, high = BOUNDS[name]
    kind = float if TrainParams.model_fields[name].annotation in (float, float | None) else int
    for value in (low, high):
        check(TrainParams.model_validate({name: kind(value)}))
    for value in (low - 1, high + 1):
        with pytest.raises(UserError) as refused:
            check(TrainParams.model_validate({name: kind(value)}))
        assert refused.value.params["name"] == name


def test_nan_is_no_learning_rate() -> None:
    with pytest.raises(UserError):
        check(TrainParams(learning_rate=float("nan")))


def test_adapters_take_less_memory_than_training_everything() -> None:
    full = expect(TrainParams(base_model="m/m", method="full"))
    lora = expect(TrainParams(base_model="m/m", method="lora"))
    assert full.memory and lora.memory and full.trainable and lora.trainable
    assert full.trainable == GPT2.parameters
    assert lora.trainable < GPT2.parameters / 20
    assert lora.memory < full.memory - 8 * GPT2.parameters
    assert 16 * GPT2.parameters < full.memory < 16 * GPT2.parameters + 4e9


def test_the_time_follows_the_speed_of_earlier_runs() -> None:
    params = TrainParams(base_model="m/m")
    slow = estimate(params, data(), GPT2, MACHINE.model_copy(update={"flops_per_s": 1e9}))
    fast = estimate(params, data(), GPT2, MACHINE.model_copy(update={"flops_per_s": 1e11}))
    assert slow.slowest_s and fast.slowest_s
    assert slow.slowest_s > 20 * fast.slowest_s


@pytest.mark.parametrize(
    ("params", "model", "changes", "warning"),
    [
        ({"base_model": "m/m"}, None, {}, "unknown_base"),
        ({}, tiny_facts(TrainParams()), {}, "random_weights"),
        ({"method": "lora"}, tiny_facts(TrainParams()), {}, "lora_tiny"),
        ({"base_model": "m/m", "batch_size": 512}, GPT2, {"tokens": 60_000}, "memory"),
        ({"base_model": "m/m"}, GPT2, {"too_long": 5}, "too_long"),
        ({"base_model": "m/m"}, GPT2, {"validation_rows": 0}, "no_validation"),
        ({"base_model": "m/m"}, GPT2, {"train_rows": 30, "tokens": 3000}, "few_rows"),
        ({"base_model": "m/m", "epochs": 50.0}, GPT2, {}, "many_epochs"),
        ({"base_model": "m/m", "epochs": 900.0}, GPT2, {}, "long"),
    ],
)
def test_what_to_look_out_for_is_said_in_words(
    params: dict[str, Any], model: ModelFacts | None, changes: dict[str, Any], warning: str
) -> None:
    keys = [w.key for w in expect(TrainParams.model_validate(params), model, **changes).warnings]
    assert f"train.warn.{warning}" in keys
    for language in LANGUAGES:
        assert f"train.warn.{warning}" in catalogue(language)


def test_a_longer_row_than_the_model_has_positions_is_refused() -> None:
    with pytest.raises(UserError, match="train_max_length"):
        expect(TrainParams(base_model="m/m", max_length=2048))


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"train_rows": 0}, "train_no_rows"), ({"too_long": 200}, "train_all_too_long")],
)
def test_a_version_without_rows_that_fit_is_refused(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(UserError, match=key):
        expect(TrainParams(), GPT2, **changes)


# Base models --------------------------------------------------------------------------------------


def model_folder(path: Path) -> Path:
    """As the loaders write one; two weights."""
    path.mkdir()
    config = {"model_type": "gpt2", "n_embd": 8, "n_layer": 2, "vocab_size": 10, "n_positions": 32}
    (path / "config.json").write_text(json.dumps(config))
    (path / "tokenizer.json").write_text("{}")
    head = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "a": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]},
            "b": {"dtype": "F32", "shape": [2], "data_offsets": [48, 56]},
        }
    ).encode()
    weights = len(head).to_bytes(8, "little") + head + bytes(56)
    (path / "model.safetensors").write_bytes(weights)
    return path


def known(folder: Path) -> ModelFacts | None:
    return facts(TrainParams(base_model=str(folder)))


def test_the_size_of_a_model_is_read_from_the_head_of_its_weights(tmp_path: Path) -> None:
    found = known(model_folder(tmp_path / "m"))
    assert found == ModelFacts(parameters=14, hidden=8, layers=2, vocabulary=10, max_length=32)


def test_a_model_made_here_from_random_weights_says_so(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    (folder / "workbench.json").write_text('{"random_weights": true}')
    found = known(folder)
    assert found is not None
    assert found.random_weights


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda f: (f / "config.json").unlink(), "base_no_model"),
        (lambda f: (f / "config.json").write_text("{"), "base_no_model"),
        (lambda f: (f / "config.json").write_text("[1]"), "base_no_model"),
        (lambda f: (f / "config.json").write_text('{"a": 1}'), "base_no_model"),
        (lambda f: (f / "config.json").rename(f / "adapter_config.json"), "base_is_adapter"),
        (lambda f: (f / "model.safetensors").unlink(), "base_no_weights"),
        (lambda f: (f / "tokenizer.json").unlink(), "base_no_tokenizer"),
        (lambda f: (f / "model.safetensors").write_bytes(b"version https://"), "base_damaged"),
        (lambda f: (f / "model.safetensors").write_bytes(b""), "base_damaged"),
        (
            lambda f: (f / "model.safetensors").write_bytes(
                (f / "model.safetensors").read_bytes()[:-1]
            ),
            "base_damaged",
        ),
    ],
)
def test_a_folder_that_is_no_whole_model_is_refused_with_its_name(
    tmp_path: Path, spoil: Any, key: str
) -> None:
    folder = model_folder(tmp_path / "gpt2-ko")
    spoil(folder)
    with pytest.raises(UserError, match=f"error.{key}") as refused:
        known(folder)
    assert refused.value.params["name"] == "gpt2-ko"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gpt2", True),
        ("skt/kogpt2-base-v2", True),
        ("tiny", False),
        ("/models/gpt2", False),
        ("../gpt2", False),
        ("a/b/c", False),
        ("C:\\models\\gpt2", False),
        ("owner/na me", False),
    ],
)
def test_names_of_the_hub_are_told_from_paths(name: str, expected: bool) -> None:
    assert is_hub_name(name) is expected
