"""The glossary of the project, under the duplicates: protected terms and synonyms."""

from __future__ import annotations

import streamlit as st

from workbench.clean import glossary_service
from workbench.records import GlossaryKind
from workbench.ui import context
from workbench.ui import finding_actions as actions
from workbench.ui.text import literal, t

KINDS: tuple[GlossaryKind, ...] = ("protected", "synonym")


def show() -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    entries = glossary_service.glossary_entries(ws, actor, project.id)
    with st.expander(t("clean.glossary", n=len(entries))):
        st.caption(t("clean.glossary_note"))
        for kind in KINDS:
            mine = [entry for entry in entries if entry.kind == kind]
            st.markdown(f"**{t(f'clean.glossary_{kind}')}**")
            if not mine:
                st.caption(t("clean.glossary_none"))
            for entry in mine:
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(" = ".join(map(literal, entry.terms)), width="content")
                    if actor.may("curate"):
                        key = f"glossary-remove-{entry.id}"
                        actions.button("clean.glossary_remove", key, _remove, entry.id)
            if actor.may("curate"):
                _form(kind)


def _form(kind: GlossaryKind) -> None:
    with st.form(f"glossary-{kind}", clear_on_submit=True, border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        text = left.text_input(t(f"clean.glossary_add_{kind}"), key=f"glossary-text-{kind}")
        if right.form_submit_button(t("clean.glossary_add"), key=f"glossary-add-{kind}"):
            context.guarded(lambda: _add(kind, text))


def _add(kind: GlossaryKind, text: str) -> None:
    terms = text.split(",") if kind == "synonym" else [text]
    glossary_service.add_entry(
        context.workspace(), context.actor(), context.project().id, kind, terms
    )
    st.toast(t("clean.glossary_added"))
    st.rerun()


def _remove(entry_id: str) -> None:
    glossary_service.remove_entry(
        context.workspace(), context.actor(), context.project().id, entry_id
    )
