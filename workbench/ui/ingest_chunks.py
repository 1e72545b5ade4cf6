"""The chunks of a document, and a live preview of what other sizes would make of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ingest import chunk_service, service
from workbench.ingest.chunking import LEAST_TARGET
from workbench.ingest.preview import BIN, ChunkPreview, PreviewChunk
from workbench.records import Chunk, ChunkParams, Document
from workbench.ui import components, context, errors
from workbench.ui.components import Colour
from workbench.ui.ingest_upload import keep_note, note_and_rerun
from workbench.ui.text import language, literal, render_error, t

SHOWN = 20
SLIDER_MAX = 2000
"""Tokens; more can be set on the command line."""
COLOURS: dict[str, Colour] = {"same": "gray", "back": "blue", "new": "green", "gone": "red"}


def pending(document: Document) -> None:
    """Corrections that the chunks do not know of yet, and the button that tells them."""
    waiting = document.edits - document.chunked_edits
    if document.status != "ready" or waiting <= 0:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sentence = t("ingest.pending_note", n=waiting)
        st.markdown(f":orange[:material/pending:] {sentence}", width="content")
        if context.actor().may("curate"):
            st.button(t("ingest.cut_again"), key="cut-again", on_click=_cut, args=(document,))


def _cut(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        chunk_service.start_rechunk(ws, actor, project.id, [document.id])
    except WorkbenchError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.cutting"))


def chunks(document: Document, may_change: bool) -> None:
    shown = _sizes(document, may_change) if document.status == "ready" else None
    if shown is not None:
        _preview(document, shown, may_change)
        return
    ws, actor, project = context.workspace(), context.actor(), context.project()
    total = service.chunks(ws, actor, project.id, document.id, limit=1)[1]
    if not total:
        st.caption(t("ingest.no_chunks"))
        return
    offset = components.pagination(total, SHOWN)
    for chunk in service.chunks(ws, actor, project.id, document.id, SHOWN, offset)[0]:
        _card(document, chunk)


def _sizes(document: Document, may_change: bool) -> ChunkPreview | None:
    """The sliders; a preview where they say something else than the chunks were made with."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    now = document.chunked_with or chunk_service.params_of(ws, document)
    with st.container(border=True, gap="small"):
        own = "ingest.sizes_own" if document.chunk_params else "ingest.sizes_project"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{t('ingest.chunk_sizes')}**", width="content")
            st.caption(t(own), width="content")
            if document.chunk_params and may_change:
                st.button(
                    t("ingest.sizes_reset"), key="sizes-reset", type="tertiary",
                    on_click=_reset, args=(document,),
                )  # fmt: skip
        key = f"sizes-{document.id}-{document.chunk_revision}"
        left, middle, right = st.columns(3, gap="medium")
        most = middle.slider(
            t("ingest.max"), LEAST_TARGET, max(SLIDER_MAX, now.max), now.max, 50,
            key=f"{key}-max", help=t("ingest.max_help"),
        )  # fmt: skip
        target = left.slider(
            t("ingest.target"), LEAST_TARGET, max(SLIDER_MAX, now.target), now.target, 50,
            key=f"{key}-target", help=t("ingest.target_help"),
        )  # fmt: skip
        overlap = right.slider(
            t("ingest.overlap"), 0, max(300, now.overlap), now.overlap, 10,
            key=f"{key}-overlap", help=t("ingest.overlap_help"),
        )  # fmt: skip
        wanted = ChunkParams(target=target, max=most, overlap=overlap)
        if wanted == now:
            st.caption(t("ingest.preview_same"))
            return None
        try:
            return chunk_service.preview_chunks(ws, actor, project.id, document.id, wanted)
        except WorkbenchError as error:
            errors.show(error)
            return None


def _reset(document: Document) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        chunk_service.reset_params(ws, actor, project.id, document.id)
    except WorkbenchError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.cutting"))


def _preview(document: Document, shown: ChunkPreview, may_change: bool) -> None:
    st.subheader(t("ingest.preview_title"), anchor=False)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _numbers(shown)
        if may_change:
            _apply(document, shown.params)
    with right:
        _histogram(shown)
    listed = [
        *shown.chunks,
        *(PreviewChunk(chunk=chunk, change="same") for chunk in shown.gone),
    ]
    offset = components.pagination(len(listed), SHOWN)
    for number, each in enumerate(listed[offset : offset + SHOWN], start=offset):
        _card(document, each.chunk, each.change if number < len(shown.chunks) else "gone")


def _numbers(shown: ChunkPreview) -> None:
    now, then = shown.now, shown.then
    rows = [
        (t("ingest.preview_chunks"), f"{now.count:,}", f"{then.count:,}"),
        (t("ingest.preview_middle"), f"{now.middle:,}", f"{then.middle:,}"),
        (
            t("ingest.preview_range"),
            f"{now.smallest:,} – {now.largest:,}",
            f"{then.smallest:,} – {then.largest:,}",
        ),
    ]
    head = f"| | {t('ingest.preview_now')} | {t('ingest.preview_then')} |\n|---|--:|--:|\n"
    st.markdown(head + "\n".join(f"| {a} | {b} | **{c}** |" for a, b, c in rows))
    new = sum(1 for each in shown.chunks if each.change != "same")
    st.markdown(t("ingest.preview_line", same=shown.same, new=new, gone=len(shown.gone)))
    if shown.examples:
        sentence = t("ingest.preview_examples", n=shown.examples)
        st.markdown(f":orange[:material/warning:] {sentence}")
    else:
        st.caption(t("ingest.preview_no_examples"))


def _apply(document: Document, params: ChunkParams) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    with st.container(horizontal=True, gap="small"):
        if st.button(t("ingest.apply_document"), type="primary", key="apply-document"):
            chunk_service.start_rechunk(ws, actor, project.id, [document.id], params)
            note_and_rerun([("success", t("ingest.cutting"))])
        if st.button(t("ingest.apply_project"), key="apply-project"):
            chunk_service.set_project_params(ws, actor, project.id, params)
            note_and_rerun([("success", t("ingest.cutting"))])


def _histogram(shown: ChunkPreview) -> None:
    import altair as alt
    import pandas as pd

    names = {"now": t("ingest.preview_now"), "then": t("ingest.preview_then")}
    tokens, count, when = t("ingest.preview_tokens"), t("ingest.preview_chunks"), "when"
    rows: list[dict[str, Any]] = [
        {
            tokens: f"{bar.start:,}–{bar.start + BIN - 1:,}",
            "start": bar.start,
            count: value,
            when: name,
        }
        for bar in shown.bars
        for name, value in ((names["now"], bar.now), (names["then"], bar.then))
    ]
    chart = (
        alt.Chart(pd.DataFrame(rows), title=t("ingest.preview_chart"))
        .mark_bar()
        .encode(
            x=alt.X(f"{tokens}:O", sort=alt.SortField("start"), axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset(f"{when}:N", sort=list(names.values())),
            y=alt.Y(f"{count}:Q", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                f"{when}:N",
                sort=list(names.values()),
                scale=alt.Scale(domain=list(names.values()), range=["#9aa5b8", "#1d4ed8"]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
    )
    st.altair_chart(chart, width="stretch", height=300)


def _card(document: Document, chunk: Chunk, change: str | None = None) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            path = " › ".join(chunk.section_path) or t("common.chunk_number", n=chunk.seq + 1)
            st.markdown(f"**{literal(path)}**", width="content")
            st.caption(t("ingest.tokens", n=chunk.tokens), width="content")
            if change is not None:
                st.badge(t(f"ingest.change_{change}"), color=COLOURS[change])
            if chunk.page and chunk.element_ids:
                context.page_link(
                    "ingest", t("ingest.on_page", n=chunk.page), document=document.id,
                    at=chunk.page, element=chunk.element_ids[0],
                )  # fmt: skip
        st.markdown(components.paragraphs(chunk.text))
