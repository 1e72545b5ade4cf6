"""The tab of quality: its checks, a threshold tried out over their scores, then the cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.clean import quality_service
from workbench.clean.cases import Case, QualityCheck
from workbench.clean.quality import THRESHOLD, case_values
from workbench.records import utc_now
from workbench.ui import components, context
from workbench.ui import finding_actions as actions
from workbench.ui import finding_cards as cards
from workbench.ui.components import badge_markdown, paragraphs
from workbench.ui.text import ago, language, literal, t

EXAMPLES = 3
STEP = 5
"""Percent."""


def show_limits() -> None:
    """The checks with their thresholds, folded: one is tried out at a time."""
    checks = quality_service.quality_checks(
        context.workspace(), context.actor(), context.project().id
    )
    on = sum(check.enabled for check in checks)
    opened = "limit" in st.query_params
    with st.expander(t("quality.limits", on=on, all=len(checks)), expanded=opened):
        st.caption(t("quality.limits_note"))
        ordered = sorted(checks, key=lambda check: -check.number(0))
        labels = {check.name: _label(check) for check in ordered}
        chosen = components.select("limit", labels, t("quality.check"), width=320)
        _limit(next(check for check in checks if check.name == chosen))


def _label(check: QualityCheck) -> str:
    name = cards.check_name(check.name)
    if not check.enabled:
        return t("quality.check_off", name=name)
    return t("quality.check_line", name=name, n=check.number())


def _limit(check: QualityCheck) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        tried = _tried(check)
        if check.changed_by and check.changed_at:
            when = ago(check.changed_at, utc_now(), language())
            st.caption(t("quality.changed", actor=literal(check.changed_by), when=when))
        else:
            st.caption(t("quality.never_changed"))
        if context.actor().may("curate"):
            _buttons(check, tried)
    with right:
        if not check.enabled:
            st.caption(t("quality.is_off"))
        if check.scores:
            st.altair_chart(_histogram(check, tried), key=f"scores-{check.name}")
        else:
            st.caption(t("quality.no_scores"))
    if check.scores:
        _beside(check, tried)


def _tried(check: QualityCheck) -> float:
    """The threshold in view: the project's, until another one is tried. Nothing is saved yet."""
    least, most = (round(100 * limit) for limit in (quality_service.LEAST, quality_service.MOST))
    current = round(100 * check.threshold)
    key = f"limit-{check.name}-{current}"
    percent = st.slider(
        t("quality.threshold"), least, most, current, step=STEP, key=key, format="%d%%",
        help=t("quality.threshold_help"),
    )  # fmt: skip
    tried = percent / 100
    shown, every = check.number(tried), check.number(0)
    st.caption(t("quality.would_show", shown=shown, hidden=every - shown))
    return tried


def _buttons(check: QualityCheck, tried: float) -> None:
    with st.container(horizontal=True, gap="small"):
        name = check.name
        if round(tried * 100) != round(check.threshold * 100):
            actions.button("quality.apply", f"apply-{name}", _apply, name, tried)
        if round(check.threshold * 100) != round(THRESHOLD * 100):
            percent = round(THRESHOLD * 100)
            key = f"reset-{name}"
            actions.button("quality.reset", key, _apply, name, THRESHOLD, percent=percent)
        switch = "quality.switch_off" if check.enabled else "quality.switch_on"
        actions.button(switch, f"switch-{name}", _switch, name, not check.enabled)


def _apply(name: str, threshold: float) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    quality_service.set_limit(ws, actor, project.id, name, threshold=threshold)
    percent = round(100 * threshold)
    st.toast(t("quality.applied", name=cards.check_name(name), percent=percent))


def _switch(name: str, enabled: bool) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    quality_service.set_limit(ws, actor, project.id, name, enabled=enabled)
    said = "quality.switched_on" if enabled else "quality.switched_off"
    st.toast(t(said, name=cards.check_name(name)))


def _histogram(check: QualityCheck, tried: float) -> Any:
    """Open findings by score: shown ones are filled, those under the threshold are pale."""
    import altair as alt

    names = {True: t("quality.shown"), False: t("quality.hidden")}
    bins: dict[tuple[int, str], int] = {}
    for found in check.scores:
        low = min(int(found.score * 100 + 1e-9) // STEP * STEP, 95)
        key = (low, names[found.score >= tried])
        bins[key] = bins.get(key, 0) + found.count
    rows = [
        {"low": low, "high": low + STEP, "what": what, "n": n} for (low, what), n in bins.items()
    ]
    score, number = t("clean.score_axis"), t("clean.number_axis")
    name = cards.check_name(check.name)
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(stroke="#64748b")
        .encode(
            x=alt.X("low:Q", title=score, bin="binned", scale=alt.Scale(domain=[20, 100])),
            x2="high:Q",
            y=alt.Y("n:Q", title=number, axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(names.values()), range=["#1d4ed8", "#e2e8f0"]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("what:N", title=" "),
                alt.Tooltip("low:Q", title=score),
                alt.Tooltip("n:Q", title=number, format=",d"),
            ],
        )
    )
    line = (
        alt.Chart(alt.InlineData(values=[{"at": round(tried * 100)}]))
        .mark_rule(strokeDash=[4, 3], color="#b91c1c")
        .encode(x=alt.X("at:Q"))
    )
    return alt.layer(bars, line).properties(
        height=260,
        title=t("quality.histogram", name=name),
        description=t("quality.histogram_alt", name=name),
    )


def _beside(check: QualityCheck, tried: float) -> None:
    """What the threshold would just catch, beside what it would just let go."""
    shown, hidden = quality_service.cases_beside(
        context.workspace(), context.actor(), context.project().id, check.name, tried, EXAMPLES
    )
    left, right = st.columns(2, gap="large")
    for column, label, cases in (
        (left, "quality.just_shown", shown),
        (right, "quality.just_hidden", hidden),
    ):
        with column:
            st.markdown(f"**{t(label)}**")
            if not cases:
                st.caption(t("quality.nothing_beside"))
            for case in cases:
                _small(case)


def _small(case: Case) -> None:
    percent = badge_markdown(t("clean.score", percent=round(case.finding.score * 100)))
    question = literal(_shortened(case.text.question, 90))
    answer = literal(_shortened(case.text.answer, 140))
    with st.container(border=True, gap="small"):
        st.markdown(f"{percent} **{question}**  \n{answer}")


def _shortened(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most].rstrip()} …"


def show_cases(cases: Sequence[Case]) -> None:
    for case in cases:
        with st.container(border=True, gap="small"):
            cards.quality_card(case)
            _slot(case)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                actions.case_buttons(case)
                example_id = case.text.example_id
                context.page_link(
                    "review", t("quality.open_example"), tab="search", example=example_id
                )


def _slot(case: Case) -> None:
    """The text with the slot that the check proposes, to be taken over by editing the example."""
    finding = case.finding
    slot = finding.reason.params.get("slot")
    if isinstance(slot, str) and finding.start is not None and finding.end is not None:
        text = case_values.with_slot(case.field_text, finding.start, finding.end, slot)
        st.markdown(f":small[:gray[{t('quality.slot_becomes')}]] {paragraphs(text)}")
