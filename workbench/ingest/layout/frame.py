"""Coordinates of a page: PDF space (y up), the page as displayed, and the page as its text runs.

A page may be stored sideways and turned by /Rotate, or hold sideways text without being turned.
Layout is read in the *working* frame, in which the text runs horizontally; boxes are given out in
the *display* frame, in which people see the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.ingest.parsed import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """A page box in PDF space, turned clockwise by `rotation` (0, 90, 180 or 270) degrees."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0
    skew: float = 0.0
    """Degrees counter-clockwise by which a scan was turned about its middle to be straight."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points once turned."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if self.rotation % 180 == 0 else (height, width)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """PDF space to this frame: origin top left, y down."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def inverse(self, x: float, y: float) -> tuple[float, float]:
        """This frame to PDF space."""
        if self.rotation == 90:
            return y + self.left, x + self.bottom
        if self.rotation == 180:
            return self.right - x, y + self.bottom
        if self.rotation == 270:
            return self.right - y, self.top - x
        return x + self.left, self.top - y

    def _askew(self, box: Box) -> Box:
        """The box around a box as it lay before the scan was straightened."""
        width, height = self.size
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        corners = [(x - width / 2, y - height / 2) for x in box[::2] for y in box[1::2]]
        return _around(
            [(cos * x - sin * y + width / 2, sin * x + cos * y + height / 2) for x, y in corners]
        )

    def turned(self, rotation: int) -> Frame:
        return Frame(self.left, self.bottom, self.right, self.top, rotation % 360)

    def to(self, other: Frame, box: Box) -> Box:
        """A box of this frame as a box of `other`."""
        box = self._askew(box) if self.skew else box
        x0, y0 = other.point(*self.inverse(box[0], box[1]))
        x1, y1 = other.point(*self.inverse(box[2], box[3]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def union(boxes: list[Box]) -> Box:
    """The smallest box around all; `boxes` must not be empty."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
