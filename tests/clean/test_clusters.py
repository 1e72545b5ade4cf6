"""Clusters, contradictions and the glossary of a project, on both databases; checks cut short."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import findings as rows
from storage import versions
from tests.clean.conftest import AddExample
from tests.clean.test_service import check, found
from workbench.access import Actor
from workbench.clean import cluster_service, finding_service, glossary_service, service
from workbench.clean.cases import ClusterPage
from workbench.errors import NotAllowed, NotFound, StaleWrite, UserError
from workbench.records import Project
from workbench.workspace import Workspace

QUESTION = "사원증은 어떻게 신청합니까?"
ANSWER = "총무팀에 신청서를 내면 3일 안에 받을 수 있습니다."


@pytest.fixture
def filled(any_workspace: Workspace, project: Project, add_example: AddExample) -> dict[str, str]:
    ws = any_workspace
    texts = {
        "kept": (QUESTION, ANSWER),
        "polite": (
            "사원증 신청 방법 알려 주세요",
            "총무팀에 신청서 내면 3일 이내에 받을 수 있어요",
        ),
        "other": (QUESTION, ANSWER.replace("3일", "5일")),
        "reworded": ("사원증이 필요한데 어디에 말하죠?", ANSWER),
        "alone": ("주차권은 누가 줍니까?", "경비실에서 줍니다."),
    }  # fmt: skip
    return {
        name: add_example(ws, project, *text, status="approved").id for name, text in texts.items()
    }


def page(ws: Workspace, actor: Actor, project: Project, **more: object) -> ClusterPage:
    return cluster_service.list_clusters(ws, actor, project.id, **more)  # type: ignore[arg-type]


def test_a_cluster_shows_all_that_belongs_together_best_first(
    any_workspace: Workspace, project: Project, curator: Actor, filled: dict[str, str]
) -> None:
    check(any_workspace, curator, project)
    shown = page(any_workspace, curator, project)
    (cluster,) = shown.clusters
    assert (shown.total, shown.findings) == (1, 3)
    assert cluster.head is not None and cluster.head.example_id == filled["kept"]
    assert {c.text.example_id for c in cluster.cases} == {
        filled["polite"], filled["other"], filled["reworded"],
    }  # fmt: skip
    assert [c.finding.score for c in cluster.cases] == sorted(
        (c.finding.score for c in cluster.cases), reverse=True
    )


def test_another_threshold_needs_no_other_check(
    any_workspace: Workspace, project: Project, curator: Actor, filled: dict[str, str]
) -> None:
    check(any_workspace, curator, project)
    assert page(any_workspace, curator, project, min_score=0.95).findings == 2, "and contradictions"
    assert page(any_workspace, curator, project, min_score=0.4).findings == 3
    scores = cluster_service.duplicate_scores(any_workspace, curator, project.id)
    assert sorted((s.type, s.count) for s in scores) == [("answer", 1), ("form", 1)]


@pytest.mark.parametrize(
    ("keep", "left_out"), [("other", "other"), ("this", "kept"), ("both", None)]
)
def test_a_contradiction_is_settled_and_taken_back(
    any_workspace: Workspace,
    project: Project,
    reviewer: Actor,
    curator: Actor,
    filled: dict[str, str],
    keep: str,
    left_out: str | None,
) -> None:
    check(any_workspace, curator, project)
    (case,) = found(any_workspace, curator, project, "contradiction").cases
    cluster_service.settle_contradiction(
        any_workspace, reviewer, project.id, case.finding.id, keep  # type: ignore[arg-type]
    )  # fmt: skip

    def accepted() -> set[str]:
        with any_workspace.db.read() as connection:
            return versions.accepted_duplicates(connection, project.id)

    assert accepted() == ({filled[left_out]} if left_out else set())
    with pytest.raises(UserError, match="finding_decided"):
        cluster_service.settle_contradiction(
            any_workspace, reviewer, project.id, case.finding.id, "other"
        )
    check(any_workspace, curator, project)
    # Where the example with 3 days goes, its polite duplicate still says so.
    asked = 1 if keep == "this" else 0
    assert found(any_workspace, curator, project, "contradiction").total == asked
    finding_service.decide_findings(any_workspace, reviewer, project.id, [case.finding.id], "open")
    assert accepted() == set()
    check(any_workspace, curator, project)
    assert found(any_workspace, curator, project, "contradiction").total == 1


def test_a_duplicate_of_an_example_that_is_not_approved_stays_in_exports(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add_example(ws, project, QUESTION, ANSWER, status="queued", evidence_quote="x")
    add_example(ws, project, QUESTION, ANSWER, status="approved", number=1)
    check(ws, curator, project)
    (case,) = found(ws, curator, project, "duplicate").cases
    finding_service.decide_findings(ws, curator, project.id, [case.finding.id], "accepted")
    with ws.db.read() as connection:
        left_out = versions.accepted_duplicates(connection, project.id)
        links = versions.links(connection, project.id)
    assert case.other is not None
    assert left_out == ({case.finding.subject_id} if case.other.approved else set())
    assert (case.finding.subject_id, case.finding.other_id) in links, "one split for both"


def test_a_check_that_is_cut_off_while_writing_is_made_whole_by_the_next(
    any_workspace: Workspace,
    project: Project,
    curator: Actor,
    filled: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check(any_workspace, curator, project)
    whole = page(any_workspace, curator, project)
    with monkeypatch.context() as patched:
        patched.setattr(rows, "add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            service._check_duplicates(any_workspace, project.id)
    assert page(any_workspace, curator, project).total == 0
    service._check_duplicates(any_workspace, project.id)
    assert page(any_workspace, curator, project).model_dump(exclude={"clusters"}) == (
        whole.model_dump(exclude={"clusters"})
    )


def test_the_glossary_is_heeded_by_the_next_check(
    any_workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    ws = any_workspace
    add_example(ws, project, "사내 전산망은 어떻게 엽니까?", "사내 전산망 주소를 입력합니다.")
    add_example(ws, project, "인트라넷은 어떻게 열어요?", "인트라넷 주소를 입력해요.")
    check(ws, curator, project)
    assert page(ws, curator, project, types=("synonym",)).findings == 0
    terms = ("인트라넷", "사내 전산망")
    entry = glossary_service.add_entry(ws, curator, project.id, "synonym", terms)
    again = glossary_service.add_entry(ws, curator, project.id, "synonym", terms[::-1])
    assert again.id == entry.id
    assert len(glossary_service.glossary_entries(ws, curator, project.id)) == 1
    check(ws, curator, project)
    assert page(ws, curator, project, types=("synonym",)).findings == 1
    glossary_service.remove_entry(ws, curator, project.id, entry.id)
    with pytest.raises(NotFound):
        glossary_service.remove_entry(ws, curator, project.id, entry.id)


@pytest.mark.parametrize(
    ("kind", "terms", "key"),
    [
        ("protected", ("가", "나"), "glossary_one"), ("protected", (" ",), "glossary_one"),
        ("synonym", ("가",), "glossary_two"), ("synonym", ("VPN", "ｖｐｎ"), "glossary_two"),
        ("protected", ("가" * 101,), "glossary_long"),
    ],
)  # fmt: skip
def test_entries_that_say_nothing_are_refused(
    workspace: Workspace,
    project: Project,
    curator: Actor,
    kind: str,
    terms: tuple[str, ...],
    key: str,
) -> None:
    with pytest.raises(UserError, match=key):
        glossary_service.add_entry(workspace, curator, project.id, kind, terms)  # type: ignore[arg-type]


def test_roles_are_checked(
    workspace: Workspace, project: Project, viewer: Actor, reviewer: Actor
) -> None:
    page(workspace, viewer, project)
    with pytest.raises(NotAllowed):
        cluster_service.settle_contradiction(workspace, viewer, project.id, "x", "both")
    with pytest.raises(StaleWrite):
        cluster_service.settle_contradiction(workspace, reviewer, project.id, "x", "both")
    with pytest.raises(NotAllowed):
        glossary_service.add_entry(workspace, reviewer, project.id, "protected", ["가나"])


def test_findings_of_earlier_rules_without_a_cluster_do_no_harm(
    workspace: Workspace, project: Project, curator: Actor, add_example: AddExample
) -> None:
    for _ in range(2):
        add_example(workspace, project, QUESTION, ANSWER)
    check(workspace, curator, project)
    with workspace.db.write() as connection:
        connection.execute(sa.text("UPDATE findings SET cluster = NULL"))
    assert page(workspace, curator, project).total == 0
    check(workspace, curator, project)
    assert page(workspace, curator, project).total == 1
