"""The form of a new dataset version: what goes in, what stays out and why, and the gates."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from workbench import jobs
from workbench.export import freeze_service, plan_service
from workbench.export.outcome import Gate, Share, VersionPlan
from workbench.export.plan import FreezeParams, Masking
from workbench.records import CONFIDENTIALITY_LEVELS, ConfidentialityLevel, Project
from workbench.ui import components, context, errors
from workbench.ui.text import example_label, literal, t

GATE_MARKS = {
    "ok": ":green[:material/check_circle:]",
    "blocked": ":red[:material/block:]",
    "warning": ":orange[:material/warning:]",
    "unknown": ":gray[:material/help:]",
}
"""The sentence says the same as the mark."""
GATE_LINKS: dict[str, tuple[str, str]] = {
    "open_pii": ("clean", "pii"),
    "unseen_pii": ("clean", "pii"),
    "quality": ("clean", "quality"),
    "approved": ("review", "queue"),
}


def freeze_form(project: Project) -> None:
    params = _options()
    with st.spinner(t("export.planning")):
        plan = plan_service.plan_version(context.workspace(), context.actor(), project.id, params)
    _button_row(project, plan, params)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _composition(plan)
    with right:
        _gates(plan)
        if plan.needs_override and context.actor().may("override_gate"):
            _override(project, params)
        _left_out(plan)


def _options() -> FreezeParams:
    columns = st.columns([2, 3, 2, 2], vertical_alignment="bottom")
    share = columns[0].number_input(
        t("export.share"), 1, 50, 10, key="share", help=t("export.share_help")
    )
    note = columns[1].text_input(
        t("export.note"), key="note", placeholder=t("export.note_placeholder"), max_chars=200
    )
    caps: list[ConfidentialityLevel | None] = [None, *CONFIDENTIALITY_LEVELS]
    cap = columns[2].selectbox(
        t("export.level_cap"),
        caps,
        format_func=lambda level: t(f"common.level_{level}" if level else "export.level_cap_none"),
        key="cap",
    )
    with columns[3].popover(t("export.options"), width="stretch"):
        seed = st.number_input(
            t("export.seed"), 0, 2**31 - 1, 0, key="seed", help=t("export.seed_help")
        )
        styles = {style: t(f"export.masking_{style}") for style in get_args(Masking)}
        masking = st.radio(
            t("export.masking"),
            list(styles),
            format_func=styles.__getitem__,
            key="masking",
            help=t("export.masking_help"),
        )
        license_name = st.text_input(
            t("export.license"), key="license", help=t("export.license_help"), max_chars=60
        )
    return FreezeParams(
        validation_share=share / 100,
        seed=int(seed),
        note=note,
        level_cap=cap,
        license=license_name.strip() or None,
        masking=masking,
    )


def _button_row(project: Project, plan: VersionPlan, params: FreezeParams) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('export.kept', **_counts(plan))}**", width="content")
        components.level_badge(plan.level)
        st.space("stretch")
        if context.actor().may("export"):
            st.button(
                t("export.freeze"),
                type="primary",
                key="freeze",
                disabled=plan.blocked,
                on_click=_start,
                args=(project, params),
            )


def _counts(plan: VersionPlan) -> dict[str, int]:
    return {
        "rows": plan.rows,
        "train": plan.train,
        "validation": plan.validation,
        "groups": plan.groups,
    }


def _start(project: Project, params: FreezeParams) -> None:
    with errors.shown():
        freeze_service.start_freeze(context.workspace(), context.actor(), project.id, params)
        st.session_state["export_started"] = "export.freeze_started"
        st.query_params.pop("view", None)


def _gates(plan: VersionPlan) -> None:
    st.subheader(t("export.gates"), anchor=False)
    for gate in plan.gates:
        _gate(gate)


def _gate(gate: Gate) -> None:
    sentence = t(f"export.gate.{gate.name}_{gate.state}", n=gate.count)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"{GATE_MARKS[gate.state]} {sentence}", width="content")
        if gate.state in ("blocked", "warning") and gate.name in GATE_LINKS:
            stem, tab = GATE_LINKS[gate.name]
            context.page_link(stem, f"{t(f'{stem}.title')} ›", tab=tab)


def _override(project: Project, params: FreezeParams) -> None:
    fold = st.expander(t("export.override"), icon=":material/gavel:")
    with fold, st.form("override", border=False):
        st.caption(t("export.override_lead"))
        reason = st.text_area(t("export.override_reason"), key="override_reason", max_chars=500)
        if st.form_submit_button(t("export.override_freeze")):
            with errors.shown():
                forced = params.model_copy(update={"override_reason": reason})
                freeze_service.start_freeze(
                    context.workspace(), context.actor(), project.id, forced
                )
                st.session_state["export_started"] = "export.freeze_started"
                st.query_params.pop("view", None)
                st.rerun()


def _composition(plan: VersionPlan) -> None:
    st.subheader(t("export.composition"), anchor=False)
    if not plan.rows:
        st.caption(t("export.gate.approved_blocked"))
        return
    heads = (t("export.category"), t("export.style"))
    kinds = [
        share.model_copy(
            update={
                "values": (
                    example_label("category", share.values[0]),
                    example_label("style", share.values[1]),
                )
            }
        )
        for share in plan.categories
    ]
    _shares(t("export.by_category"), heads, kinds)
    named = [
        share.model_copy(update={"values": (share.values[0], _level(share.values[1]))})
        for share in plan.documents
    ]
    _shares(t("export.by_document"), (t("export.document"), t("export.level")), named)


def _level(name: str) -> str:
    return t(f"common.level_{name}") if name in get_args(ConfidentialityLevel) else name


def _shares(title: str, heads: tuple[str, str], shares: list[Share]) -> None:
    st.caption(title)
    rows = t("export.rows")
    table = [
        {
            heads[0]: share.values[0] or t("export.none"),
            heads[1]: share.values[1] or t("export.none"),
            rows: share.rows,
        }
        for share in shares
    ]
    most = max(share.rows for share in shares)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            rows: st.column_config.ProgressColumn(rows, format="%d", min_value=0, max_value=most)
        },
    )


def _left_out(plan: VersionPlan) -> None:
    total = sum(out.examples for out in plan.left_out)
    if not total:
        st.caption(t("export.left_out_none"))
        return
    st.subheader(t("export.left_out", n=total), anchor=False)
    for out in sorted(plan.left_out, key=lambda out: -out.examples):
        reason = literal(t(f"export.left_out_reason.{out.reason}"))
        st.markdown(f"- {reason} **{out.examples:,}**")


def freeze_jobs(project: Project) -> None:
    """Freezes under way or failed lately: their progress and what stopped them."""
    recent = [j for j in jobs.recent_jobs(context.workspace(), project.id) if j.kind == "freeze"]
    if recent and recent[0].state != "done":
        components.job_status(["freeze"], limit=1)
