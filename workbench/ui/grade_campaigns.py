"""The list of campaigns, and starting one: a set, two to four systems, how many graders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from workbench.answer import system_service
from workbench.grade import report_service, service
from workbench.grade.service import CampaignState
from workbench.grade.set_service import SetRow
from workbench.records import System, utc_now
from workbench.ui import components, context, errors, grade_sets
from workbench.ui.forms import form_key, form_token, taken
from workbench.ui.job_cards import ACTIVE
from workbench.ui.text import ago, language, literal, t

DEFAULT_GRADERS = 2


def show(sets: Sequence[SetRow], total: int) -> None:
    usable = [row for row in sets if row.questions]
    if context.actor().may("evaluate"):
        if not usable:
            if components.empty_state("grade.no_usable_set", "grade.to_sets"):
                st.query_params["tab"] = "sets"
                st.rerun()
        elif not total or st.query_params.get("new") == "campaign":
            _new(usable, total)
        else:
            st.button(t("grade.new_campaign"), type="primary", key="new", on_click=_open_form)
    elif not total:
        components.empty_state("grade.no_campaign")
    if total:
        _list(total)


def _open_form() -> None:
    st.query_params["new"] = "campaign"


def _close_form() -> None:
    for name in ("new", "of"):
        st.query_params.pop(name, None)


# ---- a new one -----------------------------------------------------------------------------------


def _new(sets: Sequence[SetRow], total: int) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{t('grade.new_campaign')}**", width="content")
            st.space("stretch")
            with st.popover(t("grade.import_answers"), key=f"answers-{form_key('answers')}"):
                _import_answers()
            if total:
                st.button(
                    t("common.cancel"), type="tertiary", key="close-form", on_click=_close_form
                )
        left, right = st.columns([3, 2], gap="large")
        with left:
            row, systems, graders, name = _fields(sets)
        with right:
            _before_start(row, systems, graders)
            st.button(
                t("grade.start"),
                type="primary",
                key="start",
                disabled=not service.LEAST_SYSTEMS <= len(systems) <= service.MOST_SYSTEMS,
                on_click=_start,
                args=(row, systems, graders, name),
            )


def _fields(sets: Sequence[SetRow]) -> tuple[SetRow, list[System], int, str]:
    by_id = {row.set.id: row for row in sets}
    names = {
        key: t("grade.set_name_count", name=row.set.name, n=row.questions)
        for key, row in by_id.items()
    }
    asked = st.query_params.get("of")
    set_id = st.selectbox(
        t("grade.set"),
        list(by_id),
        index=list(by_id).index(asked) if asked in by_id else 0,
        format_func=names.__getitem__,
        key="campaign-set",
    )
    ws, who, project = context.workspace(), context.actor(), context.project()
    systems = system_service.list_systems(ws, who, project.id, imported=True)
    known = {system.id: system for system in systems}
    called = {system.id: system_name(system) for system in systems}
    chosen = st.multiselect(
        t("grade.systems", least=service.LEAST_SYSTEMS, most=service.MOST_SYSTEMS),
        list(known),
        format_func=called.__getitem__,
        max_selections=service.MOST_SYSTEMS,
        placeholder=t("grade.systems_placeholder"),
        help=t("grade.systems_help"),
        key="campaign-systems",
    )
    left, right = st.columns([1, 2])
    graders = left.number_input(
        t("grade.graders"),
        1,
        service.MOST_GRADERS,
        DEFAULT_GRADERS,
        key="campaign-graders",
        help=t("grade.graders_help"),
    )
    name = right.text_input(t("grade.campaign_name"), max_chars=200, key="campaign-name")
    return by_id[set_id], [known[key] for key in chosen], int(graders), name


def system_name(system: System) -> str:
    kind = t(f"grade.kind_{system.kind}")
    random = f" · {t('answer.random_badge')}" if system.random_weights else ""
    return f"{system.name} · {kind}{random}"


def _before_start(row: SetRow, systems: Sequence[System], graders: int) -> None:
    """What the start button will set going, in words."""
    if len(systems) < service.LEAST_SYSTEMS:
        st.caption(t("grade.choose_systems", least=service.LEAST_SYSTEMS))
        return
    st.markdown(
        t(
            "grade.will_ask",
            n=row.questions * len(systems),
            questions=row.questions,
            systems=len(systems),
        )
    )
    st.markdown(t("grade.will_grade", n=row.questions * graders, graders=graders))
    st.markdown(t("grade.will_compare", name=literal(systems[0].name)))
    if row.set.frozen_at is None:
        st.markdown(f":orange[:material/lock:] {t('grade.will_freeze')}")
    if any(system.random_weights for system in systems):
        st.markdown(f":orange[:material/warning:] {t('grade.random_chosen')}")


def _start(row: SetRow, systems: Sequence[System], graders: int, name: str) -> None:
    with errors.shown():
        ws, who, project = context.workspace(), context.actor(), context.project()
        key = form_token("campaign")
        ids = [system.id for system in systems]
        made = service.start_campaign(
            ws, who, project.id, row.set.id, ids, graders=graders, name=name, key=key
        )
        _close_form()
        st.query_params["campaign"] = str(made.number)


def _import_answers() -> None:
    key = form_key("answers")
    st.caption(t("grade.import_answers_lead"))
    with st.form(key, border=False):
        name = st.text_input(t("grade.import_answers_name"), max_chars=200, key=f"{key}-name")
        upload = grade_sets.file_box(key)
        pressed = st.form_submit_button(t("grade.import_button"), type="primary")
    if pressed and upload is not None:
        with errors.shown():
            ws, who, project = context.workspace(), context.actor(), context.project()
            called, token = name.strip() or Path(upload.name).stem, form_token("answers")
            with grade_sets.on_disk(upload) as path:
                made = report_service.import_answers(
                    ws, who, project.id, path, upload.name, called, token
                )
            taken("answers")
            answers = int(made.parameters["answers"])
            grade_sets.note("success", t("grade.answers_imported", name=made.name, n=answers))
            st.rerun()


# ---- the list ------------------------------------------------------------------------------------


def _list(total: int) -> None:
    ws, who, project = context.workspace(), context.actor(), context.project()
    offset = components.pagination(total)
    found, _ = service.campaigns(ws, who, project.id, components.PAGE_SIZE, offset)
    text = st.column_config.TextColumn
    chosen = components.opening_table(
        [_line(state) for state in found],
        t("grade.name"),
        f"campaigns-{offset}",
        {
            t("grade.name"): text(width=140),
            t("grade.set"): text(width=115),
            t("grade.systems_short"): text(width=165),
            t("grade.state"): text(width=85),
            t("grade.answers"): text(width=75, alignment="right"),
            t("grade.gradings"): text(width=75, alignment="right"),
        },
    )
    if chosen is not None:
        context.go("grade", campaign=found[chosen].campaign.number)
    st.caption(t("grade.choose_campaign"))


def _line(state: CampaignState) -> dict[str, str | int]:
    campaign = state.campaign
    return {
        t("grade.name"): f"{campaign.number} · {campaign.name}".removesuffix(" · "),
        t("grade.set"): state.set.name,
        t("grade.systems_short"): ", ".join(system.name for system in state.systems),
        t("grade.state"): t(f"grade.state_{state_of(state)}"),
        t("grade.answers"): f"{state.answered:,} / {state.expected:,}",
        t("grade.gradings"): f"{state.graded:,} / {state.slots:,}",
        t("grade.date"): ago(campaign.created_at, utc_now(), language()),
        t("grade.by"): campaign.created_by,
    }


def state_of(state: CampaignState) -> str:
    """`answering`, `incomplete`, `grading`, `graded` or `closed`."""
    if not state.is_open:
        return "closed"
    if state.job is not None and state.job.state in ACTIVE:
        return "answering"
    if state.answered < state.expected:
        return "incomplete"
    return "grading" if state.graded < state.slots else "graded"
