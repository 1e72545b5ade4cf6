"""What a page works with: the workspace of this server, who acts, and the project in view.

Pages call these and nothing below them. `actor` asks the database each time, so that a session
that was ended elsewhere ends here at the next click.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from workbench import access, accounts, projects
from workbench.access import Actor, Permission
from workbench.records import Project
from workbench.settings import Settings
from workbench.ui.text import t
from workbench.workspace import Workspace, open_workspace

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"
SESSION_COOKIE = "workbench_session"

_opened: dict[Settings, Workspace] = {}
_lock = threading.Lock()


def workspace() -> Workspace:
    """One per process and settings; opened (and its database migrated) by the first who asks."""
    settings = _settings(tuple(item for item in os.environ.items() if item[0].startswith("WORKB")))
    with _lock:
        if settings not in _opened:
            _opened[settings] = open_workspace(settings)
        return _opened[settings]


@lru_cache(maxsize=8)
def _settings(_environment: tuple[tuple[str, str], ...]) -> Settings:
    """Read again only where the environment changed: this is asked many times in a rerun."""
    return Settings()


def close_workspaces() -> None:
    """At the end of the server, and between tests."""
    with _lock:
        while _opened:
            _opened.popitem()[1].close()


def session_token() -> str | None:
    """What the browser's cookie holds; as it was when this browser connected."""
    token = st.context.cookies.get(SESSION_COOKIE)
    return token if isinstance(token, str) else None


def signed_in() -> Actor | None:
    """None where this installation has users and this browser has not signed in."""
    ws = workspace()
    if not accounts.has_users(ws):
        return access.OWNER
    token = session_token()
    return accounts.actor_for_token(ws, token) if token else None


def actor() -> Actor:
    """Who acts. Stops the run where nobody is signed in: the next run shows the form."""
    found = signed_in()
    if found is None:
        st.rerun()
        raise AssertionError("unreachable")
    return found


def require(permission: Permission) -> Actor:
    """The actor, who may do this; else NotAllowed, which `app` shows as one sentence."""
    who = actor()
    access.require(who, permission)
    return who


def current_project() -> Project | None:
    """Named by the URL (`?project=`), else chosen before in this session, else the newest."""
    known = projects.list_projects(workspace(), actor())
    by_id = {project.id: project for project in known}
    newest = max(by_id, default=None)
    asked, chosen = st.query_params.get("project"), st.session_state.get("project_id")
    for candidate in (asked, chosen, newest):
        if candidate in by_id:
            st.session_state["project_id"] = candidate
            return by_id[str(candidate)]
    return None


def choose_project(project_id: str) -> None:
    """In view from the next run on, without the filters of this one."""
    st.session_state["project_id"] = project_id
    st.query_params.from_dict({"project": project_id})


def keep_in_url(url_path: str) -> None:
    """Put the project into the address, so that it shows the same to whoever it is sent to.

    Setting any one makes the browser show all query parameters of this run. After a link to the
    page that is open already it would not, and would forget them at the next run; after a link to
    another page it does so by itself, and being told would add a step to its history.
    """
    found = current_project()
    moved = st.session_state.get("page_shown") != url_path
    st.session_state["page_shown"] = url_path
    if found is not None and not (moved and st.query_params.get("project") == found.id):
        st.query_params["project"] = found.id


def project() -> Project:
    """The project in view; where there is none, the empty state is shown and the run stops."""
    found = current_project()
    if found is None:
        from workbench.ui import components

        components.empty_installation()
        st.stop()
    return found


def page(stem: str) -> Any:
    """The navigation's page object for `pages/<stem>.py`."""
    return st.Page(PAGES_FOLDER / f"{stem}.py", url_path=stem, title=t(f"{stem}.title"))


def page_link(stem: str, label: str, **query: str | int | None) -> None:
    """A link inside the workbench, filters in `query`; the project goes with it.

    Shown as plain text where the page is not in the navigation (yet, or for these roles).
    """
    filters = _filters(query)
    try:
        st.page_link(page(stem), label=label, help="", icon="", query_params=filters)
    except StreamlitAPIException:
        st.markdown(label)


def go(stem: str, **query: str | int | None) -> None:
    """Change to a page from a button; does not return."""
    st.switch_page(page(stem), query_params=_filters(query))


def _filters(query: Mapping[str, str | int | None]) -> dict[str, str]:
    filters = {name: str(value) for name, value in query.items() if value is not None}
    if "project_id" in st.session_state:
        filters.setdefault("project", st.session_state["project_id"])
    return filters


def guarded(run: Callable[[], object]) -> None:
    """Run a page or a callback; an error becomes a sentence (see `workbench.ui.errors`)."""
    from workbench.ui.errors import shown

    with shown():
        run()
