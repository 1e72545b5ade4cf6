"""How other stages have questions answered: by whatever is registered here, without knowing it.

`workbench.answer.service` registers itself when it is imported, as `workbench.jobs.load_kinds`
does in a worker and wherever else the port is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from workbench.records import (
    AnswerState,
    Citation,
    ConfidentialityLevel,
    Exchange,
    Message,
    Record,
    System,
)
from workbench.registry import Registry
from workbench.workspace import Workspace

OnPiece = Callable[[str], None]
"""Hears the text of an answer as it grows, all of it each time."""


class Answered(Record):
    state: AnswerState
    text: str
    citations: tuple[Citation, ...] = ()
    extractive: bool
    model: str = ""
    level: ConfidentialityLevel
    random_weights: bool = False
    error: Message | None = None
    """Set where the answer broke off; `text` is what had come."""
    notice: Message | None = None
    """Why words alone were looked for, though an embedding model is named."""
    took_ms: int
    prompt_hash: str | None = None


class Answerer(Protocol):
    async def __call__(
        self,
        ws: Workspace,
        actor_name: str,
        project_id: str,
        system_id: str,
        question: str,
        *,
        level: ConfidentialityLevel | None = None,
        history: Sequence[Exchange] = (),
        on_piece: OnPiece | None = None,
    ) -> Answered:
        """`level` is the question's own, where it has one; else it is taken to be as secret as
        what was found for it. Raises WorkbenchError where there can be no answer at all."""
        ...


SystemLookup = Callable[[Workspace, str, str], System]
"""(workspace, project, name or id) -> the system; the built-in one is written down when it is first
looked up. Raises NotFound."""

SYSTEMS: Registry[SystemLookup] = Registry("system lookup")
ANSWERERS: Registry[Answerer] = Registry("answerer")
DEFAULT = "default"

__all__ = ["ANSWERERS", "DEFAULT", "SYSTEMS", "Answered", "Answerer", "OnPiece", "SystemLookup"]
