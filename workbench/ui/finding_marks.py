"""What a person says of a value beyond yes and no: another type, allowed, or missed."""

from __future__ import annotations

import streamlit as st

from workbench.clean import marking_service, rule_service
from workbench.clean.spans import PII_TYPES
from workbench.records import Finding
from workbench.ui import context
from workbench.ui.finding_cards import check_name
from workbench.ui.forms import form_key, taken
from workbench.ui.text import t


def types() -> dict[str, str]:
    """All types of this project in words: its own ones last."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    names = [*PII_TYPES, *rule_service.own_types(ws, actor, project.id)]
    return {name: check_name(name) for name in names}


def more(finding: Finding) -> None:
    """Another type for an open finding, or its value allowed."""
    names = types()
    names.setdefault(finding.type, check_name(finding.type))
    with st.popover(t("personal.more")):
        st.selectbox(
            t("personal.retype"),
            list(names),
            index=list(names).index(finding.type),
            format_func=names.__getitem__,
            key=f"retype-to-{finding.id}",
        )
        st.checkbox(t("personal.equal_too"), value=True, key=f"retype-equal-{finding.id}")
        st.button(
            t("personal.retype_to"),
            key=f"retype-{finding.id}",
            on_click=context.guarded,
            args=(lambda: _retype(finding.id),),
        )
        if context.actor().may("curate"):
            st.button(
                t("personal.allow"),
                key=f"allow-{finding.id}",
                help=t("personal.allow_help"),
                on_click=context.guarded,
                args=(lambda: _allow(finding.id),),
            )


def adding(example_id: str, field: str | None) -> None:
    """Words of one text that the rules passed over."""
    if field is None or not context.actor().may("review"):
        return
    names = types()
    name = f"mark-{example_id}-{field}"
    with st.popover(t("personal.mark")):
        st.text_input(t("personal.mark_words"), key=f"{form_key(name)}-words")
        st.selectbox(
            t("personal.type"),
            list(names),
            format_func=names.__getitem__,
            key=f"{form_key(name)}-type",
        )
        if context.actor().may("curate"):
            st.checkbox(
                t("personal.mark_everywhere"), value=True, key=f"{form_key(name)}-everywhere"
            )
        st.button(
            t("personal.mark_add"),
            key=f"add-{name}",
            on_click=context.guarded,
            args=(lambda: _mark(example_id, field, name, form_key(name)),),
        )


def _retype(finding_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    chosen = str(st.session_state[f"retype-to-{finding_id}"])
    everywhere = bool(st.session_state[f"retype-equal-{finding_id}"])
    ids = marking_service.retype_finding(ws, actor, project.id, finding_id, chosen, everywhere)
    st.toast(t("personal.retyped", n=len(ids)))


def _allow(finding_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    added = marking_service.allow_value(ws, actor, project.id, finding_id)
    st.toast(t("personal.settled", n=added.dismissed))


def _mark(example_id: str, field: str, name: str, form: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    words, span_type = st.session_state[f"{form}-words"], st.session_state[f"{form}-type"]
    everywhere = bool(st.session_state.get(f"{form}-everywhere", False))
    ids = marking_service.add_finding(
        ws, actor, project.id, example_id, field, words, span_type, everywhere
    )
    taken(name)
    st.toast(t("personal.marked", n=len(ids)))
