"""The results of a campaign as rows, one a question and system, for CSV and JSON Lines. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from workbench.export.formats.csv import guarded
from workbench.grade.outcome import Report

COLUMNS = (
    "number",
    "category",
    "style",
    "answerable",
    "question",
    "gold",
    "system",
    "kind",
    "random_weights",
    "state",
    "answer",
    "accuracy",
    "detail",
    "took_ms",
    "sources",
)


def result_rows(report: Report) -> Iterator[dict[str, Any]]:
    """In the order of the set, then of the campaign; what was not graded is None."""
    for result in report.results:
        for score in report.scores:
            system = score.system
            answer = result.answers.get(system.id)
            if answer is None:
                continue
            yield {
                "number": result.question.seq,
                "category": result.question.category,
                "style": result.question.style,
                "answerable": result.question.answerable,
                "question": result.question.question,
                "gold": result.question.gold,
                "system": system.name,
                "kind": system.kind,
                "random_weights": system.random_weights,
                "state": answer.state,
                "answer": answer.text,
                "accuracy": result.accuracy.get(system.id),
                "detail": result.detail.get(system.id),
                "took_ms": answer.took_ms,
                "sources": " | ".join(_place(c.document_name, c.page) for c in answer.citations),
            }


def _place(document: str, page: int | None) -> str:
    return document if page is None else f"{document} p. {page}"


def as_csv(report: Report) -> bytes:
    """As a spreadsheet opens it: with a byte order mark, nothing that runs as a formula."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in result_rows(report):
        lines.writerow([guarded(row[name]) for name in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode()


def as_jsonl(report: Report) -> bytes:
    lines = (json.dumps(row, ensure_ascii=False) for row in result_rows(report))
    return "".join(f"{line}\n" for line in lines).encode()
