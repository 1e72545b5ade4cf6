from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench.records import Element
from workbench.review.evidence import element_of, locate, parts
from workbench.review.pace import minutes_left, pace_per_hour

PASSAGE = "출입증은 항상\n착용합니다. 🔒 Badges are worn\n  at all times."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("착용합니다.", "착용합니다."),
        ("출입증은 항상 착용합니다.", "출입증은 항상\n착용합니다."),
        ("Badges are worn at all times.", "Badges are worn\n  at all times."),
        ("  착용합니다.  ", "착용합니다."),
        ("(정규식) a.b", None),
        ("없는 문장", None),
        ("", None),
        ("   ", None),
    ],
)
def test_evidence_is_found_whatever_the_white_space(quote: str, found: str | None) -> None:
    span = locate(quote, PASSAGE)
    assert (PASSAGE[span[0] : span[1]] if span else None) == found


def test_parts_put_together_are_the_passage() -> None:
    for quote in ("착용합니다.", "없는 문장"):
        assert "".join(parts(PASSAGE, locate(quote, PASSAGE))) == PASSAGE


def element(number: int, text: str, page: int | None = 1) -> Element:
    return Element(
        id=str(number),
        project_id="p",
        document_id="d",
        seq=number,
        kind="paragraph",
        text=text,
        page=page,
        content_hash="",
    )


def test_the_element_that_holds_the_quote_is_lit() -> None:
    elements = [element(0, "첫 문장"), element(1, "비밀번호는\n90일마다 변경"), element(2, "끝")]
    found = element_of("비밀번호는 90일마다", elements)
    assert found is not None and found.id == "1"


def test_without_a_quote_the_first_element_on_a_page_is_lit() -> None:
    elements = [element(0, "표", page=None), element(1, "문장")]
    found = element_of("", elements)
    assert found is not None and found.id == "1"
    assert element_of("표", [element(0, "표", page=None)]) is None


def test_pace_leaves_breaks_out() -> None:
    start = datetime(2025, 3, 1, 9, tzinfo=UTC)
    steady = [start + timedelta(seconds=30 * n) for n in range(11)]
    after_lunch = [start + timedelta(hours=2, seconds=30 * n) for n in range(11)]
    assert pace_per_hour(steady) == pytest.approx(120)
    assert pace_per_hour(after_lunch + steady) == pytest.approx(120)


def test_no_pace_is_claimed_from_a_few_decisions() -> None:
    start = datetime(2025, 3, 1, 9, tzinfo=UTC)
    assert pace_per_hour([]) is None
    assert pace_per_hour([start, start + timedelta(seconds=5)]) is None
    assert minutes_left(100, None) is None
    assert minutes_left(100, 120.0) == 50
    assert minutes_left(1, 120.0) == 1
