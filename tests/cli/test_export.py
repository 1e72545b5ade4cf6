from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.export.filled import Filled, sections
from tests.export.test_service import freeze, personal
from tests.fake_hub import TOKEN, fake_hub
from workbench.access import OWNER
from workbench.projects import create_project
from workbench.workspace import Workspace


def test_versions_are_planned_frozen_listed_written_and_verified(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    filled = Filled(workspace, create_project(workspace, OWNER, "보안"))
    sections(filled, 5)

    planned = run("export", "plan", "--validation-share", "0.2", "--json").json
    assert (planned["train"], planned["validation"], planned["blocked"]) == (8, 2, False)

    frozen = run(
        "export", "freeze", "--validation-share", "0.2", "--note", "첫 버전", "--json"
    ).json
    assert (frozen["number"], frozen["train"], frozen["note"]) == (1, 8, "첫 버전")

    listed = run("export", "list", "--json").json
    assert (listed["total"], listed["versions"][0]["version_id"]) == (1, frozen["version_id"])
    assert "version 1" in run("export", "show", "1").out
    assert run("export", "verify", "v1", "--json").json["ok"]

    for name, target in (("hf", "folder"), ("xlsx", "book.xlsx"), ("csv", "rows.csv")):
        written = run("export", "write", "1", "--format", name, "-o", target, "--json").json
        assert written == {"number": 1, "format": name, "output": target}
        assert (tmp_path / target).exists()
    again = run("export", "write", "1", "-o", "folder")
    assert again.code == 1
    assert "folder" in again.err


def test_open_personal_data_ends_with_one_sentence_and_exit_1(
    run: Run, workspace: Workspace
) -> None:
    filled = Filled(workspace, create_project(workspace, OWNER, "보안"))
    sections(filled, 2)
    example_id = personal(filled)
    filled.check(example_id, "open")
    frozen = run("export", "freeze")
    assert frozen.code == 1
    assert example_id in frozen.err
    forced = run("export", "freeze", "--override-reason", "pilot, approved by Kim", "--json").json
    assert forced["override"] == {
        "actor": "owner",
        "reason": "pilot, approved by Kim",
        "findings": 1,
    }


def test_wrong_usage_is_exit_2(run: Run) -> None:
    assert run("export", "write", "1").code == 2
    assert run("export", "plan", "--level-cap", "secret").code == 2


@pytest.mark.slow
def test_a_version_is_pushed_once_and_listed(run: Run, workspace: Workspace) -> None:
    filled = Filled(workspace, create_project(workspace, OWNER, "보안"))
    sections(filled, 3)
    freeze(workspace, OWNER, filled.project.id)
    with fake_hub() as hub:
        env = {"HF_ENDPOINT": hub.endpoint, "HF_TOKEN": TOKEN}
        made = run("export", "push", "1", "--repo", "team/a", "--json", env=env).json
        assert (made["tag"], made["private"], made["already"]) == ("v1", True, False)
        assert made["url"] == f"{hub.endpoint}/datasets/team/a/tree/v1"
        again = run("export", "push", "v1", "--repo", "team/a", env=env)
        assert "nothing changed" in again.out
        assert hub.dataset("team/a").tags == {"v1": made["commit"]}
        (shown,) = run("export", "show", "1", "--json").json["pushes"]
        assert (shown["url"], shown["commit"]) == (made["url"], made["commit"])

        refused = run("export", "push", "1", "--repo", "team/a", "--public", env=env)
        assert (refused.code, refused.out) == (1, "")
        assert "Only public data" in refused.err
        wrong = run("export", "push", "1", "--repo", "team/b", env={**env, "HF_TOKEN": "hf_wrong"})
        assert (wrong.code, wrong.out) == (1, "")
        assert "refused the token" in wrong.err and "hf_wrong" not in wrong.err
    outside = run("export", "push", "1", "--repo", "team/a")
    assert outside.code == 1 and "huggingface.co" in outside.err
    assert len(outside.err.strip().splitlines()) == 1
