"""Rows of a file into evaluation questions, by what their columns are called. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from workbench.clean.normal import question_key
from workbench.errors import UserError
from workbench.records import Record, content_hash

MOST_QUESTION = 2000
"""Characters; what can be asked at all (see workbench.answer.service)."""
MOST_GOLD = 20_000
MOST_QUESTIONS = 5000
"""Of one set."""

Field = Literal["question", "gold", "category", "style", "answerable"]

_NAMES: dict[Field, tuple[str, ...]] = {
    "question": ("question", "질문", "문의", "질의", "문제", "query", "prompt", "instruction", "q"),
    "gold": (
        "gold", "정답", "모범답안", "기대답변", "expected", "expectedanswer", "reference",
        "groundtruth", "answer", "답변", "답", "completion", "output",
    ),
    "category": ("category", "유형", "분류", "카테고리", "type", "topic", "주제"),
    "style": ("style", "표현", "phrasing", "phrasingstyle", "말투"),
    "answerable": ("answerable", "답변가능", "답변가능여부", "hasanswer"),
}  # fmt: skip
_NOISE = re.compile(r"[\s_\-./()\[\]:*]+")
_YES = frozenset({"", "1", "true", "yes", "y", "o", "예", "네", "가능", "참", "있음", "true()"})
_NO = frozenset(
    {"0", "false", "no", "n", "x", "아니오", "아니요", "불가", "불가능", "거짓", "없음"}
)


class QuestionDraft(Record):
    """A question as a person or a file gives it."""

    question: str
    gold: str = ""
    category: str = ""
    style: str = ""
    answerable: bool = True
    chunk_id: str | None = None

    def digest(self) -> str:
        return question_hash(self.question)


def question_hash(question: str) -> str:
    """Equal for questions that differ in writing only."""
    return content_hash("evaluation question", question_key(question))


def checked(draft: QuestionDraft) -> QuestionDraft:
    """Without white space around its texts. Raises UserError where the question is missing or a
    text is too long."""
    draft = QuestionDraft(
        question=draft.question.strip(),
        gold=draft.gold.strip(),
        category=draft.category.strip()[:100],
        style=draft.style.strip()[:100],
        answerable=draft.answerable,
        chunk_id=draft.chunk_id,
    )
    if not draft.question:
        raise UserError("error.evaluation_question_empty")
    if len(draft.question) > MOST_QUESTION:
        raise UserError("error.question_long", length=len(draft.question), most=MOST_QUESTION)
    if len(draft.gold) > MOST_GOLD:
        raise UserError("error.gold_long", length=len(draft.gold), most=MOST_GOLD)
    if draft.answerable and not draft.gold:
        raise UserError("error.gold_missing")
    return draft


def columns(names: Sequence[str]) -> dict[Field, str]:
    """Which column holds what. Raises UserError that names the columns that are missing."""
    plain = {_NOISE.sub("", name).lower(): name for name in reversed(names)}
    found: dict[Field, str] = {}
    for field, known in _NAMES.items():
        name = next((plain[k] for k in known if k in plain and plain[k] not in found.values()), "")
        if name:
            found[field] = name
    missing = [field for field in ("question", "gold") if field not in found]
    if missing:
        raise UserError(
            "error.evaluation_columns",
            missing=", ".join(missing),
            found=", ".join(name for name in names if name)[:200] or "-",
        )
    return found


def drafts_of(
    rows: Sequence[tuple[int, Mapping[str, str]]], name: str, needs_gold: bool = True
) -> list[QuestionDraft]:
    """Numbered rows (as people count them) of the file `name`, all or none.

    A row holds its filled cells only, so that the columns are those of all rows together. Without
    `needs_gold` a row may have no answer: those of a system, which found none. Raises
    UserError naming the row that cannot be used.
    """
    if not rows:
        raise UserError("error.no_rows", name=name)
    if len(rows) > MOST_QUESTIONS:
        raise UserError("error.evaluation_too_many", name=name, most=MOST_QUESTIONS)
    known = columns(list(dict.fromkeys(column for _, row in rows for column in row)))
    drafts: list[QuestionDraft] = []
    for number, row in rows:
        values = {field: row.get(column, "") for field, column in known.items()}
        if not needs_gold and not values["gold"].strip():
            values["answerable"] = "no"
        drafts.append(_draft(values, name, number))
    return drafts


def _draft(values: Mapping[Field, str], name: str, number: int) -> QuestionDraft:
    said = _NOISE.sub("", values.get("answerable", "")).lower()
    if said not in _YES | _NO:
        raise UserError("error.evaluation_answerable", name=name, row=number)
    try:
        return checked(
            QuestionDraft(
                question=values.get("question", ""),
                gold=values.get("gold", ""),
                category=values.get("category", ""),
                style=values.get("style", ""),
                answerable=said not in _NO,
            )
        )
    except UserError as error:
        raise UserError(f"{error.key}_row", name=name, row=number, **error.params) from error
