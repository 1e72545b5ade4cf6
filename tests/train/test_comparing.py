"""Runs side by side: only what differs, and enough of each curve."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.access import Actor
from workbench.errors import NotFound, UserError
from workbench.records import DatasetVersion, RunEvent, TrainingRun, utc_now
from workbench.train import service, start_service
from workbench.train.comparing import differences, thinned
from workbench.train.plan import TrainParams
from workbench.workspace import Workspace


def run(number: int = 1, **changes: Any) -> TrainingRun:
    params = TrainParams.model_validate(changes)
    return TrainingRun(
        id=f"r{number}",
        project_id="p",
        number=number,
        version_id="v",
        base_model=params.base_model,
        method=params.method,
        parameters=params.model_dump(mode="json"),
        created_at=utc_now(),
        created_by="park",
    )


def differing(*runs: TrainingRun, versions: tuple[int, ...] = (1, 1)) -> dict[str, tuple[Any, ...]]:
    return {each.name: each.values for each in differences(runs, versions)}


def test_only_settings_that_differ_are_named() -> None:
    assert differing(run(), run(2)) == {}
    assert differing(run(epochs=3), run(2, epochs=5)) == {"epochs": (3.0, 5.0)}
    assert differing(run(), run(2), versions=(1, 4)) == {"version": (1, 4)}


def test_a_learning_rate_that_was_left_to_us_is_compared_as_what_it_came_to() -> None:
    assert differing(run(), run(2, learning_rate=1e-3)) == {}
    assert differing(run(), run(2, learning_rate=2e-3)) == {"learning_rate": (1e-3, 2e-3)}


def test_settings_of_lora_count_between_runs_with_lora_only() -> None:
    found = differing(run(method="full"), run(2, method="lora", lora_rank=4))
    assert found == {"method": ("full", "lora")}
    both = differing(run(method="lora"), run(2, method="lora", lora_rank=4))
    assert both == {"lora_rank": (16, 4)}


def test_the_number_of_threads_is_no_difference() -> None:
    assert differing(run(threads=1), run(2, threads=8)) == {}


def test_parameters_of_another_release_are_passed_over() -> None:
    old = run().model_copy(update={"parameters": {"epochs": 3.0, "gone": 1}})
    assert differing(old, run(2)) == {}


def test_a_thinned_curve_keeps_its_end_and_every_validation_loss() -> None:
    events = [
        RunEvent(run_id="r", step=n, loss=1.0, eval_loss=2.0 if n % 97 == 0 else None, at=utc_now())
        for n in range(1, 1001)
    ]
    kept = thinned(events, points=50)
    assert len(kept) < 70
    assert kept[-1].step == 1000
    assert [e.step for e in kept if e.eval_loss] == [n for n in range(1, 1001) if n % 97 == 0]


def test_runs_are_compared_by_number_in_the_order_that_is_asked_for(
    workspace: Workspace, version: DatasetVersion, engineer: Actor, viewer: Actor
) -> None:
    for epochs in (1.0, 2.0):
        params = TrainParams(epochs=epochs)
        start_service.start_run(workspace, engineer, version.project_id, version.id, params)
    found = service.compare(workspace, viewer, version.project_id, ["2", "1", "2"])
    assert [each.number for each in found.runs] == [2, 1]
    assert found.versions == (1, 1)
    assert {each.name: each.values for each in found.differences} == {"epochs": (2.0, 1.0)}
    with pytest.raises(UserError, match="compare_number"):
        service.compare(workspace, viewer, version.project_id, ["1", "1"])
    with pytest.raises(NotFound):
        service.compare(workspace, viewer, version.project_id, ["1", "7"])
