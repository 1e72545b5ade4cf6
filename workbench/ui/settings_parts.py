"""The parts of the settings page. What each may do is checked by the services they call."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata, util
from pathlib import Path

import pandas as pd
import streamlit as st

from workbench import accounts, backup, projects
from workbench.answer import vector_service
from workbench.records import ROLES, User
from workbench.ui import components, context, errors
from workbench.ui.activity import action_name, counts_line
from workbench.ui.forms import form_key, taken
from workbench.ui.text import ago, language, literal, message, size, t

CORE = ("streamlit", "SQLAlchemy", "dbos", "pydantic", "pypdfium2", "openpyxl", "openai")
EXTRAS: dict[str, tuple[str, ...]] = {
    "datasets": ("datasets",),
    "train": ("torch", "transformers", "trl", "peft", "accelerate"),
    "embeddings": ("sentence_transformers", "chromadb"),
}
"""Optional extras of pyproject.toml and the modules that each brings."""


def people() -> None:
    ws, actor = context.workspace(), context.actor()
    users = accounts.list_users(ws, actor)
    if not users:
        st.markdown(t("settings.no_users"))
    for user in users:
        _person(user)
    with st.popover(t("settings.add_user"), type="primary"):
        _add_user_form(first=not users)
    st.caption(t("settings.endpoints_elsewhere"))
    context.page_link("augment", f"{t('augment.title')} ›")


def _role_names() -> dict[str, str]:
    return {role: t(f"common.role_{role}") for role in ROLES}


def _person(user: User) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(user.name)}**", width=160)
        if not user.active:
            st.badge(t("settings.inactive"), color="gray")
        st.multiselect(
            t("settings.roles"),
            ROLES,
            default=list(user.roles),
            format_func=_role_names().__getitem__,
            key=f"roles-{user.id}",
            label_visibility="collapsed",
            on_change=_set_roles,
            args=(user,),
        )
        with st.popover(t("common.password")):
            _password_form(user)
        label = t("settings.deactivate") if user.active else t("settings.activate")
        st.button(label, key=f"active-{user.id}", on_click=_set_active, args=(user,))


def _set_roles(user: User) -> None:
    with errors.shown():
        chosen = tuple(st.session_state[f"roles-{user.id}"])
        accounts.set_roles(context.workspace(), context.actor(), user.name, chosen)


def _set_active(user: User) -> None:
    with errors.shown():
        accounts.set_active(context.workspace(), context.actor(), user.name, not user.active)


def _password_form(user: User) -> None:
    with st.form(f"password-{user.id}", clear_on_submit=True, border=False):
        password = st.text_input(t("settings.new_password"), type="password")
        if st.form_submit_button(t("settings.save")):
            with errors.shown():
                accounts.set_password(context.workspace(), context.actor(), user.name, password)
                st.success(t("settings.password_saved"))


def _add_user_form(first: bool) -> None:
    with st.form(form_key("add_user"), border=False):
        name = st.text_input(t("common.user_name"))
        password = st.text_input(
            t("common.password"),
            type="password",
            help=t("settings.password_help", least=accounts.MIN_PASSWORD),
        )
        roles = st.multiselect(
            t("settings.roles"),
            ROLES,
            default=["admin"] if first else ["reviewer"],
            format_func=_role_names().__getitem__,
        )
        if first:
            st.caption(t("settings.first_user"))
        pressed = st.form_submit_button(t("settings.add"))
    if pressed:
        with errors.shown():
            accounts.add_user(context.workspace(), context.actor(), name, tuple(roles), password)
            taken("add_user")
            st.rerun()


def storage() -> None:
    ws, actor = context.workspace(), context.actor()
    used = _folder_sizes(ws.settings.data_dir)
    with st.container(horizontal=True):
        for name, number_of_bytes in used.items():
            st.metric(t(f"settings.used_{name}"), size(number_of_bytes), border=True)
    st.subheader(t("settings.backups"), anchor=False)
    st.caption(t("settings.backups_lead"))
    if st.button(t("settings.backup_now"), type="primary", key="backup_now"):
        with st.spinner(t("settings.backing_up")):
            report = backup.backup(ws, actor)
        st.success(t("settings.backup_done", rows=report.rows, files=report.files))
    found = backup.list_backups(ws, actor)
    if not found:
        st.caption(t("settings.no_backups"))
        return
    stats = [(path.name, path.stat()) for path in found]
    table = {
        t("settings.file"): [name for name, _ in stats],
        t("settings.size"): [size(stat.st_size) for _, stat in stats],
        t("settings.when"): [_since(stat.st_mtime) for _, stat in stats],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")


def _since(timestamp: float) -> str:
    return ago(datetime.fromtimestamp(timestamp, UTC), context.workspace().clock(), language())


def _folder_sizes(data_dir: Path) -> dict[str, int]:
    """Bytes below the data folder: database files, stored files, backups."""

    def total(paths: Sequence[Path]) -> int:
        return sum(path.stat().st_size for path in paths if path.is_file())

    return {
        "database": total(list(data_dir.glob("*.sqlite*"))),
        "files": total(list((data_dir / "files").rglob("*"))),
        "backups": total(list((data_dir / "backups").glob("*"))),
    }


def versions() -> None:
    release = _version("curation-workbench") or ""
    st.markdown(f"**{t('common.app_name')}** {release} · Python {platform.python_version()}")
    installed = {name: _version(name) for name in CORE}
    table = {
        t("settings.package"): list(installed),
        t("settings.version"): [version or "-" for version in installed.values()],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, width=420)
    _search()
    st.subheader(t("settings.extras"), anchor=False)
    for extra, modules in EXTRAS.items():
        missing = [name for name in modules if util.find_spec(name) is None]
        if not missing:
            st.markdown(f":green-badge[{t('settings.installed')}] **{extra}**")
            continue
        st.markdown(
            f":gray-badge[{t('settings.missing')}] **{extra}** · {t(f'settings.extra_{extra}')}"
        )
        st.caption(t("settings.missing_packages", names=", ".join(missing)))
        st.code(f'python -m pip install "curation-workbench[{extra}]"', language="shell")


def _search() -> None:
    ws = context.workspace()
    model = ws.settings.embedding_model
    st.subheader(t("settings.search"), anchor=False)
    problem = vector_service.problem(ws) if model else None
    if not model:
        st.markdown(t("settings.search_words"))
    elif problem is None:
        st.markdown(t("settings.search_meaning", model=literal(model)))
    else:
        st.warning(t("settings.search_problem", reason=literal(message(problem))))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def audit_log() -> None:
    """Of the project in view; for admins of everything."""
    ws, actor = context.workspace(), context.actor()
    project = context.current_project()
    everything = actor.may("administer")
    if project is None and not everything:
        st.caption(t("overview.no_activity"))
        return
    scope = None if everything or project is None else project.id
    number = st.query_params.get("page", "1")
    offset = (max(1, int(number) if number.isdigit() else 1) - 1) * components.PAGE_SIZE
    events, total = projects.audit(ws, actor, scope, components.PAGE_SIZE, offset)
    table = {
        t("settings.when"): [event.at for event in events],
        t("settings.who"): [event.actor for event in events],
        t("settings.what"): [action_name(event) for event in events],
        t("settings.counts"): [counts_line(event) for event in events],
        t("settings.reason"): [event.reason for event in events],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")
    components.pagination(total)
