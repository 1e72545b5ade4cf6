"""A document's editions, what was corrected in it by hand, and what is stale because of it."""

from __future__ import annotations

import streamlit as st

from workbench import staleness
from workbench.answer import index_service
from workbench.errors import WorkbenchError
from workbench.ingest import correction_service, edition_service
from workbench.ingest.correction_service import CorrectionRow
from workbench.records import Document, utc_now
from workbench.staleness import Staleness
from workbench.ui import components, context
from workbench.ui.ingest_upload import keep_note, note_and_rerun
from workbench.ui.text import ago, language, literal, render_error, t

SHOWN = 50


def history(document: Document, may_undo: bool) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    editions = edition_service.editions(ws, actor, project.id, document.id)
    if len(editions) > 1:
        st.subheader(t("ingest.editions"), anchor=False)
        for each in reversed(editions):
            _edition(each, document)
    st.subheader(t("ingest.corrections"), anchor=False)
    args = (ws, actor, project.id, document.id)
    total = correction_service.history(*args, limit=1)[1]
    if not total:
        st.caption(t("ingest.no_corrections"))
        return
    offset = components.pagination(total, SHOWN)
    for row in correction_service.history(*args, limit=SHOWN, offset=offset)[0]:
        _correction(row, may_undo)


def _edition(each: Document, document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        when = ago(each.created_at, utc_now(), language())
        label = f"{literal(each.name)} · {when} · {literal(each.created_by)}"
        context.page_link("ingest", label, document=each.id)
        if each.id == document.id:
            st.badge(t("ingest.edition_this"), color="gray")
        if edition_service.superseded_by(ws, actor, project.id, each.id):
            st.badge(t("ingest.superseded"), color="gray")
        elif each.status == "ready":
            st.badge(t("ingest.edition_current"), color="green")
        else:
            components.status_badge(each.status)


def _correction(row: CorrectionRow, may_undo: bool) -> None:
    correction = row.correction
    with (
        st.container(border=True),
        st.container(horizontal=True, gap="small", vertical_alignment="center"),
    ):
        st.markdown(f"**{t(f'ingest.field.{correction.field}')}**", width="content")
        st.markdown(_change(row), width="stretch")
        if row.undone:
            st.badge(t("ingest.undone"), color="gray")
        if correction.carried_from:
            st.caption(t("ingest.carried"), width="content")
        when = ago(correction.at, utc_now(), language())
        st.caption(f"{literal(correction.actor)} · {when}", width="content")
        if may_undo and row.can_undo:
            st.button(
                t("ingest.undo"), key=f"undo-{correction.id}", on_click=_undo,
                args=(correction.id,),
            )  # fmt: skip


def _change(row: CorrectionRow) -> str:
    """What became what; texts as a difference of words."""
    correction, element = row.correction, row.element
    if correction.undoes:
        return f":gray[{t('ingest.is_undo')}]"
    if correction.field == "page":
        place = t("ingest.on_page", n=correction.page or 0)
        return f"{place} · {t('ingest.left_out')}" if correction.new else place
    words = literal(element.text.partition("\n")[0][:60]) if element else ""
    if correction.field == "text":
        return components.diff_markdown(str(correction.old or ""), str(correction.new or ""))
    if correction.field == "kind":
        before, after = (t(f"ingest.kind.{value}") for value in (correction.old, correction.new))
        return f"{words} · {before} → **{after}**"
    if correction.field == "level":
        return f"{words} · {correction.old or '–'} → **{correction.new or '–'}**"
    if correction.field == "order":
        return words
    return f"{words} · {t('ingest.left_out')}" if correction.new else words


def _undo(correction_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        correction_service.undo(ws, actor, project.id, correction_id)
    except WorkbenchError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.undo_done"))


# Stale ------------------------------------------------------------------------------------------


def stale(document: Document, found: Staleness) -> None:
    """Examples first, to be looked at; then what was made from them, each a link."""
    st.caption(t("ingest.stale_lead"))
    _made_from(found)
    st.subheader(f"{t('ingest.stale_examples')} {found.examples:,}", anchor=False)
    _examples(document, found.examples)


def _made_from(found: Staleness) -> None:
    columns = st.columns(4, gap="small")
    with columns[0].container(border=True, height="stretch"):
        st.markdown(f"**{t('ingest.stale_versions')}** {len(found.versions):,}")
        for each in found.versions[:10]:
            number = each.version.number
            label = t("ingest.stale_version", number=number, rows=each.rows, total=each.total)
            context.page_link("export", label, version=number)
    with columns[1].container(border=True, height="stretch"):
        st.markdown(f"**{t('ingest.stale_runs')}** {len(found.runs):,}")
        for run in found.runs[:10]:
            context.page_link("train", t("ingest.stale_run", number=run.number), run=run.number)
    with columns[2].container(border=True, height="stretch"):
        st.markdown(f"**{t('ingest.stale_systems')}** {len(found.systems):,}")
        for system in found.systems[:10]:
            context.page_link("answer", literal(system.name), system=system.id)
    with columns[3].container(border=True, height="stretch"):
        ws, actor, project = context.workspace(), context.actor(), context.project()
        current = index_service.index_is_current(ws, actor, project.id)
        st.markdown(f"**{t('ingest.stale_index')}**")
        st.caption(t("ingest.index_current" if current else "ingest.index_outdated"))


def _examples(document: Document, total: int) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    context.page_link("review", t("ingest.stale_all"), tab="search", stale=1)
    offset = components.pagination(total, SHOWN)
    rows = staleness.examples_of_document(ws, actor, project.id, document.id, SHOWN, offset)
    question = t("ingest.stale_question")
    may = actor.may("review")
    event = st.dataframe(
        [
            {
                question: row.question,
                t("ingest.stale_status"): t(f"common.status_{row.status}"),
                t("ingest.stale_section"): " › ".join(row.section_path),
                t("ingest.column_pages"): row.page or "",
            }
            for row in rows
        ],
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        column_config={
            question: st.column_config.TextColumn(width=420),
            t("ingest.stale_section"): st.column_config.TextColumn(width=280),
        },
        key=f"stale-{offset}-{st.session_state.get('ingest_opened', 0)}",
    )
    selection = event["selection"]
    for index, column in selection.get("cells", []):
        if column == question and index < len(rows):
            st.session_state["ingest_opened"] = st.session_state.get("ingest_opened", 0) + 1
            context.go("review", tab="search", example=rows[index].id)
    chosen = [rows[index].id for index in selection["rows"] if index < len(rows)]
    if not may:
        return
    if not chosen:
        st.caption(t("ingest.confirm_help"))
    elif st.button(t("ingest.confirm_stale", n=len(chosen)), key="confirm-stale"):
        n = staleness.confirm(ws, actor, project.id, chosen)
        note_and_rerun([("success", t("ingest.confirmed", n=n))])
