"""What is asked of drafting and importing, and what is said about it before it starts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.augment.pairs import DraftPair, Language
from workbench.augment.rules import DEFAULT_PER_CHUNK
from workbench.records import ConfidentialityLevel, Message, Record, Trust


class DraftParams(Record):
    drafter: str = "offline"
    endpoint_id: str | None = None
    base_url: str | None = None
    """An address that is no saved endpoint; external unless it is loopback."""
    model: str | None = None
    per_chunk: int = Field(default=DEFAULT_PER_CHUNK, ge=1, le=20)
    seed: int = 0
    document_ids: tuple[str, ...] = ()
    """Empty is all."""
    only_uncovered: bool = False
    language: Language | None = None


class Target(Record):
    """Where requests will go, resolved from an endpoint or an address."""

    base_url: str
    model: str
    trust: Trust
    """The trust that holds (loopback is local)."""
    concurrency: int = 4
    name: str = ""


class LevelPlan(Record):
    level: ConfidentialityLevel
    chunks: int
    allowed: bool


class DraftEstimate(Record):
    """What will be sent where, before anything is."""

    levels: tuple[LevelPlan, ...]
    chunks: int
    """That will be drafted from."""
    blocked: int
    """Whose level does not allow the way."""
    calls: int
    prompt_tokens: int
    completion_tokens: int
    """At most."""
    target: Target | None
    """None where nothing leaves the process."""
    masked: bool


class PreviewChunk(Record):
    chunk_id: str
    document_name: str
    section_path: tuple[str, ...]
    page: int | None
    text: str
    pairs: tuple[DraftPair, ...]
    dropped: tuple[str, ...] = ()
    error: Message | None = None


class ImportMapping(Record):
    """Which column is what: question and answer, or dialogue, speaker and text."""

    kind: Literal["pairs", "dialogue"] = "pairs"
    sheet: str | None = None
    """Of a document with several; None is all of them."""
    question: str | None = None
    answer: str | None = None
    category: str | None = None
    style: str | None = None
    dialogue: str | None = None
    speaker: str | None = None
    text: str | None = None
    agents: tuple[str, ...] = ()
    """Speakers who answer; empty takes those whose names say so."""
    personal: dict[str, str] = Field(default_factory=dict)
    """Column -> PII type: columns whose cells are to be found everywhere in the project."""


class ImportPreview(Record):
    sheets: tuple[str, ...] = ()
    """All that the document has."""
    alike: bool = True
    """Whether they have the same columns, so that one mapping fits all."""
    columns: tuple[str, ...]
    mapping: ImportMapping
    speakers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows as they stand, in the order of `columns`."""
    pairs: tuple[DraftPair, ...]
    histories: tuple[int, ...]
    """Earlier turns of each of `pairs`."""
    skipped: int
    """Rows of the preview that give no pair."""
