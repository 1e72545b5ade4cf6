"""The grade page: evaluation sets, campaigns, grading for whom it is open, and the report."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from storage import schema as s
from tests.grade.campaigns import QUESTIONS, Grading
from tests.pages.conftest import OpenPage
from workbench import jobs
from workbench.access import OWNER, Actor
from workbench.grade import grading_service, service, set_service
from workbench.grade.blind import GradeInput
from workbench.grade.questions import QuestionDraft
from workbench.records import Campaign, Project, new_id
from workbench.workspace import Workspace

CSV = "질문,정답,유형\n비밀번호는 며칠마다 바꿉니까?,90일,규정\n출입 카드 분실 신고?,보안팀,절차\n"


@pytest.fixture
def grading(workspace: Workspace, project: Project, engineer: Actor, tmp_path: Path) -> Grading:
    return Grading(workspace, project, engineer, tmp_path)


@pytest.fixture
def campaign(grading: Grading) -> Campaign:
    """Two systems, one right and one wrong, over three questions; two graders each."""
    grading.set()
    good = grading.system("좋은 시스템", lambda draft: draft.gold)
    bad = grading.system("나쁜 시스템", lambda _: "모릅니다.")
    return grading.campaign([bad, good], graders=2)


def grade_all(grading: Grading, campaign: Campaign, who: Actor) -> None:
    """2 for what is right by the expected answer, 0 for the rest."""
    ws, project_id = grading.ws, grading.project.id
    while hand := grading_service.claim(ws, who, project_id, campaign.id):
        for card in hand:
            right = {a.letter: a.text == card.question.gold for a in card.answers}
            given = GradeInput(
                key=new_id(),
                slot_id=card.slot_id,
                token=card.token,
                marks={letter: (2, 2) if yes else (0, 0) for letter, yes in right.items()},
            )
            grading_service.submit(ws, who, project_id, given)


def words(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.subheader, at.title, at.info, at.warning, at.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.main.button if button.key}


def test_without_a_set_it_offers_to_make_one(open_page: OpenPage, project: Project) -> None:
    at = open_page("grade", project)
    assert keys(at) == {"grade.new_set"}
    at.button(key="grade.new_set").click().run()
    assert not at.exception
    assert at.query_params["new"] in ("set", ["set"])
    assert at.file_uploader and at.get("download_button")


def test_a_viewer_is_told_who_can_make_one(
    open_page: OpenPage, project: Project, viewer: Actor
) -> None:
    at = open_page("grade", project, actor=viewer)
    assert keys(at) == set()
    assert "큐레이터나 엔지니어" in words(at)


def submit(at: AppTest, label: str) -> AppTest:
    found = next(button for button in at.main.button if button.label == label)
    return found.click().run()


def test_a_file_becomes_a_set(open_page: OpenPage, workspace: Workspace, project: Project) -> None:
    at = open_page("grade", project, new="set", tab="sets")
    at.file_uploader[0].upload("보안 질문.csv", CSV.encode(), "text/csv")
    submit(at, "만들기")
    assert not at.exception and not at.error
    [row] = set_service.evaluation_sets(workspace, OWNER, project.id)
    assert (row.set.name, row.questions) == ("보안 질문", 2)
    assert "질문 2개를 추가" in words(at)
    assert len(at.dataframe[0].value) == 2
    assert [path.name for path in workspace.scratch().glob("upload-*")] == []


def test_a_file_without_its_columns_is_one_sentence_and_no_set(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    at = open_page("grade", project, new="set", tab="sets")
    at.file_uploader[0].upload("b.csv", "이름,나이\n홍길동,3\n".encode(), "text/csv")
    submit(at, "만들기")
    assert len(at.error) == 1 and "필요한 열이 없습니다" in at.error[0].value
    assert set_service.evaluation_sets(workspace, OWNER, project.id) == []


def test_questions_are_written_removed_and_brought_back(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    made = set_service.create_set(workspace, OWNER, project.id, "빈 것")
    at = open_page("grade", project, set=made.id)
    at.text_area[0].set_value("누가 승인합니까?")
    at.text_area[1].set_value("팀장이 승인한다.")
    submit(at, "추가")
    assert not at.exception and not at.error
    found, total = set_service.questions(workspace, OWNER, project.id, made.id)
    assert (total, found[0].question, found[0].gold) == (1, "누가 승인합니까?", "팀장이 승인한다.")
    set_service.remove_question(workspace, OWNER, project.id, found[0].id)
    at.session_state["grade_removed"] = (
        made.id,
        QuestionDraft(question=found[0].question, gold=found[0].gold),
    )
    at.run()
    at.button(key="undo-removal").click().run()
    assert set_service.questions(workspace, OWNER, project.id, made.id)[1] == 1


def test_a_question_without_an_answer_is_refused_and_stays_written(
    open_page: OpenPage, workspace: Workspace, project: Project
) -> None:
    made = set_service.create_set(workspace, OWNER, project.id, "빈 것")
    at = open_page("grade", project, set=made.id)
    at.text_area[0].set_value("누가 승인합니까?")
    submit(at, "추가")
    assert "정답이 없습니다" in at.error[0].value
    assert at.text_area[0].value == "누가 승인합니까?"


def test_a_frozen_set_is_read_only(
    open_page: OpenPage, grading: Grading, campaign: Campaign
) -> None:
    at = open_page("grade", grading.project, set=campaign.set_id)
    assert "질문이 확정된" in words(at)
    assert not at.text_area and "use_set" in keys(at)


def test_starting_says_what_it_will_ask_and_freezes_the_set(
    open_page: OpenPage, grading: Grading
) -> None:
    made = grading.set()
    first = grading.system("하나", lambda draft: draft.gold)
    second = grading.system("둘", lambda _: "모릅니다.")
    at = open_page("grade", grading.project, tab="campaigns")
    assert at.button(key="start").disabled
    at.multiselect(key="campaign-systems").set_value([first.id, second.id]).run()
    said = words(at)
    assert "답변 6개" in said and "모두 **6건**" in said and "더는 바꿀 수 없습니다" in said
    assert "**하나**" in said
    at.button(key="start").click().run()
    assert not at.exception and not at.error
    assert at.query_params["campaign"] in ("1", ["1"])
    [state], _ = service.campaigns(grading.ws, grading.engineer, grading.project.id)
    assert (state.campaign.graders, state.set.id) == (2, made.id)
    assert state.set.frozen_at is not None


def test_what_could_not_be_answered_is_said_and_asked_again(
    open_page: OpenPage, grading: Grading
) -> None:
    grading.set()
    whole = grading.system("전부", lambda draft: draft.gold)
    part = grading.system("일부", lambda draft: draft.gold, QUESTIONS[:1])
    started = service.start_campaign(
        grading.ws, grading.engineer, grading.project.id, "평가", [whole.id, part.id]
    )
    jobs.run_here(grading.ws, grading.project.id, str(started.job_id))
    at = open_page("grade", grading.project, campaign="1")
    said = words(at)
    assert "답변 2개가 없습니다" in said and "외 1건" in said
    assert "2번 질문의 답변이 없습니다" in said
    at.button(key="resume").click().run()
    assert not at.exception and not at.error
    again = service.state(grading.ws, grading.engineer, grading.project.id, "1")
    assert again.campaign.job_id != started.job_id


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("part", ["progress", "grading", "report"])
def test_every_part_opens_in_both_languages(
    open_page: OpenPage, grading: Grading, campaign: Campaign, language: str, part: str
) -> None:
    at = open_page("grade", grading.project, language=language, campaign="1", part=part)
    assert not at.error
    assert "grade." not in words(at)


def test_where_people_grade_no_system_is_named(
    open_page: OpenPage, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    at = open_page("grade", grading.project, actor=reviewer, campaign="1", part="grading")
    assert "좋은 시스템" not in words(at)
    held = grading_service.claim(grading.ws, reviewer, grading.project.id, campaign.id)
    assert len(held) == 3


def test_viewers_do_not_grade(
    open_page: OpenPage, grading: Grading, campaign: Campaign, viewer: Actor
) -> None:
    at = open_page("grade", grading.project, actor=viewer, campaign="1", part="grading")
    assert len(at.info) == 1
    with grading.ws.db.read() as connection:
        leased = sa.select(s.grade_slots.c.id).where(s.grade_slots.c.grader.is_not(None))
        assert connection.execute(leased).all() == []


def test_who_grades_sees_no_result_before_it_is_closed(
    open_page: OpenPage, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    both = Actor(name="kim", roles=("curator",))
    grade_all(grading, campaign, both)
    at = open_page("grade", grading.project, actor=both, campaign="1", part="report")
    assert "가립니다" in words(at) and not at.dataframe
    at = open_page("grade", grading.project, actor=reviewer, campaign="1", part="report")
    assert not at.dataframe


def test_closing_asks_first_and_names_the_count(
    open_page: OpenPage, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    grade_all(grading, campaign, reviewer)
    at = open_page("grade", grading.project, actor=grading.engineer, campaign="1")
    at.button(key="close").click().run()
    assert "채점 3건이 집계되고 3건은" in words(at)
    assert "되돌릴 수 없습니다" in words(at)
    assert service.state(grading.ws, grading.engineer, grading.project.id, "1").is_open


def test_the_report_shows_means_with_n_and_leaves_random_weights_out(
    open_page: OpenPage, grading: Grading, reviewer: Actor
) -> None:
    drafts = [
        QuestionDraft(
            question=f"{n}번은 무엇입니까?", gold=f"{n}번", category="정의", style="존댓말"
        )
        for n in range(12)
    ]
    grading.set(drafts=drafts)
    good = grading.system("좋은 시스템", lambda draft: draft.gold, drafts)
    bad = grading.system("나쁜 시스템", lambda _: "모릅니다.", drafts)
    noise = grading.system("작은 모델", lambda _: "가나다", drafts)
    with grading.ws.db.write() as connection:
        changed = sa.update(s.systems).where(s.systems.c.id == noise.id)
        connection.execute(changed.values(random_weights=True))
    made = grading.campaign([bad, good, noise], graders=1)
    grade_all(grading, made, reviewer)
    service.close(grading.ws, grading.engineer, grading.project.id, made.id)
    at = open_page("grade", grading.project, campaign="1", part="report")
    assert not at.error
    said = words(at)
    assert "좋은 시스템이 나쁜 시스템보다 2점 만점에 2.00점 높습니다" in said
    assert "n = 12" in said
    scores = at.dataframe[0].value.set_index("시스템")
    assert scores.loc["좋은 시스템", "정확도"] == "2.00 (1.52 – 2.00)"
    assert scores.loc["좋은 시스템", "n"] == "12"
    assert scores.loc["작은 모델 · 무작위 가중치", "정확도"] == "–"
    charts = [str(chart.proto) for chart in at.get("arrow_vega_lite_chart")]
    charts = charts or [str(chart.proto) for chart in at.get("vega_lite_chart")]
    assert len(charts) == 2
    assert all("작은 모델" not in _unescaped(chart) for chart in charts)
    assert "좋은 시스템" in _unescaped(charts[0])


def _unescaped(proto: str) -> str:
    """Of a printed message and of the JSON in it."""
    import re

    raw = re.sub(
        r"(?:\\\d{3})+",
        lambda m: bytes(int(c, 8) for c in m.group().split("\\")[1:]).decode("utf-8", "replace"),
        proto,
    )
    return re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), raw)


def test_filters_of_the_questions_are_in_the_address(
    open_page: OpenPage, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    grade_all(grading, campaign, reviewer)
    service.close(grading.ws, grading.engineer, grading.project.id, campaign.id)
    at = open_page("grade", grading.project, campaign="1", part="report", category="절차")
    said = words(at)
    assert "출입 카드 분실" in said and "비밀번호는 며칠마다" not in said
    at.selectbox(key="select-category").select("규정").run()
    assert at.query_params["category"] in ("규정", ["규정"])
    assert "비밀번호는 며칠마다" in words(at)


def test_an_unknown_campaign_is_one_sentence(
    open_page: OpenPage, grading: Grading, campaign: Campaign
) -> None:
    at = open_page("grade", grading.project, campaign="9")
    assert len(at.error) == 1 and "error." not in at.error[0].value


def test_an_answer_of_the_chat_offers_to_become_a_question(
    open_page: OpenPage, workspace: Workspace, project: Project, curator: Actor
) -> None:
    from tests.review.material import add_document
    from workbench.answer import index_service
    from workbench.answer.service import ask

    add_document(workspace, project)
    job = index_service.start_indexing(workspace, curator, project.id)
    jobs.run_here(workspace, project.id, job.id)
    asked = ask(workspace, curator, project.id, "출입증은 어떻게 합니까?")
    at = open_page("answer", project, actor=curator, chat=asked.chat_id)
    at.button(key=f"evaluation-{asked.id}").click().run()
    assert not at.exception and not at.error
    areas = {area.label: area.value for area in at.text_area if "question" in str(area.key)}
    assert asked.question in areas.values()
    assert "정답은 답변에서 가져왔습니다" in words(at)
