"""Corrections by hand, folded over what was read: kind, level, text, order, and what is left out.

Pure. The rows are append-only; of a field the last one counts, and an undo is a row that sets the
value from before. What a document's elements are is: as read, with the last value of each field,
in the corrected order, their section paths by the corrected headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.ingest.parsed import UNREAD_FLAGS, short_id
from workbench.records import Correction, Element, ElementKind

EDITABLE_KINDS: tuple[ElementKind, ...] = ("heading", "paragraph", "list_item", "furniture")
"""What an element can be made."""
WRITTEN_KINDS: tuple[ElementKind, ...] = (*EDITABLE_KINDS, "figure")
"""Whose kind and text can be corrected; tables, rows and turns can be moved and left out."""
HEADING_LEVELS = range(1, 7)
Key = tuple[str | int | None, str]
"""(element id or page number, field)."""


@dataclass(frozen=True)
class Edits:
    """What the corrections of one document come to."""

    values: dict[str, dict[str, str | int | None]] = field(default_factory=dict)
    """Element id -> field -> value, for kind, level and text."""
    order: tuple[tuple[str, str | None], ...] = ()
    """(element, the one it follows), in the order in which they were moved."""
    excluded: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    """Headings whose sections are left out."""
    pages: frozenset[int] = frozenset()

    @property
    def touches_sections(self) -> bool:
        """Whether headings may have come, gone, or changed."""
        return bool(self.order) or bool(self.values)


def key_of(row: Correction) -> Key:
    return (row.page if row.field == "page" else row.element_id, row.field)


def last_rows(rows: Iterable[Correction]) -> dict[Key, Correction]:
    """The row that counts, of each field that differs from what was read; in the order of rows."""
    first: dict[Key, Correction] = {}
    last: dict[Key, Correction] = {}
    for row in rows:
        key = key_of(row)
        first.setdefault(key, row)
        last.pop(key, None)
        last[key] = row
    return {key: row for key, row in last.items() if row.new != first[key].old}


def folded(rows: Iterable[Correction]) -> Edits:
    values: dict[str, dict[str, str | int | None]] = {}
    order: list[tuple[str, str | None]] = []
    left_out: dict[str, set[str]] = {"excluded": set(), "section": set()}
    pages: set[int] = set()
    for row in last_rows(rows).values():
        if row.field == "page":
            if row.new and row.page is not None:
                pages.add(row.page)
        elif row.element_id is None:
            continue
        elif row.field in left_out:
            if row.new:
                left_out[row.field].add(row.element_id)
        elif row.field == "order":
            order.append((row.element_id, None if row.new is None else str(row.new)))
        else:
            values.setdefault(row.element_id, {})[row.field] = row.new
    return Edits(
        values=values,
        order=tuple(order),
        excluded=frozenset(left_out["excluded"]),
        sections=frozenset(left_out["section"]),
        pages=frozenset(pages),
    )


def corrected(elements: Sequence[Element], edits: Edits) -> list[Element]:
    """As read, in reading order -> as corrected; `seq` counts from 0 again."""
    changed = [
        element.model_copy(update=edits.values[element.id])
        if element.id in edits.values
        else element
        for element in elements
    ]
    ordered = _moved(changed, edits.order)
    if edits.touches_sections:
        ordered = list(with_sections(ordered))
    return [
        element if element.seq == seq else element.model_copy(update={"seq": seq})
        for seq, element in enumerate(ordered)
    ]


def _moved(elements: list[Element], order: Sequence[tuple[str, str | None]]) -> list[Element]:
    """A move behind an element that is no longer there is not made."""
    for moving, behind in order:
        places = {element.id: index for index, element in enumerate(elements)}
        if moving not in places or moving == behind or (behind and behind not in places):
            continue
        element = elements.pop(places[moving])
        place = 0
        if behind is not None:
            place = next(i for i, each in enumerate(elements) if each.id == behind) + 1
        elements.insert(place, element)
    return elements


def with_sections(elements: Iterable[Element]) -> Iterator[Element]:
    """Section paths by the headings that stand before. Sheets keep theirs: rows and turns belong
    to a sheet or a dialogue, not to a heading."""
    open_headings: list[tuple[int, str]] = []
    for element in elements:
        if element.kind == "heading":
            level = element.level or 1
            open_headings = [each for each in open_headings if each[0] < level]
        path = () if element.kind == "furniture" else tuple(text for _, text in open_headings)
        if element.kind in ("row", "turn") or element.section_path == path:
            yield element
        else:
            yield element.model_copy(update={"section_path": path})
        if element.kind == "heading":
            open_headings.append((element.level or 1, element.text))


def left_out(elements: Iterable[Element], edits: Edits) -> set[str]:
    """Ids of elements that stand in no chunk by hand; in reading order, as corrected."""
    found: set[str] = set()
    until: int | None = None
    for element in elements:
        if element.kind == "heading":
            level = element.level or 1
            if until is not None and level <= until:
                until = None
            if until is None and element.id in edits.sections:
                until = level
        if until is not None or element.id in edits.excluded or element.page in edits.pages:
            found.add(element.id)
    return found


def chunkable(elements: Sequence[Element], edits: Edits) -> Iterator[tuple[str, Element]]:
    """(id, element) of what is cut into chunks. A heading that is left out still ends a chunk; a
    place that was not read, and was written by hand, counts as read."""
    gone = left_out(elements, edits)
    for element in elements:
        if element.id in gone and element.kind != "heading":
            continue
        if edits.values.get(element.id, {}).get("text") is not None:
            read = tuple(flag for flag in element.flags if flag not in UNREAD_FLAGS)
            element = element.model_copy(update={"flags": read})
        yield element.id, element


def carried(
    rows: Sequence[Correction],
    document_id: str,
    kept: Mapping[str, str],
    pages: Mapping[int, int],
) -> list[Correction]:
    """The corrections that a new edition takes over: of elements that it still has, and of pages.

    `kept` maps ids of elements it still has to their content hashes, `pages` pages to their new
    numbers. Ids follow from the row and the document, so that a second time makes the same rows.
    """
    found: list[Correction] = []
    first: dict[Key, str | int | bool | None] = {}
    for row in rows:
        first.setdefault(key_of(row), row.old)
    for key, row in last_rows(rows).items():
        page = row.page
        if row.field == "page":
            if page is None or page not in pages:
                continue
            page = pages[page]
        elif row.element_id not in kept:
            continue
        found.append(
            row.model_copy(
                update={
                    "id": short_id(document_id, "correction", row.id),
                    "document_id": document_id,
                    "page": page,
                    "read_hash": kept.get(row.element_id or ""),
                    "old": first[key],
                    "undoes": None,
                    "carried_from": row.id,
                }
            )
        )
    return found


def pages_kept(before: Sequence[Element], after: Sequence[Element]) -> dict[int, int]:
    """Old page -> new page, where most of what stood on the old one stands on one new page that
    has hardly anything else."""
    places = {element.id: element.page for element in after}
    held: dict[int, list[str]] = {}
    for element in before:
        if element.page is not None and element.kind != "furniture":
            held.setdefault(element.page, []).append(element.id)
    sizes: dict[int, int] = {}
    for element in after:
        if element.page is not None and element.kind != "furniture":
            sizes[element.page] = sizes.get(element.page, 0) + 1
    found: dict[int, int] = {}
    for page, ids in held.items():
        there = [places[each] for each in ids if places.get(each) is not None]
        for number in set(there):
            count = there.count(number)
            if number is not None and 2 * count > len(ids) and 2 * count > sizes.get(number, 0):
                found[page] = number
    return found
