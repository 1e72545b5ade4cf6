"""The tab of duplicates: numbers, the threshold with what it touches, clusters decided in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.clean import cluster_service, finding_service
from workbench.clean.cases import Case, CasePage, Cluster, Keep, ScoreCount
from workbench.clean.dedup import MERGED, THRESHOLD
from workbench.records import FindingState
from workbench.ui import clean_glossary, components, context
from workbench.ui import finding_actions as actions
from workbench.ui import finding_cards as cards
from workbench.ui.text import t

CLUSTERS = 10
SHOW = ("all", "sure", "look", "contradiction")
STATES: tuple[FindingState, ...] = ("open", "accepted", "dismissed")
_LOOK = ("answer", "similar", "meaning", "paraphrase", "question")


def show(overall: CasePage) -> None:
    """The whole tab."""
    scores = cluster_service.duplicate_scores(
        context.workspace(), context.actor(), context.project().id
    )
    _numbers(overall, scores)
    _sure_button(scores)
    least = _threshold(scores)
    state, kind = _filters(overall, scores, least)
    kinds = {"all": cluster_service.KINDS, "contradiction": ("contradiction",)}.get(
        kind, ("duplicate",)
    )
    types = {"sure": MERGED, "look": _LOOK}.get(kind, ())
    total = _page(state, kinds, types, least, 0, 0).total
    offset = components.pagination(total, CLUSTERS)
    found = _page(state, kinds, types, least, CLUSTERS, offset)
    if not found.clusters:
        st.caption(t("clean.nothing_duplicates" if state == "open" else "clean.nothing_decided"))
    cases = [case for cluster in found.clusters for case in cluster.cases]
    actions.bulk_buttons(cases, len(cases), kinds, types)
    for cluster in found.clusters:
        _cluster(cluster)
    clean_glossary.show()


def _page(
    state: FindingState,
    kinds: Sequence[str],
    types: Sequence[str],
    least: float,
    limit: int,
    offset: int,
) -> Any:
    return cluster_service.list_clusters(
        context.workspace(), context.actor(), context.project().id,
        kinds=kinds, types=types, state=state, min_score=least, limit=limit, offset=offset,
    )  # fmt: skip


def _number(scores: Sequence[ScoreCount], types: Sequence[str], state: str, least: float) -> int:
    return sum(s.count for s in scores if s.type in types and s.state == state and s.score >= least)


def _numbers(overall: CasePage, scores: Sequence[ScoreCount]) -> None:
    sure = _number(scores, MERGED, "open", 0)
    look = _number(scores, _LOOK, "open", THRESHOLD)
    st.markdown(
        t(
            "clean.summary_duplicates",
            same=sure,
            look=look,
            other=overall.number("contradiction"),
            examples=overall.examples,
        )
    )
    accepted, dismissed = (
        overall.number(*cluster_service.KINDS, state=state) for state in STATES[1:]
    )
    line = t("clean.decided_line", accepted=accepted, dismissed=dismissed)
    st.caption(f"{line} · {t('clean.duplicates_note')}")


def _sure_button(scores: Sequence[ScoreCount]) -> None:
    number = _number(scores, MERGED, "open", 0)
    if number and context.actor().may("curate"):
        actions.button("clean.accept_sure", "accept-sure", _accept_sure, n=number)


def _accept_sure() -> None:
    actions.decide_all("accepted", ("duplicate",), MERGED)


def _threshold(scores: Sequence[ScoreCount]) -> float:
    """From which score on pairs for review are shown; in the URL, with what it touches beside."""
    asked = st.query_params.get("from", "")
    current = float(asked) if asked.replace(".", "", 1).isdecimal() else THRESHOLD
    st.session_state["threshold"] = min(max(round(current * 20) * 5, 40), 90)

    def keep() -> None:
        st.query_params["from"] = f"{st.session_state['threshold'] / 100:.2f}"

    left, right = st.columns([1, 2], gap="large", vertical_alignment="center")
    with left:
        percent = st.slider(
            t("clean.threshold"), 40, 90, step=5, key="threshold", format="%d%%", on_change=keep,
            help=t("clean.threshold_help"),
        )  # fmt: skip
        least = percent / 100
        shown = _number(scores, _LOOK, "open", least)
        every = _number(scores, _LOOK, "open", 0)
        st.caption(t("clean.threshold_touches", shown=shown, hidden=every - shown))
    with right:
        opened = [s for s in scores if s.state == "open"]
        if opened:
            st.altair_chart(_histogram(opened, least), key="scores")
    return least


def _histogram(scores: Sequence[ScoreCount], least: float) -> Any:
    """Open findings by score: shown ones are filled, those under the threshold are outlines."""
    import altair as alt

    bins: dict[tuple[int, str], int] = {}
    names = {kind: t(f"clean.scores_{kind}") for kind in ("sure", "look", "under")}
    for found in scores:
        kind = "sure" if found.type in MERGED else "look" if found.score >= least else "under"
        low = min(int(found.score * 20 + 1e-9) * 5, 95)
        bins[low, names[kind]] = bins.get((low, names[kind]), 0) + found.count
    rows = [{"low": low, "high": low + 5, "what": k, "n": n} for (low, k), n in bins.items()]
    score, number = t("clean.score_axis"), t("clean.number_axis")
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke="#64748b")
        .encode(
            x=alt.X("low:Q", title=score, bin="binned", scale=alt.Scale(domain=[40, 100])),
            x2="high:Q",
            y=alt.Y("n:Q", title=number, axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(
                    domain=list(names.values()), range=["#1d4ed8", "#F58518", "#e2e8f0"]
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("what:N", title=" "),
                alt.Tooltip("low:Q", title=score),
                alt.Tooltip("n:Q", title=number, format=",d"),
            ],
        )
        .properties(height=240, title=t("clean.scores_title"))
    )


def _filters(
    overall: CasePage, scores: Sequence[ScoreCount], least: float
) -> tuple[FindingState, str]:
    labels: dict[str, str] = {}
    for state in STATES:
        number = overall.number(*cluster_service.KINDS, state=state)
        labels[state] = f"{t(f'clean.state_{state}')} {number:,}"
    with st.container(horizontal=True, gap="large"):
        chosen = components.choice("state", labels, t("clean.state"))
        state = next(s for s in STATES if s == chosen)
        numbers = {
            "sure": _number(scores, (*MERGED, finding_service.PICKED), state, 0),
            "look": _number(scores, _LOOK, state, least),
            "contradiction": overall.number("contradiction", state=state),
        }
        numbers["all"] = sum(numbers.values())
        shows = {name: f"{t(f'clean.show_{name}')} {numbers[name]:,}" for name in SHOW}
        kind = components.choice("show", shows, t("clean.type"))
    return state, kind


# ---- one cluster -------------------------------------------------------------------------------


def _cluster(cluster: Cluster) -> None:
    """The example in the middle once; below it what each other one is, with the differences."""
    undecided = [case.finding.id for case in cluster.cases if case.finding.state == "open"]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{t('clean.cluster', n=len(cluster.cases) + 1)}**", width="content")
            if len(undecided) > 1 and context.actor().may("review"):
                key = cluster.id
                actions.button(
                    "clean.accept_cluster", f"accept-c-{key}", actions.decide, undecided, "accepted"
                )
                actions.button(
                    "clean.dismiss_cluster",
                    f"dismiss-c-{key}",
                    actions.decide,
                    undecided,
                    "dismissed",
                )
        for number, case in enumerate(cluster.cases):
            if number:
                st.divider()
            cards.pair_card(case)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if case.finding.kind == "contradiction" and case.finding.state == "open":
                    _contradiction_buttons(case)
                else:
                    actions.case_buttons(case)
                if case.other is not None:
                    _example_link("clean.left_example", case.other.example_id)
                _example_link("clean.right_example", case.text.example_id)


def _example_link(label: str, example_id: str) -> None:
    """To the example's history, where it can be edited: merged into one, or given its scope."""
    context.page_link("review", t(label), tab="search", example=example_id)


def _contradiction_buttons(case: Case) -> None:
    """Which answer stays. To merge both into one, or to say in the questions which case each one
    is for, the example is edited: the links beside lead there."""
    if not context.actor().may("review"):
        return
    with st.container(horizontal=True, gap="small", width="content"):
        choices: tuple[Keep, ...] = ("other", "this", "both")
        for keep in choices:
            key = f"keep-{keep}-{case.finding.id}"
            actions.button(f"clean.keep_{keep}", key, _settle, case.finding.id, keep)


def _settle(finding_id: str, keep: Keep) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    cluster_service.settle_contradiction(ws, actor, project.id, finding_id, keep)
    actions.remember([finding_id])
    st.toast(t("clean.decided", n=1))
