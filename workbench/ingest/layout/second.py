"""A second opinion on pages whose fonts PDFium cannot read: pdfminer's characters, by pdfplumber.

It knows some CID fonts that PDFium does not. Its pages are closed at once, for it keeps all it saw.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from workbench.ingest.layout.frame import Frame
from workbench.ingest.layout.page import Glyph

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_CID = re.compile(r"^\(cid:\d+\)$")
MOST_CHARACTERS = 30_000
"""Of one page; more are a drawing made of letters."""


class SecondReader:
    """Opened where the first page needs it."""

    def __init__(self, path: Path, password: str | None) -> None:
        self._path, self._password = path, password
        self._pdf: Any = None
        self._broken = False

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def glyphs(self, number: int, display: Frame) -> list[Glyph]:
        """The page's upright characters in the display frame; none where it cannot read it."""
        if self._broken:
            return []
        try:
            if self._pdf is None:
                import pdfplumber

                self._pdf = pdfplumber.open(self._path, password=self._password or "")
            page = self._pdf.pages[number - 1]
            try:
                chars = page.chars
                return [
                    _glyph(char, display) for char in chars[:MOST_CHARACTERS] if char["upright"]
                ]
            finally:
                page.close()
        except Exception:  # pdfminer raises anything at all on files that are not quite PDF
            self._broken = self._pdf is None
            return []


def _glyph(char: dict[str, Any], display: Frame) -> Glyph:
    text, size = char["text"], float(char["size"])
    bad = bool(_CID.match(text)) or any(ord(c) < 0x20 or 0xE000 <= ord(c) <= 0xF8FF for c in text)
    baseline = display.point(*char["matrix"][4:6])[1] if not display.rotation else char["bottom"]
    font = str(char["fontname"]).lower()
    return Glyph(
        "\ufffd" if bad else text, float(char["x0"]), float(char["top"]), float(char["x1"]),
        float(char["bottom"]), size, float(baseline), "bold" in font, bad, font,
    )  # fmt: skip
