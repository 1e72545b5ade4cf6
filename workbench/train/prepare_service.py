"""The rows of a run as its trainer reads them: checked, scanned once more, written once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice

from storage import runs as store
from storage import versions as version_store
from workbench.clean.masking import mask
from workbench.clean.rules import Find
from workbench.errors import UserError
from workbench.export.gate import Judged, judged_values
from workbench.finder import finder_for
from workbench.projects import project_of
from workbench.records import DatasetVersion, Split, TrainingRun
from workbench.train.formatting import TrainingRow, data_hash, training_row, write_rows
from workbench.train.gate import masked
from workbench.train.plan import TrainParams
from workbench.train.run_folder import RunFolder, RunSpec
from workbench.train.service import rows_of, version_of
from workbench.workspace import Workspace

SCAN_ROWS = 500
SHOWN_IDS = 10


def prepare(ws: Workspace, run: TrainingRun, folder: RunFolder) -> None:
    """Rows and run.json, written once. Raises UserError where the version's files are not what was
    frozen, where rows hold undecided personal data, or where a resumed run's folder is gone."""
    version = version_of(ws, run.project_id, run.version_id)
    _refuse_damaged(ws, version)
    if run.data_sha256 is not None:
        spec = folder.read_spec()
        if spec.data_sha256 != run.data_sha256 or spec.run_id != run.id:
            raise UserError("error.train_data_changed")
        return
    project = project_of(ws, run.project_id)
    key, find = bytes.fromhex(project.secret_key), finder_for(ws, project, rendered=True)
    folder.path.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    for split, path in folder.rows.items():
        write_rows(_scanned(ws, run, version, split, key, found, find), path)
    if found and run.override is None:
        raise UserError(
            "error.train_pii_gate", examples=len(found), ids=", ".join(found[:SHOWN_IDS])
        )
    digest = data_hash(version.template_hash, folder.rows)
    spec = RunSpec(
        run_id=run.id,
        number=run.number,
        project=mask(project.name, find(project.name), key),
        version_id=version.id,
        version_number=version.number,
        level=version.level,
        template_hash=version.template_hash,
        data_sha256=digest,
        created_by=run.created_by,
        created_at=run.created_at,
        params=TrainParams.model_validate(run.parameters),
    )
    folder.write_spec(spec)
    override = run.override and run.override.model_copy(update={"findings": len(found)})
    with ws.db.write() as connection:
        store.change(
            connection,
            run.id,
            data_sha256=digest,
            override=override and override.model_dump(mode="json"),
        )


def _refuse_damaged(ws: Workspace, version: DatasetVersion) -> None:
    for file in version.files:
        with ws.files.local_path(file.sha256).open("rb") as stored:
            intact = hashlib.file_digest(stored, "sha256").hexdigest() == file.sha256
        if not intact:
            raise UserError(
                "error.version_damaged", number=version.number, files=f"{file.split}.parquet"
            )


def _scanned(
    ws: Workspace,
    run: TrainingRun,
    version: DatasetVersion,
    split: Split,
    key: bytes,
    found: list[str],
    find: Find,
) -> Iterator[TrainingRow]:
    """Rows with nothing in them that nobody judged; the ids of those that had go to `found`."""
    rows = rows_of(ws, version, split)
    while batch := list(islice(rows, SCAN_ROWS)):
        judged = _judged(ws, run.project_id, [row.id for row in batch])
        for row in batch:
            made = training_row(row)
            clean = masked(made, judged[row.id], find, key)
            if clean != made:
                found.append(row.id)
            yield clean


def _judged(ws: Workspace, project_id: str, ids: list[str]) -> dict[str, Judged]:
    with ws.db.read() as connection:
        findings = version_store.pii_findings(connection, project_id, ids)
        wanted = {f.revision_id for f in findings if f.revision_id}
        revisions = version_store.revisions(connection, project_id, wanted)
    return {
        example_id: judged_values([f for f in findings if f.subject_id == example_id], revisions)
        for example_id in ids
    }
