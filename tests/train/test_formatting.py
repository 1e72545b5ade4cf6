from __future__ import annotations

from pathlib import Path

import pytest

from tests.train.conftest import some_rows
from workbench.errors import UserError
from workbench.export.template import TEMPLATE_HASH
from workbench.train.formatting import (
    TrainingRow,
    data_facts,
    data_hash,
    grouped_order,
    read_rows,
    tokens_read,
    write_rows,
)
from workbench.train.plan import TrainParams

LENGTHS = [(7 * index) % 90 + 5 for index in range(250)]


def batches(order: list[int], size: int) -> list[list[int]]:
    return [order[at : at + size] for at in range(0, len(order), size)]


def test_every_row_is_read_once_an_epoch() -> None:
    for epoch in range(3):
        assert sorted(grouped_order(LENGTHS, 8, 0, epoch)) == list(range(250))


def test_the_order_depends_on_seed_and_epoch_only() -> None:
    first = grouped_order(LENGTHS, 8, 0, 1)
    assert grouped_order(LENGTHS, 8, 0, 1) == first
    assert grouped_order(LENGTHS, 8, 0, 2) != first
    assert grouped_order(LENGTHS, 8, 1, 1) != first


def test_rows_of_like_length_are_read_together() -> None:
    padded = sum(
        len(batch) * max(LENGTHS[i] for i in batch)
        for batch in batches(grouped_order(LENGTHS, 8, 0, 0), 8)
    )
    unsorted = sum(
        len(batch) * max(LENGTHS[i] for i in batch) for batch in batches(list(range(250)), 8)
    )
    assert padded < 1.1 * sum(LENGTHS) < unsorted


def test_the_batch_that_needs_most_memory_comes_first() -> None:
    first, *others = batches(grouped_order(LENGTHS, 8, 5, 3), 8)
    assert all(sum(LENGTHS[i] for i in first) >= sum(LENGTHS[i] for i in o) for o in others)


def test_batches_are_not_read_in_the_order_of_their_length() -> None:
    means = [
        sum(LENGTHS[i] for i in b) / len(b) for b in batches(grouped_order(LENGTHS, 8, 0, 0), 8)
    ]
    assert means[1:] != sorted(means[1:])
    assert means[1:] != sorted(means[1:], reverse=True)


@pytest.mark.parametrize("number", [0, 1, 7, 8, 9])
def test_few_rows_are_no_special_case(number: int) -> None:
    assert sorted(grouped_order(LENGTHS[:number], 8, 0, 0)) == list(range(number))


def test_tokens_are_counted_over_whole_and_begun_epochs() -> None:
    params = TrainParams(batch_size=8, seed=3)
    per_epoch = 32
    begun = grouped_order(LENGTHS, 8, 3, 2)[:16]
    expected = 2 * sum(LENGTHS) + sum(LENGTHS[i] for i in begun)
    assert tokens_read(LENGTHS, params, 2 * per_epoch + 2) == expected


def test_equal_rows_have_an_equal_hash_and_any_change_another(tmp_path: Path) -> None:
    files = {"train": tmp_path / "a", "validation": tmp_path / "b"}
    rows = some_rows(5)
    assert write_rows(rows, files["train"]) == 5
    assert write_rows([], files["validation"]) == 0
    first = data_hash(TEMPLATE_HASH, files)  # type: ignore[arg-type]
    assert list(read_rows(files["train"])) == rows
    write_rows(rows, files["train"])
    assert data_hash(TEMPLATE_HASH, files) == first  # type: ignore[arg-type]
    assert data_hash("0" * 64, files) != first  # type: ignore[arg-type]
    write_rows(rows[::-1], files["train"])
    assert data_hash(TEMPLATE_HASH, files) != first  # type: ignore[arg-type]
    write_rows([], files["train"])
    write_rows(rows, files["validation"])
    assert data_hash(TEMPLATE_HASH, files) != first  # type: ignore[arg-type]
    files["train"].unlink()
    with pytest.raises(UserError, match="train_data_changed"):
        data_hash(TEMPLATE_HASH, files)  # type: ignore[arg-type]


def test_a_line_that_was_edited_into_something_else_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text('{"prompt": "a"}\n', encoding="utf-8")
    with pytest.raises(UserError, match="train_data_changed"):
        list(read_rows(path))


def test_rows_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    rows = [TrainingRow(prompt="가" * 10, completion="나" * 10), *some_rows(3)]
    found = data_facts(rows, 2, max_length=20)
    assert (found.train_rows, found.validation_rows) == (4, 2)
    assert found.too_long == 3
    assert found.tokens == 17
