"""Drafts of questions and answers from chunks; pairs imported from sheets; all examples."""

import streamlit as st

from workbench.augment import endpoint_service, example_service, import_service, service
from workbench.augment.params import DraftParams
from workbench.errors import WorkbenchError
from workbench.ui import (
    augment_draft,
    augment_endpoints,
    augment_examples,
    components,
    context,
    errors,
)
from workbench.ui.augment_import import importing
from workbench.ui.text import t

TABS = ("draft", "import", "examples")
PLAN_WIDTH = 340
"""Pixels: beside the steps in a laptop's window, under them in a narrow one."""


def drafting() -> None:
    documents = service.draftable_documents(ws, actor, project.id)
    endpoints = endpoint_service.list_endpoints(ws, actor)
    if not documents:
        if components.empty_state("augment.empty", "augment.to_ingest"):
            context.go("ingest")
        return
    with st.container(horizontal=True, gap="medium"):
        with st.container():
            params = augment_draft.steps(documents, endpoints)
        with st.container(border=True, width=PLAN_WIDTH):
            start, preview = plan(params)
    if start:
        service.start_drafting(ws, actor, project.id, params)
        st.toast(t("augment.started"))
    if preview:
        augment_draft.show_preview(service.preview(ws, actor, project.id, params))
    augment_draft.runs()
    augment_endpoints.endpoints(endpoints)


def plan(params: DraftParams) -> tuple[bool, bool]:
    """What would be sent, and the two buttons: (start, preview) where one was pressed."""
    try:
        found = service.estimate(ws, actor, project.id, params)
    except WorkbenchError as error:
        errors.show(error)
        return False, False
    augment_draft.what_will_be_sent(found, params.per_chunk)
    if not actor.may("curate"):
        st.caption(t("augment.read_only"))
        return False, False
    ready = found.chunks > 0
    with st.container(horizontal=True):
        start = st.button(
            t("augment.start"), type="primary", key="augment-start", disabled=not ready
        )
        preview = st.button(t("augment.preview"), key="augment-preview", disabled=not ready)
    return start, preview


def listing() -> None:
    if actor.may("curate"):
        augment_examples.write_one()
    augment_examples.examples()


project = context.project()
ws, actor = context.workspace(), context.actor()
counts = example_service.example_counts(ws, actor, project.id)
drafts = sum(n for (_, status), n in counts.items() if status == "draft")
listed = {"tab": "examples"}
components.header(
    "augment",
    [
        components.Count(t("augment.count_examples"), sum(counts.values()), "augment", listed),
        components.Count(
            t("augment.count_drafts"), drafts, "augment", {**listed, "status": "draft"}
        ),
    ],
)
tab = components.choice("tab", {name: t(f"augment.tab_{name}") for name in TABS})
if tab == "draft":
    drafting()
elif tab == "import":
    importing(import_service.importable_documents(ws, actor, project.id))
    augment_draft.runs()
else:
    listing()
