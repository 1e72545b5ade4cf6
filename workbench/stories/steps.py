"""Steps of stories from findings to a written dataset, taken by the actor `demo` by rules."""

from __future__ import annotations

from pathlib import Path

from workbench.access import DEMO
from workbench.clean import finding_service
from workbench.demo import Stage
from workbench.errors import UserError
from workbench.export import archive_service, freeze_service
from workbench.export import service as export
from workbench.export.plan import FreezeParams
from workbench.export.rows import Row
from workbench.records import DatasetVersion, FindingKind, Job, new_id
from workbench.review import decision_service
from workbench.review import service as review
from workbench.review.cards import DecisionInput, ReviewCard
from workbench.ui.text import Language, render

REPORT_SAMPLES = 12
FOUND_KINDS: tuple[FindingKind, ...] = ("pii", "duplicate", "contradiction", "quality")
HAND = 50
"""Cards that a story takes from the queue at a time."""


def settle_findings(stage: Stage) -> None:
    """Personal data is masked, exact repetitions are left out; all else is for the review."""
    ws, project_id = stage.ws, stage.project.id
    finding_service.decide_all(ws, DEMO, project_id, "accepted", kinds=("pii",))
    same = ("exact", "normalised")
    finding_service.decide_all(ws, DEMO, project_id, "accepted", kinds=("duplicate",), types=same)


def decide(stage: Stage) -> None:
    """Reject what has open findings, approve all else, one decision an example."""
    ws, project_id = stage.ws, stage.project.id
    review.enqueue_examples(ws, DEMO, project_id)
    while hand := review.claim(ws, DEMO, project_id, HAND):
        for card in hand:
            decision_service.submit(ws, DEMO, project_id, _verdict(card, stage.language))


def _verdict(card: ReviewCard, language: Language) -> DecisionInput:
    found = sorted({finding.type for finding in card.findings})
    reason = render("demo.reject_reason", {"types": ", ".join(found)}, language) if found else ""
    return DecisionInput(
        key=new_id(),
        action="reject" if found else "approve",
        slot_id=card.slot_id,
        token=card.token,
        revision_id=card.revision.id,
        reason=reason,
    )


def freeze(stage: Stage) -> DatasetVersion:
    ws, project_id = stage.ws, stage.project.id
    note = FreezeParams(note=render("demo.note", {}, stage.language))
    frozen = stage.job("freeze", lambda: freeze_service.start_freeze(ws, DEMO, project_id, note))
    return export.version(ws, DEMO, project_id, frozen.id)


def found_by(check: Job) -> dict[str, int]:
    return {kind: int(check.result.get(kind, 0)) for kind in FOUND_KINDS}


def write_dataset(stage: Stage, version: DatasetVersion) -> dict[str, Path]:
    """Folder, workbook and CSV; what an earlier run of this story wrote is left."""
    paths = {
        "dataset": stage.output / "dataset",
        "xlsx": stage.output / "dataset.xlsx",
        "csv": stage.output / "dataset.csv",
    }
    ours = _is_ours(stage, paths["dataset"], version)
    for format_name, target in (("hf", "dataset"), ("xlsx", "xlsx"), ("csv", "csv")):
        if ours and paths[target].exists():
            continue
        archive_service.write_version(
            stage.ws, DEMO, stage.project.id, version.id, format_name, paths[target]
        )
    return paths


def _is_ours(stage: Stage, folder: Path, version: DatasetVersion) -> bool:
    """Whether the folder holds this very version: written before, whole, by this story."""
    readme = folder / "README.md"
    return readme.is_file() and readme.read_text(encoding="utf-8") == export.card(stage.ws, version)


def replace_text(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError("error.cannot_write", name=str(path), reason=str(error.strerror)) from error


def samples(stage: Stage, version: DatasetVersion) -> list[tuple[str, Row]]:
    """Rows from all over the version, evenly spaced."""
    every = [
        (str(file.split), row)
        for file in version.files
        for row in export.read_rows(stage.ws, version, file.split, file.rows)
    ]
    shown = min(REPORT_SAMPLES, len(every))
    return [every[n * (len(every) - 1) // max(1, shown - 1)] for n in range(shown)]
