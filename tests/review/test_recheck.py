from __future__ import annotations

from datetime import UTC, datetime

from workbench.clean.checks import findings_for
from workbench.records import ExampleRevision, Finding
from workbench.review.recheck import carry_over

NOW = datetime(2025, 3, 1, tzinfo=UTC)


def revision(number: int, answer: str) -> ExampleRevision:
    return ExampleRevision(
        id=f"r{number}",
        project_id="p",
        example_id="e",
        number=number,
        question="대표 번호는 무엇입니까?",
        answer=answer,
        editor="lee",
        created_at=NOW,
    )


def phones(of: ExampleRevision) -> list[Finding]:
    return [f for f in findings_for(of, "", at=NOW) if f.type == "PHONE"]


def decided(finding: Finding, state: str) -> Finding:
    return finding.model_copy(update={"state": state, "decided_by": "kim", "decided_at": NOW})


OLD = revision(1, "대표 번호는 010-2345-6789 입니다.")


def test_what_was_dismissed_stays_dismissed_where_the_words_are_the_same() -> None:
    new = revision(2, "우리 회사의 대표 번호는 010-2345-6789 입니다.")
    known = [decided(phones(OLD)[0], "dismissed")]
    [kept] = carry_over(phones(new), new, known, [OLD, new])
    assert (kept.state, kept.decided_by, kept.revision_id) == ("dismissed", "kim", "r2")


def test_another_value_is_asked_about_anew() -> None:
    new = revision(2, "대표 번호는 010-9876-5432 입니다.")
    known = [decided(phones(OLD)[0], "dismissed")]
    [kept] = carry_over(phones(new), new, known, [OLD, new])
    assert (kept.state, kept.decided_by) == ("open", None)


def test_open_findings_are_no_decision() -> None:
    new = revision(2, "우리 대표 번호는 010-2345-6789 입니다.")
    [kept] = carry_over(phones(new), new, phones(OLD), [OLD, new])
    assert kept.state == "open"


def test_what_was_decided_on_the_revision_itself_is_there_already() -> None:
    assert carry_over(phones(OLD), OLD, [decided(phones(OLD)[0], "accepted")], [OLD]) == []
