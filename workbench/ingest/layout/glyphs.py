"""The characters of a page as columns of numbers, for a page has thousands of them.

Glyph by glyph, Python spends more time on a page than PDFium does; a column is one operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.ingest.layout.page import Glyph


@dataclass(slots=True)
class Glyphs:
    """Characters in the order of the content stream; one with an empty text is a break.

    Boxes, sizes and baselines are points of the working frame, y down.
    """

    text: list[str]
    box: Any
    """float64 (n, 4): x0, y0, x1, y1."""
    size: Any
    baseline: Any
    bold: Any
    bad: Any
    """bool (n): the font says nothing usable about which character this is."""
    font: Any
    """int (n): which of `fonts`."""
    fonts: list[str]

    def __len__(self) -> int:
        return len(self.text)

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Glyphs:
        fonts = list(dict.fromkeys(glyph.font for glyph in glyphs))
        number = {font: index for index, font in enumerate(fonts)}
        return cls(
            [glyph.text for glyph in glyphs],
            np.array([glyph[1:5] for glyph in glyphs], dtype=float).reshape(-1, 4),
            np.array([glyph.size for glyph in glyphs], dtype=float),
            np.array([glyph.baseline for glyph in glyphs], dtype=float),
            np.array([glyph.bold for glyph in glyphs], dtype=bool),
            np.array([glyph.bad for glyph in glyphs], dtype=bool),
            np.array([number[glyph.font] for glyph in glyphs], dtype=int),
            fonts,
        )

    def where(self, mask: Any) -> Glyphs:
        """Those of a mask; itself where it is all."""
        if mask.all():
            return self
        chosen = np.flatnonzero(mask)
        return Glyphs(
            [self.text[index] for index in chosen.tolist()],
            self.box[chosen], self.size[chosen], self.baseline[chosen],
            self.bold[chosen], self.bad[chosen], self.font[chosen], self.fonts,
        )  # fmt: skip
