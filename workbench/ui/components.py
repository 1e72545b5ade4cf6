"""What pages are made of. Components show records that they are given; they ask for nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.records import Chunk, ConfidentialityLevel, Document, utc_now
from workbench.ui import context
from workbench.ui.context import page_link
from workbench.ui.text import ago, language, literal, t

Colour = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray"]
PAGE_SIZE = 50

LEVEL_COLOURS: dict[ConfidentialityLevel, Colour] = {
    "public": "green",
    "internal": "blue",
    "confidential": "red",
}
STATUS_COLOURS: dict[str, Colour] = {
    "queued": "blue",
    "running": "blue",
    "ready": "green",
    "failed": "red",
    "draft": "gray",
    "approved": "green",
    "rejected": "red",
    "disputed": "orange",
    "open": "orange",
    "accepted": "green",
    "dismissed": "gray",
    "done": "green",
    "cancelled": "gray",
    "pending": "gray",
}
"""Colour only repeats what the badge's word says."""


@dataclass(frozen=True)
class Count:
    """A number in a page's head, and the list behind it."""

    label: str
    value: int
    page: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)


def header(stem: str, counts: Sequence[Count] = ()) -> None:
    """Title, the sentence that says what the page is for (`<stem>.lead`), and the counts."""
    st.title(t(f"{stem}.title"), anchor=False)
    st.caption(t(f"{stem}.lead"))
    if counts:
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            for count in counts:
                label = f"{literal(count.label)} **{count.value:,}**"
                if count.page:
                    page_link(count.page, label, **count.query)
                else:
                    st.markdown(f":small[{label}]", width="content")


def empty_state(
    key: str,
    button_key: str | None = None,
    on_click: Callable[[], Any] | None = None,
    **params: str | int | float,
) -> bool:
    """One sentence and at most one button; True in the run in which it was pressed."""
    with st.container(border=True, horizontal_alignment="center", gap="medium"):
        st.space("small")
        st.markdown(t(key, **params), width="content")
        pressed = False
        if button_key is not None:
            pressed = st.button(t(button_key), type="primary", key=button_key, on_click=on_click)
        st.space("small")
    return pressed


def level_badge(level: ConfidentialityLevel) -> None:
    st.badge(t(f"common.level_{level}"), color=LEVEL_COLOURS[level])


def status_badge(status: str) -> None:
    """Of a document, example, finding, job or job item."""
    st.badge(t(f"common.status_{status}"), color=STATUS_COLOURS.get(status, "gray"))


def badge_markdown(label: str, colour: Colour = "gray") -> str:
    """A badge inside Markdown text."""
    return f":{colour}-badge[{literal(label)}]"


def relative_time(at: datetime) -> None:
    """`5분 전`, the exact time on hover."""
    st.caption(
        ago(at, utc_now(), language()), help=at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    )


def record_card(
    question: str,
    answer: str,
    badges: Sequence[tuple[str, Colour]] = (),
    meta: str = "",
    evidence: str = "",
) -> DeltaGenerator:
    """A question and its answer as they will be read; texts are shown literally. Returns the card,
    for what else belongs into it."""
    card = st.container(border=True)
    with card:
        if badges or meta:
            marks = " ".join(badge_markdown(label, colour) for label, colour in badges)
            st.markdown(f"{marks} :gray[{literal(meta)}]" if meta else marks)
        st.markdown(f"**{paragraphs(question)}**")
        st.markdown(paragraphs(answer))
        if evidence:
            st.markdown(f"> {paragraphs(evidence).replace(chr(10), chr(10) + '> ')}")
    return card


def paragraphs(text: str) -> str:
    """Literal Markdown that keeps the line breaks of `text`."""
    return "  \n".join(literal(line) for line in text.splitlines())


def diff(old: str, new: str) -> None:
    """Word by word: what went is struck through on red, what came is bold on green."""
    st.markdown(diff_markdown(old, new))


def diff_markdown(old: str, new: str) -> str:
    """The Markdown of `diff`. Words keep the spaces that follow them."""
    before, after = _words(old), _words(new)
    parts: list[str] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            parts.append(paragraphs(gone.rstrip()) + _tail(gone))
            continue
        if gone.strip():
            parts.append(f":red-background[~~{literal(gone.strip())}~~]{_tail(gone)}")
        if come.strip():
            parts.append(f":green-background[**{literal(come.strip())}**]{_tail(come)}")
    return "".join(parts)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _tail(text: str) -> str:
    if text.endswith("\n"):
        return "  \n"
    return " " if text[-1:].isspace() else ""


def pagination(total: int, size: int = PAGE_SIZE, key: str = "page") -> int:
    """Offset of the page in view; its number is in the URL under `key`."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0
    asked = st.query_params.get(key, "1")
    number = min(max(int(asked) if asked.isdecimal() else 1, 1), pages)
    widget = f"pagination-{key}-{number}"

    def keep() -> None:
        st.query_params[key] = str(st.session_state[widget])

    st.pagination(pages, default=number, key=widget, on_change=keep)
    offset = (number - 1) * size
    st.caption(
        t("common.page_range", first=offset + 1, last=min(offset + size, total), total=total)
    )
    return offset


def opening_table(
    rows: Sequence[Mapping[str, Any]], name: str, key: str, columns: Mapping[str, Any]
) -> int | None:
    """A list whose rows open something: by the box in front, or a press on the column `name`.
    Returns the row that was chosen."""
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        column_config=columns,
        key=key,
    )
    selection = event["selection"]
    chosen = [*selection["rows"], *(row for row, column in selection["cells"] if column == name)]
    return chosen[0] if chosen and chosen[0] < len(rows) else None


def choice(key: str, labels: Mapping[str, str], caption: str = "") -> str:
    """One of a few, in a row: the parts of a page, or a filter. `labels` is value -> words.

    The value is in the URL under `key`, not its words, so that a link works in both languages.
    A radio, because the text of a chosen tab or segment is too faint on a dark background.
    """
    values = list(labels)
    asked = st.query_params.get(key)
    current = asked if asked is not None and asked in labels else values[0]
    widget = f"choice-{key}"
    st.session_state[widget] = current

    def keep() -> None:
        st.query_params[key] = st.session_state[widget]

    st.radio(
        caption or key,
        values,
        format_func=lambda value: labels[value],
        key=widget,
        horizontal=True,
        on_change=keep,
        label_visibility="visible" if caption else "collapsed",
    )
    return current


def select(key: str, labels: Mapping[str, str], caption: str, width: int = 240) -> str:
    """One of many, as `choice` is one of a few: its value is in the URL under `key`; the first one,
    which is no choice, is left out of it."""
    values = list(labels)
    asked = st.query_params.get(key)
    current = asked if asked is not None and asked in labels else values[0]
    widget = f"select-{key}"
    st.session_state[widget] = current

    def keep() -> None:
        if st.session_state[widget] == values[0]:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = st.session_state[widget]
        st.query_params.pop("page", None)

    st.selectbox(
        caption,
        values,
        format_func=lambda value: labels[value],
        key=widget,
        on_change=keep,
        width=width,
    )
    return current


def lineage(
    document: Document | None = None,
    page: int | None = None,
    chunk: Chunk | None = None,
    example_id: str | None = None,
) -> None:
    """Where a record comes from and where it went, each step a link."""
    steps: list[tuple[str, str, dict[str, str | int | None]]] = []
    if document is not None:
        steps.append(("ingest", literal(document.name), {"document": document.id}))
        if page is not None:
            steps.append(
                ("ingest", t("common.page_number", n=page), {"document": document.id, "at": page})
            )
    if chunk is not None:
        name = " › ".join(chunk.section_path[-1:]) or t("common.chunk_number", n=chunk.seq + 1)
        where = {"document": chunk.document_id, "at": chunk.page, "tab": "chunks"}
        steps.append(("ingest", literal(name), dict(where)))
    if example_id is not None:
        steps.append(("review", t("common.example"), {"tab": "search", "example": example_id}))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for number, (stem, label, query) in enumerate(steps):
            if number:
                st.caption("›", width="content")
            page_link(stem, label, **query)


def job_status(kinds: Sequence[str] | None = None, limit: int = 3) -> None:
    """See `workbench.ui.job_cards.job_status`."""
    from workbench.ui import job_cards

    job_cards.job_status(kinds, limit)


def empty_installation() -> None:
    """Nothing here yet: one sentence, and the sample for whoever may load it."""
    if not context.actor().may("curate"):
        empty_state("common.no_project")
    elif empty_state("common.no_project", "common.load_sample"):
        load_sample()


def load_sample() -> None:
    """Make the sample project, its documents on their way to the worker, and go to it."""
    from workbench import demo

    with st.spinner(t("common.loading_sample")):
        project = demo.load_sample(context.workspace(), context.actor())
    context.choose_project(project.id)
    st.rerun()
