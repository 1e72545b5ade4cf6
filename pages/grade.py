"""Grading: evaluation sets, campaigns over them, blind grading, and what it comes to."""

import streamlit as st

from workbench.grade import service, set_service
from workbench.ui import (
    components,
    context,
    grade_campaign,
    grade_campaigns,
    grade_queue,
    grade_report,
    grade_set,
    grade_sets,
)
from workbench.ui.text import t

TABS = ("campaigns", "sets")


def one_campaign(number: str) -> None:
    state = service.state(ws, actor, project.id, number)
    part = grade_campaign.head(state)
    if part == "grading":
        grade_queue.show(state)
    elif part == "report":
        grade_report.show(state)
    else:
        grade_campaign.progress(state)


def lists() -> None:
    sets = set_service.evaluation_sets(ws, actor, project.id)
    _, total = service.campaigns(ws, actor, project.id, limit=1)
    components.header(
        "grade",
        [
            components.Count(t("grade.count_campaigns"), total, "grade", {"tab": "campaigns"}),
            components.Count(t("grade.count_sets"), len(sets), "grade", {"tab": "sets"}),
        ],
    )
    grade_sets.notes()
    if not sets and "new" not in st.query_params:
        grade_sets.nothing_yet()
        return
    tabs = {tab: t(f"grade.tab_{tab}") for tab in (TABS if total else reversed(TABS))}
    if components.choice("tab", tabs) == "sets":
        grade_sets.show(sets)
    else:
        grade_campaigns.show(sets, total)


project = context.project()
ws, actor = context.workspace(), context.actor()
if number := st.query_params.get("campaign"):
    one_campaign(number)
elif name := st.query_params.get("set"):
    grade_sets.notes()
    grade_set.show(set_service.evaluation_set(ws, actor, project.id, name))
else:
    lists()
