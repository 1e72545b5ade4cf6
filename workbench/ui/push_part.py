"""Push to a hub, of a version or of a model: where it is, a small form, and the job under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from workbench import jobs
from workbench.errors import WorkbenchError
from workbench.export.hub_request import push_url
from workbench.export.hub_target import Hub, admit, hub_of
from workbench.records import ConfidentialityLevel, Push
from workbench.ui import components, context, errors
from workbench.ui.text import ago, language, literal, render_error, t

Start = Callable[[str, bool], object]
"""Takes the repository and whether it is to be public."""


@dataclass(frozen=True)
class PushSubject:
    kind: str
    """Of the job."""
    parameter: str
    """Of the job, that names the subject."""
    id: str
    level: ConfidentialityLevel
    tag: str


def push_part(subject: PushSubject, made: Sequence[Push], start: Start | None) -> None:
    """`start` is None where this person may not push."""
    if st.session_state.pop("push_started", None):
        st.toast(t("export.push_started"))
    _made(made)
    if start is not None:
        with errors.shown():
            _form(subject, hub_of(context.workspace().settings), made, start)
    _job(subject)


def _made(made: Sequence[Push]) -> None:
    if not made:
        st.caption(t("export.push_none"))
        return
    now = context.workspace().clock()
    shown = {True: t("export.push_private"), False: t("export.push_public")}
    st.dataframe(
        [
            {
                t("export.push_repo"): push.repo_id,
                t("export.push_tag"): push.tag,
                t("export.push_visibility"): shown[push.private],
                t("export.push_date"): ago(push.created_at, now, language()),
                t("export.push_by"): push.created_by,
                t("export.push_commit"): push.commit[:10],
                t("export.push_open"): push_url(push),
            }
            for push in made
        ],
        hide_index=True,
        column_config={t("export.push_open"): st.column_config.LinkColumn(width="large")},
    )


def _form(subject: PushSubject, hub: Hub, made: Sequence[Push], start: Start) -> None:
    try:
        admit(hub, subject.level, public=False)
    except WorkbenchError as refused:
        st.info(render_error(refused, language(), literal))
        return
    st.caption(t("export.push_lead", host=literal(hub.host), tag=subject.tag))
    if hub.token is None and hub.trust != "local":
        st.caption(f":orange[:material/warning:] {t('export.push_no_token')}")
    with st.form(f"push-{subject.id}", border=False):
        columns = st.columns([4, 2, 2], vertical_alignment="bottom")
        repo = columns[0].text_input(
            t("export.push_repo"),
            value=made[0].repo_id if made else "",
            placeholder=t("export.push_repo_placeholder"),
            key=f"push-repo-{subject.id}",
        )
        public = columns[1].toggle(
            t("export.push_public"),
            disabled=subject.level != "public",
            help=t("export.push_public_help"),
            key=f"push-public-{subject.id}",
        )
        pressed = columns[2].form_submit_button(t("export.push"), key=f"push-{subject.id}-go")
    if pressed:
        start(repo, public)
        st.session_state["push_started"] = True
        st.rerun()


def _job(subject: PushSubject) -> None:
    """Only while there is something to see to: what came to its end is in the list."""
    project = context.project()
    recent = jobs.recent_jobs(context.workspace(), project.id)
    latest = next((job for job in recent if job.kind == subject.kind), None)
    if latest and latest.state != "done" and latest.parameters[subject.parameter] == subject.id:
        components.job_status([subject.kind], limit=1)
