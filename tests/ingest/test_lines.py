"""Lines of glyphs: the same in every process."""

from __future__ import annotations

from workbench.ingest.layout.lines import _hangul_font
from workbench.ingest.layout.page import Glyph


def glyph(text: str, font: str) -> Glyph:
    return Glyph(text, 0, 0, 10, 10, 10, 10, False, False, font)


def test_of_two_fonts_used_as_often_the_first_is_the_line_s() -> None:
    """The order of a set of names is another one in each process; so were a document's elements."""
    for n in range(20):
        first, second = f"Batang{n}", f"Dotum{n}"
        line = [glyph("가", first), glyph("나", second), glyph("다", first), glyph("라", second)]
        assert _hangul_font(line) == first
