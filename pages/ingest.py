"""Documents: uploaded, read into elements and chunks, and shown beside their pages."""

import streamlit as st

from workbench.ingest import service
from workbench.ui import components, context, ingest_document, ingest_library
from workbench.ui.components import Count
from workbench.ui.job_cards import active_jobs
from workbench.ui.text import t


def library() -> None:
    counts = service.status_counts(ws, actor, project.id)
    shown = [Count(t("ingest.documents"), sum(counts.values()), "ingest")]
    shown += [
        Count(t(f"ingest.{label}"), counts[status], "ingest", {"status": status})
        for status, label in (("queued", "waiting"), ("failed", "failed"))
        if counts.get(status)
    ]
    components.header("ingest", shown)
    ingest_library.notes()
    if actor.may("curate"):
        ingest_library.upload()
    if active_jobs(("ingest",)):
        components.job_status(("ingest",), limit=0)
    if not counts:
        components.empty_state("ingest.empty")
        return
    query, level, status = ingest_library.filters()
    total = service.list_documents(ws, actor, project.id, query, level, status, limit=1)[1]
    if not total:
        st.caption(t("ingest.none_found"))
        return
    bar = st.container()
    listing = st.container()
    offset = components.pagination(total)
    rows, _ = service.list_documents(ws, actor, project.id, query, level, status, offset=offset)
    with listing:
        chosen = ingest_library.table(rows, offset)
    with bar:
        ingest_library.actions(chosen)


project = context.project()
ws, actor = context.workspace(), context.actor()
if document_id := st.query_params.get("document"):
    ingest_library.notes()
    ingest_document.show(document_id)
else:
    library()
