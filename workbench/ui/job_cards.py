"""Jobs as people see them: progress, time left, what failed and why, cancel and retry."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st

from workbench import jobs
from workbench.records import Job, utc_now
from workbench.ui import context, errors
from workbench.ui.text import ago, duration, has, language, literal, message, t

REFRESH = "2s"
SHOWN_FAILURES = 10
ACTIVE = ("queued", "running")


def job_name(job: Job) -> str:
    key = f"jobs.kind.{job.kind}"
    return t(key) if has(key) else job.kind


def active_jobs(kinds: Collection[str] | None = None) -> list[Job]:
    """Of the project in view, newest first."""
    project = context.current_project()
    if project is None:
        return []
    recent = jobs.recent_jobs(context.workspace(), project.id)
    return [job for job in recent if job.state in ACTIVE and (not kinds or job.kind in kinds)]


def progress_line(job: Job) -> str:
    """`12 / 40 · 약 3분 남음`, or why nothing moves yet."""
    if job.cancel_requested:
        return t("common.job_cancelling")
    if job.state == "queued" or not job.total:
        return t("common.job_waiting")
    line = f"{job.done + job.failed:,} / {job.total:,}"
    if job.failed:
        line += " · " + t("common.job_failed_items", n=job.failed)
    left = jobs.eta_s(job, utc_now())
    if left is not None:
        line += " · " + t("common.time_left", time=duration(left, language()))
    return line


def share_done(job: Job) -> float:
    return min(1.0, (job.done + job.failed) / job.total) if job.total else 0.0


def job_status(kinds: Collection[str] | None = None, limit: int = 3) -> None:
    """Jobs of these kinds (all, by default): the active ones, then the latest finished ones.

    While one is active this part refreshes by itself every two seconds, and the whole page once
    when the last has ended.
    """
    running = bool(active_jobs(kinds))

    @st.fragment(run_every=REFRESH if running else None)
    def cards() -> None:
        with errors.shown():
            project = context.project()
            recent = jobs.recent_jobs(context.workspace(), project.id)
            chosen = [job for job in recent if not kinds or job.kind in kinds]
            active = [job for job in chosen if job.state in ACTIVE]
            for job in active + [job for job in chosen if job.state not in ACTIVE][:limit]:
                job_card(job)
            if running and not active:
                st.rerun()

    cards()


def job_card(job: Job) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{literal(job_name(job))}**", width="content")
            _state(job)
            st.space("stretch")
            _buttons(job)
        if job.state in ACTIVE:
            st.progress(share_done(job), text=progress_line(job))
            return
        _outcome(job)


def _state(job: Job) -> None:
    from workbench.ui.components import status_badge

    status_badge(job.state)
    when = ago(job.finished_at or job.created_at, utc_now(), language())
    st.caption(f"{when} · {literal(job.created_by)}", width="content")


def _buttons(job: Job) -> None:
    if not context.actor().may("curate"):
        return
    if job.state in ACTIVE and not job.cancel_requested:
        st.button(
            t("common.cancel"), key=f"cancel-{job.id}", on_click=_act, args=(jobs.cancel, job)
        )
    elif job.state in ("failed", "cancelled") or job.failed:
        st.button(t("common.retry"), key=f"retry-{job.id}", on_click=_act, args=(jobs.retry, job))


def _act(act: Callable[..., object], job: Job) -> None:
    with errors.shown():
        act(context.workspace(), context.actor(), job.project_id, job.id)


def _outcome(job: Job) -> None:
    line = t("common.job_done_items", n=job.done)
    if job.failed:
        line += " · " + t("common.job_failed_items", n=job.failed)
    st.caption(line)
    if job.error is not None:
        st.error(message(job.error))
    if not job.failed:
        return
    with st.expander(t("common.job_failures", n=job.failed)):
        failed = jobs.failed_items(context.workspace(), job.project_id, job.id)
        for item in failed[:SHOWN_FAILURES]:
            st.markdown(f"- {message(item.error)}")
        if len(failed) > SHOWN_FAILURES:
            st.caption(t("common.and_more", n=len(failed) - SHOWN_FAILURES))


def sidebar_jobs() -> None:
    """Slim bars, and a link to where they are shown in full."""
    running = active_jobs()
    if not running:
        return

    @st.fragment(run_every=REFRESH)
    def bars() -> None:
        with errors.shown():
            for job in active_jobs()[:4]:
                st.progress(share_done(job), text=f"{job_name(job)} · {progress_line(job)}")

    bars()
