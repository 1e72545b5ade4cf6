"""Rows for tests of what comes after masking."""

from __future__ import annotations

from typing import Any

from workbench.export.rows import Row
from workbench.export.template import render_completion, render_prompt


def row(example_id: str, **changes: Any) -> Row:
    values: dict[str, Any] = {
        "id": example_id,
        "revision_id": f"r-{example_id}",
        "question": "질문",
        "answer": "답변",
        "history": (),
        "category": "사실",
        "style": "존댓말",
        "answerable": True,
        "evidence_quote": "근거",
        "document": "매뉴얼.pdf",
        "section": "1장 > 1.1",
        "page": 3,
        "chunk_id": "c1",
        "decision_id": "d1",
        "reviewer": "lee",
        "origin": "drafted",
        "model": "rules",
        "level": "internal",
        **changes,
    }
    values["prompt"] = render_prompt(values["question"], values["history"])
    values["completion"] = render_completion(values["answer"])
    return Row.model_validate(values)
