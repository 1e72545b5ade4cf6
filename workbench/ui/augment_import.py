"""Importing on the augment page: a document of rows, a mapping of its columns, what it gives."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.augment import import_service
from workbench.augment.params import ImportMapping, ImportPreview
from workbench.augment.personal import COLUMN_TYPES
from workbench.records import Document
from workbench.ui import components, context
from workbench.ui.augment_examples import words_badges
from workbench.ui.finding_cards import check_name
from workbench.ui.text import t

ROLES = {
    "pairs": ("question", "answer", "category", "style"),
    "dialogue": ("dialogue", "speaker", "text", "category"),
}


def importing(documents: Sequence[Document]) -> None:
    if not documents:
        if components.empty_state("augment.import_empty", "augment.to_ingest"):
            context.go("ingest")
        return
    names = {document.id: document.name for document in documents}
    asked = st.query_params.get("document", "")
    document_id = st.selectbox(
        t("augment.import_document"),
        list(names),
        index=list(names).index(asked) if asked in names else 0,
        format_func=lambda key: names[key],
        key=f"import-document-{asked}" if asked in names else "import-document",
    )
    ws, who, project = context.workspace(), context.actor(), context.project()
    suggested = import_service.preview_import(ws, who, project.id, document_id)
    if len(suggested.sheets) > 1:
        sheet = _sheet(document_id, suggested)
        if sheet != suggested.mapping.sheet:
            suggested = import_service.preview_import(ws, who, project.id, document_id, sheet=sheet)
    chosen = suggested.mapping.sheet
    mapping = _mapping(f"{document_id}-{chosen}" if chosen else document_id, suggested)
    mapping = mapping.model_copy(update={"sheet": chosen})
    shown = import_service.preview_import(ws, who, project.id, document_id, mapping)
    _start(document_id, mapping)
    st.subheader(t("augment.import_preview"), anchor=False)
    for pair, turns in zip(shown.pairs, shown.histories, strict=True):
        meta = t("augment.history_turns", n=turns) if turns else ""
        components.record_card(pair.question, pair.answer, words_badges(pair), meta)
    if shown.skipped:
        st.caption(t("augment.import_skipped", n=shown.skipped))
    st.subheader(t("augment.source_rows"), anchor=False)
    rows = [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
    st.dataframe(rows, hide_index=True, width="stretch")


def _sheet(document_id: str, suggested: ImportPreview) -> str | None:
    """One sheet; all of them only where one mapping fits all."""
    options = ["", *suggested.sheets] if suggested.alike else list(suggested.sheets)
    picked = st.selectbox(
        t("augment.import_sheet"),
        options,
        format_func=lambda name: name or t("augment.all_sheets", n=len(suggested.sheets)),
        key=f"import-sheet-{document_id}",
        help=t("augment.import_sheet_help"),
    )
    return picked or None


def _mapping(document_id: str, suggested: ImportPreview) -> ImportMapping:
    """The suggestion, as far as it was not changed here."""
    first = suggested.mapping
    kinds = {kind: t(f"augment.import_kind_{kind}") for kind in ROLES}
    kind = st.radio(
        t("augment.import_kind"),
        list(kinds),
        index=list(kinds).index(first.kind),
        format_func=lambda name: kinds[name],
        horizontal=True,
        key=f"import-kind-{document_id}",
    )
    chosen: dict[str, str | None] = {}
    nothing = t("augment.no_column")
    for column, role in zip(st.columns(4), ROLES[kind], strict=True):
        known = getattr(first, role) if kind == first.kind or role == "category" else None
        options = ["", *suggested.columns]
        picked = column.selectbox(
            t(f"augment.column_{role}"),
            options,
            index=options.index(known) if known in options else 0,
            format_func=lambda name: name or nothing,
            key=f"import-{kind}-{role}-{document_id}",
        )
        chosen[role] = picked or None
    personal = _personal(document_id, suggested)
    mapping = ImportMapping.model_validate({"kind": kind, **chosen, "personal": personal})
    if kind != "dialogue" or mapping.speaker is None:
        return mapping
    agents = st.multiselect(
        t("augment.agents"),
        list(suggested.speakers),
        default=list(first.agents),
        key=f"import-agents-{document_id}",
    )
    return mapping.model_copy(update={"agents": tuple(agents)})


def _personal(document_id: str, suggested: ImportPreview) -> dict[str, str]:
    """Columns of names, numbers and addresses, by type."""
    known = suggested.mapping.personal
    label = t("augment.personal_columns", n=len(known))
    chosen: dict[str, str] = {}
    with st.expander(label, expanded=bool(known)):
        st.caption(t("augment.personal_about"))
        for number, span_type in enumerate(COLUMN_TYPES):
            if number % 4 == 0:
                row = st.columns(4)
            picked = row[number % 4].multiselect(
                check_name(span_type),
                list(suggested.columns),
                default=[column for column, name in known.items() if name == span_type],
                key=f"import-personal-{span_type}-{document_id}",
                placeholder=t("augment.no_column"),
            )
            chosen |= dict.fromkeys(picked, span_type)
    return chosen


def _start(document_id: str, mapping: ImportMapping) -> None:
    who = context.actor()
    if not who.may("curate"):
        st.caption(t("augment.read_only"))
        return
    if not st.button(t("augment.import_start"), type="primary", key="import-start"):
        return
    import_service.import_pairs(
        context.workspace(), who, context.project().id, document_id, mapping
    )
    st.toast(t("augment.import_started"))
