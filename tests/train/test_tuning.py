"""The trainer itself, in this process: what it learns from, what it saves, what it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.train.conftest import make_folder, small, some_rows
from workbench.errors import UserError
from workbench.train.formatting import TrainingRow, write_rows
from workbench.train.plan import TrainParams
from workbench.train.run_folder import RunFolder, checkpoints, is_complete, read_events

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small GPT-2 with its tokenizer, as a team's model folder would look."""
    from workbench.train.models import base_path

    folder = RunFolder(tmp_path_factory.mktemp("base"))
    return Path(base_path(folder, small(), some_rows(20)))


def built(path: Path, params: TrainParams, rows: list[TrainingRow] | None = None) -> Any:
    """(trainer, tokenizer) on a folder."""
    from workbench.train.models import base_path, load
    from workbench.train.tuning import build_trainer, fitting_rows

    folder = make_folder(path, params)
    if rows is not None:
        write_rows(rows, folder.rows["train"])
    model, tokenizer = load(base_path(folder, params, some_rows(20)), params)
    kept = fitting_rows(folder, tokenizer, params.max_length)
    return build_trainer(folder, params, model, tokenizer, kept, 3), tokenizer


def test_loss_is_taken_on_the_answer_and_one_end_token_and_on_no_padding(tmp_path: Path) -> None:
    trainer, tokenizer = built(tmp_path / "run", small(batch_size=24))
    rows = some_rows(24)
    for row, tokens, labels in zip(
        rows, trainer.train_dataset["input_ids"], trainer.train_dataset["labels"], strict=True
    ):
        learned = [label for label in labels if label != -100]
        assert tokenizer.decode(learned) == row.completion + tokenizer.eos_token
        assert learned.count(tokenizer.eos_token_id) == 1
        assert tokenizer.decode(tokens) == row.prompt + row.completion + tokenizer.eos_token
    batch = next(iter(trainer.get_train_dataloader()))
    padding = batch["attention_mask"] == 0
    assert padding.any()
    assert (batch["labels"][padding] == -100).all()
    ends = (batch["labels"] == tokenizer.eos_token_id).sum(dim=1)
    assert (ends == 1).all()


def test_rows_that_are_too_long_are_left_out_not_cut(tmp_path: Path) -> None:
    long = TrainingRow(prompt="질문\n", completion="보안 " * 300)
    trainer, tokenizer = built(tmp_path / "run", small(), [*some_rows(5), long])
    assert len(trainer.train_dataset) == 5
    assert all(ids[-1] == tokenizer.eos_token_id for ids in trainer.train_dataset["input_ids"])


def test_where_no_row_fits_it_is_one_sentence(tmp_path: Path) -> None:
    long = TrainingRow(prompt="질문\n", completion="보안 " * 300)
    with pytest.raises(UserError, match="train_all_too_long"):
        built(tmp_path / "run", small(), [long])


def test_batches_are_padded_to_their_own_longest_row_only(tmp_path: Path) -> None:
    trainer, _ = built(tmp_path / "run", small())
    widths = [batch["input_ids"].shape[1] for batch in trainer.get_train_dataloader()]
    assert len(set(widths)) > 1


def test_a_second_epoch_reads_in_another_order(tmp_path: Path) -> None:
    trainer, _ = built(tmp_path / "run", small())
    loader = trainer.get_train_dataloader()
    orders = []
    for epoch in (0, 1, 0):
        loader.set_epoch(epoch)
        orders.append([batch["input_ids"].tolist() for batch in loader])
    assert orders[0] == orders[2] != orders[1]


@pytest.mark.slow
def test_adapters_are_merged_into_a_folder_that_answers_alone(
    tmp_path: Path, tiny_base: Path
) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from workbench.train.tuning import tune

    params = small(base_model=str(tiny_base), method="lora", learning_rate=0.01)
    folder = make_folder(tmp_path / "run", params)
    tune(folder, folder.read_spec())
    assert is_complete(folder.model)
    assert not (folder.model / "adapter_config.json").exists()
    model = AutoModelForCausalLM.from_pretrained(folder.model)
    before = AutoModelForCausalLM.from_pretrained(tiny_base)
    changed = {
        name
        for name, weight in model.state_dict().items()
        if not torch.equal(weight, before.state_dict()[name])
    }
    assert changed
    assert not any("wte" in name for name in changed)
    tokenizer = AutoTokenizer.from_pretrained(folder.model)
    prompt = tokenizer(some_rows(1)[0].prompt, return_tensors="pt")
    assert model.generate(**prompt, max_new_tokens=5).shape[1] > prompt["input_ids"].shape[1]
    facts = json.loads((folder.model / "workbench.json").read_text())
    assert facts["version_id"] == "v1"
    assert facts["random_weights"] is True  # its base said so
    end = read_events(folder.events)[0][-1]
    assert end.state == "done"
    assert 0 < end.metrics["trainable"] < end.metrics["parameters"]


def test_a_stop_file_ends_the_step_and_saves(tmp_path: Path) -> None:
    from workbench.train.tuning import tune

    folder = make_folder(tmp_path / "run", small())
    folder.stop.touch()
    tune(folder, folder.read_spec())
    events = read_events(folder.events)[0]
    assert (events[-1].state, events[-1].step) == ("stopped", 1)
    assert [path.name for path in checkpoints(folder)] == ["checkpoint-1"]
    assert not folder.model.exists()


def test_a_kill_between_the_last_step_and_the_model_costs_no_step(tmp_path: Path) -> None:
    from workbench.train.tuning import tune

    folder = make_folder(tmp_path / "run", small(max_steps=5))
    tune(folder, folder.read_spec())
    weights = (folder.model / "model.safetensors").read_bytes()
    (folder.model / "COMPLETE").unlink()
    tune(folder, folder.read_spec())
    assert (folder.model / "model.safetensors").read_bytes() == weights
    steps = [event.step for event in read_events(folder.events)[0] if event.kind == "step"]
    assert steps == [1, 2, 3, 4, 5]


def test_a_loss_that_is_no_number_stops_the_run(tmp_path: Path) -> None:
    from workbench.train.tuning import Recorder

    folder = make_folder(tmp_path / "run", small())
    state: Any = type("State", (), {"global_step": 7})()
    logs = {"loss": float("nan"), "learning_rate": 0.1}
    with pytest.raises(UserError, match="train_diverged"):
        Recorder(folder, 10).on_log(None, state, None, logs)


# Base models that cannot work ---------------------------------------------------------------------


def refused(base: str | Path, **changes: Any) -> UserError:
    from workbench.train.models import base_path, load

    params = small(base_model=str(base), **changes)
    with pytest.raises(UserError) as found:
        load(base_path(RunFolder(Path("/nowhere")), params, []), params)
    return found.value


def test_a_name_that_is_not_here_while_offline_is_one_sentence() -> None:
    error = refused("no-such-owner/no-such-model")
    assert error.key in ("error.base_not_cached", "error.base_hub")
    assert error.params == {"name": "no-such-owner/no-such-model"}


def test_a_model_that_generates_no_text_is_refused(tmp_path: Path, tiny_base: Path) -> None:
    folder = shutil.copytree(tiny_base, tmp_path / "other")
    config = json.loads((folder / "config.json").read_text())
    config.update(model_type="clip", architectures=["CLIPModel"])
    (folder / "config.json").write_text(json.dumps(config))
    assert refused(folder).key == "error.base_no_model"


def test_a_model_with_half_its_weights_is_refused(tmp_path: Path, tiny_base: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = shutil.copytree(tiny_base, tmp_path / "half")
    weights = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if "mlp" not in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    error = refused(folder)
    assert error.key == "error.base_weights_missing"
    assert error.params == {"name": "half", "n": 4}


def test_a_tokenizer_without_an_end_is_refused(tmp_path: Path, tiny_base: Path) -> None:
    folder = shutil.copytree(tiny_base, tmp_path / "endless")
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text())
    config.pop("eos_token")
    path.write_text(json.dumps(config))
    assert refused(folder).key == "error.base_no_end_token"


def test_another_models_tokenizer_is_refused(tmp_path: Path, tiny_base: Path) -> None:
    from workbench.train.models import base_path

    rows = [
        TrainingRow(prompt=f"{'가나다라마바사'[i % 7]}{i:05d}", completion="") for i in range(900)
    ]
    bigger = base_path(RunFolder(tmp_path), small(tiny_vocabulary=900), rows)
    folder = shutil.copytree(tiny_base, tmp_path / "mixed")
    shutil.copy(Path(bigger) / "tokenizer.json", folder / "tokenizer.json")
    assert refused(folder).key == "error.base_tokenizer_differs"


def test_more_tokens_than_the_model_has_positions_is_refused(tiny_base: Path) -> None:
    assert refused(tiny_base, max_length=256).key == "error.train_max_length"


def test_the_tiny_tokenizer_gives_every_text_back(tiny_base: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_base)
    for text in ("보안 담당자", "Password 1234!", "한자 漢字 😀\n\t끝"):
        assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (MemoryError(), "error.train_out_of_memory"),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
            "error.train_out_of_memory",
        ),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "error.train_out_of_memory"),
        (OSError(28, "No space left on device"), "error.train_disk_full"),
        (RuntimeError("shape '[3]' is invalid for 담당자"), "error.train_unexpected"),
    ],
)
def test_what_goes_wrong_is_one_sentence_without_text(error: Exception, key: str) -> None:
    from workbench.train.worker import message_of

    found = message_of(error)
    assert found.key == key
    assert "담당자" not in str(found.params)
