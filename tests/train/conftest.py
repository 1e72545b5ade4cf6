"""Versions and folders to train on; tiny models, one thread."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.export.filled import Filled
from tests.export.test_service import freeze
from workbench.access import Actor
from workbench.export.template import TEMPLATE_HASH, render_prompt
from workbench.records import DatasetVersion, Project, utc_now
from workbench.train import process
from workbench.train.formatting import TrainingRow, data_hash, write_rows
from workbench.train.plan import TrainParams
from workbench.train.run_folder import RunFolder, RunSpec
from workbench.workspace import Workspace

WORDS = (
    *("비밀번호", "접근", "권한", "서버", "출입", "카드", "보안", "담당자", "승인", "절차", "기록"),
    *("점검", "백업", "암호", "정책", "사용자", "계정", "관리", "시스템", "로그", "신고", "부서"),
)


def small(**changes: Any) -> TrainParams:
    """Learns in a second or two, once the libraries are loaded."""
    values = {
        "batch_size": 4,
        "max_length": 128,
        "checkpoint_every": 5,
        "max_steps": 12,
        "threads": 1,
        "tiny_layers": 1,
        "tiny_hidden": 32,
        "tiny_vocabulary": 500,
    }
    return TrainParams.model_validate({**values, **changes})


def some_rows(number: int, seed: int = 1) -> list[TrainingRow]:
    draw = random.Random(seed)

    def words(least: int, most: int) -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(least, most)))

    return [
        TrainingRow(prompt=render_prompt(f"{words(3, 8)}?"), completion=f"{words(2, 20)}.")
        for _ in range(number)
    ]


def make_folder(path: Path, params: TrainParams, rows: int = 24, validation: int = 6) -> RunFolder:
    path.mkdir(parents=True)
    folder = RunFolder(path)
    write_rows(some_rows(rows), folder.rows["train"])
    write_rows(some_rows(validation, seed=2), folder.rows["validation"])
    folder.write_spec(
        RunSpec(
            run_id="r1",
            number=1,
            project="보안 매뉴얼",
            version_id="v1",
            version_number=1,
            level="internal",
            template_hash=TEMPLATE_HASH,
            data_sha256=data_hash(TEMPLATE_HASH, folder.rows),
            created_by="park",
            created_at=utc_now(),
            params=params,
        )
    )
    return folder


@pytest.fixture
def filled(workspace: Workspace, project: Project) -> Filled:
    return Filled(workspace, project)


@pytest.fixture
def version(workspace: Workspace, filled: Filled, engineer: Actor) -> DatasetVersion:
    """24 rows in 8 sections, a quarter of them for validation."""
    draw = random.Random(3)
    document_id = filled.document()
    for section in range(8):
        chunk_id = filled.chunk(document_id, "1장", f"1.{section}")
        for _ in range(3):
            question = " ".join(draw.choices(WORDS, k=5)) + "?"
            filled.example(chunk_id, question, " ".join(draw.choices(WORDS, k=12)) + ".")
    return freeze(workspace, engineer, filled.project.id, validation_share=0.25)


@pytest.fixture
def end_trainers(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Trainers outlive whoever starts them; this test's are ended with it."""

    def end() -> None:
        for noted in tmp_path.rglob("trainer.json"):
            found = process.process(RunFolder(noted.parent))
            if found is not None:
                found.kill()

    yield end
    end()
