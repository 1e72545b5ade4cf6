"""The examples of a project on the augment page: filters in the URL, one card each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from workbench.augment import example_service
from workbench.augment.example_service import ExampleRow
from workbench.augment.pairs import DraftPair
from workbench.records import Example, ExampleOrigin, ExampleStatus, FindingKind
from workbench.ui import components, context
from workbench.ui.components import STATUS_COLOURS, Colour
from workbench.ui.context import page_link
from workbench.ui.forms import form_key, taken
from workbench.ui.text import example_label, has, literal, t

PAGE_ROWS = 20
NARROW, WIDE = 116, 190
"""Pixels of a filter: all in one row of a laptop's window, wrapped in a narrow one."""


def examples() -> None:
    ws, who, project = context.workspace(), context.actor(), context.project()
    chosen = _filters(
        example_service.example_categories(ws, who, project.id),
        {d.id: d.name for d in example_service.documents_with_examples(ws, who, project.id)},
    )
    total = example_service.list_examples(ws, who, project.id, **chosen, limit=1)[1]
    if total <= PAGE_ROWS:
        st.caption(t("augment.found", n=total))
    offset = components.pagination(total, PAGE_ROWS)
    found, _ = example_service.list_examples(
        ws, who, project.id, **chosen, limit=PAGE_ROWS, offset=offset
    )
    if not found:
        st.markdown(t("augment.none_found"))
    for row in found:
        _card(row)


def _filters(categories: list[str], documents: Mapping[str, str]) -> dict[str, Any]:
    """Values of `list_examples`; each is in the URL under its name."""
    choices: dict[str, Mapping[str, str]] = {
        "status": {s: t(f"common.status_{s}") for s in get_args(ExampleStatus)},
        "origin": {o: t(f"augment.origin.{o}") for o in get_args(ExampleOrigin)},
        "category": {c: example_label("category", c) for c in categories},
        "document_id": documents,
        "finding": {f: t(f"augment.finding.{f}") for f in get_args(FindingKind)},
    }
    chosen: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, labels in choices.items():
            chosen[name] = _select(name, labels, WIDE if name == "document_id" else NARROW)
        chosen["query"] = (
            st.text_input(t("augment.filter_query"), key="query", bind="query-params", width=WIDE)
            or None
        )
    return chosen


def _select(name: str, labels: Mapping[str, str], width: int) -> str | None:
    asked = st.query_params.get(name)
    shown = {"": t("augment.any"), **labels}
    widget = f"filter-{name}"
    st.session_state[widget] = asked if asked in labels else ""

    def keep() -> None:
        if st.session_state[widget]:
            st.query_params[name] = st.session_state[widget]
        elif name in st.query_params:
            del st.query_params[name]

    st.selectbox(
        t(f"augment.filter_{name.removesuffix('_id')}"),
        list(shown),
        format_func=lambda value: shown[value],
        key=widget,
        on_change=keep,
        width=width,
    )
    return asked if asked in labels else None


def words_badges(pair: Example | DraftPair) -> list[tuple[str, Colour]]:
    """Its category, and its phrasing style where that is one of ours."""
    badges: list[tuple[str, Colour]] = []
    if pair.category:
        badges.append((example_label("category", pair.category), "blue"))
    if has(f"augment.style.{pair.style}"):
        badges.append((t(f"augment.style.{pair.style}"), "violet"))
    return badges


def _card(row: ExampleRow) -> None:
    example, revision = row.example, row.revision
    badges: list[tuple[str, Colour]] = [
        (t(f"common.status_{example.status}"), STATUS_COLOURS.get(example.status, "gray")),
        (_made_by(row), "gray"),
    ]
    badges += words_badges(example)
    if row.open_findings:
        badges.append((t("augment.open_findings", n=row.open_findings), "orange"))
    turns = len(revision.history)
    meta = t("augment.history_turns", n=turns) if turns else ""
    card = components.record_card(revision.question, revision.answer, badges, meta)
    with card, st.container(horizontal=True, gap="medium"):
        page_link("review", t("augment.to_history"), tab="search", example=example.id)
        if row.document_name is not None:
            label = literal(row.document_name)
            if row.page is not None:
                label = t("augment.page_of", name=label, page=row.page)
            page_link("ingest", label, document=example.document_id, at=row.page)


def _made_by(row: ExampleRow) -> str:
    if row.example.model == "rules":
        return t("augment.drafted_by_rules")
    return row.example.model or t(f"augment.origin.{row.example.origin}")


def write_one() -> None:
    """An example of one's own, without a chunk."""
    with st.expander(t("augment.write_title")), st.form(form_key("write-example")):
        question = st.text_area(t("augment.question"), height=68)
        answer = st.text_area(t("augment.answer"), height=120)
        if st.form_submit_button(t("augment.write_save")):
            ws, who, project = context.workspace(), context.actor(), context.project()
            example_service.write_example(ws, who, project.id, question, answer)
            taken("write-example")
            st.toast(t("augment.written"))
            st.rerun()
