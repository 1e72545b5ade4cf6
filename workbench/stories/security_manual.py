"""A PDF manual → pairs → an approved version → a small model → answers with pages → grades."""

from __future__ import annotations

from collections.abc import Sequence

from workbench import projects
from workbench.access import DEMO
from workbench.augment import service as augment
from workbench.augment.params import DraftParams
from workbench.clean import service as clean
from workbench.demo import SAMPLE_FILES, STORIES, DemoResult, Stage, added
from workbench.grade.outcome import Report
from workbench.ingest import service as ingest
from workbench.records import DatasetVersion, Document, TrainingRun
from workbench.report import Facts, Sample, render_report
from workbench.stories import comparison, steps

EVALUATION = "security-manual/evaluation_ko.csv"


@STORIES.register("security-manual")
def security_manual(stage: Stage) -> DemoResult:
    ws, project_id = stage.ws, stage.project.id
    name, level = SAMPLE_FILES[0]
    document = added(ws, DEMO, stage.project, name, level)
    stage.tell("step_ingest", name=document.name)
    stage.job("ingest", lambda: ingest.start_ingest(ws, DEMO, project_id, [document.id]))
    stage.tell("step_draft")
    stage.job("draft", lambda: augment.start_drafting(ws, DEMO, project_id, DraftParams()))
    stage.tell("step_check")
    checked = stage.job("check", lambda: clean.start_checks(ws, DEMO, project_id))
    steps.settle_findings(stage)
    stage.tell("step_review")
    steps.decide(stage)
    stage.tell("step_freeze")
    version = steps.freeze(stage)
    stage.tell("step_write", path=str(stage.output))
    paths = {name: str(path) for name, path in steps.write_dataset(stage, version).items()}
    run: TrainingRun | None = None
    report: Report | None = None
    sections: list[str] = []
    if stage.train:
        run = comparison.train(stage, version)
        report = comparison.compare(stage, run, EVALUATION, level)
        paths |= comparison.write(stage, run, report)
        sections = comparison.sections(stage, run, report)
    paths["report"] = str(stage.output / "report.html")
    result = _result(stage, version, steps.found_by(checked), run, report, paths)
    facts = _report_facts(stage, document, version, result, sections)
    steps.replace_text(stage.output / "report.html", render_report(facts, stage.language))
    return result


def _result(
    stage: Stage,
    version: DatasetVersion,
    found: dict[str, int],
    run: TrainingRun | None,
    report: Report | None,
    paths: dict[str, str],
) -> DemoResult:
    ws, project_id = stage.ws, stage.project.id
    counts = projects.overview(ws, DEMO, project_id)
    listed, documents = ingest.list_documents(ws, DEMO, project_id)
    rows = {file.split: file.rows for file in version.files}
    return DemoResult(
        story="security-manual",
        project=stage.project.name,
        project_id=project_id,
        documents=documents,
        pages=sum(row.document.page_count or 0 for row in listed),
        chunks=counts.chunks,
        examples=counts.all_examples(),
        findings=found,
        approved=counts.examples.get("approved", 0),
        rejected=counts.examples.get("rejected", 0),
        version=version.number,
        version_id=version.id,
        train=rows.get("train", 0),
        validation=rows.get("validation", 0),
        masked=dict(version.parameters["masked"]),
        training=comparison.trained(run) if run else None,
        comparison=comparison.compared(report) if report else None,
        decided_by=DEMO.name,
        paths=paths,
    )


def _report_facts(
    stage: Stage,
    document: Document,
    version: DatasetVersion,
    result: DemoResult,
    sections: Sequence[str],
) -> Facts:
    return Facts(
        project=stage.project.name,
        document=document.name,
        version=version,
        pages=result.pages,
        chunks=result.chunks,
        examples=result.examples,
        approved=result.approved,
        rejected=result.rejected,
        findings=result.findings,
        samples=[Sample(split, row) for split, row in steps.samples(stage, version)],
        paths=result.paths,
        sections=sections,
    )
