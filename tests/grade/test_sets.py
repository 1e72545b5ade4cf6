"""Evaluation sets: written, imported all or nothing, frozen by their first campaign."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from storage import evaluation
from tests.grade.campaigns import QUESTIONS, Grading
from workbench.access import Actor
from workbench.augment.example_service import write_example
from workbench.errors import NotAllowed, StaleWrite, UserError
from workbench.export.plan import FreezeParams
from workbench.export.plan_service import plan_version
from workbench.grade import set_service
from workbench.grade.questions import QuestionDraft
from workbench.workspace import Workspace

NEW = QuestionDraft(question="새 질문?", gold="예")
HEAD = ("질문", "정답", "유형", "표현", "답변 가능")
ROWS = [
    ("비밀번호는 며칠마다 바꿉니까?", "90일", "규정", "존댓말", "예"),
    ("점심 메뉴는?", "", "기타", "", "아니오"),
]


def write(path: Path) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in (HEAD, *ROWS):
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".jsonl":
        lines = [json.dumps(dict(zip(HEAD, row, strict=True)), ensure_ascii=False) for row in ROWS]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, *ROWS)]
        path.write_text("\n".join(lines), encoding="cp949")
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_file_becomes_a_set(workspace: Workspace, grading: Grading, ending: str) -> None:
    path = write(grading.folder / f"set.{ending}")
    done = set_service.import_questions(
        workspace, grading.engineer, grading.project.id, path, path.name, "보안", "internal"
    )
    assert (done.set.name, done.set.level, done.added, done.known) == ("보안", "internal", 2, 0)
    found, total = set_service.questions(workspace, grading.engineer, grading.project.id, "보안")
    assert total == 2
    assert [(q.seq, q.gold, q.category, q.answerable) for q in found] == [
        (1, "90일", "규정", True),
        (2, "", "기타", False),
    ]


def test_importing_twice_adds_nothing(any_workspace: Workspace, grading: Grading) -> None:
    path = write(grading.folder / "set.csv")
    for expected in ((2, 0), (0, 2)):
        done = set_service.import_questions(
            any_workspace, grading.engineer, grading.project.id, path, path.name, "보안"
        )
        assert (done.added, done.known) == expected


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("제목,내용\na,b\n", "error.evaluation_columns"),
        ("질문,정답\n휴가는?,15일\n, \n휴무는?,\n", "error.gold_missing_row"),
    ],
)
def test_a_bad_file_leaves_nothing(
    workspace: Workspace, grading: Grading, content: str, key: str
) -> None:
    path = grading.folder / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as told:
        set_service.import_questions(
            workspace, grading.engineer, grading.project.id, path, path.name, "보안"
        )
    assert told.value.key == key
    assert set_service.evaluation_sets(workspace, grading.engineer, grading.project.id) == []


def test_questions_that_are_examples_too_are_counted(
    any_workspace: Workspace, grading: Grading, curator: Actor
) -> None:
    write_example(
        any_workspace, curator, grading.project.id, "비밀번호는 며칠마다  바꿉니까", "90일마다."
    )
    made = set_service.create_set(any_workspace, grading.engineer, grading.project.id, "보안")
    done = set_service.add_questions(
        any_workspace, grading.engineer, grading.project.id, made.id, QUESTIONS
    )
    assert (done.added, done.overlapping) == (3, 1)


def test_a_set_is_changed_until_its_first_campaign(
    any_workspace: Workspace, grading: Grading
) -> None:
    ws, who, project_id = any_workspace, grading.engineer, grading.project.id
    made = grading.set()
    first = set_service.questions(ws, who, project_id, made.id)[0][0]
    changed = set_service.edit_question(
        ws, who, project_id, first.id, QuestionDraft(question="바꾼 질문?", gold="예")
    )
    assert (changed.question, changed.seq) == ("바꾼 질문?", 1)
    with pytest.raises(StaleWrite, match="exists"):
        set_service.edit_question(ws, who, project_id, first.id, QUESTIONS[1])
    set_service.edit_question(ws, who, project_id, first.id, QUESTIONS[0])
    grading.campaign([grading.system("a", lambda _d: "x"), grading.system("b", lambda _d: "y")])
    for change in (
        lambda: set_service.edit_question(ws, who, project_id, first.id, QUESTIONS[0]),
        lambda: set_service.remove_question(ws, who, project_id, first.id),
        lambda: set_service.add_questions(ws, who, project_id, made.id, [NEW]),
    ):
        with pytest.raises(StaleWrite, match="frozen"):
            change()
    copied = set_service.copy_set(ws, who, project_id, made.id, "사본")
    set_service.remove_question(
        ws, who, project_id, set_service.questions(ws, who, project_id, copied.id)[0][0].id
    )
    sizes = {
        row.set.name: row.questions for row in set_service.evaluation_sets(ws, who, project_id)
    }
    assert sizes == {"평가": 3, "사본": 2}


def test_lowering_the_level_needs_the_right_and_a_reason(
    workspace: Workspace, grading: Grading, curator: Actor
) -> None:
    made = grading.set()
    args = (workspace, grading.project.id, made.id)
    with pytest.raises(NotAllowed):
        set_service.set_level(args[0], grading.engineer, args[1], args[2], "public", "공개 자료")
    with pytest.raises(UserError, match="reason"):
        set_service.set_level(args[0], curator, args[1], args[2], "public")
    assert set_service.set_level(args[0], curator, args[1], args[2], "public", "공개").level == (
        "public"
    )


def test_a_reviewer_writes_no_set(workspace: Workspace, grading: Grading, reviewer: Actor) -> None:
    with pytest.raises(NotAllowed):
        set_service.create_set(workspace, reviewer, grading.project.id, "보안")


def test_what_a_set_asks_is_in_no_version(
    any_workspace: Workspace, grading: Grading, engineer: Actor
) -> None:
    from tests.export.filled import Filled, sections

    filled = Filled(any_workspace, grading.project)
    kept = sections(filled, 3)
    with any_workspace.db.read() as connection:
        asked = evaluation.example_questions(connection, grading.project.id)[0]
    grading.set(drafts=[QuestionDraft(question=f" {asked} ", gold="예")])
    plan = plan_version(any_workspace, engineer, grading.project.id, FreezeParams())
    assert [(out.reason, out.examples) for out in plan.left_out] == [("evaluation", 1)]
    assert plan.rows == len(kept) - 1
