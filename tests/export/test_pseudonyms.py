"""A version with pseudonyms: one table for the project, and nothing of the originals."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import pseudonyms as store
from storage import schema as s
from tests.export.filled import Filled
from tests.export.test_service import freeze, text_of
from workbench.access import Actor
from workbench.clean import rule_service
from workbench.clean.masking import PLACEHOLDER
from workbench.clean.pseudonyms import draw, wanted
from workbench.export import freeze_service, service
from workbench.export.plan import FreezeParams
from workbench.finder import allocate, finder_for
from workbench.jobs import run_here
from workbench.records import Project, Turn
from workbench.workspace import Workspace

PHONE = "010-2345-6789"
OTHER = "010-2345-6780"


@pytest.fixture
def asked(filled: Filled) -> Filled:
    said = (Turn(role="user", content=f"제 번호는 {PHONE}입니다. 김민수 고객이고요."),)
    one = filled.example(
        None, "누구 번호입니까?", f"김민수 과장의 {PHONE}로 거십시오.", history=said
    )
    two = filled.example(None, "+82 10 2345 6789는 누구?", f"{OTHER}가 아니라 김민수 과장입니다.")
    for example in (one, two):
        filled.check(example)
    return filled


def test_equal_values_have_one_pseudonym_everywhere_and_others_another(
    any_workspace: Workspace, asked: Filled, engineer: Actor
) -> None:
    ws, project = any_workspace, asked.project
    version = freeze(ws, engineer, project.id, validation_share=0.5, masking="pseudonym")
    text = text_of(ws, version)
    for original in (PHONE, OTHER, "2345 6789", "김민수"):
        assert original not in text
    assert PLACEHOLDER.search(text) is None
    with ws.db.read() as connection:
        made = store.every(connection, project.id)
    assert sorted(each.type for each in made) == ["PERSON", "PHONE", "PHONE"]
    assert len({each.replacement for each in made}) == 3
    for each in made:
        assert text.count(each.replacement) >= 2
    card = service.card(ws, version)
    assert "made-up values of the same form" in card and "같은 형식의 가명" in card
    assert version.parameters["masking"] == "pseudonym"
    assert version.parameters["masked"] == {"PHONE": 4, "PERSON": 3}


def test_freezing_again_adds_no_pseudonym_and_gives_the_same_rows(
    any_workspace: Workspace, asked: Filled, engineer: Actor
) -> None:
    ws, project = any_workspace, asked.project
    first = freeze(ws, engineer, project.id, validation_share=0.5, masking="pseudonym")
    second = freeze(ws, engineer, project.id, validation_share=0.5, masking="pseudonym")
    assert [f.sha256 for f in first.files] == [f.sha256 for f in second.files]
    with ws.db.read() as connection:
        assert len(store.every(connection, project.id)) == 3


def test_pseudonyms_are_left_alone_in_what_was_rendered_and_only_there(
    workspace: Workspace, asked: Filled, engineer: Actor
) -> None:
    project = asked.project
    freeze(workspace, engineer, project.id, validation_share=0.5, masking="pseudonym")
    with workspace.db.read() as connection:
        made = store.every(connection, project.id)
    text = ", ".join(f"{each.replacement} 고객님" for each in made)
    assert finder_for(workspace, project, rendered=True)(text) == []
    assert len(finder_for(workspace, project)(text)) >= 3


def test_a_freeze_that_is_repeated_after_a_crash_finds_its_pseudonyms(
    workspace: Workspace, asked: Filled, engineer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = FreezeParams(validation_share=0.5, masking="pseudonym")
    job = freeze_service.start_freeze(workspace, engineer, asked.project.id, params)

    def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(freeze_service, "_write_split", dies)
        with pytest.raises(RuntimeError):
            freeze_service._freeze(workspace, job)
    with workspace.db.read() as connection:
        before = store.every(connection, asked.project.id)
    assert len(before) == 3
    assert run_here(workspace, asked.project.id, job.id).state == "done"
    with workspace.db.read() as connection:
        assert store.every(connection, asked.project.id) == before


def test_no_pseudonym_is_given_that_is_a_value_of_the_project(
    any_workspace: Workspace, project: Project
) -> None:
    ws = any_workspace
    first = wanted(project.secret_key, "PERSON", "김민수")
    drawn = draw(project.secret_key, first, 0)
    assert drawn is not None
    rival = wanted(project.secret_key, "PERSON", drawn)
    table = allocate(ws, project, [first, rival])
    assert drawn not in table.values() and len(set(table.values())) == 2


def test_thousands_of_values_share_none_and_a_spent_range_goes_on_elsewhere(
    workspace: Workspace, project: Project
) -> None:
    values = [wanted(project.secret_key, "PHONE", f"010-2345-{n:04d}") for n in range(6_000)]
    values += [wanted(project.secret_key, "PHONE", f"010-2346-{n:04d}") for n in range(6_000)]
    table = allocate(workspace, project, values)
    assert len(table) == len(set(table.values())) == 12_000
    assert all(stand_in.startswith("010-0") for stand_in in table.values())


def test_what_only_a_list_knows_is_replaced_and_nothing_of_it_is_stored(
    workspace: Workspace, project: Project, curator: Actor
) -> None:
    filled = Filled(workspace, project)
    rule_service.add_rules(workspace, curator, project.id, "deny", "PERSON", ["봄내음"])
    filled.example(None)
    filled.example(None, "누구입니까?", "봄내음이 맡습니다.")
    params = FreezeParams(validation_share=0.5, masking="pseudonym", override_reason="급함")
    admin = Actor(name="admin", roles=("admin",))
    job = freeze_service.start_freeze(workspace, admin, project.id, params)
    assert run_here(workspace, project.id, job.id).state == "done"
    version = service.version(workspace, curator, project.id, "1")
    assert "봄내음" not in text_of(workspace, version)
    tables = (s.pseudonyms, s.jobs, s.job_items, s.audit_events, s.dataset_versions)
    with workspace.db.read() as connection:
        kept = [str(row) for table in tables for row in connection.execute(sa.select(table))]
    assert not any("봄내음" in row for row in kept)
