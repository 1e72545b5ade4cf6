from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

PASSWORD = {"WORKBENCH_NEW_PASSWORD": "correct horse battery"}


def test_a_project_is_created_listed_and_shown(run: Run) -> None:
    made = run("project", "create", "보안 매뉴얼", "--json").json
    assert made["name"] == "보안 매뉴얼"
    (listed,) = run("project", "list", "--json").json["projects"]
    assert listed["id"] == made["id"]
    assert run("project", "show", "--json").json["versions"] == 0


def test_a_mistake_is_one_line_on_stderr_and_exit_1(run: Run) -> None:
    answer = run("project", "show", "-p", "nothing")
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "nothing" in answer.err


def test_the_line_is_korean_where_the_person_is(run: Run) -> None:
    answer = run("project", "show", env={"WORKBENCH_LANGUAGE": "ko"})
    assert "프로젝트" in answer.err


def test_wrong_usage_is_exit_2(run: Run) -> None:
    assert run("project", "no-such-command").code == 2


def test_a_backup_opens_in_another_folder(run: Run, tmp_path: Path) -> None:
    run("project", "create", "one")
    assert run("user", "add", "kim", "--role", "admin", env=PASSWORD).code == 0
    target = tmp_path / "copy.zip"
    assert run("db", "backup", target, "--json").json["rows"] > 0
    elsewhere = {"WORKBENCH_DATA_DIR": str(tmp_path / "elsewhere")}
    assert run("db", "restore", target, "--json", env=elsewhere).code == 0
    assert run("db", "check", "--json", env=elsewhere).json["problems"] == []
    (project,) = run("project", "list", "--json", env=elsewhere).json["projects"]
    assert project["name"] == "one"
    (user,) = run("user", "list", "--json", env=elsewhere).json["users"]
    assert user["roles"] == ["admin"]


def test_a_damaged_database_is_one_sentence(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    (data / "workbench.sqlite").write_bytes(b"not a database at all, though long enough " * 30)
    answer = run("project", "list")
    assert answer.code == 1
    assert answer.err.count("\n") == 1


def test_a_command_acts_as_the_user_it_names(run: Run) -> None:
    run("user", "add", "kim", "--role", "admin", env=PASSWORD)
    run("user", "add", "choi", "--role", "viewer", env=PASSWORD)
    refused = run("project", "create", "mine", "--as", "choi")
    assert refused.code == 1
    assert "choi" in refused.err
    assert run("project", "create", "mine", "--as", "kim").code == 0


def test_the_input_is_never_replaced_by_the_result(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"question": "보존 기간은?", "answer": "3년입니다."}\n', encoding="utf-8")
    before = rows.read_bytes()
    for command in (("dedup",), ("quality",), ("pii", "scan"), ("pii", "mask"), ("draft",)):
        refused = run(*command, rows, "-o", rows)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert rows.read_bytes() == before
    assert list(tmp_path.glob("*.jsonl")) == [rows]


def test_a_setting_that_cannot_be_is_one_line(run: Run) -> None:
    refused = run("project", "list", env={"WORKBENCH_LANGUAGE": "xx"})
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "WORKBENCH_LANGUAGE" in refused.err
