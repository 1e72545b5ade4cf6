"""One row of a dataset: an approved revision, masked, with everything it came from."""

from __future__ import annotations

from collections.abc import Callable

from workbench.export.template import render_completion, render_prompt
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Decision,
    Document,
    Example,
    ExampleOrigin,
    ExampleRevision,
    Record,
    Split,
    Turn,
)

SPLITS: tuple[Split, ...] = ("train", "validation")


class Row(Record):
    """The columns of every format, in this order. A model trains on `prompt` + `completion`."""

    id: str
    revision_id: str
    question: str
    answer: str
    history: tuple[Turn, ...]
    prompt: str
    completion: str
    category: str
    style: str
    answerable: bool
    evidence_quote: str
    document: str
    section: str
    page: int | None
    """From 1."""
    chunk_id: str | None
    decision_id: str
    reviewer: str
    origin: ExampleOrigin
    model: str | None
    level: ConfidentialityLevel


LABELS = frozenset({"document", "section", "category", "style"})
"""Texts that no check looks at (names of files, headings, columns of an imported sheet), so that
nobody decides on what is found in them: it is always masked."""

COLUMNS: tuple[str, ...] = tuple(Row.model_fields)


class Source(Record):
    """What one row is made from; an example without a document has neither chunk nor page."""

    example: Example
    revision: ExampleRevision
    decision: Decision
    document: Document | None = None
    chunk: Chunk | None = None

    def level(self) -> ConfidentialityLevel:
        """An example of no document has no label, and what carries no label is confidential."""
        return self.document.level if self.document else "confidential"


def section_title(path: tuple[str, ...]) -> str:
    return " > ".join(path)


def make_row(source: Source, masked: Callable[[str, str], str]) -> Row:
    """`masked(field, text)` returns the text as it may leave. Fields are those of findings (the
    n-th turn of the history is `history.n`), and those of LABELS."""
    revision, example = source.revision, source.example
    question = masked("question", revision.question)
    answer = masked("answer", revision.answer)
    history = tuple(
        turn.model_copy(update={"content": masked(f"history.{number}", turn.content)})
        for number, turn in enumerate(revision.history)
    )
    section = section_title(source.chunk.section_path) if source.chunk else ""
    return Row(
        id=example.id,
        revision_id=revision.id,
        question=question,
        answer=answer,
        history=history,
        prompt=render_prompt(question, history),
        completion=render_completion(answer),
        category=masked("category", example.category),
        style=masked("style", example.style),
        answerable=example.answerable,
        evidence_quote=masked("evidence_quote", revision.evidence_quote),
        document=masked("document", source.document.name) if source.document else "",
        section=masked("section", section),
        page=source.chunk.page if source.chunk else None,
        chunk_id=source.chunk.id if source.chunk else None,
        decision_id=source.decision.id,
        reviewer=source.decision.reviewer,
        origin=example.origin,
        model=example.model,
        level=source.level(),
    )


def row_texts(row: Row) -> list[tuple[str, str]]:
    """(field, text) of every text that leaves with the row, for the last scan."""
    return [
        ("question", row.question),
        ("answer", row.answer),
        *(("history", turn.content) for turn in row.history),
        ("prompt", row.prompt),
        ("completion", row.completion),
        ("evidence_quote", row.evidence_quote),
        ("document", row.document),
        ("section", row.section),
        ("category", row.category),
        ("style", row.style),
    ]
