"""What the export service answers with: plans, gates and checks, for pages and `--json`."""

from __future__ import annotations

from typing import Literal

from workbench.records import ConfidentialityLevel, Record

GateName = Literal["approved", "open_pii", "unseen_pii", "groups", "quality"]
GateState = Literal["ok", "blocked", "warning", "unknown"]


class Gate(Record):
    """One line of the checklist. Only `blocked` stops a freeze; `unknown` is seen when freezing."""

    name: GateName
    state: GateState
    count: int = 0
    ids: tuple[str, ...] = ()
    """Examples concerned, the first few."""


class Share(Record):
    """How many examples have these values of the fields they are counted by."""

    values: tuple[str, ...]
    rows: int


class LeftOut(Record):
    reason: str
    """See workbench.export.plan.LeftOutReason."""
    examples: int


class VersionPlan(Record):
    """What a freeze with these parameters would make, and what stands in its way."""

    rows: int
    train: int
    validation: int
    wanted: int
    """Validation rows that the share asks for."""
    groups: int
    level: ConfidentialityLevel
    categories: tuple[Share, ...]
    """By (category, style)."""
    documents: tuple[Share, ...]
    """By (document name, level)."""
    left_out: tuple[LeftOut, ...]
    gates: tuple[Gate, ...]
    scanned: int
    """Rows whose final text was scanned for the plan; a freeze scans all."""

    @property
    def blocked(self) -> bool:
        return any(gate.state == "blocked" for gate in self.gates)

    @property
    def needs_override(self) -> bool:
        """Only undecided personal data can be overridden; an empty version cannot."""
        return self.rows > 0 and self.blocked


class FileCheck(Record):
    name: str
    sha256: str
    ok: bool
    """Whether the stored bytes still have this hash."""


class VersionCheck(Record):
    files: tuple[FileCheck, ...]

    @property
    def ok(self) -> bool:
        return all(file.ok for file in self.files)


class Archive(Record):
    """A written format, ready to download."""

    job_id: str
    version_id: str
    format: str
    name: str
    sha256: str
    size: int
    """Bytes."""
