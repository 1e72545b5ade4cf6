"""A page's image with the boxes of its elements, and the elements beside it, in the browser.

Pointing at a box or an element lights both up; pressing keeps it lit and puts it into the URL. What
was not read is drawn hatched in its place. All texts are given as text and shown as text.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.ingest.columns import row_values
from workbench.ingest.parsed import UNREAD_FLAGS
from workbench.records import Cell, Element, Page
from workbench.ui.text import t

_SHOWN = 4000
"""Characters of one element that the list shows; the rest is in the chunks."""


@cache
def _component() -> Any:
    here = Path(__file__).parent
    return st.components.v2.component(
        "workbench_page_view",
        js=(here / "view.js").read_text(encoding="utf-8"),
        css=(here / "view.css").read_text(encoding="utf-8"),
    )


def show(
    key: str,
    page: Page | None,
    image: bytes | None,
    elements: Sequence[Element],
    chosen: str | None,
    on_choose: Callable[[], None],
    listed: bool = True,
    left_out: Collection[str] = (),
    corrected: Collection[str] = (),
) -> Any:
    """Mount the two panes. `chosen` is the id of the element that is lit; the result's `chosen`
    is the id that was pressed. Without `page` only the list is shown; without `listed` only the
    page, all its boxes lit. `left_out` and `corrected` are ids of elements that are marked so."""
    number = page.number if page is not None else 0
    return _component()(
        key=key,
        data={
            "width": page.width if page is not None else 0,
            "height": page.height if page is not None else 0,
            "image": _data_url(image) if image is not None else "",
            "alt": t("ingest.page_alt", n=number),
            "no_image": t("ingest.no_image"),
            "empty": t("ingest.no_elements"),
            "chosen": chosen or "",
            "listed": listed,
            "elements": [
                payload(element, element.id in left_out, element.id in corrected)
                for element in elements
            ],
        },
        on_chosen_change=on_choose,
    )


def _data_url(image: bytes) -> str:
    return "data:image/webp;base64," + base64.b64encode(image).decode("ascii")


def payload(element: Element, left_out: bool = False, corrected: bool = False) -> dict[str, Any]:
    """One element as the browser shows it; pure but for the language."""
    unread = not element.text and not UNREAD_FLAGS.isdisjoint(element.flags)
    text = element.text[:_SHOWN]
    if unread:
        text = t("ingest.not_read_here")
    elif element.kind == "figure" and not text:
        text = t("ingest.figure_here")
    flags = [t(f"ingest.flag.{flag}") for flag in element.flags]
    # How sure a text is that was recognised in a picture; one that a person wrote is not doubted.
    recognition = None if corrected else getattr(element, "recognition", None)
    if recognition is not None:
        flags.append(t("ingest.confidence", n=round(100 * recognition.confidence)))
    flags += [t("ingest.corrected")] if corrected else []
    flags += [t("ingest.left_out")] if left_out else []
    return {
        "id": element.id,
        "kind": element.kind,
        "label": t(f"ingest.kind.{element.kind}"),
        "level": element.level or 0,
        "text": text,
        "box": list(element.bbox) if element.bbox is not None else [],
        "unread": unread,
        "out": left_out,
        "flags": flags,
        "doubtful": doubtful(text, recognition),
        "doubt": t("ingest.doubtful"),
        "table": table(element.cells) if element.kind == "table" else [],
        "values": (
            [[name, value] for name, value in row_values(element.cells).items()]
            if element.kind in ("row", "turn")
            else []
        ),
    }


def doubtful(text: str, recognition: Any) -> list[list[int]]:
    """Start and end of words that were read with doubt, in UTF-16 units as the browser counts."""
    spans = recognition.doubtful if recognition is not None else ()
    return [
        [len(text[:start].encode("utf-16-le")) // 2, len(text[:end].encode("utf-16-le")) // 2]
        for start, end in spans
        if 0 <= start < end <= len(text)
    ]


def table(cells: Sequence[Cell]) -> list[list[dict[str, Any]]]:
    """Cells by row, for an HTML table."""
    rows = max((cell.row for cell in cells), default=-1) + 1
    by_row: list[list[dict[str, Any]]] = [[] for _ in range(rows)]
    for cell in sorted(cells, key=lambda each: (each.row, each.col)):
        by_row[cell.row].append(
            {
                "text": cell.text,
                "rows": cell.rowspan,
                "cols": cell.colspan,
                "header": cell.header,
            }
        )
    return by_row
