"""Beside the chat: the page that a source stands on, with its place lit."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.errors import NotFound
from workbench.ingest import service as ingest_service
from workbench.records import Citation, Exchange
from workbench.ui import components, context, page_view
from workbench.ui.text import literal, t


def show(exchanges: Sequence[Exchange]) -> None:
    """The source that the URL names, else the first one of the newest answer that has any."""
    chosen = _chosen(exchanges)
    if chosen is None:
        with st.container(border=True):
            st.caption(t("answer.nothing_cited"))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{t('answer.cited_page', number=chosen.number)}**", width="content")
        components.level_badge(chosen.level)
    st.caption(" › ".join(map(literal, (chosen.document_name, *chosen.section_path))))
    _page(chosen)
    context.page_link(
        "ingest",
        t("answer.in_document"),
        document=chosen.document_id,
        at=chosen.page,
        element=chosen.element_ids[0] if chosen.element_ids else None,
    )


def _chosen(exchanges: Sequence[Exchange]) -> Citation | None:
    named = st.query_params.get("source", "")
    for exchange in exchanges:
        for citation in exchange.citations:
            if named == f"{exchange.id}.{citation.number}":
                return citation
    newest = exchanges[-1] if exchanges else None
    return newest.citations[0] if newest is not None and newest.citations else None


def _page(chosen: Citation) -> None:
    """Drawn with the boxes of what was cited; a document without pages gives its words."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    if chosen.page is not None:
        pages = ingest_service.pages(ws, actor, project.id, chosen.document_id)
        page = next((page for page in pages if page.number == chosen.page), None)
        if page is not None:
            try:
                image = ingest_service.page_image(
                    ws, actor, project.id, chosen.document_id, chosen.page
                )
            except NotFound:
                image = None
            found = ingest_service.elements(ws, actor, project.id, chosen.document_id, chosen.page)
            lit = [element for element in found if element.id in chosen.element_ids]
            first = lit[0].id if lit else None
            page_view.show("cited_page", page, image, lit, first, _stay, listed=False)
            return
    st.caption(t("answer.no_page"))
    for quote in chosen.quotes:
        st.markdown(f"> {components.paragraphs(quote)}")


def _stay() -> None:
    """A press on the box changes nothing: the link under the page leads to the document."""
