from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from storage import schema as s
from workbench import demo, jobs, projects
from workbench.access import DEMO, OWNER, Actor
from workbench.answer import serving
from workbench.answer.index import Index
from workbench.demo import DemoResult, load_sample, run_story
from workbench.errors import NotAllowed, UserError
from workbench.export import service as export
from workbench.records import Job
from workbench.stories import comparison
from workbench.ui.text import Language
from workbench.workspace import Workspace

ROOT = Path(__file__).parents[1]


def here(ws: Workspace, job: Job) -> Job:
    return jobs.run_here(ws, job.project_id, job.id)


def tell(
    ws: Workspace,
    output: Path,
    project: str | None = None,
    language: Language = "ko",
    train: bool = False,
) -> DemoResult:
    said: list[str] = []
    return run_story(ws, "security-manual", project, output, here, said.append, language, train)


def total(ws: Workspace, table: sa.Table) -> int:
    with ws.db.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_story_ends_with_a_dataset_a_workbook_a_csv_and_a_report(
    workspace: Workspace, tmp_path: Path
) -> None:
    import datasets

    made = tell(workspace, tmp_path / "out")
    assert made.documents == 1
    assert made.examples >= 150
    assert made.approved + made.rejected == made.examples
    rows = made.train + made.validation
    assert 0.05 <= made.validation / rows <= 0.2
    opened = datasets.load_dataset(made.paths["dataset"], cache_dir=str(tmp_path / "cache"))
    assert (opened["train"].num_rows, opened["validation"].num_rows) == (
        made.train,
        made.validation,
    )
    assert set(opened["train"]["reviewer"]) == {"demo"}
    assert all(opened["train"]["page"])
    book = openpyxl.load_workbook(made.paths["xlsx"])
    assert book["train"].max_row == made.train + 1
    with Path(made.paths["csv"]).open(encoding="utf-8-sig", newline="") as lines:
        assert sum(1 for _ in csv.reader(lines)) == rows + 1
    card = (Path(made.paths["dataset"]) / "README.md").read_text(encoding="utf-8")
    assert "without a person reading the rows" in card
    report = Path(made.paths["report"]).read_text(encoding="utf-8")
    assert "demo 계정이 규칙으로" in report
    assert "http" not in report
    assert "010-0000" not in report + card

    again = tell(workspace, tmp_path / "out")
    assert again == made
    assert total(workspace, s.dataset_versions) == 1
    assert total(workspace, s.decisions) == made.examples

    with pytest.raises(UserError) as caught:
        tell(workspace, tmp_path / "out", project="another")
    assert caught.value.key == "error.target_exists"


@pytest.mark.slow
def test_the_story_goes_on_to_a_model_answers_and_grades(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        comparison, "PARAMS", comparison.PARAMS.model_copy(update={"max_steps": 4, "threads": 1})
    )
    try:
        made = tell(workspace, tmp_path / "out", train=True)
        again = tell(workspace, tmp_path / "out", train=True)
    finally:
        serving.stop(workspace.settings.data_dir.absolute() / "serving")
    assert again == made
    assert made.training is not None and made.comparison is not None
    assert (made.training.steps, made.training.random_weights) == (4, True)
    assert (made.comparison.questions, made.comparison.answers) == (27, 108)
    assert made.comparison.n == {"rag": 27, "base": 0, "run-1": 0, "run-1+rag": 0}
    assert (made.comparison.accuracy["rag"] or 0) >= 1.4
    assert (Path(made.paths["model"]) / "model.safetensors").is_file()
    with Index(Path(made.paths["index"]) / "passages.sqlite") as index:
        assert index.search("비밀번호 변경 주기", 1)
    lines = Path(made.paths["answers"]).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    retrieved = [row for row in rows if row["system"] == "rag" and row["state"] != "not_found"]
    assert all("p. " in row["sources"] for row in retrieved)
    report = Path(made.paths["report"]).read_text(encoding="utf-8")
    assert "무작위 가중치" in report and "사람이 채점하지 않았습니다" in report
    assert "1.6" in report or "1.5" in report
    assert total(workspace, s.campaigns) == 1
    assert total(workspace, s.grades) == 108


@pytest.mark.slow
def test_a_story_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """`kill -9` of command and worker at several moments; then once more to the end."""
    data, out = tmp_path / "data", tmp_path / "out"
    env = {**os.environ, "WORKBENCH_DATA_DIR": str(data), "WORKBENCH_LANGUAGE": "en"}
    command = [
        sys.executable,
        "-m",
        "workbench",
        "demo",
        "security-manual",
        "-o",
        str(out),
        "--no-train",
        "--json",
    ]
    for seconds in (3.0, 5.0, 7.0):
        running = subprocess.Popen(
            command,
            env=env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        kill_with_its_worker(running.pid)
        running.wait()
    ended = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    made = json.loads(ended.stdout)
    assert made["approved"] + made["rejected"] == made["examples"]
    assert (made["version"], made["documents"]) == (1, 1)
    db = sa.create_engine(f"sqlite:///{(data / 'workbench.sqlite').as_posix()}")
    with db.connect() as connection:
        twice = "SELECT count(*) - count(DISTINCT example_id) FROM decisions"
        assert connection.exec_driver_sql(twice).scalar_one() == 0
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    db.dispose()


def kill_with_its_worker(pid: int) -> None:
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


def test_a_story_leaves_the_projects_of_people_alone(workspace: Workspace, tmp_path: Path) -> None:
    projects.create_project(workspace, OWNER, "우리 프로젝트")
    with pytest.raises(UserError) as caught:
        tell(workspace, tmp_path / "out", project="우리 프로젝트")
    assert caught.value.key == "error.project_exists"


def test_an_unknown_story_is_answered_with_those_there_are(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        run_story(workspace, "no-such", None, tmp_path / "o", here, print, "ko")
    assert caught.value.params["known"] == "call-center, security-manual"


def test_the_sample_is_loaded_once(workspace: Workspace, curator: Actor) -> None:
    project = load_sample(workspace, curator)
    assert load_sample(workspace, curator) == project
    assert total(workspace, s.documents) == len(demo.SAMPLE_FILES)
    (job,) = jobs.recent_jobs(workspace, project.id)
    assert (job.kind, len(job.parameters["document_ids"])) == ("ingest", len(demo.SAMPLE_FILES))


def test_a_viewer_cannot_load_the_sample(workspace: Workspace, viewer: Actor) -> None:
    with pytest.raises(NotAllowed):
        load_sample(workspace, viewer)
    assert projects.list_projects(workspace, viewer) == []


def test_a_missing_sample_file_is_one_sentence(
    workspace: Workspace, curator: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "EXAMPLES", tmp_path)
    with pytest.raises(UserError) as caught:
        load_sample(workspace, curator)
    assert caught.value.key == "error.sample_missing"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_reads_in_both_languages(
    workspace: Workspace, tmp_path: Path, language: Language
) -> None:
    made = tell(workspace, tmp_path / language, language=language)
    report = Path(made.paths["report"]).read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in report
    assert "demo.report" not in report
    assert ("분할" in report) == (language == "ko")
    version = export.version(workspace, DEMO, made.project_id, made.version_id)
    assert version.created_by == "demo"
