"""The last look before text is trained on: personal data that nobody has judged. Pure.

A version was scanned when it was frozen. Rules get better and a version does not change, so its
rows are scanned again each time a run begins.
"""

from __future__ import annotations

from workbench.clean.masking import mask
from workbench.clean.rules import Find
from workbench.clean.spans import Span, resolve
from workbench.export.gate import Judged
from workbench.train.formatting import TrainingRow


def unjudged(text: str, judged: Judged, find: Find) -> list[Span]:
    """What `find` sees in `text` and nobody dismissed."""
    return [span for span in find(text) if not judged.is_dismissed(span, text)]


def masked(row: TrainingRow, judged: Judged, find: Find, key: bytes) -> TrainingRow:
    """The row with all of that masked; `key` is the project's, 32 bytes."""

    def clean(text: str) -> str:
        return mask(text, resolve(text, unjudged(text, judged, find)), key)

    return TrainingRow(prompt=clean(row.prompt), completion=clean(row.completion))
