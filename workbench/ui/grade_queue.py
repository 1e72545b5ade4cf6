"""Grading: the card with its hand, and what it sends."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.grade import grading_service
from workbench.grade.grading_service import GradingProgress
from workbench.grade.service import CampaignState
from workbench.ui import components, context, grade_card
from workbench.ui.job_cards import ACTIVE
from workbench.ui.text import language, render_error, t

MOST_ACKS = 200


def show(state: CampaignState) -> None:
    if not state.is_open:
        if components.empty_state("grade.closed_note", "grade.to_report"):
            _go("report")
        return
    if not context.actor().may("review"):
        st.info(t("grade.grading_read_only"))
        return
    if not state.slots:
        _not_yet(state)
        return
    st.session_state["grading_campaign"] = state.campaign.id
    _queue(state)


def _go(part: str) -> None:
    st.query_params["part"] = part
    st.rerun()


def _not_yet(state: CampaignState) -> None:
    active = state.job is not None and state.job.state in ACTIVE
    key = "grade.answers_coming" if active else "grade.answers_missing"
    if components.empty_state(key, "grade.to_progress"):
        _go("progress")


@st.fragment
def _queue(state: CampaignState) -> None:
    ws, who, campaign = context.workspace(), context.actor(), state.campaign
    cards = grading_service.claim(ws, who, campaign.project_id, campaign.id)
    progress = grading_service.progress(ws, who, campaign.project_id, campaign.id)
    run = st.session_state["grade_run"] = st.session_state.get("grade_run", 0) + 1
    grade_card.show(
        scope=f"{campaign.id}.{who.name}",
        cards=cards,
        progress=progress,
        empty=_empty_sentence(progress),
        acks=st.session_state.get("grade_acks", {}),
        run=run,
        on_message=receive,
    )
    if not cards:
        _what_next(progress)


def _empty_sentence(progress: GradingProgress) -> str:
    if not progress.waiting:
        return t("grade.all_graded", n=progress.total)
    if progress.mine:
        return t("grade.mine_done", n=progress.mine, waiting=progress.waiting)
    return t("grade.others_hold", n=progress.waiting)


def _what_next(progress: GradingProgress) -> None:
    if not progress.waiting and context.actor().may("evaluate"):
        if st.button(t("grade.to_close"), type="primary", key="to_close"):
            st.query_params["part"] = "progress"
            st.rerun()
    elif not progress.waiting:
        st.caption(t("grade.wait_for_close"))


def receive() -> None:
    """A message of the card: record each grading, and remember what to answer."""
    sent, broken = grade_card.read_message(st.session_state[grade_card.KEY].get("message"))
    acks: dict[str, Any] = st.session_state.setdefault("grade_acks", {})
    for key in broken:
        acks[key] = {"ok": False, "message": t("error.grade_unreadable")}
    for item in sent:
        try:
            acks[item.key] = {"ok": True, "slot": _record(item)}
        except WorkbenchError as error:
            acks[item.key] = {"ok": False, "message": render_error(error, language())}
    for key in list(acks)[:-MOST_ACKS]:
        del acks[key]


def _record(item: grade_card.Sent) -> str:
    ws, who, project = context.workspace(), context.actor(), context.project()
    if item.action == "grade":
        return grading_service.submit(ws, who, project.id, item.grades()).id
    campaign_id = st.session_state["grading_campaign"]
    return grading_service.undo(ws, who, project.id, campaign_id, item.undoes).id
