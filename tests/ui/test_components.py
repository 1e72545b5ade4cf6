"""Components that compute: the diff of two texts, next steps, and lines of the audit log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.projects import Overview
from workbench.records import AuditEvent
from workbench.ui.activity import counts_line
from workbench.ui.components import diff_markdown, paragraphs
from workbench.ui.next_steps import AT_MOST, next_steps


def counts(**changes: object) -> Overview:
    nothing: dict[str, object] = {
        "documents": {},
        "chunks": 0,
        "examples": {},
        "stale": 0,
        "open_findings": {},
        "decisions": 0,
        "versions": 0,
        "jobs": {},
        "grading": {},
    }
    return Overview.model_validate(nothing | changes)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("같은 글", "같은 글", "같은 글"),
        ("포트 22", "포트 23", "포트 :red-background[~~22~~]:green-background[**23**]"),
        ("", "추가", ":green-background[**추가**]"),
        ("삭제", "", ":red-background[~~삭제~~]"),
        ("a *b*", "a *b*", "a \\*b\\*"),
    ],
)
def test_diff_marks_what_went_and_what_came(old: str, new: str, expected: str) -> None:
    assert diff_markdown(old, new) == expected


def test_line_breaks_are_kept_and_markup_is_literal() -> None:
    assert paragraphs("# 제목\n- 항목") == "\\# 제목  \n\\- 항목"


def test_an_empty_project_starts_with_documents() -> None:
    assert [step.page for step in next_steps(counts())] == ["ingest"]


def test_chunks_without_examples_lead_to_drafting() -> None:
    steps = next_steps(counts(documents={"ready": 1}, chunks=40))
    assert [(step.page, step.n) for step in steps] == [("augment", 40)]


def test_personal_data_comes_before_review_because_it_blocks_the_version() -> None:
    steps = next_steps(
        counts(documents={"ready": 1}, examples={"queued": 12}, open_findings={"pii": 3})
    )
    assert [(step.page, step.n) for step in steps] == [("clean", 3), ("review", 12)]


def test_approved_examples_without_a_version_lead_to_freezing() -> None:
    steps = next_steps(counts(documents={"ready": 1}, examples={"approved": 30}))
    assert [step.page for step in steps] == ["export"]


def test_nothing_waits_once_a_version_holds_all() -> None:
    found = counts(
        documents={"ready": 1}, examples={"approved": 3}, versions=1, grading={"sets": 1}
    )
    assert next_steps(found) == []


def test_grading_is_next_once_there_is_a_version() -> None:
    found = counts(documents={"ready": 1}, examples={"approved": 3}, versions=1)
    assert [step.key for step in next_steps(found)] == ["overview.next_evaluate"]
    found = found.model_copy(update={"grading": {"sets": 1, "missing": 4, "waiting": 9}})
    steps = [(step.key, step.n) for step in next_steps(found)]
    assert steps == [("overview.next_answers", 4), ("overview.next_grade", 9)]


def test_never_more_than_three_lines() -> None:
    everything = counts(
        documents={"ready": 1},
        chunks=9,
        examples={"queued": 1, "draft": 1, "disputed": 1, "approved": 1},
        open_findings={"pii": 1, "duplicate": 1},
    )
    assert len(next_steps(everything)) == AT_MOST


def test_audit_line_has_counts() -> None:
    event = AuditEvent(
        id="e",
        project_id=None,
        actor="kim",
        action="frozen",
        subject_kind="version",
        subject_id="v",
        counts={"rows": 1200, "left": 3},
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert counts_line(event) == "rows 1,200 · left 3"
