"""One campaign: how far answers and grades have come, what failed, and closing it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench import jobs
from workbench.grade import service
from workbench.grade.service import CampaignState
from workbench.ui import components, context, errors
from workbench.ui.components import Colour
from workbench.ui.grade_campaigns import state_of
from workbench.ui.job_cards import ACTIVE, REFRESH, progress_line, share_done
from workbench.ui.text import ago, language, literal, message, t

COLOURS: dict[str, Colour] = {
    "answering": "blue",
    "incomplete": "orange",
    "grading": "blue",
    "graded": "green",
    "closed": "gray",
}
SHOWN_REASONS = 5


PARTS = ("progress", "grading", "report")


def head(state: CampaignState) -> str:
    """Title, state and the parts in one row, so that a card has room; returns the part in view.

    Where people grade, the systems' names are not on the page.
    """
    campaign = state.campaign
    st.button(t("grade.back"), type="tertiary", key="back", on_click=_back)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title = t("grade.campaign_title", number=campaign.number)
        name = f" · {literal(campaign.name)}" if campaign.name else ""
        st.title(f"{title}{name}", anchor=False, width="content")
        word = state_of(state)
        st.badge(t(f"grade.state_{word}"), color=COLOURS[word])
        st.space("small")
        part = components.choice("part", {each: t(f"grade.part_{each}") for each in PARTS})
    if part != "grading":
        _facts(state)
    return part


def _facts(state: CampaignState) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        label = f"{t('grade.set')} **{literal(state.set.name)}**"
        context.page_link("grade", label, set=state.set.id)
        names = ", ".join(literal(system.name) for system in state.systems)
        st.markdown(f"{t('grade.systems_short')} **{names}**", width="content")
        campaign = state.campaign
        when = ago(campaign.created_at, context.workspace().clock(), language())
        st.caption(f"{when} · {literal(campaign.created_by)}", width="content")


def _back() -> None:
    st.query_params.from_dict({"tab": "campaigns"})


def progress(state: CampaignState) -> None:
    active = state.job is not None and state.job.state in ACTIVE
    number = str(state.campaign.number)

    @st.fragment(run_every=REFRESH if active else None)
    def live() -> None:
        with errors.shown():
            ws, who, project = context.workspace(), context.actor(), context.project()
            now = service.state(ws, who, project.id, number)
            if active and (now.job is None or now.job.state not in ACTIVE):
                st.rerun()
            _numbers(now)
            _answering(now)

    live()
    _systems(state)
    _next(state)


def _numbers(state: CampaignState) -> None:
    columns = st.columns(4)
    columns[0].metric(t("grade.questions"), f"{state.questions:,}", border=True)
    answers = f"{state.answered:,} / {state.expected:,}"
    columns[1].metric(t("grade.answers"), answers, border=True)
    gradings = f"{state.graded:,} / {state.slots:,}"
    columns[2].metric(t("grade.gradings"), gradings, border=True)
    columns[3].metric(t("grade.graders"), f"{state.campaign.graders:,}", border=True)
    if state.by_grader:
        done = [f"{literal(name)} {number:,}" for name, number in state.by_grader.items()]
        st.caption(t("grade.graded_by", names=" · ".join(done)))


def _answering(state: CampaignState) -> None:
    job = state.job
    if job is not None and job.state in ACTIVE:
        st.progress(share_done(job), text=progress_line(job))
        return
    missing = state.expected - state.answered
    if not missing or not state.is_open:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f":orange[:material/warning:] {t('grade.missing', n=missing)}")
        for reason, number in _reasons(state):
            more = f" :gray[({t('common.and_more', n=number - 1)})]" if number > 1 else ""
            st.markdown(f"- {literal(reason)}{more}")
        if context.actor().may("evaluate"):
            st.button(
                t("grade.ask_again", n=missing), key="resume", on_click=_resume, args=(state,)
            )


def _reasons(state: CampaignState) -> list[tuple[str, int]]:
    """One sentence for each kind of problem, and how many answers it cost; most frequent first."""
    if state.job is None:
        return []
    if state.job.state == "failed" and state.job.error is not None:
        return [(message(state.job.error), 1)]
    ws, campaign = context.workspace(), state.campaign
    failed = jobs.failed_items(ws, campaign.project_id, state.job.id, limit=state.job.failed)
    errors_of = [item.error for item in failed if item.error is not None]
    example = {error.key: error for error in reversed(errors_of)}
    counted = Counter(error.key for error in errors_of).most_common(SHOWN_REASONS)
    return [(message(example[key]), number) for key, number in counted]


def _resume(state: CampaignState) -> None:
    with errors.shown():
        ws, who, campaign = context.workspace(), context.actor(), state.campaign
        service.resume(ws, who, campaign.project_id, campaign.id)


def _systems(state: CampaignState) -> None:
    if any(system.random_weights for system in state.systems):
        names = ", ".join(s.name for s in state.systems if s.random_weights)
        sentence = t("grade.report_random", systems=literal(names))
        st.caption(f":orange[:material/warning:] {sentence}")


def _next(state: CampaignState) -> None:
    """What brings the campaign on: grade, close, or read."""
    who = context.actor()
    if not state.is_open:
        st.button(
            t("grade.to_report"), type="primary", key="to_report", on_click=_part, args=("report",)
        )
        return
    waiting = state.slots - state.graded
    with st.container(horizontal=True, gap="small"):
        if waiting and who.may("review"):
            st.button(
                t("grade.to_grading", n=waiting),
                type="primary",
                key="to_grading",
                on_click=_part,
                args=("grading",),
            )
        if state.graded and who.may("evaluate"):
            main = not waiting  # then it is the one thing to do
            if st.button(t("grade.close"), type="primary" if main else "secondary", key="close"):
                title = t("grade.close_title", number=state.campaign.number)
                st.dialog(title)(_closing)(state)


def _part(part: str) -> None:
    st.query_params["part"] = part


def _closing(state: CampaignState) -> None:
    """What is closed stays closed, so that this one asks."""
    waiting = state.slots - state.graded
    st.markdown(t("grade.close_counts", graded=state.graded, waiting=waiting))
    missing = state.expected - state.answered
    if missing:
        st.markdown(t("grade.close_missing", n=missing))
    st.markdown(t("grade.close_note"))
    with st.container(horizontal=True):
        if st.button(t("grade.close_now", n=state.graded), type="primary", key="close_now"):
            with errors.shown():
                ws, who, campaign = context.workspace(), context.actor(), state.campaign
                service.close(ws, who, campaign.project_id, campaign.id)
                st.query_params["part"] = "report"
                st.rerun()
        if st.button(t("common.cancel"), key="close_cancel"):
            st.rerun()
