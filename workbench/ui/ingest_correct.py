"""Above a page: the contents, leaving the page out, and correcting the chosen element."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ingest import correction_service, service
from workbench.ingest.correction_service import ElementChange
from workbench.ingest.corrections import EDITABLE_KINDS, HEADING_LEVELS, WRITTEN_KINDS, Edits
from workbench.records import Document, Element, ElementKind
from workbench.ui import context
from workbench.ui.ingest_upload import keep_note
from workbench.ui.text import language, literal, render_error, t

LISTED = 400
"""Headings that the contents show."""
WIDTH = 380


def bar(
    document: Document, elements: Sequence[Element], page: int | None, may_correct: bool
) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    edits = correction_service.edits(ws, actor, project.id, document.id)
    chosen = next((e for e in elements if e.id == st.query_params.get("element")), None)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(t("ingest.outline"), icon=":material/toc:"):
            _outline(document, edits)
        if may_correct and page is not None:
            _page_button(document, page, page in edits.pages)
        elif page is not None and page in edits.pages:
            st.badge(t("ingest.left_out"), color="orange")
        if not may_correct:
            return
        if chosen is None:
            st.caption(t("ingest.choose_element"), width="content")
            return
        with st.popover(t("ingest.edit_element"), icon=":material/edit:"):
            _form(document, chosen, edits)
        _move_buttons(document, elements, chosen)


def _outline(document: Document, edits: Edits) -> None:
    """The heading tree, each a link to its place."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    found = service.headings(ws, actor, project.id, document.id)
    if not found:
        st.caption(t("ingest.no_headings"))
    for heading in found[:LISTED]:
        indent = "\u2003" * ((heading.level or 1) - 1)
        mark = f" · {t('ingest.left_out')}" if heading.id in edits.sections else ""
        context.page_link(
            "ingest", f"{indent}{literal(heading.text[:80])}{mark}", document=document.id,
            at=heading.page, element=heading.id,
        )  # fmt: skip
    if len(found) > LISTED:
        st.caption(f"… +{len(found) - LISTED:,}")


def _page_button(document: Document, page: int, is_out: bool) -> None:
    if is_out:
        st.badge(t("ingest.page_is_out"), color="orange")
    label = t("ingest.include_page" if is_out else "ingest.exclude_page")
    st.button(
        label,
        key=f"page-{document.id}-{page}",
        on_click=_exclude,
        args=(document, page, not is_out),
    )


def _exclude(document: Document, page: int, excluded: bool) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    _saved(
        lambda: correction_service.exclude_page(ws, actor, project.id, document.id, page, excluded)
    )


def _saved(act: object) -> None:
    """Run a change from a callback; what it came to is said in the run that follows."""
    assert callable(act)
    try:
        act()
    except WorkbenchError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.element_saved"))


def _form(document: Document, element: Element, edits: Edits) -> None:
    key = f"edit-{element.id}"
    written = element.kind in WRITTEN_KINDS
    with st.form(key, border=False, width=WIDTH):
        kinds: list[ElementKind] = list(EDITABLE_KINDS)
        if element.kind not in kinds:
            kinds.insert(0, element.kind)
        labels = {kind: t(f"ingest.kind.{kind}") for kind in kinds}
        left, right = st.columns([3, 2])
        kind = left.selectbox(
            t("ingest.element_kind"),
            kinds if written else [element.kind],
            index=kinds.index(element.kind) if written else 0,
            format_func=labels.__getitem__,
            key=f"{key}-kind",
        )
        level = right.selectbox(
            t("ingest.element_level"),
            list(HEADING_LEVELS),
            index=min(element.level or 2, HEADING_LEVELS[-1]) - 1,
            key=f"{key}-level",
        )
        text = element.text
        if written:
            text = st.text_area(
                t("ingest.element_text"), element.text, height=150, key=f"{key}-text"
            )
        excluded = st.checkbox(
            t("ingest.element_excluded"), element.id in edits.excluded, key=f"{key}-out"
        )
        section = None
        if element.kind == "heading":
            section = st.checkbox(
                t("ingest.section_excluded"), element.id in edits.sections, key=f"{key}-section"
            )
        pressed = st.form_submit_button(t("ingest.save_element"), type="primary")
    if pressed:
        change = ElementChange(
            kind=kind,
            level=level if kind == "heading" else None,
            text=text if written and text.strip() != element.text.strip() else None,
            excluded=excluded,
            section=section,
        )
        ws, actor, project = context.workspace(), context.actor(), context.project()
        _saved(
            lambda: correction_service.correct(
                ws, actor, project.id, document.id, element.id, change
            )
        )
        st.rerun()


def _move_buttons(document: Document, elements: Sequence[Element], chosen: Element) -> None:
    """One place earlier or later, among the elements in view."""
    place = next(i for i, each in enumerate(elements) if each.id == chosen.id)
    if place > 0:
        behind = elements[place - 2].id if place > 1 else _before(document, elements[0])
        st.button(
            t("ingest.move_up"), icon=":material/arrow_upward:", key=f"up-{chosen.id}-{chosen.seq}",
            on_click=_move, args=(document, chosen, behind),
        )  # fmt: skip
    if place < len(elements) - 1:
        st.button(
            t("ingest.move_down"), icon=":material/arrow_downward:",
            key=f"down-{chosen.id}-{chosen.seq}", on_click=_move,
            args=(document, chosen, elements[place + 1].id),
        )  # fmt: skip


def _before(document: Document, first: Element) -> str | None:
    """The element that stands before the first one in view."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    return correction_service.element_before(ws, actor, project.id, document.id, first.id)


def _move(document: Document, element: Element, behind: str | None) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    _saved(lambda: correction_service.move(ws, actor, project.id, document.id, element.id, behind))
