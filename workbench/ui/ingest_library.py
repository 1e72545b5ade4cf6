"""The library of documents: search and filter, change levels of some or of all, read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast, get_args

import streamlit as st

from workbench.ingest import service
from workbench.ingest.media import KINDS
from workbench.ingest.service import DocumentProblem, DocumentRow
from workbench.records import (
    CONFIDENTIALITY_LEVELS,
    ConfidentialityLevel,
    Document,
    DocumentStatus,
    utc_now,
)
from workbench.ui import components, context
from workbench.ui.ingest_upload import level_box, note_and_rerun
from workbench.ui.text import ago, language, message, t

STATES: tuple[DocumentStatus, ...] = ("queued", "ready", "failed")
PROBLEMS: tuple[DocumentProblem, ...] = get_args(DocumentProblem)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; all of it is in the URL."""

    query: str
    level: ConfidentialityLevel | None
    status: DocumentStatus | None
    kind: str | None
    problem: DocumentProblem | None
    superseded: bool

    def named(self) -> dict[str, Any]:
        return asdict(self)


def filters() -> Filters:
    every = {"all": t("ingest.all")}
    levels = every | {level: t(f"common.level_{level}") for level in CONFIDENTIALITY_LEVELS}
    states = every | {state: t(f"ingest.state_{state}") for state in STATES}
    states["superseded"] = t("ingest.superseded")
    ws, actor, project = context.workspace(), context.actor(), context.project()
    kinds = every | {kind: KINDS.get(kind, kind) for kind in service.kinds(ws, actor, project.id)}
    problems = every | {each: t(f"ingest.problem_{each}") for each in PROBLEMS}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        query = st.text_input(t("ingest.search"), key="q", bind="query-params", width=220)
        level = components.select("level", levels, t("ingest.level"), 130)
        status = components.select("status", states, t("ingest.status"), 130)
        kind = components.select("kind", kinds, t("ingest.kind_filter"), 120)
        problem = components.select("problem", problems, t("ingest.problem_filter"), 190)

    def chosen(value: str) -> str | None:
        return None if value == "all" else value

    old = status == "superseded"
    return Filters(
        query=query.strip(),
        level=cast("ConfidentialityLevel | None", chosen(level)),
        status=None if old else cast("DocumentStatus | None", chosen(status)),
        kind=chosen(kind),
        problem=cast("DocumentProblem | None", chosen(problem)),
        superseded=old,
    )


def table(rows: Sequence[DocumentRow], offset: int) -> list[DocumentRow]:
    """The list; pressing a name opens the document. Returns the rows that are ticked."""
    name = t("ingest.column_name")
    event = st.dataframe(
        [_line(row) for row in rows],
        hide_index=True,
        height=min(36 * (len(rows) + 1) + 2, 620),
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        column_config=_columns(),
        key=f"documents-{offset}-{st.session_state.get('ingest_opened', 0)}",
    )
    selection = event["selection"]
    for row, column in selection.get("cells", []):
        if column == name and row < len(rows):
            st.session_state["ingest_opened"] = st.session_state.get("ingest_opened", 0) + 1
            context.go("ingest", document=rows[row].document.id)
    return [rows[index] for index in selection["rows"] if index < len(rows)]


def _line(row: DocumentRow) -> dict[str, Any]:
    document = row.document
    state = "ingest.superseded" if row.superseded_by else f"ingest.state_{document.status}"
    return {
        t("ingest.column_name"): document.name,
        t("ingest.column_kind"): KINDS.get(document.media_type, document.media_type),
        t("ingest.column_pages"): f"{document.page_count:,}" if document.page_count else "",
        t("ingest.column_level"): t(f"common.level_{document.level}"),
        t("ingest.column_status"): t(state),
        t("ingest.column_chunks"): row.chunks,
        t("ingest.column_examples"): row.examples,
        t("ingest.column_stale"): row.stale,
        t("ingest.column_problems"): row.problems,
        t("ingest.column_notice"): _wrong(row),
        t("ingest.column_time"): ago(document.created_at, utc_now(), language()),
    }


def _wrong(row: DocumentRow) -> str:
    if row.document.problem is not None:
        return problem_of(row.document)
    pending = row.document.edits - row.document.chunked_edits
    if row.document.status == "ready" and pending > 0 and not row.superseded_by:
        return t("ingest.pending_note", n=pending)
    return ""


def problem_of(document: Document) -> str:
    """What is wrong with it, without its name, which stands beside it."""
    said = message(document.problem) if document.problem is not None else ""
    return said.removeprefix(f"{document.name}: ")


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn(format="localized", width=74)
    return {
        t("ingest.column_name"): st.column_config.TextColumn(width=190, help=t("ingest.open")),
        t("ingest.column_kind"): st.column_config.TextColumn(width=78),
        t("ingest.column_pages"): st.column_config.TextColumn(width=58, alignment="right"),
        t("ingest.column_level"): st.column_config.TextColumn(width=86),
        t("ingest.column_status"): st.column_config.TextColumn(width=64),
        t("ingest.column_chunks"): st.column_config.NumberColumn(format="localized", width=64),
        t("ingest.column_examples"): number,
        t("ingest.column_stale"): number,
        t("ingest.column_problems"): number,
        t("ingest.column_notice"): st.column_config.TextColumn(width=320),
        t("ingest.column_time"): st.column_config.TextColumn(width=90),
    }


def actions(chosen: Sequence[DocumentRow], found: Filters, total: int) -> None:
    """What can be done with the ticked documents, and with all that the list holds."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(t("ingest.found_total", n=total), width="content")
        if not context.actor().may("curate") or found.superseded:
            return
        if chosen:
            _on_chosen(chosen)
        elif total > 1:
            with st.popover(t("ingest.whole_list_level", n=total)):
                ws, actor, project = context.workspace(), context.actor(), context.project()
                kept = {k: v for k, v in found.named().items() if k != "superseded"}
                change_level(
                    lambda: service.document_ids(ws, actor, project.id, **kept), None, "all"
                )


def _on_chosen(chosen: Sequence[DocumentRow]) -> None:
    ids = [row.document.id for row in chosen]
    st.markdown(f"**{t('ingest.chosen', n=len(chosen))}**", width="content")
    if len(chosen) == 1 and st.button(t("ingest.open"), key="open"):
        context.go("ingest", document=ids[0])
    with st.popover(t("ingest.change_level")):
        change_level(lambda: ids, chosen[0].document.level, "-".join(ids)[:60])
    waiting = [row.document.id for row in chosen if row.document.status != "ready"]
    if waiting and st.button(t("ingest.read_again"), key="read_again"):
        read_again(waiting)


def change_level(ids: Any, now: ConfidentialityLevel | None, name: str) -> None:
    """Level and reason for what `ids()` gives; the service decides whether it may be lowered."""
    key = f"level-{name}"
    with st.form(key, border=False):
        level = level_box("ingest.new_level", f"{key}-new", now or "confidential")
        reason = st.text_input(t("ingest.reason"), help=t("ingest.reason_help"), key=f"{key}-why")
        if st.form_submit_button(t("ingest.apply")):
            ws, actor, project = context.workspace(), context.actor(), context.project()
            n = service.set_level(ws, actor, project.id, ids(), level, reason)
            note_and_rerun([("success", t("ingest.level_changed", n=n))])


def read_again(document_ids: Sequence[str], ready: bool = False) -> None:
    ws, actor, project = context.workspace(), context.actor(), context.project()
    (service.read_again if ready else service.retry)(ws, actor, project.id, document_ids)
    note_and_rerun([("success", t("ingest.reading"))])
