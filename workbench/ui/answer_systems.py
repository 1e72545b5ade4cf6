"""Which system answers, and adding one."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from workbench import staleness
from workbench.answer import system_service
from workbench.records import System
from workbench.train import service as train_service
from workbench.ui import context, errors
from workbench.ui.text import t

WIDTH, BESIDE_WIDTH = 280, 220
KINDS = ("endpoint", "run", "model")


def picker() -> list[System]:
    """The system in the URL, else the built-in one; and the one beside it, where one is chosen."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    found = {each.id: each for each in system_service.list_systems(ws, actor, project.id)}
    stale = {each.id for each in staleness.of_project(ws, actor, project.id).systems}
    first = _first(found, stale)
    second = _beside({key: each for key, each in found.items() if key != first.id}, stale)
    return [first, second] if second else [first]


def _first(found: dict[str, System], stale: Collection[str]) -> System:
    names = {each.id: _name(each, each.id in stale) for each in found.values()}
    asked = st.query_params.get("system")
    chosen = asked if asked in found else next(iter(found))
    st.session_state["answer-system"] = chosen

    def keep() -> None:
        st.query_params["system"] = st.session_state["answer-system"]

    st.selectbox(
        t("answer.system"),
        list(found),
        format_func=names.__getitem__,
        key="answer-system",
        help=t("answer.system_help"),
        on_change=keep,
        width=WIDTH,
    )
    if chosen in stale:
        st.caption(f":orange[:material/warning:] {t('answer.stale_note')}", width=WIDTH)
    return found[chosen]


def _beside(others: dict[str, System], stale: Collection[str]) -> System | None:
    """A second system answers the same question in a column of its own."""
    if not others:
        return None
    asked = st.query_params.get("beside")
    st.session_state["answer-beside"] = asked if asked in others else None
    names = {key: _name(each, key in stale) for key, each in others.items()}

    def keep() -> None:
        if chosen := st.session_state["answer-beside"]:
            st.query_params["beside"] = chosen
        else:
            st.query_params.pop("beside", None)

    st.selectbox(
        t("answer.beside"),
        list(others),
        index=None,
        format_func=names.__getitem__,
        key="answer-beside",
        placeholder=t("answer.beside_none"),
        help=t("answer.beside_help"),
        on_change=keep,
        width=BESIDE_WIDTH,
    )
    return others.get(st.session_state["answer-beside"] or "")


def _name(system: System, stale: bool) -> str:
    marks = [t("answer.random_badge")] if system.random_weights else []
    marks += [t("answer.stale_badge")] if stale else []
    return " · ".join([system.name, *marks])


def adding() -> None:
    labels = {kind: t(f"answer.kind_{kind}") for kind in KINDS}
    with st.popover(t("answer.add_system")):
        kind = st.radio(
            t("answer.system_kind"),
            KINDS,
            format_func=labels.__getitem__,
            horizontal=True,
            key="system-kind",
        )
        choices = _choices(kind)
        if choices == {}:
            st.caption(t(f"answer.no_{kind}s"))
            return
        with st.form("add-system", border=False):
            name = st.text_input(t("answer.system_name"), max_chars=200)
            if choices is None:
                value = st.text_input(t("answer.model"))
            else:
                value = st.selectbox(
                    t(f"answer.{kind}"), list(choices), format_func=choices.__getitem__
                )
            retrieval = st.checkbox(t("answer.retrieval"), value=True)
            if st.form_submit_button(t("answer.add")):
                _add(kind, name, value, retrieval)


def _choices(kind: str) -> dict[str, str] | None:
    """Id -> name of what can be chosen; None where it is written."""
    ws, actor, project = context.workspace(), context.actor(), context.project()
    if kind == "endpoint":
        return {each.id: each.name for each in system_service.list_endpoints(ws, actor)}
    if kind == "run":
        runs, _ = train_service.runs(ws, actor, project.id)
        return {
            run.id: t("answer.run_name", number=run.number) for run in runs if run.state == "done"
        }
    return None


def _add(kind: str, name: str, value: str, retrieval: bool) -> None:
    with errors.shown():
        made = system_service.add_system(
            context.workspace(),
            context.actor(),
            context.project().id,
            name,
            retrieval=retrieval,
            endpoint_id=value if kind == "endpoint" else "",
            run_id=value if kind == "run" else "",
            base_model=value if kind == "model" else "",
        )
        st.query_params["system"] = made.id
        st.toast(t("answer.added"))
        st.rerun()
