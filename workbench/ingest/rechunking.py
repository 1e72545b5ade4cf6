"""What cutting a document again comes to: chunks that stay, that are new, that are gone.

Pure. A chunk that says the same keeps its id, wherever it stands now, and even where it had been
retired: what is made undone brings back its examples too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ingest.chunking import Passage
from workbench.ingest.matching import Known, matched
from workbench.ingest.parsed import chunk_id
from workbench.records import Chunk, Document, content_hash


@dataclass(frozen=True)
class ChunkPlan:
    """The chunks of a document as they shall be."""

    placed: tuple[Chunk, ...]
    """In order; those that were there before with the id from before."""
    before: dict[str, Chunk]
    """All that was there, of earlier editions and retired ones too, by id."""
    gone: tuple[Chunk, ...]
    """Of this document, no longer said by it."""

    @property
    def new(self) -> tuple[Chunk, ...]:
        return tuple(chunk for chunk in self.placed if chunk.id not in self.before)

    @property
    def changed(self) -> tuple[Chunk, ...]:
        """There before, and to be moved or brought back."""
        return tuple(chunk for chunk in self.placed if self.before.get(chunk.id, chunk) != chunk)


def planned(document: Document, passages: Sequence[Passage], before: Sequence[Chunk]) -> ChunkPlan:
    """`before`: those that count first, so that they are kept before retired ones come back."""
    known = [Known(chunk.id, chunk.section_path, chunk.content_hash) for chunk in before]
    hashes = [content_hash(passage.text) for passage in passages]
    ids = matched(
        known,
        [(passage.section_path, found) for passage, found in zip(passages, hashes, strict=True)],
    )
    by_id = {chunk.id: chunk for chunk in before}
    taken = set(by_id)
    placed: list[Chunk] = []
    for seq, (passage, found, same) in enumerate(zip(passages, hashes, ids, strict=True)):
        key, made = document.id, same
        while made is None or (same is None and made in taken):
            made = chunk_id(key, seq, passage.text)
            key += "+"
        taken.add(made)
        placed.append(
            Chunk(
                id=made,
                project_id=document.project_id,
                document_id=document.id,
                seq=seq,
                text=passage.text if same is None else by_id[same].text,
                section_path=passage.section_path,
                element_ids=passage.element_ids,
                page=passage.page,
                tokens=passage.tokens if same is None else by_id[same].tokens,
                content_hash=found,
            )
        )
    kept = {chunk.id for chunk in placed}
    gone = tuple(
        chunk
        for chunk in before
        if chunk.id not in kept and chunk.document_id == document.id and not chunk.retired
    )
    return ChunkPlan(placed=tuple(placed), before=by_id, gone=gone)
