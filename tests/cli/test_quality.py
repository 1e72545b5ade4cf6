"""`workbench clean quality` and `clean stats` as a person runs them."""

from __future__ import annotations

from pathlib import Path

from tests.clean.conftest import AddExample, add_example
from tests.cli.conftest import Run
from workbench import jobs
from workbench.access import OWNER
from workbench.clean import service
from workbench.records import Project
from workbench.workspace import Workspace

__all__ = ["add_example"]


def test_limits_are_listed_and_set_and_the_spread_is_printed_and_written(
    run: Run, workspace: Workspace, project: Project, add_example: AddExample, tmp_path: Path
) -> None:
    add_example(workspace, project, "조건이 뭔가요?", "예약금 3만 원입니다.")
    jobs.run_here(workspace, project.id, service.start_checks(workspace, OWNER, project.id).id)

    listed = {row["check"]: row for row in run("clean", "quality", "--json").json["checks"]}
    assert (listed["too_vague"]["shown"], listed["too_vague"]["changed_by"]) == (1, None)
    (changed,) = run("clean", "quality", "too_vague", "--threshold", "0.8", "--json").json["checks"]
    assert (changed["threshold"], changed["shown"], changed["hidden"]) == (0.8, 0, 1)
    assert run("clean", "findings", "--kind", "quality", "--json").json["total"] == 0
    (changed,) = run("clean", "quality", "too_vague", "--off", "--json").json["checks"]
    assert changed["enabled"] is False
    assert run("clean", "quality", "--off").code == 2

    counted = run("clean", "stats", "--csv", "spread.csv", "--json").json
    assert (counted["rows"], counted["counts"]["language"]) == (1, {"ko": 1})
    assert "first_word,조건이,1,1.0" in (tmp_path / "spread.csv").read_text(encoding="utf-8-sig")
    assert run("clean", "stats", "--status", "nothing").code == 1
