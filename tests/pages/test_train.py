from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storage import runs as store
from tests.export.filled import Filled, sections
from tests.export.test_service import freeze
from tests.fake_hub import fake_hub
from tests.pages.conftest import OpenPage, pushing_to
from workbench import jobs
from workbench.access import Actor
from workbench.records import DatasetVersion, Message, Project, RunEvent, TrainingRun, utc_now
from workbench.train import service, start_service
from workbench.train.plan import TrainParams
from workbench.train.samples import Sample
from workbench.ui import sidebar
from workbench.workspace import Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    if not any("train" in stems for stems in sidebar.GROUPS.values()):
        monkeypatch.setitem(sidebar.GROUPS, "common.group_dataset", ("export", "train"))


@pytest.fixture
def version(workspace: Workspace, project: Project, engineer: Actor) -> DatasetVersion:
    sections(Filled(workspace, project), 5)
    return freeze(workspace, engineer, project.id, validation_share=0.2)


@pytest.fixture
def make_run(
    workspace: Workspace, version: DatasetVersion, engineer: Actor
) -> Callable[..., TrainingRun]:
    """A run with measured steps, in the state that is asked for."""

    def make(state: str = "running", steps: int = 30, **values: Any) -> TrainingRun:
        run = start_service.start_run(
            workspace, engineer, version.project_id, version.id, TrainParams(max_steps=40)
        )
        measured = [
            RunEvent(
                run_id=run.id,
                step=step,
                loss=6 - step / 10,
                eval_loss=5.5 if step % 10 == 0 else None,
                learning_rate=1e-3,
                tokens_per_s=1234.5,
                at=utc_now(),
            )
            for step in range(1, steps + 1)
        ]
        metrics = {"loss": 6 - steps / 10, "eval_loss": 5.5, "tokens_per_s": 1234.5}
        with workspace.db.write() as connection:
            store.put_events(connection, measured)
            store.change(
                connection,
                run.id,
                **{
                    "state": state,
                    "step": steps,
                    "total_steps": 40,
                    "eta_s": 130.0,
                    "metrics": metrics if steps else {},
                    "heartbeat_at": utc_now(),
                    "host": "gpu-1",
                    **values,
                },
            )
        return run

    return make


def words(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.subheader, at.warning, at.error, at.success, at.title)
    return "\n".join(str(e.value) for kind in kinds for e in kind)


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button if button.key}


def test_without_a_version_it_leads_to_the_datasets(open_page: OpenPage, project: Project) -> None:
    at = open_page("train", project)
    assert "데이터셋 버전이 없습니다" in words(at)
    assert "train.to_export" in keys(at)
    assert "start" not in keys(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_form_says_what_to_expect_before_anything_starts(
    open_page: OpenPage, version: DatasetVersion, project: Project, language: str
) -> None:
    at = open_page("train", project, language=language)
    text = words(at)
    assert ("무작위 가중치에서 시작" if language == "ko" else "starts from random weights") in text
    assert ("8개뿐" if language == "ko" else "Only 8 rows") in text
    assert not at.button(key="start").disabled
    assert "train." not in text


def test_the_button_starts_a_run_and_opens_it(
    open_page: OpenPage, version: DatasetVersion, project: Project, workspace: Workspace
) -> None:
    at = open_page("train", project)
    at.number_input(key="epochs").set_value(2.0).run()
    at.button(key="start").click().run()
    assert not at.exception
    (started,) = jobs.recent_jobs(workspace, project.id, limit=1)
    assert started.kind == "train"
    assert at.query_params["run"] in ("1", ["1"])
    assert "학습 실행 1" in words(at)
    assert "첫 단계를 기다리는 중" in words(at)


def test_a_folder_that_is_no_model_is_one_sentence_and_no_button(
    open_page: OpenPage, version: DatasetVersion, project: Project, tmp_path: Path
) -> None:
    at = open_page("train", project)
    at.radio(key="base_kind").set_value("named").run()
    assert at.button(key="start").disabled
    at.text_input(key="base_name").set_value(str(tmp_path)).run()
    assert "모델 폴더가 아니" in at.error[0].value
    assert at.button(key="start").disabled


def test_a_viewer_sees_runs_but_starts_none(
    open_page: OpenPage,
    make_run: Callable[..., TrainingRun],
    project: Project,
    viewer: Actor,
) -> None:
    make_run()
    at = open_page("train", project, actor=viewer)
    assert len(at.dataframe) == 1
    assert not {"new", "start"} & keys(at)
    at = open_page("train", project, actor=viewer, run="1")
    assert not {"stop", "resume"} & keys(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_run_shows_its_curve_and_can_be_stopped(
    open_page: OpenPage,
    make_run: Callable[..., TrainingRun],
    project: Project,
    workspace: Workspace,
    language: str,
) -> None:
    run = make_run()
    at = open_page("train", project, language=language, run="1")
    assert [metric.value for metric in at.metric][:2] == ["3.0000", "5.5000"]
    assert "30 / 40" in at.metric[3].value
    assert len(at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")) == 1
    assert "train." not in words(at)
    at.button(key="stop").click().run()
    assert not at.exception
    with workspace.db.read() as connection:
        found = store.get(connection, project.id, run.id)
    assert found is not None
    assert (found.state, found.stop_requested) == ("stopping", True)


def test_a_failed_run_says_why_and_can_be_resumed(
    open_page: OpenPage, make_run: Callable[..., TrainingRun], project: Project
) -> None:
    error = Message(key="error.train_out_of_memory").model_dump()
    make_run(state="failed", error=error)
    at = open_page("train", project, run="1")
    assert "메모리가 부족해" in at.error[0].value
    at.button(key="resume").click().run()
    assert not at.exception
    assert "메모리가 부족해" not in words(at)


def test_a_trainer_that_is_not_heard_of_is_mentioned(
    open_page: OpenPage, make_run: Callable[..., TrainingRun], project: Project
) -> None:
    from datetime import timedelta

    make_run(heartbeat_at=utc_now() - timedelta(minutes=10))
    at = open_page("train", project, run="1")
    assert "10분 동안 소식이 없습니다" in words(at)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_ticked_runs_are_compared_in_one_picture_with_what_differs(
    open_page: OpenPage,
    make_run: Callable[..., TrainingRun],
    project: Project,
    workspace: Workspace,
    language: str,
) -> None:
    first = make_run(state="done")
    make_run(steps=10)
    with workspace.db.write() as connection:
        changed = {**first.parameters, "learning_rate": 0.5}
        store.change(connection, first.id, parameters=changed)
    at = open_page("train", project, language=language, compare="1,2")
    charts = at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")
    assert len(charts) == 1
    table = at.dataframe[1].value
    rows = {row.iloc[0]: list(row.iloc[1:]) for _, row in table.iterrows()}
    rate = "학습률" if language == "ko" else "Learning rate"
    assert rows[rate] == ["0.5", "0.001"]
    assert not {"시드", "Seed", "배치 크기", "Batch size"} & rows.keys()
    assert "train." not in words(at) + " ".join(rows)
    at.button(key="compare-close").click().run()
    assert "compare" not in at.query_params and len(at.dataframe) == 1


def test_a_comparison_with_a_run_that_is_not_there_is_one_sentence(
    open_page: OpenPage, make_run: Callable[..., TrainingRun], project: Project
) -> None:
    make_run()
    at = open_page("train", project, compare="1,9")
    assert len(at.error) == 1 and "9" in at.error[0].value


def test_a_run_shows_what_its_model_answered_as_it_learned(
    open_page: OpenPage,
    make_run: Callable[..., TrainingRun],
    project: Project,
    workspace: Workspace,
) -> None:
    run = make_run()
    folder = service.run_folder(workspace, run.id)
    folder.path.mkdir(parents=True)
    samples = [
        Sample(step=step, number=n, question=f"*{n}* 주기는?", expected="90일", text=f"답 {step}")
        for n in (1, 2)
        for step in (10, 20)
    ]
    folder.samples.write_text("".join(f"{s.model_dump_json()}\n" for s in samples))
    at = open_page("train", project, run="1")
    assert [tab.label for tab in at.tabs] == ["질문 1", "질문 2"]
    assert "\\*1\\* 주기는?" in words(at)
    table = at.tabs[0].table[0].value
    assert [list(row) for _, row in table.iterrows()] == [
        ["20", "답 20"],
        ["10", "답 10"],
        ["정답", "90일"],
    ]


def test_a_run_that_failed_before_its_first_step_does_not_wait_for_it(
    open_page: OpenPage, make_run: Callable[..., TrainingRun], project: Project
) -> None:
    error = Message(key="error.base_hub", params={"name": "a/b"}).model_dump()
    make_run(state="failed", steps=0, error=error)
    at = open_page("train", project, run="1")
    assert "기다리는 중" not in words(at)
    assert "학습한 단계가 없습니다" in words(at)


def test_a_finished_model_is_pushed_from_its_page(
    open_page: OpenPage,
    make_run: Callable[..., TrainingRun],
    project: Project,
    workspace: Workspace,
    viewer: Actor,
) -> None:
    card = workspace.files.put(b"---\nlicense: other\n---\n# run\n")
    file = {"path": "README.md", "sha256": card, "size": 1}
    run = make_run(state="done", files=[file])
    service.run_folder(workspace, run.id).model.mkdir(parents=True)
    with fake_hub() as hub, pushing_to(workspace, hub):
        at = open_page("train", project, run="1")
        assert "카드에도" in words(at)
        at.text_input(key=f"push-repo-{run.id}").set_value("team/model")
        at.button(key=f"push-{run.id}-go").click().run()
        assert not at.exception and not at.error
        started = jobs.recent_jobs(workspace, project.id)[0]
        assert (started.kind, started.parameters["repo_id"]) == ("push_model", "team/model")
        at = open_page("train", project, actor=viewer, run="1")
        assert f"push-{run.id}-go" not in keys(at)


def test_an_unknown_run_is_one_sentence(
    open_page: OpenPage, version: DatasetVersion, project: Project
) -> None:
    at = open_page("train", project, run="9")
    assert "9" in at.error[0].value


def test_without_the_packages_the_page_says_how_to_install_them(
    open_page: OpenPage,
    version: DatasetVersion,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "PACKAGES", ("no_such_package_here",))
    at = open_page("train", project)
    assert "pip install" in words(at)
    assert "start" not in keys(at)


def test_what_the_page_imports_does_not_load_torch() -> None:
    script = (
        "import sys, workbench.train.start_service, workbench.ui.train_new, workbench.ui.train_run;"
        "print([n for n in ('torch', 'transformers', 'datasets', 'peft') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
