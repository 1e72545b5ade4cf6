"""Campaigns over systems whose answers are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import jobs
from workbench.access import Actor
from workbench.grade import report_service, service, set_service
from workbench.grade.questions import QuestionDraft
from workbench.records import Campaign, EvaluationSet, Project, System
from workbench.workspace import Workspace

QUESTIONS = (
    QuestionDraft(
        question="비밀번호는 며칠마다 바꿉니까?", gold="90일", category="규정", style="존댓말"
    ),
    QuestionDraft(
        question="출입 카드 분실 시 누구에게?", gold="보안팀", category="절차", style="검색어"
    ),
    QuestionDraft(question="점심 메뉴는 무엇입니까?", answerable=False, category="기타"),
)


@dataclass
class Grading:
    ws: Workspace
    project: Project
    engineer: Actor
    folder: Path

    def set(self, name: str = "평가", drafts: Sequence[QuestionDraft] = QUESTIONS) -> EvaluationSet:
        made = set_service.create_set(self.ws, self.engineer, self.project.id, name, "internal")
        set_service.add_questions(self.ws, self.engineer, self.project.id, made.id, drafts)
        return made

    def system(
        self,
        name: str,
        answer: Callable[[QuestionDraft], str],
        drafts: Sequence[QuestionDraft] = QUESTIONS,
    ) -> System:
        """One whose answers were written down."""
        path = self.folder / f"{name}.csv"
        lines = ["question,answer", *(f'"{d.question}","{answer(d)}"' for d in drafts)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return report_service.import_answers(
            self.ws, self.engineer, self.project.id, path, path.name, name
        )

    def campaign(
        self, systems: Sequence[System], graders: int = 1, set_name: str = "평가"
    ) -> Campaign:
        """With all answers there."""
        started = service.start_campaign(
            self.ws,
            self.engineer,
            self.project.id,
            set_name,
            [system.id for system in systems],
            graders=graders,
        )
        assert started.job_id is not None
        ended = jobs.run_here(self.ws, self.project.id, started.job_id)
        assert (ended.state, ended.failed) == ("done", 0)
        return started
