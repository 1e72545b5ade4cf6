"""A campaign from its first answer to its closing, with two graders who see no names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.grade.campaigns import QUESTIONS, Grading
from workbench import jobs, projects
from workbench.access import Actor
from workbench.errors import NotAllowed, StaleWrite, UserError
from workbench.grade import grading_service, report_service, service
from workbench.grade.blind import GradeInput, GradingCard, Score
from workbench.records import Campaign, System, new_id
from workbench.workspace import Workspace

SYSTEMS = {"base": "모릅니다.", "rag": "정답입니다."}


@pytest.fixture
def campaign(grading: Grading) -> Campaign:
    grading.set()
    systems = [grading.system(name, lambda _d, a=text: a) for name, text in SYSTEMS.items()]
    return grading.campaign(systems, graders=2)


def marked(card: GradingCard, scores: dict[str, tuple[Score, Score]]) -> GradeInput:
    """By the words of an answer."""
    return GradeInput(
        key=new_id(),
        slot_id=card.slot_id,
        token=card.token,
        marks={answer.letter: scores[answer.text] for answer in card.answers},
    )


RIGHT: dict[str, tuple[Score, Score]] = {"모릅니다.": (0, 0), "정답입니다.": (2, 1)}


def grade_all(ws: Workspace, actor: Actor, campaign: Campaign) -> int:
    done = 0
    while cards := grading_service.claim(ws, actor, campaign.project_id, campaign.id):
        for card in cards:
            grading_service.submit(ws, actor, campaign.project_id, marked(card, RIGHT))
            done += 1
    return done


def test_two_graders_grade_every_question_once_each(
    any_workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor, second: Actor
) -> None:
    assert grade_all(any_workspace, reviewer, campaign) == 3
    assert grade_all(any_workspace, second, campaign) == 3
    now = service.state(any_workspace, reviewer, campaign.project_id, campaign.id)
    assert (now.answered, now.slots, now.graded) == (6, 6, 6)
    assert now.by_grader == {"lee": 3, "jung": 3}

    service.close(any_workspace, grading.engineer, campaign.project_id, campaign.id)
    report = report_service.report(any_workspace, reviewer, campaign.project_id, campaign.id)
    base, rag = report.scores
    assert (base.accuracy.mean, rag.accuracy.mean, rag.detail.mean) == (0, 2, 1)
    assert (rag.accuracy.n, rag.against is not None and rag.against.mean) == (3, 2)
    assert [(g.grouping, g.name, g.accuracy.n) for g in rag.groups] == [
        ("category", "규정", 1),
        ("category", "절차", 1),
        ("category", "기타", 1),
        ("style", "존댓말", 1),
        ("style", "검색어", 1),
        ("style", "", 1),
    ]
    assert report.agreement["accuracy"].percent == 1.0
    assert report.findings[0].key == "grade.finding_few"


def test_no_third_grader_is_asked(
    workspace: Workspace, campaign: Campaign, reviewer: Actor, second: Actor, curator: Actor
) -> None:
    grade_all(workspace, reviewer, campaign)
    grade_all(workspace, second, campaign)
    assert grading_service.claim(workspace, curator, campaign.project_id, campaign.id) == []


def test_a_repeated_send_records_one_grading(
    any_workspace: Workspace, campaign: Campaign, reviewer: Actor
) -> None:
    card = grading_service.claim(any_workspace, reviewer, campaign.project_id, campaign.id)[0]
    given = marked(card, RIGHT)
    for _ in range(2):
        slot = grading_service.submit(any_workspace, reviewer, campaign.project_id, given)
        assert (slot.done, slot.revision) == (True, 1)
    again = given.model_copy(update={"key": new_id()})
    with pytest.raises(StaleWrite):
        grading_service.submit(any_workspace, reviewer, campaign.project_id, again)


def test_half_a_card_is_refused(workspace: Workspace, campaign: Campaign, reviewer: Actor) -> None:
    card = grading_service.claim(workspace, reviewer, campaign.project_id, campaign.id)[0]
    half = marked(card, RIGHT).model_copy(update={"marks": {"A": (2, 2)}})
    with pytest.raises(UserError, match="incomplete"):
        grading_service.submit(workspace, reviewer, campaign.project_id, half)
    assert grading_service.progress(workspace, reviewer, campaign.project_id, campaign.id).mine == 0


def test_what_was_taken_back_counts_no_more_until_it_is_graded_again(
    any_workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    ws, project_id = any_workspace, campaign.project_id
    grade_all(ws, reviewer, campaign)
    taken = grading_service.undo(ws, reviewer, project_id, campaign.id)
    assert grading_service.progress(ws, reviewer, project_id, campaign.id).mine == 2
    (card,) = grading_service.claim(ws, reviewer, project_id, campaign.id)
    assert (card.slot_id, card.token) == (taken.id, taken.token)
    assert {card.marks[a.letter] for a in card.answers} == set(RIGHT.values())
    changed: dict[str, tuple[Score, Score]] = {"모릅니다.": (1, 1), "정답입니다.": (2, 2)}
    grading_service.submit(ws, reviewer, project_id, marked(card, changed))
    service.close(ws, grading.engineer, project_id, campaign.id)
    base, _ = report_service.report(ws, reviewer, project_id, campaign.id).scores
    assert base.accuracy.mean == pytest.approx(1 / 3)


def test_a_card_that_was_left_goes_to_somebody_else(
    any_workspace: Workspace, campaign: Campaign, reviewer: Actor, second: Actor, curator: Actor
) -> None:
    ws, project_id = any_workspace, campaign.project_id
    left = grading_service.claim(ws, reviewer, project_id, campaign.id)[0]
    grade_all(ws, second, campaign)
    later = Workspace(ws.settings, ws.db, ws.files, lambda: ws.clock() + timedelta(hours=2))
    taken = grading_service.claim(later, curator, project_id, campaign.id)
    assert left.slot_id in {card.slot_id for card in taken}
    with pytest.raises(StaleWrite):
        grading_service.submit(ws, reviewer, project_id, marked(left, RIGHT))


def test_names_stay_hidden_from_those_who_grade(
    workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor, admin: Actor
) -> None:
    project_id = campaign.project_id
    with pytest.raises(UserError, match="blind"):
        report_service.report(workspace, reviewer, project_id, campaign.id)
    assert report_service.report(workspace, admin, project_id, campaign.id).interim
    grading_service.claim(workspace, admin, project_id, campaign.id)
    with pytest.raises(UserError, match="blind"):
        report_service.report(workspace, admin, project_id, campaign.id)
    cards = grading_service.claim(workspace, reviewer, project_id, campaign.id)
    shown = "".join(card.model_dump_json() for card in cards)
    for telling in (*SYSTEMS, campaign.seed, *campaign.system_ids):
        assert telling not in shown


def test_a_closed_campaign_changes_no_more(
    workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    ws, project_id = workspace, campaign.project_id
    with pytest.raises(UserError, match="ungraded"):
        service.close(ws, grading.engineer, project_id, campaign.id)
    first, second_card, *_ = grading_service.claim(ws, reviewer, project_id, campaign.id)
    grading_service.submit(ws, reviewer, project_id, marked(first, RIGHT))
    service.close(ws, grading.engineer, project_id, campaign.id)
    for act in (
        lambda: grading_service.submit(ws, reviewer, project_id, marked(second_card, RIGHT)),
        lambda: grading_service.undo(ws, reviewer, project_id, campaign.id),
        lambda: grading_service.claim(ws, reviewer, project_id, campaign.id),
        lambda: service.resume(ws, grading.engineer, project_id, campaign.id),
    ):
        with pytest.raises(UserError, match="closed"):
            act()


def test_random_weights_stay_out_of_means(
    workspace: Workspace, grading: Grading, reviewer: Actor
) -> None:
    grading.set()
    systems = [grading.system("a", lambda _d: "모릅니다."), random_system(grading)]
    campaign = grading.campaign(systems)
    grade_all(workspace, reviewer, campaign)
    service.close(workspace, grading.engineer, campaign.project_id, campaign.id)
    report = report_service.report(workspace, reviewer, campaign.project_id, campaign.id)
    counted, random = report.scores
    assert (random.system.random_weights, random.accuracy.n, random.against) == (True, 0, None)
    assert (counted.accuracy.n, report.findings[0].key) == (3, "grade.finding_one")


def random_system(grading: Grading) -> System:
    """Like one of a model that was built from nothing."""
    from storage import systems

    made = grading.system("무작위", lambda _d: "정답입니다.")
    marked = made.model_copy(update={"id": new_id(), "name": "무작위 모델", "random_weights": True})
    with grading.ws.db.write() as connection:
        systems.add(connection, marked)
    return marked


def test_a_question_without_all_its_answers_waits(
    any_workspace: Workspace, grading: Grading, reviewer: Actor
) -> None:
    grading.set()
    whole = grading.system("a", lambda _d: "x")
    partly = grading.system("b", lambda _d: "y", drafts=QUESTIONS[:2])
    started = service.start_campaign(
        any_workspace, grading.engineer, grading.project.id, "평가", [whole.id, partly.id]
    )
    assert started.job_id is not None
    ended = jobs.run_here(any_workspace, grading.project.id, started.job_id)
    assert (ended.state, ended.failed, ended.result["ready"]) == ("done", 1, 2)
    now = service.state(any_workspace, grading.engineer, grading.project.id, started.id)
    assert (now.answered, now.expected, now.slots) == (5, 6, 2)
    again = service.resume(any_workspace, grading.engineer, grading.project.id, started.id)
    assert again.job_id is not None and again.job_id != started.job_id
    assert jobs.run_here(any_workspace, grading.project.id, again.job_id).total == 1


@pytest.mark.parametrize("names", [[], ["rag"], ["rag", "rag"], list("abcde")])
def test_two_to_four_systems_are_compared(
    workspace: Workspace, grading: Grading, names: list[str]
) -> None:
    grading.set()
    with pytest.raises(UserError, match="campaign_systems"):
        service.start_campaign(workspace, grading.engineer, grading.project.id, "평가", names)


def test_reviewers_start_and_close_nothing(
    workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor, viewer: Actor
) -> None:
    with pytest.raises(NotAllowed):
        service.close(workspace, reviewer, campaign.project_id, campaign.id)
    with pytest.raises(NotAllowed):
        grading_service.claim(workspace, viewer, campaign.project_id, campaign.id)


def test_an_undo_that_is_sent_twice_takes_one_card_back(
    any_workspace: Workspace, campaign: Campaign, reviewer: Actor
) -> None:
    ws, project_id = any_workspace, campaign.project_id
    grade_all(ws, reviewer, campaign)
    latest = grading_service.progress(ws, reviewer, project_id, campaign.id).latest
    assert latest is not None
    taken = grading_service.undo(ws, reviewer, project_id, campaign.id, latest)
    for _ in range(2):
        again = grading_service.undo(ws, reviewer, project_id, campaign.id, latest)
        assert (again.id, again.done) == (taken.id, False)
    assert grading_service.progress(ws, reviewer, project_id, campaign.id).mine == 2
    (card,) = grading_service.claim(ws, reviewer, project_id, campaign.id)
    grading_service.submit(ws, reviewer, project_id, marked(card, RIGHT))
    late = grading_service.undo(ws, reviewer, project_id, campaign.id, latest)
    assert late.done, "what was graded again stays graded"


def test_nobody_takes_back_what_another_graded(
    any_workspace: Workspace, campaign: Campaign, reviewer: Actor, second: Actor
) -> None:
    ws, project_id = any_workspace, campaign.project_id
    grade_all(ws, reviewer, campaign)
    latest = grading_service.progress(ws, reviewer, project_id, campaign.id).latest
    with pytest.raises(UserError, match="nothing_to_undo"):
        grading_service.undo(ws, second, project_id, campaign.id, latest)


def test_starting_twice_with_one_key_starts_one_campaign(
    any_workspace: Workspace, grading: Grading
) -> None:
    grading.set()
    systems = [grading.system(name, lambda draft: draft.gold).id for name in ("하나", "둘")]
    key = new_id()
    made = [
        service.start_campaign(
            any_workspace, grading.engineer, grading.project.id, "평가", systems, key=key
        )
        for _ in range(2)
    ]
    assert [each.id for each in made] == [key, key]
    assert service.campaigns(any_workspace, grading.engineer, grading.project.id)[1] == 1


def test_the_overview_counts_what_is_graded_and_what_is_stuck(
    any_workspace: Workspace, grading: Grading, campaign: Campaign, reviewer: Actor
) -> None:
    ws, project_id = any_workspace, campaign.project_id
    card = grading_service.claim(ws, reviewer, project_id, campaign.id)[0]
    grading_service.submit(ws, reviewer, project_id, marked(card, RIGHT))
    part = grading.system("일부", lambda draft: draft.gold, QUESTIONS[:1])
    whole = grading.system("전부", lambda draft: draft.gold)
    started = service.start_campaign(
        ws, grading.engineer, project_id, campaign.set_id, [whole.id, part.id]
    )
    counts = projects.overview(ws, reviewer, project_id).grading
    assert counts["missing"] == 0, "its job is still to come"
    jobs.run_here(ws, project_id, str(started.job_id))
    counts = projects.overview(ws, reviewer, project_id).grading
    assert counts == {"sets": 1, "graded": 1, "waiting": 6, "missing": 2}
    service.close(ws, grading.engineer, project_id, campaign.id)
    counts = projects.overview(ws, reviewer, project_id).grading
    assert (counts["graded"], counts["waiting"]) == (1, 1)
