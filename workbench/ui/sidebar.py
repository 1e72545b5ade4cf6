"""Project switcher, navigation in groups, running jobs, language, and who acts."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench import access, accounts, projects
from workbench.access import Actor
from workbench.ui import context, errors
from workbench.ui.forms import form_key, form_token, taken
from workbench.ui.job_cards import sidebar_jobs
from workbench.ui.text import LANGUAGE_COOKIE, LANGUAGES, language, literal, t

GROUPS: dict[str, tuple[str, ...]] = {
    "": ("overview",),
    "common.group_data": ("ingest", "augment", "clean", "review"),
    "common.group_dataset": ("export",),
    "common.group_model": ("train", "answer", "grade"),
    "common.group_system": ("settings",),
}
"""Heading -> stems, in the order of the sidebar; a stage without a page yet is left out."""
LOGO = Path(__file__).parent / "static" / "icon.png"
ONE_YEAR_S = 365 * 24 * 3600

_keep_language = st.components.v2.component(
    "workbench_language",
    html="<span hidden></span>",
    js="export default function ({ data }) { document.cookie = data.cookie; }",
)


def groups() -> dict[str, list[str]]:
    """`GROUPS`, of the pages that there are."""
    there = {
        group: [stem for stem in stems if (context.PAGES_FOLDER / f"{stem}.py").is_file()]
        for group, stems in GROUPS.items()
    }
    return {group: stems for group, stems in there.items() if stems}


def show(who: Actor) -> None:
    st.logo(str(LOGO), size="large")
    with st.sidebar:
        _project_switcher(who)
        for group, stems in groups().items():
            if group:
                st.caption(t(group))
            with st.container(gap="xxsmall"):
                for stem in stems:
                    context.page_link(stem, t(f"{stem}.title"))
        sidebar_jobs()
        st.divider()
        _language_switch()
        _who(who)


def _project_switcher(who: Actor) -> None:
    known = {
        project.id: project.name for project in projects.list_projects(context.workspace(), who)
    }
    current = context.current_project()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if current is not None:
            st.session_state["project_picker"] = current.id
            st.selectbox(
                t("common.project"),
                list(known),
                format_func=lambda project_id: known.get(project_id, ""),
                key="project_picker",
                on_change=_switch_project,
            )
        if who.may("curate"):
            # Beside the picker a sign is enough; alone it has to say what it is for.
            label = t("common.new_project") if current is None else "＋"
            help_text = t("common.new_project") if current else None
            # Another key is another popover: it closes once a project is made.
            with st.popover(label, help=help_text, key=f"popover-{form_key('new_project')}"):
                _new_project_form()


def _switch_project() -> None:
    """Filters in the URL belong to the project that was left."""
    context.choose_project(st.session_state["project_picker"])


def _new_project_form() -> None:
    with st.form(form_key("new_project"), border=False):
        name = st.text_input(t("common.project_name"), max_chars=projects.MAX_NAME)
        purpose = st.text_input(t("common.project_purpose"))
        pressed = st.form_submit_button(t("common.create"))
    if pressed:
        with errors.shown():
            ws, who, key = context.workspace(), context.actor(), form_token("new_project")
            made = projects.create_project(ws, who, name, purpose, key)
            taken("new_project")
            context.choose_project(made.id)
            context.go("overview")


def _language_switch() -> None:
    st.session_state["language_picker"] = language()
    names = {code: t(f"common.language_{code}") for code in LANGUAGES}
    st.radio(
        t("common.language"),
        LANGUAGES,
        format_func=names.__getitem__,
        key="language_picker",
        horizontal=True,
        on_change=_switch_language,
        label_visibility="collapsed",
    )
    cookie = f"{LANGUAGE_COOKIE}={language()}; path=/; max-age={ONE_YEAR_S}; SameSite=Lax"
    if st.session_state.get("language_chosen"):
        _keep_language(key="keep_language", data={"cookie": cookie})


def _switch_language() -> None:
    st.session_state["language"] = st.session_state["language_picker"]
    st.session_state["language_chosen"] = True


def _who(who: Actor) -> None:
    if who == access.OWNER:
        st.caption(t("common.owner"))
        return
    roles = ", ".join(t(f"common.role_{role}") for role in who.roles)
    st.caption(f"{literal(who.name)} · {roles}")
    st.button(t("common.sign_out"), key="sign_out", type="tertiary", on_click=_sign_out)


def _sign_out() -> None:
    """The session's row goes, so that its cookie opens nothing any more."""
    token = context.session_token()
    if token:
        accounts.sign_out(context.workspace(), token)
