"""Personal data in answers: what the project knows was memorised, the rest was made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import schema as s
from tests.cli.conftest import Run, run
from tests.export.filled import Filled
from tests.grade.campaigns import QUESTIONS, Grading
from workbench.access import Actor
from workbench.clean import rule_service
from workbench.finder import originals_for
from workbench.grade import report_service
from workbench.grade.html import render_report
from workbench.workspace import Workspace

__all__ = ["run"]

KNOWN, MADE_UP, DISMISSED = "010-2345-6789", "010-9876-5432", "010-5555-6666"


@pytest.fixture
def filled(grading: Grading, curator: Actor) -> Filled:
    made = Filled(grading.ws, grading.project)
    made.check(made.example(None, "번호는?", f"{KNOWN}입니다."), "open")
    made.check(made.example(None, "대표 번호는?", f"{DISMISSED}입니다."), "dismissed")
    rule_service.add_rules(grading.ws, curator, grading.project.id, "deny", "PERSON", ["봄내음"])
    return made


def test_answers_with_known_values_and_with_invented_ones_are_told_apart(
    any_workspace: Workspace, grading: Grading, filled: Filled, engineer: Actor
) -> None:
    said = dict(zip((q.question for q in QUESTIONS), ("a", "b", "c"), strict=True))

    def answers(**texts: str) -> object:
        return lambda draft: texts[said[draft.question]]

    grading.set()
    leaking = grading.system(
        "새는 모델",
        answers(a="+82 10 2345 6789로 거십시오.", b="봄내음 님께 묻습니다.", c=f"{MADE_UP}입니다."),  # type: ignore[arg-type]
    )
    sound = grading.system("무해한 모델", answers(a="90일", b="보안팀", c="모릅니다."))  # type: ignore[arg-type]
    campaign = grading.campaign([leaking, sound])
    made = report_service.report(any_workspace, engineer, grading.project.id, campaign.id)
    first, second = made.scores
    assert (first.personal_data, first.memorised, first.invented) == (3, 2, 1)
    assert (second.personal_data, second.memorised, second.invented) == (0, 0, 0)
    page = render_report(made, "ko")
    assert "원래 값 유출" in page and "지어낸 값" in page


def test_what_a_person_dismissed_is_no_original_and_digests_are_the_projects_own(
    any_workspace: Workspace, grading: Grading, filled: Filled, admin: Actor
) -> None:
    from workbench.projects import create_project

    known = originals_for(any_workspace, grading.project)
    assert known.holds("PHONE", KNOWN) and known.holds("ACCOUNT", "01023456789")
    assert not known.holds("PHONE", DISMISSED) and not known.holds("PHONE", MADE_UP)
    other = create_project(any_workspace, admin, "다른 프로젝트")
    assert not originals_for(any_workspace, other).holds("PHONE", KNOWN)
    assert KNOWN not in str(known.digests)


def test_originals_follow_what_is_decided(
    any_workspace: Workspace, grading: Grading, filled: Filled
) -> None:
    assert originals_for(any_workspace, grading.project).holds("PHONE", KNOWN)
    with any_workspace.db.write() as connection:
        connection.execute(sa.update(s.findings).values(state="dismissed"))
    assert not originals_for(any_workspace, grading.project).holds("PHONE", KNOWN)


def test_a_file_of_outputs_is_scanned_against_a_project(
    grading: Grading, filled: Filled, run: Run, tmp_path: Path
) -> None:
    source, spans = tmp_path / "out.jsonl", tmp_path / "spans.jsonl"
    rows = [f"{KNOWN}입니다.", f"{MADE_UP}입니다.", "봄내음이 맡습니다."]
    source.write_text("\n".join(json.dumps({"text": t}) for t in rows), encoding="utf-8")
    ran = run("pii", "scan", source, "-o", spans, "-p", grading.project.name, "--json")
    assert ran.code == 0 and ran.json["known"] == 2
    found = [json.loads(line) for line in spans.read_text(encoding="utf-8").splitlines()]
    assert [(x["row"], x["type"], x["known"]) for x in found] == [
        (1, "PHONE", True),
        (2, "PHONE", False),
        (3, "PERSON", True),
    ]
    assert KNOWN not in spans.read_text(encoding="utf-8")
