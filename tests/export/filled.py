"""A project with reviewed examples, written as the earlier stages would leave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from storage import schema as s
from storage.database import insert
from workbench.clean.checks import findings_for
from workbench.records import (
    Chunk,
    ConfidentialityLevel,
    Decision,
    DecisionAction,
    Document,
    Example,
    ExampleRevision,
    Finding,
    FindingState,
    Message,
    Project,
    Slot,
    content_hash,
    new_id,
)
from workbench.workspace import Workspace

PDF = "application/pdf"


@dataclass
class Filled:
    """Builds rows one call at a time; ids are given back."""

    ws: Workspace
    project: Project
    number: int = 0
    chunks: dict[str, Chunk] = field(default_factory=dict)

    def _add(self, table: Any, record: Any) -> None:
        with self.ws.db.write() as connection:
            insert(connection, table, record)

    def document(
        self, name: str = "매뉴얼.pdf", level: ConfidentialityLevel = "internal", kind: str = PDF
    ) -> str:
        found = Document(
            id=new_id(),
            project_id=self.project.id,
            name=name,
            sha256=content_hash(name),
            media_type=kind,
            size=1,
            level=level,
            status="ready",
            created_at=self.ws.clock(),
            created_by="kim",
        )
        self._add(s.documents, found)
        return found.id

    def chunk(self, document_id: str, *section: str) -> str:
        self.number += 1
        found = Chunk(
            id=new_id(),
            project_id=self.project.id,
            document_id=document_id,
            seq=self.number,
            text="단락",
            section_path=section,
            element_ids=(),
            page=self.number,
            tokens=1,
            content_hash=content_hash(str(self.number)),
        )
        self._add(s.chunks, found)
        self.chunks[found.id] = found
        return found.id

    def example(
        self, chunk_id: str | None, question: str = "", answer: str = "", **changes: Any
    ) -> str:
        """Approved by `lee` unless `status` says otherwise."""
        self.number += 1
        question = question or f"{self.number}번 질문입니까?"
        answer = answer or f"{self.number}번 답변입니다."
        example_id, revision_id = new_id(), new_id()
        history = changes.pop("history", ())
        quote = changes.pop("evidence_quote", "")
        example = Example(
            id=example_id,
            project_id=self.project.id,
            document_id=self.chunks[chunk_id].document_id if chunk_id else None,
            chunk_id=chunk_id,
            revision_id=revision_id,
            content_hash=content_hash(example_id),
            created_at=self.ws.clock(),
            created_by="kim",
            **{
                "origin": "drafted",
                "model": "rules",
                "status": "approved",
                "category": "사실",
                "style": "존댓말",
                **changes,
            },
        )
        self._add(s.examples, example)
        self.revision(example_id, revision_id, 1, question, answer, history, quote)
        if example.status == "approved":
            self.decision(example_id, revision_id, "approve")
        return example_id

    def revision(
        self,
        example_id: str,
        revision_id: str,
        number: int,
        question: str,
        answer: str,
        history: tuple[Any, ...] = (),
        quote: str = "",
    ) -> ExampleRevision:
        made = ExampleRevision(
            id=revision_id,
            project_id=self.project.id,
            example_id=example_id,
            number=number,
            question=question,
            answer=answer,
            history=history,
            evidence_quote=quote,
            editor="kim",
            created_at=self.ws.clock(),
        )
        self._add(s.example_revisions, made)
        return made

    def decision(
        self, example_id: str, revision_id: str, action: DecisionAction, **changes: Any
    ) -> str:
        self.number += 1
        slot_id = changes.pop("slot_id", None)
        if slot_id is None:
            slot_id = new_id()
            slot = Slot(
                id=slot_id,
                project_id=self.project.id,
                example_id=example_id,
                rank=self.number,
                done=True,
            )
            self._add(s.slots, slot)
        made = Decision(
            id=new_id(),
            key=new_id(),
            project_id=self.project.id,
            slot_id=slot_id,
            example_id=example_id,
            revision_id=revision_id,
            action=action,
            at=self.ws.clock(),
            **{"reviewer": "lee", **changes},
        )
        self._add(s.decisions, made)
        return made.id

    def check(self, example_id: str, state: FindingState = "accepted") -> list[Finding]:
        """Store what the check finds on the head revision, all decided alike."""
        with self.ws.db.read() as connection:
            from storage import versions as store

            head = store.examples(connection, self.project.id, {example_id})[example_id].revision_id
            revision = store.revisions(connection, self.project.id, {head})[head]
        found = findings_for(revision, "", at=self.ws.clock())
        kept = [f.model_copy(update={"state": state}) for f in found if f.kind == "pii"]
        for finding in kept:
            self._add(s.findings, finding)
        return kept

    def duplicate(
        self, example_id: str, other_id: str, state: FindingState, kind: str = "duplicate"
    ) -> None:
        head = sa.select(s.examples.c.revision_id).where(s.examples.c.id == example_id)
        with self.ws.db.read() as connection:
            revision_id = connection.execute(head).scalar_one()
        finding = Finding(
            id=new_id(),
            project_id=self.project.id,
            kind=kind,  # type: ignore[arg-type]
            type="exact",
            subject_kind="example",
            subject_id=example_id,
            revision_id=revision_id,
            other_id=other_id,
            score=1,
            reason=Message(key="clean.reason.exact"),
            rule_version="t",
            state=state,
            created_at=self.ws.clock(),
        )
        self._add(s.findings, finding)


def sections(filled: Filled, number: int, examples: int = 2, **changes: Any) -> list[str]:
    """`number` leaf sections with `examples` approved examples each."""
    document_id = filled.document(**changes)
    made = []
    for section in range(number):
        chunk_id = filled.chunk(document_id, "1장", f"1.{section}")
        made += [filled.example(chunk_id) for _ in range(examples)]
    return made
