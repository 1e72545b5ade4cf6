"""Lines of glyphs: the same in every process."""

from __future__ import annotations

import pytest

from workbench.ingest.layout.glyphs import Glyphs
from workbench.ingest.layout.lines import lines_of
from workbench.ingest.layout.page import Glyph, Line

BREAK = Glyph("", 0, 0, 0, 0, 0, 0, False, False)


def run(text: str, x: float, baseline: float = 100.0, size: float = 10.0) -> list[Glyph]:
    """Glyphs as wide as their size, side by side on one baseline."""
    return [
        Glyph(char, x + n * size, baseline - size, x + (n + 1) * size, baseline + 2, size, baseline,
              False, False, "batang")
        for n, char in enumerate(text)
    ]  # fmt: skip


def lines(glyphs: list[Glyph]) -> list[Line]:
    return [line for _, line in lines_of(Glyphs.of(glyphs))]


def test_of_two_fonts_used_as_often_the_first_is_the_line_s() -> None:
    """The order of a set of names is another one in each process; so were a document's elements."""
    for n in range(20):
        fonts = [f"Batang{n}", f"Dotum{n}"] * 2
        glyphs = [g._replace(font=font) for g, font in zip(run("가나다라", 0), fonts, strict=True)]
        assert [line.hangul_font for line in lines(glyphs)] == [f"Batang{n}"]


@pytest.mark.parametrize(
    ("glyphs", "texts"),
    [
        (run("점검 기준", 0), ["점검 기준"]),
        (run("점검", 0) + run("기준", 24), ["점검 기준"]),  # the pen was moved by a blank
        (run("점검", 0) + run("기준", 31), ["점검", "기준"]),  # by more than a letter
        (run("점검", 0) + run("기준", 20, 118), ["점검", "기준"]),  # the next line
        ([*run("점검", 0), BREAK, *run("기준", 20)], ["점검", "기준"]),
        (run("점검", 100) + run("기준", 0), ["점검", "기준"]),  # back to the left
        (run("  ", 0), []),
    ],
)
def test_a_stream_is_cut_where_it_jumps(glyphs: list[Glyph], texts: list[str]) -> None:
    assert [line.text for line in lines(glyphs)] == texts


@pytest.mark.parametrize("raised", [96.3, 103.0])
def test_raised_and_lowered_letters_stay_in_their_line(raised: float) -> None:
    note = run("1)", 20, raised, 6)
    (line,) = lines(run("상해", 0) + note + run("나 재해", 32))
    assert (line.text, line.size, line.baseline) == ("상해1)나 재해", 10, 100)


def test_small_type_far_from_what_is_before_it_is_a_line_of_its_own() -> None:
    note = run("1)", 29, 96.3, 6)
    assert [line.text for line in lines(run("상해", 0) + note)] == ["상해", "1)"]


def test_unknown_characters_are_shown_as_such_and_ligatures_apart() -> None:
    glyphs = run("oﬃce X", 0)
    glyphs[-1] = glyphs[-1]._replace(bad=True)
    (line,) = lines(glyphs)
    assert (line.text, line.bad) == ("office \ufffd", 1)


def test_a_line_s_box_is_no_taller_than_its_letters() -> None:
    tall = [glyph._replace(y0=0.0, y1=300.0) for glyph in run("점검", 50)]
    (line,) = lines(tall)
    assert line.box == (50, 87, 70, 105)
