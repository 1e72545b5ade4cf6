"""Steps of stories from a dataset version to a tuned model, answers with pages, and grades.

Retrieval that quotes the documents is compared with the base model, the tuned one, and the tuned
one with retrieval. The grades are a rule's, given in the name of `demo`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path

from workbench import jobs
from workbench.access import DEMO
from workbench.answer import index_service, system_service
from workbench.demo import EXAMPLES, Compared, Stage, Trained
from workbench.errors import NotFound, UserError
from workbench.grade import grading_service, report_service, set_service
from workbench.grade import service as campaigns
from workbench.grade.blind import GradeInput
from workbench.grade.html import render_report, report_part
from workbench.grade.outcome import Report
from workbench.grade.table import result_rows
from workbench.records import ConfidentialityLevel, DatasetVersion, Job, TrainingRun, new_id
from workbench.report import html_lines, html_table
from workbench.stories.marking import marks
from workbench.stories.steps import replace_text
from workbench.train import service as training
from workbench.train import start_service
from workbench.train.plan import TINY, TrainParams
from workbench.ui.text import render

PARAMS = TrainParams(
    base_model=TINY, epochs=3, batch_size=8, max_length=256, checkpoint_every=40, tiny_layers=2
)
"""Some eighty steps of a model of about a million parameters: a minute on two cores."""
SHOWN = 10
"""Questions whose answers the report shows with their pages."""


def train(stage: Stage, version: DatasetVersion) -> TrainingRun:
    """The newest run on this version, ended; started where there is none that can go on."""
    stage.tell("step_train")
    ws, project_id = stage.ws, stage.project.id

    def start() -> Job:
        run = start_service.start_run(ws, DEMO, project_id, version.id, PARAMS)
        return jobs.job(ws, project_id, str(run.job_id))

    stage.job("train", start)
    runs, _ = training.runs(ws, DEMO, project_id, 1)
    return training.run(ws, DEMO, project_id, runs[0].id)


def compare(stage: Stage, run: TrainingRun, questions: str, level: ConfidentialityLevel) -> Report:
    """Index, four systems, their answers, grades by rule, closed."""
    ws, project_id = stage.ws, stage.project.id
    stage.tell("step_index")
    stage.job("index", lambda: index_service.start_indexing(ws, DEMO, project_id))
    path = EXAMPLES / questions
    if not path.is_file():
        raise UserError("error.sample_missing", name=questions)
    imported = set_service.import_questions(ws, DEMO, project_id, path, path.name, path.stem, level)
    stage.tell("step_answer")

    def start() -> Job:
        made = campaigns.start_campaign(ws, DEMO, project_id, imported.set.id, _systems(stage, run))
        return jobs.job(ws, project_id, str(made.job_id))

    stage.job(campaigns.ANSWERS, start)
    found, _ = campaigns.campaigns(ws, DEMO, project_id, 1)
    campaign = found[0].campaign
    if campaign.closed_at is None:
        stage.tell("step_grade")
        while hand := grading_service.claim(ws, DEMO, project_id, campaign.id, 50):
            for card in hand:
                given = GradeInput(
                    key=new_id(), slot_id=card.slot_id, token=card.token, marks=marks(card)
                )
                grading_service.submit(ws, DEMO, project_id, given)
        campaigns.close(ws, DEMO, project_id, campaign.id)
    return report_service.report(ws, DEMO, project_id, campaign.id)


def _systems(stage: Stage, run: TrainingRun) -> list[str]:
    """Names; retrieval first: what the others are compared with."""
    ws, project_id = stage.ws, stage.project.id
    base = str(training.run_folder(ws, run.id).base)
    wanted = [
        ("base", False, base, ""),
        (f"run-{run.number}", False, "", run.id),
        (f"run-{run.number}+rag", True, "", run.id),
    ]
    for name, retrieval, model, run_id in wanted:
        try:
            system_service.system(ws, DEMO, project_id, name)
        except NotFound:
            system_service.add_system(
                ws, DEMO, project_id, name, retrieval=retrieval, base_model=model, run_id=run_id
            )
    return [system_service.BUILT_IN, *(name for name, *_ in wanted)]


# ---- what is left ------------------------------------------------------------------------------


def write(stage: Stage, run: TrainingRun, report: Report) -> dict[str, str]:
    """Model folder, index, every answer with its grades, and the comparison as HTML."""
    ws, project_id = stage.ws, stage.project.id
    paths = {
        "model": stage.output / "model",
        "index": stage.output / "index",
        "answers": stage.output / "answers.jsonl",
        "comparison": stage.output / "comparison.html",
    }
    try:
        _copied(training.model_folder(ws, DEMO, project_id, run.id), paths["model"])
        index_service.copy_index(ws, DEMO, project_id, paths["index"])
    except OSError as error:
        reason = str(error.strerror)
        raise UserError("error.cannot_write", name=str(stage.output), reason=reason) from error
    rows = [json.dumps(row, ensure_ascii=False) for row in result_rows(report)]
    replace_text(paths["answers"], "\n".join(rows) + "\n")
    replace_text(paths["comparison"], render_report(report, stage.language))
    return {name: str(path) for name, path in paths.items()}


def _copied(source: Path, target: Path) -> None:
    """Beside its place first, so that a model folder is whole or not there."""
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part)
    shutil.rmtree(target, ignore_errors=True)
    part.replace(target)


def trained(run: TrainingRun) -> Trained:
    return Trained(
        run=run.number,
        steps=run.step,
        loss=run.metrics["loss"],
        eval_loss=run.metrics.get("eval_loss"),
        parameters=int(run.metrics["parameters"]),
        random_weights=run.random_weights,
    )


def compared(report: Report) -> Compared:
    return Compared(
        campaign=report.campaign.number,
        questions=report.questions,
        answers=sum(len(result.answers) for result in report.results),
        not_found={score.system.name: score.refused for score in report.scores},
        accuracy={score.system.name: score.accuracy.mean for score in report.scores},
        n={score.system.name: score.accuracy.n for score in report.scores},
    )


def sections(stage: Stage, run: TrainingRun, report: Report) -> list[str]:
    """HTML for the story's report."""
    return [training_section(stage, run), _answers(stage, report), _grades(stage, report)]


def _say(stage: Stage, key: str, **params: str | int | float) -> str:
    return escape(render(f"demo.{key}", params, stage.language))


def training_section(stage: Stage, run: TrainingRun) -> str:
    ws, project_id = stage.ws, stage.project.id
    losses = training.curves(ws, DEMO, project_id, [run.id])[run.id]
    facts = trained(run)
    line = _say(stage, "report_trained", number=run.number, steps=facts.steps, loss=facts.loss)
    notice = f'<p class="notice">{_say(stage, "report_random")}</p>' if run.random_weights else ""
    title = _say(stage, "report_training")
    return f"<section>\n<h2>{title}</h2>\n<p>{line}</p>{curve(losses)}{notice}</section>"


def curve(losses: Sequence[float]) -> str:
    """The training loss, drawn over its own range."""
    if len(losses) < 2:
        return ""
    low, high = min(losses), max(losses)
    span = high - low or 1.0
    step = 600 / (len(losses) - 1)
    points = " ".join(
        f"{20 + i * step:.1f},{110 - 90 * (loss - low) / span:.1f}" for i, loss in enumerate(losses)
    )
    return (
        '<svg viewBox="0 0 640 130" width="100%" role="img">'
        f'<polyline points="{points}" fill="none" stroke="#1d4ed8" stroke-width="2"/>'
        f'<text x="20" y="14" font-size="11">{losses[0]:.2f}</text>'
        f'<text x="620" y="126" font-size="11" text-anchor="end">{losses[-1]:.2f}</text></svg>'
    )


def _answers(stage: Stage, report: Report) -> str:
    """What retrieval answered, each with its page."""
    system = report.scores[0].system
    rows = []
    for result in report.results[:: max(1, len(report.results) // SHOWN)][:SHOWN]:
        answer = result.answers.get(system.id)
        if answer is None:
            continue
        cited = answer.citations[0] if answer.citations else None
        page = "" if cited is None or cited.page is None else f"p. {cited.page}"
        place = [] if cited is None else [*cited.section_path, page]
        rows.append(
            [
                html_lines(result.question.question),
                html_lines(answer.text),
                escape(" › ".join(part for part in place if part)) or "–",
            ]
        )
    heads = [render(f"demo.head_{name}", {}, stage.language) for name in ("asked", "told", "place")]
    title = _say(stage, "report_answers", system=system.name)
    return f"<section>\n<h2>{title}</h2>\n{html_table(heads, rows)}</section>"


def _grades(stage: Stage, report: Report) -> str:
    findings = "".join(
        f"<li>{escape(render(each.key, each.params, stage.language))}</li>"
        for each in report.findings
    )
    notice = f'<p class="notice">{_say(stage, "report_graded")}</p>'
    return f"<section>{report_part(report, stage.language)}<ul>{findings}</ul>{notice}</section>"
