"""Tables, one for each record of the vocabulary; columns are named like the record's fields.

A change here needs a migration: `storage/migrations/README.md`.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import UtcDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

JSON = sa.JSON(none_as_null=True)
ID = sa.String(32)
NAME = sa.String(40)
HASH = sa.String(64)
CHUNK_PARAMS = '{"target":300,"max":800,"overlap":0}'
"""What projects of an older release get."""


def _project() -> sa.Column[str]:
    return sa.Column("project_id", ID, sa.ForeignKey("projects.id"), nullable=False)


projects = sa.Table(
    "projects",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("languages", JSON, nullable=False),
    sa.Column("secret_key", HASH, nullable=False),
    sa.Column("chunk_params", JSON, nullable=False, server_default=CHUNK_PARAMS),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("name", sa.String(500), nullable=False),
    sa.Column("sha256", HASH, nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("level", NAME, nullable=False),
    sa.Column("status", NAME, nullable=False),
    sa.Column("problem", JSON),
    sa.Column("page_count", sa.Integer),
    sa.Column("supersedes", ID),
    sa.Column("chunk_params", JSON),
    sa.Column("chunked_with", JSON),
    sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("chunked_edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("chunk_revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("parent_id", ID),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "sha256"),
    sa.Index(None, "project_id", "id"),
    sa.Index(None, "project_id", "name"),
    sa.Index(None, "supersedes"),
    sa.Index(None, "parent_id"),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("document_id", ID, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("width", sa.Float, nullable=False),
    sa.Column("height", sa.Float, nullable=False),
    sa.Column("image_sha256", HASH),
)

elements = sa.Table(
    "elements",
    metadata,
    sa.Column("document_id", ID, sa.ForeignKey("documents.id"), primary_key=True),
    # An element that a newer edition still has keeps its id there; both editions can be read.
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("level", sa.Integer),
    sa.Column("page", sa.Integer),
    sa.Column("bbox", JSON),
    sa.Column("locator", JSON, nullable=False),
    sa.Column("section_path", JSON, nullable=False),
    sa.Column("cells", JSON, nullable=False),
    sa.Column("flags", JSON, nullable=False),
    sa.Column("recognition", JSON),
    sa.Column("content_hash", HASH, nullable=False),
    sa.Index(None, "document_id", "seq"),
    sa.Index(None, "document_id", "page"),
    sa.Index(None, "id"),
    sa.Index(
        "ix_elements_empty_figures",
        "document_id",
        sqlite_where=sa.text("kind = 'figure' AND text = ''"),
        postgresql_where=sa.text("kind = 'figure' AND text = ''"),
    ),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("document_id", ID, sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("element_id", ID),
    sa.Column("page", sa.Integer),
    sa.Column("field", NAME, nullable=False),
    sa.Column("read_hash", HASH),
    sa.Column("old", JSON),
    sa.Column("new", JSON),
    sa.Column("undoes", ID),
    sa.Column("carried_from", ID),
    sa.Column("actor", sa.String(100), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "document_id", "at", "id"),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("document_id", ID, sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("section_path", JSON, nullable=False),
    sa.Column("element_ids", JSON, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("tokens", sa.Integer, nullable=False),
    sa.Column("content_hash", HASH, nullable=False),
    sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("document_id", "seq"),
    sa.Index(None, "project_id", "id"),
)

examples = sa.Table(
    "examples",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("document_id", ID, sa.ForeignKey("documents.id")),
    sa.Column("chunk_id", ID, sa.ForeignKey("chunks.id")),
    sa.Column("parent_id", ID),
    sa.Column("origin", NAME, nullable=False),
    sa.Column("category", sa.String(100), nullable=False),
    sa.Column("style", sa.String(100), nullable=False),
    sa.Column("answerable", sa.Boolean, nullable=False),
    sa.Column("prompt_hash", HASH),
    sa.Column("model", sa.String(200)),
    sa.Column("status", NAME, nullable=False),
    sa.Column("stale", sa.Boolean, nullable=False),
    sa.Column("revision_id", ID, nullable=False),
    sa.Column("content_hash", HASH, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "content_hash"),
    sa.Index(None, "project_id", "id"),
    sa.Index(None, "project_id", "status", "id"),
    sa.Index(None, "chunk_id"),
    sa.Index(None, "document_id"),
    sa.Index(None, "project_id", "stale", "id"),
)

example_revisions = sa.Table(
    "example_revisions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("example_id", ID, sa.ForeignKey("examples.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("history", JSON, nullable=False),
    sa.Column("evidence_quote", sa.Text, nullable=False),
    sa.Column("editor", sa.String(100), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("example_id", "number"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("type", sa.String(100), nullable=False),
    sa.Column("subject_kind", NAME, nullable=False),
    sa.Column("subject_id", ID, nullable=False),
    sa.Column("revision_id", ID),
    sa.Column("field", NAME),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
    sa.Column("other_id", ID),
    sa.Column("cluster", ID),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reason", JSON, nullable=False),
    sa.Column("rule_version", NAME, nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("decided_by", sa.String(100)),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index(None, "project_id", "kind", "state", "id"),
    sa.Index(None, "subject_id"),
)

pii_rules = sa.Table(
    "pii_rules",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("type", NAME, nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("digest", HASH, nullable=False),
    sa.Column("document_id", ID),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "kind", "type", "digest"),
)

pseudonyms = sa.Table(
    "pseudonyms",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("type", NAME, nullable=False),
    sa.Column("digest", HASH, nullable=False),
    sa.Column("replacement", sa.String(200), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("project_id", "type", "digest"),
    sa.UniqueConstraint("project_id", "replacement"),
)

glossary = sa.Table(
    "glossary",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("terms", JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.Index(None, "project_id", "kind"),
)

slots = sa.Table(
    "slots",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("example_id", ID, sa.ForeignKey("examples.id"), nullable=False),
    sa.Column("rank", sa.BigInteger, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Column("reviewer", sa.String(100)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("token", sa.Integer, nullable=False),
    sa.UniqueConstraint("example_id", "reviewer"),
    sa.Index("ix_slots_queue", "project_id", "done", "rank"),
    sa.Index(None, "project_id", "reviewer", "done"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    _project(),
    sa.Column("slot_id", ID, sa.ForeignKey("slots.id"), nullable=False),
    sa.Column("example_id", ID, sa.ForeignKey("examples.id"), nullable=False),
    sa.Column("revision_id", ID, nullable=False),
    sa.Column("reviewer", sa.String(100), nullable=False),
    sa.Column("action", NAME, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("undoes", ID),
    sa.Column("bulk_id", ID),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "example_id"),
    sa.Index(None, "project_id", "id"),
    sa.Index(None, "bulk_id"),
    sa.Index(None, "project_id", "reviewer", "at"),
)

dataset_versions = sa.Table(
    "dataset_versions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("level", NAME, nullable=False),
    sa.Column("files", JSON, nullable=False),
    sa.Column("card_sha256", HASH, nullable=False),
    sa.Column("decisions_sha256", HASH, nullable=False),
    sa.Column("template_hash", HASH, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("override", JSON),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "number"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("queue", NAME, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("error", JSON),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("result", JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.Column("started_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("claim", sa.Integer, nullable=False),
    sa.Column("worker", sa.String(200)),
    sa.Column("resumed_at", UtcDateTime),
    sa.Column("resumed_done", sa.Integer, nullable=False),
    sa.Index(None, "project_id", "id"),
    sa.Index(None, "state"),
)

job_items = sa.Table(
    "job_items",
    metadata,
    sa.Column("job_id", ID, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", JSON),
    sa.Index(None, "job_id", "state"),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("queues", JSON, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("heartbeat_at", UtcDateTime, nullable=False),
)

responses = sa.Table(
    "responses",
    metadata,
    sa.Column("project_id", ID, sa.ForeignKey("projects.id"), primary_key=True),
    sa.Column("key", HASH, primary_key=True),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("prompt_tokens", sa.Integer),
    sa.Column("completion_tokens", sa.Integer),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

endpoints = sa.Table(
    "endpoints",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("base_url", sa.String(500), nullable=False),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("trust", NAME, nullable=False),
    sa.Column("concurrency", sa.Integer, nullable=False),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("roles", JSON, nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_sha256", HASH, primary_key=True),
    sa.Column("user_id", ID, sa.ForeignKey("users.id"), nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

audit_events = sa.Table(
    "audit_events",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("project_id", ID),
    sa.Column("actor", sa.String(100), nullable=False),
    sa.Column("action", NAME, nullable=False),
    sa.Column("subject_kind", NAME, nullable=False),
    sa.Column("subject_id", sa.String(64), nullable=False),
    sa.Column("counts", JSON, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "project_id", "id"),
)

training_runs = sa.Table(
    "training_runs",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("version_id", ID, sa.ForeignKey("dataset_versions.id"), nullable=False),
    sa.Column("base_model", sa.String(1000), nullable=False),
    sa.Column("method", NAME, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("stop_requested", sa.Boolean, nullable=False),
    sa.Column("data_sha256", HASH),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("total_steps", sa.Integer),
    sa.Column("eta_s", sa.Float),
    sa.Column("metrics", JSON, nullable=False),
    sa.Column("error", JSON),
    sa.Column("random_weights", sa.Boolean, nullable=False),
    sa.Column("files", JSON, nullable=False),
    sa.Column("system_id", ID),
    sa.Column("job_id", ID),
    sa.Column("override", JSON),
    sa.Column("launched_at", UtcDateTime),
    sa.Column("host", sa.String(200)),
    sa.Column("heartbeat_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.Column("started_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    sa.UniqueConstraint("project_id", "number"),
    sa.Index(None, "version_id"),
)

run_events = sa.Table(
    "run_events",
    metadata,
    sa.Column("run_id", ID, sa.ForeignKey("training_runs.id"), primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True),
    sa.Column("loss", sa.Float),
    sa.Column("eval_loss", sa.Float),
    sa.Column("learning_rate", sa.Float),
    sa.Column("tokens_per_s", sa.Float),
    sa.Column("at", UtcDateTime, nullable=False),
)

systems = sa.Table(
    "systems",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", NAME, nullable=False),
    sa.Column("run_id", ID, sa.ForeignKey("training_runs.id")),
    sa.Column("model", sa.String(1000), nullable=False),
    sa.Column("endpoint_id", ID),
    sa.Column("random_weights", sa.Boolean, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "name"),
)

exchanges = sa.Table(
    "exchanges",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("chat_id", ID, nullable=False),
    sa.Column("system_id", ID, nullable=False),
    sa.Column("system_name", sa.String(200), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("citations", JSON, nullable=False),
    sa.Column("extractive", sa.Boolean, nullable=False),
    sa.Column("model", sa.String(1000), nullable=False),
    sa.Column("level", NAME, nullable=False),
    sa.Column("random_weights", sa.Boolean, nullable=False),
    sa.Column("error", JSON),
    sa.Column("notice", JSON),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("prompt_hash", HASH),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.Index(None, "project_id", "created_by", "id"),
    sa.Index(None, "chat_id", "id"),
)

pushes = sa.Table(
    "pushes",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("subject_kind", NAME, nullable=False),
    sa.Column("subject_id", ID, nullable=False),
    sa.Column("endpoint", sa.String(300), nullable=False),
    sa.Column("repo_id", sa.String(100), nullable=False),
    sa.Column("commit", HASH, nullable=False),
    sa.Column("tag", NAME, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("subject_id", "endpoint", "repo_id", "commit"),
)

evaluation_sets = sa.Table(
    "evaluation_sets",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("level", NAME, nullable=False),
    sa.Column("frozen_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "name"),
)

evaluation_questions = sa.Table(
    "evaluation_questions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("set_id", ID, sa.ForeignKey("evaluation_sets.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("gold", sa.Text, nullable=False),
    sa.Column("category", sa.String(100), nullable=False),
    sa.Column("style", sa.String(100), nullable=False),
    sa.Column("answerable", sa.Boolean, nullable=False),
    sa.Column("chunk_id", ID),
    sa.Column("content_hash", HASH, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("set_id", "content_hash"),
    sa.Index(None, "set_id", "seq"),
    sa.Index(None, "project_id", "content_hash"),
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("set_id", ID, sa.ForeignKey("evaluation_sets.id"), nullable=False),
    sa.Column("system_ids", JSON, nullable=False),
    sa.Column("graders", sa.Integer, nullable=False),
    sa.Column("seed", HASH, nullable=False),
    sa.Column("job_id", ID),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("closed_by", sa.String(100)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(100), nullable=False),
    sa.UniqueConstraint("project_id", "number"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("campaign_id", ID, sa.ForeignKey("campaigns.id"), nullable=False),
    sa.Column("question_id", ID, sa.ForeignKey("evaluation_questions.id"), nullable=False),
    sa.Column("system_id", ID, sa.ForeignKey("systems.id"), nullable=False),
    sa.Column("state", NAME, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("citations", JSON, nullable=False),
    sa.Column("extractive", sa.Boolean, nullable=False),
    sa.Column("model", sa.String(1000), nullable=False),
    sa.Column("level", NAME, nullable=False),
    sa.Column("random_weights", sa.Boolean, nullable=False),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("prompt_hash", HASH),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("campaign_id", "question_id", "system_id"),
)

grade_slots = sa.Table(
    "grade_slots",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _project(),
    sa.Column("campaign_id", ID, sa.ForeignKey("campaigns.id"), nullable=False),
    sa.Column("question_id", ID, sa.ForeignKey("evaluation_questions.id"), nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Column("grader", sa.String(100)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("token", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.UniqueConstraint("question_id", "campaign_id", "grader"),
    sa.Index("ix_grade_slots_queue", "campaign_id", "done", "rank"),
)

grades = sa.Table(
    "grades",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),
    _project(),
    sa.Column("campaign_id", ID, sa.ForeignKey("campaigns.id"), nullable=False),
    sa.Column("slot_id", ID, sa.ForeignKey("grade_slots.id"), nullable=False),
    sa.Column("question_id", ID, nullable=False),
    sa.Column("answer_id", ID, sa.ForeignKey("answers.id"), nullable=False),
    sa.Column("grader", sa.String(100), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("accuracy", sa.Integer, nullable=False),
    sa.Column("detail", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("key", "answer_id"),
    sa.UniqueConstraint("slot_id", "answer_id", "revision"),
    sa.Index(None, "campaign_id"),
)

TABLES: tuple[sa.Table, ...] = tuple(metadata.sorted_tables)
