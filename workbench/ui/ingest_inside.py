"""Where a document goes from here: the files within it, the one it was found in, its import."""

from __future__ import annotations

import streamlit as st

from workbench.errors import NotFound
from workbench.ingest import service
from workbench.ingest.media import ROWS_KINDS
from workbench.records import Document
from workbench.ui import components, context
from workbench.ui.text import literal, t

SHOWN = 50


def links(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    if document.parent_id is not None:
        try:
            parent = service.document(ws, actor, project.id, document.parent_id)
        except NotFound:
            parent = None
        if parent is not None:
            label = t("ingest.found_in", name=literal(parent.name))
            context.page_link("ingest", label, document=parent.id)
    if document.media_type in ROWS_KINDS and document.status == "ready":
        args = (ws, actor, project.id, document.id)
        if service.element_list(*args, ("row", "turn"), limit=1)[1]:
            context.page_link("augment", t("ingest.to_import"), tab="import", document=document.id)
    _files(document)


def _files(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    found = service.inside(ws, actor, project.id, document.id)
    if not found:
        return
    st.subheader(f"{t('ingest.files_inside')} {len(found):,}", anchor=False)
    offset = components.pagination(len(found), SHOWN, key="files")
    for each in found[offset : offset + SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            context.page_link("ingest", literal(each.name), document=each.id)
            components.status_badge(each.status)
