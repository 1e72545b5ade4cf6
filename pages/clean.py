"""Duplicates, personal data and quality of the examples: found by a job, decided in place."""

from collections.abc import Sequence

import streamlit as st

from workbench import jobs
from workbench.clean.cases import Case, CasePage
from workbench.clean.finding_service import list_findings
from workbench.ui import clean_duplicates, components, context, finding_marks, pii_lists
from workbench.ui import finding_actions as actions
from workbench.ui import finding_cards as cards
from workbench.ui.text import t

CASES = 20
KINDS = {
    "duplicates": ("duplicate", "contradiction"),
    "pii": ("pii",),
    "quality": ("quality",),
}
STATES = ("open", "accepted", "dismissed")


def plain_numbers(tab: str, found: CasePage) -> None:
    """What waits, in one sentence, and what was decided so far."""
    kinds = KINDS[tab]
    st.markdown(t(f"clean.summary_{tab}", n=found.number(*kinds)))
    accepted, dismissed = (found.number(*kinds, state=state) for state in STATES[1:])
    note = t(f"clean.{tab}_note")
    st.caption(f"{t('clean.decided_line', accepted=accepted, dismissed=dismissed)} · {note}")


def filters(tab: str, found: CasePage) -> tuple[str, str]:
    """The state and the type in view, each with its count; both are in the URL."""
    kinds = KINDS[tab]
    states = {s: f"{t(f'clean.state_{s}')} {found.number(*kinds, state=s):,}" for s in STATES}
    types: dict[str, int] = {}
    with st.container(horizontal=True, gap="large"):
        state = components.choice("state", states, t("clean.state"))
        for count in found.counts:
            if count.kind in kinds and count.state == state:
                types[count.type] = types.get(count.type, 0) + count.count
        ordered = sorted(types, key=lambda name: -types[name])
        labels = {"all": t("clean.all_types")}
        labels |= {name: f"{cards.check_name(name)} {types[name]:,}" for name in ordered}
        chosen = components.choice("type", labels, t("clean.type"))
    return state, chosen


def personal_data(cases: Sequence[Case]) -> None:
    """One card for each text; all that was found in it is decided below it."""
    texts: dict[tuple[str, str | None], list[Case]] = {}
    for case in cases:
        texts.setdefault((case.finding.subject_id, case.finding.field), []).append(case)
    for (example_id, field), inside in texts.items():
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(cards.field_name(field), width="content")
                components.status_badge(inside[0].text.status)
                components.lineage(example_id=example_id)
            st.markdown(cards.spans_markdown(inside[0].field_text, [c.finding for c in inside]))
            for case in sorted(inside, key=lambda c: c.finding.start or 0):
                line, buttons = st.columns(2, vertical_alignment="center")
                line.markdown(cards.value_line(case))
                with buttons:
                    actions.case_buttons(case)
            finding_marks.adding(example_id, field)


def quality(cases: Sequence[Case]) -> None:
    for case in cases:
        with st.container(border=True, gap="small"):
            cards.quality_card(case)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                actions.case_buttons(case)
                components.lineage(example_id=case.text.example_id)


project = context.project()
ws, actor = context.workspace(), context.actor()
overall = list_findings(ws, actor, project.id, limit=0)

components.header(
    "clean",
    [
        components.Count(t(f"clean.tab_{tab}"), overall.number(*kinds), "clean", {"tab": tab})
        for tab, kinds in KINDS.items()
    ],
)
if not overall.examples:
    if components.empty_state("clean.empty", "clean.go_augment"):
        context.go("augment")
    st.stop()
actions.page_buttons(overall)
components.job_status(["check"], limit=1)

tab = components.choice("tab", {name: t(f"clean.tab_{name}") for name in KINDS})
if tab == "pii" and pii_lists.chosen():
    pii_lists.show()
    st.stop()
if not overall.counts and not [j for j in jobs.recent_jobs(ws, project.id) if j.kind == "check"]:
    st.caption(t("clean.never_checked"))
    st.stop()
if tab == "duplicates":
    clean_duplicates.show(overall)
    st.stop()
plain_numbers(tab, overall)
state, chosen = filters(tab, overall)
total = sum(
    count.count
    for count in overall.counts
    if count.kind in KINDS[tab] and count.state == state and chosen in ("all", count.type)
)
offset = components.pagination(total, CASES)
types = () if chosen == "all" else (chosen,)
found = list_findings(
    ws,
    actor,
    project.id,
    kinds=KINDS[tab],
    types=types,
    states=(state,),
    limit=CASES,
    offset=offset,
)
if not found.cases:
    st.caption(t(f"clean.nothing_{tab}" if state == "open" else "clean.nothing_decided"))
actions.bulk_buttons(found.cases, total, KINDS[tab], types)
if tab == "pii":
    personal_data(found.cases)
else:
    quality(found.cases)
