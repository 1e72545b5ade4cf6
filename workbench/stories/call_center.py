"""Call-centre dialogues in XLSX → imported → personal data found and masked → an approved version →
a small model → what it gives away, beside one that was tuned on the same rows unmasked."""

from __future__ import annotations

from workbench import jobs, projects
from workbench.access import DEMO
from workbench.augment import import_service
from workbench.clean import service as clean
from workbench.demo import STORIES, DemoResult, Leaked, Stage, added
from workbench.ingest import service as ingest
from workbench.records import DatasetVersion, Document, Job, TrainingRun
from workbench.report import Facts, Sample, render_report
from workbench.stories import comparison, leak_check, steps
from workbench.train import service as training
from workbench.train import start_service
from workbench.train.plan import TINY, TrainParams

DIALOGUES = "call-center/call_center_dialogues.xlsx"
PARAMS = TrainParams(
    base_model=TINY,
    epochs=30,
    learning_rate=2e-3,
    batch_size=8,
    max_length=384,
    checkpoint_every=200,
    tiny_layers=2,
)
"""Enough epochs that a model of a million parameters knows its rows by heart: what is in them comes
out again."""


@STORIES.register("call-center")
def call_center(stage: Stage) -> DemoResult:
    ws, project_id = stage.ws, stage.project.id
    document = added(ws, DEMO, stage.project, DIALOGUES, "confidential")
    stage.tell("cc_step_ingest", name=document.name)
    stage.job("ingest", lambda: ingest.start_ingest(ws, DEMO, project_id, [document.id]))
    stage.tell("cc_step_import")
    stage.job("import", lambda: _import(stage, document))
    stage.tell("cc_step_check")
    checked = stage.job("check", lambda: clean.start_checks(ws, DEMO, project_id))
    steps.settle_findings(stage)
    stage.tell("cc_step_review")
    steps.decide(stage)
    stage.tell("cc_step_freeze")
    version = steps.freeze(stage)
    stage.tell("cc_step_write", path=str(stage.output))
    paths = {name: str(path) for name, path in steps.write_dataset(stage, version).items()}
    run: TrainingRun | None = None
    found: Leaked | None = None
    sections: list[str] = []
    if stage.train:
        run = _train(stage, version)
        found = leak_check.check(stage, version, run)
        sections = [comparison.training_section(stage, run), leak_check.section(stage, run, found)]
        paths["leaks"] = str(stage.output / "leaks.json")
    paths["report"] = str(stage.output / "report.html")
    result = _result(stage, version, steps.found_by(checked), run, found, paths)
    samples = [Sample(split, row) for split, row in steps.samples(stage, version)]
    facts = Facts(
        project=stage.project.name,
        document=document.name,
        version=version,
        pages=result.pages,
        chunks=result.chunks,
        examples=result.examples,
        approved=result.approved,
        rejected=result.rejected,
        findings=result.findings,
        samples=samples,
        paths=paths,
        sections=sections,
    )
    steps.replace_text(stage.output / "report.html", render_report(facts, stage.language))
    return result


def _import(stage: Stage, document: Document) -> Job:
    """By the mapping that the headings suggest: one utterance a row."""
    ws, project_id = stage.ws, stage.project.id
    mapping = import_service.suggest_mapping(ws, DEMO, project_id, document.id)
    return import_service.import_pairs(ws, DEMO, project_id, document.id, mapping)


def _train(stage: Stage, version: DatasetVersion) -> TrainingRun:
    stage.tell("cc_step_train")
    ws, project_id = stage.ws, stage.project.id

    def start() -> Job:
        run = start_service.start_run(ws, DEMO, project_id, version.id, PARAMS)
        return jobs.job(ws, project_id, str(run.job_id))

    stage.job("train", start)
    runs, _ = training.runs(ws, DEMO, project_id, 1)
    return training.run(ws, DEMO, project_id, runs[0].id)


def _result(
    stage: Stage,
    version: DatasetVersion,
    findings: dict[str, int],
    run: TrainingRun | None,
    leaks: Leaked | None,
    paths: dict[str, str],
) -> DemoResult:
    ws, project_id = stage.ws, stage.project.id
    counts = projects.overview(ws, DEMO, project_id)
    rows = {file.split: file.rows for file in version.files}
    return DemoResult(
        story="call-center",
        project=stage.project.name,
        project_id=project_id,
        documents=sum(counts.documents.values()),
        pages=0,
        chunks=counts.chunks,
        examples=counts.all_examples(),
        findings=findings,
        approved=counts.examples.get("approved", 0),
        rejected=counts.examples.get("rejected", 0),
        version=version.number,
        version_id=version.id,
        train=rows.get("train", 0),
        validation=rows.get("validation", 0),
        masked=dict(version.parameters["masked"]),
        training=comparison.trained(run) if run else None,
        leaks=leaks,
        decided_by=DEMO.name,
        paths=paths,
    )
