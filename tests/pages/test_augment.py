"""The augment page: three steps, what will be sent where, imports, and the list of examples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.augment.conftest import AddDocument, add_document, calls
from tests.fake_openai import FakeOpenAI, fake_openai
from tests.pages.conftest import OpenPage
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.augment import endpoint_service, example_service, service
from workbench.augment.params import DraftParams
from workbench.records import Document, Endpoint, Project, new_id
from workbench.workspace import Workspace

__all__ = ["add_document", "calls"]


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    with fake_openai() as server:
        yield server


@pytest.fixture
def drafted(workspace: Workspace, project: Project, add_document: AddDocument) -> Project:
    add_document(workspace, project)
    job = service.start_drafting(workspace, OWNER, project.id, DraftParams())
    jobs.run_here(workspace, project.id, job.id)
    return project


def shown(at: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*at.main.markdown, *at.main.caption))


def endpoint(workspace: Workspace, fake: FakeOpenAI, **changes: str) -> Endpoint:
    made = Endpoint(
        id=new_id(), name="우리 모델", base_url=fake.base_url, model="m", trust="external"
    )
    return endpoint_service.save_endpoint(workspace, OWNER, made.model_copy(update=changes))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tab", ["draft", "import", "examples"])
def test_every_tab_opens(open_page: OpenPage, drafted: Project, language: str, tab: str) -> None:
    at = open_page("augment", drafted, language=language, tab=tab)
    assert not at.error
    assert "augment." not in shown(at)


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "완결된 문장 없음 1개"), ("en", "without a whole sentence 1")]
)
def test_a_run_that_drafted_nothing_says_why(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    language: str,
    words: str,
) -> None:
    add_document(workspace, project, "조각.pdf", ("흐린 하늘에 비가 추",))
    job = service.start_drafting(workspace, OWNER, project.id, DraftParams())
    jobs.run_here(workspace, project.id, job.id)
    at = open_page("augment", project, language=language)
    assert words in at.main.warning[0].value


def test_an_empty_project_shows_the_way_to_documents(open_page: OpenPage, project: Project) -> None:
    at = open_page("augment", project)
    assert [button.key for button in at.main.button if button.key] == ["augment.to_ingest"]


def test_start_makes_a_job_and_says_so(
    open_page: OpenPage, workspace: Workspace, project: Project, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    at = open_page("augment", project)
    at.button(key="augment-start").click().run()
    assert not at.exception
    (job,) = jobs.recent_jobs(workspace, project.id)
    assert (job.kind, job.state) == ("draft", "queued")
    assert job.parameters["drafter"] == "offline"
    jobs.run_here(workspace, project.id, job.id)
    at.run()
    assert at.dataframe[0].value.iloc[0].to_list()[3] == job_result(workspace, project)


def job_result(workspace: Workspace, project: Project) -> int:
    return int(jobs.recent_jobs(workspace, project.id)[0].result["examples"])


def test_preview_stands_beside_its_passage_and_keeps_nothing(
    open_page: OpenPage, workspace: Workspace, project: Project, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    at = open_page("augment", project)
    at.button(key="augment-preview").click().run()
    assert "비밀번호는 90일마다 바꾸어야 한다" in shown(at)
    assert "비밀번호는 며칠마다 바꾸어야" in shown(at)
    assert example_service.list_examples(workspace, OWNER, project.id)[1] == 0


def test_what_will_be_sent_is_said_before_the_start(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    fake: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workbench.egress.is_loopback", lambda _host: False)
    add_document(workspace, project, "공개.pdf", ("교육은 분기마다 실시한다.",), "public")
    add_document(workspace, project, "기밀.pdf", level="confidential")
    endpoint(workspace, fake)
    at = open_page("augment", project)
    at.radio(key="augment-drafter").set_value("llm").run()
    text = shown(at)
    assert "외부" in text
    assert "이 모델로 보내지 않음" in text
    assert "비식별화합니다" in text
    assert "호출\n**1**" in text
    assert fake.calls == []


def test_without_an_endpoint_a_model_cannot_be_started(
    open_page: OpenPage, workspace: Workspace, project: Project, add_document: AddDocument
) -> None:
    add_document(workspace, project)
    at = open_page("augment", project)
    at.radio(key="augment-drafter").set_value("llm").run()
    assert len(at.error) == 1
    assert not [button for button in at.main.button if button.key == "augment-start"]


def test_a_reviewer_sees_the_page_without_its_buttons(
    open_page: OpenPage, drafted: Project, reviewer: Actor
) -> None:
    at = open_page("augment", drafted, actor=reviewer)
    keys = [button.key for button in at.main.button]
    assert "augment-start" not in keys
    assert "augment-preview" not in keys
    assert not at.error


def test_only_an_admin_manages_endpoints(
    open_page: OpenPage, drafted: Project, curator: Actor
) -> None:
    assert "모델 연결 관리" in [e.label for e in open_page("augment", drafted).expander]
    at = open_page("augment", drafted, actor=curator)
    assert "모델 연결 관리" not in [e.label for e in at.expander]


def test_failures_are_listed_with_their_reason(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    fake.answer = lambda _body: "죄송합니다."
    params = DraftParams(drafter="llm", endpoint_id=endpoint(workspace, fake).id)
    job = service.start_drafting(workspace, OWNER, project.id, params)
    jobs.run_here(workspace, project.id, job.id)
    at = open_page("augment", project)
    assert "실패한 단락 3개" in [e.label for e in at.expander]
    reasons = at.dataframe[1].value.iloc[:, 1].to_list()
    assert all("읽을 수 없었습니다" in reason for reason in reasons)
    at.button(key=f"retry-{job.id}").click().run()
    assert jobs.job(workspace, project.id, job.id).state == "queued"


def test_an_import_shows_its_pairs_before_it_starts(
    open_page: OpenPage, workspace: Workspace, project: Project, calls: Document
) -> None:
    at = open_page("augment", project, tab="import")
    assert at.selectbox(key=f"import-dialogue-text-{calls.id}").value == "발화"
    assert "해지하겠습니다" in shown(at)
    assert "앞선 대화 2차례" in shown(at)
    at.button(key="import-start").click().run()
    assert [job.kind for job in jobs.recent_jobs(workspace, project.id)] == ["import"]


def test_a_column_that_is_not_chosen_is_an_error_and_starts_nothing(
    open_page: OpenPage, workspace: Workspace, project: Project, calls: Document
) -> None:
    at = open_page("augment", project, tab="import")
    at.selectbox(key=f"import-dialogue-text-{calls.id}").set_value("").run()
    at.button(key="import-start").click().run()
    assert len(at.error) == 1
    assert jobs.recent_jobs(workspace, project.id) == []


def test_filters_stand_in_the_url(
    open_page: OpenPage, workspace: Workspace, drafted: Project
) -> None:
    example_service.write_example(workspace, OWNER, drafted.id, "따로 쓴 질문?", "따로 쓴 답변.")
    at = open_page("augment", drafted, tab="examples", origin="written")
    assert "따로 쓴 질문" in shown(at)
    assert "며칠마다" not in shown(at)
    at.selectbox(key="filter-origin").set_value("drafted").run()
    assert at.query_params["origin"] == "drafted"
    assert "따로 쓴 질문" not in shown(at)


def test_what_rules_drafted_is_labelled(open_page: OpenPage, drafted: Project) -> None:
    assert "규칙 초안" in shown(open_page("augment", drafted, tab="examples"))


def test_a_run_that_could_not_begin_says_why(
    open_page: OpenPage,
    workspace: Workspace,
    project: Project,
    add_document: AddDocument,
    fake: FakeOpenAI,
) -> None:
    add_document(workspace, project)
    made = endpoint(workspace, fake)
    params = DraftParams(drafter="llm", endpoint_id=made.id)
    job = service.start_drafting(workspace, OWNER, project.id, params)
    endpoint_service.delete_endpoint(workspace, OWNER, made.id)
    assert jobs.run_here(workspace, project.id, job.id).state == "failed"
    at = open_page("augment", project)
    (error,) = at.main.error
    assert "모델 연결" in error.value
    assert at.button(key=f"retry-{job.id}")
