"""Counts over the rows of a version, taken while they pass: for the plan, the gate and the card."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbench.export.gate import Checked
from workbench.export.rows import Row

_HANGUL = re.compile("[가-힣]")
KEPT_IDS = 20
"""Ids that a message shows; the counts are of all."""


@dataclass
class Tally:
    """Grows with every row; `blocked_ids` are examples, `open_findings` findings (all of them)."""

    rows: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    documents: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By (masked name, level)."""
    categories: Counter[str] = field(default_factory=Counter)
    styles: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    reviewers: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    unanswerable: int = 0
    open_findings: list[str] = field(default_factory=list)
    open_ids: list[str] = field(default_factory=list)
    unseen_ids: list[str] = field(default_factory=list)

    def passing(self, rows: Iterable[Checked]) -> Iterator[Row]:
        """Count each row and hand it on."""
        for checked in rows:
            self.add(checked)
            yield checked.row

    def add(self, checked: Checked) -> None:
        row = checked.row
        self.rows += 1
        self.languages[language_of(row.question + row.answer)] += 1
        if row.document:
            self.documents[row.document, row.level] += 1
        self.categories[row.category] += 1
        self.styles[row.style] += 1
        self.origins[row.origin] += 1
        if row.model:
            self.models[row.model] += 1
        self.reviewers[row.reviewer] += 1
        self.unanswerable += not row.answerable
        self.masked.update(checked.masked)
        self.unseen.update(checked.unseen)
        if checked.open_ids:
            self.open_findings += checked.open_ids
            self.open_ids.append(row.id)
        if checked.unseen:
            self.unseen_ids.append(row.id)

    @property
    def undecided(self) -> int:
        """Findings that stand in the way: open ones and those that only the last scan saw."""
        return len(self.open_findings) + self.unseen.total()


def language_of(text: str) -> str:
    return "ko" if _HANGUL.search(text) else "en"
