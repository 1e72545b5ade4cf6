"""Corrections folded over what was read, and what a newer edition is matched with."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.ingest.corrections import (
    carried,
    chunkable,
    corrected,
    folded,
    left_out,
    pages_kept,
    with_sections,
)
from workbench.ingest.matching import Known, matched
from workbench.records import Correction, Element, utc_now


def element(key: str, kind: str = "paragraph", level: int | None = None, **more: Any) -> Element:
    values = {
        "id": key,
        "project_id": "p",
        "document_id": "d",
        "seq": 0,
        "kind": kind,
        "text": key,
        "level": level,
        "content_hash": key,
        **more,
    }
    return Element.model_validate(values)


def row(
    key: str, element_id: str | None, field: str, old: Any, new: Any, **more: Any
) -> Correction:
    values = {
        "id": key,
        "project_id": "p",
        "document_id": "d",
        "element_id": element_id,
        "field": field,
        "old": old,
        "new": new,
        "actor": "kim",
        "at": utc_now(),
        **more,
    }
    return Correction.model_validate(values)


@pytest.mark.parametrize(
    ("before", "after", "ids"),
    [
        ([("1", "가", "a"), ("2", "가", "b")], [("가", "b"), ("가", "a")], ["2", "1"]),
        ([("1", "가", "a"), ("2", "나", "a")], [("나", "a"), ("가", "a")], ["2", "1"]),
        ([("1", "가", "a")], [("새 절", "a")], ["1"]),
        ([("1", "가", "a"), ("2", "가", "a")], [("가", "a")], ["1"]),
        ([("1", "가", "a")], [("가", "a"), ("가", "a"), ("가", "x")], ["1", None, None]),
        ([], [("가", "a")], [None]),
    ],
)
def test_equal_words_keep_their_id_first_in_their_section(
    before: list[tuple[str, str, str]], after: list[tuple[str, str]], ids: list[str | None]
) -> None:
    known = [Known(key, (section,), said) for key, section, said in before]
    assert matched(known, [((section,), said) for section, said in after]) == ids


def test_the_last_value_counts_and_an_undone_one_leaves_nothing() -> None:
    rows = [
        row("1", "a", "text", "처음", "둘째"),
        row("2", "a", "text", "둘째", "셋째"),
        row("3", "b", "kind", "paragraph", "heading"),
        row("4", "b", "kind", "heading", "paragraph", undoes="3"),
    ]
    assert folded(rows).values == {"a": {"text": "셋째"}}


def test_sections_follow_corrected_headings_and_sheets_keep_theirs() -> None:
    found = [
        element("1장", "heading", 1),
        element("a"),
        element("b"),
        element("행", "row", section_path=("시트",)),
        element("꼬리", "furniture"),
    ]
    rows = [row("1", "a", "kind", "paragraph", "heading"), row("2", "a", "level", None, 2)]
    after = corrected(found, folded(rows))
    assert [each.section_path for each in after] == [
        (),
        ("1장",),
        ("1장", "a"),
        ("시트",),
        (),
    ]
    assert list(with_sections(after)) == after


def test_moves_are_made_in_their_order_and_without_the_missing() -> None:
    found = [element(key, seq=seq) for seq, key in enumerate("abcd")]
    rows = [
        row("1", "d", "order", "c", "a"),
        row("2", "b", "order", "a", None),
        row("3", "x", "order", "a", "b"),
        row("4", "c", "order", "b", "gone"),
    ]
    after = corrected(found, folded(rows))
    assert [(each.id, each.seq) for each in after] == [("b", 0), ("a", 1), ("d", 2), ("c", 3)]


def test_a_section_is_left_out_down_to_the_next_heading_of_its_depth() -> None:
    found = [
        element("1", "heading", 1),
        element("1.1", "heading", 2),
        element("a"),
        element("1.1.1", "heading", 3),
        element("b"),
        element("1.2", "heading", 2),
        element("c", page=4),
    ]
    edits = folded([row("1", "1.1", "section", False, True)])
    assert left_out(found, edits) == {"1.1", "a", "1.1.1", "b"}
    assert [key for key, _ in chunkable(found, edits)] == ["1", "1.1", "1.1.1", "1.2", "c"]
    pages = folded([row("2", None, "page", False, True, page=4)])
    assert left_out(found, pages) == {"c"}


def test_a_place_that_was_not_read_and_was_written_by_hand_is_cut_like_text() -> None:
    found = [element("a", "figure", text="손으로 적은 글", flags=("image_only", "rotated"))]
    ((_, plain),) = chunkable(found, folded([]))
    assert plain.flags == ("image_only", "rotated")
    ((_, written),) = chunkable(found, folded([row("1", "a", "text", "", "손으로 적은 글")]))
    assert written.flags == ("rotated",)


def test_a_page_is_the_same_where_most_of_it_is() -> None:
    old = [element(str(n), page=1 if n < 4 else 2) for n in range(8)]
    new = [element(str(n), page=2 if n < 4 else 3) for n in range(8)]
    assert pages_kept(old, new) == {1: 2, 2: 3}
    mixed = [element(str(n), page=1) for n in range(8)]
    assert pages_kept(old, mixed) == {}


def test_what_is_carried_names_where_it_came_from_and_is_made_once() -> None:
    rows = [
        row("1", "a", "text", "처음", "둘째"),
        row("2", "gone", "text", "x", "y"),
        row("3", None, "page", False, True, page=1),
        row("4", None, "page", False, True, page=9),
    ]
    made = carried(rows, "new", {"a": "hash"}, {1: 2})
    assert [(each.carried_from, each.document_id, each.page) for each in made] == [
        ("1", "new", None),
        ("3", "new", 2),
    ]
    assert made[0].read_hash == "hash"
    assert [each.id for each in carried(rows, "new", {"a": "hash"}, {1: 2})] == [
        each.id for each in made
    ]
