"""The vocabulary: every record of the workbench, in the order data flows.

Records are frozen. A change is a new record (a revision, a decision, a finding's new state), and
every record carries the id of what it was made from, so that an answer can be followed back to a
place on a page and a changed page forward to all that rests on it.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

ConfidentialityLevel = Literal["public", "internal", "confidential"]
"""How far a text may travel; what carries no label is confidential."""
CONFIDENTIALITY_LEVELS: tuple[ConfidentialityLevel, ...] = get_args(ConfidentialityLevel)

Role = Literal["viewer", "reviewer", "curator", "engineer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

DocumentStatus = Literal["queued", "ready", "failed"]
ElementKind = Literal[
    "heading", "paragraph", "list_item", "table", "row", "turn", "figure", "furniture"
]
ExampleOrigin = Literal["drafted", "paraphrased", "imported", "written"]
ExampleStatus = Literal["draft", "queued", "approved", "rejected", "disputed"]
FindingKind = Literal["pii", "duplicate", "contradiction", "quality", "leakage"]
GlossaryKind = Literal["protected", "synonym"]
FindingState = Literal["open", "accepted", "dismissed"]
SubjectKind = Literal["chunk", "example", "answer"]
DecisionAction = Literal["approve", "edit", "reject", "flag", "skip", "undo"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
JobItemState = Literal["pending", "done", "failed"]
Trust = Literal["local", "trusted", "external"]
"""Where a model endpoint stands: on this network, under contract, or anywhere else."""
Split = Literal["train", "validation"]
PiiRuleKind = Literal["allow", "deny", "pattern", "words"]


def new_id() -> str:
    """An opaque id of 26 hexadecimal characters that sorts by the time it was made (ms)."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(7)}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def content_hash(*parts: str) -> str:
    """sha256 (hex) over NFC-normalised parts, so that equal text has an equal hash everywhere."""
    joined = "\x1f".join(unicodedata.normalize("NFC", part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def highest_level(levels: list[ConfidentialityLevel]) -> ConfidentialityLevel:
    """The strictest of `levels`; nothing at all is confidential."""
    if not levels:
        return "confidential"
    return max(levels, key=CONFIDENTIALITY_LEVELS.index)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Record):
    """A sentence for a person: a key of the ko/en catalogues and what is filled into it."""

    key: str
    params: dict[str, str | int | float] = {}


class ChunkParams(Record):
    """How elements are cut into chunks; sizes in estimated tokens."""

    target: int = 300
    """A section that does not fit into one chunk is cut where a part has reached this."""
    max: int = 800
    """No chunk is longer; a section that fits stays whole."""
    overlap: int = 0
    """Of a cut section, how much of a chunk's end the next one repeats, in whole sentences."""


class Project(Record):
    id: str
    name: str
    purpose: str = ""
    languages: tuple[str, ...] = ("ko", "en")
    secret_key: str = Field(repr=False)
    """64 hexadecimal characters; keys the placeholders of masking. Never shown or exported."""
    chunk_params: ChunkParams = ChunkParams()
    """Of documents that have none of their own."""
    created_at: datetime
    created_by: str


class Document(Record):
    id: str
    project_id: str
    name: str
    """File name in NFC, without folders; within an archive its path there."""
    sha256: str
    media_type: str
    size: int
    """Bytes."""
    level: ConfidentialityLevel = "confidential"
    status: DocumentStatus = "queued"
    problem: Message | None = None
    """Why it failed, or what was not read although it is ready."""
    page_count: int | None = None
    supersedes: str | None = None
    parent_id: str | None = None
    """The archive or document that it was found in."""
    """The document that it replaces once it is ready: a newer edition of it."""
    chunk_params: ChunkParams | None = None
    """Its own; None follows the project."""
    chunked_with: ChunkParams | None = None
    """What its chunks were made with; None before the first."""
    edits: int = 0
    """Corrections and exclusions so far, undone ones too."""
    chunked_edits: int = 0
    """How many of them its chunks take into account."""
    chunk_revision: int = 0
    """Grows whenever its chunks change."""
    created_at: datetime
    created_by: str


class Page(Record):
    """One page of a document as an image. Sizes in points (1/72 inch), as displayed."""

    document_id: str
    number: int
    """From 1."""
    width: float
    height: float
    image_sha256: str | None
    """WebP in the file store; None where the page could not be drawn."""


class Cell(Record):
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    text: str
    header: bool = False


class PagePart(Record):
    """A further place of an element that a column's or a page's end has cut."""

    page: int
    bbox: tuple[float, float, float, float]


class Locator(Record):
    """Where in a source an element stands; only what its format has is set."""

    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    """1-based row of the sheet, or line of the file."""
    path: str | None = None
    parts: tuple[PagePart, ...] = ()
    """Where it goes on after its own page and box."""


class Recognition(Record):
    """How sure a text is that was recognised in a scan."""

    confidence: float
    """Mean over its letters, 0 to 1."""
    doubtful: tuple[tuple[int, int], ...] = ()
    """Start and end in the text of words that are less sure."""


class Element(Record):
    id: str
    project_id: str
    document_id: str
    seq: int
    """Reading order within the document, from 0."""
    kind: ElementKind
    text: str
    level: int | None = None
    """Depth of a heading, from 1; None for all else."""
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    """x0, y0, x1, y1 in points from the top left of the page as displayed."""
    locator: Locator = Locator()
    section_path: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    flags: tuple[str, ...] = ()
    recognition: Recognition | None = None
    """Set where its text was recognised in a scan."""
    content_hash: str
    """Of what was read, whatever was corrected since: by it the element is found again."""


CorrectionField = Literal["kind", "level", "text", "order", "excluded", "section", "page"]
"""`order`: the element it follows. `excluded`: it stands in no chunk; `section`: nor does what
stands under this heading; `page`: nor what begins on this page."""


class Correction(Record):
    """Append-only: what a person changed of what was read. The last row of a field counts; undo is
    another row that names the one it takes back."""

    id: str
    project_id: str
    document_id: str
    element_id: str | None = None
    """None for a page."""
    page: int | None = None
    field: CorrectionField
    read_hash: str | None = None
    """The element's content hash when it was corrected."""
    old: str | int | bool | None = None
    new: str | int | bool | None = None
    undoes: str | None = None
    carried_from: str | None = None
    """The correction of an earlier edition that this one repeats."""
    actor: str
    at: datetime


class Chunk(Record):
    id: str
    project_id: str
    document_id: str
    seq: int
    text: str
    section_path: tuple[str, ...] = ()
    element_ids: tuple[str, ...]
    page: int | None = None
    """First page it stands on."""
    tokens: int
    """Estimated, see workbench.ingest.chunking.estimate_tokens."""
    content_hash: str
    retired: bool = False
    """No longer what its document says: kept for the examples made from it, shown and found
    nowhere else. Its `seq` is below 0."""


class Turn(Record):
    role: Literal["user", "assistant"]
    content: str


class Example(Record):
    """A question-answer pair. Its words are in its revisions; this is what stays the same."""

    id: str
    project_id: str
    document_id: str | None = None
    chunk_id: str | None = None
    parent_id: str | None = None
    origin: ExampleOrigin
    category: str = ""
    style: str = ""
    answerable: bool = True
    prompt_hash: str | None = None
    model: str | None = None
    """The model that drafted it, or `rules` for the offline drafter."""
    status: ExampleStatus = "draft"
    """A cached fold of its decisions (workbench.review.fold)."""
    stale: bool = False
    revision_id: str
    """The newest revision."""
    content_hash: str
    """Of its first question and answer and its chunk: drafting the same again adds nothing."""
    created_at: datetime
    created_by: str


class ExampleRevision(Record):
    id: str
    project_id: str
    example_id: str
    number: int
    """From 1."""
    question: str
    answer: str
    history: tuple[Turn, ...] = ()
    evidence_quote: str = ""
    editor: str
    created_at: datetime


class Finding(Record):
    id: str
    project_id: str
    kind: FindingKind
    type: str
    """PII type (PHONE, ...), or the check that found it (too_short, exact, ...)."""
    subject_kind: SubjectKind
    subject_id: str
    revision_id: str | None = None
    field: str | None = None
    """question, answer, history, evidence_quote or text."""
    start: int | None = None
    end: int | None = None
    """Span in code points of the original string, end exclusive."""
    other_id: str | None = None
    """The subject it is about as well: the example that this one repeats."""
    cluster: str | None = None
    """For duplicates: the example that stands for all that are looked at together."""
    score: float
    """0..1, how sure the check is."""
    reason: Message
    rule_version: str
    state: FindingState = "open"
    decided_by: str | None = None
    decided_at: datetime | None = None
    created_at: datetime


class PiiRule(Record):
    """What a project says itself of personal data: a value left alone (allow) or found everywhere
    (deny), or what a type is (pattern, words)."""

    id: str
    project_id: str
    kind: PiiRuleKind
    type: str
    """One of the PII types, or a type of the project's own."""
    sealed: str = Field(repr=False)
    """The value, encrypted under a key of the project (workbench.clean.sealing)."""
    digest: str
    """Keyed digest of the value as it is compared; unique with kind and type."""
    document_id: str | None = None
    """The imported document it was a cell of."""
    created_at: datetime
    created_by: str


class Pseudonym(Record):
    """What stands for one value in what leaves: no two values of a project share one."""

    id: str
    project_id: str
    type: str
    digest: str
    """Keyed digest of the value; the value itself is nowhere."""
    replacement: str
    created_at: datetime


class GlossaryEntry(Record):
    """What a project says of its words, for the search for duplicates."""

    id: str
    """A digest of the rest: adding the same again adds nothing."""
    project_id: str
    kind: GlossaryKind
    terms: tuple[str, ...]
    """protected: one term that never is another one; synonym: two or more that are one."""
    created_at: datetime
    created_by: str


class Slot(Record):
    """One review that is needed. The slot is leased, not the example; overlap k is k slots."""

    id: str
    project_id: str
    example_id: str
    rank: int
    """Order in the queue of the project; equal ranks may be met in either order."""
    done: bool = False
    reviewer: str | None = None
    lease_until: datetime | None = None
    token: int = 0
    """Fencing token: grows with every lease; a decision with an older one is refused."""


class Decision(Record):
    """Append-only. Undo is another row that names the one it takes back."""

    id: str
    key: str
    """Made by the client once per press; unique, so that a repeated send records nothing twice."""
    project_id: str
    slot_id: str
    example_id: str
    revision_id: str
    """The revision that was judged; for `edit`, the revision that the edit made."""
    reviewer: str
    action: DecisionAction
    reason: str = ""
    undoes: str | None = None
    bulk_id: str | None = None
    """Shared by the decisions of one bulk act, which is taken back as one."""
    at: datetime


class DatasetFile(Record):
    split: Split
    sha256: str
    rows: int
    size: int
    """Bytes."""


class Override(Record):
    """A gate that was passed on a person's word."""

    actor: str
    reason: str
    findings: int


class DatasetVersion(Record):
    """Frozen: what it names by sha256 is never changed and never deleted."""

    id: str
    project_id: str
    number: int
    """From 1 within the project."""
    note: str = ""
    level: ConfidentialityLevel
    """The highest of its documents."""
    files: tuple[DatasetFile, ...]
    card_sha256: str
    """The card, Markdown with a YAML head, as the hub shows it."""
    decisions_sha256: str
    """JSON list of the decision ids it rests on."""
    template_hash: str
    """Of the prompt template that rendered prompt and completion."""
    parameters: dict[str, Any]
    override: Override | None = None
    created_at: datetime
    created_by: str


class Job(Record):
    id: str
    project_id: str
    kind: str
    queue: str = "default"
    parameters: dict[str, Any]
    state: JobState = "queued"
    total: int = 0
    done: int = 0
    failed: int = 0
    error: Message | None = None
    cancel_requested: bool = False
    result: dict[str, Any] = {}
    """Counts and ids of what it made, for pages and --json."""
    created_at: datetime
    created_by: str
    started_at: datetime | None = None
    """When all its items had been written; None means that they are still to be planned."""
    finished_at: datetime | None = None
    claim: int = 0
    """Fencing token: grows with every take-up; whoever holds an older one may write nothing."""
    worker: str | None = None
    """Id of the worker that took it up last."""
    resumed_at: datetime | None = None
    resumed_done: int = 0
    """Items already through at `resumed_at`: what the estimate of the time left starts from."""


class JobItem(Record):
    job_id: str
    seq: int
    key: str
    """What is worked on: the id of a document, a chunk, an example."""
    state: JobItemState = "pending"
    attempts: int = 0
    error: Message | None = None


class Worker(Record):
    """A worker slot and its last sign of life. A slot is never shared by two processes."""

    id: str
    """host-slot; the executor id of the job engine."""
    pid: int
    queues: tuple[str, ...]
    started_at: datetime
    heartbeat_at: datetime


class Response(Record):
    """What a model returned, kept per project so that the same request is never paid twice."""

    project_id: str
    key: str
    """sha256 of model, parameters and messages."""
    model: str
    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    created_at: datetime


class Endpoint(Record):
    """An OpenAI-compatible address. Its key is a setting, never a row."""

    id: str
    name: str
    base_url: str
    model: str
    trust: Trust
    concurrency: int = 4


class User(Record):
    id: str
    name: str
    """Unique; what decisions and audit rows carry."""
    roles: tuple[Role, ...]
    password_hash: str = Field(repr=False, default="")
    active: bool = True
    created_at: datetime


class Session(Record):
    """One signed-in browser; the cookie holds the token, this row its sha256."""

    token_sha256: str = Field(repr=False)
    user_id: str
    expires_at: datetime


RunState = Literal["queued", "running", "stopping", "stopped", "failed", "done"]
SystemKind = Literal["base", "rag", "peft", "peft_rag", "api", "imported"]
"""`peft` is any model tuned here, in full or by adapters; `rag` puts retrieval before it."""


class RunFile(Record):
    """One file of a tuned model's folder, in the file store."""

    path: str
    """Relative to the folder, with `/`."""
    sha256: str
    size: int


class TrainingRun(Record):
    """A version, a base model and parameters on the way to a tuned model."""

    id: str
    project_id: str
    number: int
    """From 1 within the project."""
    version_id: str
    base_model: str
    """A folder on the trainer's machine, a name on the hub, or `tiny`."""
    method: Literal["full", "lora"]
    parameters: dict[str, Any]
    """workbench.train.plan.TrainParams, as started."""
    state: RunState = "queued"
    stop_requested: bool = False
    data_sha256: str | None = None
    """Of the rendered rows; a resume on other rows is refused."""
    step: int = 0
    total_steps: int | None = None
    eta_s: float | None = None
    metrics: dict[str, float] = {}
    """What the trainer measured: parameters, trainable, tokens, tokens_per_s, loss, eval_loss."""
    error: Message | None = None
    random_weights: bool = False
    """Built from nothing: whatever it answers means nothing."""
    files: tuple[RunFile, ...] = ()
    """The model folder, once it is complete."""
    system_id: str | None = None
    job_id: str | None = None
    """The job that follows it now, or did last."""
    override: Override | None = None
    launched_at: datetime | None = None
    """When its trainer was started last."""
    host: str | None = None
    """Name of the machine its folder is on."""
    heartbeat_at: datetime | None = None
    created_at: datetime
    created_by: str
    started_at: datetime | None = None
    finished_at: datetime | None = None


class RunEvent(Record):
    """What was measured at one optimizer step. A resumed run repeats steps: the last one counts."""

    run_id: str
    step: int
    """From 1."""
    loss: float | None = None
    """Mean over the answers' tokens since the event before, in nats."""
    eval_loss: float | None = None
    learning_rate: float | None = None
    tokens_per_s: float | None = None
    """Real tokens, padding not counted."""
    at: datetime


class System(Record):
    """Something that answers questions."""

    id: str
    project_id: str
    name: str
    kind: SystemKind
    run_id: str | None = None
    model: str = ""
    """Hub name, folder, or the model's name at its endpoint; nothing where `run_id` says it."""
    endpoint_id: str | None = None
    random_weights: bool = False
    """Its answers are marked everywhere and stay out of means and charts."""
    parameters: dict[str, Any] = {}
    created_at: datetime
    created_by: str


AnswerState = Literal["answer", "near", "not_found"]


class Citation(Record):
    """A place that an answer rests on, as it was when the answer was given."""

    number: int
    """From 1, as the answer names it: `[1]`."""
    chunk_id: str
    document_id: str
    document_name: str
    level: ConfidentialityLevel
    section_path: tuple[str, ...] = ()
    page: int | None = None
    element_ids: tuple[str, ...] = ()
    """The elements in which the quotes stand; of the whole chunk where there are no quotes."""
    quotes: tuple[str, ...] = ()
    """Words of the chunk, in its order; nothing where no sentence of it stands out."""
    score: float = 0.0
    """0..1, how much of the question stands in the passage."""


class Exchange(Record):
    """A question to the documents of a project and what was answered; seen by who asked it."""

    id: str
    project_id: str
    chat_id: str
    """The id of the chat's first exchange."""
    system_id: str
    system_name: str
    question: str
    state: AnswerState
    text: str
    """As far as it came, where `error` says that it broke off."""
    citations: tuple[Citation, ...] = ()
    extractive: bool
    """Words of the documents themselves; else a model's."""
    model: str = ""
    level: ConfidentialityLevel
    """The highest of all that was read or sent for it."""
    random_weights: bool = False
    error: Message | None = None
    notice: Message | None = None
    """Why words alone were looked for, though an embedding model is named."""
    took_ms: int
    prompt_hash: str | None = None
    created_at: datetime
    created_by: str


class Push(Record):
    """Where a dataset version or a tuned model was handed on to."""

    id: str
    project_id: str
    subject_kind: Literal["version", "run"]
    subject_id: str
    endpoint: str
    """Address of the hub."""
    repo_id: str
    """`owner/name`."""
    commit: str
    tag: str
    private: bool
    """Whether the repository was private when this was pushed."""
    created_at: datetime
    created_by: str


class EvaluationSet(Record):
    """Questions that systems are compared by. They are never examples."""

    id: str
    project_id: str
    name: str
    """Unique within the project."""
    level: ConfidentialityLevel = "confidential"
    """Of its questions and expected answers: how far they may travel when systems are asked."""
    frozen_at: datetime | None = None
    """Set with its first campaign; from then on its questions stay as they are."""
    created_at: datetime
    created_by: str


class EvaluationQuestion(Record):
    id: str
    project_id: str
    set_id: str
    seq: int
    """Order within the set, from 1."""
    question: str
    gold: str = ""
    """The expected answer; empty where the set has none."""
    category: str = ""
    style: str = ""
    answerable: bool = True
    """False: the documents do not say it, and the right answer is that there is none."""
    chunk_id: str | None = None
    """The passage that holds the expected answer, where it is known."""
    content_hash: str
    """Of the normalised question: one set has a question once."""
    created_at: datetime
    created_by: str


class Campaign(Record):
    """Two to four systems answer a set, and people grade the answers without knowing whose."""

    id: str
    project_id: str
    number: int
    """From 1 within the project."""
    name: str = ""
    set_id: str
    system_ids: tuple[str, ...]
    """The first is what the others are compared with."""
    graders: int = 1
    """People who grade each question, at least 1."""
    seed: str = Field(repr=False)
    """Fixes the order in which each grader sees the answers. Never shown before it is closed."""
    job_id: str | None = None
    """The job that has the systems answer."""
    closed_at: datetime | None = None
    """From then on names are shown and no grade changes."""
    closed_by: str | None = None
    created_at: datetime
    created_by: str


class Answer(Record):
    """What a system said to a question of a campaign."""

    id: str
    project_id: str
    campaign_id: str
    question_id: str
    system_id: str
    state: AnswerState
    text: str
    citations: tuple[Citation, ...] = ()
    extractive: bool
    model: str = ""
    level: ConfidentialityLevel
    random_weights: bool = False
    took_ms: int
    prompt_hash: str | None = None
    created_at: datetime


class GradeSlot(Record):
    """One grading of a question that is needed; leased like a review's slot."""

    id: str
    project_id: str
    campaign_id: str
    question_id: str
    rank: int
    """Order of the questions in the campaign."""
    done: bool = False
    grader: str | None = None
    lease_until: datetime | None = None
    token: int = 0
    """Fencing token: grows with every lease."""
    revision: int = 0
    """Of the grades that count: 0 before the first, one more with every time it is graded."""


class Grade(Record):
    """Append-only: who grades again writes rows of the next revision."""

    id: str
    key: str
    """Made by the client once per press; a repeated send records nothing twice."""
    project_id: str
    campaign_id: str
    slot_id: str
    question_id: str
    answer_id: str
    grader: str
    revision: int
    """From 1; those of the slot's own revision count."""
    accuracy: Literal[0, 1, 2]
    """0 wrong, 1 partly right, 2 right."""
    detail: Literal[0, 1, 2]
    """0 useless, 1 incomplete, 2 complete."""
    comment: str = ""
    at: datetime


class AuditEvent(Record):
    """Who did what to which record. Ids and counts; the only words are a person's own reason."""

    id: str
    project_id: str | None
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    counts: dict[str, int] = {}
    reason: str = ""
    at: datetime
