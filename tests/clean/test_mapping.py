"""The way back from placeholders: exact while its key is at home, impossible without."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from storage import schema as s
from tests.cli.conftest import Run, run
from tests.export.filled import Filled
from workbench import backup, jobs
from workbench.access import OWNER, Actor
from workbench.clean import mapping_service, rule_service
from workbench.clean.mapping import Stood, locked, stood, unlocked
from workbench.clean.masking import PLACEHOLDER
from workbench.errors import NotAllowed, UserError
from workbench.export import freeze_service, service
from workbench.export.plan import FreezeParams, Masking
from workbench.projects import create_project
from workbench.records import Project
from workbench.workspace import Workspace

__all__ = ["run"]

SECRET = "5a" * 32
PHONE, NAME, DISMISSED = "010-2345-6789", "봄내음", "010-5555-6666"


def test_a_value_stands_once_however_it_is_written() -> None:
    rows = stood(
        SECRET, [("PHONE", PHONE), ("PHONE", "+82 10 2345 6789"), ("PERSON", "김민수")], {}
    )
    assert [(row.type, row.value) for row in rows] == [("PERSON", "김민수"), ("PHONE", PHONE)]
    assert all(PLACEHOLDER.fullmatch(row.placeholder) for row in rows)


def test_a_mapping_opens_with_its_own_key_only_and_shows_when_it_was_changed() -> None:
    key = Fernet.generate_key()
    rows = [Stood(placeholder="[PHONE_k7f2q9]", type="PHONE", value=PHONE)]
    content = locked(rows, key)
    assert PHONE.encode() not in content and unlocked(content, key) == rows
    for other, of_key, error in (
        (content, Fernet.generate_key(), "error.mapping_key_gone"),
        (content, None, "error.mapping_key_gone"),
        (content[:-20] + b"A" * 20, key, "error.mapping_damaged"),
        (b"PK\x03\x04", key, "error.not_a_mapping"),
    ):
        with pytest.raises(UserError) as caught:
            unlocked(other, of_key)
        assert caught.value.key == error


@pytest.fixture
def filled(any_workspace: Workspace, project: Project, curator: Actor) -> Filled:
    made = Filled(any_workspace, project)
    made.check(made.example(None, "번호는?", f"{PHONE}로 거십시오."), "accepted")
    made.check(made.example(None, "대표 번호는?", f"{DISMISSED}입니다."), "dismissed")
    rule_service.add_rules(any_workspace, curator, project.id, "deny", "PERSON", [NAME])
    return made


@pytest.mark.parametrize("masking", ["placeholder", "pseudonym"])
def test_what_stands_in_an_export_leads_back_until_the_key_is_destroyed(
    any_workspace: Workspace,
    project: Project,
    filled: Filled,
    admin: Actor,
    tmp_path: Path,
    masking: Masking,
) -> None:
    ws = any_workspace
    params = FreezeParams(validation_share=0.5, masking=masking)
    jobs.run_here(ws, project.id, freeze_service.start_freeze(ws, admin, project.id, params).id)
    version = service.versions(ws, admin, project.id)[0][0]
    answers = [
        row.answer
        for file in version.files
        for row in service.read_rows(ws, version, file.split, file.rows)
    ]
    target, clear = tmp_path / "mapping.wbm", tmp_path / "mapping.jsonl"
    report = mapping_service.export_mapping(ws, admin, project.id, target)
    assert report.values == 2
    assert mapping_service.open_mapping(ws, admin, project.id, target, clear) == 2
    rows = [Stood.model_validate_json(line) for line in clear.read_text("utf-8").splitlines()]
    assert {(row.type, row.value) for row in rows} == {("PERSON", NAME), ("PHONE", PHONE)}
    phone = next(row for row in rows if row.value == PHONE)
    stands = phone.placeholder if masking == "placeholder" else str(phone.pseudonym)
    masked = next(answer for answer in answers if answer.endswith("거십시오."))
    assert masked.startswith(stands) and PHONE not in masked
    assert (clear.stat().st_mode | target.stat().st_mode) & 0o077 == 0

    assert mapping_service.destroy_mapping_key(ws, admin, project.id)
    assert not mapping_service.destroy_mapping_key(ws, admin, project.id)
    with pytest.raises(UserError, match="mapping_key_gone"):
        mapping_service.open_mapping(ws, admin, project.id, target, tmp_path / "again.jsonl")
    mapping_service.export_mapping(ws, admin, project.id, tmp_path / "new.wbm")
    with pytest.raises(UserError, match="mapping_key_gone"):
        mapping_service.open_mapping(ws, admin, project.id, target, tmp_path / "again.jsonl")
    assert not (tmp_path / "again.jsonl").exists()
    with ws.db.read() as connection:
        audited = connection.execute(
            sa.select(s.audit_events.c.action, s.audit_events.c.counts).where(
                s.audit_events.c.subject_kind == "pii_mapping"
            )
        ).all()
    assert [row.action.rpartition("_")[2] for row in audited] == [
        "exported", "opened", "destroyed", "exported",
    ]  # fmt: skip
    assert PHONE not in str(audited)


def test_the_key_is_in_no_backup_and_a_destruction_that_was_interrupted_counts(
    any_workspace: Workspace, project: Project, filled: Filled, admin: Actor, tmp_path: Path
) -> None:
    ws, target = any_workspace, tmp_path / "mapping.wbm"
    mapping_service.export_mapping(ws, admin, project.id, target)
    (held,) = (ws.settings.data_dir / "keys").iterdir()
    assert held.stat().st_mode & 0o077 == 0
    key = held.read_bytes()
    backup.backup(ws, admin, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert not any(key in archive.read(name) for name in archive.namelist())
    held.write_bytes(b"\0" * len(key))
    with pytest.raises(UserError, match="mapping_key_gone"):
        mapping_service.open_mapping(ws, admin, project.id, target, tmp_path / "x")
    mapping_service.export_mapping(ws, admin, project.id, target)
    assert mapping_service.open_mapping(ws, admin, project.id, target, tmp_path / "x") == 2


def test_only_administrators_have_the_way_back(
    any_workspace: Workspace, project: Project, filled: Filled, curator: Actor, tmp_path: Path
) -> None:
    calls = (
        lambda: mapping_service.export_mapping(any_workspace, curator, project.id, tmp_path / "m"),
        lambda: mapping_service.open_mapping(
            any_workspace, curator, project.id, tmp_path / "m", tmp_path / "o"
        ),
        lambda: mapping_service.destroy_mapping_key(any_workspace, curator, project.id),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert not list(tmp_path.glob("m*")) and not (tmp_path / "o").exists()


def test_commands_write_open_and_ask_before_they_destroy(
    workspace: Workspace, run: Run, tmp_path: Path
) -> None:
    made = create_project(workspace, OWNER, "보안")
    filled = Filled(workspace, made)
    filled.check(filled.example(None, "번호는?", f"{PHONE}로 거십시오."), "open")
    name, out, clear = made.name, tmp_path / "m.wbm", tmp_path / "m.jsonl"
    assert run("clean", "mapping", "export", "-o", out, "-p", name, "--json").json["values"] == 1
    opened = run("clean", "mapping", "open", out, "-o", clear, "-p", name, "--json")
    assert opened.json["values"] == 1 and PHONE in clear.read_text(encoding="utf-8")
    assert PHONE not in opened.out + opened.err
    unsure = run("clean", "mapping", "destroy", "-p", name)
    assert unsure.code == 1 and "--yes" in unsure.err
    assert mapping_service.destroy_mapping_key(workspace, OWNER, made.id)
