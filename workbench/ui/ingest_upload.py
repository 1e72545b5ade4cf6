"""Taking files in: the drop zone, what an upload came to, files that may be newer editions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.errors import UserError
from workbench.ingest import edition_service, service
from workbench.ingest.edition_service import Offer
from workbench.records import CONFIDENTIALITY_LEVELS, ConfidentialityLevel, utc_now
from workbench.ui import context
from workbench.ui.forms import form_key, taken
from workbench.ui.text import ago, language, literal, message, render_error, t

_NOTES = "ingest_notes"


def upload() -> None:
    """A drop zone with the level asked once for the batch."""
    key = form_key("upload")
    with st.form(key, border=True):
        left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
        with left:
            # No list of endings: what is not read is refused by the service, which says why.
            files = st.file_uploader(
                t("ingest.upload"),
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
    offered = {
        offer.document.id for offer in edition_service.same_name(ws, actor, project.id, batch.added)
    }
    if now := [added.id for added in batch.added if added.id not in offered]:
        service.start_ingest(ws, actor, project.id, now)
    taken("upload")
    shown = [("error", message(refusal.error)) for refusal in batch.refused]
    for known in batch.known:
        older = edition_service.superseded_by(ws, actor, project.id, known.id)
        key = "ingest.known_older" if older else "ingest.known"
        shown.append(("info", t(key, name=known.name)))
    if now:
        shown.insert(0, ("success", t("ingest.added", n=len(now))))
    note_and_rerun(shown)


def note_and_rerun(shown: list[tuple[str, str]]) -> None:
    st.session_state[_NOTES] = shown
    st.rerun()


def keep_note(kind: str, sentence: str) -> None:
    """For the next run, from a callback."""
    st.session_state[_NOTES] = [(kind, sentence)]


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


def offers() -> None:
    """Files that wait for a word whether they are newer editions; they wait across sessions."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    found = edition_service.offers(ws, actor, project.id)
    if not found:
        return
    st.subheader(t("ingest.offers"), anchor=False, help=t("ingest.offer_help"))
    for offer in found[:20]:
        _offer(offer)


def _offer(offer: Offer) -> None:
    when = ago(offer.older.created_at, utc_now(), language())
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        name = literal(offer.document.name)
        st.markdown(t("ingest.offer", name=name, time=when, n=offer.examples), width="stretch")
        key = offer.document.id
        st.button(
            t("ingest.offer_supersede"), key=f"supersede-{key}", on_click=_supersede, args=(offer,)
        )
        st.button(t("ingest.offer_keep"), key=f"keep-{key}", on_click=_keep, args=(offer,))


def _supersede(offer: Offer) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        edition_service.supersede(ws, actor, project.id, offer.document.id, offer.older.id)
    except UserError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.offer_started", name=offer.document.name))


def _keep(offer: Offer) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    try:
        service.start_ingest(ws, actor, project.id, [offer.document.id])
    except UserError as error:
        keep_note("error", render_error(error, language()))
    else:
        keep_note("success", t("ingest.added", n=1))
