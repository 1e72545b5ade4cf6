"""What a dataset card says, gathered from what was frozen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.clean.masking import mask
from workbench.clean.rules import Find
from workbench.export.plan import FreezeParams, Masking, Selection
from workbench.export.tally import Tally
from workbench.records import (
    ConfidentialityLevel,
    DatasetFile,
    DatasetVersion,
    Override,
    Project,
)


@dataclass(frozen=True)
class SourceFacts:
    name: str
    level: ConfidentialityLevel
    rows: int


@dataclass(frozen=True)
class CardFacts:
    """All that a card says. Counts by name; `masked` by PII type, `reviewers` by account,
    `findings` on the rows by (kind, state)."""

    project: str
    purpose: str
    version_id: str
    note: str
    license: str | None
    created_at: datetime
    created_by: str
    level: ConfidentialityLevel
    files: Sequence[DatasetFile]
    languages: Mapping[str, int]
    sources: Sequence[SourceFacts]
    categories: Mapping[str, int]
    styles: Mapping[str, int]
    origins: Mapping[str, int]
    models: Mapping[str, int]
    reviewers: Mapping[str, int]
    unanswerable: int
    left_out: Mapping[str, int]
    masked: Mapping[str, int]
    masking: Masking
    findings: Mapping[tuple[str, str], int]
    groups: int
    validation_share: float
    seed: int
    override: Override | None

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


def card_facts(
    project: Project,
    version: DatasetVersion,
    params: FreezeParams,
    selection: Selection,
    tally: Tally,
    findings: Mapping[tuple[str, str], int],
    find: Find,
) -> CardFacts:
    """All from what was frozen; `version` needs no number yet; `find` is the project's finder."""
    return CardFacts(
        project=masked(project, project.name, find),
        purpose=masked(project, project.purpose, find),
        version_id=version.id,
        note=version.note,
        license=params.license,
        created_at=version.created_at,
        created_by=version.created_by,
        level=version.level,
        files=version.files,
        languages=tally.languages,
        sources=[
            SourceFacts(name=name, level=level, rows=rows)  # type: ignore[arg-type]
            for (name, level), rows in tally.documents.most_common()
        ],
        categories=tally.categories,
        styles=tally.styles,
        origins=tally.origins,
        models=tally.models,
        reviewers=tally.reviewers,
        unanswerable=tally.unanswerable,
        left_out={str(reason): number for reason, number in selection.left_out.items()},
        masked=tally.masked,
        masking=params.masking,
        findings=findings,
        groups=selection.split.groups,
        validation_share=params.validation_share,
        seed=params.seed,
        override=version.override,
    )


def masked(project: Project, text: str, find: Find) -> str:
    """What people write about a version leaves with it, so it is masked like the rows."""
    return mask(text, find(text), bytes.fromhex(project.secret_key))
