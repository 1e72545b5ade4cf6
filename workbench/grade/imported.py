"""Answers that were written elsewhere, as a system: a file of question and answer. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from workbench.errors import UserError
from workbench.grade.questions import QuestionDraft, question_hash
from workbench.records import Answer, EvaluationQuestion


def stored(drafts: Sequence[QuestionDraft]) -> bytes:
    """What is kept of a file: digest of the question -> answer; `gold` is the answer's column."""
    told = {question_hash(draft.question): draft.gold for draft in drafts}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def answer_of(kept: bytes, blank: Answer, question: EvaluationQuestion) -> Answer:
    """Raises UserError where the file held no answer to this question."""
    text = json.loads(kept).get(question.content_hash)
    if text is None:
        raise UserError("error.imported_answer_missing", number=question.seq)
    if not text:
        return blank.model_copy(update={"state": "not_found"})
    return blank.model_copy(update={"text": text})
