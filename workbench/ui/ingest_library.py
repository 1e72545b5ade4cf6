"""The library of documents: upload, search and filter, change levels, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import streamlit as st

from workbench.ingest import service
from workbench.ingest.media import ENDINGS, KINDS
from workbench.ingest.service import DocumentRow
from workbench.records import CONFIDENTIALITY_LEVELS, ConfidentialityLevel, DocumentStatus, utc_now
from workbench.ui import components, context
from workbench.ui.forms import form_key, taken
from workbench.ui.text import ago, language, literal, message, t

STATES: tuple[DocumentStatus, ...] = ("queued", "ready", "failed")
_NOTES = "ingest_notes"


def upload() -> None:
    """A drop zone with the level asked once for the batch."""
    key = form_key("upload")
    with st.form(key, border=True):
        left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
        with left:
            files = st.file_uploader(
                t("ingest.upload"),
                type=sorted(ending.lstrip(".") for ending in ENDINGS),
                accept_multiple_files=True,
                help=t("ingest.files_help"),
                key=f"{key}-files",
            )
        with right:
            level = level_box(
                "ingest.level", f"{key}-level", "confidential", t("ingest.level_help")
            )
            pressed = st.form_submit_button(t("ingest.add"), type="primary", width="stretch")
    if pressed and files:
        _take_in([(file.name, file) for file in files], level)


def _take_in(uploads: Sequence[tuple[str, Any]], level: ConfidentialityLevel) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    batch = service.add_documents(ws, actor, project.id, uploads, level)
    # Before anything else: a second click ends this run where it next looks into the session.
    if batch.added:
        service.start_ingest(ws, actor, project.id, [added.id for added in batch.added])
    taken("upload")
    notes = [("error", message(refusal.error)) for refusal in batch.refused]
    notes += [("info", t("ingest.known", name=known.name)) for known in batch.known]
    if batch.added:
        notes.insert(0, ("success", t("ingest.added", n=len(batch.added))))
    _note_and_rerun(notes)


def _note_and_rerun(notes: list[tuple[str, str]]) -> None:
    st.session_state[_NOTES] = notes
    st.rerun()


def notes() -> None:
    """What the last act came to, once."""
    for kind, sentence in st.session_state.pop(_NOTES, []):
        show = {"error": st.error, "info": st.info, "success": st.success}[kind]
        show(literal(sentence))


def level_box(
    label: str, key: str, default: ConfidentialityLevel, help: str | None = None
) -> ConfidentialityLevel:
    labels = {level: t(f"common.level_{level}") for level in CONFIDENTIALITY_LEVELS}
    return st.selectbox(
        t(label),
        CONFIDENTIALITY_LEVELS,
        index=CONFIDENTIALITY_LEVELS.index(default),
        format_func=labels.__getitem__,
        key=key,
        help=help,
    )


def filters() -> tuple[str, ConfidentialityLevel | None, DocumentStatus | None]:
    """Search, level and state; all in the URL."""
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        query = st.text_input(t("ingest.search"), key="q", bind="query-params", width=260)
        every = {"all": t("ingest.all")}
        levels = every | {level: t(f"common.level_{level}") for level in CONFIDENTIALITY_LEVELS}
        level = components.choice("level", levels, t("ingest.level"))
        states = every | {state: t(f"ingest.state_{state}") for state in STATES}
        status = components.choice("status", states, t("ingest.status"))
    return (
        query.strip(),
        None if level == "all" else cast(ConfidentialityLevel, level),
        None if status == "all" else cast(DocumentStatus, status),
    )


def table(rows: Sequence[DocumentRow], offset: int) -> list[DocumentRow]:
    """The list; pressing a name opens the document. Returns the rows that are ticked."""
    name = t("ingest.column_name")
    event = st.dataframe(
        [_line(row) for row in rows],
        hide_index=True,
        height=min(36 * (len(rows) + 1) + 2, 620),
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        column_config=_columns(),
        key=f"documents-{offset}-{st.session_state.get('ingest_opened', 0)}",
    )
    selection = event["selection"]
    for row, column in selection.get("cells", []):
        if column == name and row < len(rows):
            st.session_state["ingest_opened"] = st.session_state.get("ingest_opened", 0) + 1
            context.go("ingest", document=rows[row].document.id)
    return [rows[index] for index in selection["rows"] if index < len(rows)]


def _line(row: DocumentRow) -> dict[str, Any]:
    document = row.document
    return {
        t("ingest.column_name"): document.name,
        t("ingest.column_kind"): KINDS.get(document.media_type, document.media_type),
        t("ingest.column_pages"): f"{document.page_count:,}" if document.page_count else "",
        t("ingest.column_level"): t(f"common.level_{document.level}"),
        t("ingest.column_status"): t(f"ingest.state_{document.status}"),
        t("ingest.column_chunks"): row.chunks,
        t("ingest.column_examples"): row.examples,
        t("ingest.column_problem"): message(document.problem),
        t("ingest.column_time"): ago(document.created_at, utc_now(), language()),
    }


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn(format="localized", width=70)
    return {
        t("ingest.column_name"): st.column_config.TextColumn(width=220, help=t("ingest.open")),
        t("ingest.column_kind"): st.column_config.TextColumn(width=65),
        t("ingest.column_pages"): st.column_config.TextColumn(width=60, alignment="right"),
        t("ingest.column_level"): st.column_config.TextColumn(width=90),
        t("ingest.column_status"): st.column_config.TextColumn(width=70),
        t("ingest.column_chunks"): number,
        t("ingest.column_examples"): number,
        t("ingest.column_problem"): st.column_config.TextColumn(width=280),
        t("ingest.column_time"): st.column_config.TextColumn(width=90),
    }


def actions(chosen: Sequence[DocumentRow]) -> None:
    """What can be done with the ticked documents."""
    if not chosen or not context.actor().may("curate"):
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{t('ingest.chosen', n=len(chosen))}**", width="content")
        if len(chosen) == 1 and st.button(t("ingest.open"), key="open"):
            context.go("ingest", document=chosen[0].document.id)
        with st.popover(t("ingest.change_level")):
            change_level([row.document.id for row in chosen], chosen[0].document.level)
        waiting = [row.document.id for row in chosen if row.document.status != "ready"]
        if waiting and st.button(t("ingest.read_again"), key="read_again"):
            read_again(waiting)


def change_level(document_ids: Sequence[str], now: ConfidentialityLevel) -> None:
    """Level and reason; the service decides whether it may be lowered."""
    key = f"level-{'-'.join(document_ids)[:60]}"
    with st.form(key, border=False):
        level = level_box("ingest.new_level", f"{key}-new", now)
        reason = st.text_input(t("ingest.reason"), help=t("ingest.reason_help"), key=f"{key}-why")
        if st.form_submit_button(t("ingest.apply")):
            ws, actor, project = context.workspace(), context.actor(), context.project()
            n = service.set_level(ws, actor, project.id, document_ids, level, reason)
            _note_and_rerun([("success", t("ingest.level_changed", n=n))])


def read_again(document_ids: Sequence[str]) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    service.retry(ws, actor, project.id, document_ids)
    _note_and_rerun([("success", t("ingest.reading"))])
