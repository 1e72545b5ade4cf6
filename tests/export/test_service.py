from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from storage import schema as s
from storage import versions as store
from tests.export.filled import Filled, sections
from workbench.access import Actor
from workbench.errors import NotAllowed, NotFound, UserError
from workbench.export import archive_service, freeze_service, plan_service, service
from workbench.export.plan import FreezeParams
from workbench.jobs import enqueue, run_here
from workbench.records import DatasetVersion, FindingState, Job, Turn, new_id
from workbench.workspace import Workspace

PHONE = "010-2345-6789"


def run(ws: Workspace, actor: Actor, project_id: str, params: FreezeParams) -> Job:
    started = freeze_service.start_freeze(ws, actor, project_id, params)
    return run_here(ws, project_id, started.id)


def freeze(ws: Workspace, actor: Actor, project_id: str, **params: object) -> DatasetVersion:
    ended = run(ws, actor, project_id, FreezeParams.model_validate(params))
    assert ended.state == "done", ended.error
    return service.version(ws, actor, project_id, str(ended.result["version_id"]))


def refused(ws: Workspace, actor: Actor, project_id: str, **params: object) -> UserError:
    ended = run(ws, actor, project_id, FreezeParams.model_validate(params))
    assert ended.state == "failed"
    assert ended.error is not None
    return UserError(ended.error.key, **ended.error.params)


def text_of(ws: Workspace, version: DatasetVersion) -> str:
    rows = [r for f in version.files for r in service.read_rows(ws, version, f.split, 1000)]
    return "\n".join(row.model_dump_json() for row in rows)


# Freezing -----------------------------------------------------------------------------------------


def test_approved_examples_become_a_version_that_reads_back_bit_for_bit(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    ids = sections(filled, 5)
    ws, project_id = any_workspace, filled.project.id
    version = freeze(ws, engineer, project_id, validation_share=0.2, seed=3, note="첫 버전")
    assert (version.number, version.level, version.note) == (1, "internal", "첫 버전")
    assert {f.split: f.rows for f in version.files} == {"train": 8, "validation": 2}
    rows = [r for f in version.files for r in service.read_rows(ws, version, f.split)]
    assert sorted(row.id for row in rows) == sorted(ids)
    assert {row.section for row in rows} == {f"1장 > 1.{n}" for n in range(5)}
    assert (rows[0].document, rows[0].reviewer) == ("매뉴얼.pdf", "lee")
    assert rows[0].prompt.endswith(f"{rows[0].question}\n\n### Answer\n")
    assert service.verify(ws, version).ok
    decisions = json.loads(ws.files.read(version.decisions_sha256))
    assert sorted(decisions) == sorted({row.decision_id for row in rows})


def test_the_same_examples_and_seed_make_the_same_bytes(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 6)
    one = freeze(workspace, engineer, filled.project.id, seed=5)
    two = freeze(workspace, engineer, filled.project.id, seed=5)
    assert one.files == two.files
    assert (one.number, two.number) == (1, 2)
    assert service.diff(workspace, one, two).same == 12


def test_a_version_stays_as_it_is_when_examples_change_later(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    ids = sections(filled, 4)
    version = freeze(workspace, engineer, filled.project.id)
    before = text_of(workspace, version)
    with workspace.db.write() as connection:
        connection.execute(sa.update(s.examples).values(status="rejected", category="x"))
    again = service.version(workspace, engineer, filled.project.id, version.id)
    assert again == version
    assert text_of(workspace, again) == before
    assert ids[0] in before


def test_a_resumed_job_adds_no_second_version(
    any_workspace: Workspace,
    filled: Filled,
    engineer: Actor,
    row_count: Callable[[Workspace, sa.Table], int],
) -> None:
    sections(filled, 3)
    ws, project_id = any_workspace, filled.project.id
    version = freeze(ws, engineer, project_id)
    with ws.db.write() as connection:
        assert store.add(connection, version.model_copy(update={"number": 0})) == version
    assert row_count(ws, s.dataset_versions) == 1
    assert row_count(ws, s.audit_events) == 2  # project created, version frozen


def test_versions_that_are_added_at_once_have_numbers_of_their_own(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 3)
    ws = any_workspace
    first = freeze(ws, engineer, filled.project.id)

    def add() -> None:
        with ws.db.write() as connection:
            store.add(connection, first.model_copy(update={"id": new_id()}))

    threads = [Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found, total = service.versions(ws, engineer, filled.project.id)
    assert total == 9
    assert [v.number for v in found] == list(range(9, 0, -1))


def test_two_freezes_in_a_row_name_their_numbers_on_their_cards(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 3)
    freeze(workspace, engineer, filled.project.id)
    second = freeze(workspace, engineer, filled.project.id)
    assert "# 보안 매뉴얼, version 2\n" in service.card(workspace, second)


def test_without_approved_examples_nothing_is_frozen(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    filled.example(filled.chunk(filled.document()), status="queued")
    with pytest.raises(UserError) as caught:
        freeze_service.start_freeze(workspace, engineer, filled.project.id, FreezeParams())
    assert caught.value.key == "error.nothing_to_freeze"


@pytest.mark.parametrize("share", [0, -1, 0.51, 2])
def test_a_share_that_makes_no_sense_is_refused(
    workspace: Workspace, filled: Filled, engineer: Actor, share: float
) -> None:
    sections(filled, 2)
    with pytest.raises(UserError) as caught:
        params = FreezeParams(validation_share=share)
        freeze_service.start_freeze(workspace, engineer, filled.project.id, params)
    assert caught.value.key == "error.validation_share"


def test_reviewers_cannot_freeze_and_viewers_can_read(
    workspace: Workspace, filled: Filled, engineer: Actor, reviewer: Actor, viewer: Actor
) -> None:
    sections(filled, 2)
    with pytest.raises(NotAllowed):
        freeze_service.start_freeze(workspace, reviewer, filled.project.id, FreezeParams())
    made = freeze(workspace, engineer, filled.project.id)
    assert service.version(workspace, viewer, filled.project.id, "v1") == made
    with pytest.raises(NotAllowed):
        archive_service.archive(workspace, viewer, filled.project.id, made.id, "csv")


def test_projects_are_kept_apart(workspace: Workspace, filled: Filled, engineer: Actor) -> None:
    from workbench.projects import create_project

    sections(filled, 2)
    made = freeze(workspace, engineer, filled.project.id)
    other = create_project(workspace, Actor(name="a", roles=("admin",)), "다른 프로젝트")
    assert service.versions(workspace, engineer, other.id) == ([], 0)
    for name in (made.id, "1"):
        with pytest.raises(NotFound):
            service.version(workspace, engineer, other.id, name)
    plan = plan_service.plan_version(workspace, engineer, other.id, FreezeParams())
    assert plan.rows == 0


# What is left out ---------------------------------------------------------------------------------


def test_what_is_left_out_is_counted_with_its_reason(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    kept = sections(filled, 3)
    chunk = next(iter(filled.chunks))
    filled.example(chunk, status="draft")
    filled.example(chunk, status="rejected")
    filled.example(chunk, stale=True)
    repeated = filled.example(chunk)
    filled.duplicate(repeated, kept[0], "accepted")
    secret = filled.chunk(filled.document("비밀.pdf", "confidential"), "1")
    filled.example(secret)
    edited = filled.example(chunk)
    newer = filled.revision(edited, new_id(), 2, "고친 질문", "고친 답변")
    undecided = filled.example(chunk, status="queued")
    with any_workspace.db.write() as connection:
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == edited).values(revision_id=newer.id)
        )
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == undecided).values(status="approved")
        )
    params = FreezeParams(level_cap="internal")
    plan = plan_service.plan_version(any_workspace, engineer, filled.project.id, params)
    assert {out.reason: out.examples for out in plan.left_out} == {
        "draft": 1,
        "rejected": 1,
        "stale": 1,
        "duplicate": 1,
        "above_level": 1,
        "changed": 1,
        "undecided": 1,
    }
    assert (plan.rows, plan.level) == (6, "internal")
    version = freeze(any_workspace, engineer, filled.project.id, level_cap="internal")
    assert sum(f.rows for f in version.files) == 6
    assert version.parameters["left_out"] == {out.reason: out.examples for out in plan.left_out}


def test_a_duplicate_that_was_rewritten_and_approved_since_is_kept(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    kept = sections(filled, 2)
    repeated = filled.example(next(iter(filled.chunks)))
    filled.duplicate(repeated, kept[0], "accepted")
    newer = filled.revision(repeated, new_id(), 2, "다른 질문", "다른 답변")
    filled.decision(repeated, newer.id, "approve")
    with any_workspace.db.write() as connection:
        row = s.examples.c.id == repeated
        connection.execute(sa.update(s.examples).where(row).values(revision_id=newer.id))
    plan = plan_service.plan_version(any_workspace, engineer, filled.project.id, FreezeParams())
    assert (plan.rows, plan.left_out) == (5, ())


def test_an_approval_that_was_undone_does_not_count(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    ids = sections(filled, 2)
    with workspace.db.read() as connection:
        found = store.decisions(connection, filled.project.id)
    taken = next(d for d in found if d.example_id == ids[0])
    filled.decision(ids[0], taken.revision_id, "undo", undoes=taken.id, slot_id=taken.slot_id)
    plan = plan_service.plan_version(workspace, engineer, filled.project.id, FreezeParams())
    assert [(out.reason, out.examples) for out in plan.left_out] == [("undecided", 1)]


def test_the_highest_level_of_its_documents_is_the_versions(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2, name="공개.pdf", level="public")
    sections(filled, 1, name="기밀.pdf", level="confidential")
    assert freeze(workspace, engineer, filled.project.id).level == "confidential"


def test_an_example_without_a_document_is_confidential(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2, level="public")
    filled.example(None, origin="written", model=None)
    version = freeze(workspace, engineer, filled.project.id)
    assert version.level == "confidential"


# Splits -------------------------------------------------------------------------------------------


def test_no_section_duplicate_or_paraphrase_is_in_two_splits(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    ids = sections(filled, 12)
    child = filled.example(filled.chunk(filled.document("b.pdf"), "x"), parent_id=ids[0])
    filled.duplicate(ids[2], ids[4], "open")
    filled.duplicate(ids[6], ids[8], "open", kind="contradiction")
    filled.duplicate(ids[10], ids[12], "dismissed")
    for seed in range(4):
        version = freeze(
            any_workspace, engineer, filled.project.id, validation_share=0.4, seed=seed
        )
        split = {
            row.id: f.split
            for f in version.files
            for row in service.read_rows(any_workspace, version, f.split, 1000)
        }
        pairs = [(ids[n], ids[n + 1]) for n in range(0, 24, 2)]
        pairs += [(child, ids[0]), (ids[2], ids[4]), (ids[6], ids[8])]
        pairs.append((ids[10], ids[12]))  # a person keeps both, and still they say the same
        assert all(split[one] == split[other] for one, other in pairs)
        assert version.parameters["groups"] == 12 - 3


@pytest.mark.parametrize("state", [None, "open", "accepted", "dismissed"])
def test_equal_pairs_are_never_in_two_splits_whatever_findings_say(
    any_workspace: Workspace, filled: Filled, engineer: Actor, state: FindingState | None
) -> None:
    """No check has to run: it is the freeze that keeps them together."""
    document_id = filled.document()
    words = [("전원을 켭니까?", "예, 1,000번 켭니다."), ("전원을  켭니까 ?", "예 1000번 켭니다")]
    for _ in range(4):
        words.append((f"{words[0][0]}!", words[0][1]))
    ids = [filled.example(filled.chunk(document_id, str(n)), *w) for n, w in enumerate(words)]
    other = filled.example(filled.chunk(document_id, "x"), words[0][0], "예, 1.000번 켭니다.")
    if state is not None:
        filled.duplicate(ids[1], ids[0], state)
    left_out = {ids[1]} if state == "accepted" else set()
    for seed in range(4):
        version = freeze(
            any_workspace, engineer, filled.project.id, validation_share=0.5, seed=seed
        )
        split = {
            row.id: f.split
            for f in version.files
            for row in service.read_rows(any_workspace, version, f.split, 1000)
        }
        assert split.keys() == {*ids, other} - left_out
        assert len({split[one] for one in ids if one not in left_out}) == 1
        assert version.parameters["groups"] == 2
    card = service.card(any_workspace, version)
    assert (f"| duplicate | {state} | 1 |" in card) == (state in ("open", "dismissed"))


def test_rows_of_a_sheet_are_groups_of_their_own(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    document_id = filled.document("상담.csv", kind="text/csv")
    for _ in range(10):
        filled.example(filled.chunk(document_id, "Sheet1"), origin="imported", model=None)
    plan = plan_service.plan_version(workspace, engineer, filled.project.id, FreezeParams())
    assert (plan.groups, plan.validation) == (10, 1)


def test_one_section_has_no_validation_and_the_plan_says_so(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 1, examples=5)
    plan = plan_service.plan_version(workspace, engineer, filled.project.id, FreezeParams())
    assert {gate.name: gate.state for gate in plan.gates}["groups"] == "warning"
    version = freeze(workspace, engineer, filled.project.id)
    assert [f.split for f in version.files] == ["train"]
    assert "no validation split" in service.card(workspace, version)


# The gate -----------------------------------------------------------------------------------------


def personal(filled: Filled, **changes: object) -> str:
    chunk_id = filled.chunk(filled.document("연락처.pdf"), "연락처")
    return filled.example(
        chunk_id, "누구에게 연락합니까?", f"담당자 번호는 {PHONE}입니다.", **changes
    )


def test_an_open_finding_of_personal_data_blocks(
    any_workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    example_id = personal(filled)
    filled.check(example_id, "open")
    plan = plan_service.plan_version(any_workspace, engineer, filled.project.id, FreezeParams())
    gate = next(gate for gate in plan.gates if gate.name == "open_pii")
    assert (gate.state, gate.count, gate.ids) == ("blocked", 1, (example_id,))
    error = refused(any_workspace, engineer, filled.project.id)
    assert error.key == "error.pii_gate"
    assert (error.params["open"], error.params["ids"]) == (1, example_id)
    assert PHONE not in str(error)
    assert service.versions(any_workspace, engineer, filled.project.id)[1] == 0


def test_after_the_finding_is_decided_the_same_job_can_be_retried(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    from workbench.jobs import retry

    sections(filled, 2)
    found = filled.check(personal(filled), "open")
    started = run(workspace, engineer, filled.project.id, FreezeParams())
    with workspace.db.write() as connection:
        row = s.findings.c.id == found[0].id
        connection.execute(sa.update(s.findings).where(row).values(state="accepted"))
    retry(workspace, engineer, filled.project.id, started.id)
    assert run_here(workspace, filled.project.id, started.id).state == "done"


def test_accepted_personal_data_is_masked_everywhere(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    example_id = personal(
        filled,
        history=(Turn(role="user", content=f"제 번호는 {PHONE} 입니다"),),
        evidence_quote=f"담당: {PHONE}",
    )
    assert len(filled.check(example_id)) == 3
    version = freeze(workspace, engineer, filled.project.id)
    text = text_of(workspace, version)
    assert PHONE not in text
    row = next(
        r
        for f in version.files
        for r in service.read_rows(workspace, version, f.split)
        if r.id == example_id
    )
    placeholder = row.answer.removeprefix("담당자 번호는 ").removesuffix("입니다.")
    assert placeholder.startswith("[PHONE_")
    assert placeholder in row.history[0].content
    assert row.completion == row.answer
    assert placeholder in row.prompt
    assert version.parameters["masked"] == {"PHONE": 3}
    assert "| PHONE | 3 |" in service.card(workspace, version)


def test_dismissed_values_leave_as_they_are(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    filled.check(personal(filled), "dismissed")
    version = freeze(workspace, engineer, filled.project.id)
    assert PHONE in text_of(workspace, version)


def test_personal_data_that_no_check_has_seen_blocks(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    example_id = personal(filled)
    plan = plan_service.plan_version(workspace, engineer, filled.project.id, FreezeParams())
    gate = next(gate for gate in plan.gates if gate.name == "unseen_pii")
    assert (gate.state, gate.count, gate.ids) == ("blocked", 1, (example_id,))
    error = refused(workspace, engineer, filled.project.id)
    assert (error.params["open"], error.params["unseen"]) == (0, 1)


def test_a_judgement_holds_for_the_same_value_after_an_edit(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    for state in ("accepted", "dismissed"):
        example_id = (
            personal(filled)
            if state == "accepted"
            else filled.example(next(iter(filled.chunks)), "메일?", "메일은 a@example.com 입니다.")
        )
        filled.check(example_id, state)
        value = PHONE if state == "accepted" else "a@example.com"
        newer = filled.revision(example_id, new_id(), 2, "고친 질문", f"이제 {value} 입니다")
        filled.decision(example_id, newer.id, "approve")
        with workspace.db.write() as connection:
            row = s.examples.c.id == example_id
            connection.execute(sa.update(s.examples).where(row).values(revision_id=newer.id))
    text = text_of(workspace, freeze(workspace, engineer, filled.project.id))
    assert PHONE not in text
    assert "a@example.com" in text


def test_names_of_files_and_sections_are_masked_too(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    document_id = filled.document(f"상담 {PHONE}.pdf")
    filled.example(filled.chunk(document_id, f"문의 {PHONE}"))
    version = freeze(workspace, engineer, filled.project.id, note=f"메모 {PHONE}")
    assert PHONE not in text_of(workspace, version)
    assert PHONE not in service.card(workspace, version)
    assert PHONE not in version.note


def test_columns_of_an_imported_sheet_are_masked_too(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    filled.example(next(iter(filled.chunks)), category=f"문의 {PHONE}", style=f"메일 {PHONE}")
    version = freeze(workspace, engineer, filled.project.id)
    assert PHONE not in text_of(workspace, version)
    assert PHONE not in service.card(workspace, version)


# The override -------------------------------------------------------------------------------------


def test_an_override_needs_its_permission_and_a_reason(
    workspace: Workspace, filled: Filled, engineer: Actor, admin: Actor
) -> None:
    sections(filled, 2)
    filled.check(personal(filled), "open")
    params = FreezeParams(override_reason="시험")
    with pytest.raises(NotAllowed):
        freeze_service.start_freeze(workspace, engineer, filled.project.id, params)
    with pytest.raises(UserError) as caught:
        blank = FreezeParams(override_reason="  ")
        freeze_service.start_freeze(workspace, admin, filled.project.id, blank)
    assert caught.value.key == "error.override_reason"


def test_an_override_is_on_record_card_and_audit_and_still_masks(
    any_workspace: Workspace, filled: Filled, admin: Actor
) -> None:
    from workbench.projects import audit

    sections(filled, 2)
    filled.check(personal(filled), "open")
    unseen = filled.example(next(iter(filled.chunks)), "메일?", "메일은 a@example.com 입니다.")
    version = freeze(any_workspace, admin, filled.project.id, override_reason="파일럿, 책임자 승인")
    assert version.override is not None
    assert (version.override.actor, version.override.findings) == ("admin", 2)
    text = text_of(any_workspace, version)
    assert PHONE not in text
    assert "a@example.com" not in text
    assert unseen in text
    card = service.card(any_workspace, version)
    assert "Gate overridden" in card
    assert "파일럿, 책임자 승인" in card
    events, _ = audit(any_workspace, admin, filled.project.id)
    event = next(event for event in events if event.action == "gate_overridden")
    assert (event.actor, event.reason) == ("admin", "파일럿, 책임자 승인")
    assert event.counts == {"findings": 2}


def test_an_override_that_was_not_needed_is_not_recorded(
    workspace: Workspace, filled: Filled, admin: Actor
) -> None:
    sections(filled, 2)
    version = freeze(workspace, admin, filled.project.id, override_reason="혹시")
    assert version.override is None


# Reading and writing ------------------------------------------------------------------------------


def test_a_changed_file_is_found_and_never_handed_on(
    workspace: Workspace, filled: Filled, engineer: Actor, tmp_path: Path
) -> None:
    sections(filled, 3)
    version = freeze(workspace, engineer, filled.project.id)
    path = workspace.files.local_path(version.files[0].sha256)
    stored = bytearray(path.read_bytes())
    stored[40] ^= 1
    path.write_bytes(bytes(stored))
    checked = service.verify(workspace, version)
    assert not checked.ok
    assert [file.name for file in checked.files if not file.ok] == ["train.parquet"]
    with pytest.raises(UserError) as caught:
        archive_service.write_version(
            workspace, engineer, filled.project.id, "1", "hf", tmp_path / "out"
        )
    assert caught.value.key == "error.version_damaged"
    assert not (tmp_path / "out").exists()


def test_a_written_folder_opens_with_load_dataset(
    workspace: Workspace, filled: Filled, engineer: Actor, tmp_path: Path
) -> None:
    import datasets
    import yaml

    sections(filled, 5)
    freeze(workspace, engineer, filled.project.id, validation_share=0.2, license="cc-by-4.0")
    target = tmp_path / "folder"
    archive_service.write_version(workspace, engineer, filled.project.id, "1", "hf", target)
    opened = datasets.load_dataset(str(target), cache_dir=str(tmp_path / "cache"))
    assert {name: part.num_rows for name, part in opened.items()} == {"train": 8, "validation": 2}
    head = yaml.safe_load((target / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert (head["language"], head["license"]) == (["ko"], "cc-by-4.0")
    assert head["size_categories"] == ["n<1K"]


@pytest.mark.parametrize(("name", "suffix"), [("hf", ".zip"), ("xlsx", ".xlsx"), ("csv", ".csv")])
def test_a_job_makes_one_file_to_download(
    workspace: Workspace, filled: Filled, engineer: Actor, name: str, suffix: str
) -> None:
    sections(filled, 3)
    version = freeze(workspace, engineer, filled.project.id)
    assert archive_service.archives(workspace, engineer, filled.project.id, version.id) == []
    for _ in range(2):
        started = archive_service.archive(workspace, engineer, filled.project.id, version.id, name)
        assert run_here(workspace, filled.project.id, started.id).state == "done"
    (made,) = archive_service.archives(workspace, engineer, filled.project.id, version.id)
    assert made.name == f"보안-매뉴얼-v1{suffix}"
    assert archive_service.archive_path(workspace, engineer, made).stat().st_size == made.size


def test_a_written_file_that_is_gone_can_be_made_again(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    version = freeze(workspace, engineer, filled.project.id)
    job = archive_service.archive(workspace, engineer, filled.project.id, version.id, "csv")
    run_here(workspace, filled.project.id, job.id)
    (made,) = archive_service.archives(workspace, engineer, filled.project.id, version.id)
    workspace.files.local_path(made.sha256).unlink()
    assert archive_service.archives(workspace, engineer, filled.project.id, version.id) == []


def test_an_unknown_format_is_answered_with_what_there_is(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    version = freeze(workspace, engineer, filled.project.id)
    with pytest.raises(UserError) as caught:
        archive_service.archive(workspace, engineer, filled.project.id, version.id, "pdf")
    assert caught.value.params["known"] == "hf, xlsx, csv"


def test_differences_between_versions_are_counted(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    ids = sections(filled, 4)
    before = freeze(workspace, engineer, filled.project.id)
    filled.example(next(iter(filled.chunks)))
    newer = filled.revision(ids[1], new_id(), 2, "새 질문", "새 답변")
    filled.decision(ids[1], newer.id, "edit")
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == ids[1]).values(revision_id=newer.id)
        )
        connection.execute(
            sa.update(s.examples).where(s.examples.c.id == ids[0]).values(status="rejected")
        )
    after = freeze(workspace, engineer, filled.project.id)
    found = service.diff(workspace, before, after)
    assert (found.added, found.removed, found.changed, found.same) == (1, 1, 1, 6)
    assert (found.removed_ids, found.changed_ids) == ((ids[0],), (ids[1],))


def test_a_job_of_another_kind_is_no_archive(
    workspace: Workspace, filled: Filled, engineer: Actor
) -> None:
    sections(filled, 2)
    version = freeze(workspace, engineer, filled.project.id)
    enqueue(workspace, engineer, filled.project.id, "write", {"version_id": "x", "format": "csv"})
    assert archive_service.archives(workspace, engineer, filled.project.id, version.id) == []
