"""The lists beside the queue: search with bulk acts, one example's history, all decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd
import streamlit as st

from workbench.access import Actor
from workbench.records import Decision, DecisionAction, ExampleStatus, FindingKind, Project
from workbench.review import bulk_service, decision_service, history_service
from workbench.review.cards import (
    BulkOutcome,
    DecisionInput,
    DecisionRow,
    ExampleFilter,
    History,
    ReviewRow,
)
from workbench.ui import components, context
from workbench.ui.review_card import REASONS, label_of
from workbench.ui.text import ago, example_label, language, literal, t
from workbench.workspace import Workspace

SHOWN = 50
STATUSES: tuple[ExampleStatus, ...] = get_args(ExampleStatus)
KINDS: tuple[FindingKind, ...] = ("pii", "duplicate", "contradiction", "quality")
ACTIONS: tuple[DecisionAction, ...] = get_args(DecisionAction)
BULK_ACTIONS: tuple[DecisionAction, ...] = ("approve", "reject", "flag")


# ---- search and bulk ---------------------------------------------------------------------------


def search(ws: Workspace, actor: Actor, project: Project) -> None:
    """Filters are in the URL; a chosen example is shown in full above the list."""
    if example_id := st.query_params.get("example"):
        one_example(ws, actor, project, example_id)
        return
    filters = filter_bar(ws, actor, project)
    total = history_service.list_examples(ws, actor, project.id, filters, limit=1)[1]
    undo_last_bulk(ws, actor, project)
    if not total:
        components.empty_state("review.search_empty")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(t("review.found", n=total))
        if actor.may("review"):
            bulk(ws, actor, project, filters, total)
    offset = components.pagination(total, SHOWN)
    rows, _ = history_service.list_examples(
        ws, actor, project.id, filters, limit=SHOWN, offset=offset
    )
    example_table(rows)


def filter_bar(ws: Workspace, actor: Actor, project: Project) -> ExampleFilter:
    facets = history_service.facets(ws, actor, project.id)
    statuses = {"": t("review.all_statuses")} | {s: t(f"common.status_{s}") for s in STATUSES}
    statuses["queued"] = t("review.status_queued")
    kinds = {"": t("review.all_findings")} | {k: t(f"review.kind_{k}") for k in KINDS}
    kinds["none"] = t("review.no_open_findings")
    first, second, third, fourth = st.columns([2, 1, 1, 1])
    with first:
        text = text_filter("q", t("review.search_for"))
    with second:
        status = pick("status", statuses, t("review.status"))
    with third:
        names = {"": t("review.all_categories")} | {
            name: example_label("category", name) for name in facets["category"]
        }
        category = pick("category", names, t("review.category"))
    with fourth:
        finding = pick("finding", kinds, t("review.findings"))
    return ExampleFilter(
        statuses=tuple(s for s in STATUSES if s == status),
        category=category or None,
        finding=finding or None,
        text=text or None,
        document_id=st.query_params.get("document"),
        chunk_id=st.query_params.get("chunk"),
        stale=True if st.query_params.get("stale") else None,
    )


def pick(key: str, labels: Mapping[str, str], caption: str) -> str:
    """A choice of many whose value, not its words, is in the URL."""
    asked = st.query_params.get(key, "")
    widget = f"review-{key}"
    st.session_state[widget] = asked if asked in labels else ""

    def keep() -> None:
        _in_url(key, st.session_state[widget])

    chosen: str = st.selectbox(
        caption, list(labels), format_func=lambda v: labels[v], key=widget, on_change=keep
    )
    return chosen


def text_filter(key: str, caption: str) -> str:
    widget = f"review-{key}"
    st.session_state[widget] = st.query_params.get(key, "")

    def keep() -> None:
        _in_url(key, st.session_state[widget].strip())

    hint = t("review.search_hint")
    field = st.text_input(caption, key=widget, on_change=keep, type="search", placeholder=hint)
    return str(field).strip()


def _in_url(key: str, value: str) -> None:
    st.query_params.pop("page", None)
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def example_table(rows: list[ReviewRow]) -> None:
    """Choosing a row opens the example."""
    frame = pd.DataFrame(
        [
            {
                "question": row.question,
                "answer": row.answer,
                "status": _status(row.example.status),
                "category": example_label("category", row.example.category),
                "findings": ", ".join(label_of(finding) for finding in row.findings),
                "document": row.document_name,
            }
            for row in rows
        ]
    )
    columns = {
        "question": st.column_config.TextColumn(t("review.question"), width=230),
        "answer": st.column_config.TextColumn(t("review.answer"), width=290),
        "status": st.column_config.TextColumn(t("review.status"), width=80),
        "category": st.column_config.TextColumn(t("review.category"), width=80),
        "findings": st.column_config.TextColumn(t("review.findings"), width=130),
        "document": st.column_config.TextColumn(t("review.document"), width=120),
    }
    number = _chosen_row(frame, columns, "review_rows")
    if number is not None:
        st.query_params["example"] = rows[number].example.id
        st.rerun()


def _chosen_row(frame: pd.DataFrame, columns: dict[str, Any], key: str) -> int | None:
    """Show the table; the number of the row that was pressed, from 0."""
    chosen: Any = st.dataframe(
        frame,
        column_config=columns,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
    )
    rows: list[int] = chosen.selection.rows
    return rows[0] if rows else None


def bulk(ws: Workspace, actor: Actor, project: Project, filters: ExampleFilter, total: int) -> None:
    """Filter, preview of the count, one act, one undo."""
    with st.popover(t("review.bulk", n=total)), st.form("bulk", border=False):
        labels = {action: t(f"review.{action}") for action in BULK_ACTIONS}
        action = st.radio(
            t("review.bulk_action"), list(labels), format_func=lambda a: labels[a], horizontal=True
        )
        reason = st.selectbox(
            t("review.bulk_reason"),
            [t(key) for key in REASONS],
            index=None,
            accept_new_options=True,
            placeholder=t("review.reason_other"),
        )
        st.caption(t("review.bulk_note", n=total))
        pressed = st.form_submit_button(t("review.bulk_apply", n=total), type="primary")
    if pressed:
        done = bulk_service.bulk_decide(ws, actor, project.id, action, reason or "", filters)
        st.session_state["review_bulk"] = done
        st.rerun()


def undo_last_bulk(ws: Workspace, actor: Actor, project: Project) -> None:
    done: BulkOutcome | None = st.session_state.get("review_bulk")
    if done is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            t(
                "review.bulk_done",
                decided=done.decided,
                in_review=done.in_review,
                unchanged=done.unchanged,
            )
        )
        if done.decided and st.button(t("review.bulk_undo", n=done.decided), key="bulk_undo"):
            del st.session_state["review_bulk"]
            bulk_service.undo_bulk(ws, actor, project.id, done.bulk_id)
            st.rerun()


# ---- one example -------------------------------------------------------------------------------


def one_example(ws: Workspace, actor: Actor, project: Project, example_id: str) -> None:
    if st.button(t("review.back"), key="review_back", type="tertiary"):
        del st.query_params["example"]
        st.rerun()
    told = history_service.history(ws, actor, project.id, example_id)
    head = next(r for r in told.revisions if r.id == told.example.revision_id)
    components.lineage(told.document, told.chunk.page if told.chunk else None, told.chunk)
    badges: list[tuple[str, components.Colour]] = [
        (_status(told.example.status), components.STATUS_COLOURS.get(told.example.status, "gray"))
    ]
    badges += [(label_of(f), "orange") for f in told.findings if f.state == "open"]
    components.record_card(
        head.question,
        head.answer,
        badges,
        example_label("category", told.example.category),
        head.evidence_quote,
    )
    st.subheader(t("review.history_of_example"), anchor=False)
    for decision in reversed(told.decisions):
        decision_line(ws, actor, project, told, decision)
    if not told.decisions:
        st.caption(t("review.no_decisions"))
    revisions_of(told)


def decision_line(
    ws: Workspace, actor: Actor, project: Project, told: History, decision: Decision
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_decision_words(decision, decision.id in told.undone), width="content")
        components.relative_time(decision.at)
        mine = decision.reviewer == actor.name or actor.may("curate")
        open_to_undo = decision.action != "undo" and decision.id not in told.undone
        if actor.may("review") and mine and open_to_undo:
            undo_button(ws, actor, project, decision)


def undo_button(ws: Workspace, actor: Actor, project: Project, decision: Decision) -> None:
    """The decision's id makes the key: pressed twice it is taken back once."""

    def undo() -> None:
        wanted = DecisionInput(key=f"undo.{decision.id}", action="undo", undoes=decision.id)
        context.guarded(lambda: decision_service.submit(ws, actor, project.id, wanted))

    st.button(t("review.undo"), key=f"undo-{decision.id}", on_click=undo)


def revisions_of(told: History) -> None:
    """Each edit against the words before it."""
    for old, new in zip(told.revisions, told.revisions[1:], strict=False):
        with st.container(border=True):
            st.caption(t("review.edited_by", n=new.number, name=literal(new.editor)))
            if old.question != new.question:
                components.diff(old.question, new.question)
            if old.answer != new.answer:
                components.diff(old.answer, new.answer)


def _decision_words(decision: Decision, undone: bool) -> str:
    words = f"**{t(f'review.action_{decision.action}')}** · {literal(decision.reviewer)}"
    if decision.reason:
        words += f" · {literal(decision.reason)}"
    if decision.bulk_id:
        words += f" · {t('review.in_bulk')}"
    return f"~~{words}~~ · {t('review.taken_back')}" if undone else words


def _status(status: ExampleStatus) -> str:
    return t("review.status_queued") if status == "queued" else t(f"common.status_{status}")


# ---- all decisions -----------------------------------------------------------------------------


def history(ws: Workspace, actor: Actor, project: Project) -> None:
    people = {"mine": t("review.mine"), "all": t("review.everyone")}
    labels = {"": t("review.all_actions")} | {a: t(f"review.action_{a}") for a in ACTIONS}
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        who = components.choice("who", people, t("review.reviewer"))
    with right:
        asked = pick("action", labels, t("review.action"))
    action = next((a for a in ACTIONS if a == asked), None)
    reviewer = actor.name if who == "mine" else None
    total = history_service.decisions(ws, actor, project.id, reviewer, action, limit=1)[1]
    if not total:
        components.empty_state("review.history_empty")
        return
    offset = components.pagination(total, SHOWN)
    rows, _ = history_service.decisions(
        ws, actor, project.id, reviewer, action, limit=SHOWN, offset=offset
    )
    decision_table(ws, rows)


def decision_table(ws: Workspace, rows: list[DecisionRow]) -> None:
    now = ws.clock()
    frame = pd.DataFrame(
        [
            {
                "at": ago(row.decision.at, now, language()),
                "reviewer": row.decision.reviewer,
                "action": t(f"review.action_{row.decision.action}")
                + (f" ({t('review.taken_back')})" if row.undone else ""),
                "question": row.question,
                "reason": row.decision.reason,
            }
            for row in rows
        ]
    )
    columns = {
        "at": st.column_config.TextColumn(t("review.when"), width=110),
        "reviewer": st.column_config.TextColumn(t("review.reviewer"), width=110),
        "action": st.column_config.TextColumn(t("review.action"), width=130),
        "question": st.column_config.TextColumn(t("review.question"), width=420),
        "reason": st.column_config.TextColumn(t("review.reason"), width=220),
    }
    number = _chosen_row(frame, columns, "review_decisions")
    if number is not None:
        example_id = rows[number].decision.example_id
        context.go("review", tab="search", example=example_id)
