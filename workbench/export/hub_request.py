"""What is pushed, where to, and how it ended: what this process and the pushing one say to each
other, and the rules of a hub that need no hub. Pure."""

from __future__ import annotations

import re
from typing import Literal

from workbench.errors import UserError
from workbench.records import AuditEvent, ConfidentialityLevel, Message, Push, Record, Trust, new_id

RepoType = Literal["dataset", "model"]

DATASET_FILES = ("data/*.parquet",)
"""Files of an earlier version that a new one replaces; whatever else is in the repository stays."""
MODEL_FILES = ("*.safetensors", "*.json", "*.jinja", "*.txt", "*.model", "*.bin")
_REPO_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
MOST_REPO_ID = 96


class HubFile(Record):
    """One file as it is to stand in the repository; `source` is a path here, else `text` is it."""

    path: str
    sha256: str = ""
    """Of the source. Bytes that are not these are never pushed."""
    source: str | None = None
    text: str = ""


class HubRequest(Record):
    endpoint: str
    declared: Trust
    """What was said of the hub and of where it keeps its files."""
    level: ConfidentialityLevel
    """The highest of all that is in the files."""
    repo_type: RepoType
    repo_id: str
    private: bool
    tag: str
    title: str
    """Message of commit and tag; names the subject, so that an interrupted push is found again."""
    owned: tuple[str, ...]
    """Patterns of paths that this push replaces: what it does not bring itself is removed."""
    files: tuple[HubFile, ...]


class HubResult(Record):
    commit: str
    private: bool
    already: bool
    """It was there under its tag; nothing was written."""


class HubAnswer(Record):
    """Last line that the pushing process writes: one of the two."""

    result: HubResult | None = None
    error: Message | None = None
    places: str = ""
    """Where in the code an unexpected error came from, for the log; no message, no value."""


def check_repo_id(repo_id: str) -> str:
    """`owner/name` as hubs take it. Raises UserError."""
    found = repo_id.strip()
    bad = (
        not _REPO_ID.fullmatch(found)
        or len(found) > MOST_REPO_ID
        or "--" in found
        or ".." in found
        or found.endswith(("-", ".", ".git"))
        or found.partition("/")[0].endswith(("-", "."))
    )
    if bad:
        raise UserError("error.hub_repo_name", repo=found[:MOST_REPO_ID])
    return found


def push_url(push: Push) -> str:
    """The page of what was pushed."""
    kind = "datasets/" if push.subject_kind == "version" else ""
    return f"{push.endpoint}/{kind}{push.repo_id}/tree/{push.tag}"


def push_event(push: Push, files: int) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        project_id=push.project_id,
        actor=push.created_by,
        action=f"{push.subject_kind}_pushed",
        subject_kind=push.subject_kind,
        subject_id=push.subject_id,
        counts={"files": files, "public": int(not push.private)},
        at=push.created_at,
    )
