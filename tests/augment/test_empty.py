"""A run of no examples says why."""

from __future__ import annotations

import pytest

from tests.augment.conftest import OFFLINE, AddDocument, run
from workbench.access import Actor
from workbench.augment import service
from workbench.augment.empty import why_empty
from workbench.augment.pairs import Passage
from workbench.augment.rules import draft_by_rules
from workbench.records import Job, Project
from workbench.ui.augment_empty import empty_line
from workbench.workspace import Workspace

CASES = {
    "12 34 56\n7.8": "no_words",
    "\ue001\ue002\ue003 \ue004\ue005": "garbled",
    "가\ufffd나\ufffd다\ufffd": "garbled",
    "표 3-1 순찰 시간": "headings",
    "흐린 하늘이 눈이 올 듯하더니 눈은 아니 오고 얼다가 만 비가": "no_sentence",
    "and the rest of a line that goes on elsewhere": "no_sentence",
    "그렇다. 아니다.": "not_asked",
}


@pytest.mark.parametrize(("text", "reason"), CASES.items())
def test_a_passage_that_gives_nothing_has_a_reason(text: str, reason: str) -> None:
    passage = Passage(id="1", text=text)
    assert draft_by_rules(passage, 4, 0) == []
    assert why_empty(passage) == reason


def test_a_heading_alone_is_one() -> None:
    assert why_empty(Passage(id="1", text="3장 순찰", section_path=("3장 순찰",))) == "headings"


def test_the_job_counts_chunks_without_examples_by_reason(
    any_workspace: Workspace, project: Project, add_document: AddDocument, curator: Actor
) -> None:
    texts = (
        "표 3-1 순찰 시간",
        "얼다가 만 비가 추",
        "추적추적 오는",
        "비밀번호는 90일마다 바꾼다.",
    )
    add_document(any_workspace, project, "조각.pdf", texts)

    def drafted() -> Job:
        job = service.start_drafting(any_workspace, curator, project.id, OFFLINE)
        return run(any_workspace, job)

    first = drafted()
    assert first.result["examples"] > 0
    assert first.result["empty"] == 3
    assert first.result["empty_reasons"] == {"no_sentence": 2, "headings": 1}
    again = drafted()
    assert again.result["examples"] == 0
    assert again.result["empty"] == 4
    assert again.result["empty_reasons"] == {"no_sentence": 2, "repeated": 1, "headings": 1}


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "완결된 문장 없음 2개"), ("en", "without a whole sentence 2")]
)
def test_the_line_says_how_many_and_why(language: str, words: str) -> None:
    result = {"examples": 0, "empty": 3, "empty_reasons": {"no_sentence": 2, "headings": 1}}
    assert words in empty_line(result, language)
    assert empty_line({"examples": 3, "empty": 0}, "ko") == ""
    assert empty_line({}, "ko") == ""
