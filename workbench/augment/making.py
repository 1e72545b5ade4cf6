"""Pairs as records: an example and its first revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workbench.augment.importing import ImportedPair
from workbench.augment.pairs import DraftPair, Passage, find_quote
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Element,
    Example,
    ExampleOrigin,
    ExampleRevision,
    Turn,
    content_hash,
    new_id,
)

Made = tuple[Example, ExampleRevision]


def passage_of(chunk: Chunk, elements: Sequence[Element], level: ConfidentialityLevel) -> Passage:
    tables = [element for element in elements if element.kind == "table" and element.cells]
    return Passage(
        id=chunk.id,
        text=chunk.text,
        section_path=chunk.section_path,
        tables=tuple(element.cells for element in tables),
        captions=tuple(_caption(element.text) for element in tables),
        level=level,
    )


def _caption(table_text: str) -> str:
    """The first line of a table's text where it is no row."""
    first = table_text.split("\n")[0]
    return "" if ": " in first else first


def example_of(
    project_id: str,
    question: str,
    answer: str,
    *,
    origin: ExampleOrigin,
    by: str,
    at: datetime,
    document_id: str | None = None,
    chunk_id: str | None = None,
    category: str = "",
    style: str = "",
    answerable: bool = True,
    evidence: str = "",
    history: tuple[Turn, ...] = (),
    prompt_hash: str | None = None,
    model: str | None = None,
) -> Made:
    example_id, revision_id = new_id(), new_id()
    said = [turn.content for turn in history]
    example = Example(
        id=example_id,
        project_id=project_id,
        document_id=document_id,
        chunk_id=chunk_id,
        origin=origin,
        category=category,
        style=style,
        answerable=answerable,
        prompt_hash=prompt_hash,
        model=model,
        revision_id=revision_id,
        content_hash=content_hash(question, answer, chunk_id or "", *said),
        created_at=at,
        created_by=by,
    )
    revision = ExampleRevision(
        id=revision_id,
        project_id=project_id,
        example_id=example_id,
        number=1,
        question=question,
        answer=answer,
        history=history,
        evidence_quote=evidence,
        editor=model or by,
        created_at=at,
    )
    return example, revision


def drafted(
    chunk: Chunk,
    pairs: Sequence[DraftPair],
    model: str,
    prompt_hash: str | None,
    by: str,
    at: datetime,
) -> list[Made]:
    return [
        example_of(
            chunk.project_id,
            pair.question,
            pair.answer,
            origin="drafted",
            by=by,
            at=at,
            document_id=chunk.document_id,
            chunk_id=chunk.id,
            category=pair.category,
            style=pair.style,
            answerable=pair.answerable,
            evidence=pair.evidence_quote,
            prompt_hash=prompt_hash,
            model=model,
        )
        for pair in pairs
    ]


def imported(
    chunks: Sequence[Chunk], pairs: Sequence[ImportedPair], by: str, at: datetime
) -> list[Made]:
    """Each pair belongs to the chunk that holds its row."""
    home = {element_id: chunk for chunk in chunks for element_id in chunk.element_ids}
    made = []
    for pair in pairs:
        chunk = home[pair.element_id]
        made.append(
            example_of(
                chunk.project_id,
                pair.question,
                pair.answer,
                origin="imported",
                by=by,
                at=at,
                document_id=chunk.document_id,
                chunk_id=chunk.id,
                category=pair.category,
                style=pair.style,
                evidence=find_quote(pair.answer, chunk.text) or "",
                history=pair.history,
            )
        )
    return made


__all__ = ["Made", "drafted", "example_of", "imported", "passage_of"]
