"""An answer of the chat as a question of an evaluation set, its source with it."""

from __future__ import annotations

import streamlit as st

from workbench.grade import set_service
from workbench.grade.questions import QuestionDraft
from workbench.records import Exchange
from workbench.ui import context, errors, grade_sets
from workbench.ui.forms import form_key, form_token, taken
from workbench.ui.grade_set import fields
from workbench.ui.text import t

_NEW = ""


def button(exchange: Exchange) -> None:
    pressed = st.button(t("grade.make_question"), key=f"evaluation-{exchange.id}", type="tertiary")
    if pressed:
        st.dialog(t("grade.make_question_title"), width="large")(_form)(exchange)


def _form(exchange: Exchange) -> None:
    key = form_key("from-answer")
    ws, who, project = context.workspace(), context.actor(), context.project()
    rows = set_service.evaluation_sets(ws, who, project.id)
    known = {row.set.id: row.set.name for row in rows if row.set.frozen_at is None}
    names = {**known, _NEW: t("grade.into_new")}
    st.caption(t("grade.make_question_lead"))
    chosen = st.selectbox(
        t("grade.into_set"), list(names), format_func=names.__getitem__, key=f"{key}-set"
    )
    name = ""
    if chosen == _NEW:
        name = st.text_input(t("grade.new_set_name"), max_chars=200, key=f"{key}-name")
    answers = exchange.state != "not_found"
    source = exchange.citations[0] if exchange.citations and answers else None
    draft = fields(
        key,
        QuestionDraft(
            question=exchange.question,
            gold=exchange.text if answers else "",
            answerable=answers,
            chunk_id=source.chunk_id if source else None,
        ),
    )
    if st.button(t("grade.save"), type="primary", key=f"{key}-save"):
        with errors.shown():
            _save(chosen, name, exchange, draft)


def _save(chosen: str, name: str, exchange: Exchange, draft: QuestionDraft) -> None:
    """A new set has the level of what was answered from."""
    ws, who, project = context.workspace(), context.actor(), context.project()
    token = form_token("from-answer")
    if chosen == _NEW:
        made = set_service.create_set(ws, who, project.id, name, exchange.level, token)
        chosen = made.id
    added = set_service.add_questions(ws, who, project.id, chosen, [draft])
    taken("from-answer")
    if added.overlapping:
        grade_sets.note("warning", t("grade.overlap_warning", n=added.overlapping))
    key = "grade.question_kept" if added.added else "grade.question_known"
    st.toast(t(key, name=added.set.name))
    st.rerun()
