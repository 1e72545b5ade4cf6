"""Where the project stands: the way of a record with its counts, what to do next, what is wrong."""

import streamlit as st

from workbench import jobs, projects, staleness
from workbench.projects import Overview
from workbench.records import Worker, utc_now
from workbench.review import history_service
from workbench.ui import components, context
from workbench.ui.activity import activity_list
from workbench.ui.job_cards import active_jobs
from workbench.ui.next_steps import next_steps
from workbench.ui.text import duration, language, literal, t

RECENT = 6


def stage(label: str, value: int, page: str, stuck: list[str]) -> None:
    with st.container(border=True, height="stretch", gap="small"):
        context.page_link(page, f"{label} ›")
        st.metric(label, f"{value:,}", label_visibility="collapsed")
        st.caption(" · ".join(stuck) or t("overview.nothing_stuck"))


def counted(counts: dict[str, int], **keys: str) -> list[str]:
    return [t(key, n=counts[name]) for name, key in keys.items() if counts.get(name)]


def strip(counts: Overview) -> None:
    """Documents, chunks, examples, approved, version, graded: each with what waits there."""
    columns = st.columns(6, gap="small")
    with columns[0]:
        waiting = counted(
            counts.documents,
            failed="overview.documents_failed",
            queued="overview.documents_queued",
        )
        stage(t("overview.documents"), sum(counts.documents.values()), "ingest", waiting)
    with columns[1]:
        stage(t("overview.chunks"), counts.chunks, "ingest", [])
    with columns[2]:
        waiting = counted(
            counts.examples, draft="overview.examples_draft", queued="overview.examples_queued"
        )
        stage(t("overview.examples"), counts.all_examples(), "augment", waiting)
    with columns[3]:
        waiting = counted(
            counts.examples,
            disputed="overview.examples_disputed",
            rejected="overview.examples_rejected",
        )
        if counts.stale:
            waiting.append(t("overview.examples_stale", n=counts.stale))
        stage(t("overview.approved"), counts.examples.get("approved", 0), "review", waiting)
    with columns[4]:
        stage(t("overview.versions"), counts.versions, "export", [])
    with columns[5]:
        waiting = counted(
            counts.grading, missing="overview.answers_missing", waiting="overview.gradings_waiting"
        )
        stage(t("overview.graded"), counts.grading.get("graded", 0), "grade", waiting)


def what_next(counts: Overview) -> None:
    st.subheader(t("overview.next"), anchor=False)
    steps = next_steps(counts)
    if not steps:
        st.caption(t("overview.next_nothing"))
    for number, step in enumerate(steps, start=1):
        line = f"{number}. {t(step.key, n=step.n)}"
        if step.page == "review" and (left := minutes_left()) is not None:
            line += " · " + t("overview.at_your_pace", time=duration(left * 60, language()))
        context.page_link(step.page, f"{line} ›", **step.query)
    if not counts.is_empty or not context.actor().may("curate"):
        return
    if st.button(t("common.load_sample"), type="primary", key="common.load_sample"):
        components.load_sample()


def minutes_left() -> int | None:
    """Of review, at the pace of who looks; None until that can be told."""
    return history_service.progress(workspace, actor, project.id).minutes_left


def problems(counts: Overview, workers: list[Worker]) -> None:
    found: list[tuple[str, str]] = []
    if counts.documents.get("failed"):
        found.append(("ingest", t("overview.problem_documents", n=counts.documents["failed"])))
    if counts.open_findings.get("pii"):
        found.append(("clean", t("overview.problem_pii", n=counts.open_findings["pii"])))
    st.subheader(t("overview.problems"), anchor=False)
    for page, line in found:
        context.page_link(page, f"{line} ›")
    living_problems(counts)
    if counts.jobs.get("failed"):
        st.markdown(t("overview.problem_jobs", n=counts.jobs["failed"]))
    alive = [worker for worker in workers if jobs.is_alive(worker, utc_now())]
    if not alive:
        st.markdown(f":orange-badge[{t('overview.worker')}] {t('jobs.worker_missing')}")
    elif not (found or counts.jobs.get("failed") or counts.stale or counts.pending):
        st.caption(t("overview.no_problems"))
    if alive:
        names = ", ".join(literal(worker.id) for worker in alive)
        st.caption(t("overview.worker_alive", n=len(alive)), help=names)


def living_problems(counts: Overview) -> None:
    """What no longer fits its source, each with the list behind it."""
    waiting = {"problem": "pending"}
    if counts.pending:
        line = t("overview.problem_pending", n=counts.pending)
        context.page_link("ingest", f"{line} ›", **waiting)
    if not counts.stale:
        return
    line = t("overview.problem_stale", n=counts.stale)
    context.page_link("review", f"{line} ›", tab="search", stale=1)
    if versions := len(staleness.of_project(workspace, actor, project.id).versions):
        line = t("overview.problem_stale_versions", n=versions)
        context.page_link("export", f"{line} ›")


project = context.project()
workspace, actor = context.workspace(), context.actor()
counts = projects.overview(workspace, actor, project.id)

st.title(literal(project.name), anchor=False)
st.caption(literal(project.purpose) or t("overview.lead"))
strip(counts)
left, right = st.columns([3, 2], gap="large")
with left:
    what_next(counts)
    if active_jobs() or counts.jobs:
        st.subheader(t("overview.jobs"), anchor=False)
        components.job_status()
with right:
    problems(counts, jobs.workers(workspace))
    st.subheader(t("overview.activity"), anchor=False)
    activity_list(projects.audit(workspace, actor, project.id, limit=RECENT)[0])
