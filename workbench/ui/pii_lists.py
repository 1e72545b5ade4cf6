"""A project's lists of personal data on the clean page: what is on them, adding, removing."""

from __future__ import annotations

import streamlit as st

from workbench.clean import rule_service
from workbench.clean.spans import PII_TYPES
from workbench.records import PiiRuleKind
from workbench.ui import components, context
from workbench.ui.finding_cards import check_name
from workbench.ui.forms import form_key, taken
from workbench.ui.text import literal, t

KINDS: tuple[PiiRuleKind, ...] = ("deny", "allow", "words", "pattern")
ROWS = 20
_OWN = ""
_FIELDS = ("type", "own", "lines")


def chosen() -> bool:
    """Whether the lists are in view, not the findings."""
    views = {view: t(f"personal.view_{view}") for view in ("findings", "lists")}
    return components.choice("view", views) == "lists"


def show() -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    counts = rule_service.list_rules(ws, actor, project.id, limit=0).counts
    labels: dict[str, str] = {
        kind: f"{t(f'personal.kind_{kind}')} {counts.get(kind, 0):,}" for kind in KINDS
    }
    kind: PiiRuleKind = components.choice("list", labels)  # type: ignore[assignment]
    st.caption(t(f"personal.about_{kind}"))
    if actor.may("curate"):
        _adding(kind)
    else:
        st.caption(t("personal.veiled"))
    total = counts.get(kind, 0)
    if not total:
        st.caption(t("personal.none"))
        return
    offset = components.pagination(total, ROWS, key="list_page")
    found = rule_service.list_rules(ws, actor, project.id, kinds=(kind,), limit=ROWS, offset=offset)
    for rule in found.rules:
        _row(rule, actor.may("curate"))


def _row(rule: rule_service.RuleView, removable: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        badge = components.badge_markdown(check_name(rule.type), "blue")
        origin = f" :small[:gray[{t('personal.imported')}]]" if rule.imported else ""
        st.markdown(f"{badge} **{literal(rule.shown)}**{origin}")
        if removable:
            st.space("stretch")
            st.button(
                t("personal.remove"),
                key=f"remove-{rule.id}",
                on_click=context.guarded,
                args=(lambda: _remove(rule.id),),
            )


def _adding(kind: PiiRuleKind) -> None:
    name = f"pii-{kind}"
    with st.container(border=True):
        types = [_OWN, *PII_TYPES] if kind in ("pattern", "words") else list(PII_TYPES)
        names = {value: check_name(value) for value in types} | {_OWN: t("personal.own_type")}
        left, right = st.columns([1, 3], gap="medium")
        with left:
            picked = st.selectbox(
                t("personal.type"),
                types,
                format_func=names.__getitem__,
                key=f"{form_key(name)}-type",
            )
            if picked == _OWN:
                st.text_input(
                    t("personal.type_name"),
                    key=f"{form_key(name)}-own",
                    placeholder="EMPLOYEE_NO",
                    help=t("personal.type_name_help"),
                )
        with right:
            st.text_area(t(f"personal.lines_{kind}"), key=f"{form_key(name)}-lines", height=120)
        st.button(
            t("personal.add"),
            key=f"add-{kind}",
            on_click=context.guarded,
            args=(lambda: _add(kind, form_key(name)),),
        )


def _add(kind: PiiRuleKind, form: str) -> None:
    """Reads the fields as they are now, not as they were drawn."""
    written = {part: str(st.session_state.get(f"{form}-{part}", "")) for part in _FIELDS}
    span_type = written["type"] or written["own"].strip().upper()
    added = rule_service.add_rules(
        context.workspace(),
        context.actor(),
        context.project().id,
        kind,
        span_type,
        written["lines"].splitlines(),
    )
    taken(f"pii-{kind}")
    st.toast(t("personal.added", n=added.added, known=added.known, refused=added.refused))
    if added.dismissed:
        st.toast(t("personal.settled", n=added.dismissed))


def _remove(rule_id: str) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    st.toast(t("personal.removed", n=rule_service.remove_rules(ws, actor, project.id, [rule_id])))
