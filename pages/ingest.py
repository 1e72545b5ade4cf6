"""Documents: uploaded, read into elements and chunks, and shown beside their pages."""

import streamlit as st

from workbench.ingest import service
from workbench.ui import components, context, ingest_document, ingest_library, ingest_upload
from workbench.ui.components import Count
from workbench.ui.job_cards import active_jobs
from workbench.ui.text import t

JOBS = ("ingest", "rechunk")


def library() -> None:
    counts = service.status_counts(ws, actor, project.id)
    older = service.superseded_count(ws, actor, project.id)
    shown = [Count(t("ingest.documents"), sum(counts.values()), "ingest")]
    shown += [
        Count(t(f"ingest.{label}"), counts[status], "ingest", {"status": status})
        for status, label in (("queued", "waiting"), ("failed", "failed"))
        if counts.get(status)
    ]
    if older:
        shown.append(Count(t("ingest.superseded"), older, "ingest", {"status": "superseded"}))
    components.header("ingest", shown)
    ingest_upload.notes()
    if actor.may("curate"):
        ingest_upload.upload()
        ingest_upload.offers()
    if active_jobs(JOBS):
        components.job_status(JOBS, limit=0)
    if not counts and not older:
        components.empty_state("ingest.empty")
        return
    found = ingest_library.filters()
    total = service.list_documents(ws, actor, project.id, limit=1, **found.named())[1]
    if not total:
        st.caption(t("ingest.none_found"))
        return
    bar = st.container()
    listing = st.container()
    offset = components.pagination(total)
    rows, _ = service.list_documents(ws, actor, project.id, offset=offset, **found.named())
    with listing:
        chosen = ingest_library.table(rows, offset)
    with bar:
        ingest_library.actions(chosen, found, total)


project = context.project()
ws, actor = context.workspace(), context.actor()
if document_id := st.query_params.get("document"):
    ingest_upload.notes()
    ingest_document.show(document_id)
else:
    library()
