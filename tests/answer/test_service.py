"""Asking a project's documents: three states, sources, levels, models that die, chats."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import documents as document_rows
from storage import examples as example_rows
from storage import schema as s
from storage.database import insert
from tests.answer.conftest import AddDocument
from tests.answer.streaming import StreamingModel
from workbench import jobs
from workbench.access import Actor
from workbench.answer import index_service, service, system_service
from workbench.answer.composing import AnswerParams
from workbench.answer.port import ANSWERERS, DEFAULT
from workbench.augment.endpoint_service import save_endpoint
from workbench.augment.making import example_of
from workbench.errors import ConfidentialityBlocked, NotAllowed, NotFound, StaleWrite, UserError
from workbench.records import (
    ConfidentialityLevel,
    Decision,
    Document,
    Endpoint,
    Exchange,
    Project,
    System,
    Trust,
    new_id,
)
from workbench.workspace import Workspace

QUESTION = "비밀번호는 며칠마다 바꾸어야 합니까?"


@pytest.fixture
def manual(workspace: Workspace, project: Project, add_document: AddDocument) -> Document:
    return add_document(workspace, project)


def ask(ws: Workspace, project: Project, question: str, **options: object) -> Exchange:
    who = options.pop("actor", Actor(name="choi", roles=("viewer",)))
    return service.ask(ws, who, project.id, question, **options)  # type: ignore[arg-type]


def generating(
    ws: Workspace,
    project: Project,
    model: StreamingModel,
    *,
    trust: Trust = "local",
    retrieval: bool = True,
    parameters: AnswerParams | None = None,
    base_url: str | None = None,
) -> System:
    admin = Actor(name="admin", roles=("admin",))
    endpoint = Endpoint(
        id=new_id(),
        name=f"모델 {new_id()}",
        base_url=base_url or model.base_url,
        model="m",
        trust=trust,
    )
    save_endpoint(ws, admin, endpoint)
    return system_service.add_system(
        ws,
        admin,
        project.id,
        f"시스템 {new_id()}",
        retrieval=retrieval,
        endpoint_id=endpoint.id,
        parameters=parameters,
    )


# ---- the documents' own words ------------------------------------------------------------------


def test_an_answer_names_document_section_page_and_sentence(
    any_workspace: Workspace, project: Project, add_document: AddDocument
) -> None:
    document = add_document(any_workspace, project)
    told = ask(any_workspace, project, QUESTION)
    assert told.state == "answer" and told.extractive
    assert told.text == "비밀번호는 90일마다 바꾸어야 한다."
    source = told.citations[0]
    assert (source.number, source.document_name, source.page) == (1, "매뉴얼.pdf", 1)
    assert source.section_path == ("제4장 접근 통제", "4.1 절")
    assert source.quotes == (told.text,)
    assert source.document_id == document.id and len(source.element_ids) == 1
    assert told.level == "internal"


def test_what_stands_nowhere_is_not_found(
    workspace: Workspace, project: Project, manual: Document
) -> None:
    told = ask(workspace, project, "구내식당 점심 메뉴는 무엇입니까?")
    assert (told.state, told.text, told.citations) == (
        "not_found",
        "답변을 찾을 수 없습니다.",
        (),
    )
    assert ask(workspace, project, "What is for lunch?").text == "No answer was found."


def test_what_is_only_close_is_said_to_be_close(
    workspace: Workspace, project: Project, manual: Document
) -> None:
    told = ask(workspace, project, "출입 카드 발급 수수료는 얼마이며 누가 부담합니까?")
    assert told.state == "near"
    assert "출입 카드" in told.text and told.citations


@pytest.mark.parametrize(
    ("question", "key"),
    [("  \n", "error.question_empty"), ("가" * 100_000, "error.question_long")],
)
def test_a_question_that_is_none_gets_one_sentence(
    workspace: Workspace, project: Project, manual: Document, question: str, key: str
) -> None:
    with pytest.raises(UserError) as refused:
        ask(workspace, project, question)
    assert refused.value.key == key


def test_a_project_without_documents_says_so(workspace: Workspace, project: Project) -> None:
    with pytest.raises(UserError) as refused:
        ask(workspace, project, QUESTION)
    assert refused.value.key == "error.nothing_to_answer_from"


def test_projects_are_kept_apart(
    workspace: Workspace, project: Project, manual: Document, admin: Actor
) -> None:
    from workbench.projects import create_project

    other = create_project(workspace, admin, "다른 프로젝트")
    with pytest.raises(UserError):
        ask(workspace, other, QUESTION)
    told = ask(workspace, project, QUESTION)
    with pytest.raises(NotFound):
        service.chat(workspace, Actor(name="choi", roles=("viewer",)), other.id, told.chat_id)


# ---- the index ---------------------------------------------------------------------------------


def test_new_documents_are_found_at_the_next_question(
    workspace: Workspace, project: Project, manual: Document, add_document: AddDocument
) -> None:
    assert ask(workspace, project, "흡연 구역은 어디입니까?").state == "not_found"
    add_document(workspace, project, "추가.pdf", ("흡연 구역은 옥상이다.",))
    assert ask(workspace, project, "흡연 구역은 어디입니까?").text == "흡연 구역은 옥상이다."
    indexes = workspace.settings.data_dir / "indexes" / project.id
    assert len(list(indexes.glob("*.sqlite"))) == 1


def test_documents_that_were_superseded_or_failed_are_not_answered_from(
    workspace: Workspace, project: Project, manual: Document, add_document: AddDocument
) -> None:
    newer = add_document(workspace, project, "개정.pdf", ("비밀번호는 60일마다 바꾸어야 한다.",))
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(s.documents).where(s.documents.c.id == newer.id).values(supersedes=manual.id)
        )
    assert ask(workspace, project, QUESTION).text == "비밀번호는 60일마다 바꾸어야 한다."
    with workspace.db.write() as connection:
        document_rows.set_status(connection, newer.id, "failed", None)
    assert ask(workspace, project, QUESTION).text == "비밀번호는 90일마다 바꾸어야 한다."


def test_an_approved_question_is_answered_with_its_evidence(
    workspace: Workspace, project: Project, manual: Document
) -> None:
    asked = "암호는 최소 몇 글자로 만듭니까?"
    assert ask(workspace, project, asked).state != "answer"
    with workspace.db.read() as connection:
        chunk_id = connection.execute(
            sa.select(s.chunks.c.id).where(s.chunks.c.text.contains("비밀번호"))
        ).scalar_one()
    _approve(workspace, project, manual, chunk_id, asked, "비밀번호는 10자 이상이어야 한다.")
    told = ask(workspace, project, "암호는 최소 몇 글자로 만드나요?")
    assert (told.state, told.text) == ("answer", "비밀번호는 10자 이상이어야 한다.")


def _approve(
    ws: Workspace, project: Project, document: Document, chunk_id: str, asked: str, evidence: str
) -> None:
    example, revision = example_of(
        project.id,
        asked,
        evidence,
        origin="written",
        by="kim",
        at=ws.clock(),
        document_id=document.id,
        chunk_id=chunk_id,
        category="",
        style="",
        answerable=True,
        evidence=evidence,
    )
    slot_id = new_id()
    decision = Decision(
        id=new_id(),
        key=new_id(),
        project_id=project.id,
        slot_id=slot_id,
        example_id=example.id,
        revision_id=revision.id,
        reviewer="lee",
        action="approve",
        at=ws.clock(),
    )
    from workbench.records import Slot

    with ws.db.write() as connection:
        example_rows.add_new(
            connection, [(example.model_copy(update={"status": "approved"}), revision)]
        )
        insert(
            connection,
            s.slots,
            Slot(id=slot_id, project_id=project.id, example_id=example.id, rank=1, done=True),
        )
        insert(connection, s.decisions, decision)


def test_a_large_index_is_made_by_a_job_while_the_last_one_answers(
    workspace: Workspace,
    project: Project,
    manual: Document,
    add_document: AddDocument,
    viewer: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_service, "INDEX_AT_ONCE", 2)
    assert not index_service.index_is_ready(workspace, viewer, project.id)
    with pytest.raises(UserError) as waits:
        ask(workspace, project, QUESTION)
    assert waits.value.key == "error.index_building"
    job = index_service.start_indexing(workspace, viewer, project.id)
    assert [j.id for j in jobs.recent_jobs(workspace, project.id)] == [job.id]
    assert jobs.run_here(workspace, project.id, job.id).result == {"passages": 3}
    assert ask(workspace, project, QUESTION).state == "answer"
    add_document(workspace, project, "추가.pdf", ("흡연 구역은 옥상이다.",))
    assert ask(workspace, project, QUESTION).state == "answer"
    assert ask(workspace, project, "흡연 구역은 어디입니까?").state == "not_found"
    newest = jobs.recent_jobs(workspace, project.id)
    assert [each.state for each in newest] == ["queued", "done"]
    jobs.run_here(workspace, project.id, newest[0].id)
    assert ask(workspace, project, "흡연 구역은 어디입니까?").state == "answer"


def test_a_damaged_index_is_made_again(
    workspace: Workspace, project: Project, manual: Document
) -> None:
    ask(workspace, project, QUESTION)
    (path,) = (workspace.settings.data_dir / "indexes" / project.id).glob("*.sqlite")
    path.write_bytes(b"broken")
    assert ask(workspace, project, QUESTION).state == "answer"


# ---- models ------------------------------------------------------------------------------------


def test_a_model_answers_from_numbered_passages_as_it_comes(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    seen: list[str] = []
    told = ask(workspace, project, QUESTION, system_name=system.name, on_piece=seen.append)
    assert (told.state, told.extractive, told.model) == ("answer", False, "m")
    assert told.text == "90일마다 바꿉니다 [1]."
    assert seen == ["90일마다 ", "90일마다 바꿉니다 [1]."]
    assert [source.number for source in told.citations] == [1]
    assert told.citations[0].quotes == ("비밀번호는 90일마다 바꾸어야 한다.",)
    assert "[1] 제4장 접근 통제" in model.sent and QUESTION in model.sent
    assert told.prompt_hash


def test_only_passages_that_the_answer_names_are_its_sources(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    model.pieces = ("보안 예외는 승인이 필요합니다 [2][9].",)
    told = ask(workspace, project, "비밀번호와 보안 예외의 승인", system_name=system.id)
    assert [source.number for source in told.citations] == [2]
    assert "[9]" not in told.text


def test_a_model_s_refusal_is_not_found_and_has_no_sources(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    model.pieces = ("답변을 찾을 수 없습니다.",)
    told = ask(workspace, project, QUESTION, system_name=system.id)
    assert (told.state, told.citations) == ("not_found", ())


def test_a_model_is_not_asked_where_nothing_was_found(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    told = ask(workspace, project, "구내식당 점심 메뉴는 무엇입니까?", system_name=system.id)
    assert told.state == "not_found" and model.calls == []


def test_a_server_that_dies_in_mid_answer_leaves_what_had_come(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    model.dies_after = 1
    told = ask(workspace, project, QUESTION, system_name=system.id)
    assert told.text == "90일마다"
    assert told.error is not None and told.error.key == "error.endpoint_cut_off"
    who = Actor(name="choi", roles=("viewer",))
    assert service.chat(workspace, who, project.id, told.chat_id) == [told]


@pytest.mark.parametrize(
    ("status", "dies_after", "key"),
    [
        (200, 0, "error.endpoint_cut_off"),
        (401, None, "error.endpoint_key"),
        (404, None, "error.endpoint_model"),
    ],
)
def test_a_server_that_sends_nothing_is_one_sentence(
    workspace: Workspace,
    project: Project,
    manual: Document,
    model: StreamingModel,
    status: int,
    dies_after: int | None,
    key: str,
) -> None:
    system = generating(workspace, project, model)
    model.status, model.dies_after = status, dies_after
    with pytest.raises(UserError) as failed:
        ask(workspace, project, QUESTION, system_name=system.id)
    assert failed.value.key == key


@pytest.mark.parametrize(
    ("level", "trust", "allowed"),
    [
        ("public", "external", True),
        ("internal", "external", False),
        ("internal", "trusted", True),
        ("confidential", "trusted", False),
    ],
)
@pytest.mark.parametrize("retrieval", [True, False])
def test_no_passage_goes_further_than_its_level(
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    model: StreamingModel,
    level: ConfidentialityLevel,
    trust: Trust,
    allowed: bool,
    retrieval: bool,
) -> None:
    add_document(workspace, project, level=level)
    away = "http://models.example/v1"
    system = generating(workspace, project, model, trust=trust, base_url=away, retrieval=retrieval)
    with pytest.raises(UserError) as failed:
        ask(workspace, project, QUESTION, system_name=system.id)
    assert isinstance(failed.value, ConfidentialityBlocked) is not allowed
    assert model.calls == []
    blocked = sa.select(s.audit_events.c.reason).where(s.audit_events.c.action == "egress_blocked")
    with workspace.db.read() as connection:
        assert bool(connection.execute(blocked).all()) is not allowed


def test_earlier_turns_raise_the_level_of_a_question(
    workspace: Workspace, project: Project, add_document: AddDocument, model: StreamingModel
) -> None:
    add_document(workspace, project, level="confidential")
    add_document(workspace, project, "공개.pdf", ("주차 요금은 시간당 천 원이다.",), "public")
    secret = ask(workspace, project, QUESTION)
    away = generating(
        workspace, project, model, trust="external", base_url="http://models.example/v1"
    )
    with pytest.raises(ConfidentialityBlocked):
        ask(
            workspace,
            project,
            "주차 요금은 얼마입니까?",
            system_name=away.id,
            chat_id=secret.chat_id,
        )


def test_a_model_that_knows_no_chat_is_asked_in_the_trained_form(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    model.pieces = ("90일마다 바꿉니다.\n", "### Question\n다음 질문")
    params = AnswerParams(style="text")
    system = generating(workspace, project, model, parameters=params)
    told = ask(workspace, project, QUESTION, system_name=system.id)
    assert told.text == "90일마다 바꿉니다."
    assert model.paths == ["/v1/completions"]
    prompt = model.calls[0]["prompt"]
    assert prompt.startswith("### Context\n\n[1] ")
    assert prompt.endswith(f"### Question\n{QUESTION}\n\n### Answer\n")


def test_a_follow_up_is_understood_with_the_question_before_it(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    first = ask(workspace, project, "비밀번호의 글자 수는 몇 자 이상이어야 합니까?")
    told = ask(workspace, project, "왜 그렇습니까?", chat_id=first.chat_id)
    assert told.chat_id == first.chat_id
    assert told.citations and told.citations[0].chunk_id == first.citations[0].chunk_id


def test_answers_of_random_weights_are_marked(
    workspace: Workspace, project: Project, manual: Document, model: StreamingModel
) -> None:
    system = generating(workspace, project, model)
    with workspace.db.write() as connection:
        connection.execute(
            sa.update(s.systems).where(s.systems.c.id == system.id).values(random_weights=True)
        )
    assert ask(workspace, project, QUESTION, system_name=system.id).random_weights
    assert not ask(workspace, project, QUESTION).random_weights


def test_other_stages_ask_through_the_registry(
    workspace: Workspace, project: Project, manual: Document, viewer: Actor
) -> None:
    built_in = system_service.system(workspace, viewer, project.id)
    told = asyncio.run(ANSWERERS[DEFAULT](workspace, "grader", project.id, built_in.id, QUESTION))
    assert told.text == "비밀번호는 90일마다 바꾸어야 한다."


# ---- systems and chats -------------------------------------------------------------------------


def test_every_project_can_ask_the_built_in_system(
    any_workspace: Workspace, project: Project, viewer: Actor
) -> None:
    (built_in,) = system_service.list_systems(any_workspace, viewer, project.id)
    assert (built_in.name, built_in.kind) == ("rag", "rag")
    assert system_service.list_systems(any_workspace, viewer, project.id) == [built_in]
    assert system_service.system(any_workspace, viewer, project.id, built_in.id) == built_in


@pytest.mark.parametrize(("retrieval", "kind"), [(True, "rag"), (False, "api")])
def test_an_endpoint_becomes_a_system(
    workspace: Workspace, project: Project, model: StreamingModel, retrieval: bool, kind: str
) -> None:
    assert generating(workspace, project, model, retrieval=retrieval).kind == kind


def test_a_system_needs_one_source_a_free_name_and_the_right(
    workspace: Workspace, project: Project, model: StreamingModel, admin: Actor, curator: Actor
) -> None:
    made = generating(workspace, project, model)
    add = system_service.add_system
    with pytest.raises(UserError):
        add(workspace, admin, project.id, "이름", retrieval=True)
    with pytest.raises(StaleWrite):
        add(
            workspace,
            admin,
            project.id,
            made.name,
            retrieval=True,
            endpoint_id=made.endpoint_id or "",
        )
    with pytest.raises(NotFound):
        add(workspace, admin, project.id, "다른 이름", retrieval=True, run_id="none")
    with pytest.raises(NotAllowed):
        add(workspace, curator, project.id, "다른 이름", retrieval=True, base_model="gpt2")


def test_a_chat_is_seen_by_who_asked_only(
    workspace: Workspace, project: Project, manual: Document, viewer: Actor, reviewer: Actor
) -> None:
    first = ask(workspace, project, QUESTION, actor=viewer)
    second = ask(workspace, project, "보안 예외 승인", actor=viewer, chat_id=first.chat_id)
    assert service.chat(workspace, viewer, project.id, first.chat_id) == [first, second]
    assert [c.id for c in service.chats(workspace, viewer, project.id)] == [first.chat_id]
    assert service.chats(workspace, reviewer, project.id) == []
    with pytest.raises(NotFound):
        service.chat(workspace, reviewer, project.id, first.chat_id)
    with pytest.raises(NotFound):
        ask(workspace, project, QUESTION, actor=reviewer, chat_id=first.chat_id)


def test_a_model_folder_that_is_none_is_one_sentence(
    workspace: Workspace, project: Project, manual: Document, engineer: Actor, tmp_path: Path
) -> None:
    system = system_service.add_system(
        workspace, engineer, project.id, "빈 폴더", retrieval=False, base_model=str(tmp_path)
    )
    with pytest.raises(UserError) as refused:
        ask(workspace, project, QUESTION, system_name=system.id)
    assert refused.value.key == "error.base_no_model"


def test_a_hub_name_that_was_never_fetched_is_one_sentence_offline(
    workspace: Workspace, project: Project, manual: Document, engineer: Actor
) -> None:
    pytest.importorskip("huggingface_hub")
    system = system_service.add_system(
        workspace, engineer, project.id, "허브", retrieval=False, base_model="no/such-model"
    )
    with pytest.raises(UserError) as refused:
        ask(workspace, project, QUESTION, system_name=system.id)
    assert refused.value.key == "error.base_not_cached"


def test_chats_name_their_first_question(
    workspace: Workspace, project: Project, manual: Document, viewer: Actor
) -> None:
    told = ask(workspace, project, QUESTION, actor=viewer)
    (chat,) = service.chats(workspace, viewer, project.id)
    assert dataclasses.astuple(chat) == (told.id, QUESTION, told.created_at)
